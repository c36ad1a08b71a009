"""The list of the library: looking for files, bringing many at once, taking many away."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from portal.accounts.permissions import Forbidden
from portal.accounts.signing_in import acting, desk_view
from portal.digits import whole_number
from portal.extensions import db
from portal.media import kinds, service
from portal.media.library import queries, trash
from portal.media.library.places import places_of
from portal.media.library.shown import shown
from portal.media.models import MediaFile
from portal.media.names import clean_display_name
from portal.publishing.service import commit
from portal.web.request import path
from portal.web.sent import sent_ids

WHERE = "/quan-tri/thu-vien/"
LONGEST = 200
MOST_AT_ONCE = 200
WALL, TABLE = "o", "bang"
VIEW = "library.view"
bp = Blueprint("desk_library", __name__, url_prefix=WHERE.rstrip("/"), template_folder="templates")


@bp.get("/")
@desk_view("content.read")
def listing() -> ResponseReturnValue:
    """The library; HTMX asks for the list alone."""
    return _page("_list.html" if request.headers.get("HX-Request") else "list.html")


def _page(template: str, **more: Any) -> str:
    wanted = _wanted()
    page = queries.search(wanted)
    actor = acting()
    context = {
        "page": page,
        "files": [shown(row, actor) for row in page.items],
        "places": places_of([row.id for row in page.items]),
        "wanted": wanted,
        "counts": queries.counts(),
        "where": WHERE,
        "view": _view(),
        "views": [
            (one, label, _address(xem=one)) for one, label in ((WALL, _("Dạng ô")), (TABLE, _("Dạng bảng")))
        ],
        "orders": {one: _address(xep=one) for one in ("", *queries.ORDERS)},
    }
    if template == "list.html":
        context["bringers"] = queries.bringers()
    return render_template(f"media_library/{template}", **context, **more)


def _view() -> str:
    """How this person wants the files shown: as the address says; the next address without a word of it says the same,
    as long as they are signed in here."""
    asked = request.args.get("xem")
    if asked in (WALL, TABLE) and asked != session.get(VIEW):
        session[VIEW] = asked
    held = session.get(VIEW)
    return TABLE if held == TABLE else WALL


def _address(**changed: str) -> str:
    """The list with the same filters and something else of how it is shown, from its first page."""
    kept = {name: value for name, value in request.args.items() if name != "trang"} | changed
    query = urlencode({name: value for name, value in kept.items() if value})
    return path(WHERE) + (f"?{query}" if query else "")


def _wanted() -> queries.Wanted:
    asked = request.args
    return queries.Wanted(
        asked.get("q", "")[:LONGEST].strip(),
        asked.get("loai", ""),
        asked.get("tinh-trang", ""),
        whole_number(asked.get("nguoi")),
        _day(asked.get("tu-ngay", "")),
        _day(asked.get("den-ngay", "")),
        asked.get("xep", ""),
    )


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return (
        found if 1990 <= found.year < 9000 else None
    )  # the midnight of year 1 is an hour before time begins


@bp.post("/tai-len")
@desk_view("media.upload")
def upload() -> ResponseReturnValue:
    """Keep files, each in a transaction of its own; what was refused and why, what was there already or looks like it.

    A script sends one file at a time with HX-Request and gets the list anew, with the notes in front.
    """
    notes: list[dict[str, Any]] = []
    stored = 0
    for one in request.files.getlist("files"):
        if not one.filename:
            continue
        try:
            notes += _keep(one)
            stored += 1
        except kinds.Refused as error:
            db.session.rollback()
            notes.append({"tone": "danger", "name": clean_display_name(one.filename), "text": str(error)})
    if not stored and not notes:
        notes.append(
            {"tone": "danger", "name": "", "text": _("Chưa có tệp nào. Hãy chọn tệp rồi bấm Tải lên.")}
        )
    if request.headers.get("HX-Request"):
        return _page("_list.html", notes=notes), 200 if stored else 422
    if stored:
        flash(ngettext("Đã nhận %(num)s tệp.", "Đã nhận %(num)s tệp.", stored), "success")
    for note in notes:
        flash(f"{note['name']}: {note['text']}".removeprefix(": "), note["tone"])
    return redirect(path(WHERE))


def _keep(one: Any) -> list[dict[str, Any]]:
    """Store one upload and commit; what there is to say about it. Raises kinds.Refused."""
    last = db.session.scalar(select(MediaFile.id).order_by(MediaFile.id.desc()).limit(1))
    row = service.store_upload(one, acting())
    commit()
    note = {"tone": "warning", "name": clean_display_name(one.filename or ""), "path": f"{WHERE}{row.id}"}
    if last is not None and row.id <= last:
        return [
            note
            | {"text": _("Đã có trong thư viện với tên “%(name)s”, nên không lưu lần nữa.", name=row.name)}
        ]
    near = queries.alike(row)
    if near:
        return [
            note
            | {"text": _("Giống ảnh đã có: “%(name)s”. Hãy xem có cần giữ cả hai không.", name=near[0].name)}
        ]
    return []


@bp.post("/nhieu")
@desk_view("content.edit_own")
def many() -> ResponseReturnValue:
    """Take chosen files away, or back; what stays is named with the reason."""
    ids = sent_ids("tep")
    rows = db.session.scalars(select(MediaFile).where(MediaFile.id.in_(ids[:MOST_AT_ONCE]))).all()
    is_back = request.form.get("viec") == "lay-lai"
    done, used, forbidden = 0, [], []
    for row in rows:
        try:
            if is_back:
                trash.restore(row, acting())
            else:
                trash.trash(row, acting())
            done += 1
        except trash.InUse:
            used.append(row.name)
        except Forbidden:
            forbidden.append(row.name)
    commit()
    if is_back and done:
        flash(ngettext("Đã lấy lại %(num)s tệp.", "Đã lấy lại %(num)s tệp.", done), "success")
    elif done:
        words = ngettext("Đã bỏ %(num)s tệp vào thùng rác.", "Đã bỏ %(num)s tệp vào thùng rác.", done)
        flash(words + " " + _("Trong 30 ngày lấy lại được."), "success")
    if used:
        flash(_("Còn đang dùng nên giữ lại: %(names)s.", names=", ".join(used)), "warning")
    if forbidden:
        flash(
            _("Do người khác tải lên, bạn không xóa được: %(names)s.", names=", ".join(forbidden)), "warning"
        )
    if not rows:
        flash(_("Chưa chọn tệp nào. Hãy đánh dấu các tệp trước."), "warning")
    return redirect(path(WHERE) + ("?tinh-trang=thung-rac" if is_back else ""))
