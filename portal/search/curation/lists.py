"""Synonyms and promoted results as the desk lists them."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, func, or_, select

from portal.extensions import db
from portal.search.curation.models import PromotedResult, Synonym
from portal.search.curation.questions import key_of
from portal.tenancy.directory import Portal
from portal.tenancy.scope import entered, reading

Row = TypeVar("Row", Synonym, PromotedResult)


def by_id(model: type[Row], object_id: int, *, deleted: bool = False) -> Row | None:
    """A row of the portal in force; `deleted`: one that may still be brought back."""
    gone = model.deleted_at.is_not(None) if deleted else model.deleted_at.is_(None)
    return db.session.scalar(select(model).where(model.id == object_id, gone))


def count(model: type[Row], q: str) -> int:
    """How many rows a list has that is filtered by the words `q`, with or without accents."""
    return int(db.session.scalar(select(func.count()).select_from(_holding(model, q).subquery())) or 0)


def rows(model: type[Row], q: str, offset: int, limit: int) -> list[Row]:
    """A part of such a list, in the order of the alphabet (without accents)."""
    first = _keys(model)[0]
    order = (first, PromotedResult.position) if model is PromotedResult else (first,)
    return list(db.session.scalars(_holding(model, q).order_by(*order, model.id).offset(offset).limit(limit)))


def shared_from_above(model: type[Row], portal: Portal) -> list[tuple[int, Row]]:
    """What portals above share with this one, with whose it is; to read, not to change."""
    if not portal.ancestors:
        return []
    with entered(reading(portal.id, portal.ancestors)):
        statement = select(model).where(
            model.tenant_id.in_(portal.ancestors), model.active.is_(True), model.deleted_at.is_(None)
        )
        found = db.session.scalars(statement.order_by(_keys(model)[0], model.id)).all()
        return [(one.tenant_id, one) for one in found]


def _keys(model: Any) -> list[ColumnElement[str]]:
    if model is Synonym:
        return [Synonym.term_key.expression, Synonym.meaning_key.expression]
    return [PromotedResult.question_key.expression]


def _holding(model: Any, q: str) -> Select[Any]:
    statement = select(model).where(model.deleted_at.is_(None))
    key = key_of(q)
    if not key:
        return statement
    holding = [column.contains(key, autoescape=True) for column in _keys(model)]
    if model is PromotedResult:
        holding.append(PromotedResult.title.icontains(q.strip(), autoescape=True))
    return statement.where(or_(*holding))
