"""The story of a dossier: every act becomes an event, an entry of the trail and, where it says so, a message."""

from __future__ import annotations

from sqlalchemy.orm.exc import StaleDataError

from portal.dossiers import moment
from portal.dossiers.listening import announce
from portal.dossiers.models import Dossier
from portal.dossiers.models_course import DossierEvent
from portal.dossiers.party import Party
from portal.dossiers.telling import tell_citizen
from portal.dossiers.transitions import BACK, RULES
from portal.extensions import db
from portal.publishing.service import StaleVersion, audit

KIND = "dossier"


def move(dossier: Dossier, verb: str, *, back_to: str = "") -> str:
    """Put a dossier into the state that the table says, and answer the one before."""
    before, target = dossier.state, RULES[verb].target
    if target is not None:
        dossier.state = back_to if target == BACK else target
    return before


def happened(
    dossier: Dossier,
    verb: str,
    before: str,
    by: Party,
    *,
    told: str = "",
    note: str = "",
    message: bool = True,
) -> DossierEvent:
    """Write an act down (the caller commits): event, trail (the code alone), message to the citizen if `told` says
    something and `message` is wanted; those above who follow are called. Raises StaleVersion where the row changed."""
    dossier.last_event += 1
    try:
        db.session.flush()
    except StaleDataError:
        raise StaleVersion from None
    event = DossierEvent(
        tenant_id=dossier.tenant_id,
        dossier_id=dossier.id,
        number=dossier.last_event,
        at=moment.now(),
        verb=verb,
        before=before,
        after=dossier.state,
        step_key=dossier.step_key,
        by_kind=by.kind,
        by_id=by.actor.user_id,
        by_name=by.actor.name,
        version=dossier.version,
        told=told or None,
        note=note[:4000] or None,
    )
    db.session.add(event)
    db.session.flush()
    audit(by.actor, f"dossier.{verb}", kind=KIND, object_id=dossier.id, detail=dossier.code)
    if message and told and by.kind != "citizen":
        tell_citizen(dossier, told)
    announce(dossier, event)
    db.session.flush()
    return event
