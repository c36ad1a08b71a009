"""Reading is written down first: whoever opens a dossier or a paper is noted, then it is shown.

The note is a short transaction of its own, so that nobody holds the database's lock while pages are drawn; the same
person on the same paper is noted once in SOME_MINUTES.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask import abort, request
from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.dossiers import moment, queries
from portal.dossiers.models import Dossier, DossierPaper
from portal.dossiers.models_aside import DossierReading
from portal.extensions import db
from portal.papers import queries as papers
from portal.papers.models import Paper
from portal.publishing.service import commit
from portal.tenancy.scope import editing, entered

SOME_MINUTES = 10


def read(object_id: int, actor: Actor) -> Dossier:
    """A dossier to show; that it was read is written down. 404 where the portal has none of this id."""
    note(object_id, actor)
    found = queries.by_id(object_id)
    if found is None:
        abort(404)
    return found


def paper_of(object_id: int, row_id: int) -> tuple[DossierPaper, Paper]:
    """A paper of a dossier that has bytes. 404 for anything else."""
    row = db.session.scalar(
        select(DossierPaper).where(DossierPaper.id == row_id, DossierPaper.dossier_id == object_id)
    )
    held = papers.paper(row.paper_id) if row is not None and row.paper_id is not None else None
    if row is None or held is None:
        abort(404)
    return row, held


def note(object_id: int, actor: Actor, what: str = "dossier", paper_id: int | None = None) -> None:
    """Write down that somebody reads, unless they just did. 404 where there is no such dossier."""
    if _is_noted(object_id, actor, what, paper_id):
        return
    with entered(editing(actor.tenant_id)):
        if queries.opened(object_id, actor, what, paper_id) is None:
            abort(404)
        commit()
    db.session.commit()  # what this request looks at next is as it stands now, its own note too


def note_within(object_id: int, actor: Actor, what: str = "dossier") -> None:
    """As `note`, for a form: before or after its act, in the transaction that the request writes in anyway, and
    committed, so that it stays whatever becomes of the act. 404 where there is no such dossier."""
    if _is_noted(object_id, actor, what, None):
        return
    if queries.opened(object_id, actor, what) is None:
        abort(404)
    commit()


def note_holders(paper_ids: Sequence[int], actor: Actor) -> None:
    """Write down that somebody is told which papers the office holds: of each dossier that has one of them, that what
    is known of its applicant was looked at (the caller has nothing open that is to be rolled back)."""
    holders = select(DossierPaper.dossier_id).where(DossierPaper.paper_id.in_(paper_ids)).distinct()
    for object_id in db.session.scalars(holders).all():
        (note if request.method == "GET" else note_within)(object_id, actor, "applicant")


def _is_noted(object_id: int, actor: Actor, what: str, paper_id: int | None) -> bool:
    since = moment.now() - timedelta(minutes=SOME_MINUTES)
    statement = select(DossierReading.id).where(
        DossierReading.dossier_id == object_id,
        DossierReading.by_id == actor.user_id,
        DossierReading.what == what,
        DossierReading.at >= since,
    )
    if paper_id is not None:
        statement = statement.where(DossierReading.paper_id == paper_id)
    return db.session.scalar(statement.limit(1)) is not None
