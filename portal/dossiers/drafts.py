"""Unfinished dossiers: begun, saved on the way, handed in or gone after a while. A citizen's are theirs alone."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from portal.dossiers import moment
from portal.dossiers.models import Dossier, DossierPaper
from portal.dossiers.models_aside import DossierDraft
from portal.dossiers.party import Party
from portal.dossiers.states import ONLINE
from portal.dossiers.submissions import REUSED, UPLOAD, Applicant, GivenPaper, Submission, applicant_values
from portal.dossiers.verbs.coming_in import submit
from portal.extensions import db
from portal.papers import queries as papers
from portal.papers.models import SCAN
from portal.papers.service import discard
from portal.publishing.service import StaleVersion
from portal.services.models import Service

KEPT = timedelta(days=30)
"""How long a draft is kept after it was saved last."""


def begin(service: Service, by: Party, guide_answers: Mapping[str, Any] | None = None) -> DossierDraft:
    """A new draft of a service's current version (the caller commits)."""
    instant = moment.now()
    draft = DossierDraft(
        tenant_id=by.actor.tenant_id,
        service_id=service.id,
        version_id=service.current_id,
        draft_key=secrets.token_urlsafe(24),
        citizen_id=by.citizen_id,
        answers={},
        guide_answers=dict(guide_answers or {}),
        papers={},
        begun_at=instant,
        saved_at=instant,
        expires_at=instant + KEPT,
    )
    db.session.add(draft)
    db.session.flush()
    return draft


def own(key: str, by: Party) -> DossierDraft | None:
    """A citizen's draft by its key; None where it is another's, or gone."""
    return db.session.scalar(
        select(DossierDraft).where(
            DossierDraft.draft_key == key[:60],
            DossierDraft.citizen_id == by.citizen_id,
            DossierDraft.expires_at > moment.now(),
        )
    )


def of_citizen(citizen_id: int) -> Sequence[DossierDraft]:
    """The drafts of an account at the portal in force, the latest first."""
    statement = select(DossierDraft).where(
        DossierDraft.citizen_id == citizen_id, DossierDraft.expires_at > moment.now()
    )
    return db.session.scalars(statement.order_by(DossierDraft.saved_at.desc())).all()


def save(
    draft: DossierDraft,
    seen: int | None = None,
    *,
    answers: Mapping[str, Any] | None = None,
    guide_answers: Mapping[str, Any] | None = None,
    applicant: Applicant | None = None,
    given: Mapping[str, Sequence[int]] | None = None,
    delivery: str | None = None,
    delivery_address: Mapping[str, Any] | None = None,
) -> None:
    """Save what is there so far; nothing is judged (the caller commits). Raises StaleVersion: another tab saved."""
    if seen is not None and draft.version != seen:
        raise StaleVersion
    if answers is not None:
        draft.answers = dict(answers)
    if guide_answers is not None:
        draft.guide_answers = dict(guide_answers)
    if applicant is not None:
        draft.applicant = applicant_values(applicant)
    if given is not None:
        draft.papers = {key: list(ids) for key, ids in given.items() if ids}
    if delivery is not None:
        draft.delivery = delivery[:12]
    if delivery_address is not None:
        draft.delivery_address = dict(delivery_address)
    draft.saved_at = moment.now()
    draft.expires_at = draft.saved_at + KEPT
    db.session.flush()


def given_papers(draft: DossierDraft) -> list[GivenPaper]:
    """The papers of a citizen's draft as they are handed in: uploaded, or what the office has already."""
    held = papers.papers([one for ids in draft.papers.values() for one in ids])
    return [
        GivenPaper(key, one, REUSED if one in held and held[one].accepted else UPLOAD)
        for key, ids in draft.papers.items()
        for one in ids
    ]


def submission(draft: DossierDraft, consent_version: str) -> Submission:
    """A citizen's draft as it is handed in; its key makes that happen once."""
    return Submission(
        service_id=draft.service_id,
        version_id=draft.version_id,
        channel=ONLINE,
        applicant=Applicant(**(draft.applicant or {"name": ""})),
        answers=draft.answers or {},
        guide_answers=draft.guide_answers or {},
        submit_key=draft.draft_key,
        papers=given_papers(draft),
        delivery=draft.delivery,
        delivery_address=draft.delivery_address or {},
        consent_version=consent_version,
        citizen_id=draft.citizen_id,
    )


def drop(draft: DossierDraft, by: Party) -> None:
    """Delete a draft with the papers that no dossier has, and the photos that pages of it were made of (the caller
    commits)."""
    pieces = papers.papers([one for ids in draft.papers.values() for one in ids])
    photos = [made.get("raw") for one in pieces.values() if isinstance(made := one.fields, dict)]
    held = pieces | papers.papers([one for one in photos if isinstance(one, int)])
    used = set(db.session.scalars(select(DossierPaper.paper_id).where(DossierPaper.paper_id.in_(list(held)))))
    for number, paper in held.items():
        if paper.source in {UPLOAD, SCAN} and not paper.accepted and number not in used:
            discard(paper, by.actor, noted=number in pieces)
    db.session.delete(draft)
    db.session.flush()


def became(key: str, by: Party) -> Dossier | None:
    """The dossier that a citizen's draft became."""
    if by.citizen_id is None:
        return None
    mine = select(Dossier).where(Dossier.submit_key == key[:60], Dossier.citizen_id == by.citizen_id)
    return db.session.scalar(mine)


def hand_in(key: str, by: Party, consent_version: str) -> tuple[Dossier, bool]:
    """A citizen hands their draft in, once: (dossier, whether it is new); asked again, the dossier that it became.

    Raises LookupError where there is no such draft, Forbidden, InvalidSubmission.
    """
    known = became(key, by)
    if known is not None:
        return known, False
    draft = own(key, by)
    if draft is None:
        raise LookupError("draft")
    dossier, is_new = submit(submission(draft, consent_version), by)
    db.session.delete(draft)
    db.session.flush()
    return dossier, is_new
