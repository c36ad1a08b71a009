"""Reads of the warehouse: sums of measures over days, by portal, by day, by dimension. A few statements each.

All answer for the portals named, within the scope in force: a portal's own facts in its scope, those of all in
`reading_all`. A flow is summed over the days, a level up to the last day, of a sample the last day counts that has one.
Samples of several portals are joined as their measure says (`registry.SUM`, MEAN, LEAST).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from portal.extensions import db
from portal.ioc.warehouse.days import FIRST, days_between
from portal.ioc.warehouse.models import DailyFact, FactReach
from portal.ioc.warehouse.registry import FLOW, LEAST, LEVEL, MEAN, SAMPLE, SUM, warehouse
from portal.tenancy.scope import all_tenants

OLDEST_SAMPLE = timedelta(days=31)
"""A sample that was seen longer ago says nothing of a day."""
REASON = "trung tâm điều hành: số liệu tổng hợp của các đơn vị"


@contextmanager
def reading_all() -> Iterator[None]:
    """Facts of all portals may be read, and nothing is written. Facts are numbers: no row of a room is opened."""
    with all_tenants(REASON):
        yield


def by_unit(
    measures: Iterable[str], first: date, last: date, portals: Sequence[int]
) -> dict[int, dict[str, int]]:
    """What measures come to in each portal from the first day up to and with the last; missing is 0 for flows and
    levels, absent for samples that were never seen."""
    found: dict[int, dict[str, int]] = {one: {} for one in portals}
    for kind, keys in _by_kind(measures).items():
        if kind == SAMPLE:
            for tenant, measure, _dimension, _day, value in _samples(keys, last, portals):
                found[tenant][measure] = found[tenant].get(measure, 0) + value
            continue
        since = FIRST if kind == LEVEL else first
        for numbers in found.values():
            numbers.update(dict.fromkeys(keys, 0))
        statement = _summed(DailyFact.tenant_id, DailyFact.measure, keys=keys, portals=portals)
        for tenant, measure, value in db.session.execute(statement.where(DailyFact.day.between(since, last))):
            found[tenant][measure] = int(value)
    return found


def total(measures: Iterable[str], first: date, last: date, portals: Sequence[int]) -> dict[str, int]:
    """What measures come to over these portals together; samples that no portal has are absent."""
    return joined(by_unit(measures, first, last, portals).values())


def joined(of_units: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """What measures come to together that came to so much in each of some portals."""
    seen: dict[str, list[int]] = {}
    for numbers in of_units:
        for measure, value in numbers.items():
            seen.setdefault(measure, []).append(value)
    named = warehouse().measures
    return {measure: _JOINED[named[measure].joined](values) for measure, values in seen.items()}


def _mean(values: Sequence[int]) -> int:
    return round(sum(values) / len(values))


_JOINED: dict[str, Callable[[Sequence[int]], int]] = {SUM: sum, MEAN: _mean, LEAST: min}


def by_day(
    measures: Iterable[str], first: date, last: date, portals: Sequence[int]
) -> dict[str, dict[date, int]]:
    """What measures come to on each day over these portals together. Of samples days without any are absent."""
    found: dict[str, dict[date, int]] = {}
    for kind, keys in _by_kind(measures).items():
        if kind == SAMPLE:
            found |= _samples_by_day(keys, first, last, portals)
            continue
        statement = _summed(DailyFact.measure, DailyFact.day, keys=keys, portals=portals)
        rows = db.session.execute(statement.where(DailyFact.day.between(first, last)))
        seen: dict[str, dict[date, int]] = {key: {} for key in keys}
        for measure, day, value in rows:
            seen[measure][day] = int(value)
        before = _up_to(keys, first - timedelta(days=1), portals) if kind == LEVEL else {}
        for key in keys:
            found[key] = _course(seen[key], first, last, before.get(key, 0) if kind == LEVEL else None)
    return found


def _samples_by_day(
    keys: Sequence[str], first: date, last: date, portals: Sequence[int]
) -> dict[str, dict[date, int]]:
    columns = (DailyFact.tenant_id, DailyFact.measure, DailyFact.day)
    rows = db.session.execute(
        _summed(*columns, keys=keys, portals=portals).where(DailyFact.day.between(first, last))
    )
    seen: dict[str, dict[date, list[int]]] = {key: {} for key in keys}
    for _tenant, measure, day, value in rows:
        seen[measure].setdefault(day, []).append(int(value))
    named = warehouse().measures
    return {
        key: {day: _JOINED[named[key].joined](values) for day, values in days.items()}
        for key, days in seen.items()
    }


def by_dimension(measure: str, first: date, last: date, portals: Sequence[int]) -> dict[str, int]:
    """What a measure comes to by its dimension, over these portals together."""
    kind = warehouse().measures[measure].kind
    found: dict[str, int] = defaultdict(int)
    if kind == SAMPLE:
        for _tenant, _measure, dimension, _day, value in _samples([measure], last, portals):
            found[dimension] += value
        return dict(found)
    statement = _summed(DailyFact.dimension, keys=[measure], portals=portals)
    since = FIRST if kind == LEVEL else first
    rows = db.session.execute(statement.where(DailyFact.day.between(since, last)))
    return {dimension: int(value) for dimension, value in rows}


def latest(
    measures: Iterable[str], portals: Sequence[int], day: date
) -> dict[int, dict[str, tuple[date, int]]]:
    """Of samples what was seen last up to a day: portal → measure → (day, number)."""
    found: dict[int, dict[str, tuple[date, int]]] = {one: {} for one in portals}
    for tenant, measure, _dimension, seen_on, value in _samples(list(measures), day, portals):
        before = found[tenant].get(measure, (seen_on, 0))[1]
        found[tenant][measure] = (seen_on, before + value)
    return found


def filled_at(portals: Sequence[int], sources: Iterable[str]) -> datetime | None:
    """The last time at which one of these sources was counted in one of these portals (naive UTC)."""
    statement = select(func.max(FactReach.at)).where(
        FactReach.tenant_id.in_(portals), FactReach.source.in_(list(sources))
    )
    found: datetime | None = db.session.scalar(statement)
    return found


def _by_kind(measures: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key in dict.fromkeys(measures):
        found.setdefault(warehouse().measures[key].kind, []).append(key)
    return {kind: found[kind] for kind in (FLOW, LEVEL, SAMPLE) if kind in found}


def _summed(*columns: Any, keys: Sequence[str], portals: Sequence[int]) -> Select[Any]:
    return (
        select(*columns, func.sum(DailyFact.value))
        .where(DailyFact.measure.in_(keys), DailyFact.tenant_id.in_(portals))
        .group_by(*columns)
    )


def _up_to(keys: Sequence[str], last: date, portals: Sequence[int]) -> dict[str, int]:
    statement = _summed(DailyFact.measure, keys=keys, portals=portals)
    rows = db.session.execute(statement.where(DailyFact.day.between(FIRST, last)))
    return {measure: int(value) for measure, value in rows}


def _course(seen: dict[date, int], first: date, last: date, before: int | None) -> dict[date, int]:
    """Each day's number; of a level (`before` is how much it was) the sum up to the day."""
    if before is None and not seen:
        return dict.fromkeys(days_between(first, last), 0)
    found, running = {}, before or 0
    for day in days_between(first, last):
        if before is None:
            found[day] = seen.get(day, 0)
        else:
            running += seen.get(day, 0)
            found[day] = running
    return found


def _samples(
    keys: Sequence[str], last: date, portals: Sequence[int]
) -> list[tuple[int, str, str, date, int]]:
    """(portal, measure, dimension, day, number) of the last day on which each portal has the measure."""
    newest = (
        select(DailyFact.tenant_id, DailyFact.measure, func.max(DailyFact.day).label("day"))
        .where(
            DailyFact.measure.in_(keys),
            DailyFact.tenant_id.in_(portals),
            DailyFact.day.between(last - OLDEST_SAMPLE, last),
        )
        .group_by(DailyFact.tenant_id, DailyFact.measure)
        .subquery()
    )
    statement = (
        select(DailyFact.tenant_id, DailyFact.measure, DailyFact.dimension, DailyFact.day, DailyFact.value)
        .join(
            newest,
            (DailyFact.tenant_id == newest.c.tenant_id)
            & (DailyFact.measure == newest.c.measure)
            & (DailyFact.day == newest.c.day),
        )
        .where(DailyFact.tenant_id.in_(portals), DailyFact.measure.in_(keys))
    )
    rows = db.session.execute(statement)
    return [(tenant, measure, dimension, day, value) for tenant, measure, dimension, day, value in rows]
