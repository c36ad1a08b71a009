"""The desk's pages of old addresses: list with search, add, change, switch off, delete and bring back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.permissions import Actor
from portal.accounts.signing_in import acting, desk_view
from portal.digits import whole_number
from portal.extensions import db
from portal.moving import queries, service
from portal.moving.desk import OLD_PATHS, tabs_of
from portal.moving.forms import OldPathForm
from portal.moving.models import OldPath
from portal.publishing.service import StaleVersion
from portal.web.paging import paged
from portal.web.request import path
from portal.web.sent import sent_version
from portal.web.spreadsheet import Cell, Sheet, csv_answer

bp = Blueprint("desk_old_paths", __name__, template_folder="templates", url_prefix=OLD_PATHS.rstrip("/"))
PROBLEMS = {
    "not_an_address": _l("Đây không phải địa chỉ của một trang. Chép địa chỉ cũ từ trình duyệt."),
    "lives": _l("Cổng này đang có trang ở địa chỉ ấy, người mở sẽ thấy trang đó."),
    "taken": _l("Địa chỉ cũ này đã có trong danh sách. Hãy sửa mục ấy."),
    "not_a_path": _l("Nơi đến phải là trang công khai của cổng này, bắt đầu bằng dấu /."),
    "not_there": _l("Cổng này không có trang ở đó. Mở trang cần đến rồi chép phần sau tên miền."),
}


def _load(object_id: int, *, deleted: bool = False) -> OldPath:
    row = queries.old_path_by_id(object_id, deleted=deleted)
    if row is None:
        abort(404)
    return row


@bp.get("/")
@desk_view(service.MANAGE)
def listing() -> ResponseReturnValue:
    """The old addresses, the most asked for first; HTMX asks for the list alone."""
    q, choice = request.args.get("q", "")[:200].strip(), request.args.get("xem", "")
    gone = whole_number(request.args.get("da-xoa"))
    removed = queries.old_path_by_id(gone, deleted=True) if gone is not None else None
    found = paged(
        queries.count_old_paths(q, choice), lambda offset, limit: queries.old_paths(q, choice, offset, limit)
    )
    options = [("mo", _("Có người mở")), ("tay", _("Nhập bằng tay")), ("tat", _("Đã tắt"))]
    template = "_old_paths.html" if request.headers.get("HX-Request") else "old_paths.html"
    return render_template(
        f"moving/{template}", page=found, q=q, choice=choice, options=options, removed=removed, **_frame()
    )


def _frame() -> dict[str, Any]:
    return {"where": OLD_PATHS, "moving_tabs": tabs_of(OLD_PATHS)}


@bp.route("/moi", methods=["GET", "POST"])
@desk_view(service.MANAGE)
def new() -> ResponseReturnValue:
    """Add an old address by hand."""
    return _edit(OldPathForm(), None)


@bp.route("/<int:object_id>", methods=["GET", "POST"])
@desk_view(service.MANAGE)
def edit(object_id: int) -> ResponseReturnValue:
    """Change where an old address leads; a save made from an old version answers 409."""
    row = _load(object_id)
    stored = {"address": row.address, "target": queries.typed_target(row), "note": row.note}
    return _edit(OldPathForm(data=stored), row)


def _edit(form: OldPathForm, row: OldPath | None) -> ResponseReturnValue:
    status, version = 200, row.version if row is not None else 0
    if form.validate_on_submit():
        try:
            service.write_old_path(
                row,
                form.address.data,
                form.target.data,
                form.note.data or "",
                sent_version(),
                acting(),
            )
        except service.InvalidOldPath as error:
            db.session.rollback()
            form[error.field].errors = [str(PROBLEMS[error.code])]
        except (StaleVersion, StaleDataError):
            db.session.rollback()
            if row is None:
                return redirect(path(OLD_PATHS))
            row = _load(row.id)
            version, status = row.version, 409
        else:
            flash(_("Đã lưu địa chỉ cũ."), "success")
            return redirect(path(OLD_PATHS))
    page = render_template(
        "moving/old_path.html",
        form=form,
        row=row,
        version=version,
        conflict=status == 409,
        days=queries.days_of(row) if row is not None else [],
        stored_target=queries.typed_target(row) if row is not None else "",
        **_frame(),
    )
    return page, 422 if form.errors else status


def _act(
    row: OldPath, verb: Callable[[OldPath, Actor], None], said: str, query: str = ""
) -> ResponseReturnValue:
    try:
        verb(row, acting())
    except StaleDataError:
        db.session.rollback()
        flash(_("Không làm được: có người vừa sửa mục này. Hãy thử lại."), "warning")
        return redirect(path(OLD_PATHS))
    if said:
        flash(f"{row.address}: {said}", "success")
    return redirect(path(OLD_PATHS + query))


@bp.post("/<int:object_id>/bat")
@desk_view(service.MANAGE)
def switch_on(object_id: int) -> ResponseReturnValue:
    """Let it lead on again."""
    return _act(_load(object_id), lambda row, actor: service.switch_old_path(row, True, actor), _("đã bật."))


@bp.post("/<int:object_id>/tat")
@desk_view(service.MANAGE)
def switch_off(object_id: int) -> ResponseReturnValue:
    """Keep it without leading on."""
    return _act(_load(object_id), lambda row, actor: service.switch_old_path(row, False, actor), _("đã tắt."))


@bp.post("/<int:object_id>/xoa")
@desk_view(service.MANAGE)
def remove(object_id: int) -> ResponseReturnValue:
    """Delete it; the list then offers to bring it back."""
    return _act(_load(object_id), service.remove_old_path, "", f"?da-xoa={object_id}")


@bp.post("/<int:object_id>/khoi-phuc")
@desk_view(service.MANAGE)
def restore(object_id: int) -> ResponseReturnValue:
    """Bring back what was deleted."""
    return _act(_load(object_id, deleted=True), service.restore_old_path, _("đã lấy lại."))


@bp.get("/dia-chi-cu.csv")
@desk_view(service.MANAGE)
def export() -> Response:
    """Every old address as a table."""
    header = [_("Địa chỉ cũ"), _("Nơi đến"), _("Lượt mở"), _("Lần mở cuối"), _("Đang dùng"), _("Ghi chú")]
    return csv_answer("dia-chi-cu.csv", Sheet(_("Địa chỉ cũ"), header, _rows()))


def _rows() -> Iterator[list[Cell]]:
    for row in queries.everything():
        yes = _("Có") if row.active else _("Không")
        yield [row.address, queries.typed_target(row), row.hits, row.last_hit_on, yes, row.note]
