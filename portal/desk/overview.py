"""The desk's first page: what there is, what was done lately, what waits."""

from __future__ import annotations

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.permissions import Actor, Forbidden
from portal.accounts.signing_in import desk_view
from portal.extensions import db
from portal.publishing.models import AuditEntry
from portal.publishing.service import audit
from portal.tenancy.scope import editing, entered
from portal.web.contributions import contributions

bp = Blueprint("overview", __name__, template_folder="templates", url_prefix="/quan-tri")


@bp.get("/")
@desk_view()
def overview() -> str:
    """Counts per kind, and the latest twenty acts in this portal."""
    stats = [one for source in contributions().desk_counts for one in source()]
    latest = db.session.scalars(select(AuditEntry).order_by(AuditEntry.at.desc()).limit(20)).all()
    return render_template("desk/overview.html", stats=stats, latest=latest)


def refused(error: Forbidden) -> ResponseReturnValue:
    """403 in words; the attempt goes into the audit trail (SAFETY.md A14)."""
    db.session.rollback()
    actor: Actor | None = g.get("actor")
    if actor is not None:
        with entered(editing(actor.tenant_id)):
            audit(actor, "refused", detail=f"{error.action} {request.method} {request.path}")
            db.session.commit()
    message = _("Tài khoản của bạn không có quyền làm việc này. Hãy nhờ người quản trị cổng.")
    return render_template("web/error.html", code=403, message=message), 403
