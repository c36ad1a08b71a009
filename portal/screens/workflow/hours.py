"""Hours as the desk writes and shows them: local Vietnamese time, of a picker or by hand."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.clock import from_local, to_local, utc_now
from portal.publishing.workflow import InvalidHour

WEEKDAYS = (
    _l("thứ Hai"),
    _l("thứ Ba"),
    _l("thứ Tư"),
    _l("thứ Năm"),
    _l("thứ Sáu"),
    _l("thứ Bảy"),
    _l("Chủ nhật"),
)
_PICKED = re.compile(r"(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::\d{2}(?:\.\d+)?)?\Z", re.ASCII)
_WRITTEN = re.compile(
    r"(?P<hour>\d{1,2})(?:[:hg](?P<minute>\d{2})?)\s*(?:,|ngày)?\s*"
    r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})\Z",
    re.ASCII | re.IGNORECASE,
)


def read_hour(text: str) -> datetime | None:
    """The instant (UTC) that a picker sent (2026-11-30T07:00) or somebody wrote (07:00 30/11/2026, 7h30 ngày …).

    Both are local time; None for nothing. Raises InvalidHour.
    """
    plain = text.strip()
    if not plain:
        return None
    picked, written = _PICKED.match(plain), _WRITTEN.match(plain)
    try:
        if picked:
            year, month, day, hour, minute = (int(part) for part in picked.groups())
        elif written:
            day, month, year = (int(written[name]) for name in ("day", "month", "year"))
            hour, minute = int(written["hour"]), int(written["minute"] or 0)
        else:
            raise InvalidHour(plain[:40])
        return from_local(datetime(year, month, day, hour, minute))
    except (ValueError, OverflowError) as error:
        raise InvalidHour(plain[:40]) from error


def write_hour(instant: datetime | None) -> str:
    """An instant as a picker takes it."""
    return f"{to_local(instant):%Y-%m-%dT%H:%M}" if instant else ""


def hour_label(instant: datetime, now: datetime | None = None) -> str:
    """An hour as people say it: "07:00 hôm nay", "07:00 thứ Hai", "07:00 ngày 30/12/2026"."""
    local, here = to_local(instant), to_local(now or utc_now())
    time, days = f"{local:%H:%M}", (local.date() - here.date()).days
    if days == 0:
        return _("%(time)s hôm nay", time=time)
    if days == 1:
        return _("%(time)s ngày mai", time=time)
    if 1 < days < 7:
        return _("%(time)s %(weekday)s", time=time, weekday=WEEKDAYS[local.weekday()])
    return _("%(time)s ngày %(day)s", time=time, day=f"{local:%d/%m/%Y}")


def soonest() -> str:
    """The first hour that a picker may offer: five minutes from now."""
    return write_hour(utc_now() + timedelta(minutes=5))
