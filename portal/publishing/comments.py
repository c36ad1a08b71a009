"""What is said about a thing at the desk: remarks with answers, reasons of acts. Citizens never see any of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.accounts.permissions import Actor, Forbidden
from portal.clock import utc_now
from portal.extensions import db
from portal.publishing.models_workflow import DraftComment
from portal.publishing.service import audit

LONGEST, LONGEST_QUOTE = 4_000, 500
MOST = 500
"""Remarks on one thing that are shown and kept; further ones are refused."""


class InvalidComment(ValueError):
    """A remark that cannot be kept; the message tells what to do."""


@dataclass
class Thread:
    """A remark and what was answered to it, oldest first."""

    first: DraftComment
    answers: list[DraftComment] = field(default_factory=list)


def threads(kind: str, object_id: int) -> list[Thread]:
    """All that is said about a thing: open remarks first, then settled ones; each in the order of time."""
    statement = select(DraftComment).where(DraftComment.kind == kind, DraftComment.object_id == object_id)
    rows = db.session.scalars(statement.order_by(DraftComment.at, DraftComment.id).limit(MOST)).all()
    found = {row.id: Thread(row) for row in rows if row.parent_id is None}
    for row in rows:
        if row.parent_id in found:
            found[row.parent_id].answers.append(row)
    return sorted(found.values(), key=lambda one: one.first.resolved_at is not None)


def by_id(kind: str, object_id: int, comment_id: int) -> DraftComment | None:
    """A remark on this thing that others may answer."""
    return db.session.scalar(
        select(DraftComment).where(
            DraftComment.id == comment_id, DraftComment.kind == kind, DraftComment.object_id == object_id
        )
    )


def say(
    kind: str,
    object_id: int,
    text: str,
    actor: Actor,
    *,
    quote: str = "",
    parent: DraftComment | None = None,
    to: tuple[int, str] | None = None,
    act: str = "",
) -> DraftComment:
    """Say something about a thing, or answer a remark (the caller commits). `to` is the person (id, name) that it is
    addressed to. Raises InvalidComment, Forbidden."""
    actor.require("content.read")
    words = text.strip()
    if not words:
        raise InvalidComment(_("Viết góp ý rồi bấm gửi."))
    if len(words) > LONGEST:
        raise InvalidComment(
            _("Góp ý dài quá %(most)s ký tự. Hãy viết ngắn lại.", most=f"{LONGEST:,}".replace(",", "."))
        )
    count = select(func.count()).where(DraftComment.kind == kind, DraftComment.object_id == object_id)
    if (db.session.scalar(count) or 0) >= MOST:
        raise InvalidComment(_("Mục này đã có quá nhiều góp ý. Hãy trao đổi trực tiếp."))
    said = DraftComment(
        tenant_id=actor.tenant_id,
        kind=kind,
        object_id=object_id,
        parent_id=(parent.parent_id or parent.id) if parent else None,
        act=act,
        text=words,
        quote=" ".join(quote.split())[:LONGEST_QUOTE],
        for_user_id=to[0] if to else None,
        for_name=to[1] if to else "",
        by_id=actor.user_id,
        by_name=actor.name,
    )
    db.session.add(said)
    db.session.flush()
    return said


def settle(said: DraftComment, actor: Actor) -> None:
    """Mark a remark as dealt with (the caller commits). Raises Forbidden."""
    actor.require("content.read")
    said.resolved_at, said.resolved_by_name = utc_now(), actor.name


def reopen(said: DraftComment, actor: Actor) -> None:
    """Take up a settled remark again (the caller commits). Raises Forbidden."""
    actor.require("content.read")
    said.resolved_at, said.resolved_by_name = None, ""


def take_away(said: DraftComment, actor: Actor) -> None:
    """Delete an own remark with its answers (the caller commits). Raises Forbidden."""
    if said.by_id != actor.user_id or said.act:
        raise Forbidden("content.read")
    audit(actor, "comment.remove", kind=said.kind, object_id=said.object_id, detail=said.text[:200])
    db.session.delete(said)
    db.session.flush()


def people_in(kind: str, object_id: int) -> set[int]:
    """Everybody who said something about a thing or was addressed."""
    statement = select(DraftComment.by_id, DraftComment.for_user_id).where(
        DraftComment.kind == kind, DraftComment.object_id == object_id
    )
    return {one for row in db.session.execute(statement) for one in row if one is not None}
