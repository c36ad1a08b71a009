"""Error pages in the tenant's theme: what happened, what to do, nothing of the inside."""

from __future__ import annotations

import errno
import logging
import uuid
from collections.abc import Sequence

from flask import Flask, g, jsonify, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import (
    DataError,
    InterfaceError,
    InternalError,
    OperationalError,
    SQLAlchemyError,
    TimeoutError,
)
from werkzeug.exceptions import HTTPException, NotFound

from portal.extensions import db, login_manager
from portal.sealing.faults import KeysUnavailable
from portal.web.contributions import contributions
from portal.web.request import SAFE_METHODS, is_desk, lead_on, new_address, path

log = logging.getLogger(__name__)
UNAVAILABLE = (OperationalError, InterfaceError, InternalError, TimeoutError)
"""What SQLAlchemy raises where the database does not answer, a connection breaks off, or none is free."""
SECRET = ("password", "mat-khau", "code", "credential", "secret", "pin")
"""Parts of names of fields: a form with one of them is never put into a page again."""
READ_ONLY, DISK_FULL, OUT_OF_RANGE = "25006", "53100", "22003"
"""SQLSTATE of PostgreSQL: a server that only reads (another one took its place), a disk that is full, a number that a
column cannot hold."""


LAST_RESORT = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Hệ thống gặp lỗi</title></head>
<body><h1>Hệ thống gặp lỗi</h1>
<p>Trang này tạm thời không mở được. Hãy thử lại sau ít phút; nếu vẫn lỗi, hãy báo cơ quan quản lý cổng{told}.</p>
<p><a href="/">Về trang chủ</a></p></body></html>
"""
"""For the case that the page of the error fails too: made of nothing that could."""


class Missing(NotFound):
    """A page that is not here, where the room knows more than that: what there was (`title`), why it may be gone
    (`said`), and where to go on instead (`onward`, an address of the portal, called `label`). The status is 404."""

    def __init__(self, title: str, said: str, onward: str, label: str) -> None:
        super().__init__()
        self.title, self.said, self.onward, self.label = title, said, onward, label


def _page(
    code: int,
    message: str | None = None,
    request_id: str | None = None,
    missing: Missing | None = None,
    typed: Sequence[tuple[str, str]] = (),
) -> ResponseReturnValue:
    g.is_error = True
    for beginning, refused in contributions().refusals.items():
        if request.path.startswith(beginning):
            return refused(code)
    if request.path.startswith("/api/"):
        return jsonify({"error": code, "message": message or ""}), code
    try:
        return _rendered(code, message, request_id, missing, typed)
    except Exception:
        log.exception("the page of error %d %s failed itself", code, request_id or "")
        db.session.rollback()
        return LAST_RESORT.format(told=f" kèm mã {request_id}" if request_id else ""), max(code, 500)


def _rendered(
    code: int,
    message: str | None,
    request_id: str | None,
    missing: Missing | None,
    typed: Sequence[tuple[str, str]],
) -> ResponseReturnValue:
    try:
        page = render_template(
            "web/error.html", code=code, message=message, request_id=request_id, missing=missing, typed=typed
        )
        return page, code
    except UNAVAILABLE:
        # The page asks who is signed in, which a locked database cannot say: then for nobody.
        db.session.rollback()
        g._login_user = login_manager.anonymous_user()
    try:
        return render_template("web/error.html", code=503, message=message or busy(), typed=typed), 503
    except UNAVAILABLE:
        db.session.rollback()
        g.portal = None  # nothing can be read at all: the page of no portal asks for nothing
        return render_template("web/error.html", code=503, message=message or busy(), typed=typed), 503


def _typed() -> list[tuple[str, str]]:
    """What was typed into the form that cannot be taken now, to be sent once more from the page that says so. The token
    of the form is what was sent: nobody else's form gets one here. Nothing of forms with secrets, nor where a script
    sent the form, which then still stands in the page. Files cannot be kept by a page."""
    if request.method in SAFE_METHODS or request.headers.get("HX-Request"):
        return []
    try:
        fields = list(request.form.items(multi=True))
    except OSError:  # a large form is laid on the very disk that takes nothing
        return []
    if any(part in name.lower() for name, _value in fields for part in SECRET):
        return []
    return fields


def refused(code: int, message: str) -> ResponseReturnValue:
    """The error page with this status and message, for packages that know a fault by its own class."""
    return _page(code, message)


def busy() -> str:
    """What is said when the database does not take or give."""
    return str(
        _(
            "Hệ thống đang bận hoặc không ghi được dữ liệu. Nội dung của bạn chưa mất, hãy thử lại sau ít phút."
        )
    )


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    if error.code in {404, 410} and request.method in SAFE_METHODS and g.get("portal") is not None:
        target = new_address(g.portal)
        if target is not None:
            return lead_on(g.portal, target, 302)
    if error.code == 404 and (present := _moved_to()) is not None:
        return redirect(present, 301)
    answer = make_response(_page(error.code, missing=error if isinstance(error, Missing) else None))
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after", "location"}:
            answer.headers[name] = value
    return answer


def _moved_to() -> str | None:
    """Where what once stood at this address of the portal stands now; None where nobody knows."""
    if request.method not in {"GET", "HEAD"} or g.get("scope_context") is None or is_desk():
        return None
    query = request.query_string.decode("utf-8", "replace")
    for ask in contributions().moved:
        found = ask(request.path, query)
        if found is not None:
            return path(found) if found.startswith("/") else found
    return None


def _csrf(error: CSRFError) -> ResponseReturnValue:
    return _page(
        400, _("Phiên làm việc của biểu mẫu đã hết. Hãy quay lại trang trước, tải lại và gửi lần nữa.")
    )


def _database(error: SQLAlchemyError) -> ResponseReturnValue:
    """A database that is busy, gone, full or read-only. Other internal faults are unexpected."""
    cause = getattr(error, "orig", None) or error
    state = getattr(cause, "sqlstate", None)
    if isinstance(error, InternalError) and state != READ_ONLY:
        return _unexpected(error)
    db.session.rollback()
    log.error("database unavailable: %s", cause)
    full = state == DISK_FULL or "full" in str(cause).lower()
    return _page(507 if full else 503, busy(), typed=_typed())


def _data(error: DataError) -> ResponseReturnValue:
    """Who asks for a number that no row can have is told that there is none: SQLite finds nothing, PostgreSQL refuses
    to look. Other faults of data are unexpected."""
    asked = (error.statement or "").startswith("SELECT")
    if not asked or getattr(error.orig, "sqlstate", None) != OUT_OF_RANGE:
        return _unexpected(error)
    db.session.rollback()
    return _http_error(NotFound())


def _disk(error: OSError) -> ResponseReturnValue:
    """A disk that is full or read-only (SAFETY.md, "Nothing lost"); every other fault of the system is unexpected."""
    cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
    if cause.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EROFS}:
        return _unexpected(error)
    db.session.rollback()
    log.error("disk unavailable: %s", cause.strerror)
    message = _("Ổ đĩa của máy chủ đầy hoặc chỉ đọc nên chưa lưu được. Hãy báo người quản trị rồi thử lại.")
    return _page(503 if cause.errno == errno.EROFS else 507, message, typed=_typed())


def _keys(error: KeysUnavailable) -> ResponseReturnValue:
    """The keys of citizens' data are not there: the page says so, the log says which file the administrator must bring
    back."""
    db.session.rollback()
    log.error("sealing keys unavailable: %s", error)
    message = _(
        "Khóa niêm phong dữ liệu cá nhân đang không dùng được nên phần này tạm dừng; chưa có gì được ghi và dữ liệu đã "
        "gửi trước đây vẫn còn nguyên. Hãy báo người quản trị."
    )
    return _page(503, message)


def _unexpected(error: Exception) -> ResponseReturnValue:
    db.session.rollback()  # the page of the error asks the database, and PostgreSQL answers nothing after a fault
    request_id = uuid.uuid4().hex[:12]
    log.exception(
        "unexpected error %s on %s", request_id, request.path.encode("unicode_escape").decode()[:200]
    )
    return _page(500, request_id=request_id)


def install(app: Flask) -> None:
    """Register the error pages."""
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http_error)
    for fault in UNAVAILABLE:
        app.register_error_handler(fault, _database)
    app.register_error_handler(DataError, _data)
    app.register_error_handler(KeysUnavailable, _keys)
    app.register_error_handler(OSError, _disk)
    app.register_error_handler(Exception, _unexpected)
