"""The table of days by the lunar calendar, against the library that knows how to count them."""

from __future__ import annotations

from datetime import date

from holidays import country_holidays

from portal.workdays.lunar import lunar_days


def _counted(year: int) -> tuple[date, date] | None:
    found = country_holidays("VN", years=year, observed=False, language="en_US")
    tet = found.get_named("Lunar New Year", lookup="exact")
    kings = found.get_named("Hung Kings' Commemoration Day", lookup="exact")
    return (tet[0], kings[0]) if tet and kings else None


def test_every_year_is_as_the_library_counts_it() -> None:
    told = {year: lunar_days(year) for year in range(1990, 2120)}
    assert told == {year: _counted(year) for year in told}
    assert sum(days is not None for days in told.values()) == 94
