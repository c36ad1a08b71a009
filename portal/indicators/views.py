"""Public pages of figures: the newest of each indicator, one with its course and its units, everything as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.clock import today
from portal.indicators import queries, shown
from portal.indicators.book import rounded
from portal.indicators.catalogue import BETTER, MADE, Measure, catalogue, grouped, keeper
from portal.indicators.disclosing import PublicBook
from portal.indicators.numbers import exact
from portal.indicators.periods import LABELS, Period, read, up_to
from portal.web.request import current_portal, public_url
from portal.web.spreadsheet import Cell, Sheet, csv_answer

WHERE = "/so-lieu"
bp = Blueprint("indicators", __name__, template_folder="templates")


@bp.get(WHERE, strict_slashes=False)
def page() -> str:
    """The newest approved figure of every open indicator."""
    portal, day = current_portal(), today()
    measures = queries.open_catalogue(portal)
    book = shown.book_of(portal, day, [one.code for one in measures], shown.YEARS_OF_LIST)
    known = [one for one in measures if one.code in book.codes]
    found = {one.measure.code: one for one in shown.newest(book, known, day)}
    groups = [
        (name, [found[one.code] for one in group if one.code in found and found[one.code].period is not None])
        for name, group in grouped(measures)
    ]
    return render_template(
        "indicators/public.html",
        groups=[(name, lines) for name, lines in groups if lines],
        has_any=bool(measures),
        periods=LABELS,
        where=WHERE,
        canonical_url=public_url(WHERE),
        crumbs=[(_("Số liệu kinh tế – xã hội"), None)],
    )


def _open(code: str) -> Measure:
    found = next((one for one in queries.open_catalogue(current_portal()) if one.code == code), None)
    if found is None:
        abort(404)
    return found


@bp.get(f"{WHERE}/<code>")
def indicator(code: str) -> str:
    """One indicator: its course, its units in a period (`?ky=`), what it means and where it comes from."""
    portal, day, one = current_portal(), today(), _open(code)
    book = shown.book_of(portal, day, [code])
    points = shown.course(book, portal.id, one, day)
    known = [each for each, told in points if not shown.is_empty(told)]
    period = _asked(one, known)
    if period is None:
        units, ranking, chart_map, total = [], None, None, None
    else:
        units, total = shown.of_units(book, one, period), book.total(one, period)
        ranking, chart_map = shown.compared(book, one, period, portal.id)
    aims = queries.targets(portal, period.year) if period is not None else {}
    aim = aims.get((code, portal.id))
    return render_template(
        "indicators/public_one.html",
        measure=one,
        period=period,
        periods=list(reversed(known)),
        points=points,
        trend=shown.trend(one, points, aim, "dien-bien"),
        units=units,
        ranking=ranking,
        map=chart_map,
        total=total,
        value=shown.written(book.disclosed(portal.id, one, period), one) if period is not None else "",
        withheld=period is not None and shown.has_withheld(book, one, period),
        handed=shown.handed(total) if total is not None else "",
        missing=shown.missing(total) if total is not None else "",
        target=one.written(aim),
        labels={"period": LABELS, "made": MADE, "better": BETTER},
        top=keeper(portal),
        where=WHERE,
        canonical_url=public_url(f"{WHERE}/{code}"),
        crumbs=[(_("Số liệu kinh tế – xã hội"), WHERE), (one.name, None)],
    )


def _asked(one: Measure, known: list[Period]) -> Period | None:
    """The period that the address names, else the newest with a figure; 404 for one of another kind or without any."""
    written = request.args.get("ky", "")
    if not written:
        return known[-1] if known else None
    found = read(written)
    if found is None or found.kind != one.period or found not in known:
        abort(404)
    return found


@bp.get(f"{WHERE}.csv")
def everything() -> ResponseReturnValue:
    """Every approved figure of open indicators of the last years: of this portal, and of those below it."""
    portal = current_portal()
    return _csv(f"so-lieu-{portal.slug}.csv", queries.open_catalogue(portal))


@bp.get(f"{WHERE}/<code>.csv")
def one_csv(code: str) -> ResponseReturnValue:
    """The approved figures of one open indicator."""
    return _csv(f"{code}-{current_portal().slug}.csv", [_open(code)])


def _csv(name: str, measures: list[Measure]) -> Response:
    portal, day = current_portal(), today()
    book = shown.book_of(portal, day, [one.code for one in measures])
    head = [
        *("ma_chi_tieu", "chi_tieu", "don_vi_tinh", "ky", "tu_ngay", "den_ngay"),
        *("ma_don_vi", "don_vi", "gia_tri", "so_lan_dieu_chinh", "khong_cong_khai", "tu", "den"),
    ]
    answer = csv_answer(name, Sheet(name, head, _rows(book, measures)))
    answer.headers["Cache-Control"] = "public, max-age=60"
    return answer


def _rows(book: PublicBook, measures: list[Measure]) -> Iterator[list[Cell]]:
    day = today()
    for one in measures:
        for period in up_to(one.period, day, shown.COURSE[one.period]):
            units = [book.top, *book.expected(one, period)]
            for unit in units:
                told = book.disclosed(unit.id, one, period)
                if shown.is_empty(told):
                    continue
                held = book.held(unit.id, one.code, period.key)
                yield [
                    *(one.code, one.name, one.unit, period.key),
                    *(period.first.isoformat(), period.last.isoformat(), unit.code, unit.name),
                    _cell(told.value, one),
                    held.changes if held is not None else 0,
                    int(told.is_withheld),
                    *(_cell(told.least, one), _cell(told.most, one)),
                ]


def _cell(value: Fraction | None, one: Measure) -> Cell:
    whole = rounded(value, one.decimals)
    return None if whole is None else exact(whole, one.decimals) if one.decimals else whole


def has_open_figures() -> bool:
    """Whether this portal has anything to show: for the site map."""
    return any(one.open for one in catalogue(current_portal()))
