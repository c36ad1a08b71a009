"""Reads of legal documents, each with a bounded number of statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import defer, selectinload

from portal.clock import today
from portal.extensions import db
from portal.legal import validity
from portal.legal.models import LegalDocument, LegalField, Provision
from portal.legal.naming import number_key
from portal.legal.relations.queries import effects_on
from portal.publishing.counts import kept_counts, seen, unseen
from portal.publishing.listed import Falling, part, rising
from portal.publishing.models import GONE
from portal.publishing.service import visible
from portal.publishing.wanted import Wanted
from portal.quality.reading_texts import look_at


@dataclass(frozen=True)
class Filters:
    """What a citizen narrows the list by; "" stands for all."""

    q: str = ""
    category: str = ""
    type: str = ""
    issuer: str = ""
    field: str = ""
    year: int | None = None
    validity: str = ""


def document_path(slug: str) -> str:
    """Where citizens find a document."""
    return f"/van-ban/{slug}"


def row(document: LegalDocument, on: date, effects: Sequence[validity.Effect] = ()) -> dict[str, Any]:
    """A document as lists show it; `effects` are what others do to it."""
    state = validity.validity(document.effective, document.expires, on, effects)
    return {
        "path": document_path(document.slug),
        "number": document.number,
        "type": document.type,
        "title": document.title,
        "issuer": document.issuer,
        "issued": document.issued,
        "validity": state.code,
        "validity_label": validity.label(state.code),
    }


def _narrowed(statement: Select[Any], filters: Filters) -> Select[Any]:
    statement = visible(statement, LegalDocument)
    if filters.q:
        words = LegalDocument.title.icontains(filters.q, autoescape=True)
        statement = statement.where(words | LegalDocument.number.icontains(filters.q, autoescape=True))
    for name in ("category", "type", "issuer", "year"):
        if value := getattr(filters, name):
            statement = statement.where(getattr(LegalDocument, name) == value)
    if filters.field:
        statement = statement.where(LegalDocument.fields.any(LegalField.slug == filters.field))
    if filters.validity in validity.CODES:
        statement = statement.where(validity.criterion(filters.validity, today()))
    return statement


def count_documents(filters: Filters) -> int:
    """How many visible documents match."""
    asked = {one.name: value for one in fields(filters) if (value := getattr(filters, one.name))}
    if not asked:
        return seen(LegalDocument)
    if len(asked) == 1 and (facet := next(iter(asked))) in LegalDocument.counted_by:
        return seen(LegalDocument, facet, asked[facet])
    if set(asked) == {"field"}:
        return sum(many for slug, _name, many in _field_choices() if slug == filters.field)
    return int(db.session.scalar(_narrowed(select(func.count()).select_from(LegalDocument), filters)) or 0)


_ORDER = (
    Falling(LegalDocument.issued, nulls=True),
    Falling(LegalDocument.year, nulls=True),
    Falling(LegalDocument.id),
)


def list_documents(
    filters: Filters, offset: int, limit: int, total: int | None = None
) -> list[dict[str, Any]]:
    """Matching documents, latest issued first; those without a date last. `total`: how many match, where known."""
    found = part(
        LegalDocument,
        select(LegalDocument).options(defer(LegalDocument.preamble)),
        lambda statement: _narrowed(statement, filters),
        _ORDER,
        offset,
        limit,
        total,
    )
    on = today()
    effects = effects_on([one.natural_key for one in found])
    return [row(one, on, effects.get(one.natural_key, ())) for one in found]


def newest(limit: int = 6) -> list[dict[str, Any]]:
    """The newest documents of this very portal first, then shared ones, for the home page."""
    return list_documents(Filters(), 0, limit)


CHOICES = 200
_CHOSEN_BY = ("type", "issuer", "year")


def _less(kept: dict[str, int], gone: Iterable[str]) -> dict[str, int]:
    """Counts of what is published without those that citizens do not see."""
    but = Counter(gone)
    return {value: n - but[value] for value, n in kept.items() if value and n > but[value]}


def filter_choices() -> dict[str, list[tuple[Any, Any, int]]]:
    """(value, label, count) for each filter, four statements whatever the number of documents."""
    kept = kept_counts(LegalDocument.kind, _CHOSEN_BY)
    unseen_rows = db.session.execute(
        unseen(LegalDocument, *(getattr(LegalDocument, one) for one in _CHOSEN_BY))
    ).all()
    found = {
        one: _less(kept[one], (str(row[place]) for row in unseen_rows))
        for place, one in enumerate(_CHOSEN_BY)
    }
    most = {
        one: sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:CHOICES]
        for one, counted in found.items()
    }
    return {
        "type": [(value, value, many) for value, many in most["type"]],
        "issuer": sorted((value, value, many) for value, many in most["issuer"]),
        "field": sorted(_field_choices(), key=lambda one: one[1]),
        "year": sorted(((int(value), int(value), many) for value, many in most["year"]), reverse=True),
    }


def _field_choices() -> list[tuple[str, str, int]]:
    """(slug, name, how many documents) of each field."""
    kept = kept_counts(LegalDocument.kind, ("field",))["field"]
    fields_of = and_(
        LegalField.document_id == LegalDocument.id, LegalField.tenant_id == LegalDocument.tenant_id
    )
    gone = db.session.execute(
        unseen(LegalDocument, LegalField.slug, LegalField.name).join(LegalField, fields_of)
    )
    named: dict[str, tuple[str, int]] = {}
    for word, many in sorted(_less(kept, (f"{slug} {name}" for slug, name in gone)).items()):
        slug, _blank, name = word.partition(" ")
        first, before = named.get(slug, (name, 0))
        named[slug] = first, before + many
    return [(slug, name, many) for slug, (name, many) in named.items()]


def document_by_slug(slug: str) -> LegalDocument | None:
    """A visible document with fields and provisions, own before shared."""
    statement = visible(select(LegalDocument).where(LegalDocument.slug == slug), LegalDocument)
    loaded = statement.options(selectinload(LegalDocument.fields), selectinload(LegalDocument.provisions))
    found: LegalDocument | None = db.session.scalars(loaded.order_by(LegalDocument.shared)).first()
    return found


def was_withdrawn(slug: str) -> bool:
    """Whether a document that once stood here was taken off."""
    statement = select(LegalDocument.id).where(
        LegalDocument.slug == slug, LegalDocument.status.in_(GONE), LegalDocument.publish_at.is_not(None)
    )
    return db.session.scalars(statement).first() is not None


def paths_by_number(numbers: set[str]) -> dict[str, str]:
    """Where each of these numbers is held here, in one statement."""
    if not numbers:
        return {}
    statement = visible(select(LegalDocument.number, LegalDocument.slug), LegalDocument)
    found = db.session.execute(statement.where(LegalDocument.number.in_(numbers)))
    return {number: document_path(slug) for number, slug in found}


def by_number(number: str) -> LegalDocument | None:
    """The one visible or own document with this number; None where there is none, or several."""
    statement = select(LegalDocument).where(LegalDocument.number_key == number_key(number)).limit(2)
    found = list(db.session.scalars(statement))
    return found[0] if len(found) == 1 else None


def by_id(document_id: int) -> LegalDocument | None:
    """One document of this portal, whatever its state."""
    return db.session.scalar(
        select(LegalDocument)
        .where(LegalDocument.id == document_id)
        .options(selectinload(LegalDocument.fields), selectinload(LegalDocument.provisions))
    )


def desk_statement(wanted: Wanted) -> Select[Any]:
    """The desk's list."""
    statement = select(LegalDocument).options(defer(LegalDocument.preamble))
    return wanted.narrow(statement, LegalDocument)


def visible_ids(ids: list[int]) -> set[int]:
    """Those of the documents that citizens see now."""
    return set(
        db.session.scalars(visible(select(LegalDocument.id).where(LegalDocument.id.in_(ids)), LegalDocument))
    )


def for_site_map(offset: int, limit: int) -> list[tuple[str, Any]]:
    """(slug, changed) of visible documents, of so many, the first issued first."""
    chosen = rising(LegalDocument, lambda one: visible(one, LegalDocument), _ORDER, offset, limit)
    statement = select(LegalDocument.slug, LegalDocument.updated_at).where(LegalDocument.id.in_(chosen))
    return [(slug, changed) for slug, changed in db.session.execute(statement.order_by(LegalDocument.id))]


def anchors_of(ids: list[int]) -> dict[int, set[str]]:
    """The addresses of the provisions of these documents, by document: one statement."""
    found: dict[int, set[str]] = {}
    statement = select(Provision.document_id, Provision.anchor).where(Provision.document_id.in_(ids))
    for document_id, anchor in db.session.execute(statement):
        found.setdefault(document_id, set()).add(anchor)
    return found


def leading_of(ids: list[int]) -> dict[int, set[str]]:
    """The addresses of other servers that the pages of these documents link, by document: where the text was taken
    from, and links in it. Two statements, which read only texts with an address."""
    texts = (LegalDocument.preamble, LegalDocument.closing)
    chosen = select(LegalDocument.id, LegalDocument.source, *texts).where(
        LegalDocument.id.in_(ids), or_(*(one.contains("://") for one in (LegalDocument.source, *texts)))
    )
    found: dict[int, set[str]] = {}
    for document_id, source, *written in db.session.execute(chosen):
        found[document_id] = {source, *(link for one in written for link in look_at(one).links)} - {""}
    articles = select(Provision.document_id, Provision.text).where(
        Provision.document_id.in_(ids), Provision.text.contains("://")
    )
    for document_id, text in db.session.execute(articles):
        found.setdefault(document_id, set()).update(look_at(text).links)
    return found
