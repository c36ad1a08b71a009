"""The verbs of curation. Each checks the permission, writes an audit entry, moves the portal's pages on and commits."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any, TypeVar

from sqlalchemy import delete, func, or_, select

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.publishing.service import StaleVersion, audit, commit, touch
from portal.search.curation.models import EXACT, AskedQuery, PromotedResult, Synonym
from portal.search.curation.questions import key_of

CURATE, SHARE = "search.curate", "content.share"

MOST_ROWS = 500
"""Synonyms, and promoted results, that a portal may have: every search looks at all of them."""

UNDO = timedelta(days=30)
"""How long what was deleted can be brought back."""

Row = TypeVar("Row", Synonym, PromotedResult)


class AlreadyThere(ValueError):
    """The same is there already; `row` is it."""

    def __init__(self, row: Synonym | PromotedResult) -> None:
        super().__init__(row.name)
        self.row = row


class TooMany(ValueError):
    """The portal has MOST_ROWS of these already."""


@dataclass(frozen=True)
class SynonymDraft:
    """What an editor writes of a synonym (see Synonym)."""

    term: str
    meaning: str
    one_way: bool = False
    shared: bool = False


@dataclass(frozen=True)
class PromotedDraft:
    """What an editor writes of a promoted result (see PromotedResult)."""

    question: str
    target: str
    title: str
    matching: str = EXACT
    entry_key: str = ""
    note: str = ""
    starts: date | None = None
    ends: date | None = None
    position: int = 0
    shared: bool = False


def add_synonym(draft: SynonymDraft, actor: Actor) -> Synonym:
    """Add a synonym. Raises Forbidden, AlreadyThere, TooMany."""
    _may(actor, draft.shared)
    _refuse_same_synonym(draft, None)
    _refuse_too_many(Synonym)
    return _added(Synonym(tenant_id=actor.tenant_id), draft, actor)


def save_synonym(row: Synonym, draft: SynonymDraft, seen: int, actor: Actor) -> None:
    """Change a synonym that the editor saw in version `seen`. Raises Forbidden, StaleVersion, AlreadyThere."""
    _may(actor, draft.shared or row.shared)
    _check_version(row, seen)
    _refuse_same_synonym(draft, row.id)
    _saved(row, draft, actor)


def add_promoted(draft: PromotedDraft, actor: Actor) -> PromotedResult:
    """Add a promoted result; its question needs no answer any more. Raises Forbidden, AlreadyThere, TooMany."""
    _may(actor, draft.shared)
    _refuse_same_promoted(draft, None)
    _refuse_too_many(PromotedResult)
    answered = select(AskedQuery).where(AskedQuery.key == key_of(draft.question))
    for query in db.session.scalars(answered):
        query.ignored = True
    return _added(PromotedResult(tenant_id=actor.tenant_id), draft, actor)


def save_promoted(row: PromotedResult, draft: PromotedDraft, seen: int, actor: Actor) -> None:
    """Change a promoted result that the editor saw in version `seen`. Raises as `save_synonym`."""
    _may(actor, draft.shared or row.shared)
    _check_version(row, seen)
    _refuse_same_promoted(draft, row.id)
    _saved(row, draft, actor)


def switch(row: Synonym | PromotedResult, on: bool, actor: Actor) -> None:
    """Switch on or off what stays in the list. Raises Forbidden."""
    _may(actor, row.shared)
    row.active = on
    _note(row, "on" if on else "off", actor)


def remove(row: Synonym | PromotedResult, actor: Actor) -> None:
    """Delete; for a month it can be brought back. Raises Forbidden."""
    _may(actor, row.shared)
    row.deleted_at = utc_now()
    model = type(row)
    db.session.execute(delete(model).where(model.deleted_at < utc_now() - UNDO))
    _note(row, "remove", actor)


def restore(row: Synonym | PromotedResult, actor: Actor) -> None:
    """Bring back what was deleted. Raises Forbidden, and AlreadyThere where somebody added the same meanwhile."""
    _may(actor, row.shared)
    if row.deleted_at is None:
        return
    if isinstance(row, Synonym):
        _refuse_same_synonym(SynonymDraft(row.term, row.meaning, row.one_way), row.id)
    else:
        _refuse_same_promoted(PromotedDraft(row.question, row.target, row.title, row.matching), row.id)
    row.deleted_at = None
    _note(row, "restore", actor)


def ignore(query: AskedQuery, on: bool, actor: Actor) -> None:
    """Take a question off the list of what was not found, or put it back. Raises Forbidden."""
    actor.require(CURATE)
    query.ignored = on
    _note_query(query, "query.ignore" if on else "query.heed", actor)


def block(query: AskedQuery, on: bool, actor: Actor) -> None:
    """Never suggest a question to others, or allow it again. Raises Forbidden."""
    actor.require(CURATE)
    query.blocked = on
    _note_query(query, "query.block" if on else "query.allow", actor)


def tried(query: AskedQuery, total: int, actor: Actor) -> None:
    """Note how much an editor's search of a question found: what is found leaves the list. Raises Forbidden."""
    actor.require(CURATE)
    query.last_total = total
    commit()


def _may(actor: Actor, shared: bool) -> None:
    actor.require(CURATE)
    if shared:
        actor.require(SHARE)


def _check_version(row: Synonym | PromotedResult, seen: int) -> None:
    if row.version != seen:
        raise StaleVersion


def _added(row: Row, draft: SynonymDraft | PromotedDraft, actor: Actor) -> Row:
    _fill(row, draft)
    row.updated_by = actor.name
    db.session.add(row)
    db.session.flush()
    _note(row, "add", actor)
    return row


def _saved(row: Synonym | PromotedResult, draft: SynonymDraft | PromotedDraft, actor: Actor) -> None:
    _fill(row, draft)
    _note(row, "save", actor)


def _fill(row: Synonym | PromotedResult, draft: SynonymDraft | PromotedDraft) -> None:
    for one in fields(draft):
        setattr(row, one.name, getattr(draft, one.name))
    if isinstance(row, Synonym):
        row.term_key, row.meaning_key = key_of(row.term), key_of(row.meaning)
    else:
        row.question_key = key_of(row.question)


def _note(row: Synonym | PromotedResult, act: str, actor: Actor) -> None:
    row.updated_by = actor.name
    audit(actor, f"{row.kind}.{act}", kind=row.kind, object_id=row.id, detail=row.name)
    touch(db.session(), row.tenant_id)
    commit()


def _note_query(query: AskedQuery, action: str, actor: Actor) -> None:
    audit(actor, action, kind="query", object_id=query.id, detail=query.shown)
    touch(db.session(), query.tenant_id)
    commit()


def _refuse_same_synonym(draft: SynonymDraft, but: int | None) -> None:
    """A pair is the same in both directions, unless both are one-way and lead opposite ways."""
    term, meaning = key_of(draft.term), key_of(draft.meaning)
    there = (Synonym.term_key == term) & (Synonym.meaning_key == meaning)
    back = (Synonym.term_key == meaning) & (Synonym.meaning_key == term)
    if draft.one_way:
        back &= Synonym.one_way.is_(False)
    _refuse_first(select(Synonym).where(or_(there, back), Synonym.deleted_at.is_(None)), Synonym, but)


def _refuse_same_promoted(draft: PromotedDraft, but: int | None) -> None:
    model = PromotedResult
    same = select(model).where(model.question_key == key_of(draft.question), model.target == draft.target)
    _refuse_first(same.where(model.deleted_at.is_(None)), model, but)


def _refuse_first(statement: Any, model: Any, but: int | None) -> None:
    if but is not None:
        statement = statement.where(model.id != but)
    found = db.session.scalars(statement.limit(1)).first()
    if found is not None:
        raise AlreadyThere(found)


def _refuse_too_many(model: Any) -> None:
    kept = select(func.count()).select_from(model).where(model.deleted_at.is_(None))
    if (db.session.scalar(kept) or 0) >= MOST_ROWS:
        raise TooMany
