"""The clock of a time limit, with pauses: when it ends, how much of it is spent, how urgent it is. Pure.

While an office waits for a citizen (papers to complete, fees to pay) the limit does not run. A pause goes from the
instant at which the citizen was asked to the one at which they answered (`Calendar.begins` of it, with the cut-off
where they answered online). Where a rule lets the limit run again from its beginning (Decree 61/2018/NĐ-CP, article 19,
clause 4), there is no pause to tell: ask with the instant of the answer as the new beginning.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from portal.clock import to_local
from portal.workdays.calendar import MINUTES_A_DAY, Calendar

GOOD, AMBER, RED = "good", "amber", "red"
AMBER_FROM = 70  # per cent of the limit that are spent


@dataclass(frozen=True, order=True)
class Pause:
    """Time that does not count: from `since`, up to `until`; without `until` it lasts still. Naive UTC."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class Limit:
    """How long something may take: working minutes (hours of a step), or working days, which end with office hours."""

    minutes: int | None = None
    days: int | None = None

    def __post_init__(self) -> None:
        given = [one for one in (self.minutes, self.days) if one is not None]
        if len(given) != 1 or given[0] < 0:
            raise ValueError("a limit is a number of minutes or of days, not less than 0")

    @property
    def total(self) -> int:
        """The limit in minutes, as it stands in totals: a working day counts as 480."""
        return self.minutes if self.minutes is not None else (self.days or 0) * MINUTES_A_DAY


def merged(pauses: Iterable[Pause]) -> list[Pause]:
    """Pauses in order, those that overlap or touch as one; what ends before it begins is none."""
    joined: list[Pause] = []
    for one in sorted(pauses, key=lambda pause: pause.since):
        if one.until is not None and one.until <= one.since:
            continue
        last = joined[-1] if joined else None
        if last is None or (last.until is not None and last.until < one.since):
            joined.append(one)
        elif last.until is not None and (one.until is None or one.until > last.until):
            joined[-1] = Pause(last.since, one.until)
    return joined


def due(calendar: Calendar, begins: datetime, limit: Limit, pauses: Iterable[Pause] = ()) -> datetime | None:
    """When a limit ends that began at `begins` (an answer of `Calendar.begins`); None while a pause lasts.

    Minutes of a pause are put after the limit one by one. A limit in days goes by whole days: the day of asking is
    spent, the day on which the citizen answers does not count, like the day of receiving. A pause that begins only
    after the limit has ended moves nothing.
    """
    if limit.minutes is not None:
        return _due_minutes(calendar, begins, limit.minutes, merged(pauses))
    return _due_days(calendar, begins, limit.days or 0, merged(pauses))


def _due_minutes(calendar: Calendar, begins: datetime, minutes: int, pauses: list[Pause]) -> datetime | None:
    current = begins
    for pause in pauses:
        if pause.until is not None and pause.until <= current:
            continue
        end = calendar.add_minutes(current, minutes)
        if end <= pause.since:
            return end
        if pause.until is None:
            return None
        minutes -= max(calendar.minutes_between(current, pause.since), 0)
        current = pause.until
    return calendar.add_minutes(current, minutes)


def _due_days(calendar: Calendar, begins: datetime, days: int, pauses: list[Pause]) -> datetime | None:
    current = begins
    for pause in pauses:
        if pause.until is not None and pause.until <= current:
            continue
        end = calendar.due_after_days(current, days)
        if end <= pause.since:
            return end
        if pause.until is None:
            return None
        asked = max(to_local(pause.since).date(), calendar.day_of(current))
        days = max(days - calendar.days_between(calendar.day_of(current), asked), 0)
        current = pause.until
    return calendar.due_after_days(current, days)


def spent(calendar: Calendar, begins: datetime, until: datetime, pauses: Iterable[Pause] = ()) -> int:
    """Working minutes that have run from `begins` until an instant, pauses left out; 0 before it began."""
    if until <= begins:
        return 0
    waited = 0
    for pause in merged(pauses):
        since, end = max(pause.since, begins), min(pause.until or until, until)
        if since < end:
            waited += calendar.minutes_between(since, end)
    return calendar.minutes_between(begins, until) - waited


def urgency(spent: int, total: int) -> str:
    """GOOD while there is time, AMBER from 70 % of the limit on, RED past it (both in working minutes)."""
    if spent > total:
        return RED
    return AMBER if spent * 100 >= AMBER_FROM * total else GOOD


def standing(
    calendar: Calendar, begins: datetime, ends: datetime | None, now: datetime, pauses: Iterable[Pause] = ()
) -> str:
    """How urgent something is whose limit ends at `ends` (an answer of `due`): RED from the minute after it, in office
    hours or not. While a pause lasts (`ends` is None) nothing is urgent for the office: GOOD."""
    if ends is None:
        return GOOD
    if now > ends:
        return RED
    held = list(pauses)
    share = urgency(spent(calendar, begins, now, held), spent(calendar, begins, ends, held))
    return AMBER if share == RED else share
