"""The outbox for administrators of a portal: what went out, what waits, what was given up and why."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.permissions import Actor
from portal.accounts.signing_in import acting, desk_view
from portal.extensions import db
from portal.mail import queries, service
from portal.mail.models import FAILED, SENT, WAITING, OutgoingMail
from portal.publishing.service import commit
from portal.web.paging import paged
from portal.web.request import path

bp = Blueprint("desk_mail", __name__, template_folder="templates", url_prefix="/quan-tri/thu-di")
ACTION = "tenant.settings"
PATH = "/quan-tri/thu-di/"


@bp.get("/")
@desk_view(ACTION)
def listing() -> str:
    """The e-mails of this portal, newest first; HTMX asks for the list alone."""
    state = request.args.get("trang-thai", "")
    state = state if state in queries.STATES else ""
    page = paged(queries.count(state), lambda offset, limit: queries.rows(state, offset, limit))
    template = "mail/_list.html" if request.headers.get("HX-Request") else "mail/list.html"
    labels = {WAITING: _("Chờ gửi"), SENT: _("Đã gửi"), FAILED: _("Không gửi được")}
    return render_template(
        template, page=page, state=state, labels=labels, failed=queries.count(FAILED), where=PATH
    )


def _act(object_id: int, verb: Callable[[OutgoingMail, Actor], None], message: str) -> ResponseReturnValue:
    mail = queries.by_id(object_id)
    if mail is None:
        abort(404)
    try:
        verb(mail, acting())
        commit()
        flash(message, "success")
    except service.NotFailed:
        db.session.rollback()
        flash(_("Chưa làm gì: thư này vừa chuyển sang trạng thái khác."), "warning")
    return redirect(path(PATH))


@bp.post("/<int:object_id>/gui-lai")
@desk_view(ACTION)
def again(object_id: int) -> ResponseReturnValue:
    """Try once more."""
    return _act(object_id, service.send_again, _("Thư được xếp hàng gửi lại."))


@bp.post("/<int:object_id>/dung")
@desk_view(ACTION)
def stop(object_id: int) -> ResponseReturnValue:
    """Stop trying."""
    return _act(object_id, service.give_up, _("Đã dừng gửi thư này."))
