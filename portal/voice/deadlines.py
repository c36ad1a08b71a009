"""When an answer is due, by the working days of the portal (`portal.workdays`)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from portal.tenancy.directory import Portal
from portal.voice.settings import voice_settings
from portal.workdays.calendar import Calendar, YearTable
from portal.workdays.queries import calendar_of, confirmed_years

SOON = 2  # working days before the deadline from which it is marked

GOOD, WARN, BAD = "good", "warn", "bad"
NAMED = "Ngày nghỉ"  # what a listed day is called: its list had no names


def calendar_for(portal: Portal) -> Calendar:
    """The calendar that answers of a portal are due by: that of its office. Days off that the portal once listed in its
    settings count beside it in years that nobody has confirmed yet; nothing was lost when the list gave way."""
    calendar = calendar_of(portal)
    listed = voice_settings(portal).holidays
    years = {day.year for day in listed} - confirmed_years(portal)
    return Calendar((_with(calendar, year, listed) for year in years), calendar.table) if years else calendar


def _with(calendar: Calendar, year: int, listed: tuple[date, ...]) -> YearTable:
    table = calendar.table(year)
    named = {day: NAMED for day in listed if day.year == year}
    return replace(table, off=named | dict(table.off))


def due_on(received: date, days: int, calendar: Calendar) -> date:
    """The last day for an answer: `days` working days after the day of receiving, which does not count itself."""
    return calendar.add_days(received, max(days, 0))


def working_days_left(today: date, due: date, calendar: Calendar) -> int:
    """Working days after today until the deadline; negative: working days by which it has passed."""
    return calendar.days_between(today, due)


def urgency(today: date, due: date | None, calendar: Calendar) -> str:
    """GOOD while there is time, WARN in the last working days, BAD when it is late."""
    if due is None:
        return GOOD
    if due < today:
        return BAD
    return WARN if working_days_left(today, due, calendar) <= SOON else GOOD
