"""Dates as old portals write them: in exports, feeds, heads of pages and near titles. Every answer is UTC."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime

from portal.clock import from_local, utc_now

_LOCAL = re.compile(r"(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?")
_NAMED_ZONE = re.compile(r"\s*(?:GMT|UTC)?\s?([+-])(\d{1,2})(?::?(\d\d))?\Z", re.IGNORECASE)
_PORTAL = re.compile(
    r"(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)(?:[\s,-]{1,5}(\d{1,2})[:h](\d\d)(?::(\d\d))?\s{0,3}(AM|PM|SA|CH)?)?\Z",
    re.IGNORECASE,
)
_DAY = re.compile(r"\b(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?((?:19|20)\d\d)\b")
_DAY_IN_WORDS = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+((?:19|20)\d\d)", re.IGNORECASE)
_HOUR = re.compile(r"\b([01]?\d|2[0-3])[:hH]([0-5]\d)(?::[0-5]\d)?(?:\s{0,3}(AM|PM|SA|CH)\b)?")


def sensible(instant: datetime) -> datetime | None:
    """The instant if a portal can have published something then."""
    return instant if datetime(1990, 1, 1) <= instant <= utc_now() + timedelta(days=3650) else None


def read_instant(text: str, *, is_local: bool) -> datetime | None:
    """ "2019-05-02 08:30:00" as an instant in UTC; None for zeros, nonsense and what lies beyond reason."""
    found = _LOCAL.match(text.strip())
    if found is None:
        return None
    try:
        made = datetime(*(int(part or 0) for part in found.groups()))  # type: ignore[arg-type]
    except ValueError:
        return None
    return sensible(from_local(made) if is_local else made)


def parse_date(text: str) -> datetime | None:
    """An instant in UTC of a date as feeds and heads of pages write it (RFC 822, RFC 3339, "GMT+7" for a zone, days
    first as in Vietnam; without a zone it is local); None for nonsense."""
    text = text.strip()
    try:
        return sensible(from_local(datetime.fromisoformat(text.replace("Z", "+00:00"))))
    except (ValueError, OverflowError):
        pass
    try:
        made = parsedate_to_datetime(_NAMED_ZONE.sub(_as_offset, text))
        return sensible(made.astimezone(UTC).replace(tzinfo=None) if made.tzinfo else from_local(made))
    except (ValueError, TypeError, IndexError, OverflowError):
        return _of_portal(text) or read_instant(text, is_local=True)


def _as_offset(found: re.Match[str]) -> str:
    return f" {found[1]}{int(found[2]):02}{found[3] or '00'}"


def _of_portal(text: str) -> datetime | None:
    """ "05/02/2020 07:00:00 SA". Where the half of the day is English the month stands first, as .NET writes it."""
    found = _PORTAL.match(text)
    if found is None:
        return None
    day, month = int(found[1]), int(found[2])
    half = (found[7] or "").upper()
    if half in {"AM", "PM"} and day <= 12:
        day, month = month, day
    try:
        hour = time(_hour(int(found[4]), half), int(found[5]), int(found[6] or 0)) if found[4] else time(8)
        return sensible(from_local(datetime.combine(date(int(found[3]), month, day), hour)))
    except ValueError:
        return None


def _hour(hour: int, half: str) -> int:
    """An hour of 24 of one with its half of the day ("SA" before noon, "CH" after it)."""
    if half.upper() in {"PM", "CH"} and hour < 12:
        return hour + 12
    return 0 if half.upper() in {"AM", "SA"} and hour == 12 else hour


def day_in(text: str) -> datetime | None:
    """The first day that a text names, with the hour beside it, as an instant in UTC; None where there is none."""
    found = _DAY.search(text) or _DAY_IN_WORDS.search(text)
    if found is None:
        return None
    hour = _HOUR.search(text[max(0, found.start() - 30) : found.end() + 30])
    try:
        day = date(int(found[3]), int(found[2]), int(found[1]))
        at = time(_hour(int(hour[1]), hour[3] or ""), int(hour[2])) if hour else time(8)
    except ValueError:
        return None
    return sensible(from_local(datetime.combine(day, at)))
