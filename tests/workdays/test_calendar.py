"""The arithmetic of working time against one that walks minute by minute, and the laws that it keeps."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.clock import from_local, to_local
from portal.workdays.calendar import USUAL_HOURS, Calendar, Span, YearTable, minute_of
from tests.workdays import oracle

YEAR = 2026
DAYS = st.dates(date(YEAR, 1, 5), date(YEAR, 6, 30))
MINUTES = st.datetimes(datetime(YEAR, 1, 5), datetime(YEAR, 6, 30)).map(
    lambda one: one.replace(second=0, microsecond=0)
)
INSTANTS = st.datetimes(datetime(2024, 1, 5), datetime(2027, 12, 20))


def _at(text: str) -> datetime:
    return from_local(datetime.fromisoformat(text))


@st.composite
def spans(draw: st.DrawFn) -> tuple[Span, ...]:
    """Hours of a day: up to three stretches, some that touch."""
    edges = sorted(draw(st.lists(st.integers(0, 287), min_size=2, max_size=6, unique=True)))
    found = [time(edge * 5 // 60, edge * 5 % 60) for edge in edges]
    return tuple(zip(found[::2], found[1::2], strict=False))


@st.composite
def tables(draw: st.DrawFn, year: int = YEAR) -> YearTable:
    """A year with odd hours, days off and compensatory days."""
    hours = {0: draw(spans()), **draw(st.dictionaries(st.integers(1, 6), spans()))}
    days = st.dates(date(year, 1, 1), date(year, 12, 31))
    off = draw(st.dictionaries(days, st.just("nghỉ"), max_size=25))
    worked = draw(st.dictionaries(days, spans(), max_size=6))
    return YearTable(year, hours, off, worked)


@given(tables(), MINUTES, st.timedeltas(timedelta(0), timedelta(days=9)))
def test_minutes_agree_with_walking(table: YearTable, begin: datetime, length: timedelta) -> None:
    end = begin + timedelta(minutes=length // timedelta(minutes=1))
    calendar = Calendar([table])
    assert calendar.minutes_between(begin, end) == oracle.minutes_between(table, begin, end)
    assert calendar.minutes_between(end, begin) == -calendar.minutes_between(begin, end)


@given(tables(), MINUTES, st.integers(1, 400))
def test_adding_minutes_agrees_with_walking(table: YearTable, begin: datetime, minutes: int) -> None:
    assert Calendar([table]).add_minutes(begin, minutes) == oracle.add_minutes(table, begin, minutes)


@given(tables(), DAYS, st.integers(0, 20))
def test_days_agree_with_walking(table: YearTable, day: date, count: int) -> None:
    assert Calendar([table]).add_days(day, count) == oracle.add_days(table, day, count)


def _years() -> st.SearchStrategy[list[YearTable]]:
    return st.tuples(tables(2024), tables(2025), tables(2026), tables(2027)).map(list)


@given(_years(), INSTANTS, st.integers(0, 60_000))
def test_what_is_added_lies_between(years: list[YearTable], begin: datetime, minutes: int) -> None:
    calendar = Calendar(years)
    end = calendar.add_minutes(begin, minutes)
    assert calendar.minutes_between(begin, end) == minutes
    assert calendar.add_minutes(begin, minutes + 1) > end
    local = to_local(end)
    hours = calendar.spans(local.date())
    if minutes:
        assert any(start < local.time() <= finish for start, finish in hours)
    else:
        assert any(start <= local.time() < finish for start, finish in hours)


@given(_years(), INSTANTS, INSTANTS, INSTANTS)
def test_stretches_add_up(years: list[YearTable], one: datetime, two: datetime, three: datetime) -> None:
    calendar = Calendar(years)
    between = calendar.minutes_between
    assert between(one, two) + between(two, three) == between(one, three)
    if one <= two:
        assert 0 <= between(one, two) <= (two - one) // timedelta(minutes=1) + 1


@given(_years(), INSTANTS, INSTANTS, st.integers(0, 5000))
def test_who_comes_later_is_served_later(
    years: list[YearTable], one: datetime, two: datetime, minutes: int
) -> None:
    calendar, (early, late) = Calendar(years), sorted((one, two))
    assert calendar.add_minutes(early, minutes) <= calendar.add_minutes(late, minutes)
    assert calendar.begins(early) <= calendar.begins(late)
    cutoff = time(15)
    days = minutes % 40
    assert calendar.due_after_days(early, days, cutoff) <= calendar.due_after_days(late, days, cutoff)


@given(_years(), INSTANTS, st.integers(0, 200), st.times())
def test_days_are_counted_from_the_day_of_receiving(
    years: list[YearTable], instant: datetime, count: int, cutoff: time
) -> None:
    calendar = Calendar(years)
    received = calendar.day_of(instant, cutoff)
    due = calendar.due_after_days(instant, count, cutoff)
    last = to_local(due).date()
    assert calendar.is_working_day(last) and to_local(due).time() == calendar.spans(last)[-1][1]
    assert calendar.days_between(received, last) == count == -calendar.days_between(last, received)
    assert calendar.due_after_days(instant, count, cutoff) >= calendar.due_after_days(instant, count)


@given(_years(), INSTANTS, st.times())
def test_the_cut_off_puts_off_to_the_next_working_day(
    years: list[YearTable], instant: datetime, cutoff: time
) -> None:
    calendar, local = Calendar(years), to_local(instant)
    begin = calendar.begins(instant, cutoff)
    first = to_local(begin).date()
    hours = calendar.spans(local.date())
    if local.time() <= cutoff and hours and minute_of(local.time()) < minute_of(hours[-1][1]):
        assert first == local.date()
    else:
        assert first > local.date() and begin == calendar.opening(first)
    assert not any(
        calendar.is_working_day(local.date() + timedelta(days=one))
        for one in range(1, (first - local.date()).days)
    )


def test_the_minute_of_the_cut_off_itself_is_in_time() -> None:
    calendar = Calendar()
    assert calendar.cutoff_on(date(2026, 3, 4)) == time(15)
    cutoff = time(15)
    assert calendar.begins(_at("2026-03-04T15:00:00"), cutoff) == _at("2026-03-04T15:00")
    assert calendar.begins(_at("2026-03-04T15:00:01"), cutoff) == _at("2026-03-05T07:30")
    assert calendar.begins(_at("2026-03-04T15:00:01")) == _at("2026-03-04T15:00")


def test_the_break_at_noon_is_no_working_time() -> None:
    calendar = Calendar()
    assert calendar.begins(_at("2026-03-04T11:30")) == _at("2026-03-04T13:30")
    assert calendar.add_minutes(_at("2026-03-04T07:30"), 240) == _at("2026-03-04T11:30")
    assert calendar.add_minutes(_at("2026-03-04T07:30"), 241) == _at("2026-03-04T13:31")
    assert calendar.minutes_between(_at("2026-03-04T11:00"), _at("2026-03-04T14:00")) == 60


def test_a_saturday_morning_is_a_working_day_of_half_a_day() -> None:
    hours = {**USUAL_HOURS, 5: ((time(7, 30), time(11, 30)),)}
    calendar = Calendar([YearTable(2026, hours)])
    saturday = date(2026, 3, 7)
    assert calendar.is_working_day(saturday)
    assert calendar.due_after_days(_at("2026-03-06T10:00"), 1) == _at("2026-03-07T11:30")
    assert calendar.begins(_at("2026-03-07T11:45")) == _at("2026-03-09T07:30")


def test_years_that_nobody_decided_are_asked_for_once() -> None:
    asked: list[int] = []

    def otherwise(year: int) -> YearTable:
        asked.append(year)
        return YearTable(year, off={date(year, 1, 1): "Tết Dương lịch"})

    calendar = Calendar([YearTable(2026)], otherwise)
    assert calendar.add_days(date(2026, 12, 31), 1) == date(2027, 1, 4)
    assert calendar.name_of(date(2027, 1, 1)) == "Tết Dương lịch"
    assert calendar.name_of(date(2027, 1, 4)) == calendar.name_of(date(2027, 1, 3)) == ""
    assert asked == [2027]


def test_what_cannot_be_is_refused() -> None:
    calendar = Calendar()
    with pytest.raises(ValueError):
        calendar.add_days(date(2026, 1, 5), -1)
    with pytest.raises(ValueError):
        calendar.add_minutes(_at("2026-01-05T08:00"), -1)
    with pytest.raises(ValueError):
        calendar.opening(date(2026, 1, 4))
    upside_down = {0: ((time(11), time(7)),)}
    with pytest.raises(ValueError):
        Calendar([YearTable(2026, upside_down)]).add_days(date(2026, 1, 5), 1)
    with pytest.raises(OverflowError):
        Calendar(otherwise=lambda year: YearTable(year, hours={})).add_days(date(2026, 1, 5), 1)


def test_questions_do_not_walk() -> None:
    """Twenty thousand dossiers of ten years ask their calendar without building more than its years."""
    built: list[int] = []
    calendar = Calendar(otherwise=lambda year: built.append(year) or YearTable(year))  # type: ignore[func-returns-value]
    begin = _at("2017-01-05T09:10")
    for number in range(20_000):
        end = calendar.add_minutes(begin + timedelta(minutes=number * 240), 4800)
        calendar.minutes_between(begin, end)
    assert sorted(built) == list(range(2017, 2027))


def test_a_compensatory_day_is_worked_though_it_is_named_as_a_day_off() -> None:
    day, hours = date(2026, 1, 2), ((time(8), time(11)),)
    calendar = Calendar([YearTable(2026, off={day: "Nghỉ hoán đổi"}, worked={day: hours})])
    assert calendar.is_working_day(day) and calendar.spans(day) == list(hours) and calendar.name_of(day) == ""
