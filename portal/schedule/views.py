"""Public pages of the work schedule."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template
from flask_babel import gettext as _

from portal.media import queries as media
from portal.schedule import queries
from portal.schedule.models import WorkWeek
from portal.web.request import public_url

bp = Blueprint("schedule", __name__, template_folder="templates", url_prefix="/lich-cong-tac")


@bp.get("/")
def present() -> str:
    """The present week."""
    found = queries.present_week()
    if found is None:
        return render_template("schedule/none.html", crumbs=[(_("Lịch công tác"), None)])
    return render_template("schedule/week.html", preview=False, **week_context(found))


@bp.get("/<slug>")
def week(slug: str) -> str:
    """One week."""
    found = queries.week_by_slug(slug)
    if found is None:
        abort(404)
    return render_template("schedule/week.html", preview=False, **week_context(found))


def week_context(week: WorkWeek) -> dict[str, Any]:
    """What a week's page shows."""
    before, after = queries.neighbours(week)
    return {
        "week": week,
        "days": queries.days(week),
        "before": queries.week_path(before) if before else None,
        "after": queries.week_path(after) if after else None,
        "files": media.uses_of("schedule", week.id),
        "canonical_url": public_url(queries.week_path(week.slug)),
        "crumbs": [(_("Lịch công tác"), "/lich-cong-tac/"), (week.title, None)],
    }
