"""The things themselves that use a file: those with a history, and kinds of other things."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from portal.extensions import Base, db
from portal.media.models import MediaFile, MediaUse
from portal.publishing.models import Publishable


@lru_cache(maxsize=1)
def _models() -> dict[str, Any]:
    """The entity of each kind of thing that has a life and a history. Needs all models."""
    found = (one.class_ for one in Base.registry.mappers if issubclass(one.class_, Publishable))
    return {one.kind: one for one in found}


def _uses(row: MediaFile) -> dict[str, set[int]]:
    """Ids of the things of the file's own portal that use it, by kind."""
    own = (MediaUse.tenant_id == row.tenant_id, MediaUse.media_id == row.id)
    found: dict[str, set[int]] = defaultdict(set)
    for kind, object_id in db.session.execute(select(MediaUse.kind, MediaUse.object_id).where(*own)):
        found[kind].add(object_id)
    return found


def things_using(row: MediaFile) -> list[Any]:
    """The things with a history that use a file, by kind and id; one statement, and one for each kind."""
    found: list[Any] = []
    for kind, ids in sorted(_uses(row).items()):
        model = _models().get(kind)
        if model is not None:
            mine = (model.tenant_id == row.tenant_id, model.id.in_(ids))
            found += db.session.scalars(select(model).where(*mine).order_by(model.id))
    return found


def kinds_without_history(row: MediaFile) -> set[str]:
    """The kinds of other things that use a file (a portal's appearance, what a citizen sent)."""
    return set(_uses(row)) - set(_models())
