"""The public page: when the office works, what is off next."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_babel import gettext as _

from portal.clock import today
from portal.web.request import public_url
from portal.workdays import queries
from portal.workdays.months import WEEKDAYS, stretches, weekly
from portal.workdays.shapes import spans_text

PUBLIC = "/ngay-lam-viec"
SHOWN = 8
bp = Blueprint("workdays", __name__, template_folder="templates")


def hours_line() -> tuple[str, str, str]:
    """Office hours of this year as a line of the footer: icon, text, where more of it stands."""
    hours = queries.standing(today().year).table.hours
    said = "; ".join(f"{text} ({days})" for days, text in weekly(hours) if text)
    return "clock", _("Giờ làm việc: %(hours)s", hours=said or _("chưa ấn định")), PUBLIC


@bp.get(PUBLIC, strict_slashes=False)
def page() -> str:
    """Office hours, the cut-off, the next days off and compensatory days of this year and the next."""
    day = today()
    years = [queries.standing(day.year), queries.standing(day.year + 1)]
    now = years[0].table
    off = [one for year in years for one in stretches(year.table) if one.last >= day][:SHOWN]
    shown = {one.last.year for one in off}
    worked = [
        (one, spans_text(spans), year.notes.get(one, ""))
        for year in years
        for one, spans in sorted(year.table.worked.items())
        if one >= day and spans
    ]
    return render_template(
        "workdays/page.html",
        day=day,
        weekday=WEEKDAYS[day.weekday()],
        hours_today=spans_text(now.spans(day)),
        why=now.off.get(day, ""),
        weekly=weekly(now.hours),
        cutoff=now.cutoff,
        off=off,
        worked=worked,
        proposed=[
            one.table.year for one in years if one.kind == queries.PROPOSED and one.table.year in shown
        ],
        canonical_url=public_url(PUBLIC),
        crumbs=[(_("Ngày, giờ làm việc"), None)],
    )
