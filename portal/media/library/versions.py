"""The contents of one file: putting a new one into its place, fetching an earlier one and taking it back."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.signing_in import acting, desk_view
from portal.digits import whole_number
from portal.extensions import db
from portal.media import kinds, replacing
from portal.media.library.pages import WHERE, file_page, load
from portal.media.models import MediaFile
from portal.media.names import clean_display_name
from portal.media.views import stored_answer
from portal.publishing.service import StaleVersion, commit
from portal.web.request import path

bp = Blueprint("desk_versions", __name__, url_prefix=WHERE.rstrip("/"))


@bp.post("/<int:object_id>/thay")
@desk_view("media.upload")
def replace(object_id: int) -> ResponseReturnValue:
    """Put an upload into the place of the present content."""
    row = load(object_id)
    upload = request.files.get("tep")
    if upload is None or not upload.filename:
        acting().require_edit(row.uploaded_by_id)
        return _refused(object_id, _("Chưa có tệp nào. Hãy chọn tệp rồi bấm Thay tệp."), 422)
    with tempfile.TemporaryDirectory() as folder:
        came = Path(folder) / "upload"
        upload.save(came)
        name = clean_display_name(upload.filename)
        return _done(row, lambda: replacing.replace(row, came, name, _seen(), acting()))


@bp.post("/<int:object_id>/ban/<int:number>/dung-lai")
@desk_view("media.upload")
def restore(object_id: int, number: int) -> ResponseReturnValue:
    """Take an earlier content back."""
    row = load(object_id)
    return _done(row, lambda: replacing.restore(row, number, _seen(), acting()))


@bp.get("/<int:object_id>/ban/<int:number>/<path:name>")
@desk_view("content.read")
def version(object_id: int, number: int, name: str) -> Response:
    """An earlier content, or a rendition of it."""
    held = replacing.version_of(load(object_id), number)
    answer = stored_answer(held, name) if held is not None else None
    if answer is None:
        abort(404)
    return answer


def _seen() -> int:
    """The version that the form was made from; 0 is none."""
    return whole_number(request.form.get("ban"), 999_999) or 0


def _done(row: MediaFile, act: Callable[[], Any]) -> ResponseReturnValue:
    """Do it and commit, or say why not: 409 where somebody was faster or the file must stay, 422 for a wrong file."""
    try:
        act()
        commit()
    except StaleVersion:
        said = _(
            "Người khác vừa thay tệp này. Tệp của bạn chưa được dùng: hãy xem bản đang có dưới đây rồi thay lại."
        )
        return _refused(row.id, said, 409)
    except replacing.NotReplaceable as error:
        return _refused(row.id, str(error), 409)
    except kinds.Refused as error:
        return _refused(row.id, str(error), 422)
    flash(_("Đã thay tệp. Mọi trang dùng tệp này hiện bản mới. Hãy xem lại mô tả và điểm chính."), "success")
    return redirect(path(f"{WHERE}{row.id}"))


def _refused(object_id: int, said: str, status: int) -> ResponseReturnValue:
    db.session.rollback()
    db.session.expire_all()
    return file_page(load(object_id), not_replaced=said), status
