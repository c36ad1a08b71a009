"""A Word file opens as a filled form that is not saved; hostile ones are refused with a reason and nothing is kept."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import html5lib
import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.extensions import db
from portal.media.models import MediaFile, MediaUse
from portal.news.models import NewsItem
from portal.tenancy.scope import all_tenants
from tests.conftest import A, Browser
from tests.factories import Factory
from tests.media.reading.articles import article, bold, drawing
from tests.media.reading.samples import docx, paragraph, word97
from tests.media.samples import GENERATED, package

Make = Callable[..., Browser]
LEAD = "Sáng nay, bà con thôn Thuận An cùng nhau dọn bãi biển."


def send(desk: Browser, raw: bytes, name: str = "Tin.docx", where: str = "tin-tuc") -> Any:
    data = {"file": (io.BytesIO(raw), name)}
    return desk.post(f"/quan-tri/{where}/tu-tep-word", data, content_type="multipart/form-data")


def field(page: str, name: str) -> str:
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    found = next(one for one in tree.iter() if one.get("name") == name)
    return found.get("value", "") if found.tag == "input" else (found.text or "").lstrip("\n")


def count(app: Flask, model: Any) -> int:
    with app.app_context(), all_tenants("đếm"):
        return int(db.session.scalar(select(func.count()).select_from(model)) or 0)


def test_a_file_fills_the_form_and_saves_nothing_but_its_pictures(
    app: Flask, factory: Factory, signed_in: Make
) -> None:
    factory.news(A)
    before = count(app, NewsItem)
    desk = signed_in(A, "author")
    assert "Bắt đầu từ tệp Word" in desk.get("/quan-tri/tin-tuc/moi").text
    body = (
        bold("Dọn bãi biển") + bold(LEAD) + paragraph("Nội dung", style="Heading1")
        + paragraph("Một * hai") + drawing("rId1", "Bà con nhặt rác") + drawing("rId1") + drawing("rId2")
    )  # fmt: skip
    page = send(desk, article(body)).text
    assert field(page, "title") == "Dọn bãi biển" and field(page, "lead") == LEAD
    text = field(page, "body")
    found = re.fullmatch(
        r"## Nội dung\n\nMột \\\* hai\n\n!\[Bà con nhặt rác\]\((/tep/(\d+)/640\.jpg)\)\n\n!\[Bà con nhặt rác\]\(\1\)\n",
        text,
    )
    assert found, text
    assert "Ảnh 2 không lấy được" in page and "Bài chưa được lưu" in page and "data-unsaved" in page
    assert re.search(r'<form class="form"[^>]* action="/quan-tri/tin-tuc/moi"', page)
    assert count(app, NewsItem) == before and count(app, MediaFile) == 1 and count(app, MediaUse) == 0
    assert desk.get(f"/quan-tri{found[1]}").status_code == 200
    sent = {"title": "Dọn bãi biển", "lead": LEAD, "body": text, "picture_id": "0"}
    saved = desk.post("/quan-tri/tin-tuc/moi", sent | {"section_id": _section(page)})
    assert saved.status_code == 302 and count(app, MediaUse) == 1


def _section(page: str) -> str:
    found = re.search(r'name="section_id".*?<option[^>]*value="(\d+)"', page, re.S)
    assert found
    return found[1]


def test_a_page_begins_from_a_file_too_and_keeps_its_first_words(signed_in: Make) -> None:
    page = send(signed_in(A, "author"), article(bold("Giới thiệu") + bold(LEAD)), where="trang").text
    assert field(page, "title") == "Giới thiệu" and field(page, "body") == f"**{LEAD}**\n"


def test_pictures_without_words_and_things_left_out_are_named(signed_in: Make) -> None:
    change = f"<w:p><w:ins w:id='1'>{paragraph('x')[5:-6]}</w:ins></w:p>"
    page = html.unescape(
        send(signed_in(A, "author"), article(drawing("rId1") + paragraph("chữ") + change)).text
    )
    for said in ("Không nhận ra tiêu đề", "1 ảnh chưa có mô tả", "được coi là đã chấp nhận"):
        assert said in page, said


def test_word_97_says_what_it_does_not_give(signed_in: Make) -> None:
    page = send(signed_in(A, "author"), word97(("Một\r", False)), "Cu.doc").text
    assert field(page, "body") == "Một\n" and "Tệp .doc và .odt chỉ cho chữ" in page


HOSTILE = {
    "entity.docx": package(
        "docx", word__document_dot_xml='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'
    ),
    "slip.docx": package("docx", **{"..__..__x_dot_txt": "x"}),
    "macro.docx": package(
        "docx", types="<Override ContentType='application/vnd.ms-word.document.macroEnabled.main+xml'/>"
    ),
    "html.docx": b"<html><script>alert(1)</script></html>",
    "anh.docx": b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
    "trong.docx": b"",
    "khong-chu.docx": docx(""),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_reason_and_nothing_is_kept(
    app: Flask, signed_in: Make, name: str
) -> None:
    desk = signed_in(A, "author")
    answer = send(desk, HOSTILE[name], name)
    assert answer.status_code == 302 and answer.location == "/quan-tri/tin-tuc/moi"
    said = desk.get(answer.location).text
    assert f"{name}: " in said and "alert--danger" in said
    assert Path("/etc/hostname").read_text().strip() not in re.sub(r"<[^>]*>", " ", said).split()
    assert count(app, MediaFile) == 0


@pytest.mark.skipif(not GENERATED.is_dir(), reason="no ../shared/data/badinputs")
def test_a_picture_elsewhere_is_not_fetched_and_named(signed_in: Make) -> None:
    desk = signed_in(A, "author")
    answer = send(desk, (GENERATED / "remote_image.docx").read_bytes(), "remote_image.docx")
    assert answer.status_code in {200, 302}
    if answer.status_code == 200:
        assert "127.0.0.1" not in field(answer.text, "body")


def test_markup_in_a_file_is_words_in_the_form(signed_in: Make) -> None:
    attack = "&lt;script&gt;alert(1)&lt;/script&gt;"
    page = send(
        signed_in(A, "author"), docx(bold(f"Tin {attack}") + paragraph(f"{attack} [x](javascript:x)"))
    ).text
    assert "<script>alert" not in page
    assert field(page, "body") == "&lt;script>alert(1)&lt;/script> \\[x\\](javascript:x)\n"


def test_nothing_chosen_leads_back_and_kinds_of_their_own_way_have_no_such_page(signed_in: Make) -> None:
    desk = signed_in(A, "author")
    answer = desk.post("/quan-tri/tin-tuc/tu-tep-word")
    assert answer.status_code == 302 and answer.location.endswith("/quan-tri/tin-tuc/moi")
    assert send(desk, docx(paragraph("x")), where="van-ban").status_code == 404
    assert "/quan-tri/van-ban/tiep-nhan/" in desk.get("/quan-tri/van-ban/moi").text
