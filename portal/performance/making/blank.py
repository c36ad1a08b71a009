"""Rows before anything is known: every column with its default, so that thousands go into one statement."""

from __future__ import annotations

from functools import cache
from typing import Any

from portal.dossiers.models import Dossier, DossierMark, DossierPaper
from portal.dossiers.models_aside import DossierRating, DossierReading
from portal.dossiers.models_course import DossierEvent, DossierForm, DossierRequest, DossierStep
from portal.tenancy.owned import new_id

MODELS: dict[str, Any] = {
    one.__tablename__: one
    for one in (
        *(Dossier, DossierMark, DossierPaper, DossierStep, DossierEvent),
        *(DossierRequest, DossierForm, DossierRating, DossierReading),
    )
}


@cache
def _empty(table: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column in MODELS[table].__table__.columns:
        default = column.default
        found[column.name] = default.arg if default is not None and default.is_scalar else None
    return found


def blank(table: str, tenant_id: int) -> dict[str, Any]:
    """A row of a table of dossiers with an id of its own."""
    return _empty(table) | {"tenant_id": tenant_id, "id": new_id()}
