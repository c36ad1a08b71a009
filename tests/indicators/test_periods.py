"""Periods lie beside each other without gaps, and are read as they are written."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.indicators import periods
from portal.indicators.periods import (
    HALF,
    MONTH,
    MONTHS,
    QUARTER,
    YEAR,
    before,
    holding,
    of_year,
    read,
    up_to,
)

DAYS = st.dates(date(2001, 1, 1), date(2199, 12, 31))
KINDS = st.sampled_from(list(MONTHS))


@given(KINDS, DAYS)
def test_a_day_lies_in_its_period_and_its_key_is_read_back(kind: str, day: date) -> None:
    one = holding(kind, day)
    assert one.first <= day <= one.last
    assert read(one.key) == one
    earlier = before(one)
    assert earlier is not None
    assert earlier.last + timedelta(days=1) == one.first and earlier.kind == kind


@given(KINDS, st.integers(2001, 2199))
def test_periods_of_a_year_fill_it(kind: str, year: int) -> None:
    found = of_year(kind, year)
    assert (found[0].first, found[-1].last) == (date(year, 1, 1), date(year, 12, 31))
    assert (
        sum((one.last - one.first).days + 1 for one in found)
        == (date(year, 12, 31) - date(year, 1, 1)).days + 1
    )


@given(st.text(max_size=8))
def test_any_text_is_a_period_or_none(text: str) -> None:
    found = read(text)
    assert found is None or found.key == text


def test_hand_read() -> None:
    assert read("2026-H2") == periods.period(HALF, 2026, 2)
    assert read("2026-Q4") == periods.period(QUARTER, 2026, 4)
    assert [one.key for one in up_to(MONTH, date(2026, 2, 3), 3)] == ["2025-12", "2026-01", "2026-02"]
    assert [one.key for one in up_to(YEAR, date(2001, 2, 3), 9)] == ["2000", "2001"]
    for wrong in ("2026-13", "2026-Q5", "2026-H3", "1999", "2026-1", "2026\n", ""):
        assert read(wrong) is None
