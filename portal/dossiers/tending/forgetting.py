"""The end of what is personal about a dossier, after its term (Law 91/2025/QH15): what counts for statistics stays –
code, service, states, times, minutes, marks of a rating –, everything about a person goes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, update

from portal.clock import to_local
from portal.dossiers import moment
from portal.dossiers.facts import require
from portal.dossiers.models import Dossier, DossierMark, DossierPaper
from portal.dossiers.models_aside import DossierRating
from portal.dossiers.models_course import DossierEvent, DossierForm, DossierRequest, DossierStep
from portal.dossiers.party import Party
from portal.dossiers.paths import desk_path
from portal.dossiers.story import happened, move
from portal.extensions import db
from portal.notices.models import Notice
from portal.papers import queries as papers

_EMPTIED: tuple[tuple[Any, dict[str, None]], ...] = (
    (DossierEvent, {"told": None, "note": None}),
    (DossierStep, {"note": None}),
    (DossierRequest, {"items": None, "answer": None}),
    (DossierForm, {"values": None}),
    (DossierRating, {"remark": None}),
    (DossierPaper, {"remark": None}),
)
_QUIET = {"synchronize_session": False}


def forget(dossier: Dossier, by: Party) -> None:
    """Let go of everything about a person in a closed dossier (the caller commits). Raises NotPossible."""
    require("forget", dossier, by)
    _let_papers_go(dossier)
    for model, values in _EMPTIED:
        db.session.execute(
            update(model).where(model.dossier_id == dossier.id).values(values), execution_options=_QUIET
        )
    db.session.execute(
        delete(DossierMark).where(DossierMark.dossier_id == dossier.id), execution_options=_QUIET
    )
    db.session.execute(delete(Notice).where(Notice.path == desk_path(dossier)), execution_options=_QUIET)
    before = move(dossier, "forget")
    dossier.applicant = dossier.applicant_name = dossier.answers = dossier.guide_answers = None
    dossier.decision = dossier.delivery_address = None
    dossier.citizen_id = None
    dossier.forgotten_at = moment.now()
    happened(dossier, "forget", before, by)


def _let_papers_go(dossier: Dossier) -> None:
    """Papers that no other dossier holds may be deleted from today on; this one does not name them any more."""
    rows = list(
        db.session.scalars(
            select(DossierPaper).where(
                DossierPaper.dossier_id == dossier.id, DossierPaper.paper_id.is_not(None)
            )
        )
    )
    ids = [one.paper_id for one in rows if one.paper_id is not None]
    elsewhere = set(
        db.session.scalars(
            select(DossierPaper.paper_id).where(
                DossierPaper.paper_id.in_(ids), DossierPaper.dossier_id != dossier.id
            )
        )
    )
    today = to_local(moment.now()).date()
    for number, paper in papers.papers(ids).items():
        if number not in elsewhere:
            paper.forget_on = min(paper.forget_on or today, today)
    for one in rows:
        one.paper_id = None
    db.session.flush()
