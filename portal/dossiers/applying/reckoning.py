"""What follows from a draft: what it costs, and when there would be a result if it were handed in now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.clock import utc_now
from portal.dossiers.applying.works import Work
from portal.dossiers.running import counts_from
from portal.dossiers.states import ONLINE
from portal.services.definition.answers import FeeLine, deadline_of, fees_of
from portal.services.definition.shapes import Deadline
from portal.workdays.clock import Limit, due
from portal.workdays.queries import calendar_of


@dataclass(frozen=True)
class Foreseen:
    """`lines` and `total` (đồng) are what is paid, `is_open` where a quantity is not known yet; `limit` is the legal
    time, `until` the latest moment of a result if the office received the dossier now (naive UTC)."""

    lines: list[FeeLine]
    total: int
    is_open: bool
    limit: Deadline | None
    until: datetime | None


def foreseen(work: Work, instant: datetime | None = None) -> Foreseen:
    """What follows from what was answered so far."""
    lines = fees_of(work.definition, work.answers, ONLINE, work.guided)
    limit = deadline_of(work.definition, work.answers, work.guided)
    return Foreseen(
        lines,
        sum(one.amount for one in lines),
        any(one.is_open for one in lines),
        limit,
        _until(limit, instant or utc_now()),
    )


def _until(limit: Deadline | None, instant: datetime) -> datetime | None:
    if limit is None or (limit.days is None and limit.hours is None):
        return None
    calendar = calendar_of()
    asked = Limit(minutes=limit.hours * 60) if limit.hours is not None else Limit(days=limit.days)
    return due(calendar, counts_from(calendar, instant), asked, [])
