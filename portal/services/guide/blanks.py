"""Blank forms to download: files of the procedure with the same code, here or shared by the portal above."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from portal.extensions import db
from portal.media import queries as media
from portal.procedures.models import Procedure
from portal.publishing.service import visible
from portal.web.freshness import remembered


@dataclass(frozen=True)
class Published:
    """The published procedure of a service: its address ("" where there is none), and its files by name (url, name,
    kind, size)."""

    slug: str = ""
    blanks: Mapping[str, dict[str, Any]] = field(default_factory=dict)


def procedure_of(code: str) -> Published:
    """The published procedure with this code, kept until something changes."""
    return remembered(f"services.procedure.{code}", lambda: _procedure(code))


def _procedure(code: str) -> Published:
    wanted = {code, ".".join(code.split(".")[:2])}
    statement = visible(select(Procedure).where(Procedure.code.in_(wanted)), Procedure)
    held = db.session.scalars(statement.order_by(Procedure.shared).limit(1)).first()
    if held is None:
        return Published()
    files = media.uses_of("procedure", held.id)
    by_name = {one["title"]: one for one in files} | {one["name"]: one for one in files}
    return Published(held.slug, by_name)
