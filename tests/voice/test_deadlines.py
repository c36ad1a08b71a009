"""Working days: the rule alone."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.voice.deadlines import BAD, GOOD, WARN, due_on, is_working_day, urgency, working_days_left

DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
HOLIDAYS = st.sets(st.dates(date(2026, 1, 1), date(2028, 12, 31)), max_size=30)


def test_days_that_people_know() -> None:
    friday = date(2026, 11, 27)
    assert due_on(friday, 1) == date(2026, 11, 30)
    assert due_on(friday, 5) == date(2026, 12, 4)
    assert due_on(friday, 2, {date(2026, 11, 30)}) == date(2026, 12, 2)
    assert due_on(date(2026, 8, 31), 2) == date(2026, 9, 3)  # over the National Day
    assert due_on(friday, 0) == friday


@given(DAYS, st.integers(1, 40), HOLIDAYS)
def test_a_deadline_is_a_working_day_so_many_working_days_on(
    received: date, days: int, holidays: set[date]
) -> None:
    due = due_on(received, days, holidays)
    assert is_working_day(due, holidays)
    assert working_days_left(received, due, holidays) == days
    assert due_on(received, days + 1, holidays) > due


@given(DAYS, DAYS, HOLIDAYS)
def test_urgency_only_grows(due: date, day: date, holidays: set[date]) -> None:
    levels = [GOOD, WARN, BAD]
    now, later = urgency(day, due, holidays), urgency(day + timedelta(days=1), due, holidays)
    assert levels.index(now) <= levels.index(later)
    assert (now == BAD) == (due < day)
    assert urgency(day, None) == GOOD
