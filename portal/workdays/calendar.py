"""When an office works, as pure arithmetic: working days, office hours, and the working time between two instants.

Instants in and out are naive UTC, as in the database; hours and days are those of Vietnam. Everything is exact to the
minute: an instant counts as the minute that it lies in. Knows no database; `portal.workdays.queries` builds the
calendar of a portal.

Sources: Labour Code 45/2019/QH14, articles 105 (eight hours), 111 and 112 (days of rest, holidays); Decree
61/2018/NĐ-CP, article 18, clauses 2 and 3 (what comes after 15:00 goes on at the beginning of the next working day).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from portal.clock import from_local, to_local

Span = tuple[time, time]
"""Office hours without a break: from, until (Vietnamese time of one day)."""

MINUTES_A_DAY = 480
"""What a working day counts as where days and hours are added up (eight hours: Labour Code, article 105)."""

CUT_OFF = time(15, 0)
"""What is submitted after this time of a working day counts as received on the next one, unless a portal says else."""

FIRST_YEAR, LAST_YEAR = 1970, 2199
"""What a calendar can speak of; beyond it every question raises OverflowError."""

_USUAL_DAY: tuple[Span, ...] = ((time(7, 30), time(11, 30)), (time(13, 30), time(17, 30)))
USUAL_HOURS: Mapping[int, tuple[Span, ...]] = dict.fromkeys(range(5), _USUAL_DAY)
"""Weekday (0 = Monday) → office hours, where nobody decided others. Weekdays that are not named are days of rest."""


def minute_of(moment: time) -> int:
    """Minutes since midnight."""
    return moment.hour * 60 + moment.minute


@dataclass(frozen=True)
class YearTable:
    """One year of an office. `off` are days off on which it would work by its hours (or not), with their names;
    `worked` are days that it works though it would not (compensatory days), with the hours of that day, and goes before
    `off`."""

    year: int
    hours: Mapping[int, tuple[Span, ...]] = field(default_factory=lambda: USUAL_HOURS, hash=False)
    off: Mapping[date, str] = field(default_factory=dict, hash=False)
    worked: Mapping[date, tuple[Span, ...]] = field(default_factory=dict, hash=False)
    cutoff: time = CUT_OFF

    def spans(self, day: date) -> tuple[Span, ...]:
        """Office hours of a day of this year, the earlier first; none on a day of rest."""
        if day in self.worked:
            return self.worked[day]
        if day in self.off:
            return ()
        return self.hours.get(day.weekday(), ())


def sound_spans(spans: Iterable[Span]) -> bool:
    """Whether office hours are in order: each has a length, none overlaps the one before."""
    listed = list(spans)
    return all(minute_of(start) < minute_of(end) for start, end in listed) and all(
        minute_of(before[1]) <= minute_of(after[0]) for before, after in pairwise(listed)
    )


class _Built:
    """A year summed up: minutes and working days before each of its days, so that no question walks through them."""

    __slots__ = ("days", "first", "minutes", "spans")

    def __init__(self, table: YearTable) -> None:
        self.first = date(table.year, 1, 1)
        length = (date(table.year + 1, 1, 1) - self.first).days
        self.spans: list[tuple[tuple[int, int], ...]] = []
        self.minutes, self.days = [0], [0]
        for number in range(length):
            hours = table.spans(self.first + timedelta(days=number))
            spans = tuple((minute_of(start), minute_of(end)) for start, end in hours)
            self.spans.append(spans)
            self.minutes.append(self.minutes[-1] + sum(end - start for start, end in spans))
            self.days.append(self.days[-1] + bool(spans))

    def worked_before(self, local: datetime) -> int:
        """Working minutes of the year before this local minute."""
        number, now = (local.date() - self.first).days, local.hour * 60 + local.minute
        return self.minutes[number] + sum(
            min(end, now) - start for start, end in self.spans[number] if start < now
        )

    def instant_after(self, minutes: int) -> datetime:
        """The first local minute before which so many minutes of the year were worked (1 … all of them)."""
        number = bisect_left(self.minutes, minutes) - 1
        left = minutes - self.minutes[number]
        for start, end in self.spans[number]:
            if left <= end - start:
                return datetime.combine(self.first + timedelta(days=number), time()) + timedelta(
                    minutes=start + left
                )
            left -= end - start
        raise AssertionError("sums and spans of a year differ")


class Calendar:
    """The calendar of one office over all years.

    `years` are those that somebody decided; `otherwise` answers the others (a proposal by the law). Raises ValueError
    for a table with impossible hours, and where a question would need more than the years of this module:
    OverflowError.
    """

    def __init__(
        self, years: Iterable[YearTable] = (), otherwise: Callable[[int], YearTable] = YearTable
    ) -> None:
        self._tables = {one.year: one for one in years}
        self._otherwise = otherwise
        self._built: dict[int, _Built] = {}

    def table(self, year: int) -> YearTable:
        """The table of a year: hours, days off with their names, compensatory days."""
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise OverflowError(f"no calendar of the year {year}")
        found = self._tables.get(year)
        if found is None:
            found = self._tables.setdefault(year, self._otherwise(year))
        return found

    def _year(self, year: int) -> _Built:
        built = self._built.get(year)
        if built is None:
            table = self.table(year)
            if not all(map(sound_spans, (*table.hours.values(), *table.worked.values()))):
                raise ValueError(f"office hours of {year} are not in order")
            built = self._built.setdefault(year, _Built(table))
        return built

    # Days

    def is_working_day(self, day: date) -> bool:
        """Whether the office works on this day, be it half of it."""
        return bool(self.table(day.year).spans(day))

    def name_of(self, day: date) -> str:
        """Why a day is off: the name of its holiday, or "" (a usual day of rest, a working day)."""
        table = self.table(day.year)
        return "" if table.spans(day) else table.off.get(day, "")

    def spans(self, day: date) -> list[Span]:
        """Office hours of a day in Vietnamese time, the earlier first."""
        return list(self.table(day.year).spans(day))

    def cutoff_on(self, day: date) -> time:
        """The time of this day after which what is submitted counts from the next working day."""
        return self.table(day.year).cutoff

    def add_days(self, day: date, count: int) -> date:
        """The `count`-th working day after a day, which does not count itself; the day itself for 0.

        Raises ValueError for less than 0, OverflowError where no year has so many.
        """
        if count < 0:
            raise ValueError("working days are counted onwards")
        if count == 0:
            return day
        built = self._year(day.year)
        count += built.days[(day - built.first).days + 1]
        while count > built.days[-1]:
            count -= built.days[-1]
            built = self._year(built.first.year + 1)
        return built.first + timedelta(days=bisect_left(built.days, count) - 1)

    def days_between(self, first: date, last: date) -> int:
        """Working days after `first` up to and with `last`; negative where `last` is the earlier one."""
        if last < first:
            return -self.days_between(last, first)
        begin, end = self._year(first.year), self._year(last.year)
        before = begin.days[(first - begin.first).days + 1]
        within = sum(self._year(year).days[-1] for year in range(first.year, last.year))
        return within + end.days[(last - end.first).days + 1] - before

    # Instants

    def begins(self, instant: datetime, cutoff: time | None = None) -> datetime:
        """When counting begins for what came at this instant: that minute in office hours, else the next working one.

        With a `cutoff` (`cutoff_on`), what came after it on a working day begins with the next working day's hours; the
        time itself is not after.
        """
        local = to_local(instant).replace(tzinfo=None)
        day = local.date()
        if cutoff is None or local.time() <= cutoff:
            now = local.hour * 60 + local.minute
            for start, end in self._year(day.year).spans[(day - date(day.year, 1, 1)).days]:
                if now < end:
                    return from_local(datetime.combine(day, time()) + timedelta(minutes=max(start, now)))
        return self.opening(self.add_days(day, 1))

    def opening(self, day: date) -> datetime:
        """The instant at which the hours of a working day begin. Raises ValueError for a day of rest."""
        return from_local(datetime.combine(day, self._hours(day)[0][0]))

    def closing(self, day: date) -> datetime:
        """The instant at which the hours of a working day end. Raises ValueError for a day of rest."""
        return from_local(datetime.combine(day, self._hours(day)[-1][1]))

    def _hours(self, day: date) -> tuple[Span, ...]:
        hours = self.table(day.year).spans(day)
        if not hours:
            raise ValueError(f"nobody works on {day}")
        return hours

    def day_of(self, instant: datetime, cutoff: time | None = None) -> date:
        """The day that counts as that of receiving: the Vietnamese day of `begins`."""
        return to_local(self.begins(instant, cutoff)).date()

    def due_after_days(self, instant: datetime, count: int, cutoff: time | None = None) -> datetime:
        """The end of office hours of the `count`-th working day after the day of receiving; 0: of that day itself.

        Raises ValueError for less than 0 days.
        """
        return self.closing(self.add_days(self.day_of(instant, cutoff), count))

    def add_minutes(self, instant: datetime, minutes: int) -> datetime:
        """The first instant by which so many working minutes have passed: within office hours, at most at their end.

        For 0 it is `begins(instant)`. Raises ValueError for less than 0.
        """
        if minutes < 0:
            raise ValueError("working minutes are counted onwards")
        if minutes == 0:
            return self.begins(instant)
        local = to_local(instant)
        built = self._year(local.year)
        minutes += built.worked_before(local)
        while minutes > built.minutes[-1]:
            minutes -= built.minutes[-1]
            built = self._year(built.first.year + 1)
        return from_local(built.instant_after(minutes))

    def minutes_between(self, begin: datetime, end: datetime) -> int:
        """Working minutes from one instant to another; negative where the second is the earlier one."""
        first, last = to_local(begin), to_local(end)
        if last < first:
            return -self.minutes_between(end, begin)
        within = sum(self._year(year).minutes[-1] for year in range(first.year, last.year))
        return (
            within + self._year(last.year).worked_before(last) - self._year(first.year).worked_before(first)
        )
