"""What a portal tells the public of a period that has ended: of its report what small.py lets through.

Totals and procedures follow those who came and those who left; each line of the index follows what stands under its
ratio, ratings their number. What is not told is not scored either: points and index would say it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from portal.performance import small
from portal.performance.counting import Tally, flows
from portal.performance.index766 import Index, Line
from portal.performance.offering import names_of, voices
from portal.performance.periods import MONTH, YEAR, Period, months_of
from portal.performance.reports import OfService, Report, report
from portal.performance.small import Sizes
from portal.performance.work import OfMonth, course
from portal.tenancy.directory import Portal
from portal.tenancy.scope import entered, reading

SIZED = ("received", "judged")
SHOWN = ("received", "received_online", "judged", "early", "on_time", "late", "open")
_OFFERED = frozenset({"procedures_current", "procedures_complete", "offered_online", "payable_online"})
_STAND_UNDER = {
    "paid_online": "paid",
    "results": "done",
    "digitised": "with_papers",
    "reused": "with_papers",
    "certified_copies": "done",
}
_OF_PROCEDURES = frozenset({"used_online", "used_payment", "identified_services"})
_VOICE = frozenset({"voice_timely", "voice_content"})


@dataclass(frozen=True)
class Row:
    """A procedure as the public sees it; without a code: all `count` others of the portal, used or not, together."""

    code: str
    name: str
    count: int
    numbers: dict[str, int]


@dataclass(frozen=True)
class Month:
    """What of a month decides what is told of it, and of quarters and years: its numbers, and the reports of citizens
    that came."""

    tally: Tally
    voices: int

    def size(self, *names: str) -> Sizes:
        """Its numbers of these names."""
        return tuple(self.tally.total(name) for name in names)


@dataclass(frozen=True)
class Public:
    """A period as the public sees it. Where it is not `told`, totals and rows are not; `rated` is whether ratings are;
    `hidden` are the lines of the index that have no numbers, and no points, for their smallness."""

    report: Report
    told: bool
    rows: list[Row]
    rated: bool
    index: Index
    hidden: frozenset[str]
    months: list[OfMonth]

    @property
    def open(self) -> int | None:
        """How many are open at the end; None where they and those that ended are few."""
        totals = self.report.totals
        return totals["open"] if self.told and small.is_safe((totals["judged"] + totals["open"],)) else None


def public(portal: Portal, period: Period) -> Public:
    """What is told of a period of a portal that has ended."""
    whole = report(portal, period)
    with entered(reading(portal.id, portal.ancestors)):
        months = [
            Month(flows(portal.id, one), voices([portal.id], one)[portal.id].received)
            for one in months_of(period)
        ]
        codes = names_of([portal.id])[portal.id]
        year = course([portal.id], period)
    return seen(whole, months, codes, [one for one in year if small.is_safe((one.received, one.done))])


def seen(whole: Report, months: Sequence[Month], codes: Iterable[str], year: list[OfMonth]) -> Public:
    """What is told of a report: `months` are those of its period, `codes` of all services, `year` the months before it
    that are told. Pure."""
    told = small.is_told([one.size(*SIZED) for one in months])
    alone = _alone(whole.period, months, codes) if told else set()
    rows = _rows(whole, alone, codes) if told and whole.period.kind != MONTH else []
    hidden = frozenset(
        one.component.code
        for one in whole.index.whole.lines
        if one.ratio is not None and not _is_line_told(one, whole, months, told)
    )
    rated = whole.totals["rated"] > 0 and small.is_told([one.size("rated") for one in months])
    return Public(whole, told, rows, rated, whole.index.without(hidden), hidden, year)


def _alone(period: Period, months: Sequence[Month], codes: Iterable[str]) -> set[str]:
    """The procedures that are told by themselves: of a quarter, or of a year by its quarters (those that are told, and
    the rest of the year). A month tells of none: what is rare would follow from the quarter."""
    if period.kind == MONTH:
        return set()
    if period.kind != YEAR:
        return small.apart(_cells(months, codes))
    parts, rest = [], list[Month]()
    for first in range(0, len(months), 3):
        quarter = months[first : first + 3]
        if small.is_told([one.size(*SIZED) for one in quarter]):
            parts.append(_cells(quarter, codes))
        else:
            rest += quarter
    return small.apart_in_all([*parts, _cells(rest, codes)])


def _cells(months: Iterable[Month], codes: Iterable[str]) -> dict[str, Sizes]:
    sums: dict[str, Counter[str]] = {code: Counter() for code in codes}
    for month in months:
        for code, numbers in month.tally.by_service.items():
            sums.setdefault(code, Counter()).update({name: numbers[name] for name in SIZED})
    return {code: tuple(numbers[name] for name in SIZED) for code, numbers in sums.items()}


def _rows(whole: Report, alone: set[str], codes: Iterable[str]) -> list[Row]:
    shown = [one for one in whole.services if one.code in alone]
    found = [Row(one.code, one.name, 1, _numbers(one.numbers)) for one in shown]
    others = [one for one in whole.services if one.code not in alone]
    if any(one.numbers[name] for one in others for name in SIZED):
        count = len({*codes, *(one.code for one in whole.services)} - alone)
        found.append(Row("", "", count, _together(others)))
    return found


def _numbers(numbers: Mapping[str, int]) -> dict[str, int]:
    return {name: numbers[name] for name in SHOWN}


def _together(these: Sequence[OfService]) -> dict[str, int]:
    return {name: sum(one.numbers[name] for one in these) for name in SHOWN}


def _is_line_told(line: Line, whole: Report, months: Sequence[Month], told: bool) -> bool:
    ratio, measure = line.ratio, line.component.measure
    assert ratio is not None, "asked for"
    if measure in _OFFERED:
        return True
    if measure in _VOICE:
        return small.is_safe((ratio.denominator,)) and small.is_told([(one.voices,) for one in months])
    if not told or (measure not in _OF_PROCEDURES and not small.is_safe((ratio.denominator,))):
        return False
    name = _STAND_UNDER.get(measure)
    if name is not None and not small.is_told([one.size(name) for one in months]):
        return False
    if (
        measure == "certified_copies"
    ):  # one procedure: of a year alone, so that no month follows from another line
        others = sum(one.tally.total("done") for one in months) - ratio.denominator
        return whole.period.kind == YEAR and small.is_safe((others,))
    return True
