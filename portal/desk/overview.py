"""The desk's first page: what there is, what was done lately, what waits."""

from __future__ import annotations

from flask import Blueprint, render_template
from sqlalchemy import select

from portal.accounts.signing_in import desk_view
from portal.extensions import db
from portal.publishing.models import AuditEntry
from portal.web.contributions import contributions

bp = Blueprint("overview", __name__, template_folder="templates", url_prefix="/quan-tri")


@bp.get("/")
@desk_view()
def overview() -> str:
    """Counts per kind, and the latest twenty acts in this portal."""
    stats = [one for source in contributions().desk_counts for one in source()]
    latest = db.session.scalars(select(AuditEntry).order_by(AuditEntry.at.desc()).limit(20)).all()
    return render_template("desk/overview.html", stats=stats, latest=latest)
