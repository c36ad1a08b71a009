"""The documents that the portal in force holds, as far as given citations need them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select

from portal.extensions import db
from portal.legal.citations.model import Citation
from portal.legal.citations.resolve import Candidates, Held, keys_of
from portal.legal.models import LegalDocument
from portal.publishing.service import visible

_COLUMNS = (
    LegalDocument.id,
    LegalDocument.number,
    LegalDocument.type,
    LegalDocument.title,
    LegalDocument.issued,
    LegalDocument.slug,
    LegalDocument.natural_key,
)
_AT_ONCE = 400  # keys in one statement


def candidates_for(citations: Iterable[Citation]) -> Candidates:
    """Visible documents with a number or a name that these citations mention; one statement for a usual page."""
    numbers, names = keys_of(citations)
    keys = [("number", key) for key in sorted(numbers)] + [("name", key) for key in sorted(names)]
    found: dict[int, Held] = {}
    for start in range(0, len(keys), _AT_ONCE):
        part = keys[start : start + _AT_ONCE]
        by_number = [key for kind, key in part if kind == "number"]
        by_name = [key for kind, key in part if kind == "name"]
        wanted = or_(LegalDocument.number_key.in_(by_number), LegalDocument.name_key.in_(by_name))
        for row in db.session.execute(visible(select(*_COLUMNS).where(wanted), LegalDocument)):
            found[row.id] = Held(*row)
    return Candidates(found.values())


def everything_held() -> Candidates:
    """All visible documents, for work through the whole library."""
    return Candidates(Held(*row) for row in db.session.execute(visible(select(*_COLUMNS), LegalDocument)))
