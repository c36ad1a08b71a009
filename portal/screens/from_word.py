"""A Word file as the start of something new: its text, tables and pictures in an open form, nothing of it saved."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.media import service as media
from portal.media.names import clean_display_name
from portal.media.reading.article import Article, ArticlePicture, read_article
from portal.media.reading.article_markdown import PlacedPicture, escaped
from portal.media.refusal import Refused
from portal.publishing.service import commit
from portal.screens.choosing import as_choice
from portal.screens.contract import Part, Screen, WordStart
from portal.screens.registry import registered


@dataclass(frozen=True)
class Started:
    """What came of a file: its name, and in words what a person must know of it."""

    name: str
    notes: list[str]


def start_of(screen: Screen) -> WordStart | None:
    """How a kind begins from a Word file; None where it does not."""
    return registered().word_starts.get(screen.kind)


def read_upload(upload: FileStorage, actor: Actor) -> tuple[Article, dict[int, PlacedPicture], list[str]]:
    """The article in an uploaded file, where its pictures were stored (each is committed), and what became of those
    that could not be.

    Raises Refused with the reason, Forbidden.
    """
    actor.require("content.create")
    name = clean_display_name(upload.filename or "")
    with tempfile.TemporaryDirectory(prefix="word-") as place:
        path, folder = Path(place) / "upload", Path(place) / "pictures"
        folder.mkdir()
        upload.save(path)
        article = read_article(path, name, folder)
        placed: dict[int, PlacedPicture] = {}
        failed: list[str] = []
        for picture in article.pictures:
            try:
                placed[picture.number] = _placed(picture, name, actor)
            except Refused as error:
                db.session.rollback()
                failed.append(
                    _("Ảnh %(number)s không lấy được: %(reason)s", number=picture.number, reason=error)
                )
    return article, placed, failed


def _placed(picture: ArticlePicture, name: str, actor: Actor) -> PlacedPicture:
    """Store a picture of a file as an upload is stored: inspected, and encoded anew. Raises Refused."""
    extension = picture.extension
    if not extension:
        raise Refused(_("hình vẽ chỉ Word hiện được; hãy lưu thành PNG hoặc JPG rồi chèn."), "drawing")
    stem = name.rpartition(".")[0]
    row = media.store_file(picture.path, f"{stem} – {picture.number}.{extension}", actor, alt=picture.alt)
    commit()  # each by itself: encoding the next one must not keep SQLite's write lock
    return PlacedPicture(as_choice(row)["src"], picture.alt or row.alt)


def fill(screen: Screen, upload: FileStorage, actor: Actor) -> tuple[FlaskForm, Started]:
    """The form of something new, filled from a file and not saved, and what to say of it. Raises Refused."""
    start = start_of(screen)
    if start is None or start.elsewhere:
        raise Refused(_("Mục này không bắt đầu từ tệp Word được."), "no_start")
    article, placed, failed = read_upload(upload, actor)
    form = _empty_form(screen)
    form[start.title].data = article.title
    text = article.markdown(placed)
    if start.lead:
        form[start.lead].data = article.lead
    elif article.lead:
        text = f"**{escaped(article.lead)}**\n" + (f"\n{text}" if text else "")
    form[start.body].data = text
    notes = [*_notes(article, placed), *failed]
    return form, Started(clean_display_name(upload.filename or ""), notes)


def _empty_form(screen: Screen) -> FlaskForm:
    """The form as it is when somebody begins to write, whatever this request sent."""
    method, request.method = request.method, "GET"
    try:
        return screen.form(None)
    finally:
        request.method = method


def _notes(article: Article, placed: dict[int, PlacedPicture]) -> Iterator[str]:
    """What a person should look at, most important first."""
    if not article.title:
        yield _("Không nhận ra tiêu đề trong tệp: hãy nhập tiêu đề.")
    nameless = sum(1 for one in placed.values() if not one.alt)
    if nameless:
        yield ngettext(
            "%(num)s ảnh chưa có mô tả: bấm vào ảnh trong khung soạn rồi bấm nút Ảnh để viết.",
            "%(num)s ảnh chưa có mô tả: bấm vào ảnh trong khung soạn rồi bấm nút Ảnh để viết.",
            nameless,
        )
    if article.encoding:
        yield _("Chữ theo bảng mã %(name)s đã được chuyển sang Unicode.", name=article.encoding)
    for name, count in article.left.items():
        if name in LEFT:
            yield LEFT[name](count)


LEFT: dict[str, Callable[[int], str]] = {
    "dress": lambda _count: _(
        "Tệp .doc và .odt chỉ cho chữ, số thứ tự và bảng. Muốn lấy cả tiêu đề, chữ đậm, liên kết và ảnh, hãy lưu lại "
        "dạng .docx."
    ),
    "changes": lambda _count: _("Các chỗ sửa đang theo dõi (Track Changes) được coi là đã chấp nhận."),
    "comments": lambda count: _("Bỏ lại %(count)s nhận xét (Comment).", count=count),
    "boxes": lambda count: _(
        "%(count)s khung chữ (Text Box) được đưa xuống dưới đoạn chứa nó: hãy kiểm tra thứ tự.", count=count
    ),
    "equations": lambda count: _("%(count)s công thức chỉ còn chữ: hãy kiểm tra lại.", count=count),
    "diagrams": lambda count: _(
        "Bỏ lại %(count)s biểu đồ hoặc sơ đồ: hãy chụp thành ảnh rồi chèn, kèm mô tả số liệu.", count=count
    ),
    "objects": lambda count: _("%(count)s đối tượng nhúng (OLE) chỉ còn hình, nếu có.", count=count),
    "linked": lambda count: _("Bỏ lại %(count)s ảnh nằm ngoài tệp Word: hãy tải ảnh ấy lên.", count=count),
    "too_many": lambda count: _("Bỏ lại %(count)s ảnh vì tệp có quá nhiều hoặc quá lớn.", count=count),
    "contents": lambda _count: _("Bỏ mục lục tự động: số trang không còn ý nghĩa trên trang web."),
    "frames": lambda _count: _("Bỏ chữ ở đầu trang và chân trang."),
}
"""What did not come along or came changed, as a person says it."""


def _data(screen: Screen, thing: Any) -> dict[str, Any] | None:
    start = start_of(screen)
    return None if thing is not None or start is None else {"start": start}


PART = Part("from_word", 5, data=_data, top="screens/_from_word.html")
