"""The verbs of drafts for comment: the only code that writes their table."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.media import service as media
from portal.publishing.service import check_version, commit, record
from portal.publishing.slugs import unique_slug
from portal.voice.consultations.models import Consultation


@dataclass
class ConsultationDraft:
    """What a form says of a draft for comment."""

    title: str
    opens_on: date
    closes_on: date
    lead: str = ""
    body: str = ""
    office: str = ""
    summary: str = ""
    groups: list[dict[str, Any]] = field(default_factory=list)


def write(draft: ConsultationDraft, actor: Actor) -> Consultation:
    """Make a draft for comment (the caller commits). Raises Forbidden."""
    actor.require("content.create")
    row = Consultation(
        tenant_id=actor.tenant_id,
        slug=unique_slug(Consultation, draft.title),
        created_by_id=actor.user_id,
        title=draft.title,
        opens_on=draft.opens_on,
        closes_on=draft.closes_on,
    )
    db.session.add(row)
    _apply(row, draft)
    db.session.flush()
    media.note_uses(row, text=row.body + row.summary)
    record(row, "create", actor, detail=row.title)
    return row


def create(draft: ConsultationDraft, actor: Actor) -> Consultation:
    """Make a draft for comment. Raises Forbidden."""
    row = write(draft, actor)
    commit()
    return row


def save(
    row: Consultation,
    draft: ConsultationDraft,
    seen_version: int,
    actor: Actor,
    action: str = "save",
    detail: str = "",
) -> None:
    """Save an edited draft or its summary; its address stays. Raises Forbidden, StaleVersion."""
    actor.require_edit(row.created_by_id)
    check_version(row, seen_version)
    rewrite(row, draft, actor, action, detail)
    commit()


def rewrite(row: Consultation, draft: ConsultationDraft, actor: Actor, action: str, detail: str = "") -> None:
    """Put a draft's content onto a row (the caller commits)."""
    _apply(row, draft)
    media.note_uses(row, text=row.body + row.summary)
    record(row, action, actor, detail=detail or row.title)


def _apply(row: Consultation, draft: ConsultationDraft) -> None:
    for name in ("title", "opens_on", "closes_on", "lead", "body", "office", "summary", "groups"):
        setattr(row, name, getattr(draft, name))
