"""The page of one file: description and point of interest, where it is used, taking it away."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.signing_in import acting, desk_view
from portal.extensions import db
from portal.media import queries as files
from portal.media import replacing
from portal.media.library import queries, trash
from portal.media.library.describing import describe
from portal.media.library.forms import FileForm, PictureForm
from portal.media.library.places import places_of
from portal.media.library.shown import shown
from portal.media.models import MediaFile
from portal.publishing.service import commit
from portal.web.request import path

WHERE = "/quan-tri/thu-vien/"
ACCEPTED = {
    "picture": ".jpg,.jpeg,.png,.webp,.gif",
    "doc": ".doc,.docx,.odt",
    "docx": ".doc,.docx,.odt",
    "odt": ".doc,.docx,.odt",
    "xls": ".xls,.xlsx",
    "xlsx": ".xls,.xlsx",
    "text": ".txt,.csv",
}
bp = Blueprint("desk_media", __name__, url_prefix=WHERE.rstrip("/"), template_folder="templates")


def load(object_id: int) -> MediaFile:
    """A file of the portal; 404 without one."""
    row = files.by_id(object_id) if object_id < 2**63 else None
    if row is None:
        abort(404)
    return row


def _to(row: MediaFile) -> ResponseReturnValue:
    return redirect(path(f"{WHERE}{row.id}"))


def _form(row: MediaFile) -> FileForm:
    names = ("alt", "credit", "caption", "focus_x", "focus_y")
    stored = {name: getattr(row, name) for name in names}
    return PictureForm(data=stored) if row.renditions else FileForm(data=stored)


@bp.get("/<int:object_id>")
@desk_view("content.read")
def file(object_id: int) -> ResponseReturnValue:
    """A file."""
    row = load(object_id)
    return _page(row, _form(row))


@bp.post("/<int:object_id>")
@desk_view("content.edit_own")
def save(object_id: int) -> ResponseReturnValue:
    """Keep its description."""
    row = load(object_id)
    acting().require_edit(row.uploaded_by_id)
    form = _form(row)
    if not form.validate_on_submit():
        return _page(row, form), 422
    changed = describe(row, form.description(), acting())
    commit()
    flash(
        _("Đã lưu. Các trang có ảnh này hiện theo mô tả mới.") if changed else _("Không có gì thay đổi."),
        "success",
    )
    return _to(row)


def file_page(row: MediaFile, **more: Any) -> str:
    """The page of a file as it is stored."""
    return _page(row, _form(row), **more)


def _page(row: MediaFile, form: FileForm, **more: Any) -> str:
    actor = acting()
    return render_template(
        "media_library/file.html",
        file=shown(row, actor),
        form=form,
        places=places_of([row.id])[row.id],
        alike=[shown(one, actor) for one in queries.alike(row)],
        brought_by=queries.name_of(row.uploaded_by_id),
        where=WHERE,
        versions=[
            (one, quote(one.name), one.replaced_at + replacing.KEPT) for one in replacing.versions_of(row)
        ],
        refusal=replacing.refusal(row, actor),
        accept=ACCEPTED.get(row.kind, f".{row.kind}"),
        **more,
    )


@bp.post("/<int:object_id>/xoa")
@desk_view("content.edit_own")
def remove(object_id: int) -> ResponseReturnValue:
    """Put it into the trash; what uses it is shown instead, until somebody confirms that drafts may lose it."""
    row = load(object_id)
    try:
        trash.trash(row, acting(), from_drafts=False)
    except trash.InUse as error:
        db.session.rollback()
        return _page(row, _form(row), in_use=error), 409
    return _gone()


@bp.post("/<int:object_id>/xoa-khoi-ban-nhap")
@desk_view("content.edit_own")
def remove_from_drafts(object_id: int) -> ResponseReturnValue:
    """Put it into the trash although drafts use it."""
    row = load(object_id)
    try:
        trash.trash(row, acting(), from_drafts=True)
    except trash.InUse as error:
        db.session.rollback()
        return _page(row, _form(row), in_use=error), 409
    return _gone()


def _gone() -> ResponseReturnValue:
    commit()
    flash(_("Đã bỏ vào thùng rác. Trong 30 ngày lấy lại được ở mục Thùng rác của thư viện."), "success")
    return redirect(path(WHERE))


@bp.post("/<int:object_id>/lay-lai")
@desk_view("content.edit_own")
def restore(object_id: int) -> ResponseReturnValue:
    """Take it out of the trash."""
    row = load(object_id)
    trash.restore(row, acting())
    commit()
    flash(_("Đã lấy lại từ thùng rác."), "success")
    return _to(row)
