"""The desk of a portal's own reports: what is owed, the form of a period, handing in, approving."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.accounts.permissions import Actor
from portal.accounts.signing_in import acting, desk_view
from portal.clock import today
from portal.extensions import db
from portal.indicators import revising, service, transitions
from portal.indicators.catalogue import catalogue
from portal.indicators.checking import Fault
from portal.indicators.desk import listing, typed
from portal.indicators.forms_data import FormData, form_data
from portal.indicators.models import COUNTED, WAITING, IndicatorReport
from portal.indicators.periods import LABELS, Period, read
from portal.indicators.telling import WHERE
from portal.indicators.transitions import (
    APPROVE_RIGHT,
    ENTER,
    STATE_LABELS,
    WRITABLE,
    OwnFigures,
    ReasonMissing,
    WrongState,
)
from portal.notices.service import people_who_may
from portal.publishing.service import StaleVersion
from portal.web.request import current_portal, path
from portal.web.sent import sent_version

bp = Blueprint("desk_figures", __name__, template_folder="../templates", url_prefix=WHERE.rstrip("/"))


@bp.get("/")
@desk_view(ENTER)
def overview() -> str:
    """What this portal owes, has in hand and has handed in."""
    portal = current_portal()
    measures = catalogue(portal)
    found = listing.lines(measures, portal)
    return render_template(
        "indicators/desk_list.html",
        lines=found,
        owed=sorted((one for one in found if one.is_owed), key=lambda one: one.due_on, reverse=True),
        kinds=[
            (str(label), [one for one in found if one.period.kind == kind]) for kind, label in LABELS.items()
        ],
        states=STATE_LABELS,
        has_catalogue=bool(measures),
        where=WHERE,
        today=today(),
    )


def asked_period(key: str) -> tuple[Period, FormData]:
    """The period that an address names, and what is asked for it; 404 for one that has not begun or of which nothing is
    asked."""
    period = read(key)
    if period is None or period.first > today():
        abort(404)
    data = form_data(key, current_portal())
    if not data.measures and service.report_of(key) is None:
        abort(404)
    return period, data


@bp.get("/ky/<key>")
@desk_view(ENTER)
def form(key: str) -> ResponseReturnValue:
    """The form of a period, or what was handed in."""
    period, data = asked_period(key)
    report = service.report_of(key)
    if report is None or report.state in WRITABLE:
        found = [one for one in _faults(report, data) if not one.missing]
        return _form_page(period, data, report, faults=found)
    return _read_page(period, data, report)


def _faults(report: IndicatorReport | None, data: FormData) -> list[Fault]:
    return service.faults_of(report, data) if report is not None else []


def _form_page(
    period: Period,
    data: FormData,
    report: IndicatorReport | None,
    sent: typed.Typed | None = None,
    faults: list[Fault] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    held = service.figures_of(report) if report is not None else []
    rows = typed.form_rows(data, held, sent, faults or [], conflict=status == 409)
    page = render_template(
        "indicators/form.html",
        period=period,
        report=report,
        rows=rows,
        problems=typed.problems(rows) if status == 422 else [],
        conflict=status == 409,
        version=report.version if report is not None else 0,
        due_on=max((one.due_on(period) for one in data.measures), default=None),
        counts=typed.counted(rows),
        states=STATE_LABELS,
        where=WHERE,
    )
    return page, status


def _read_page(
    period: Period, data: FormData, report: IndicatorReport, status: int = 200
) -> ResponseReturnValue:
    figures = {one.code: one for one in service.figures_of(report)}
    revisions = revising.of_report(report)
    codes = {one.id: one.code for one in figures.values()}
    actor = acting()
    page = render_template(
        "indicators/report.html",
        period=period,
        report=report,
        rows=typed.form_rows(data, figures.values()),
        figures=figures,
        known=data.known,
        revisions=[(codes[one.figure_id], one) for one in revisions],
        waiting={codes[one.figure_id] for one in revisions if one.state == WAITING},
        can=transitions.possible(report.state, report.writer_id, actor),
        is_own=report.writer_id is not None and report.writer_id == actor.user_id,
        may_revise=report.state in COUNTED and actor.may(ENTER),
        states=STATE_LABELS,
        where=WHERE,
    )
    return page, status


@bp.post("/ky/<key>")
@desk_view(ENTER)
def save(key: str) -> ResponseReturnValue:
    """Keep what was typed; with `action=submit` hand it in too. Nothing that was typed is lost: what cannot be read and
    what somebody else overtook comes back in the form."""
    period, data = asked_period(key)
    sent = typed.read_form(request.form, data.measures)
    seen = sent_version()
    try:
        report = service.save(period, sent.entries, seen, acting())
    except service.NotDue:
        abort(404)
    except StaleVersion:
        db.session.rollback()
        return _form_page(period, data, service.report_of(key), sent, status=409)
    except WrongState:
        db.session.rollback()
        flash(_("Phiếu này đã nộp nên không nhập được nữa. Số bạn vừa nhập chưa được lưu."), "warning")
        return redirect(path(f"{WHERE}ky/{key}"))
    if sent.unread:
        kept = len(sent.entries)
        flash(
            ngettext("Đã lưu %(num)s chỉ tiêu.", "Đã lưu %(num)s chỉ tiêu.", kept)
            + " "
            + _("Những ô đánh dấu chưa đọc được nên chưa lưu."),
            "warning",
        )
        return _form_page(period, data, report, sent, status=422)
    if request.form.get("action") == "submit":
        return _submit(period, data, report, sent)
    flash(_("Đã lưu. Số liệu chưa nộp; nhập tiếp lúc nào cũng được."), "success")
    return redirect(path(f"{WHERE}ky/{key}"))


def _submit(
    period: Period, data: FormData, report: IndicatorReport, sent: typed.Typed
) -> ResponseReturnValue:
    try:
        service.submit(report, report.version, acting())
    except service.Faulty as error:
        db.session.rollback()
        return _form_page(period, data, service.report_of(period.key), sent, error.faults, status=422)
    me = acting().user_id
    if any(one.id != me for one in people_who_may(APPROVE_RIGHT, report.tenant_id)):
        flash(_("Đã nộp số liệu %(period)s. Người duyệt đã được báo.", period=period.label), "success")
    else:
        flash(
            _(
                "Đã nộp số liệu %(period)s, nhưng cổng chưa có người duyệt nào khác. Nhờ quản trị cổng mời thêm "
                "người duyệt.",
                period=period.label,
            ),
            "warning",
        )
    return redirect(path(f"{WHERE}ky/{period.key}"))


def loaded(object_id: int) -> IndicatorReport:
    """The report of this portal that an address names; 404."""
    found = service.by_id(object_id)
    if found is None:
        abort(404)
    return found


def _done(report: IndicatorReport, act: Callable[[], None], said: str) -> ResponseReturnValue:
    """Do it, and say so; what stands in its way is said instead, nothing is lost."""
    key = report.period_key
    try:
        act()
    except (StaleVersion, WrongState):
        db.session.rollback()
        flash(_("Phiếu vừa được người khác xử lý. Xem lại rồi thực hiện nếu vẫn cần."), "warning")
    except OwnFigures:
        db.session.rollback()
        flash(_("Bạn là người nhập sau cùng nên không tự duyệt được. Nhờ người khác duyệt."), "warning")
    except ReasonMissing:
        db.session.rollback()
        flash(_("Chưa trả lại: ghi lý do để người nhập biết phải sửa gì."), "warning")
    else:
        flash(said, "success")
    return redirect(path(f"{WHERE}ky/{key}"))


@bp.post("/<int:object_id>/rut-lai")
@desk_view(ENTER)
def take_back(object_id: int) -> ResponseReturnValue:
    """Take a report back that nobody approved yet."""
    report, actor, seen = _given(object_id)
    return _done(
        report,
        lambda: service.take_back(report, seen, actor),
        _("Đã rút lại để sửa. Nhớ nộp lại sau khi sửa."),
    )


@bp.post("/<int:object_id>/tra-lai")
@desk_view(APPROVE_RIGHT)
def send_back(object_id: int) -> ResponseReturnValue:
    """Return a report to who typed it, with words."""
    report, actor, seen = _given(object_id)
    reason = request.form.get("reason", "")
    return _done(
        report,
        lambda: service.send_back(report, reason, seen, actor),
        _("Đã trả lại. Người nhập đã được báo."),
    )


@bp.post("/<int:object_id>/duyet")
@desk_view(APPROVE_RIGHT)
def approve(object_id: int) -> ResponseReturnValue:
    """Let a report through."""
    report, actor, seen = _given(object_id)
    return _done(
        report, lambda: service.approve(report, seen, actor), _("Đã duyệt. Số liệu được tính từ bây giờ.")
    )


def _given(object_id: int) -> tuple[IndicatorReport, Actor, int]:
    return loaded(object_id), acting(), sent_version()
