"""Filling the warehouse: what is marked is counted again, one source of one portal in one transaction.

A step reads the marks and counts these days from the rooms' rows while others write; then, in a short transaction that
excludes them, it writes what differs and removes the marks that it read. What changed meanwhile left marks of its own.
Where another process counted in between, its marks are gone and nothing is written. Killed anywhere, it is done again
or was done. A new day is counted for every source, as deadlines pass without anybody writing.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, insert, select

from portal.clock import today, utc_now
from portal.extensions import db
from portal.ioc.warehouse.days import FIRST, days_between, spans
from portal.ioc.warehouse.marking import mark_all
from portal.ioc.warehouse.models import DailyFact, FactMark, FactReach
from portal.ioc.warehouse.registry import FLOW, Observation, Source, warehouse
from portal.tenancy.directory import directory
from portal.tenancy.owned import new_id
from portal.tenancy.scope import all_tenants, editing, entered

EVERY = 15  # seconds between two looks of the follower
BATCH = 500
Key = tuple[str, date, str]


@dataclass(frozen=True)
class _Span:
    """Days that were counted: what the warehouse held of them and what it should hold."""

    first: date
    last: date
    before: dict[Key, int]
    now: dict[Key, int]

    @property
    def gone(self) -> list[Key]:
        """What is to leave the warehouse: what is there no more, or has another value."""
        return [key for key, value in self.before.items() if self.now.get(key) != value]

    @property
    def differences(self) -> int:
        """How many facts change."""
        return len(self.gone) + sum(self.before.get(key) != value for key, value in self.now.items())


@dataclass(frozen=True)
class _Found:
    """What was counted of a source: the marks that asked for it, and when it had been counted last."""

    marks: list[int]
    counted_at: datetime | None
    spans: list[_Span]


class Filling:
    """The follower's step: fills what is marked or has come to a new day, observes what is due."""

    def __init__(self) -> None:
        self._next = 0.0
        self._observed: dict[str, float] = {}

    def step(self, _now: datetime | None = None) -> int:
        """What is due now; how many sources of portals were counted. Needs an application context, no scope."""
        if time.monotonic() < self._next:
            return 0
        self._next = time.monotonic() + EVERY
        done = fill()
        for one in warehouse().observations.values():
            if time.monotonic() >= self._observed.get(one.key, 0.0):
                self._observed[one.key] = time.monotonic() + one.seconds
                observe(one)
        return done


def fill(day: date | None = None) -> int:
    """Count whatever is marked or not counted up to this day (default: today); how many sources of portals."""
    until = day or today()
    wanted = _wanted(until)
    for tenant_id, key in wanted:
        fill_source(tenant_id, warehouse().sources[key], until)
    return len(wanted)


def _wanted(until: date) -> list[tuple[int, str]]:
    """(portal, source) with something to count."""
    living = [one.id for one in directory().living()]
    sources = warehouse().sources
    with all_tenants("kho số liệu điều hành: tìm phần phải đếm lại"):
        marked = db.session.execute(select(FactMark.tenant_id, FactMark.source).distinct()).all()
        reached = {
            (tenant, source): through
            for tenant, source, through in db.session.execute(
                select(FactReach.tenant_id, FactReach.source, FactReach.through)
            )
        }
    found = {
        (tenant, key) for tenant in living for key in sources if reached.get((tenant, key), FIRST) < until
    }
    found |= {(tenant, key) for tenant, key in marked if key in sources}
    return sorted(found)


def fill_source(tenant_id: int, source: Source, until: date) -> int:
    """Count what is marked of a source in a portal; how many facts changed. Opens its scopes and commits."""
    with entered(editing(tenant_id, writes=False)):
        found = _count_marked(tenant_id, source, until)
    with entered(editing(tenant_id)):
        if not _is_still_so(source, found):
            return 0
        for one in found.spans:
            _replace(tenant_id, source, one)
        _note(tenant_id, source, until)
        for start in range(0, len(found.marks), BATCH):
            ids = found.marks[start : start + BATCH]
            db.session.execute(delete(FactMark).where(FactMark.id.in_(ids)))
        db.session.commit()
    return sum(one.differences for one in found.spans)


def _count_marked(tenant_id: int, source: Source, until: date) -> _Found:
    rows = db.session.execute(select(FactMark.id, FactMark.day).where(FactMark.source == source.key)).all()
    reach = db.session.scalar(select(FactReach).where(FactReach.source == source.key))
    counted_at = reach.at if reach is not None else None
    spans_found = []
    for first, last in _spans_to_count({one.day for one in rows}, reach, until):
        last = min(last, until)
        before = held([one.key for one in warehouse().of_source(source.key)], first, last)
        now = should_be(tenant_id, source, first, last, until, before)
        spans_found.append(_Span(first, last, before, now))
    return _Found([one.id for one in rows], counted_at, spans_found)


def _is_still_so(source: Source, found: _Found) -> bool:
    """Whether nobody else counted since: the marks are there, the note of the last counting is the same."""
    at = db.session.scalar(select(FactReach.at).where(FactReach.source == source.key))
    there = sum(
        db.session.scalar(
            select(func.count())
            .select_from(FactMark)
            .where(FactMark.id.in_(found.marks[start : start + BATCH]))
        )
        or 0
        for start in range(0, len(found.marks), BATCH)
    )
    return at == found.counted_at and there == len(found.marks)


def _spans_to_count(days: set[date | None], reach: FactReach | None, until: date) -> list[tuple[date, date]]:
    if None in days or reach is None:
        return [(FIRST, until)]
    fresh = days_between(reach.through, until) if reach.through < until else ()
    return spans([*(one for one in days if one is not None and one <= until), *fresh])


def counted(source: Source, first: date, last: date) -> dict[Key, int]:
    """What a source comes to on these days in the portal in force, zeros left out."""
    found: Counter[Key] = Counter()
    for measure, day, dimension, value in source.counted(first, last):
        if first <= day <= last:
            found[measure, day, dimension] += value
    return {key: value for key, value in found.items() if value}


def held(measures: Iterable[str], first: date, last: date) -> dict[Key, int]:
    """What the warehouse holds of these measures on these days in the portal in force."""
    rows = db.session.execute(
        select(DailyFact.measure, DailyFact.day, DailyFact.dimension, DailyFact.value).where(
            DailyFact.measure.in_(list(measures)), DailyFact.day.between(first, last)
        )
    )
    return {(measure, day, dimension): value for measure, day, dimension, value in rows}


def should_be(
    tenant_id: int, source: Source, first: date, last: date, until: date, before: dict[Key, int]
) -> dict[Key, int]:
    """What the warehouse should hold of these days, `before` being what it holds: what is counted; but of days whose
    rows may be deleted already no flow falls below what was counted while they were there."""
    found = counted(source, first, last)
    edge = source.first_day(tenant_id, until)
    if edge is not None and first < edge:
        flows = {one.key for one in warehouse().of_source(source.key) if one.kind == FLOW}
        for key, value in before.items():
            if key[0] in flows and key[1] < edge and found.get(key, 0) < value:
                found[key] = value
    return found


def _replace(tenant_id: int, source: Source, span: _Span) -> None:
    """Write what differs."""
    fresh = [(key, value) for key, value in span.now.items() if span.before.get(key) != value]
    if len(span.gone) > BATCH:  # a rebuild: by the span, not by the row
        measures = [one.key for one in warehouse().of_source(source.key)]
        whole = (DailyFact.measure.in_(measures), DailyFact.day.between(span.first, span.last))
        db.session.execute(delete(DailyFact).where(*whole))
        fresh = list(span.now.items())
    else:
        for measure, day, dimension in span.gone:
            same = (DailyFact.measure == measure, DailyFact.day == day, DailyFact.dimension == dimension)
            db.session.execute(delete(DailyFact).where(*same))
    write_facts(tenant_id, fresh)


def write_facts(tenant_id: int, facts: Iterable[tuple[Key, int]]) -> None:
    """Add facts that are not there yet (the caller commits)."""
    rows = [
        {
            "tenant_id": tenant_id,
            "id": new_id(),
            "measure": measure,
            "day": day,
            "dimension": dimension,
            "value": value,
        }
        for (measure, day, dimension), value in facts
    ]
    for start in range(0, len(rows), BATCH):
        db.session.execute(insert(DailyFact), rows[start : start + BATCH])


def _note(tenant_id: int, source: Source, until: date) -> None:
    reach = db.session.scalar(select(FactReach).where(FactReach.source == source.key))
    if reach is None:
        db.session.add(FactReach(tenant_id=tenant_id, source=source.key, through=until))
    else:
        reach.through = max(reach.through, until)
        reach.at = utc_now()
    db.session.flush()


def rebuild(tenant_ids: Iterable[int]) -> int:
    """Mark everything of these portals and count it; how many sources of portals. What was only observed stays."""
    for tenant_id in tenant_ids:
        with entered(editing(tenant_id)):
            mark_all([tenant_id], warehouse().sources, db.session())
            db.session.commit()
    return fill()


def observe(observation: Observation) -> int:
    """See how things are and keep it under today; how many portals."""
    day = today()
    found = observation.seen()
    for tenant_id, numbers in found.items():
        with entered(editing(tenant_id)):
            _keep_seen(tenant_id, day, observation, list(numbers))
            reach = db.session.scalar(select(FactReach).where(FactReach.source == observation.key))
            if reach is None:
                db.session.add(FactReach(tenant_id=tenant_id, source=observation.key, through=day))
            else:
                reach.through, reach.at = day, utc_now()
            db.session.commit()
    return len(found)


def _keep_seen(
    tenant_id: int, day: date, observation: Observation, numbers: list[tuple[str, str, int]]
) -> None:
    measures = [one.key for one in warehouse().of_source(observation.key)]
    before = {
        (row.measure, row.dimension): row
        for row in db.session.scalars(
            select(DailyFact).where(DailyFact.measure.in_(measures), DailyFact.day == day)
        )
    }
    seen = Counter({(measure, dimension): value for measure, dimension, value in numbers})
    for key, value in seen.items():
        row = before.pop(key, None)
        if row is None:
            measure, dimension = key
            db.session.add(
                DailyFact(tenant_id=tenant_id, measure=measure, day=day, dimension=dimension, value=value)
            )
        else:
            row.value = row.value + value if observation.adds else value
    if not observation.adds:
        for row in before.values():  # what is there no more
            db.session.delete(row)
