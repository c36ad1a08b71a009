"""The clock of a time limit: pauses put its end off by what was waited, and nothing else does."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.clock import from_local, to_local
from portal.workdays.calendar import Calendar, YearTable
from portal.workdays.clock import AMBER, GOOD, RED, Limit, Pause, due, merged, spent, standing, urgency
from tests.workdays.test_calendar import INSTANTS, tables

YEARS = st.tuples(tables(2024), tables(2025), tables(2026), tables(2027)).map(list)
LENGTHS = st.timedeltas(timedelta(minutes=1), timedelta(days=12))


def _at(text: str) -> datetime:
    return from_local(datetime.fromisoformat(text))


@st.composite
def histories(draw: st.DrawFn) -> tuple[Calendar, datetime, list[Pause]]:
    """A calendar, a beginning within its hours, and up to four pauses, some of which overlap."""
    calendar = Calendar(draw(YEARS))
    begins = calendar.begins(draw(st.datetimes(datetime(2024, 2, 1), datetime(2026, 12, 1))))
    pauses, since = [], begins
    for _count in range(draw(st.integers(0, 4))):
        since += draw(st.timedeltas(timedelta(minutes=-600), timedelta(days=9)))
        pauses.append(Pause(since, since + draw(LENGTHS)))
    return calendar, begins, pauses


@given(histories(), st.integers(0, 5000))
def test_a_limit_in_minutes_is_spent_when_it_ends(
    history: tuple[Calendar, datetime, list[Pause]], minutes: int
) -> None:
    calendar, begins, pauses = history
    end = due(calendar, begins, Limit(minutes=minutes), pauses)
    assert end is not None
    assert spent(calendar, begins, end, pauses) == minutes
    local = to_local(end)
    assert any(start <= local.time() <= finish for start, finish in calendar.spans(local.date()))


@given(histories(), st.integers(0, 40))
def test_a_limit_in_days_ends_with_office_hours(
    history: tuple[Calendar, datetime, list[Pause]], days: int
) -> None:
    calendar, begins, pauses = history
    end = due(calendar, begins, Limit(days=days), pauses)
    assert end is not None and end >= calendar.due_after_days(begins, days)
    assert end == calendar.closing(to_local(end).date())


@given(histories(), st.integers(1, 30), st.integers(0, 5), st.integers(1, 12), st.times(), st.times())
def test_a_pause_puts_days_off_by_its_days(
    history: tuple[Calendar, datetime, list[Pause]],
    days: int,
    after: int,
    waited: int,
    asked_at: time,
    answered_at: time,
) -> None:
    calendar, begins, _pauses = history
    assume(after < days)
    asked = calendar.add_days(to_local(begins).date(), after)
    answered = calendar.add_days(asked, waited)
    since = calendar.begins(from_local(datetime.combine(asked, asked_at)))
    until = calendar.begins(from_local(datetime.combine(answered, answered_at)))
    assume(begins <= since < until)
    put_off = calendar.days_between(to_local(since).date(), to_local(until).date())
    assume(calendar.days_between(to_local(begins).date(), to_local(since).date()) <= days)
    end = due(calendar, begins, Limit(days=days), [Pause(since, until)])
    assert end == calendar.due_after_days(begins, days + put_off)


@given(histories(), st.booleans(), st.integers(0, 30), LENGTHS)
def test_waiting_longer_never_makes_it_earlier(
    history: tuple[Calendar, datetime, list[Pause]], in_days: bool, size: int, longer: timedelta
) -> None:
    calendar, begins, pauses = history
    limit = Limit(days=size) if in_days else Limit(minutes=size * 97)
    end = due(calendar, begins, limit, pauses)
    stretched = [Pause(one.since, one.until and one.until + longer) for one in pauses]
    later = due(calendar, begins, limit, stretched)
    assert end is not None and later is not None and later >= end
    assert due(calendar, begins, limit, []) <= end  # type: ignore[operator]
    beyond = [*pauses, Pause(end + timedelta(minutes=1), end + longer)]
    assert due(calendar, begins, limit, beyond) == end


@given(histories(), INSTANTS, INSTANTS)
def test_time_spent_only_grows(
    history: tuple[Calendar, datetime, list[Pause]], one: datetime, two: datetime
) -> None:
    calendar, begins, pauses = history
    early, late = sorted((one, two))
    assert 0 <= spent(calendar, begins, early, pauses) <= spent(calendar, begins, late, pauses)
    assert spent(calendar, begins, late, pauses) <= spent(calendar, begins, late)


@given(st.lists(st.tuples(INSTANTS, LENGTHS), max_size=6))
def test_pauses_that_overlap_count_once(stretches: list[tuple[datetime, timedelta]]) -> None:
    pauses = [Pause(since, since + length) for since, length in stretches]
    joined = merged(pauses)
    for before, after in pairwise(joined):
        assert before.until is not None and before.until < after.since
    for since, length in stretches:
        assert any(
            one.since <= since and one.until is not None and since + length <= one.until for one in joined
        )
    ends = {one for since, length in stretches for one in (since, since + length)}
    assert {edge for one in joined for edge in (one.since, one.until)} <= ends


def test_a_pause_within_another_does_not_cut_it_short() -> None:
    outer, inner = Pause(_at("2026-03-02T08:00"), _at("2026-03-06T08:00")), Pause(_at("2026-03-03T08:00"))
    ended = Pause(inner.since, _at("2026-03-04T08:00"))
    assert merged([ended, outer]) == [outer]
    assert merged([inner, outer]) == [Pause(outer.since)], "one of them lasts still"


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2026-03-02T18:00", "2026-03-02T18:00"),  # asked and answered at once, after office hours
        ("2026-03-02T10:00", "2026-03-02T10:00"),
        ("2026-03-02T11:00", "2026-03-02T09:00"),
        ("2026-02-26T09:00", "2026-02-27T09:00"),  # over before it began
    ],
)
@pytest.mark.parametrize(
    ("limit", "end"), [(Limit(days=3), "2026-03-05T17:30"), (Limit(minutes=840), "2026-03-03T16:30")]
)
def test_what_is_no_pause_puts_nothing_off(since: str, until: str, limit: Limit, end: str) -> None:
    calendar, begins = Calendar(), _at("2026-03-02T08:30")
    assert due(calendar, begins, limit) == _at(end)
    assert due(calendar, begins, limit, [Pause(_at(since), _at(until))]) == _at(end)


def test_a_pause_that_lasts_leaves_the_end_open() -> None:
    calendar = Calendar()
    begins = _at("2026-03-02T08:00")
    waiting = [Pause(_at("2026-03-03T09:00"))]
    assert due(calendar, begins, Limit(days=5), waiting) is None
    assert due(calendar, begins, Limit(minutes=60), waiting) == _at("2026-03-02T09:00")
    assert spent(calendar, begins, _at("2026-03-20T09:00"), waiting) == 450 + 90
    assert standing(calendar, begins, None, _at("2026-03-20T09:00"), waiting) == GOOD


def test_asked_on_wednesday_answered_on_friday() -> None:
    """Five working days from Monday 2 March 2026: two are spent by Wednesday's asking, three follow Friday's answer."""
    calendar = Calendar()
    pause = Pause(_at("2026-03-04T10:00"), _at("2026-03-06T14:00"))
    assert due(calendar, _at("2026-03-02T08:00"), Limit(days=5), [pause]) == _at("2026-03-11T17:30")
    assert due(calendar, _at("2026-03-02T08:00"), Limit(minutes=2400), [pause]) == _at("2026-03-11T10:00")


def test_a_pause_at_the_very_end_or_before_the_beginning() -> None:
    calendar, begins = Calendar(), _at("2026-03-04T08:00")
    for limit, end in ((Limit(days=1), "2026-03-05T17:30"), (Limit(minutes=60), "2026-03-04T09:00")):
        at_the_end = Pause(_at(end), _at("2026-03-10T08:00"))
        assert due(calendar, begins, limit, [at_the_end]) == _at(end)
    earlier = Pause(_at("2026-03-02T08:00"), _at("2026-03-05T08:00"))
    assert due(calendar, begins, Limit(days=1), [earlier]) == _at("2026-03-06T17:30")
    assert due(calendar, begins, Limit(minutes=60), [earlier]) == _at("2026-03-05T09:00")


def test_amber_at_seventy_per_cent_and_red_past_the_end() -> None:
    assert [urgency(one, 1000) for one in (0, 699, 700, 1000, 1001)] == [GOOD, GOOD, AMBER, AMBER, RED]
    assert urgency(0, 0) == AMBER and urgency(1, 0) == RED
    calendar = Calendar([YearTable(2026)])
    begins, ends = _at("2026-03-02T07:30"), _at("2026-03-03T17:30")
    seen = [
        standing(calendar, begins, ends, _at(one))
        for one in ("2026-03-03T10:41", "2026-03-03T10:42", "2026-03-03T17:30", "2026-03-03T17:31")
    ]
    assert seen == [GOOD, AMBER, AMBER, RED]


def test_a_limit_is_minutes_or_days() -> None:
    for wrong in ({}, {"minutes": 1, "days": 1}, {"days": -1}):
        with pytest.raises(ValueError):
            Limit(**wrong)
    assert Limit(days=3).total == 1440 and Limit(minutes=90).total == 90
    assert date(2026, 3, 2).weekday() == 0
