"""Answers: read from forms, judged, shown, and what follows from them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from portal.clock import today
from portal.services.definition import answers as a
from portal.services.definition.conditions import holds, is_empty
from portal.services.definition.reading import from_json
from portal.services.definition.shapes import Definition, Field
from portal.services.definition.values import as_read, as_typed, in_words, wrong_with
from tests.services.defining import BIRTH, definitions, every_field

DEFINITION = from_json(BIRTH)
HOSTILE = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["a", "b", "co", "khong", "2", "1.000", "05/03/1990", "001090012345", "\x00", "\ud800", "<script>"]
    ),
)
ANY = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 10**15), st.text(max_size=10)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


def _names(definition: Definition) -> list[str]:
    found = ["f.", "f.x", "csrf_token", "tenant_id"]
    for section in definition.sections:
        for one in section.fields:
            found += [a.name_of(one.key), a.name_of(one.key, "detail"), a.name_of(one.key, "commune")]
            found += [
                a.name_of(one.key, at, column.key) for column in one.fields for at in (0, 1, 7, "²", -1)
            ]
    return found


@st.composite
def _sent(draw: Any) -> tuple[Definition, MultiDict[str, str], dict[str, Any]]:
    definition = from_json(draw(definitions()))
    pairs = draw(st.lists(st.tuples(st.sampled_from(_names(definition)), HOSTILE), max_size=15))
    guide = draw(
        st.dictionaries(st.sampled_from(["q0", "q1", "q2", "zz"]), st.one_of(HOSTILE, ANY), max_size=3)
    )
    return definition, MultiDict(pairs), guide


@given(_sent())
def test_whatever_is_sent_is_read_judged_and_shown(
    case: tuple[Definition, MultiDict[str, str], dict[str, Any]],
) -> None:
    definition, sent, guide = case
    answers = a.read(definition, sent, guide)
    visible = {one.key for _section, shown in a.visible(definition, answers, guide) for one in shown}
    assert set(answers) <= visible, "what does not show is not kept"
    assert a.kept(definition, answers, guide) == answers, "keeping again changes nothing"
    errors = a.validate(definition, answers, guide)
    assert all(message for message in errors.values())
    for one in every_field(definition):
        if one.key in visible and one.required and one.kind != "note" and is_empty(answers.get(one.key)):
            assert one.key in errors
    lines = [line for part in a.shown(definition, answers, guide) for line in part.lines]
    assert all(isinstance(text, str) and text for _label, text in lines)
    for line in a.fees_of(definition, answers, "truc-tuyen", guide):
        assert line.amount >= 0
        assert line.amount == 0 or not line.free_reason
    assert a.deadline_of(definition, answers, guide) is not None
    known = a.facts(definition, answers, guide)
    needed = a.papers_needed(definition, answers, guide)
    assert needed == [one for one in definition.papers if holds(one.when, known)]


@given(
    definitions(), st.dictionaries(st.sampled_from(["f0-0", "f0-1", "f1-0", "f2-0", "q0"]), ANY, max_size=5)
)
def test_answers_of_any_shape_are_judged_without_failing(
    data: dict[str, Any], answers: dict[str, Any]
) -> None:
    definition = from_json(data)
    a.validate(definition, answers, answers)
    a.shown(definition, answers, answers)
    a.kept(definition, answers, answers)
    a.fees_of(definition, answers)
    a.papers_needed(definition, answers)


@given(_sent())
def test_what_stands_in_a_form_reads_as_the_same(
    case: tuple[Definition, MultiDict[str, str], dict[str, Any]],
) -> None:
    definition, sent, guide = case
    answers = a.read(definition, sent, guide)
    again: MultiDict[str, str] = MultiDict()
    for section in definition.sections:
        for one in section.fields:
            _type(again, one, answers.get(one.key), (one.key,))
    assert a.read(definition, again, guide) == answers


def _type(form: MultiDict[str, str], one: Field, answer: Any, path: tuple[str | int, ...]) -> None:
    if one.kind == "many":
        for value in answer or []:
            form.add(a.name_of(*path), value)
    elif one.kind == "address":
        for part, text in (answer or {}).items():
            form[a.name_of(*path, part)] = text
    elif one.kind == "rows":
        for at, row in enumerate(answer or []):
            for column in one.fields:
                _type(form, column, row.get(column.key), (*path, at, column.key))
    elif one.kind != "note":
        form[a.name_of(*path)] = as_typed(one, answer)


def _filled(**more: str) -> MultiDict[str, str]:
    sent = {
        "f.ho-ten": "  Nguyễn  Thị Hoa ",
        "f.ngay-sinh": f"{today() - timedelta(days=20):%d/%m/%Y}",
        "f.sinh-o": "trong-nuoc",
        "f.ban-sao": "3",
        "f.me-so": "049 190 012 345",
        "f.me-dien-thoai": "+84 905 123 456",
        "f.me-o.detail": "Thôn Hòa An",
        "f.me-o.commune": "xã Tam Giang",
        "f.me-o.province": "tỉnh Quảng Nam",
        "f.con.0.ten": "Nguyễn Văn Nam",
        "f.con.0.sinh": "05032015",
        "f.con.4.ten": "Nguyễn Thị Bé",
    }
    return MultiDict(
        sent | {name.replace("__", ".").replace("_", "-"): value for name, value in more.items()}
    )


def test_a_birth_is_read_judged_shown_and_counted() -> None:
    answers = a.read(DEFINITION, _filled(f__nuoc="Lào", f__la="x"))
    assert a.validate(DEFINITION, answers) == {}
    assert answers["ho-ten"] == "Nguyễn Thị Hoa"
    assert answers["me-so"] == "049190012345"
    assert answers["me-dien-thoai"] == "0905123456"
    assert answers["con"] == [{"ten": "Nguyễn Văn Nam", "sinh": "2015-03-05"}, {"ten": "Nguyễn Thị Bé"}]
    assert "nuoc" not in answers, "asked for births abroad only"
    shown = dict(line for part in a.shown(DEFINITION, answers) for line in part.lines)
    assert shown["Nơi sinh"] == "Ở Việt Nam"
    assert shown["Nơi cư trú"] == "Thôn Hòa An, xã Tam Giang, tỉnh Quảng Nam"
    assert shown["Con đã có 1 – Ngày sinh"] == "05/03/2015"
    assert [one.key for one in a.papers_needed(DEFINITION, answers)] == ["chung-sinh"]
    assert a.fees_of(DEFINITION, answers, "truc-tuyen")[0].amount == 12000
    assert a.fees_of(DEFINITION, answers, "truc-tiep")[0].amount == 24000
    found = a.deadline_of(DEFINITION, answers)
    assert found is not None
    assert found.days == 0


def test_another_case_has_other_papers_fees_and_time() -> None:
    guide = {"noi-sinh": "nuoc-ngoai", "ho-ngheo": "co"}
    assert [one.key for one in a.papers_needed(DEFINITION, {}, guide)] == ["chung-sinh", "ngoai"]
    line = a.fees_of(DEFINITION, {}, "truc-tiep", guide)[0]
    assert (line.amount, line.free_reason, line.is_open) == (0, "Hộ nghèo", True)
    found = a.deadline_of(DEFINITION, {}, guide)
    assert found is not None
    assert found.days == 5
    assert a.prefilled(DEFINITION, guide, {"phone": "0905123456"}) == {
        "sinh-o": "nuoc-ngoai",
        "me-dien-thoai": "0905123456",
    }
    answers = a.read(DEFINITION, _filled(), guide)
    changed = a.deadline_of(DEFINITION, answers, guide)
    assert changed is not None
    assert changed.days == 0, "the form is the later word than the guide"


def test_the_cap_of_a_fee_holds() -> None:
    answers = a.read(DEFINITION, _filled(f__ban_sao="20"))
    assert a.fees_of(DEFINITION, answers, "truc-tiep")[0].amount == 100000


def test_what_is_wrong_is_told_at_its_place() -> None:
    later = f"{today() + timedelta(days=1):%d/%m/%Y}"
    sent = _filled(f__ho_ten="H0a", f__ngay_sinh=later, f__sinh_o="sao-hoa", f__ban_sao="21", f__me_so="123")
    sent["f.con.0.ten"] = ""
    sent["f.me-o.commune"] = ""
    errors = a.validate(DEFINITION, a.read(DEFINITION, sent))
    assert errors["ho-ten"] == "Họ tên chỉ gồm chữ, ví dụ: Nguyễn Thị Hoa."
    assert errors["ngay-sinh"] == "Ngày này chưa tới. Hãy kiểm tra lại."
    assert errors["sinh-o"] == "Hãy chọn trong các lựa chọn có sẵn."
    assert errors["ban-sao"] == "Nhiều nhất là 20."
    assert errors["con.0.ten"] == "Chưa điền."
    assert errors["me-o"] == "Ghi đủ xã (phường) và tỉnh (thành phố)."
    assert set(errors) == {"ho-ten", "ngay-sinh", "sinh-o", "ban-sao", "me-so", "con.0.ten", "me-o"}


def test_more_rows_than_allowed_are_told() -> None:
    sent = _filled(**{f"f__con__{at}__ten": "Nguyễn Văn Nam" for at in range(1, 9)})
    assert a.validate(DEFINITION, a.read(DEFINITION, sent))["con"] == "Nhiều nhất 3 dòng."


@pytest.mark.parametrize(
    ("kind", "typed", "read"),
    [
        ("date", "5/3/1990", "1990-03-05"),
        ("date", "05-03-1990", "1990-03-05"),
        ("date", "05031990", "1990-03-05"),
        ("date", "1990-03-05", "1990-03-05"),
        ("date", "31/02/1990", "31/02/1990"),
        ("number", "1.250", 1250),
        ("number", "12 345", 12345),
        ("number", "1,5", "1,5"),
        ("number", "²", "²"),
        ("money", "1.250.000 đồng", 1250000),
        ("money", "-5", "-5"),
        ("phone", "84905123456", "0905123456"),
        ("phone", "0235.3871.234", "02353871234"),
        ("identity", "001 090 012 345", "001090012345"),
        ("text", "a\x00b\r\nc\u202e", "ab c"),
        ("long-text", "a\r\n\r\n\r\n\r\nb", "a\n\nb"),
        ("yes-no", "co", True),
        ("yes-no", "yes", ""),
    ],
)
def test_one_answer_is_read(kind: str, typed: str, read: Any) -> None:
    assert as_read(Field("a", "A", kind), typed) == read


GOOD: dict[str, list[Any]] = {
    "identity": ["001090012345", "049304012345", "205123456"],
    "phone": ["0905123456", "02353871234"],
    "email": ["a@b.vn", "ten.ho@example.com"],
    "person-name": ["Nguyễn Thị Hoa", "H'Hen Niê", "Y Moan", "Lê-Trần An"],
    "date": ["1990-03-05"],
    "number": [0, 5],
    "yes-no": [True, False],
    "address": [{"commune": "Tam Hải", "province": "Quảng Nam"}],
}
BAD: dict[str, list[Any]] = {
    "identity": ["000090012345", "097090012345", "1" * 12, "12345678901", "049399012345", "04909001234x"],
    "phone": ["0105123456", "090512345", "9051234567", "09051234567", "+1555"],
    "email": ["a@b", "a b@c.vn", "a@b.vn\nBcc: x@y.vn", "@b.vn"],
    "person-name": ["A", "Nam 2", "<b>Nam</b>", "Nam; DROP", "--"],
    "date": ["1990-13-05", "1790-01-01", "2990-01-01", "05/03/90", "19900305", "２０２０-01-01"],
    "number": ["5", 5.5, True, 10**14],
    "yes-no": ["co", 1],
    "address": ["Tam Hải", {"commune": "x"}, {"x": "y"}, {"commune": 1, "province": 2}],
}


@pytest.mark.parametrize("kind", list(GOOD))
def test_one_answer_is_judged(kind: str) -> None:
    one = Field("a", "A", kind)
    assert [answer for answer in GOOD[kind] if wrong_with(one, answer)] == []
    assert [answer for answer in BAD[kind] if not wrong_with(one, answer)] == []


def test_values_in_words() -> None:
    assert in_words(Field("a", "A", "money"), 1250000) == "1.250.000 đồng"
    assert in_words(Field("a", "A", "number"), 1995) == "1995", "it may be a year"
    assert in_words(Field("a", "A", "number"), 12500) == "12.500"
    assert in_words(Field("a", "A", "yes-no"), False) == "Không"
    assert in_words(Field("a", "A", "date"), "1990-03-05") == "05/03/1990"
    assert in_words(Field("a", "A", "date"), "hôm qua") == "hôm qua"
