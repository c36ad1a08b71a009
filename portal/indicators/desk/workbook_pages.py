"""A report by workbook: the file to fill in, and what would change when it comes back."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.signing_in import desk_view
from portal.indicators import files, service
from portal.indicators.catalogue import Measure
from portal.indicators.checking import Entry, Fault, faults
from portal.indicators.desk.reports import asked_period, bp
from portal.indicators.forms_data import FormData
from portal.indicators.models import IndicatorFigure
from portal.indicators.telling import WHERE
from portal.indicators.transitions import ENTER, WRITABLE
from portal.media.refusal import Refused
from portal.web.request import path
from portal.web.spreadsheet import XLSX


@dataclass(frozen=True)
class Change:
    """A line of the preview: what stands in the form, what the file says, what is wrong with it."""

    measure: Measure
    now: str
    new: str
    note: str
    error: str = ""
    remarks: tuple[str, ...] = ()


@bp.get("/ky/<key>/tep.xlsx")
@desk_view(ENTER)
def download(key: str) -> Response:
    """The report of a period to fill in."""
    _period, data = asked_period(key)
    report = service.report_of(key)
    held = service.figures_of(report) if report is not None else []
    answer = Response(files.report_file(data, held), mimetype=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="so-lieu-{data.portal.slug}-{key}.xlsx"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/ky/<key>/tep")
@desk_view(ENTER)
def upload(key: str) -> ResponseReturnValue:
    """What would change: nothing is saved until it is taken over. Cells that cannot be read are named with why."""
    period, data = asked_period(key)
    report = service.report_of(key)
    if report is not None and report.state not in WRITABLE:
        flash(_("Phiếu này đã nộp nên không nhập được nữa."), "warning")
        return redirect(path(f"{WHERE}ky/{key}"))
    sent = request.files.get("file")
    try:
        came = files.read_report(
            sent.read() if sent is not None else b"", sent.filename or "" if sent else "", data
        )
    except Refused as error:
        flash(str(error), "danger")
        return redirect(path(f"{WHERE}ky/{key}"))
    held = {one.code: one for one in service.figures_of(report)} if report is not None else {}
    changes = _changes(came, data, held)
    return render_template(
        "indicators/preview.html",
        period=period,
        report=report,
        version=report.version if report is not None else 0,
        changes=changes,
        taken=[one for one in changes if not one.error],
        same=len(came.entries) - sum(1 for one in changes if not one.error),
        odd=came.odd,
        where=WHERE,
    )


def _changes(came: files.Came, data: FormData, held: dict[str, IndicatorFigure]) -> list[Change]:
    merged = {code: Entry(one.value, one.note) for code, one in held.items()} | came.entries
    said: dict[str, list[Fault]] = {}
    for fault in faults(data.measures, merged, data.before, data.known):
        if not fault.missing:
            said.setdefault(fault.code, []).append(fault)
    found = []
    for one in data.measures:
        figure = held.get(one.code)
        now = one.written(figure.value) if figure is not None else ""
        if one.code in came.unread:
            text, error = came.unread[one.code]
            found.append(Change(one, now, text, "", error))
            continue
        entry = came.entries.get(one.code)
        if entry is None or _is_same(entry, figure):
            continue
        remarks = tuple(each.text for each in said.get(one.code, ()))
        found.append(Change(one, now, one.written(entry.value), entry.note, remarks=remarks))
    return found


def _is_same(entry: Entry, figure: IndicatorFigure | None) -> bool:
    held = (figure.value, figure.note) if figure is not None else (None, "")
    return held == (entry.value, entry.note.strip())
