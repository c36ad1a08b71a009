"""What the public is told of a year says nothing of few: neither by itself, nor by reckoning with all of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.performance import small
from portal.performance.counting import Tally
from portal.performance.index766 import Component, Group, Ratio, index_of
from portal.performance.measures import CERTIFIED_COPIES
from portal.performance.periods import MONTH, Period, months_of, read
from portal.performance.public import SIZED, Month, Public, seen
from portal.performance.reports import NUMBERS, OfService, Report
from portal.performance.scheme import Scheme
from tests.performance.attacker import Known, Sum

KEYS = ["2025", *(f"2025-Q{number}" for number in range(1, 5)), *(f"2025-{one:02d}" for one in range(1, 13))]
CODES = (CERTIFIED_COPIES, "1.1", "1.2", "1.3", "1.4", "1.5")
COUNTED = (*SIZED, "paid", "done", "with_papers", "rated")
UNDER = {
    "received_online": "received",
    "identified": "received",
    "paid_online": "paid",
    "results": "done",
    "digitised": "with_papers",
    "certified_copies": "done",
}
_FEW = st.sampled_from([0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 9, 40])
_MONTH = st.lists(st.tuples(_FEW, _FEW), min_size=len(CODES), max_size=len(CODES))
_YEAR = st.tuples(st.integers(1, len(CODES)), st.lists(_MONTH, min_size=12, max_size=12))
Year = tuple[int, list[list[tuple[int, int]]]]


@pytest.fixture(scope="module")
def app_free() -> None:
    """Nothing: what is told is pure."""


def _months(drawn: Year) -> list[Month]:
    """A year: who came and who left is drawn, the other numbers follow somehow."""
    found = []
    for place, month in enumerate(drawn[1]):
        tally = Tally()
        for code, (came, left) in zip(CODES[: drawn[0]], month, strict=False):
            done = left - left // 5
            tally.by_service[code] = Counter(
                received=came, judged=left, paid=came // 2, done=done, with_papers=came, rated=left // 3
            )
        found.append(Month(tally, (place * 7) % 6))
    return found


def _whole(period: Period, months: list[Month]) -> Report:
    sums = {code: Counter[str]() for code in CODES}
    for one in months:
        for code, numbers in one.tally.by_service.items():
            sums[code].update(numbers)
    services = tuple(
        OfService(code, code, {name: numbers[name] for name in (*NUMBERS, *COUNTED)})
        for code, numbers in sums.items()
        if any(numbers.values())
    )
    totals = {name: sum(one.numbers[name] for one in services) for name in (*NUMBERS, *COUNTED)}
    ratios = {measure: Ratio(0, totals[name]) for measure, name in UNDER.items()}
    ratios["certified_copies"] = Ratio(0, sums[CERTIFIED_COPIES]["done"])
    ratios["voice_content"] = Ratio(0, sum(one.voices for one in months))
    group = Group("g", "g", tuple(Component(one, one, Decimal(1), one, "", "") for one in ratios))
    chosen = Scheme((group,), "")
    return Report(period, datetime(2026, 1, 2), totals, {}, services, index_of(chosen.groups, ratios), chosen)


def _told(drawn: Year) -> tuple[list[Month], dict[str, Public]]:
    year, found = _months(drawn), dict[str, Public]()
    for key in KEYS:
        period = read(key)
        assert period is not None
        months = [year[one.first.month - 1] for one in months_of(period)]
        found[key] = seen(_whole(period, months), months, CODES[: drawn[0]], [])
    return year, found


def _cells(codes: Iterable[str], period: Period) -> Sum:
    return frozenset((code, one.first.month) for code in codes for one in months_of(period))


def _heard(pages: dict[str, Public], offered: tuple[str, ...]) -> dict[str, Known]:
    """Everything that the pages say, number by number."""
    known = {name: Known() for name in (*COUNTED, "voices")}
    for key, page in pages.items():
        period, totals = page.report.period, page.report.totals
        assert period.key == key
        if page.told:
            for name in SIZED:
                known[name].tell(_cells(offered, period), totals[name])
        alone = {one.code for one in page.rows if one.code}
        for row in page.rows:
            codes = {row.code} if row.code else set(offered) - alone
            for name in SIZED:
                known[name].tell(_cells(codes, period), row.numbers[name])
        if page.rated:
            known["rated"].tell(_cells(offered, period), totals["rated"])
        for line in page.index.whole.lines:
            measure = line.component.code
            if line.ratio is None or measure == "voice_content":
                continue
            codes = {CERTIFIED_COPIES} if measure == "certified_copies" else set(offered)
            known[UNDER[measure]].tell(_cells(codes, period), line.ratio.denominator)
    return known


def _few(year: list[Month], offered: tuple[str, ...], name: str) -> dict[Sum, int]:
    """The cells that nobody may learn: of a month, a quarter, the year; of a procedure, or of all."""
    found = {}
    for key in KEYS:
        period = read(key)
        assert period is not None
        for codes in ({*offered}, *({code} for code in offered)):
            cells = _cells(codes, period)
            value = sum(year[number - 1].tally.of(code)[name] for code, number in cells)
            if 0 < value < small.LEAST:
                found[cells] = value
    return found


@given(drawn=_YEAR)
@example(
    drawn=(1, [[(3, 3)] * 6] + [[(9, 9)] * 6] * 11)
)  # a small month, and a quarter to take the others from
@example(drawn=(2, [[(3, 3)] + [(40, 40)] * 5] * 12))  # all procedures less the one that is told
@example(drawn=(6, [[(4, 4)] * 6, [(4, 4)] * 6] + [[(0, 0)] * 6] * 10))
def test_no_small_number_follows_from_all_that_is_told_of_a_year(app_free: None, drawn: Year) -> None:
    offered = CODES[: drawn[0]]
    year, pages = _told(drawn)
    for name, known in _heard(pages, offered).items():
        if name == "voices":
            continue
        few = _few(year, offered, name)
        assert not few.keys() & known.sums.keys()
        assert not known.follows(few)
        for cells, (low, high) in known.bounded(few).items():
            assert low <= few[cells] <= high and low < high, (name, sorted(cells), low)


@given(counts=st.lists(_FEW, min_size=12, max_size=12))
def test_who_knows_the_rules_cannot_tell_a_hidden_month(app_free: None, counts: list[int]) -> None:
    """Numbers that are counted in one way: a month that is not told is one of one to four."""
    known = Known()
    for key in KEYS:
        period = read(key)
        assert period is not None
        months = [(counts[one.first.month - 1],) for one in months_of(period)]
        cells = frozenset(("", one.first.month) for one in months_of(period))
        if small.is_told(months):
            known.tell(cells, sum(one[0] for one in months))
        elif len(months) == 1:
            known.bounds[cells] = (1, small.LEAST - 1)
    few = {frozenset([("", number)]): one for number, one in enumerate(counts, 1) if 0 < one < small.LEAST}
    assert not known.follows(few)
    for cells, (low, high) in known.bounded(few).items():
        assert low <= few[cells] <= high and high - low >= 2


@given(drawn=_YEAR)
def test_what_is_told_is_right(app_free: None, drawn: Year) -> None:
    year, pages = _told(drawn)
    for key, page in pages.items():
        period = read(key)
        assert period is not None
        months = [year[one.first.month - 1] for one in months_of(period)]
        for row in page.rows:
            codes = [row.code] if row.code else set(CODES) - {one.code for one in page.rows}
            for name in SIZED:
                assert row.numbers[name] == sum(m.tally.of(code)[name] for m in months for code in codes)
        assert not page.rows or (page.told and period.kind != MONTH)
        if page.rows:
            for name in SIZED:
                assert sum(row.numbers[name] for row in page.rows) == page.report.totals[name]


def test_a_busy_year_is_told_whole(app_free: None) -> None:
    _year, pages = _told((6, [[(40, 39)] * 6] * 12))
    assert all(
        page.told and page.rated and not page.hidden - {"certified_copies", "voice_content"}
        for page in pages.values()
    )
    for key in ("2025", "2025-Q1", "2025-Q4"):
        assert {one.code for one in pages[key].rows} == set(CODES)


def test_a_rare_procedure_is_told_with_the_smallest_of_the_others(app_free: None) -> None:
    _year, pages = _told(
        (3, [[(1, 1), (9, 9), (30, 30)] + [(0, 0)] * 3] + [[(0, 0), (9, 9), (30, 30)] + [(0, 0)] * 3] * 11)
    )
    told = {key: [(one.code, one.count) for one in pages[key].rows] for key in ("2025-Q1", "2025-Q2", "2025")}
    assert told["2025-Q1"] == told["2025"] == [("1.2", 1), ("", 2)]
    assert told["2025-Q2"] == [("1.1", 1), ("1.2", 1)]
