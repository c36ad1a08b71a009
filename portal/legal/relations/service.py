"""The verbs of relations: found again after each save, decided by editors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.attributes import set_committed_value

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.legal.citations.held import candidates_for, everything_held
from portal.legal.citations.resolve import Candidates
from portal.legal.models import LegalDocument, LegalRelation
from portal.legal.naming import number_key
from portal.legal.relation_kinds import CONFIRMED, FOUND, KINDS, PROPOSED, REJECTED
from portal.legal.relations.computing import Related, Text, all_citations, related
from portal.legal.relations.queries import held_targets
from portal.publishing.service import audit, commit, log_change, record

_AT_ONCE = 50  # documents of one transaction of `relate_pending`


class UnknownTarget(ValueError):
    """A relation by hand needs at least the number of the other document."""


def text_of(document: LegalDocument) -> Text:
    """What relations are looked for in."""
    return Text(
        document.type,
        document.number,
        document.title,
        document.issued,
        document.year,
        document.preamble,
        document.provisions,
    )


def relate(document: LegalDocument, candidates: Candidates | None = None) -> None:
    """Look for the relations that a document's text states, again after each change (the caller commits).

    What an editor decided or wrote by hand stays; proposals and references that the text no longer states go.
    """
    text = text_of(document)
    parts = all_citations(text)
    if candidates is None:
        candidates = candidates_for(one for _, _, found in parts for one in found)
    rows = related(text, parts, candidates)
    db.session.execute(
        delete(LegalRelation).where(
            LegalRelation.document_id == document.id, LegalRelation.state.in_([FOUND, PROPOSED])
        )
    )
    decided = set()
    for one in db.session.scalars(select(LegalRelation).where(LegalRelation.document_id == document.id)):
        one.shared = document.shared  # who reads the document reads what was decided on it
        decided.add((one.kind, one.target_key, one.anchor))
    db.session.add_all(
        _as_row(document, one) for one in rows if (one.kind, one.target_key, one.anchor) not in decided
    )
    _note_related(document)
    adopt(document)


def _note_related(document: LegalDocument) -> None:
    """That the text was looked through is no new version of it: an editor's open form stays good."""
    db.session.flush()
    db.session.execute(
        update(LegalDocument)
        .where(LegalDocument.id == document.id, LegalDocument.tenant_id == document.tenant_id)
        .values(needs_relating=False, updated_at=LegalDocument.updated_at),
        execution_options={"synchronize_session": False},
    )
    set_committed_value(document, "needs_relating", False)


def _as_row(document: LegalDocument, one: Related) -> LegalRelation:
    return LegalRelation(
        tenant_id=document.tenant_id,
        shared=document.shared,
        document_id=document.id,
        kind=one.kind,
        state=one.state,
        target_key=one.target_key,
        target_type=one.target_type,
        target_number=one.target_number,
        target_title=one.target_title,
        target_anchors=list(one.target_anchors),
        anchor=one.anchor,
        wording=one.wording,
        effective=one.effective,
    )


def adopt(document: LegalDocument) -> None:
    """Let relations of this portal that named the document before it was held point to it (the caller commits)."""
    db.session.execute(
        update(LegalRelation)
        .where(LegalRelation.target_key == f"?{document.number_key}")
        .where(or_(LegalRelation.target_type == "", LegalRelation.target_type == document.type))
        .values(target_key=document.natural_key, target_title=document.title),
        execution_options={"synchronize_session": False},
    )


def count_pending(*, everything: bool = False) -> int:
    """How many documents `relate_pending` would look through."""
    statement = select(func.count()).select_from(LegalDocument)
    if not everything:
        statement = statement.where(LegalDocument.needs_relating.is_(True))
    return int(db.session.scalar(statement) or 0)


def relate_pending(progress: Callable[[int], None] | None = None, *, everything: bool = False) -> int:
    """Relate the documents of the portal in force whose text was not looked through yet; their number.

    In transactions of a few documents each, so that it can be stopped at any moment and goes on where it stopped.
    """
    wanted = select(LegalDocument.id).order_by(LegalDocument.id)
    if not everything:
        wanted = wanted.where(LegalDocument.needs_relating.is_(True))
    ids = list(db.session.scalars(wanted))
    candidates = everything_held() if ids else Candidates(())
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        loaded = select(LegalDocument).where(LegalDocument.id.in_(part))
        for document in db.session.scalars(loaded.options(selectinload(LegalDocument.provisions))):
            relate(document, candidates)
        commit()
        db.session.expunge_all()
        if progress:
            progress(len(part))
    return len(ids)


def decide(relation: LegalRelation, state: str, actor: Actor) -> None:
    """Confirm or reject a relation, or make it a proposal again. Raises Forbidden."""
    actor.require("content.publish")
    if state not in {CONFIRMED, REJECTED, PROPOSED}:
        raise ValueError(state)
    relation.state = state
    relation.decided_by = "" if state == PROPOSED else actor.name
    _record(relation, f"relation.{state}", actor)
    commit()


def confirm_many(ids: list[int], actor: Actor) -> int:
    """Confirm these proposals in one transaction; their number. Those decided meanwhile stay. Raises Forbidden."""
    actor.require("content.publish")
    statement = select(LegalRelation).where(LegalRelation.id.in_(ids), LegalRelation.state == PROPOSED)
    found = list(db.session.scalars(statement))
    for relation in found:
        relation.state, relation.decided_by = CONFIRMED, actor.name
        _record(relation, f"relation.{CONFIRMED}", actor)
    commit()
    return len(found)


def set_effective(document: LegalDocument, day: date, actor: Actor) -> None:
    """Take the day on which the text says that the document takes effect. Raises Forbidden."""
    actor.require_edit(document.created_by_id)
    document.effective = day
    record(document, "save", actor, detail=f"{document.number}: có hiệu lực {day:%d/%m/%Y}")
    commit()


def add(
    document: LegalDocument,
    kind: str,
    target: LegalDocument | None,
    actor: Actor,
    *,
    number: str = "",
    type_name: str = "",
    anchors: list[str] | None = None,
    effective: date | None = None,
    until: date | None = None,
) -> LegalRelation:
    """A relation that an editor writes by hand, confirmed at once. Raises Forbidden, UnknownTarget."""
    actor.require("content.publish")
    if kind not in KINDS:
        raise ValueError(kind)
    if target is None and not number.strip():
        raise UnknownTarget
    related_to = Related(
        kind,
        CONFIRMED,
        target.natural_key if target else f"?{number_key(number)}",
        target.type if target else type_name,
        target.number if target else number.strip()[:80],
        target.title if target else "",
        tuple(anchors or ()),
    )
    row = _as_row(document, related_to)
    row.effective, row.until, row.decided_by = effective, until, actor.name
    db.session.add(row)
    db.session.flush()
    _record(row, "relation.add", actor)
    commit()
    return row


def remove(relation: LegalRelation, actor: Actor) -> None:
    """Take off a relation that was written by hand. Raises Forbidden."""
    actor.require("content.publish")
    _record(relation, "relation.remove", actor)
    db.session.delete(relation)
    commit()


def _record(relation: LegalRelation, action: str, actor: Actor) -> None:
    detail = f"{relation.kind} {relation.target_type} {relation.target_number or relation.target_title}"
    audit(actor, action, kind="legal", object_id=relation.document_id, detail=detail)
    log_change(relation.tenant_id, "legal", relation.document_id)
    for target in held_targets([relation.target_key]):
        log_change(target.tenant_id, "legal", target.id)  # its validity may change: search narrows by it


def note_targets(document: Any, action: str, _actor: Actor) -> None:
    """Within an act on a document: log those that it acts upon, since their validity follows from its state."""
    if action in {"publish", "withdraw", "save", "restore"}:
        keys = select(LegalRelation.target_key).where(
            LegalRelation.document_id == document.id, LegalRelation.state == CONFIRMED
        )
        for target in held_targets(db.session.scalars(keys)):
            log_change(target.tenant_id, "legal", target.id)
