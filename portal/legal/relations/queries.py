"""Reads of relations, from both ends, each with a bounded number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from portal.extensions import db
from portal.legal.models import LegalDocument, LegalRelation
from portal.legal.naming import anchor_words
from portal.legal.relation_kinds import CONFIRMED, KINDS, PROPOSED, REJECTED, SHOWN
from portal.legal.validity import Effect, acts, starts
from portal.publishing.models import PUBLISHED
from portal.publishing.service import visible

MOST = 60  # documents of one kind that a page lists


@dataclass(frozen=True)
class RelatedDocument:
    """A document at the other end, as pages show it; `path` is "" where it is not held here."""

    name: str
    title: str
    path: str
    parts: str = ""
    effective: date | None = None
    wording: str = ""
    anchor: str = ""  # of the provision on this side that says so


@dataclass
class RelationGroup:
    """The documents in one kind of relation, seen from this document."""

    kind: str
    label: str
    is_own: bool  # this document does it; else it is done to this document
    documents: list[RelatedDocument] = field(default_factory=list)
    more: int = 0


def effects_on(keys: Sequence[str], acting: Sequence[int] | None = None) -> dict[str, list[Effect]]:
    """What works on each of the documents with these natural keys, one statement; confirmed and published alone.

    acting: only what documents of these tenants do, for a scope that sees more than one portal's.
    """
    if not keys:
        return {}
    source = aliased(LegalDocument, name="acting")
    statement = (
        select(LegalRelation, source.type, source.number, source.slug, starts(source))
        .join(source, acts(source))
        .where(LegalRelation.target_key.in_(keys))
    )
    if acting is not None:
        statement = statement.where(LegalRelation.tenant_id.in_(acting))
    found: dict[str, list[Effect]] = defaultdict(list)
    for relation, type_name, number, slug, begins in db.session.execute(statement):
        found[relation.target_key].append(
            Effect(
                relation.kind,
                _as_date(begins),
                relation.until,
                tuple(relation.target_anchors),
                f"{type_name} {number}",
                f"/van-ban/{slug}",
                relation.anchor,
            )
        )
    for effects in found.values():
        effects.sort(key=lambda one: (one.from_day or date.max, one.by_name))
    return found


def changing_between(after: date, upto: date) -> dict[int, int]:
    """Documents whose validity changes on a day in (after, upto], by their dates or by what acts: id → tenant."""
    own = or_(
        and_(LegalDocument.effective > after, LegalDocument.effective <= upto),
        and_(LegalDocument.expires > after, LegalDocument.expires <= upto),
    )
    source = aliased(LegalDocument, name="acting")
    begins = starts(source)
    keys = (
        select(LegalRelation.target_key)
        .join(source, acts(source))
        .where(
            or_(
                and_(begins > after, begins <= upto),
                and_(LegalRelation.until > after, LegalRelation.until <= upto),
            )
        )
    )
    found = select(LegalDocument.id, LegalDocument.tenant_id).where(
        LegalDocument.status == PUBLISHED, or_(own, LegalDocument.natural_key.in_(keys))
    )
    return dict(db.session.execute(found).all())


def held_targets(keys: Iterable[str]) -> list[LegalDocument]:
    """The documents that carry one of these natural keys, as far as the scope in force sees them."""
    wanted = sorted(key for key in keys if not key.startswith("?"))
    return (
        list(db.session.scalars(select(LegalDocument).where(LegalDocument.natural_key.in_(wanted))))
        if wanted
        else []
    )


def _as_date(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def groups_of(document: LegalDocument) -> list[RelationGroup]:
    """The relations of a document from both ends, in the order of their weight; three statements."""
    own = _own(document)
    incoming = _incoming(document)
    order = list(KINDS)
    return sorted(own + incoming, key=lambda one: (order.index(one.kind), not one.is_own))


def _own(document: LegalDocument) -> list[RelationGroup]:
    statement = select(LegalRelation).where(
        LegalRelation.document_id == document.id,
        LegalRelation.tenant_id == document.tenant_id,
        LegalRelation.state.in_(SHOWN),
    )
    rows = list(db.session.scalars(statement.order_by(LegalRelation.id)))
    paths = paths_by_key({row.target_key for row in rows})
    rows.sort(key=lambda row: row.target_key not in paths)  # what can be read here comes first
    groups: dict[str, RelationGroup] = {}
    for row in rows:
        group = groups.setdefault(row.kind, RelationGroup(row.kind, str(KINDS[row.kind].from_source), True))
        if len(group.documents) >= MOST:
            group.more += 1
            continue
        name = f"{row.target_type} {row.target_number}" if row.target_number else row.target_title
        group.documents.append(
            RelatedDocument(
                name,
                row.target_title if row.target_number else "",
                paths.get(row.target_key, ""),
                parts_in_words(row.target_anchors),
                row.effective,
                row.wording,
                row.anchor,
            )
        )
    return list(groups.values())


def paths_by_key(keys: Iterable[str]) -> dict[str, str]:
    """Where the documents with these natural keys are read here, one statement."""
    held = sorted(key for key in keys if not key.startswith("?"))
    if not held:
        return {}
    statement = visible(select(LegalDocument.natural_key, LegalDocument.slug), LegalDocument)
    found = db.session.execute(statement.where(LegalDocument.natural_key.in_(held)))
    return {key: f"/van-ban/{slug}" for key, slug in found}


def _incoming(document: LegalDocument) -> list[RelationGroup]:
    source = aliased(LegalDocument, name="acting")
    statement = (
        select(LegalRelation, source.type, source.number, source.title, source.slug, source.issued)
        .join(
            source, (LegalRelation.document_id == source.id) & (LegalRelation.tenant_id == source.tenant_id)
        )
        .where(
            LegalRelation.target_key == document.natural_key,
            LegalRelation.state.in_(SHOWN),
        )
        .order_by(source.issued.desc().nulls_last(), source.id)
        .limit(MOST * len(KINDS))
    )
    groups: dict[str, RelationGroup] = {}
    for row, type_name, number, title, slug, _issued in db.session.execute(visible(statement, source)):
        group = groups.setdefault(row.kind, RelationGroup(row.kind, str(KINDS[row.kind].from_target), False))
        if len(group.documents) >= MOST:
            group.more += 1
            continue
        path = f"/van-ban/{slug}" + (f"#{row.anchor}" if row.anchor else "")
        parts = parts_in_words(row.target_anchors) if row.kind != "refers" else ""
        group.documents.append(
            RelatedDocument(f"{type_name} {number}", title, path, parts, row.effective, row.wording)
        )
    return list(groups.values())


def parts_in_words(anchors: Sequence[str], most: int = 6) -> str:
    """ "Điều 5, khoản 2 Điều 7" of addresses; the first few, then how many more."""
    words = [anchor_words(one) for one in anchors[:most]]
    if len(anchors) > most:
        words.append(_("và %(many)s chỗ khác", many=len(anchors) - most))
    return ", ".join(words)


def to_decide(document_id: int) -> list[LegalRelation]:
    """What the text of a document proposes, what editors decided and wrote, proposals first; for the desk."""
    statement = select(LegalRelation).where(
        LegalRelation.document_id == document_id, LegalRelation.state.in_([PROPOSED, CONFIRMED, REJECTED])
    )
    order = {PROPOSED: 0, CONFIRMED: 1, REJECTED: 2}
    return sorted(db.session.scalars(statement), key=lambda one: (order[one.state], one.id))


def waiting(limit: int, offset: int = 0) -> list[tuple[LegalRelation, LegalDocument]]:
    """Proposals of all documents of the portal that wait for an editor, the newest documents first."""
    statement = (
        select(LegalRelation, LegalDocument)
        .join(LegalDocument, LegalRelation.document_id == LegalDocument.id)
        .where(LegalRelation.state == PROPOSED)
        .order_by(LegalDocument.issued.desc().nulls_last(), LegalDocument.id.desc(), LegalRelation.id)
    )
    return [(one, document) for one, document in db.session.execute(statement.limit(limit).offset(offset))]


def count_waiting() -> int:
    """How many proposals wait for an editor."""
    statement = select(func.count()).select_from(LegalRelation).where(LegalRelation.state == PROPOSED)
    return int(db.session.scalar(statement) or 0)


def relation_by_id(relation_id: int) -> LegalRelation | None:
    """One relation of this portal."""
    return db.session.scalar(select(LegalRelation).where(LegalRelation.id == relation_id))
