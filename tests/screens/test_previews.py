"""Previews: exactly the public page, in any width, and by a link that ends, is closed, and shows nothing else."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.extensions import db
from portal.publishing.models_workflow import DraftComment
from portal.publishing.preview_links import PreviewLink
from portal.tenancy.scope import system_task
from tests.beside import stored
from tests.conftest import A, B, Browser
from tests.factories import Factory
from tests.media import samples
from tests.screens.forms import form_of
from tests.screens.four_eyes import person

Make = Callable[..., Browser]
TAB = "tab-" + "x" * 20


@pytest.fixture()
def draft(factory: Factory) -> tuple[int, str]:
    """A draft of A."""
    return factory.news(A, title="TIN CHƯA ĐĂNG", body="CHỮ BÍ MẬT", publish=False)


def link(desk: Browser, object_id: int, **more: Any) -> str:
    """The path of a new link to a news item."""
    answer = desk.post(
        f"/quan-tri/tin-tuc/{object_id}/duong-dan", {"for_whom": "Ông Chủ tịch", "days": "3"} | more
    )
    assert answer.status_code == 201
    found = re.search(r'value="https?://[^/"]+(/xem-truoc/[^"]+)"', answer.text)
    assert found
    return found[1]


def test_the_holder_of_a_link_sees_the_draft_and_nobody_else(
    app: Flask, signed_in: Make, draft: tuple[int, str]
) -> None:
    desk = signed_in(A, "approver")
    where = link(desk, draft[0])
    holder = Browser(app, A)
    answer = holder.get(where)
    assert answer.status_code == 200 and "CHỮ BÍ MẬT" in answer.text and "Bản xem trước" in answer.text
    assert answer.headers["Cache-Control"] == "no-store" and "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "/quan-tri/tin-tuc/" not in answer.text  # nothing of the desk
    for path in (f"/tin-tuc/{draft[1]}", where + "x", "/xem-truoc/", "/xem-truoc/a", "/xem-truoc/%00%ff"):
        assert "CHỮ BÍ MẬT" not in holder.get(path).text
    assert Browser(app, B).get(where).status_code == 410
    assert "đã mở 1 lần" in desk.get(f"/quan-tri/tin-tuc/{draft[0]}").text


def test_a_preview_leaves_nothing_on_public_pages(
    app: Flask, factory: Factory, signed_in: Make, draft: tuple[int, str]
) -> None:
    where = link(signed_in(A, "approver"), draft[0])
    holder = Browser(app, A)
    before = holder.get("/tin-tuc/").text
    factory.news(A, title="ĐỂ TRANG ĐỔI BẢN")  # the pieces of pages are made anew, here by the preview first
    holder.get(where)
    after = holder.get("/tin-tuc/").text
    assert "TIN CHƯA ĐĂNG" not in before + after and "ĐỂ TRANG ĐỔI BẢN" in after


def test_a_link_ends_and_is_closed(app: Flask, signed_in: Make, draft: tuple[int, str]) -> None:
    desk, holder = signed_in(A, "approver"), Browser(app, A)
    first, second = link(desk, draft[0]), link(desk, draft[0])
    page = desk.get(f"/quan-tri/tin-tuc/{draft[0]}").text
    close = re.findall(r'action="(/quan-tri/tin-tuc/\d+/duong-dan/\d+/dong)"', page)
    assert len(close) == 2
    assert desk.post(close[0]).status_code == 302  # the newest stands first
    answers = [holder.get(one) for one in (first, second)]
    assert [one.status_code for one in answers] == [200, 410] and "không còn hiệu lực" in answers[1].text
    with app.app_context(), system_task("kiểm thử: để hạn trôi qua"):
        db.session.execute(update(PreviewLink).values(expires_at=datetime(2026, 1, 1)))
        db.session.commit()
    assert holder.get(first).status_code == 410


def test_the_secret_is_nowhere_in_the_database(app: Flask, signed_in: Make, draft: tuple[int, str]) -> None:
    token = link(signed_in(A, "approver"), draft[0]).rsplit("/", 1)[1]
    with app.app_context():
        db.engine.dispose()
    held = stored(app.config["PORTAL"].instance_path)
    assert len(token) >= 32 and token.encode() not in held and draft[1].encode() in held


def test_what_is_said_reaches_the_writers(app: Flask, signed_in: Make, draft: tuple[int, str]) -> None:
    desk = signed_in(A, "approver")
    where = link(desk, draft[0])
    holder = Browser(app, A)
    said = {"name": "Nguyễn Văn A", "text": "ĐỔI CÂU ĐẦU <script>"}
    answer = holder.post(f"{where}/y-kien", said, token_from=where)
    assert answer.status_code == 302
    assert "ĐỔI CÂU ĐẦU &lt;script&gt;" in desk.get(f"/quan-tri/tin-tuc/{draft[0]}").text
    assert "ĐỔI CÂU ĐẦU" not in holder.get(where).text
    assert holder.post(f"{where}x/y-kien", said, token_from=where).status_code == 410
    assert holder.post(f"{where}/y-kien", {"text": " "}, token_from=where).status_code == 302
    with app.app_context(), system_task("kiểm thử"):
        rows = db.session.execute(select(DraftComment.by_id, DraftComment.by_name)).all()
    assert [tuple(row) for row in rows] == [(None, "Nguyễn Văn A (qua đường dẫn xem trước)")]


def test_pictures_of_a_draft_come_with_its_link_alone(
    app: Flask, signed_in: Make, draft: tuple[int, str], factory: Factory
) -> None:
    desk, holder = signed_in(A, "approver"), Browser(app, A)
    where = f"/quan-tri/tin-tuc/{draft[0]}"
    upload = {"files": (io.BytesIO(samples.picture(800, 600)), "anh.jpg")}
    answer = desk.post(
        f"{where}/tep", upload, content_type="multipart/form-data", headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    media_id = re.search(r'data-picture="(\d+)"', answer.text)[1]  # type: ignore[index]
    address = re.search(rf"/tep/{media_id}/\d+\.jpg", answer.text)[0]  # type: ignore[index]
    page = desk.get(where).text
    version = re.search(r'name="version" value="(\d+)"', page)[1]  # type: ignore[index]
    section = re.search(r'name="section_id".*?value="(\d+)"', page, re.DOTALL)[1]  # type: ignore[index]
    form = {
        "title": "TIN CHƯA ĐĂNG",
        "lead": "x",
        "section_id": section,
        "picture_id": "0",
        "version": version,
    }
    form |= {"body": f"Có ảnh\n\n![Bến phà]({address})"}
    assert desk.post(where, form).status_code == 302
    public = link(desk, draft[0])
    text = holder.get(public).text
    pictures = re.findall(rf"{public}/tep/{media_id}/\d+\.(?:jpg|webp)", text)
    assert pictures and not re.search(rf'[" ]/tep/{media_id}/', text)
    assert holder.get(pictures[0]).status_code == 200 and holder.get(pictures[0]).mimetype.startswith(
        "image/"
    )
    assert holder.get(pictures[0].replace(public, "")).status_code == 404
    other, _slug = factory.news(A, publish=False)
    assert holder.get(pictures[0].replace(public, link(desk, other))).status_code == 404
    preview = desk.get(f"{where}/xem-truoc").text
    assert f"/quan-tri/tep/{media_id}/" in preview


def test_the_frame_shows_the_page_and_only_we_may_frame_it(signed_in: Make, draft: tuple[int, str]) -> None:
    desk = signed_in(A, "author")
    where = f"/quan-tri/tin-tuc/{draft[0]}"
    page = desk.get(f"{where}/khung-xem?rong=768").text
    assert f'src="{where}/xem-truoc"' in page and "preview-frame__page--768" in page
    framed = desk.get(f"{where}/xem-truoc")
    assert "frame-ancestors 'self'" in framed.headers["Content-Security-Policy"]
    assert framed.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'none'" in desk.get(where).headers["Content-Security-Policy"]


def test_an_author_shares_what_is_their_own(app: Flask, signed_in: Make, draft: tuple[int, str]) -> None:
    answer = signed_in(A, "author").post(f"/quan-tri/tin-tuc/{draft[0]}/duong-dan", {"days": "3"})
    assert answer.status_code == 403
    assert signed_in(B, "approver").post(f"/quan-tri/tin-tuc/{draft[0]}/duong-dan").status_code == 404


def test_a_preview_shows_what_is_being_written_and_keeps_nothing_of_it(
    app: Flask, signed_in: Make, draft: tuple[int, str]
) -> None:
    me, other = signed_in(A, "approver"), person(app, "Người Khác", "approver")
    where = f"/quan-tri/tin-tuc/{draft[0]}"
    form = form_of(me, where) | {"body": "CHỮ ĐANG VIẾT", "tab": TAB, "seq": "1"}
    assert me.post(f"{where}/ban-lam", form).status_code == 200
    page = me.get(f"{where}/xem-truoc?the={TAB}")
    assert page.status_code == 200 and "CHỮ ĐANG VIẾT" in page.text and "chưa lưu" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert f"xem-truoc?the={TAB}" in me.get(f"{where}/khung-xem?rong=360&the={TAB}").text
    for who, path in ((me, f"{where}/xem-truoc"), (other, f"{where}/xem-truoc?the={TAB}")):
        assert "CHỮ ĐANG VIẾT" not in who.get(path).text and "CHỮ BÍ MẬT" in who.get(path).text
    assert "CHỮ BÍ MẬT" in form_of(me, where)["body"]  # it was only tried
    assert me.post(f"{where}/ban-lam", form | {"title": "", "seq": "2"}).status_code == 200
    faulty = me.get(f"{where}/xem-truoc?the={TAB}")
    assert faulty.status_code == 422 and "Nhập tiêu đề" in faulty.text


def test_something_new_can_be_looked_at_before_it_is_saved(
    app: Flask, factory: Factory, signed_in: Make
) -> None:
    factory.news(A)  # the portal has a section
    me = signed_in(A, "author")
    form = form_of(me, "/quan-tri/tin-tuc/moi")
    form |= {"title": "TIN MỚI TINH", "lead": "Dẫn.", "body": "CHỮ ĐANG VIẾT", "tab": TAB, "seq": "1"}
    assert me.get(f"/quan-tri/tin-tuc/xem-truoc?the={TAB}").status_code == 404
    assert me.post("/quan-tri/tin-tuc/ban-lam", form).status_code == 200
    page = me.get(f"/quan-tri/tin-tuc/xem-truoc?the={TAB}")
    assert page.status_code == 200 and "TIN MỚI TINH" in page.text and "CHỮ ĐANG VIẾT" in page.text
    assert "data-open" in (rows := me.get("/quan-tri/tin-tuc/").text)
    assert not re.search(r"data-open[^>]*>\s*TIN MỚI TINH", rows)  # nothing was made
    assert signed_in(A, "approver").get(f"/quan-tri/tin-tuc/xem-truoc?the={TAB}").status_code == 404


def test_who_speaks_through_a_link_is_not_taken_for_a_colleague(
    app: Flask, signed_in: Make, draft: tuple[int, str]
) -> None:
    desk = signed_in(A, "approver")
    where = link(desk, draft[0])
    holder = Browser(app, A)
    holder.post(f"{where}/y-kien", {"name": f"approver {A}", "text": "Đăng ngay đi."}, token_from=where)
    said = desk.get(f"/quan-tri/tin-tuc/{draft[0]}").text
    assert "Đăng ngay đi." in said and f"approver {A} (qua đường dẫn xem trước)" in said
