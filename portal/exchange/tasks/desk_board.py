"""The desk's boards of tasks: tasks against offices, and each office in figures; both as a workbook."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, abort, request
from flask_babel import gettext as _

from portal.accounts.signing_in import desk_view
from portal.digits import whole_number
from portal.exchange.tasks import board, giving
from portal.exchange.tasks.acting import listed, shown
from portal.exchange.tasks.board import Wanted
from portal.exchange.tasks.queries import assignments_of
from portal.exchange.tasks.settling import present_day
from portal.exchange.tasks.telling import BOARD_PATH, READ
from portal.tenancy.directory import Portal
from portal.web.paging import paged_rows
from portal.web.request import current_portal
from portal.web.spreadsheet import xlsx_answer

bp = Blueprint("tasks_board", __name__, template_folder="templates", url_prefix=BOARD_PATH.rstrip("/"))
PER_PAGE = 25
FIRST_YEAR = 2024


@bp.get("/")
@desk_view(READ)
def matrix() -> str:
    """Tasks against offices; `?xem=tat-ca` those that are over too, `?tre=1` late ones, `?don-vi=` one office."""
    wanted, below = _wanted(), _below()
    page = paged_rows(board.tasks(wanted), PER_PAGE)
    parts = assignments_of([one.id for one in page.items])
    offices = board.columns(page.items, parts, below)
    if wanted.portal_id is not None:
        offices = [one for one in offices if one.id == wanted.portal_id]
    return listed(
        "board",
        page=page,
        offices=offices,
        below=below,
        cells={one.id: board.cells(parts.get(one.id, [])) for one in page.items},
        wanted=wanted,
        year=present_day().year,
    )


@bp.get("/don-vi")
@desk_view(READ)
def units() -> str:
    """Each office in figures over the tasks of a year."""
    year = _year()
    rows = board.units(_below(), date(year, 1, 1), date(year, 12, 31))
    years = range(present_day().year, FIRST_YEAR - 1, -1)
    return shown("units.html", rows=rows, year=year, years=years)


@bp.get("/bang.xlsx")
@desk_view(READ)
def workbook() -> Response:
    """The board as a workbook, narrowed as the page is."""
    year = _year()
    sheets = board.sheets(_wanted(), _below(), date(year, 1, 1), date(year, 12, 31))
    return xlsx_answer(f"nhiem-vu-{present_day():%Y%m%d}.xlsx", *sheets)


def _below() -> list[Portal]:
    return giving.offices_below(current_portal().id)


def _wanted() -> Wanted:
    portal_id = whole_number(request.args.get("don-vi", ""))
    return Wanted(
        is_open=request.args.get("xem") != "tat-ca",
        is_late=request.args.get("tre") == "1",
        portal_id=portal_id,
        words=request.args.get("q", "").strip()[:200],
    )


def _year() -> int:
    year = whole_number(request.args.get("nam") or str(present_day().year), 9999) or 0
    if not FIRST_YEAR <= year <= present_day().year:
        abort(404, _("Không có số liệu của năm này."))
    return year
