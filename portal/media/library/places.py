"""Where files are used: packages above media tell the titles of their things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from flask import Flask, current_app
from flask_babel import gettext as _
from sqlalchemy import select

from portal.extensions import db
from portal.media.models import MediaUse
from portal.web.contributions import contributions


@dataclass(frozen=True)
class Place:
    """A thing that uses a file: what it is called, where the desk shows it ("" for nowhere), what kind of thing, and
    whether citizens see it now."""

    title: str
    path: str
    label: str
    is_public: bool = False


Teller = Callable[[Sequence[int]], dict[int, Place]]
"""Takes ids of things of one kind, answers their places by id; one statement."""

_EXTENSION = "portal_media_places"


def tell(app: Flask, kind: str, teller: Teller) -> None:
    """Let `teller` name the things of a kind."""
    app.extensions.setdefault(_EXTENSION, {})[kind] = teller


def places_of(media_ids: Iterable[int]) -> dict[int, list[Place]]:
    """The things that use these files, by file, those that citizens see first; two statements, and two for each kind.

    A thing of a kind that nobody names is there all the same. It counts as public where nobody can tell.
    """
    wanted = list(media_ids)
    statement = select(MediaUse.media_id, MediaUse.kind, MediaUse.object_id).distinct()
    uses = db.session.execute(statement.where(MediaUse.media_id.in_(wanted))).all() if wanted else []
    by_kind: dict[str, set[int]] = defaultdict(set)
    for _media_id, kind, object_id in uses:
        by_kind[kind].add(object_id)
    named = {kind: _named(kind, sorted(ids)) for kind, ids in by_kind.items()}
    found: dict[int, list[Place]] = {one: [] for one in wanted}
    for media_id, kind, object_id in sorted(uses):
        found[media_id].append(named[kind][object_id])
    return {
        media_id: sorted(places, key=lambda one: (not one.is_public, one.title))
        for media_id, places in found.items()
    }


def _named(kind: str, ids: list[int]) -> dict[int, Place]:
    teller: Teller | None = current_app.extensions.get(_EXTENSION, {}).get(kind)
    told = teller(ids) if teller else {}
    visible = contributions().visibility.get(kind)
    shown = visible(ids) if visible else set(ids)
    unknown = Place(_("Nơi dùng khác của cổng"), "", "")
    return {one: replace(told.get(one, unknown), is_public=one in shown) for one in ids}
