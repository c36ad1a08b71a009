"""Whose a dossier, draft or paper is, over all portals: the account's own, and those of its identity number where VNeID
proved it (what was handed in at a counter)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from portal.citizens.models import VNEID, Citizen
from portal.dossiers.finding import IDENTITY
from portal.dossiers.models import Dossier, DossierMark
from portal.dossiers.models_aside import DossierDraft
from portal.extensions import db
from portal.papers.models import Paper
from portal.papers.owners import owner_mark


def proven_mark(citizen: Citizen) -> str:
    """The mark of an identity number that is proven to be this person's; "" where it is only typed."""
    return owner_mark(citizen.identity) if citizen.level == VNEID and citizen.identity else ""


def dossiers_of(citizen: Citizen) -> Sequence[Dossier]:
    """The dossiers of a citizen, the latest first; in the scope in force (over all portals: `all_tenants`)."""
    whose = Dossier.citizen_id == citizen.id
    mark = proven_mark(citizen)
    if mark:
        marked = select(DossierMark.dossier_id).where(DossierMark.kind == IDENTITY, DossierMark.mark == mark)
        whose = or_(whose, Dossier.citizen_id.is_(None) & Dossier.id.in_(list(db.session.scalars(marked))))
    statement = select(Dossier).where(whose, Dossier.forgotten_at.is_(None))
    return db.session.scalars(statement.order_by(Dossier.submitted_at.desc(), Dossier.id.desc())).all()


def drafts_of(citizen: Citizen) -> Sequence[DossierDraft]:
    """The drafts of a citizen."""
    statement = select(DossierDraft).where(DossierDraft.citizen_id == citizen.id)
    return db.session.scalars(statement.order_by(DossierDraft.saved_at.desc())).all()


def papers_of(citizen: Citizen, also: Sequence[int] = ()) -> Sequence[Paper]:
    """The papers of a citizen, and those of these ids (of their dossiers)."""
    whose = [Paper.citizen_id == citizen.id]
    mark = proven_mark(citizen)
    if mark:
        whose.append(Paper.owner_mark == mark)
    if also:
        whose.append(Paper.id.in_(also))
    return db.session.scalars(select(Paper).where(or_(*whose)).order_by(Paper.id.desc())).all()
