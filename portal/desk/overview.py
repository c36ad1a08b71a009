"""The desk's first page, "Hôm nay": what waits for this person, what comes, what nobody found, what was done lately."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.permissions import Actor, Forbidden
from portal.accounts.signing_in import acting, desk_view
from portal.clock import to_local, utc_now
from portal.extensions import db
from portal.publishing.answering import NeedsApproval, OwnText
from portal.publishing.models import AuditEntry
from portal.publishing.service import audit
from portal.screens.registry import all_screens
from portal.tenancy.scope import editing, entered
from portal.web.contributions import Card, contributions

bp = Blueprint("overview", __name__, template_folder="templates", url_prefix="/quan-tri")
LATEST = 10


@bp.get("/")
@desk_view()
def overview() -> str:
    """Cards of all who contribute some, counts per kind, and the latest acts in this portal."""
    actor = acting()
    reads = actor.may("content.read")
    return render_template(
        "desk/overview.html",
        cards=cards_for(actor),
        stats=[one for source in contributions().desk_counts for one in source()] if reads else [],
        latest=_latest() if reads else None,
        greeting=_greeting(actor.name),
        may_write=actor.may("content.create"),
    )


@dataclass(frozen=True)
class Act:
    """One of the latest acts: what was done to what, and where that is ("" where it is no more)."""

    entry: AuditEntry
    title: str
    path: str


def _latest() -> list[Act]:
    """The latest acts on what the portal publishes, with its names: a statement, and one for each kind of thing. Who
    signed in and who got which rights stands in the audit trail, for the administrator."""
    kinds = [screen.kind for screen in all_screens()]
    statement = select(AuditEntry).where(AuditEntry.kind.in_(kinds)).order_by(AuditEntry.at.desc())
    entries = db.session.scalars(statement.limit(LATEST)).all()
    known: dict[tuple[str, int], tuple[str, str]] = {}
    for screen in all_screens():
        ids = {one.object_id for one in entries if one.kind == screen.kind and one.object_id is not None}
        if ids:
            for thing in db.session.scalars(select(screen.model).where(screen.model.id.in_(ids))):
                known[screen.kind, thing.id] = screen.title_of(thing), f"{screen.path}{thing.id}"
    return [Act(one, *known.get((one.kind, one.object_id or 0), ("", ""))) for one in entries]


def cards_for(actor: Actor) -> list[Card]:
    """The cards for a person, in their order; those that have nothing to say are left out."""
    found = [card for source in contributions().today if (card := source(actor)) is not None]
    return sorted((one for one in found if one.lines or one.empty), key=lambda one: one.order)


def _greeting(name: str) -> str:
    hour = to_local(utc_now()).hour
    if 4 <= hour < 11:
        return _("Chào buổi sáng, %(name)s.", name=name)
    if 11 <= hour < 13:
        return _("Chào buổi trưa, %(name)s.", name=name)
    if 13 <= hour < 18:
        return _("Chào buổi chiều, %(name)s.", name=name)
    return _("Chào buổi tối, %(name)s.", name=name)


def refused(error: Forbidden) -> ResponseReturnValue:
    """403 in words; the attempt goes into the audit trail (SAFETY.md A14)."""
    db.session.rollback()
    actor: Actor | None = g.get("actor")
    if actor is not None:
        with entered(editing(actor.tenant_id)):
            audit(actor, "refused", detail=f"{error.action} {request.method} {request.path}")
            db.session.commit()
    return render_template("web/error.html", code=403, message=_reason(error)), 403


def _reason(error: Forbidden) -> str:
    if isinstance(error, OwnText):
        return _(
            "Cổng này duyệt hai người: bạn là người sửa bài này sau cùng nên người khác phải duyệt và đăng."
        )
    if isinstance(error, NeedsApproval):
        return _(
            "Nội dung này đang ở trên cổng nên thay đổi phải được duyệt. Hãy mở bài, sửa rồi gửi duyệt bản sửa."
        )
    return _("Tài khoản của bạn không có quyền làm việc này. Hãy nhờ người quản trị cổng.")
