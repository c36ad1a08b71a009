"""What the office knows of somebody whose identity number the clerk typed: how they were entered last, which papers of
theirs are kept. The number itself is looked for by its mark."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.dossiers import queries
from portal.dossiers.counter.reading import note_holders
from portal.dossiers.finding import IDENTITY
from portal.dossiers.models import Dossier, DossierMark
from portal.dossiers.submissions import Applicant
from portal.extensions import db
from portal.papers import queries as papers
from portal.papers.models import Paper
from portal.papers.owners import owner_mark
from portal.services.definition.answers import prefilled
from portal.services.definition.shapes import Definition


def earlier(identity: str, actor: Actor) -> Applicant | None:
    """How somebody was entered last, None for who never came. That the former dossier was read is written down (the
    caller commits)."""
    mark = owner_mark(identity)
    if not mark:
        return None
    statement = (
        select(Dossier.id)
        .join(
            DossierMark,
            (DossierMark.dossier_id == Dossier.id) & (DossierMark.tenant_id == Dossier.tenant_id),
        )
        .where(DossierMark.kind == IDENTITY, DossierMark.mark == mark, Dossier.forgotten_at.is_(None))
        .order_by(Dossier.submitted_at.desc(), Dossier.id.desc())
        .limit(1)
    )
    number = db.session.scalar(statement)
    found = queries.opened(number, actor, "applicant") if number is not None else None
    known = (found.applicant if found is not None else None) or {}
    if not known.get("name"):
        return None
    names = ("name", "identity", "born", "phone", "email", "address")
    return Applicant(**{name: str(known.get(name, "")) for name in names})


def begins_with(definition: Definition, applicant: Mapping[str, Any]) -> dict[str, Any]:
    """Answers that follow from what is known of the applicant."""
    known = {key: value for key, value in applicant.items() if value and key != "address"}
    if applicant.get("address"):
        known["address"] = {"detail": str(applicant["address"])}
    return prefilled(definition, {}, known)


def kept_papers(identity: str, definition: Definition, actor: Actor) -> dict[str, list[Paper]]:
    """Papers of theirs that need not be handed in again, by the key of the paper in the definition. That the dossiers
    which have them were looked into is written down."""
    mark = owner_mark(identity)
    found = papers.reusable(mark) if mark else []
    kept = {
        one.key: held
        for one in definition.papers
        if (held := [paper for paper in found if paper.kind == (one.kind or one.key)])
    }
    note_holders([paper.id for held in kept.values() for paper in held], actor)
    return kept
