"""The course of an alert, whatever values and instants come."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.clock import to_local
from portal.ioc.watching.course import (
    CALM,
    CLOSED,
    OPEN,
    URGENT,
    WARNING,
    Course,
    Limits,
    Telling,
    due_at,
    next_course,
    quiet_until,
    tellings,
)

START = datetime(2026, 11, 30, 1, 0)
minutes = st.integers(0, 1439)
limits = st.builds(
    lambda above, threshold, slack, hold: Limits(
        above, threshold, threshold - slack if above else threshold + slack, timedelta(minutes=hold)
    ),
    st.booleans(),
    st.integers(-50, 50),
    st.integers(0, 20),
    st.sampled_from([0, 5, 60]),
)
seen = st.lists(
    st.tuples(st.integers(1, 90), st.none() | st.integers(-80, 80) | st.integers(-5, 5)), max_size=60
)


def run(
    rule: Limits, values: list[tuple[int, int | None]]
) -> list[tuple[datetime, int | None, Course | None]]:
    """What became of an alert at each instant; what is closed is put aside."""
    found, course, now = [], None, START
    for after, value in values:
        now += timedelta(minutes=after)
        course = next_course(course, value, rule, now)
        found.append((now, value, course))
        if course is not None and course.state == CLOSED:
            course = None
    return found


@given(limits, seen)
def test_an_alert_opens_after_it_held_and_closes_after_it_was_calm(
    rule: Limits, values: list[tuple[int, int | None]]
) -> None:
    met_since: datetime | None = None
    calm_since: datetime | None = None
    is_open = False
    for now, value, course in run(rule, values):
        if value is not None:
            met_since = (met_since or now) if rule.met(value) else None
            calm_since = (calm_since or now) if rule.calmed(value) else None
        opens = not is_open and value is not None and met_since is not None and now - met_since >= rule.hold
        ends = is_open and value is not None and calm_since is not None and now - calm_since >= CALM
        if opens:
            assert course is not None and course.state == OPEN and course.opened_at == now
            is_open, calm_since = True, None
        elif ends:
            assert course is not None and course.state == CLOSED and course.closed_at == now
            is_open, met_since = False, None
        else:
            assert (course is not None and course.state == OPEN) == is_open


@given(limits, seen)
def test_a_value_between_the_lines_neither_opens_nor_closes(
    rule: Limits, values: list[tuple[int, int | None]]
) -> None:
    """While nothing is met a second time, there is one alert, however often the value trembles above its calm line."""
    trembling = [(after, value) for after, value in values if value is None or not rule.calmed(value)]
    courses = [course for _now, _value, course in run(rule, trembling)]
    opened = {one.opened_at for one in courses if one is not None and one.opened_at is not None}
    assert len(opened) <= 1
    assert not any(one is not None and one.state == CLOSED for one in courses)


@given(limits, seen)
def test_the_worst_value_is_kept(rule: Limits, values: list[tuple[int, int | None]]) -> None:
    since_open: list[int] = []
    for _now, value, course in run(rule, values):
        if course is None:
            since_open = []
            continue
        since_open += [value] if value is not None else []
        assert course.worst == (max(since_open) if rule.is_above else min(since_open))
        if course.state == CLOSED:
            since_open = []


@given(st.integers(0, 60 * 24 * 3), st.none() | minutes, st.none() | minutes)
def test_quiet_ends_when_it_was_said_and_is_never_longer_than_a_day(
    after: int, begins: int | None, ends: int | None
) -> None:
    now = START + timedelta(minutes=after, seconds=7)
    until = quiet_until(now, begins, ends)
    assert now <= until <= now + timedelta(days=1)
    assert quiet_until(until, begins, ends) == until  # then it is not quiet
    if until != now:
        local = to_local(until)
        assert local.hour * 60 + local.minute == ends


def test_quiet_goes_over_midnight_and_what_is_urgent_does_not_wait() -> None:
    evening = datetime(2026, 11, 30, 15, 30)  # 22:30 in Viet Nam
    until = quiet_until(evening, 21 * 60, 6 * 60)
    assert to_local(until).strftime("%d %H:%M") == "01 06:00"
    assert due_at(evening, WARNING, 21 * 60, 6 * 60) == until
    assert due_at(evening, URGENT, 21 * 60, 6 * 60) == evening
    assert quiet_until(datetime(2026, 11, 30, 3, 0), 21 * 60, 6 * 60) == datetime(2026, 11, 30, 3, 0)


def test_what_opened_and_closed_while_it_was_quiet_is_one_thing_to_tell() -> None:
    assert tellings([(1, "opened"), (2, "opened"), (1, "closed")]) == [
        Telling(1, True, True),
        Telling(2, True, False),
    ]
