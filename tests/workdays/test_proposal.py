"""What the law alone proposes, against what was really announced year by year."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from portal.workdays import rules
from portal.workdays.calendar import USUAL_HOURS
from portal.workdays.lunar import lunar_days
from portal.workdays.proposal import proposal, proposed, with_days_in_place

NO_ANNOUNCEMENT = 2027


def _days(*stretches: tuple[str, str] | str) -> set[date]:
    """Days of stretches "2024-02-08".."2024-02-14", both included, that are no weekend."""
    found = set()
    for one in stretches:
        first, last = (one, one) if isinstance(one, str) else one
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last):
            if day.weekday() < 5:
                found.add(day)
            day += timedelta(days=1)
    return found


# What officials of each year had off on weekdays, from the announcements, not from the code.
OFFICIAL = {
    2024: _days("2024-01-01", ("2024-02-08", "2024-02-14"), "2024-04-18", ("2024-04-29", "2024-05-01"),
                ("2024-09-02", "2024-09-03")),
    2025: _days("2025-01-01", ("2025-01-27", "2025-01-31"), "2025-04-07", ("2025-04-30", "2025-05-02"),
                ("2025-09-01", "2025-09-02")),
    2026: _days(("2026-01-01", "2026-01-02"), ("2026-02-16", "2026-02-20"), "2026-04-27",
                ("2026-04-30", "2026-05-01"), ("2026-08-31", "2026-09-02")),
}  # fmt: skip
WORKED = {
    2024: {date(2024, 5, 4)},
    2025: {date(2025, 4, 26)},
    2026: {date(2026, 1, 10), date(2026, 8, 22)},
}


@pytest.mark.parametrize("year", sorted(OFFICIAL))
def test_announced_years_are_as_announced(year: int) -> None:
    table = proposal(year)
    assert {day for day in table.off if day.weekday() < 5} == OFFICIAL[year]
    assert set(table.worked) == WORKED[year]
    assert all(table.worked[day] == USUAL_HOURS[0] for day in WORKED[year])
    assert len(rules.sources(year)) > 1


# (year, weekdays off at Tết, at the National Day) of years whose announcement the rule is not told.
BY_RULE = [
    (2022, _days(("2022-01-31", "2022-02-04")), _days(("2022-09-01", "2022-09-02"))),
    (2021, _days(("2021-02-10", "2021-02-16")), _days(("2021-09-02", "2021-09-03"))),
    (2020, _days(("2020-01-23", "2020-01-29")), None),
    (2019, _days(("2019-02-04", "2019-02-08")), None),
    (2018, _days(("2018-02-14", "2018-02-20")), None),
]


@pytest.mark.parametrize(("year", "tet", "national"), BY_RULE)
def test_the_rule_finds_what_was_decided(year: int, tet: set[date], national: set[date] | None) -> None:
    off = {day for day in proposal(year).off if day.weekday() < 5}
    assert {day for day in off if date(year, 1, 10) < day < date(year, 3, 1)} == tet
    if national is not None:
        assert {day for day in off if day.month in {8, 9}} == national


def test_the_lunar_calendar_is_the_vietnamese_one() -> None:
    tet = {2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13)}
    # New moon late on 2 February 2030: in China the year begins on the 3rd, in Vietnam on the 2nd.
    tet[2030] = (2, 2)
    for year, (month, day) in tet.items():
        found = lunar_days(year)
        assert found is not None and found[0] == date(year, month, day)
    kings = {2024: (4, 18), 2025: (4, 7), 2026: (4, 26), 2027: (4, 16), 2028: (4, 4)}
    for year, (month, day) in kings.items():
        found = lunar_days(year)
        assert found is not None and found[1] == date(year, month, day)


def test_a_holiday_at_the_weekend_moves_to_the_next_working_day() -> None:
    off = proposal(2028).off  # 30 April is a Sunday, 1 May a Monday
    assert off[date(2028, 5, 2)] == "Nghỉ bù Ngày Chiến thắng" and date(2028, 5, 3) not in off
    assert off[date(2028, 1, 3)] == "Nghỉ bù Tết Dương lịch"  # 1 January is a Saturday
    both = with_days_in_place([(date(2022, 4, 30), "a"), (date(2022, 5, 1), "b")], frozenset({5, 6}))
    assert both[date(2022, 5, 2)] == "Nghỉ bù a" and both[date(2022, 5, 3)] == "Nghỉ bù b"


def test_whoever_works_on_saturday_has_no_day_in_its_place() -> None:
    hours = {**USUAL_HOURS, 5: ((time(7, 30), time(11, 30)),)}
    assert date(2027, 5, 3) in proposal(2027).off  # 1 May is a Saturday
    assert date(2027, 5, 3) not in proposed(2027, hours).off


def test_a_day_that_the_law_does_not_hold_yet_is_only_offered() -> None:
    assert date(2026, 11, 24) not in proposal(2026).off
    assert [one.day for one in rules.doubtful(2026)] == [date(2026, 11, 24)]
    assert rules.doubtful(2025) == []


def test_every_year_that_a_calendar_speaks_of_has_a_proposal() -> None:
    for year in (1970, 1999, 2006, 2007, NO_ANNOUNCEMENT, 2099, 2100, 2150, 2199):
        table = proposal(year)
        assert date(year, 4, 30) in table.off and all(day.year == year for day in table.off)
        assert len([day for day in table.off if day.weekday() < 5]) <= 12
