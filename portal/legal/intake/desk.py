"""The desk's pages of files that come in. Each works as plain forms and links; HTMX only makes them live."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import FileStorage

from portal.accounts.permissions import Actor
from portal.accounts.signing_in import acting, desk_view
from portal.digits import whole_number
from portal.extensions import db
from portal.legal import queries as documents
from portal.legal.forms import LegalForm
from portal.legal.intake import files, queries, review, service
from portal.legal.intake.forms import blank_form, draft_of, fill
from portal.legal.intake.models import READY, IntakeFile
from portal.legal.intake.signatures import told
from portal.legal.service import NumberTaken
from portal.media.names import clean_display_name
from portal.media.reading import ocr_available, what_to_install
from portal.publishing import service as publishing
from portal.publishing.models import PUBLISHED, SUBMITTED
from portal.web.paging import paged
from portal.web.request import path

PATH = "/quan-tri/van-ban/tiep-nhan/"
MANY = 8  # times the limit of one file that one request may bring
bp = Blueprint("desk_intake", __name__, url_prefix=PATH.rstrip("/"))
files.bind(bp)


def prepare_upload() -> None:
    """Before a request that brings many files is read: let it be larger, and let go of the database meanwhile.

    The person was looked up in a transaction that holds SQLite's write lock; a slow line must not keep it.
    """
    if request.endpoint == "desk_intake.upload" and g.get("actor") is not None:
        request.max_content_length = MANY * (current_app.config["PORTAL"].max_upload_mb + 1) * 1024 * 1024
        db.session.commit()


def _load(object_id: int) -> IntakeFile:
    row = queries.by_id(object_id)
    if row is None:
        abort(404)
    return row


@bp.get("/")
@desk_view("content.read")
def listing() -> ResponseReturnValue:
    """The files, newest first; HTMX asks for the list alone while something is read."""
    if request.headers.get("HX-Request"):
        return render_template("legal/intake/_rows.html", **_list_context())
    missing = "" if ocr_available() else what_to_install()
    return render_template("legal/intake/list.html", missing=missing, **_list_context())


def _list_context() -> dict[str, object]:
    page = paged(queries.count_files(), queries.lines)
    return {
        "page": page,
        "where": PATH,
        "active": any(one.active for one in page.items),
    }


@bp.post("/")
@desk_view("content.create")
def upload() -> ResponseReturnValue:
    """Take files in. Each is committed by itself, so that a failure in the middle loses none before it."""
    said: list[tuple[str, str, str]] = []
    for one in request.files.getlist("files"):
        if one.filename:
            said.extend(_take(one))
    if request.headers.get("HX-Request"):
        return render_template("legal/intake/_list.html", said=said, **_list_context())
    for tone, name, text in said:
        flash(f"{name}: {text}", tone)
    if not said:
        flash(_("Hãy chọn ít nhất một tệp."), "warning")
    return redirect(path(PATH))


def _take(one: FileStorage) -> list[tuple[str, str, str]]:
    """Store one upload; what to say of it: (tone, name, text)."""
    name = clean_display_name(one.filename or "")
    limit: int = current_app.config["PORTAL"].max_upload_mb
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "upload"
        one.save(file)
        if file.stat().st_size > limit * 1024 * 1024:
            return [("danger", name, _("Tệp lớn hơn %(limit)s MB. Hãy chia nhỏ tệp.", limit=limit))]
        row, new = service.bring(file, name, acting())
    publishing.commit()
    if new:
        return [("success", name, _("Đã nhận, đang chờ đọc."))]
    return [("info", name, _("Tệp này đã có trong danh sách (%(name)s).", name=row.name))]


@bp.get("/<int:object_id>")
@desk_view("content.read")
def review_page(object_id: int) -> ResponseReturnValue:
    """Page picture and form side by side; HTMX asks for the page alone."""
    row = _load(object_id)
    view = review.page_view(row, _number("trang"), request.args.get("muc", "")[:40])
    if request.headers.get("HX-Request"):
        return render_template("legal/intake/_page.html", file=row, view=view, where=PATH)
    form = blank_form(row)
    fill(form, row)
    return _review(row, form, view=view)


def _number(name: str) -> int:
    return whole_number(request.args.get(name), 9_999_999) or 0


def _review(
    row: IntakeFile,
    form: LegalForm,
    *,
    view: review.PageView | None = None,
    taken: int | None = None,
) -> ResponseReturnValue:
    page = render_template(
        "legal/intake/review.html",
        file=row,
        form=form,
        view=view or review.page_view(row, 1, ""),
        hints=review.hints(row),
        bases=review.legal_bases(row),
        outline=row.outline,
        document=documents.by_id(row.document_id) if row.document_id else None,
        taken=documents.by_id(taken) if taken else None,
        signed=told(row.signatures),
        ready=row.state in READY,
        where=PATH,
    )
    return page, 422 if form.errors or taken else 200


@bp.post("/<int:object_id>/xac-nhan")
@desk_view("content.create")
def confirm(object_id: int) -> ResponseReturnValue:
    """Make a document of the file; with `publish` it is public at once."""
    row = _load(object_id)
    actor = acting()
    actor.require_edit(row.created_by_id)
    publish = "publish" in request.form
    if publish:
        actor.require("content.publish")
    if row.document_id is not None:  # a second click, or somebody was faster
        return redirect(path(f"/quan-tri/van-ban/{row.document_id}"))
    form = blank_form(row)
    if not form.validate_on_submit():
        return _review(row, form)
    try:
        document = service.confirm(row, draft_of(form), actor, publish=publish)
    except NumberTaken as error:
        db.session.rollback()
        return _review(_load(object_id), form, taken=error.document_id)
    except (service.NotReady, StaleDataError):
        return _not_now()
    flash(_told(document.status), "success")
    return redirect(path(f"/quan-tri/van-ban/{document.id}"))


@bp.post("/<int:object_id>/dinh-kem")
@desk_view("content.create")
def attach(object_id: int) -> ResponseReturnValue:
    """Attach the file to the document of the same number that is there."""
    row = _load(object_id)
    acting().require_edit(row.created_by_id)
    given = whole_number(request.form.get("document"))
    document = documents.by_id(given) if given is not None else None
    if document is None:
        abort(404)
    try:
        service.attach_to(row, document, acting())
    except (service.NotReady, StaleDataError):
        return _not_now()
    flash(_("Đã đính kèm tệp vào văn bản."), "success")
    return redirect(path(f"/quan-tri/van-ban/{document.id}"))


def _told(status: str) -> str:
    """What became of a file that was confirmed."""
    if status == PUBLISHED:
        return _("Đã tạo và đăng văn bản.")
    if status == SUBMITTED:
        return _("Đã tạo văn bản và gửi duyệt: cổng này duyệt hai người.")
    return _("Đã tạo bản nháp của văn bản.")


def _not_now() -> ResponseReturnValue:
    db.session.rollback()
    flash(_("Không làm được: trạng thái của tệp vừa thay đổi."), "warning")
    return redirect(path(PATH))


def _act(object_id: int, verb: Callable[[IntakeFile, Actor], None], message: str) -> ResponseReturnValue:
    row = _load(object_id)
    try:
        verb(row, acting())
        publishing.commit()
    except (service.NotReady, StaleDataError):
        return _not_now()
    flash(message, "success")
    return redirect(path(PATH))


@bp.post("/<int:object_id>/huy")
@desk_view("content.create")
def cancel(object_id: int) -> ResponseReturnValue:
    """Stop reading."""
    return _act(object_id, service.cancel, _("Đã yêu cầu dừng đọc tệp."))


@bp.post("/<int:object_id>/doc-lai")
@desk_view("content.create")
def retry(object_id: int) -> ResponseReturnValue:
    """Read once more."""
    return _act(object_id, service.retry, _("Tệp đã được xếp hàng đọc lại."))


@bp.post("/<int:object_id>/xoa")
@desk_view("content.create")
def remove(object_id: int) -> ResponseReturnValue:
    """Take off the list."""
    return _act(object_id, service.remove, _("Đã bỏ tệp khỏi danh sách."))
