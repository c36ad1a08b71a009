"""What the form of a period shows beside the empty cells: what is asked, the period before, the targets of the year."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from portal.indicators import periods, queries
from portal.indicators.catalogue import Measure, catalogue, due, keeper, units
from portal.indicators.models import MEAN
from portal.indicators.periods import Period
from portal.tenancy.directory import Portal, directory


@dataclass(frozen=True)
class FormData:
    """What is asked of a portal for a period; `before` are approved figures of the period before, `targets` those of
    the year in the smallest unit; both by code."""

    portal: Portal
    period: Period
    measures: list[Measure]
    known: dict[str, Measure]
    before: dict[str, Fraction]
    targets: dict[str, int]


def form_data(key: str, portal: Portal) -> FormData:
    """All of it. Raises LookupError for a key that names no period."""
    period = periods.read(key)
    if period is None:
        raise LookupError(key)
    known = catalogue(portal)
    measures = due(known, portal, period)
    aims = queries.targets(portal, period.year) if measures else {}
    return FormData(
        portal,
        period,
        measures,
        {one.code: one for one in known},
        _before(portal, period, measures) if measures else {},
        {code: value for (code, unit), value in aims.items() if unit == portal.id},
    )


def _before(portal: Portal, period: Period, measures: list[Measure]) -> dict[str, Fraction]:
    """The figures of the period before. A portal that others were merged into goes on from the sum of all of them,
    where every one of them gave a figure; means cannot be added up."""
    earlier = periods.before(period)
    if earlier is None:
        return {}
    parts = {portal.id} if portal.id == keeper(portal).id else _parts(portal, earlier)
    held = queries.figures(parts, earlier.first, earlier.last, [one.code for one in measures])
    found: dict[str, Fraction] = {}
    for one in measures:
        numbers = [
            each.number
            for each in held
            if (each.code, each.key) == (one.code, earlier.key) and each.number is not None
        ]
        if numbers and len(numbers) == len(parts) and (len(parts) == 1 or one.made != MEAN):
            found[one.code] = sum(numbers, Fraction())
    return found


def _parts(portal: Portal, earlier: Period) -> set[int]:
    standing = units(keeper(portal), earlier)
    return {one.id for one in standing if directory().heir_of(one).id == portal.id} or {portal.id}
