"""The public page of reading figures (visit statistics: Decree 42/2022/NĐ-CP)."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_babel import gettext as _

from portal.clock import today
from portal.visits import queries
from portal.web.request import public_url

bp = Blueprint("visits", __name__, template_folder="templates")


@bp.get("/luot-xem")
def public() -> str:
    """How often this portal was read today, this month and in all."""
    day = today()
    figures = [
        (_("Hôm nay"), sum(count for _day, count in queries.by_day(queries.Period(day, day)))),
        (_("30 ngày qua"), sum(count for _day, count in queries.by_day(queries.last_days(30)))),
        (_("Từ khi bắt đầu đếm"), queries.read_in_all()),
    ]
    return render_template(
        "visits/public.html",
        figures=figures,
        canonical_url=public_url("/luot-xem"),
        crumbs=[(_("Lượt xem"), None)],
    )
