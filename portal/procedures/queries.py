"""Reads of procedures, each with a bounded number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select
from sqlalchemy.orm import load_only, selectinload

from portal.extensions import db
from portal.procedures.models import Procedure
from portal.procedures.service import LEVELS, SERVICE_LEVELS
from portal.publishing.models import GONE
from portal.publishing.service import visible
from portal.publishing.wanted import Wanted

LEVEL_WORDS = {"bộ": _l("bộ"), "tỉnh": _l("tỉnh"), "huyện": _l("huyện"), "xã": _l("xã"), "khác": _l("khác")}


@dataclass(frozen=True)
class Filters:
    """What a citizen narrows the list by; "" stands for all."""

    q: str = ""
    field: str = ""
    level: str = ""
    service_level: str = ""


def procedure_path(slug: str) -> str:
    """Where citizens find a procedure."""
    return f"/thu-tuc/{slug}"


def service_level_label(level: str) -> str:
    """The level of online service in words (Decree 42/2022/NĐ-CP)."""
    return {
        "toan-trinh": _("Dịch vụ công trực tuyến toàn trình"),
        "mot-phan": _("Dịch vụ công trực tuyến một phần"),
        "thong-tin": _("Chỉ cung cấp thông tin"),
    }.get(level, level)


def row(procedure: Procedure) -> dict[str, Any]:
    """A procedure as lists show it."""
    return {
        "path": procedure_path(procedure.slug),
        "title": procedure.name,
        "field": procedure.field,
        "code": procedure.code,
        "service_level": procedure.service_level,
        "service_level_label": service_level_label(procedure.service_level),
    }


def _lean() -> Select[Any]:
    columns = (Procedure.slug, Procedure.name, Procedure.field, Procedure.code, Procedure.service_level)
    return select(Procedure).options(load_only(*columns))


def _narrowed(statement: Select[Any], filters: Filters) -> Select[Any]:
    statement = visible(statement, Procedure)
    if filters.q:
        words = Procedure.name.icontains(filters.q, autoescape=True)
        statement = statement.where(words | Procedure.code.istartswith(filters.q, autoescape=True))
    if filters.field:
        statement = statement.where(Procedure.field == filters.field)
    if filters.level in LEVELS:
        statement = statement.where(Procedure.levels.contains(f"|{filters.level}|"))
    if filters.service_level in SERVICE_LEVELS:
        statement = statement.where(Procedure.service_level == filters.service_level)
    return statement


def count_procedures(filters: Filters) -> int:
    """How many visible procedures match."""
    return int(db.session.scalar(_narrowed(select(func.count()).select_from(Procedure), filters)) or 0)


def list_procedures(filters: Filters, offset: int, limit: int) -> list[dict[str, Any]]:
    """Matching procedures: those most looked for first, then by name."""
    ordered = _narrowed(_lean(), filters).order_by(
        Procedure.popular.asc().nulls_last(), Procedure.name, Procedure.id
    )
    return [row(one) for one in db.session.scalars(ordered.offset(offset).limit(limit))]


def popular(limit: int = 8) -> list[dict[str, Any]]:
    """The procedures most looked for, for the home page."""
    statement = visible(_lean(), Procedure).where(Procedure.popular.is_not(None))
    return [
        row(one)
        for one in db.session.scalars(statement.order_by(Procedure.popular, Procedure.name).limit(limit))
    ]


def field_choices() -> list[tuple[str, str, int]]:
    """(value, label, count) of the fields."""
    statement = visible(select(Procedure.field, func.count()).select_from(Procedure), Procedure)
    grouped = statement.where(Procedure.field != "").group_by(Procedure.field).order_by(Procedure.field)
    return [(value, value, many) for value, many in db.session.execute(grouped)]


def _whole(statement: Select[Any]) -> Select[Any]:
    return statement.options(
        selectinload(Procedure.ways), selectinload(Procedure.papers), selectinload(Procedure.bases)
    )


def procedure_by_slug(slug: str) -> Procedure | None:
    """A visible procedure with all its parts, own before shared."""
    statement = visible(select(Procedure).where(Procedure.slug == slug), Procedure)
    found: Procedure | None = db.session.scalars(_whole(statement).order_by(Procedure.shared)).first()
    return found


def was_withdrawn(slug: str) -> bool:
    """Whether a procedure that once stood here was taken off."""
    statement = select(Procedure.id).where(
        Procedure.slug == slug, Procedure.status.in_(GONE), Procedure.publish_at.is_not(None)
    )
    return db.session.scalars(statement).first() is not None


def by_id(procedure_id: int) -> Procedure | None:
    """One procedure of this portal, whatever its state."""
    return db.session.scalar(_whole(select(Procedure).where(Procedure.id == procedure_id)))


def desk_statement(wanted: Wanted) -> Select[Any]:
    """The desk's list."""
    statement = select(Procedure)
    return wanted.narrow(statement, Procedure)


def visible_ids(ids: list[int]) -> set[int]:
    """Those of the procedures that citizens see now."""
    return set(db.session.scalars(visible(select(Procedure.id).where(Procedure.id.in_(ids)), Procedure)))


def all_visible() -> list[tuple[str, Any]]:
    """(slug, changed) of every visible procedure, for the site map."""
    statement = visible(select(Procedure.slug, Procedure.updated_at), Procedure)
    return [
        (slug, changed) for slug, changed in db.session.execute(statement.order_by(Procedure.id).limit(10000))
    ]
