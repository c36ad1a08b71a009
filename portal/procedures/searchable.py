"""How procedures become search entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.extensions import db
from portal.procedures.models import Procedure
from portal.procedures.queries import procedure_path
from portal.procedures.service import ProcedureDraft
from portal.publishing.appearing import all_ids, due_ids, find_ids, ids_of_keys
from portal.publishing.service import visible
from portal.search.documents import SearchDocument
from portal.search.registry import Searchable
from portal.web.sanitise import plain_text


def entry_of(
    procedure: Procedure | ProcedureDraft, *, tenant_id: int, object_id: int, shared: bool, slug: str
) -> SearchDocument:
    """The entry of a procedure, be it stored or only read from a catalogue."""
    return SearchDocument(
        key=f"procedure:{tenant_id}:{object_id}",
        tenant_id=tenant_id,
        shared=shared,
        kind="procedure",
        title=procedure.name,
        body=_body(procedure),
        url_path=procedure_path(slug),
        context=procedure.field,
        number=procedure.code,
        facets={
            "field": procedure.field,
            "level": procedure.service_level,
            "authority": _authorities(procedure.levels),
        },
    )


def _authorities(levels: str | Sequence[str]) -> list[str]:
    """Whose authorities carry a procedure out ("xã", "tỉnh" …), of a draft's levels or of the column of a row."""
    return [one for one in levels.split("|") if one] if isinstance(levels, str) else list(levels)


def _body(procedure: Procedure | ProcedureDraft) -> str:
    parts = [
        procedure.description,
        "; ".join(procedure.keywords),
        plain_text(procedure.steps),
        "\n".join(f"{paper.case} {paper.name}" for paper in procedure.papers),
        "; ".join(procedure.results),
        plain_text(procedure.conditions),
        procedure.executing_agency,
    ]
    return "\n".join(part for part in parts if part)


def documents(ids: Sequence[int]) -> Iterable[SearchDocument]:
    """One entry for each visible procedure."""
    statement = visible(select(Procedure).where(Procedure.id.in_(ids)), Procedure)
    for procedure in db.session.scalars(statement.options(selectinload(Procedure.papers))):
        yield entry_of(
            procedure,
            tenant_id=procedure.tenant_id,
            object_id=procedure.id,
            shared=procedure.shared,
            slug=procedure.slug,
        )


def texts(keys: Sequence[str]) -> Mapping[str, SearchDocument]:
    """The entries with these keys, as the scope in force sees them."""
    return {one.key: one for one in documents(list(ids_of_keys(list(keys))))}


SEARCHABLE = Searchable(
    "procedure",
    {"procedure": _l("Thủ tục hành chính")},
    lambda: all_ids(Procedure),
    documents,
    texts,
    lambda since, until: due_ids(Procedure, since, until),
    lambda text, limit: find_ids(Procedure, [Procedure.name, Procedure.code], text, limit),
)
