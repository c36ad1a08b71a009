"""When the office is open, and when one would have the result if one handed in now. Pure: a calendar and an instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from flask_babel import gettext as _

from portal.clock import to_local
from portal.services.definition.shapes import Deadline
from portal.services.guide.words import clock_time, day_with_weekday
from portal.workdays.calendar import Calendar


def promised(calendar: Calendar, deadline: Deadline, instant: datetime) -> datetime:
    """The latest instant of the result for what is handed in at this instant (naive UTC), by the same arithmetic as a
    dossier's clock: what comes after the cut-off counts from the next working day."""
    begins = calendar.begins(instant, calendar.cutoff_on(to_local(instant).date()))
    if deadline.hours is not None:
        return calendar.add_minutes(begins, deadline.hours * 60)
    return calendar.due_after_days(begins, deadline.days or 0)


@dataclass(frozen=True)
class Standing:
    """Whether the office is open at an instant, and until when or from when on (Vietnamese time)."""

    is_open: bool
    day: date
    at: time
    today: date

    @property
    def text(self) -> str:
        """In words: "Đang mở cửa, đến 11 giờ 30"."""
        if self.is_open:
            return _("Đang mở cửa, đến %(time)s hôm nay.", time=clock_time(self.at))
        if self.day == self.today:
            return _("Đang đóng cửa, mở lại lúc %(time)s hôm nay.", time=clock_time(self.at))
        return _(
            "Đang đóng cửa, mở lại lúc %(time)s, %(day)s.",
            time=clock_time(self.at),
            day=day_with_weekday(self.day),
        )


def standing(calendar: Calendar, instant: datetime) -> Standing:
    """Whether the office works at an instant (naive UTC)."""
    local = to_local(instant)
    for start, end in calendar.spans(local.date()):
        if start <= local.time() < end:
            return Standing(True, local.date(), end, local.date())
    opens = to_local(calendar.begins(instant))
    return Standing(False, opens.date(), opens.time(), local.date())
