"""The end of what is personal in a referred step: extract, words, notes, papers go; code, step, states, times stay."""

from __future__ import annotations

from sqlalchemy import select

from portal.accounts.permissions import system_actor
from portal.dossiers import moment
from portal.dossiers.referrals.models import Referred, ReferredPaper
from portal.extensions import db
from portal.papers import queries as papers
from portal.papers import service


def empty(row: Referred) -> None:
    """Let go of everything about a person in a referred step (the caller commits); done again, it does nothing."""
    if row.emptied_at is not None:
        return
    row.extract = row.thread = row.notes = row.answer = None
    row.emptied_at = moment.now()
    rows = list(db.session.scalars(select(ReferredPaper).where(ReferredPaper.referred_id == row.id)))
    held = papers.papers([one.paper_id for one in rows])
    for one in rows:
        db.session.delete(one)
    db.session.flush()
    for paper in held.values():
        service.discard(paper, system_actor(row.tenant_id))
