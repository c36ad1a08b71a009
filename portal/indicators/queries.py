"""Reads of indicators for this package and for those above: catalogue, approved figures, targets, who handed in.

Every function opens the scope that it needs, so that it may be asked from any request or task. Figures are those of
reports that were approved (`models.COUNTED`); drafts and what was returned never come out of here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import func, select

from portal.clock import to_local, today
from portal.extensions import db
from portal.indicators.book import Book, Held
from portal.indicators.catalogue import Measure, catalogue, due, keeper, units
from portal.indicators.disclosing import PublicBook
from portal.indicators.models import (
    COUNTED,
    DONE,
    IndicatorFigure,
    IndicatorReport,
    IndicatorRevision,
    IndicatorTarget,
)
from portal.indicators.periods import Period
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import all_tenants, entered, reading

__all__ = [
    "Book",
    "Held",
    "Measure",
    "Standing",
    "book",
    "catalogue",
    "completeness",
    "figures",
    "open_catalogue",
    "public_book",
    "targets",
]
YEARS_BEFORE = 2
"""How many years before the first day a book reads too, for the latest figures and weights."""
REASON = "đọc số liệu chỉ tiêu đã duyệt của các đơn vị"


@contextmanager
def _scope_of(ids: Collection[int]) -> Iterator[None]:
    """One portal is read as itself, several by name."""
    if len(ids) == 1:
        with entered(reading(next(iter(ids)))):
            yield
    else:
        with all_tenants(REASON):
            yield


def open_catalogue(portal: Portal) -> list[Measure]:
    """Indicators of which citizens see the approved figures."""
    return [one for one in catalogue(portal) if one.open]


def figures(
    ids: Collection[int], first: date, last: date, codes: Collection[str] | None = None
) -> list[Held]:
    """The approved figures of these portals, of periods that end between two days (both in), the earliest first."""
    if not ids:
        return []
    statement = (
        select(
            IndicatorFigure.tenant_id,
            IndicatorFigure.code,
            IndicatorReport.period_key,
            IndicatorFigure.value,
            IndicatorFigure.decimals,
            IndicatorFigure.note,
            IndicatorReport.approved_at,
            IndicatorFigure.id,
        )
        .join(
            IndicatorReport,
            (IndicatorReport.tenant_id == IndicatorFigure.tenant_id)
            & (IndicatorReport.id == IndicatorFigure.report_id),
        )
        .where(
            IndicatorFigure.tenant_id.in_(ids),
            IndicatorReport.state.in_(COUNTED),
            IndicatorReport.last_day.between(first, last),
        )
        .order_by(IndicatorReport.last_day, IndicatorFigure.tenant_id, IndicatorFigure.code)
    )
    if codes is not None:
        statement = statement.where(IndicatorFigure.code.in_(codes))
    with _scope_of(ids):
        rows = db.session.execute(statement).all()
        revised = _revised(ids)
    found = []
    for row in rows:
        values = revised.get(row[7], [None])
        past = tuple(one for one in values[:-1] if one is not None)
        found.append(Held(*row[:7], changes=len(values) - 1, past=past))
    return found


def _revised(ids: Collection[int]) -> dict[int, list[Fraction | None]]:
    """The values that each figure had, the first first, of those that had more than one."""
    several = (
        select(IndicatorRevision.figure_id)
        .where(IndicatorRevision.tenant_id.in_(ids), IndicatorRevision.state == DONE)
        .group_by(IndicatorRevision.figure_id)
        .having(func.count() > 1)
    )
    statement = (
        select(IndicatorRevision.figure_id, IndicatorRevision.value, IndicatorRevision.decimals)
        .where(
            IndicatorRevision.tenant_id.in_(ids),
            IndicatorRevision.state == DONE,
            IndicatorRevision.figure_id.in_(several),
        )
        .order_by(IndicatorRevision.figure_id, IndicatorRevision.number)
    )
    found: dict[int, list[Fraction | None]] = {}
    for figure, value, decimals in db.session.execute(statement):
        found.setdefault(figure, []).append(None if value is None else Fraction(value, 10**decimals))
    return found


def book(
    portal: Portal, first: date, last: date, codes: Collection[str] | None = None, *, below: bool = True
) -> Book:
    """The approved figures of a portal and (with `below`) of all portals below it, for sums and courses.

    Two earlier years are read too, so that the latest figure before a period is known. Needs the catalogue, which it
    reads.
    """
    measures = {one.code: one for one in catalogue(portal)}
    weights = {measures[one].weight_code for one in codes or () if one in measures} - {""}
    wanted = None if codes is None else {*codes, *weights}
    return Book(portal, measures, _held(portal, first, last, wanted, below=below))


def public_book(portal: Portal, first: date, last: date, codes: Collection[str] | None = None) -> PublicBook:
    """The same as the public may see it: small cells are withheld. What decides over an indicator is read with it: its
    weight, what it is part of, what it is a rate of."""
    measures = {one.code: one for one in catalogue(portal)}
    wanted = None if codes is None else _related(codes, measures)
    return PublicBook(portal, measures, _held(portal, first, last, wanted))


def _held(
    portal: Portal, first: date, last: date, codes: Collection[str] | None, *, below: bool = True
) -> list[Held]:
    ids = {portal.id, *(portal.descendants if below else ())}
    return figures(ids, date(first.year - YEARS_BEFORE, 1, 1), last, codes)


def _related(codes: Collection[str], measures: Mapping[str, Measure]) -> set[str]:
    found: set[str] = set()
    waiting = [one for one in codes if one in measures]
    while waiting:
        one = measures[waiting.pop()]
        found.add(one.code)
        related = {one.weight_code, one.part_of, one.rate_of} & measures.keys()
        waiting += related - found
    return found


def targets(portal: Portal, year: int) -> dict[tuple[str, int], int]:
    """The targets of a year that a portal goes by: (code, id of the unit's portal) → value in the smallest unit."""
    top = keeper(portal)
    with entered(reading(top.id)):
        rows = db.session.execute(
            select(IndicatorTarget.code, IndicatorTarget.unit, IndicatorTarget.value).where(
                IndicatorTarget.tenant_id == top.id, IndicatorTarget.year == year
            )
        ).all()
    known = directory()
    found = {}
    for code, slug, value in rows:
        unit = known.by_slug(slug) or known.by_former_slug(slug)
        if unit is not None:
            found[(code, unit.id)] = value
    return found


@dataclass(frozen=True)
class Standing:
    """Where a unit stands with the report of a period: `state` None where nothing was begun; days are Vietnamese."""

    portal: Portal
    state: str | None
    due_on: date
    report_id: int | None = None
    submitted_at: datetime | None = None
    asked: int = 0

    @property
    def counts(self) -> bool:
        """Whether its figures count."""
        return self.state in COUNTED

    @property
    def is_late(self) -> bool:
        """Whether it was handed in after the deadline, or is still owed after it."""
        if self.submitted_at is not None:
            return to_local(self.submitted_at).date() > self.due_on
        return today() > self.due_on


def completeness(portal: Portal, period: Period) -> list[Standing]:
    """Where each unit below a portal stands with a period; units of which nothing is asked are left out."""
    top = keeper(portal)
    measures = catalogue(portal)
    asked = {one.id: (one, due(measures, one, period)) for one in units(top, period)}
    asked = {number: (one, wanted) for number, (one, wanted) in asked.items() if wanted}
    with all_tenants("huyện xem đơn vị nào đã nộp số liệu chỉ tiêu"):
        rows = {
            one.tenant_id: one
            for one in db.session.execute(
                select(
                    IndicatorReport.tenant_id,
                    IndicatorReport.id,
                    IndicatorReport.state,
                    IndicatorReport.first_submitted_at,
                ).where(IndicatorReport.tenant_id.in_(asked), IndicatorReport.period_key == period.key)
            )
        }
    found = []
    for number, (unit, wanted) in asked.items():
        row = rows.get(number)
        until = max(one.due_on(period) for one in wanted)
        if row is None:
            found.append(Standing(unit, None, until, asked=len(wanted)))
        else:
            found.append(Standing(unit, row.state, until, row.id, row.first_submitted_at, len(wanted)))
    return found
