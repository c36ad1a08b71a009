"""A signed result becomes a paper that later dossiers need not ask for again ("giấy tờ đã có"), where its outcome names
what it is (Decree 61/2018/NĐ-CP as amended by 107/2021/NĐ-CP, article 1, on reuse of digitised results)."""

from __future__ import annotations

import calendar
from datetime import date

from sqlalchemy import select

from portal.clock import to_local
from portal.dossiers import moment
from portal.dossiers.models import Dossier, DossierPaper
from portal.dossiers.models_course import DossierEvent
from portal.dossiers.plan import definition_of
from portal.dossiers.submissions import RESULT
from portal.extensions import db
from portal.papers import queries as papers
from portal.papers.models import Paper
from portal.papers.owners import owner_mark
from portal.services.definition.shapes import Outcome


def signed(dossier: Dossier, event: DossierEvent) -> None:
    """After a result was signed: its documents are kept for later (within the transaction of the act)."""
    if event.verb != "sign":
        return
    outcome = outcome_of(dossier)
    statement = select(DossierPaper.paper_id).where(
        DossierPaper.dossier_id == dossier.id,
        DossierPaper.source == RESULT,
        DossierPaper.replaced_at.is_(None),
        DossierPaper.paper_id.is_not(None),
    )
    ids = [one for one in db.session.scalars(statement) if one is not None]
    for paper in papers.papers(ids).values():
        settle(paper, dossier, outcome)


def settle(paper: Paper, dossier: Dossier, outcome: Outcome | None) -> None:
    """Say whose a result is, what it is and until when it holds (the caller commits)."""
    paper.citizen_id = dossier.citizen_id
    if not paper.owner_mark:
        paper.owner_mark = owner_mark(str((dossier.applicant or {}).get("identity", "")))
    if outcome is None:
        return
    if outcome.kind:
        paper.kind = outcome.kind
    if outcome.valid_months is not None:
        paper.valid_until = months_after(to_local(moment.now()).date(), outcome.valid_months)
    db.session.flush()


def outcome_of(dossier: Dossier) -> Outcome | None:
    """The outcome that was decided."""
    known = {one.key: one for one in definition_of(dossier).outcomes}
    return known.get(dossier.outcome_key)


def months_after(day: date, months: int) -> date:
    """The day so many months later; the last one of its month where that is shorter (Civil Code, article 148)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
