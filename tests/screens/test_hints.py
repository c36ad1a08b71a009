"""Hints on language on the edit page: shown, asked for anew, left alone by a word; never a lock."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.publishing.models import AuditEntry, Revision
from portal.publishing.own_words import MOST, OwnWord, as_kept
from portal.screens.registry import registered
from portal.tenancy.scope import system_task
from tests.conftest import A, B, Browser
from tests.factories import Factory
from tests.screens.forms import form_of

Make = Callable[..., Browser]
LIVE = {"HX-Request": "true"}
WRONG = "Nguời dân xã đuợc hướng dẫn tại [tại đây](/thu-tuc/). Bà con Krôngg cần biết."


def found(html: str) -> list[tuple[str, str, str]]:
    """What the list of hints says: the kind, the field, what stands there."""
    pattern = r'data-hint="(\w+)" data-field="(\w+)" data-found="([^"]*)"'
    return [(code, field, unescape(text)) for code, field, text in re.findall(pattern, html)]


def codes(html: str) -> set[tuple[str, str]]:
    return {(code, text) for code, _field, text in found(html)}


def ask(desk: Browser, where: str, **values: Any) -> str:
    answer = desk.post(where, values, headers=LIVE)
    assert answer.status_code == 200, answer.text
    text: str = answer.text
    return text


def test_the_edit_page_shows_the_hints_without_a_script(factory: Factory, signed_in: Make) -> None:
    news, _slug = factory.news(A, publish=False, title="THÔNG BÁO LỊCH TIẾP DÂN", body=WRONG)
    page = signed_in(A, "approver").get(f"/quan-tri/tin-tuc/{news}").text
    assert {
        ("syllable", "Nguời"), ("syllable", "đuợc"), ("vague_link", "tại đây"), ("capitals", "THÔNG BÁO LỊCH TIẾP DÂN"),
    } <= codes(page)  # fmt: skip
    assert "Người" in page and "được" in page and "Bỏ qua từ này" in page


@pytest.mark.parametrize("kind", ["news", "page", "legal", "procedure", "schedule"])
def test_every_kind_asks_for_hints_on_what_is_not_saved(
    app: Flask, factory: Factory, signed_in: Make, kind: str
) -> None:
    desk = signed_in(A, "approver")
    screen = registered(app).by_kind[kind]
    make = {"news": factory.news, "page": factory.page, "legal": factory.legal, "procedure": factory.procedure,
            "schedule": factory.week}[kind]  # fmt: skip
    thing, _slug = make(A, publish=False)
    form = form_of(desk, f"{screen.path}{thing}")
    long_one = next(name for name in ("body", "steps", "note", "title") if name in form)
    for where in (f"{screen.path}{thing}/goi-y", f"{screen.path}goi-y"):
        assert ("syllable", "nghành") in codes(ask(desk, where, **(form | {long_one: "Các nghành của xã."})))
    assert "nghành" not in desk.get(f"{screen.path}{thing}").text


def test_asking_writes_nothing_and_hints_do_not_stop_anybody(
    app: Flask, factory: Factory, signed_in: Make
) -> None:
    news, _slug = factory.news(A, publish=False)
    desk, where = signed_in(A, "approver"), f"/quan-tri/tin-tuc/{news}"
    revisions = _count(app, Revision)
    ask(desk, f"{where}/goi-y", **(form_of(desk, where) | {"body": WRONG}))
    assert _count(app, Revision) == revisions
    assert desk.post(where, form_of(desk, where) | {"body": WRONG}).status_code == 302
    assert desk.post(f"{where}/dang").status_code == 302
    assert "Nguời dân" in desk.get(f"{where}").text and _count(app, Revision) > revisions


def _count(app: Flask, model: Any) -> int:
    with app.app_context(), system_task("kiểm thử"):
        return len(db.session.scalars(select(model)).all())


def test_a_signed_text_is_told_slips_of_copying_only(factory: Factory, signed_in: Make) -> None:
    body = f"## Điều 1. Phạm vi\n\n{'Cơ quan, tổ chức và cá nhân thực hiện theo đúng quy định, ' * 8}nguời dân biết.\n"
    legal, _slug = factory.legal(A, publish=False, title="VỀ VIỆC QUY ĐỊNH MỨC THU", body=body)
    page = signed_in(A, "approver").get(f"/quan-tri/van-ban/{legal}").text
    assert {code for code, _text in codes(page)} == {"syllable"}


def test_the_same_slip_is_one_line_with_all_its_places(factory: Factory, signed_in: Make) -> None:
    body = "Đuợc 😀 và đuợc.\r\n\r\nLại đuợc nữa."
    desk = signed_in(A, "approver")
    text = ask(desk, "/quan-tri/tin-tuc/goi-y", title="Tin", lead="Dẫn", body=body)
    line = re.search(r'data-found="đuợc" data-places="([^"]+)"', text)
    assert line and "× 2" in text
    # as a browser counts: the emoji is two units, a line break one
    plain = body.replace("\r\n", "\n").encode("utf-16-le")
    for place in line[1].split():
        start, end, _nth = map(int, place.split("-"))
        assert plain[2 * start : 2 * end].decode("utf-16-le") == "đuợc"
    assert [int(place.split("-")[2]) for place in line[1].split()] == [0, 1]


def test_marks_of_markdown_do_not_show_in_the_list(signed_in: Make) -> None:
    body = (
        "Xã **đuợc** khen. " + "Bà con **thôn một** cần mang theo giấy tờ tùy thân khi đến xã " * 5 + "nhé."
    )
    text = ask(signed_in(A, "approver"), "/quan-tri/tin-tuc/goi-y", title="Tin", body=body)
    assert {("syllable", "đuợc"), ("long_sentence", "Bà con ")} == codes(text)
    assert "\x00" not in text and "**" not in text


def test_a_picture_without_words_is_called_one_in_the_list(signed_in: Make) -> None:
    page = ask(
        signed_in(A, "approver"), "/quan-tri/tin-tuc/goi-y", body="Bãi biển sáng nay. ![](/tep/9/640.jpg)"
    )
    assert "<mark>(ảnh)</mark>" in page and "<mark>!" not in page


def test_a_long_list_is_cut_and_says_so(signed_in: Make) -> None:
    letters = [
        f"{onset}uơn{coda}" for onset in "bcdhklmnpstvx" for coda in ("g", "h", "c", "t", "m", "p", "k")
    ]
    text = ask(signed_in(A, "approver"), "/quan-tri/tin-tuc/goi-y", title="Tin", body="\n\n".join(letters))
    assert len(found(text)) == 60 and "hiện dần" in text


def test_an_author_asks_only_about_texts_of_their_own(factory: Factory, signed_in: Make) -> None:
    news, _slug = factory.news(A, publish=False, body=WRONG)
    author = signed_in(A, "author")
    assert author.post(f"/quan-tri/tin-tuc/{news}/goi-y", {"body": WRONG}).status_code == 403
    assert "data-hints=" not in author.get(f"/quan-tri/tin-tuc/{news}").text
    assert ("syllable", "đuợc") in codes(ask(author, "/quan-tri/tin-tuc/goi-y", title="Tin", body=WRONG))


def test_a_word_left_alone_is_left_alone_on_this_portal_only(
    app: Flask, factory: Factory, signed_in: Make
) -> None:
    desk, other = signed_in(A, "author"), signed_in(B, "author")
    assert desk.post("/quan-tri/tu-rieng/them", {"word": " KRÔNGG "}, headers=LIVE).status_code == 204
    assert desk.post("/quan-tri/tu-rieng/them", {"word": "krôngg"}, headers=LIVE).status_code == 204
    asked = {"title": "Tin", "body": "Bà con krôngg và đuợc."}
    assert codes(ask(desk, "/quan-tri/tin-tuc/goi-y", **asked)) == {("syllable", "đuợc")}
    assert ("syllable", "krôngg") in codes(ask(other, "/quan-tri/tin-tuc/goi-y", **asked))
    assert (
        "krôngg" in desk.get("/quan-tri/tu-rieng/").text
        and "krôngg" not in other.get("/quan-tri/tu-rieng/").text
    )
    with app.app_context(), system_task("kiểm thử"):
        assert [one.word for one in db.session.scalars(select(OwnWord))] == ["krôngg"]
        acts = select(AuditEntry.detail).where(AuditEntry.action == "own_word.add")
        assert list(db.session.scalars(acts)) == ["krôngg"]


def test_the_words_are_found_from_the_menu_and_from_the_hints(signed_in: Make) -> None:
    desk = signed_in(A, "author")
    link = 'href="/quan-tri/tu-rieng/"'
    menu = desk.get("/quan-tri/").text
    assert link in menu and "Từ riêng của cổng" in menu
    assert desk.get("/quan-tri/tin-tuc/moi").text.count(link) == 2


def test_a_word_is_taken_away_and_brought_back(app: Flask, signed_in: Make) -> None:
    desk, other = signed_in(A, "approver"), signed_in(B, "approver")
    desk.post("/quan-tri/tu-rieng/them", {"word": "xtiêng & <b>"})
    with app.app_context(), system_task("kiểm thử"):
        word = db.session.scalars(select(OwnWord)).one()
    assert other.post(f"/quan-tri/tu-rieng/{word.id}/bo").status_code == 404
    gone = desk.post(f"/quan-tri/tu-rieng/{word.id}/bo")
    page = desk.get(gone.location).text
    assert gone.status_code == 302 and "Hoàn tác" in page and 'value="xtiêng &amp; &lt;b&gt;"' in page
    desk.post("/quan-tri/tu-rieng/them", {"word": "xtiêng & <b>"})
    assert "Hoàn tác" not in desk.get(gone.location).text
    with app.app_context(), system_task("kiểm thử"):
        acts = (
            select(AuditEntry.action)
            .where(AuditEntry.action.startswith("own_word"))
            .order_by(AuditEntry.number)
        )
        assert list(db.session.scalars(acts)) == ["own_word.add", "own_word.remove", "own_word.add"]


@pytest.mark.parametrize("word", ["", "   ", "12/34", "a" * 61, "a\x00b", "\u200b"])
def test_what_is_no_word_is_refused_with_the_reason(signed_in: Make, word: str) -> None:
    desk = signed_in(A, "approver")
    live = desk.post("/quan-tri/tu-rieng/them", {"word": word}, headers=LIVE)
    assert live.status_code == 422 and "nhập một từ" in live.text
    assert (
        "nhập một từ"
        in desk.client.get(
            desk.post("/quan-tri/tu-rieng/them", {"word": word}).location, headers=desk.headers
        ).text
    )


def test_a_full_list_says_so(signed_in: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.publishing.own_words.MOST", 0)
    answer = signed_in(A, "approver").post("/quan-tri/tu-rieng/them", {"word": "krôngg"}, headers=LIVE)
    assert answer.status_code == 422 and "đầy" in answer.text and MOST > 0


def test_leaving_a_word_alone_leads_back_to_the_text_and_nowhere_else(signed_in: Make) -> None:
    desk = signed_in(A, "approver")
    for back, expected in (
        ("/quan-tri/tin-tuc/moi", "/quan-tri/tin-tuc/moi"),
        ("//xau.example/", "/quan-tri/tu-rieng/"),
    ):
        answer = desk.post("/quan-tri/tu-rieng/them", {"word": "krôngg", "back": back})
        assert answer.location == expected


def test_words_are_compared_as_they_are_kept() -> None:
    assert as_kept("  ĐẮK   Lắk ") == "đắk lắk" and as_kept("Đa\u0306\u0301k") == "đắk"
