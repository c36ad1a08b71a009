"""Time: instants are naive UTC in the database, people see Asia/Ho_Chi_Minh."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def utc_now() -> datetime:
    """The present instant, UTC without tzinfo, to the microsecond."""
    return datetime.now(UTC).replace(tzinfo=None)


def today() -> date:
    """The present day in Vietnam."""
    return datetime.now(VIETNAM).date()


def to_local(instant: datetime) -> datetime:
    """A stored UTC instant as Vietnamese local time."""
    return instant.replace(tzinfo=UTC).astimezone(VIETNAM)


def from_local(local: datetime) -> datetime:
    """Vietnamese local time (naive or aware) as a stored UTC instant."""
    aware = local if local.tzinfo else local.replace(tzinfo=VIETNAM)
    return aware.astimezone(UTC).replace(tzinfo=None)
