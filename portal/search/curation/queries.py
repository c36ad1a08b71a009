"""What search asks of curation: synonyms, promoted results and past questions of the present portal.

All of it may be asked in any scope that reads, also in one that crosses tenants: whose rows count is said in each
statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import g
from sqlalchemy import Select, and_, or_, select

from portal.clock import today
from portal.extensions import db
from portal.search.curation.models import CONTAINS, AskedQuery, PromotedResult, Synonym
from portal.search.curation.questions import key_of
from portal.search.documents import SearchDocument
from portal.search.registry import searchables
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import entered, reading
from portal.web.freshness import remembered
from portal.web.request import portal_url

OFTEN, ON_DAYS = 3, 2
"""How often, and on how many different days, a question was asked before it is suggested to others."""

MOST_PROMOTED = 3


@dataclass(frozen=True)
class Promoted:
    """A page that editors put above the results: `url` is absolute, `note` may be empty."""

    title: str
    url: str
    note: str


def _portal() -> Portal | None:
    found: Portal | None = g.get("portal")
    return found


def _in_force(model: Any, portal: Portal) -> Select[Any]:
    """The rows that editors of this portal switched on, and those that portals above share with it."""
    own_or_shared = or_(
        model.tenant_id == portal.id,
        and_(model.tenant_id.in_(portal.ancestors), model.shared.is_(True)),
    )
    return select(model).where(own_or_shared, model.active.is_(True), model.deleted_at.is_(None))


def synonym_lines() -> tuple[str, ...]:
    """The synonyms of the present portal as lines of the vocabulary, own ones first; () outside of a request."""
    portal = _portal()
    return remembered("search.synonyms", lambda: synonyms_of(portal)) if portal is not None else ()


def synonyms_of(portal: Portal) -> tuple[str, ...]:
    """The synonyms in force on a portal, as lines: "sổ đỏ = giấy chứng nhận", one way "lô cốt => công trình"."""
    columns = (Synonym.tenant_id, Synonym.term, Synonym.meaning, Synonym.one_way)
    statement = _in_force(Synonym, portal).with_only_columns(*columns)
    found = db.session.execute(statement.order_by(Synonym.term_key, Synonym.id)).all()
    own_first = sorted(found, key=lambda one: one.tenant_id != portal.id)
    return tuple(dict.fromkeys(line_of(one.term, one.meaning, one.one_way) for one in own_first))


def line_of(term: str, meaning: str, one_way: bool) -> str:
    """A pair as a line of the vocabulary."""
    return f"{term} {'=>' if one_way else '='} {meaning}"


def promoted(question: str) -> list[Promoted]:
    """What editors put above the results of a question, at most MOST_PROMOTED; own pages before those from above.

    What leads to an entry that citizens no longer see is left out.
    """
    portal, key = _portal(), key_of(question)
    if portal is None or not key:
        return []
    found: list[Promoted] = []
    for one in remembered("search.promoted", lambda: _promoted_of(portal)):
        if matches(one, key) and one.shown_on(today()):
            shown = _shown(one, portal)
            if shown is not None and shown.url not in {other.url for other in found}:
                found.append(shown)
        if len(found) == MOST_PROMOTED:
            break
    return found


def _promoted_of(portal: Portal) -> Sequence[PromotedResult]:
    rows = db.session.scalars(_in_force(PromotedResult, portal)).all()
    for row in rows:
        db.session.expunge(row)  # they outlive this request's session
    return sorted(rows, key=lambda one: (one.tenant_id != portal.id, one.position, one.id))


def matches(row: PromotedResult, key: str) -> bool:
    """Whether a question with these bare syllables is the one that the row is for."""
    if row.matching == CONTAINS:
        return f" {row.question_key} " in f" {key} "
    return row.question_key == key


def _shown(row: PromotedResult, portal: Portal) -> Promoted | None:
    """The promoted page as it is now; None if it is gone, or its portal is closed."""
    owner = directory().by_id(row.tenant_id)
    if owner is None or owner.status != "active":
        return None
    target = row.target
    if row.entry_key:
        entry = _entry(row.entry_key, owner, portal)
        if entry is None:
            return None
        target = entry.url_path
        owner = portal if entry.shared else owner  # what is shared has a page on this portal too
    return Promoted(row.title, portal_url(owner, target), row.note)


def _entry(key: str, owner: Portal, portal: Portal) -> SearchDocument | None:
    """The entry as visitors of its editors' portal see it, who may see more of it than those of a portal below."""
    room = searchables().get(key.partition(":")[0])
    if room is None:
        return None
    if owner.id == portal.id:
        return room.texts([key]).get(key)
    with entered(reading(owner.id, owner.ancestors)):
        return room.texts([key]).get(key)


def past_queries(beginning: str, limit: int) -> list[str]:
    """Questions that begin so and were asked here often, on several days and with success; the most frequent first."""
    portal, key = _portal(), key_of(beginning)
    if portal is None or not key or limit < 1:
        return []
    if beginning[-1:].isspace():
        key += " "
    statement = (
        select(AskedQuery.shown)
        .where(AskedQuery.tenant_id == portal.id, AskedQuery.key.startswith(key, autoescape=True))
        .where(AskedQuery.count - AskedQuery.empty >= OFTEN, AskedQuery.days >= ON_DAYS)
        .where(AskedQuery.last_total > 0, AskedQuery.blocked.is_(False))
        .order_by(AskedQuery.count.desc(), AskedQuery.key)
        .limit(limit)
    )
    return list(db.session.scalars(statement))
