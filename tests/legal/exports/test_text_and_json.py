"""Plain text that reads as the same articles, JSON that holds every word."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.legal.exports.as_json import FORMAT, Facts, as_json
from portal.legal.exports.as_text import as_text
from portal.legal.exports.document import DocumentText, ProvisionText
from portal.legal.relations.queries import RelatedDocument, RelationGroup
from portal.legal.structure import Node, parse
from portal.legal.validity import Effect, validity
from tests.legal.exports.made import PROVISIONS
from tests.legal.exports.test_akoma_ntoso import DECREE
from tests.thorough import examples

_SENTENCES = st.sampled_from(
    [
        "Ủy ban nhân dân xã chịu trách nhiệm thi hành.",
        "Trường hợp sau đây",
        "Thực hiện theo khoản 2 Điều 5 của Nghị định này;",
        "- Gạch đầu dòng,",
        "| STT | Tên |\n| --- | --- |\n| 1 | Lan |",
        "Văn bản có “lời trích” trong ngoặc.",
    ]
)
_HEADINGS = st.sampled_from(["", "Phạm vi điều chỉnh", "Tên có số 2, dấu phẩy", "TỔ CHỨC"])
_GROUPS = st.sampled_from(["", "Chương I. QUY ĐỊNH CHUNG", "Phần II. RIÊNG\nChương 3. HẸP\nMục 1. TÊN"])


@st.composite
def texts(draw: st.DrawFn) -> str:
    lines = draw(st.lists(_SENTENCES, max_size=2))
    for clause in range(1, draw(st.integers(0, 3)) + 1):
        lines.append(f"{clause}. {draw(_SENTENCES.filter(lambda one: not one.startswith('|')))}")
        lines += [f"{point}) {draw(_SENTENCES)}" for point in "abcd"[: draw(st.integers(0, 4))]]
    return "\n".join(lines)


@st.composite
def printed(draw: st.DrawFn) -> DocumentText:
    """A document as an agency prints it: articles counted through, each with words."""
    provisions = []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        heading, text = draw(_HEADINGS), draw(texts())
        provisions.append(
            ProvisionText(
                "Điều", str(number), f"dieu-{number}", draw(_GROUPS), heading, text or "Có hiệu lực."
            )
        )
    return replace(
        DECREE,
        provisions=tuple(provisions),
        preamble=draw(st.sampled_from(["", "Căn cứ Luật Tổ chức Chính phủ;\nTheo đề nghị của Văn phòng."])),
        closing=draw(st.sampled_from(["", "Nơi nhận:\n- Như Điều 3;\nCHỦ TỊCH\nNguyễn Văn A"])),
    )


def articles(text: str) -> list[tuple[str, str, list[tuple[str, str]]]]:
    parsed = parse(text)
    return [_article(one, text) for one in parsed.nodes() if one.unit == "Điều"]


def _article(node: Node, text: str) -> tuple[str, str, list[tuple[str, str]]]:
    inner = [(one.anchor, text[one.start : one.own_end].strip()) for one in node.walk() if one is not node]
    return node.no, node.heading, inner


@given(printed())
@settings(max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_plain_text_reads_as_the_same_articles(document: DocumentText) -> None:
    text = as_text(document)
    found = articles(text)
    assert [(no, heading) for no, heading, _ in found] == [
        (one.no, one.heading) for one in document.provisions
    ]
    for (_, _, inner), one in zip(found, document.provisions, strict=True):
        alone = parse(f"Điều {one.no}. {one.heading or 'Tên'}\n{one.text}")
        assert inner == _article(alone.body[0], alone.text)[2]
        assert one.text in text
    assert parse(text).closing.strip() == document.closing


def test_plain_text_is_printed_like_a_document() -> None:
    text = as_text(replace(DECREE, closing=""))
    assert text.startswith(
        "CHÍNH PHỦ\nSố: 61/2018/NĐ-CP\nNgày 23 tháng 04 năm 2018\n\nNGHỊ ĐỊNH\nVề thực hiện cơ chế một cửa, "
        "một cửa liên thông\nNgười ký: THỦ TƯỚNG Nguyễn Xuân Phúc\n\nCăn cứ Luật Tổ chức Chính phủ"
    )
    assert (
        "\n\nChương I. QUY ĐỊNH CHUNG\n\nMục 1. PHẠM VI\n\nĐiều 1. Phạm vi\nNghị định này.\n\nĐiều 2." in text
    )
    assert text.count("Chương II. TỔ CHỨC") == 1
    assert as_text(DECREE).index("Nơi nhận:") < as_text(DECREE).index("Phụ lục I. MẪU ĐƠN")


def test_an_article_without_a_name_goes_on_behind_its_number() -> None:
    one = ProvisionText("Điều", "1", "dieu-1", text="Quyết định này có hiệu lực từ ngày ký.")
    assert "Điều 1. Quyết định này có hiệu lực từ ngày ký.\n" in as_text(replace(DECREE, provisions=(one,)))
    clause = replace(one, text="1. Một.\n2. Hai.")
    assert "Điều 1.\n1. Một.\n2. Hai.\n" in as_text(replace(DECREE, provisions=(clause,)))


def joined(node: dict[str, Any]) -> str:
    """The text of a provision or of what stands in it, put together from its tree."""
    return node.get("mark", "") + node["text"] + "".join(joined(child) for child in node["children"])


def facts_of(document: DocumentText, **more: Any) -> Facts:
    return Facts(validity(document.effective, document.expires, date(2024, 1, 1), document.effects), **more)


def test_json_holds_every_word_and_the_tree(app: Flask) -> None:
    with app.test_request_context():
        made = as_json(DECREE, facts_of(DECREE), "https://xa.vn{}".format)
    assert made["format"] == FORMAT
    assert [joined(one) for one in made["provisions"]] == [one.text for one in DECREE.provisions]
    clause = made["provisions"][1]["children"][0]
    assert (clause["unit"], clause["no"], clause["anchor"]) == ("Khoản", "1", "dieu-2-khoan-1")
    assert [one["anchor"] for one in clause["children"]] == ["dieu-2-khoan-1-diem-a", "dieu-2-khoan-1-diem-b"]
    assert made["provisions"][0]["groups"] == ["Chương I. QUY ĐỊNH CHUNG", "Mục 1. PHẠM VI"]
    assert made["issued"] == "2018-04-23"


def test_json_says_why_a_document_ended(app: Flask) -> None:
    ending = Effect("replaces", date(2023, 5, 1), None, (), "Nghị định 1/2023/NĐ-CP", "/van-ban/moi")
    group = RelationGroup(
        "replaces", "Bị thay thế bởi", False, [RelatedDocument("Nghị định 1/2023/NĐ-CP", "T", "/van-ban/moi")]
    )
    document = replace(DECREE, expires=None, effects=(ending,))
    with app.test_request_context():
        made = as_json(document, facts_of(document, relations=[group]), "https://xa.vn{}".format)
    assert made["validity"]["code"] == "expired"
    because = made["validity"]["because"][0]
    assert (because["from"], because["address"]) == ("2023-05-01", "https://xa.vn/van-ban/moi")
    assert because["label"] == "Bị thay thế bởi"
    assert made["relations"][0]["documents"][0]["address"] == "https://xa.vn/van-ban/moi"
    assert json.loads(json.dumps(made)) == made


@given(st.lists(PROVISIONS, max_size=4))
@settings(max_examples=examples(100), deadline=None)
def test_no_word_of_a_provision_is_missing_in_json(provisions: list[ProvisionText]) -> None:
    document = replace(DECREE, effects=(), relations=(), provisions=tuple(provisions))
    made = as_json(document, Facts(validity(None, None, date(2024, 1, 1))), str)
    assert [joined(one) for one in made["provisions"]] == [one.text for one in provisions]
