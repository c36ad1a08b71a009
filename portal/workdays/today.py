"""The card of the desk's first page: years that somebody has to confirm."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _

from portal.accounts.permissions import Actor
from portal.clock import today
from portal.web.contributions import Card, CardLine
from portal.workdays import queries
from portal.workdays.desk import WHERE
from portal.workdays.service import EDIT

FROM_MONTH = 11
"""The month from which the next year ought to be confirmed: what was decided for it is usually announced by then."""


def open_years(day: date, confirmed: frozenset[int]) -> list[int]:
    """The years that deadlines are counted by on a day (from November on the next one too) and nobody confirmed."""
    wanted = [day.year, *([day.year + 1] if day.month >= FROM_MONTH else [])]
    return [one for one in wanted if one not in confirmed]


def card(actor: Actor) -> Card | None:
    """What an administrator has to confirm; None where there is nothing."""
    if not actor.may(EDIT):
        return None
    day = today()
    missing = open_years(day, queries.confirmed_years())
    lines = tuple(
        CardLine(
            _("Xác nhận ngày làm việc năm %(year)s", year=year),
            f"{WHERE}{year}",
            _("Thời hạn hồ sơ đang tính theo đề xuất theo luật.")
            if year == day.year
            else _("Hồ sơ nhận cuối năm hẹn trả sang năm sau: xác nhận trước ngày 31/12."),
            _("Chưa xác nhận"),
            "warn",
        )
        for year in missing
    )
    return Card(_("Ngày làm việc"), 30, "calendar", lines, len(lines)) if lines else None
