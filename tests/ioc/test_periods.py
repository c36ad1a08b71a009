"""Periods, their points, what came before: like is compared with like."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given
from hypothesis import strategies as st

from portal.ioc.pages import periods
from portal.ioc.pages.periods import Span, read

DAY = date(2026, 11, 10)


def span(key: str, day: date = DAY) -> Span:
    """A period as it stands on a day."""
    found = read(key, day)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("key", "first", "until", "before_first", "before_until"),
    [
        ("7-ngay", (2026, 11, 4), (2026, 11, 10), (2026, 10, 28), (2026, 11, 3)),
        ("", (2026, 11, 1), (2026, 11, 10), (2026, 10, 1), (2026, 10, 10)),
        ("2026-03", (2026, 3, 1), (2026, 3, 31), (2026, 2, 1), (2026, 2, 28)),
        ("2026-Q4", (2026, 10, 1), (2026, 11, 10), (2026, 7, 1), (2026, 8, 10)),
        ("2026", (2026, 1, 1), (2026, 11, 10), (2025, 1, 1), (2025, 11, 10)),
        ("2025", (2025, 1, 1), (2025, 12, 31), (2024, 1, 1), (2024, 12, 31)),
    ],
)
def test_a_running_period_is_held_against_as_many_days(
    key: str,
    first: tuple[int, int, int],
    until: tuple[int, int, int],
    before_first: tuple[int, int, int],
    before_until: tuple[int, int, int],
) -> None:
    found = span(key)
    assert (found.first, found.until) == (date(*first), date(*until))
    assert (found.before.first, found.before.until) == (date(*before_first), date(*before_until))


@pytest.mark.parametrize("key", ["2026-12", "2027", "2020", "2026-Q5", "tuan", "２０２６", "7-ngay "])
def test_what_nobody_can_choose(key: str) -> None:
    assert read(key, DAY) is None


@given(
    day=st.dates(date(2021, 1, 1), date(2030, 12, 31)),
    coarse=st.booleans(),
    kind=st.sampled_from(periods.KINDS),
)
def test_points_cover_each_day_once(day: date, coarse: bool, kind: str) -> None:
    app = Flask(__name__)
    Babel(app, default_locale="vi")  # names of months are words
    with app.test_request_context():
        one = (
            periods.week_to(day)
            if kind == periods.WEEK
            else periods.span_of(periods.whole_of(kind, day), day)
        )
        buckets = [(each.first, each.last) for each in _points(one, coarse=coarse)]
    days = [
        first + timedelta(days=number) for first, last in buckets for number in range((last - first).days + 1)
    ]
    assert days == [one.first + timedelta(days=number) for number in range((one.until - one.first).days + 1)]
    assert 1 <= len(buckets) <= 31


def _points(one: Span, *, coarse: bool) -> list[periods.Bucket]:
    return one.buckets(coarse=coarse)
