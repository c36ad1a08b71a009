"""Blank forms to download: files of the procedure with the same code, here or shared by the portal above."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from portal.extensions import db
from portal.media import queries as media
from portal.procedures.models import Procedure
from portal.publishing.service import visible
from portal.web.freshness import remembered


def blanks_of(code: str) -> dict[str, dict[str, Any]]:
    """File name → the file (url, name, kind, size) of the published procedure with this code; empty where there is
    none."""
    found: dict[str, dict[str, Any]] = remembered(f"services.blanks.{code}", lambda: _blanks(code))
    return found


def procedure_slug(code: str) -> str:
    """The address of the published procedure with this code, "" where there is none."""
    held = _procedure(code)
    return held.slug if held is not None else ""


def _procedure(code: str) -> Procedure | None:
    wanted = {code, ".".join(code.split(".")[:2])}
    statement = visible(select(Procedure).where(Procedure.code.in_(wanted)), Procedure)
    found: Procedure | None = db.session.scalars(statement.order_by(Procedure.shared).limit(1)).first()
    return found


def _blanks(code: str) -> dict[str, dict[str, Any]]:
    held = _procedure(code)
    if held is None:
        return {}
    files = media.uses_of("procedure", held.id)
    return {one["title"]: one for one in files} | {one["name"]: one for one in files}
