"""Where a task stands follows from what happened alone: in whatever order it came, however often."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.exchange.tasks import course
from portal.exchange.tasks.course import DOER, GIVER, TRANSITIONS, Happening, Standing, is_late, standing_of

DUE = date(2026, 3, 13)
START = datetime(2026, 3, 2, 2)


def _one(key: int, kind: str, side: str, **more: object) -> Happening:
    return Happening(key, START + timedelta(hours=key), side, kind, **more)  # type: ignore[arg-type]


HAPPENINGS = st.builds(
    Happening,
    key=st.integers(1, 10**6),
    at=st.integers(0, 200).map(lambda hours: START + timedelta(hours=hours)),
    side=st.sampled_from([GIVER, DOER]),
    kind=st.sampled_from(sorted(TRANSITIONS)),
    until=st.none() | st.dates(date(2026, 3, 1), date(2026, 6, 1)),
    done=st.none() | st.integers(0, 100),
    name=st.sampled_from(["", "Lan", "Hùng"]),
)


@given(st.lists(HAPPENINGS, unique_by=lambda one: one.key, max_size=14), st.randoms())
def test_both_sides_come_to_the_same_in_whatever_order_it_came(
    happened: list[Happening], dice: object
) -> None:
    shuffled = happened + happened[:3]
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert standing_of(DUE, shuffled) == standing_of(DUE, happened)


@given(st.lists(HAPPENINGS, unique_by=lambda one: one.key, max_size=14))
def test_a_standing_never_contradicts_itself(happened: list[Happening]) -> None:
    found = standing_of(DUE, happened)
    assert found.state in course.STATES
    assert (found.ended_at is not None) == (found.state in {course.ACCEPTED, course.RECALLED})
    if found.state in {course.REPORTED, course.ACCEPTED}:
        assert found.finished_at is not None
    if found.state in course.TO_DO:
        assert found.finished_at is None
    if found.state not in course.TO_DO:
        assert found.asked_until is None
    if found.state == course.GIVEN:
        assert found.received_at is None and found.reported_at is None


@given(st.lists(HAPPENINGS, unique_by=lambda one: one.key, max_size=14))
def test_what_is_over_stays_over(happened: list[Happening]) -> None:
    found = standing_of(DUE, happened)
    if found.ended_at is None:
        return
    later = [one for one in happened if one.at <= found.ended_at]
    assert standing_of(DUE, later).state == found.state


def test_the_usual_way() -> None:
    happened = [
        _one(1, course.RECEIVE, DOER),
        _one(2, course.HAND, DOER, name="Lan"),
        _one(3, course.REPORT, DOER, done=40),
        _one(4, course.ASK, DOER, until=date(2026, 3, 20)),
        _one(5, course.GRANT, GIVER, until=date(2026, 3, 18)),
        _one(6, course.FINISH, DOER),
        _one(7, course.RETURN, GIVER, until=date(2026, 3, 25)),
        _one(8, course.REPORT, DOER, done=80),
        _one(9, course.FINISH, DOER),
        _one(10, course.ACCEPT, GIVER),
    ]
    seen = [standing_of(DUE, happened[: number + 1]) for number in range(len(happened))]
    assert [one.state for one in seen] == [
        *("received", "received", "working", "working", "working"),
        *("reported", "returned", "working", "reported", "accepted"),
    ]
    assert [one.done for one in seen] == [0, 0, 40, 40, 40, 100, 100, 80, 100, 100]
    assert seen[3].asked_until == date(2026, 3, 20) and seen[3].due == DUE
    assert seen[4].asked_until is None and seen[4].due == date(2026, 3, 18)
    assert seen[5].finished_at is not None and seen[6].finished_at is None
    assert seen[6].due == date(2026, 3, 25) and seen[-1].holder_name == "Lan"


def test_a_report_that_crosses_a_recall_changes_nothing() -> None:
    recalled = _one(1, course.RECALL, GIVER)
    late = _one(2, course.FINISH, DOER, done=100)
    assert standing_of(DUE, [late, recalled]) == standing_of(DUE, [recalled])


@pytest.mark.parametrize("kind", sorted(TRANSITIONS))
def test_nobody_does_what_is_the_other_sides(kind: str) -> None:
    other = {GIVER, DOER} - set(TRANSITIONS[kind].sides)
    for state in course.STATES:
        for side in other:
            assert not course.possible(Standing(DUE, state, asked_until=DUE), kind, side)


def test_late_is_by_the_day_of_vietnam() -> None:
    evening = datetime(2026, 3, 13, 16, 59)  # 23:59 of the last day
    assert not is_late(course.REPORTED, DUE, evening, date(2026, 4, 1))
    assert is_late(course.ACCEPTED, DUE, evening + timedelta(minutes=1), date(2026, 4, 1))
    assert not is_late(course.WORKING, DUE, None, DUE)
    assert is_late(course.GIVEN, DUE, None, date(2026, 3, 14))
    assert not is_late(course.RECALLED, DUE, None, date(2026, 4, 1))
