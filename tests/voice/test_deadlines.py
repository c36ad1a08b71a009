"""Deadlines of answers: by the working days of the portal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.permissions import system_actor
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import editing, entered
from portal.voice import settings as voice_settings
from portal.voice.deadlines import BAD, GOOD, WARN, calendar_for, due_on, urgency, working_days_left
from portal.web.freshness import GLOBAL_SLOT, versions
from portal.workdays import service as years
from portal.workdays.calendar import Calendar, YearTable
from portal.workdays.proposal import proposal
from tests.conftest import DISTRICT, A, Browser
from tests.factories import Factory

DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
HOLIDAYS = st.sets(st.dates(date(2026, 1, 1), date(2028, 12, 31)), max_size=30)
LAW = Calendar(otherwise=proposal)


def _with(holidays: set[date]) -> Calendar:
    def year(number: int) -> YearTable:
        return YearTable(number, off={day: "nghỉ" for day in holidays if day.year == number})

    return Calendar(otherwise=year)


def test_days_that_people_know() -> None:
    friday = date(2026, 11, 27)
    assert due_on(friday, 1, LAW) == date(2026, 11, 30)
    assert due_on(friday, 5, LAW) == date(2026, 12, 4)
    assert due_on(friday, 2, _with({date(2026, 11, 30)})) == date(2026, 12, 2)
    assert due_on(date(2026, 8, 28), 2, LAW) == date(2026, 9, 4)  # over the National Day
    assert due_on(date(2026, 2, 12), 2, LAW) == date(2026, 2, 23)  # over Tết
    assert due_on(date(2026, 8, 21), 1, LAW) == date(2026, 8, 22)  # a Saturday that is worked
    assert due_on(friday, 0, LAW) == friday


@given(DAYS, st.integers(1, 40), HOLIDAYS)
def test_a_deadline_is_a_working_day_so_many_working_days_on(
    received: date, days: int, holidays: set[date]
) -> None:
    calendar = _with(holidays)
    due = due_on(received, days, calendar)
    assert calendar.is_working_day(due)
    assert working_days_left(received, due, calendar) == days
    assert due_on(received, days + 1, calendar) > due


@given(DAYS, DAYS, HOLIDAYS)
def test_urgency_only_grows(due: date, day: date, holidays: set[date]) -> None:
    levels, calendar = [GOOD, WARN, BAD], _with(holidays)
    now, later = urgency(day, due, calendar), urgency(day + timedelta(days=1), due, calendar)
    assert levels.index(now) <= levels.index(later)
    assert (now == BAD) == (due < day)
    assert urgency(day, None, calendar) == GOOD


def _portal(app: Flask, slug: str) -> Portal:
    directory(app).refresh(versions(app).read(GLOBAL_SLOT))
    found = directory(app).by_slug(slug)
    assert found is not None
    return found


@pytest.fixture()
def listed(app: Flask) -> Portal:
    """A commune that once listed a day off of its own in each of two years."""
    with app.app_context():
        portal = _portal(app, A)
        with entered(editing(portal.id)):
            held = replace(
                voice_settings.voice_settings(portal), holidays=(date(2026, 3, 3), date(2027, 3, 3))
            )
            voice_settings.save_settings(held, system_actor(portal.id))
        return _portal(app, A)


def test_days_once_listed_count_until_their_year_is_confirmed(
    app: Flask, factory: Factory, listed: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(years, "today", lambda: date(2026, 11, 30))
    with app.app_context():
        calendar = calendar_for(listed)
        assert not calendar.is_working_day(date(2026, 3, 3)) and not calendar.is_working_day(date(2027, 3, 3))
        assert not calendar.is_working_day(date(2026, 2, 17))  # the law's days stay off beside them
        assert calendar_for(_portal(app, DISTRICT)).is_working_day(date(2026, 3, 3))
    with factory.acting(DISTRICT) as actor:
        years.keep(proposal(2026), {}, 0, actor, confirm=True)
    with app.app_context():
        calendar = calendar_for(listed)
        assert calendar.is_working_day(date(2026, 3, 3)) and not calendar.is_working_day(date(2027, 3, 3))


def test_a_saved_form_keeps_the_days_once_listed(
    app: Flask, listed: Portal, signed_in: Callable[..., Browser]
) -> None:
    desk, where = signed_in(A, "tenant_admin"), "/quan-tri/y-kien/cau-hinh"
    assert "03/03/2027" in desk.get(where).text
    values = {"question_days": "5", "report_days": "4", "keep_months": "6", "takes_questions": "y"}
    assert desk.post(where, values).status_code == 302
    with app.app_context():
        held = voice_settings.voice_settings(_portal(app, A))
    assert held.question_days == 5 and held.holidays == listed_days(listed)


def listed_days(portal: Portal) -> tuple[date, ...]:
    """What the portal had listed."""
    return voice_settings.voice_settings(portal).holidays
