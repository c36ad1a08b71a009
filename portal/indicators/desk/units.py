"""The district's desk of what units handed in: who has, who is late, one unit's report, the sums of a period."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.signing_in import acting, desk_view
from portal.clock import today
from portal.extensions import db
from portal.indicators import queries, reviewing, transitions
from portal.indicators.aggregating import Total
from portal.indicators.book import Book, permille_of, rounded
from portal.indicators.catalogue import Measure, catalogue, grouped, keeper, kinds_of
from portal.indicators.desk import typed
from portal.indicators.forms_data import form_data
from portal.indicators.models import IndicatorFigure, IndicatorReport, IndicatorRevision
from portal.indicators.numbers import exact
from portal.indicators.periods import LABELS, MONTH, Period, before, holding, read, up_to
from portal.indicators.transitions import DEFINE, STATE_LABELS, ReasonMissing, WrongState
from portal.publishing.service import StaleVersion
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import entered, reading
from portal.web.request import current_portal, path
from portal.web.sent import sent_version
from portal.web.spreadsheet import Cell, Sheet, xlsx_answer

PATH = "/quan-tri/so-lieu/cac-xa"
CHOICES = 13
bp = Blueprint("indicator_units", __name__, template_folder="../templates", url_prefix=PATH)


def _top() -> Portal:
    """The portal at the top; elsewhere there are no units."""
    portal = current_portal()
    if keeper(portal).id != portal.id or not portal.descendants:
        abort(404)
    return portal


def _asked(measures: list[Measure]) -> Period:
    """The period that the address names (`?ky=`), else the last whole one of the shortest kind."""
    written = request.args.get("ky", "")
    if not written:
        kinds = kinds_of(measures) or [MONTH]
        return before(holding(kinds[0], today())) or holding(kinds[0], today())
    found = read(written)
    if found is None or found.first > today():
        abort(404)
    return found


def _choices(measures: list[Measure]) -> list[tuple[str, list[Period]]]:
    return [(str(LABELS[kind]), up_to(kind, today(), CHOICES)[::-1]) for kind in kinds_of(measures)]


@bp.get("")
@desk_view(DEFINE)
def overview() -> str:
    """Who has handed in for a period, who is late."""
    top = _top()
    measures = catalogue(top)
    period = _asked(measures)
    standings = queries.completeness(top, period)
    return render_template(
        "indicators/units.html",
        period=period,
        choices=_choices(measures),
        standings=standings,
        counted=sum(1 for one in standings if one.counts),
        late=sum(1 for one in standings if one.is_late and one.submitted_at is None),
        states=STATE_LABELS,
        where=PATH,
    )


@dataclass(frozen=True)
class Summed:
    """A line of the sums: the figure of the district, who is missing, the target and how far the year has come."""

    measure: Measure
    total: Total
    value: str
    missing: list[str]
    older: list[str]
    unweighed: list[str]
    target: str
    reached: str
    units: list[str]


def _names(ids: tuple[int, ...]) -> list[str]:
    found = [directory().by_id(one) for one in ids]
    return sorted(one.name for one in found if one is not None)


def _summed(
    book: Book, one: Measure, period: Period, aims: dict[tuple[str, int], int], units: list[Portal]
) -> Summed:
    total = book.total(one, period)
    aim = aims.get((one.code, book.top.id))
    course = book.course(book.top.id, one, period.year, period)
    share = permille_of(course.value, aim, one.decimals)
    return Summed(
        one,
        total,
        one.written(total.scaled(one.decimals)),
        _names(total.missing),
        _names(total.older),
        _names(total.unweighed),
        one.written(aim),
        f"{share // 10},{share % 10} %" if share is not None and share >= 0 else "",
        [one.written(rounded(book.value(unit.id, one, period), one.decimals)) for unit in units],
    )


@bp.get("/tong-hop")
@desk_view(DEFINE)
def sums() -> ResponseReturnValue:
    """The figures of a period, of the district and of each unit; a workbook with `?dang=xlsx`."""
    top = _top()
    measures = catalogue(top)
    period = _asked(measures)
    active = [one for one in measures if one.is_active_in(period)]
    book = queries.book(top, period.first, period.last)
    units = [one.portal for one in queries.completeness(top, period)]
    aims = queries.targets(top, period.year)
    groups = [
        (name, [_summed(book, one, period, aims, units) for one in group]) for name, group in grouped(active)
    ]
    if request.args.get("dang") == "xlsx":
        return _workbook(period, groups, units, book)
    return render_template(
        "indicators/sums.html",
        period=period,
        choices=_choices(measures),
        groups=groups,
        units=units,
        top=top,
        where=PATH,
    )


def _workbook(
    period: Period, groups: list[tuple[str, list[Summed]]], units: list[Portal], book: Book
) -> Response:
    head = [
        *(_("Nhóm"), _("Mã"), _("Chỉ tiêu"), _("Đơn vị tính"), book.top.name),
        *(_("Đã nộp"), _("Chưa nộp"), _("Mục tiêu năm"), _("Đạt")),
        *(one.name for one in units),
    ]
    rows: list[list[Cell]] = []
    for name, lines in groups:
        for line in lines:
            one = line.measure
            numbers = [
                _number(rounded(book.value(unit.id, one, period), one.decimals), one) for unit in units
            ]
            rows.append(
                [
                    *(name, one.code, one.name, one.unit, _number(line.total.scaled(one.decimals), one)),
                    *(f"{len(line.total.given)}/{line.total.expected}", ", ".join(line.missing)),
                    *(line.target, line.reached, *numbers),
                ]
            )
    return xlsx_answer(f"chi-tieu-{period.key}.xlsx", Sheet(period.label, head, rows))


def _number(value: int | None, one: Measure) -> Cell:
    if value is None:
        return None
    return value if not one.decimals else exact(value, one.decimals)


@bp.get("/<slug>/<key>")
@desk_view(DEFINE)
def unit_report(slug: str, key: str) -> str:
    """What a unit handed in, with what is unusual, and the values that figures had before."""
    _top()
    unit, period = _unit(slug), read(key)
    if period is None:
        abort(404)
    data = form_data(key, unit)
    with entered(reading(unit.id)):
        report = db.session.scalar(
            select(IndicatorReport).where(
                IndicatorReport.tenant_id == unit.id, IndicatorReport.period_key == key
            )
        )
        if report is None or report.first_submitted_at is None or report.state in transitions.WRITABLE:
            abort(404)  # what is still being typed is the unit's own
        figures = list(
            db.session.scalars(
                select(IndicatorFigure).where(
                    IndicatorFigure.tenant_id == unit.id, IndicatorFigure.report_id == report.id
                )
            )
        )
        codes = {one.id: one.code for one in figures}
        revisions = [
            (codes[one.figure_id], one)
            for one in db.session.scalars(
                select(IndicatorRevision)
                .where(IndicatorRevision.tenant_id == unit.id, IndicatorRevision.figure_id.in_(codes))
                .order_by(IndicatorRevision.figure_id, IndicatorRevision.number)
            )
        ]
    return render_template(
        "indicators/unit_report.html",
        unit=unit,
        period=period,
        report=report,
        rows=typed.form_rows(data, figures),
        revisions=revisions,
        known=data.known,
        can=transitions.possible(report.state, None, acting(), above=True),
        states=STATE_LABELS,
        where=PATH,
    )


def _unit(slug: str) -> Portal:
    found = directory().by_slug(slug)
    if found is None or found.id not in current_portal().descendants:
        abort(404)
    return found


@bp.post('/<slug>/<key>/<any("tiep-nhan","tra-lai"):act>')
@desk_view(DEFINE)
def decide(slug: str, key: str, act: str) -> ResponseReturnValue:
    """Take what a unit handed in, or return it with words."""
    _top()
    unit, actor, seen = _unit(slug), acting(), sent_version()
    report_id = _report_id(unit, key)
    reason = request.form.get("reason", "")
    does: dict[str, tuple[Callable[[], Any], str]] = {
        "tiep-nhan": (
            lambda: reviewing.accept(unit.id, report_id, seen, actor),
            _("Đã tiếp nhận số liệu của %(name)s.", name=unit.name),
        ),
        "tra-lai": (
            lambda: reviewing.give_back(unit.id, report_id, reason, seen, actor),
            _("Đã trả lại. %(name)s được báo; số liệu chưa được tính cho đến khi duyệt lại.", name=unit.name),
        ),
    }
    run, said = does[act]
    try:
        run()
    except LookupError:
        abort(404)
    except (WrongState, StaleVersion):
        flash(_("Phiếu vừa được người khác xử lý. Xem lại rồi thực hiện nếu vẫn cần."), "warning")
    except ReasonMissing:
        flash(_("Chưa trả lại: ghi lý do để xã biết phải sửa gì."), "warning")
    else:
        flash(said, "success")
        return redirect(path(f"{PATH}?ky={key}"))
    return redirect(path(f"{PATH}/{slug}/{key}"))


def _report_id(unit: Portal, key: str) -> int:
    with entered(reading(unit.id)):
        found = db.session.scalar(
            select(IndicatorReport.id).where(
                IndicatorReport.tenant_id == unit.id, IndicatorReport.period_key == key
            )
        )
    if found is None:
        abort(404)
    return found
