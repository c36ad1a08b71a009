"""The desk's pages of the report: what became of each item, on the page and as a file."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.signing_in import desk_view
from portal.moving import report, service
from portal.moving.desk import PATH, bp, load, state_of, tabs_of
from portal.web.paging import paged
from portal.web.spreadsheet import csv_answer, xlsx_answer

__all__ = ["bp"]


@bp.get("/<int:object_id>/bao-cao")
@desk_view(service.MANAGE)
def report_page(object_id: int) -> ResponseReturnValue:
    """What became of each item; HTMX asks for the list alone."""
    move = load(object_id)
    q, outcome = request.args.get("q", "")[:200].strip(), request.args.get("ket-qua", "")
    found = paged(
        report.count_items(move, outcome, q),
        lambda offset, limit: report.items(move, outcome, q, offset, limit),
    )
    template = "_report.html" if request.headers.get("HX-Request") else "report.html"
    options = [
        *((code, str(label)) for code, label in report.OUTCOMES.items()),
        (report.WITH_TROUBLE, _("Có điều cần xem")),
    ]
    return render_template(
        f"moving/{template}",
        page=found,
        q=q,
        outcome=outcome,
        options=options,
        moving_tabs=tabs_of(PATH),
        **state_of(move),
    )


@bp.get("/<int:object_id>/bao-cao.csv")
@desk_view(service.MANAGE)
def report_csv(object_id: int) -> Response:
    """The report for any spreadsheet."""
    return csv_answer("bao-cao-chuyen-du-lieu.csv", report.report_sheet(load(object_id)))


@bp.get("/<int:object_id>/bao-cao.xlsx")
@desk_view(service.MANAGE)
def report_xlsx(object_id: int) -> Response:
    """The report for Excel."""
    return xlsx_answer("bao-cao-chuyen-du-lieu.xlsx", report.report_sheet(load(object_id)))
