"""The table of deadlines that were worked out by hand."""

from __future__ import annotations

from datetime import datetime

import pytest

from portal.clock import from_local, to_local
from portal.workdays.calendar import Calendar
from portal.workdays.clock import Limit, Pause, due, spent
from portal.workdays.proposal import proposal
from tests.workdays.cases import CASES, Case

CALENDAR = Calendar(otherwise=proposal)
MINUTES = {"phút": 1, "giờ": 60}


def _at(text: str) -> datetime:
    return from_local(datetime.fromisoformat(text))


@pytest.mark.parametrize("case", CASES, ids=lambda one: f"{one.received} {one.size} {one.why}")
def test_a_deadline_is_as_worked_out_by_hand(case: Case) -> None:
    received, number, unit = _at(case.received), *case.size.split()
    day = to_local(received).date()
    begins = CALENDAR.begins(received, CALENDAR.cutoff_on(day) if case.online else None)
    limit = Limit(days=int(number)) if unit == "ngày" else Limit(minutes=int(number) * MINUTES[unit])
    pauses = [Pause(_at(since), _at(until)) for since, until in case.pauses]
    found = due(CALENDAR, begins, limit, pauses)
    assert found == _at(case.due), to_local(found or received)
    if limit.minutes is not None:
        assert spent(CALENDAR, begins, found, pauses) == limit.minutes


def test_the_table_is_as_wide_as_promised() -> None:
    assert len(CASES) >= 60 and len(set(CASES)) == len(CASES)
    assert {case.received[:4] for case in CASES} == {"2024", "2025", "2026"}
