"""Two saves that meet: merged by words, chosen where both changed the same place, nobody's words lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import A, Browser
from tests.factories import Factory
from tests.screens.forms import form_of, save, text

Make = Callable[..., Browser]
NEWS = "/quan-tri/tin-tuc"
BODY = "Họp ngày 25/11/2026 tại hội trường xã.\n\nMời bà con đến dự đông đủ.\n\nMang theo sổ hộ nghèo."
KINDS = {
    "news": ("news", "tin-tuc", "body"),
    "page": ("page", "trang", "body"),
    "legal": ("legal", "van-ban", "body"),
    "procedure": ("procedure", "thu-tuc", "steps"),
    "schedule": ("week", "lich-cong-tac", "entries_text"),
}


@pytest.fixture()
def pair(signed_in: Make) -> tuple[Browser, Browser]:
    """Two editors of one portal: I, and the other one."""
    return signed_in(A, "approver"), signed_in(A, "tenant_admin")


def plain(value: Any) -> str:
    """A text as it is stored."""
    return str(value).replace("\r\n", "\n")


def sent_from(answer: Any, end: str) -> dict[str, Any]:
    """The fields of the form of an answered page whose action ends so, with the radio buttons as they are set."""
    form = re.search(rf'<form[^>]*action="[^"]*{end}"[^>]*>.*?</form>', answer.text, re.S)
    assert form is not None, answer.text
    found = {
        name: unescape(value)
        for name, value in re.findall(
            r'<textarea[^>]*name="([^"]+)"[^>]*>\r?\n?(.*?)</textarea>', form[0], re.S
        )
    }
    for tag in re.findall(r"<input[^>]*>", form[0]):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and (("radio" not in tag and "checkbox" not in tag) or "checked" in tag):
            found[name[1]] = unescape(value[1] if value else "")
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form[0], re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        found[name] = chosen[1] if chosen else ""
    return found


def collide(me: Browser, other: Browser, where: str, theirs: dict[str, Any], mine: dict[str, Any]) -> Any:
    """Both open the page, the other one saves first; the answer to my save."""
    opened = form_of(me, where)
    assert save(other, where, **theirs).status_code == 302
    return me.post(where, opened | mine)


@pytest.mark.parametrize("kind", KINDS)
def test_changes_at_different_places_come_merged_and_are_saved_after_a_look(
    factory: Factory, pair: tuple[Browser, Browser], kind: str
) -> None:
    me, other = pair
    make, folder, field = KINDS[kind]
    number, _slug = getattr(factory, make)(A, publish=False)
    where = f"/quan-tri/{folder}/{number}"
    line = "23/11/2026 | {} | Việc {}" if kind == "schedule" else "Đoạn số {} nói về việc {}."
    begun = "\n\n".join(line.format(f"0{n}:00" if kind == "schedule" else n, n) for n in range(1, 6))
    if kind == "legal":
        begun = f"## Điều 1. Phạm vi\n\n{begun}"
    assert save(me, where, **{field: begun}).status_code == 302
    begun = plain(form_of(me, where)[field])
    answer = collide(me, other, where, {field: begun.replace("việc 1", "THỨ NHẤT").replace("Việc 1", "THỨ NHẤT")},
                     {field: begun.replace("việc 5", "THỨ NĂM").replace("Việc 5", "THỨ NĂM")})  # fmt: skip
    assert answer.status_code == 409
    assert "Chưa lưu: đây là bản ghép của hai người" in text(answer) and "tenant_admin" in text(answer)
    merged = sent_from(answer, f"/{folder}/{number}")
    assert "THỨ NHẤT" in merged[field] and "THỨ NĂM" in merged[field]
    assert "THỨ NĂM" not in form_of(me, where)[field]  # nothing is saved yet
    assert me.post(where, merged).status_code == 302
    now = form_of(me, where)[field]
    assert "THỨ NHẤT" in now and "THỨ NĂM" in now


@pytest.mark.parametrize("kind", KINDS)
def test_every_save_counts_whatever_part_it_changes(
    factory: Factory, pair: tuple[Browser, Browser], kind: str
) -> None:
    """Articles, papers and lines lie in tables of their own: nothing in the thing's own row changes with them."""
    me, _other = pair
    make, folder, field = KINDS[kind]
    field = "papers_text" if kind == "procedure" else "tags" if kind == "news" else field
    number, _slug = getattr(factory, make)(A, publish=False)
    where = f"/quan-tri/{folder}/{number}"
    written = {
        "entries_text": "24/11/2026 | 0{}:00 | Việc",
        "tags": "từ {}",
        "papers_text": "Giấy {} | 1 | 0",
    }.get(field, "## Điều 1. Phạm vi\n\nLời thứ {}.")
    assert save(me, where, **{field: written.format(1)}).status_code == 302
    opened = form_of(me, where)
    assert save(me, where, **{field: written.format(2)}).status_code == 302
    assert me.post(where, opened | {field: written.format(3)}).status_code == 409
    assert plain(form_of(me, where)[field]).strip() == written.format(2)


@pytest.mark.parametrize(
    ("choice", "wanted"),
    [
        ("mine", "Họp ngày 26/11/2026 tại"),
        ("theirs", "Họp ngày 27/11/2026 tại"),
        ("both", "Họp ngày 27/11/2026 26/11/2026 tại"),
    ],
)
def test_where_both_changed_one_place_somebody_chooses(
    factory: Factory, pair: tuple[Browser, Browser], choice: str, wanted: str
) -> None:
    me, other = pair
    number, _slug = factory.news(A, body=BODY, publish=False)
    where = f"{NEWS}/{number}"
    mine = {"body": BODY.replace("25/11", "26/11").replace("đông đủ", "đầy đủ")}
    theirs = {"body": BODY.replace("25/11", "27/11").replace("sổ hộ nghèo", "giấy mời")}
    answer = collide(me, other, where, theirs, mine)
    shown = text(answer)
    assert answer.status_code == 409 and "1 chỗ cả hai cùng sửa" in shown
    assert re.search(r"tenant_admin tam-hai lưu lúc \d\d:\d\d", shown)
    assert "Của bạn 26/11/2026" in shown and "Của người kia 27/11/2026" in shown
    chosen = sent_from(answer, "/ghep")
    assert chosen["cho-body-0"] == "both"  # nothing is left out unless somebody says so
    looked = me.post(f"{where}/ghep", chosen | {"cho-body-0": choice})
    assert looked.status_code == 200
    merged = sent_from(looked, f"/tin-tuc/{number}")
    assert wanted in merged["body"] and "đầy đủ" in merged["body"] and "giấy mời" in merged["body"]
    assert me.post(where, merged | {"body": merged["body"] + "\n\nSửa thêm."}).status_code == 302
    now = plain(form_of(me, where)["body"])
    assert wanted in now and now.endswith("Sửa thêm.")


def test_choices_and_days_are_chosen_as_a_whole(factory: Factory, pair: tuple[Browser, Browser]) -> None:
    me, other = pair
    number, _slug = factory.legal(A, publish=False)
    where = f"/quan-tri/van-ban/{number}"
    theirs = {"effective": "2026-12-01", "signer": "Trần Thị B", "type": "Thông báo"}
    answer = collide(me, other, where, theirs, {"effective": "", "type": "Kế hoạch", "excerpt": "Tóm tắt."})
    shown = text(answer)
    assert "2 chỗ cả hai cùng sửa" in shown and "Của người kia 01/12/2026" in shown
    assert "Của bạn (để trống)" in shown and "Của bạn Kế hoạch" in shown
    chosen = sent_from(answer, "/ghep") | {"cho-type": "theirs"}
    merged = sent_from(me.post(f"{where}/ghep", chosen), f"/van-ban/{number}")
    assert (merged["effective"], merged["type"]) == ("", "Thông báo")
    assert (merged["signer"], merged["excerpt"]) == ("Trần Thị B", "Tóm tắt.")
    assert me.post(where, merged).status_code == 302
    assert form_of(me, where)["effective"] == ""


def test_a_third_save_meets_the_merge_again_and_loses_nothing(
    factory: Factory, pair: tuple[Browser, Browser]
) -> None:
    me, other = pair
    number, _slug = factory.news(A, body=BODY, publish=False)
    where = f"{NEWS}/{number}"
    answer = collide(
        me, other, where, {"body": BODY.replace("25/11", "27/11")}, {"body": BODY.replace("25/11", "26/11")}
    )
    choosing = sent_from(answer, "/ghep")
    again = plain(form_of(other, where)["body"]).replace("hội trường xã", "nhà văn hóa")
    assert save(other, where, body=again).status_code == 302
    answer = me.post(f"{where}/ghep", choosing | {"cho-body-0": "mine"})
    assert answer.status_code == 409 and "Chưa lưu: có người vừa lưu" in text(answer)
    looked = me.post(f"{where}/ghep", sent_from(answer, "/ghep") | {"cho-body-0": "mine"})
    merged = sent_from(looked, f"/tin-tuc/{number}")
    assert "26/11/2026 tại nhà văn hóa" in merged["body"]
    assert save(other, where, body=again.replace("giấy", "sổ") + "\n\nCâu cuối cùng.").status_code == 302
    answer = me.post(where, merged)
    assert answer.status_code == 409
    last = sent_from(answer, f"/tin-tuc/{number}")
    assert "26/11/2026 tại nhà văn hóa" in last["body"] and "Câu cuối cùng." in last["body"]
    assert me.post(where, last).status_code == 302


def test_without_a_known_beginning_both_texts_are_kept(
    factory: Factory, pair: tuple[Browser, Browser]
) -> None:
    me, _other = pair
    number, _slug = factory.news(A, title="Bản gốc", body="Chung. CỦA HỌ.", publish=False)
    where = f"{NEWS}/{number}"
    answer = me.post(where, form_of(me, where) | {"body": "Chung. CỦA TÔI.", "version": "0"})
    assert answer.status_code == 409 and "CỦA TÔI" in answer.text and "HỌ" in answer.text
    merged = sent_from(me.post(f"{where}/ghep", sent_from(answer, "/ghep")), f"/tin-tuc/{number}")
    assert "HỌ" in merged["body"] and "TÔI" in merged["body"] and merged["title"] == "Bản gốc"


def test_htmx_gets_a_piece_for_the_main_part_of_the_page(
    factory: Factory, pair: tuple[Browser, Browser]
) -> None:
    me, other = pair
    number, _slug = factory.news(A, body=BODY, publish=False)
    where = f"{NEWS}/{number}"
    opened = form_of(me, where)
    save(other, where, body=BODY.replace("25/11", "27/11"))
    answer = me.post(where, opened | {"title": "Tên mới"}, headers={"HX-Request": "true"})
    assert answer.status_code == 409 and "<html" not in answer.text
    assert answer.headers["HX-Retarget"] == "#noi-dung"
    merged = sent_from(me.post(f"{where}/ghep", sent_from(answer, "/ghep")), f"/tin-tuc/{number}")
    assert merged["title"] == "Tên mới" and "27/11" in merged["body"]


def test_who_may_not_edit_may_not_merge(factory: Factory, signed_in: Make) -> None:
    number, _slug = factory.news(A, body="BÍ MẬT", publish=False)
    author = signed_in(A, "author")
    assert author.post(f"{NEWS}/{number}/ghep", {"version": 1, "base": 1, "body": "x"}).status_code == 403


WORDS = st.lists(st.sampled_from(["một", "hai", "ba", "bốn", "**năm**", "\n\n"]), max_size=8)


def test_whatever_two_write_no_word_is_lost(factory: Factory, pair: tuple[Browser, Browser]) -> None:
    me, other = pair
    number, _slug = factory.news(A, body="một hai ba bốn", publish=False)
    where = f"{NEWS}/{number}"

    @settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
    @given(WORDS, WORDS)
    def check(left: list[str], right: list[str]) -> None:
        now = plain(form_of(me, where)["body"]).strip()
        theirs, mine = " ".join([*left, now, "HỌ"]), " ".join([now, *right, "TÔI"])
        answer = collide(me, other, where, {"body": theirs}, {"body": mine})
        assert answer.status_code == 409
        if "/ghep" in answer.text:
            answer = me.post(f"{where}/ghep", sent_from(answer, "/ghep"))
        merged = sent_from(answer, f"/tin-tuc/{number}")
        assert all(word in merged["body"].split() for word in ("HỌ", "TÔI", *" ".join(left + right).split()))
        assert me.post(where, merged | {"body": now or "một"}).status_code == 302

    check()
