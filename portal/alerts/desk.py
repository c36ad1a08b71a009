"""The desk of urgent notices: issue in a minute, change, end, take back."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.signing_in import acting, desk_view
from portal.alerts import queries, service
from portal.alerts.forms import AlertForm
from portal.alerts.hazards import BY_CODE, EMERGENCY, HAZARDS
from portal.alerts.models import Alert
from portal.clock import from_local, to_local, utc_now
from portal.extensions import db
from portal.publishing.service import StaleVersion
from portal.tenancy.directory import directory
from portal.web.paging import paged_rows
from portal.web.request import current_portal, path
from portal.web.sent import sent_version

WHERE = "/quan-tri/canh-bao/"
bp = Blueprint("desk_alert", __name__, template_folder="templates", url_prefix=WHERE.rstrip("/"))


def _load(object_id: int) -> Alert:
    found = queries.by_id(object_id)
    if found is None:
        abort(404)
    return found


def _below() -> list[tuple[int, str]]:
    """The portals that this person may put a notice on, beside the own one."""
    if not acting().may(service.ISSUE_ALL):
        return []
    below = set(current_portal().descendants)
    return [
        (one.id, one.name)
        for one in directory().all()
        if one.id in below and one.status == "active" and one.merged_into_id is None
    ]


@bp.get("/")
@desk_view("content.read")
def listing() -> str:
    """What stands on top of this portal, and what it issued."""
    page = paged_rows(queries.issued())
    return render_template(
        "alerts/desk_list.html", page=page, hazards=HAZARDS, where=WHERE, reach=_reach, shown=queries.shown
    )


def _reach(alert: Alert) -> str:
    """On how many portals a notice stands, in words."""
    count = len(alert.on_portals) + alert.on_own
    return _("cổng này") if alert.on_own and count == 1 else ngettext("%(num)s cổng", "%(num)s cổng", count)


@bp.route("/moi", methods=["GET", "POST"])
@desk_view(service.ISSUE)
def new() -> ResponseReturnValue:
    """Write a notice; `?loai=` begins with the words for a danger. It is on top as soon as it is sent."""
    hazard = BY_CODE.get(request.args.get("loai", ""), BY_CODE["khac"])
    until = to_local(utc_now() + timedelta(hours=hazard.hours)).replace(
        tzinfo=None, minute=0, second=0, microsecond=0
    )
    below = _below()
    data = {
        "once": secrets.token_hex(16),
        "hazard": hazard.code,
        "level": EMERGENCY,
        "text": hazard.advice,
        "until": until,
        "portals": [number for number, _name in below],
    }
    form = _form(data, below)
    if form.validate_on_submit():
        try:
            made = service.issue(_draft(form), acting(), (form.once.data or "")[:64])
        except service.InvalidAlert as error:
            _explain(form, error)
        else:
            flash(_("Thông báo đã hiện trên %(reach)s.", reach=_reach(made)), "success")
            return redirect(path(WHERE))
    return render_template(
        "alerts/desk_form.html", form=form, alert=None, where=WHERE
    ), 422 if form.errors else 200


def _form(data: dict[str, Any], below: list[tuple[int, str]]) -> AlertForm:
    form = AlertForm(data=data)
    form.portals.choices = below
    if not below:
        form.portals.data = []
    return form


def _draft(form: AlertForm) -> service.AlertDraft:
    return service.AlertDraft(
        hazard=form.hazard.data,
        level=form.level.data,
        title=" ".join(form.title.data.split()),
        text=(form.text.data or "").replace("\r\n", "\n").strip(),
        area=(form.area.data or "").strip(),
        source=(form.source.data or "").strip(),
        until=from_local(form.until.data),
        on_own=form.on_own.data or not form.portals.choices,
        portals=form.portals.data or [],
    )


def _explain(form: AlertForm, error: service.InvalidAlert) -> None:
    db.session.rollback()
    messages = {
        "until": _("Chọn một lúc ở phía trước."),
        "portals": _("Chọn ít nhất một cổng để hiện thông báo."),
    }
    form[error.field].errors = [messages[error.field]]


@bp.route("/<int:object_id>", methods=["GET", "POST"])
@desk_view(service.ISSUE)
def edit(object_id: int) -> ResponseReturnValue:
    """Change a notice; who saved in between is not overwritten (409, what was typed stays in the form)."""
    alert = _load(object_id)
    names = ("hazard", "level", "title", "text", "area", "source", "on_own")
    until = alert.expires_at and to_local(alert.expires_at).replace(tzinfo=None)
    data = {name: getattr(alert, name) for name in names} | {"until": until, "portals": alert.on_portals}
    form = _form(data | {"version": alert.version}, _below())
    status = 200
    if form.validate_on_submit():
        try:
            service.change(alert, _draft(form), sent_version(), acting())
        except service.InvalidAlert as error:
            _explain(form, error)
        except (StaleVersion, StaleDataError):
            db.session.rollback()
            alert, status = _load(object_id), 409
            form.version.data = form.version.raw_data = None
            form.version.data = alert.version
        else:
            flash(_("Đã sửa thông báo, các cổng hiện bản mới."), "success")
            return redirect(path(WHERE))
    page = render_template(
        "alerts/desk_form.html", form=form, alert=alert, where=WHERE, conflict=status == 409
    )
    return page, 422 if form.errors else status


@bp.post('/<int:object_id>/<any("ket-thuc","mo-lai","go"):act>')
@desk_view(service.ISSUE)
def act(object_id: int, act: str) -> ResponseReturnValue:
    """End it (the danger is over), put it on top again, or take it back (it was wrong)."""
    alert = _load(object_id)
    if act == "ket-thuc":
        service.end(alert, acting())
        flash(_("Đã kết thúc. Thông báo không còn ở đầu trang, vẫn xem được trong mục Đã qua."), "success")
    elif act == "mo-lai":
        service.reopen(alert, acting())
        flash(_("Thông báo hiện lại trong 6 giờ. Sửa thông báo nếu cần lâu hơn."), "success")
    else:
        service.withdraw(alert, acting())
        flash(_("Đã gỡ thông báo. Người dân không còn xem được nữa."), "success")
    return redirect(path(WHERE))
