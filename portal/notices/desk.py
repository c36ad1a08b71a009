"""One's notices in this portal: what is new, opening, marking read; how often e-mails come."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.signing_in import acting, desk_view
from portal.notices import queries, service
from portal.notices.models import AT_ONCE, DAILY, NEVER
from portal.publishing.service import commit
from portal.web.paging import paged
from portal.web.request import path

bp = Blueprint("desk_notices", __name__, template_folder="templates", url_prefix="/quan-tri/thong-bao")
PATH = "/quan-tri/thong-bao/"


def _me() -> int:
    user_id = acting().user_id
    if user_id is None:
        abort(404)
    return user_id


@bp.get("/")
@desk_view()
def listing() -> str:
    """All of them, or the unread ones."""
    me, unread = _me(), request.args.get("xem") == "chua-doc"
    page = paged(
        queries.count(me, unread=unread), lambda offset, limit: queries.rows(me, unread, offset, limit)
    )
    rhythms = [
        (AT_ONCE, _("Gửi thư ngay khi có việc")),
        (DAILY, _("Gộp lại, mỗi sáng một thư (07:00)")),
        (NEVER, _("Không gửi thư, chỉ báo trong bàn biên tập")),
    ]
    return render_template(
        "notices/list.html",
        page=page,
        unread=unread,
        waiting=queries.count(me),
        rhythm=service.rhythms_of([me]).get(me, AT_ONCE),
        rhythms=rhythms,
        where=PATH,
    )


@bp.get("/<int:object_id>")
@desk_view()
def opened(object_id: int) -> ResponseReturnValue:
    """Where a notice leads; it counts as read from now on."""
    notice = queries.own(_me(), object_id)
    if notice is None:
        abort(404)
    service.mark_read(notice)
    commit()
    return redirect(path(notice.path if notice.path.startswith("/quan-tri/") else PATH))


opened.writes = True  # type: ignore[attr-defined]  # a GET that notes that it was seen


@bp.post("/da-doc")
@desk_view()
def all_read() -> ResponseReturnValue:
    """Mark all as read."""
    service.mark_all_read(_me())
    commit()
    flash(_("Đã đánh dấu đọc tất cả."), "success")
    return redirect(path(PATH))


@bp.post("/thu")
@desk_view()
def choose() -> ResponseReturnValue:
    """How often e-mails come."""
    try:
        service.choose_rhythm(_me(), request.form.get("rhythm", ""))
    except ValueError:
        flash(_("Hãy chọn một cách nhận thư."), "danger")
        return redirect(path(PATH))
    commit()
    flash(_("Đã lưu cách nhận thư."), "success")
    return redirect(path(PATH))
