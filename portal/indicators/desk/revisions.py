"""The desk of revisions: asking that an approved figure be another one, and deciding about it."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.signing_in import acting, desk_view
from portal.extensions import db
from portal.indicators import revising, service
from portal.indicators.checking import Entry
from portal.indicators.desk.reports import bp, loaded
from portal.indicators.desk.typed import LONGEST_TYPED
from portal.indicators.forms_data import FormData, form_data
from portal.indicators.models import COUNTED, IndicatorReport
from portal.indicators.numbers import NotANumber, read_number
from portal.indicators.periods import read
from portal.indicators.telling import WHERE
from portal.indicators.transitions import APPROVE_RIGHT, ENTER, OwnFigures, ReasonMissing, WrongState
from portal.web.request import current_portal, path


@bp.route("/<int:object_id>/dieu-chinh/<code>", methods=["GET", "POST"])
@desk_view(ENTER)
def revise(object_id: int, code: str) -> ResponseReturnValue:
    """Ask that an approved figure be another one."""
    report = loaded(object_id)
    data = form_data(report.period_key, current_portal())
    figure = next((one for one in service.figures_of(report) if one.code == code), None)
    measure = data.known.get(code)
    if figure is None or measure is None:
        abort(404)
    given = {
        "value": measure.written(figure.value),
        "note": figure.note,
        "reason": "",
    }
    errors: dict[str, str] = {}
    if request.method == "POST":
        given = {name: request.form.get(name, "").strip() for name in given}
        errors = _ask(report, code, given, data)
        if not errors:
            flash(
                _("Đã gửi đề nghị điều chỉnh. Số cũ vẫn được tính cho đến khi người khác duyệt."), "success"
            )
            return redirect(path(f"{WHERE}ky/{report.period_key}"))
    page = render_template(
        "indicators/revise.html",
        report=report,
        period=read(report.period_key),
        measure=measure,
        figure=figure,
        given=given,
        errors=errors,
        open=report.state in COUNTED,
        waiting=revising.waiting_for(figure.id),
        where=WHERE,
    )
    return page, 422 if errors else 200


def _ask(report: IndicatorReport, code: str, given: dict[str, str], data: FormData) -> dict[str, str]:
    """Ask for it; what is wrong by field of the form."""
    measure = data.known[code]
    try:
        entry = Entry(read_number(given["value"][:LONGEST_TYPED], measure.decimals), given["note"])
    except NotANumber as error:
        return {"value": str(error)}
    if entry.value is None and not given["note"]:
        return {"value": _("Nhập số, hoặc ghi ở ô giải trình vì sao không có số.")}
    try:
        revising.ask(report, code, entry, given["reason"], acting(), data)
    except ReasonMissing:
        return {"reason": _("Ghi lý do điều chỉnh; lý do được lưu cùng số cũ.")}
    except service.Faulty as error:
        return {"value": error.faults[0].text}
    except revising.NothingChanged:
        return {"value": _("Số mới giống số đang có.")}
    except revising.AlreadyAsked:
        return {"value": _("Đã có một đề nghị điều chỉnh chỉ tiêu này đang chờ duyệt.")}
    except WrongState:
        return {"value": _("Phiếu chưa được duyệt: sửa thẳng trong phiếu, không cần điều chỉnh.")}
    return {}


@bp.post("/<int:object_id>/quyet-dinh/<int:revision_id>")
@desk_view(APPROVE_RIGHT)
def decide(object_id: int, revision_id: int) -> ResponseReturnValue:
    """Let a revision through (`act=take`) or refuse it with words."""
    report = loaded(object_id)
    revision = revising.by_id(revision_id)
    figures = {one.id for one in service.figures_of(report)}
    if revision is None or revision.figure_id not in figures:
        abort(404)
    take = request.form.get("act") == "take"
    try:
        revising.decide(revision, acting(), take=take, answer=request.form.get("reason", ""))
    except WrongState:
        db.session.rollback()
        flash(_("Đề nghị này đã được quyết định, hoặc phiếu đã bị trả lại."), "warning")
    except OwnFigures:
        db.session.rollback()
        flash(_("Bạn là người đề nghị nên không tự duyệt được. Nhờ người khác duyệt."), "warning")
    except ReasonMissing:
        db.session.rollback()
        flash(_("Chưa từ chối: ghi lý do để người đề nghị biết."), "warning")
    else:
        flash(
            _("Đã điều chỉnh. Số cũ còn trong lịch sử.") if take else _("Đã từ chối. Số đang có giữ nguyên."),
            "success",
        )
    return redirect(path(f"{WHERE}ky/{report.period_key}"))
