"""Random histories: no time is lost, never two steps in hand, the story tells everything, versions only grow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.clock import from_local, to_local
from portal.dossiers import moment, queries, service
from portal.dossiers.errors import Forbidden, NotPossible, StaleVersion
from portal.dossiers.models import Dossier
from portal.dossiers.models_course import DossierStep
from portal.dossiers.party import Party, system
from portal.dossiers.running import spent_between, waited
from portal.dossiers.states import DONE, LATE, RETURNED, RUNNING, STATES, WAITING
from portal.dossiers.transitions import BACK, RULES
from portal.extensions import db
from portal.workdays.calendar import Calendar
from portal.workdays.queries import calendar_of
from tests.dossiers.test_transitions import ACTS
from tests.dossiers.world import DEFINITION, Office, local
from tests.thorough import examples

BEGIN = local("2026-02-09 08:00")  # the week before Tết: histories go over nine days off
MOOD = st.sampled_from([9, 8, 7, 6, 5, 4, 3, 2, 1, 0])
MOVES = st.tuples(st.integers(0, 9999), st.integers(0, 2 * 24 * 60), MOOD)
HASTY = st.tuples(st.integers(0, 9999), st.integers(0, 300), MOOD)
FORWARD = {"receive", "take", "pass", "decide", "sign", "finish", "return", "complete", "paid", "apologise"}
ENDS = {"withdraw", "stop", "refuse", "forget"}
ONCE = {"contact", "correct", "rate"}
"""Offered still when there is nothing to change, or it was said already."""


def _parties(office: Office, dossier: Dossier) -> list[Party]:
    names = ("clerk", "officer1", "officer2", "signatory", "clerk2", "officer1", "signatory")
    owner = office.citizen()
    return [*map(office.staff, names), replace(owner, proved=dossier.code), system(office.tenant_id)]


def _act(dossier: Dossier, parties: list[Party], pick: int, mood: int) -> str:
    """Do something that is offered to somebody, or (`mood` 0) try anything; what was done, "" for nothing.

    What leads on comes up more often, and what ends a dossier less often, so that histories grow long.
    """
    offered = [(by, verb) for by in parties for verb in service.buttons(dossier, by) if verb in ACTS]
    wanted = [one for one in offered if one[1] in FORWARD] if mood > 4 else []
    calm = [one for one in offered if one[1] not in ENDS] if mood > 1 or pick % 5 else []
    anything = [(by, verb) for by in parties for verb in sorted(ACTS)]
    pairs = anything if mood == 0 else wanted or calm or offered
    if not pairs:
        return ""
    by, verb = pairs[pick % len(pairs)]
    may = verb in service.buttons(dossier, by)
    try:
        ACTS[verb](dossier, by)
    except (Forbidden, NotPossible, StaleVersion):
        assert not may or verb in ONCE
        return ""
    assert may
    return verb


@pytest.mark.parametrize("quick", [False, True])
@settings(
    max_examples=examples(120),
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(moves=st.data())
@pytest.mark.asvs("2.3.2")
def test_histories(office: Office, quick: bool, moves: st.DataObject) -> None:
    chosen = moves.draw(st.lists(HASTY if quick else MOVES, min_size=20, max_size=40))
    hours = DEFINITION.deadlines[0] if not quick else replace(DEFINITION.deadlines[0], days=None, hours=16)
    _live(office, chosen, replace(DEFINITION, deadlines=(hours,)))


def _live(office: Office, chosen: Sequence[tuple[int, int, int]], definition: object) -> None:
    service_id, version_id = office.offer(definition)  # type: ignore[arg-type]
    now, versions = BEGIN, [0]
    with office.working(), moment.at(now):
        dossier = office.submitted(service_id=service_id, version_id=version_id)
        identity = dossier.id
    for pick, gap, mood in chosen:
        now += timedelta(minutes=gap, seconds=pick % 60)
        with office.working(), moment.at(now):
            found = queries.by_id(identity)
            assert found is not None
            versions.append(found.version)
            done = _act(found, _parties(office, found), pick, mood)
            db.session.commit()
            assert (found.version > versions[-1]) == bool(done)
            _holds(found, now)
    assert versions == sorted(versions)
    event(f"ended {found.state}")


def _holds(dossier: Dossier, now: datetime) -> None:
    steps = db.session.scalars(select(DossierStep).where(DossierStep.dossier_id == dossier.id)).all()
    current = [one for one in steps if one.ended_at is None]
    in_hand = dossier.received_at is not None and dossier.state in (*RUNNING, *WAITING, DONE)
    assert len(current) == int(in_hand)
    assert (dossier.step_position >= 0) == in_hand
    assert not current or (current[0].step_key, current[0].by_id) == (dossier.step_key, dossier.holder_id)
    assert dossier.state in STATES
    assert (dossier.paused_since is not None) == (
        dossier.state in WAITING and dossier.received_at is not None
    )
    _story_is_whole(dossier)
    if dossier.counts_from is not None:
        _no_time_is_lost(dossier, list(steps), now)


def _story_is_whole(dossier: Dossier) -> None:
    events = queries.events_of(dossier)
    assert [one.number for one in events] == list(range(1, dossier.last_event + 1))
    assert events[-1].after == dossier.state and events[-1].version == dossier.version
    for before, after in pairwise(events):
        assert after.before == before.after and after.version > before.version and after.at >= before.at
    for one in events:
        rule = RULES[one.verb]
        assert one.before in rule.sources
        assert rule.target in {None, BACK, one.after}
        assert rule.target is not None or one.before == one.after


def _no_time_is_lost(dossier: Dossier, steps: list[DossierStep], now: datetime) -> None:
    assert dossier.counts_from is not None
    end = dossier.done_at or dossier.closed_at or now
    ended = sum(one.minutes for one in steps)
    running = (
        0
        if dossier.done_at
        else sum(spent_between(dossier, one.began_at, now) for one in steps if one.ended_at is None)
    )
    stood = waited(dossier, end)
    calendar = calendar_of()
    elapsed = max(calendar.minutes_between(dossier.counts_from, end), 0)
    assert ended + running + stood == elapsed
    worked, idle = _walked(calendar, dossier, end)
    assert (ended + running, stood) == (worked, idle)
    if dossier.done_at or dossier.closed_at:
        assert (dossier.spent_minutes, dossier.paused_minutes) == (worked, idle)
    if dossier.state in {DONE, RETURNED} and dossier.due_at is not None:
        assert (dossier.outcome == LATE) == (end > dossier.due_at)


def _walked(calendar: Calendar, dossier: Dossier, end: datetime) -> tuple[int, int]:
    """Minute by minute: (minutes that the office worked, minutes that it waited) from the beginning of the clock."""
    assert dossier.counts_from is not None
    pauses = [
        (one.asked_at, one.resumes_at or end)
        for one in queries.requests_of(dossier)
        if one.came_from != "new"
    ]
    worked = idle = 0
    first, last = _minute(dossier.counts_from), _minute(end)
    day = to_local(first).date()
    while day <= to_local(last).date():
        for start, stop in calendar.spans(day):
            at, until = from_local(datetime.combine(day, start)), from_local(datetime.combine(day, stop))
            while at < until:
                if first <= at < last:
                    waits = any(_minute(since) <= at < _minute(to) for since, to in pauses)
                    worked, idle = (worked, idle + 1) if waits else (worked + 1, idle)
                at += timedelta(minutes=1)
        day += timedelta(days=1)
    return worked, idle


def _minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)
