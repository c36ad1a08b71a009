"""Reads of sharing, each of the portal in force alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import has_request_context
from sqlalchemy import func, or_, select
from sqlalchemy.orm import defer

from portal.extensions import db
from portal.notices.addresses import desk_url
from portal.sharing.models import FOLLOWING, OWN, WAITING, SharedCopy, Sharing
from portal.tenancy.directory import Portal, directory
from portal.web.request import portal_url


@dataclass(frozen=True)
class Origin:
    """Where a copy comes from: the portal's name, the absolute address of the original, and whether that is the
    canonical address of the copy too (until the portal writes on it)."""

    name: str
    url: str
    is_canonical: bool


def copy_of(kind: str, object_id: int) -> SharedCopy | None:
    """What a thing of this portal was made of; None: it is this portal's own."""
    return db.session.scalar(
        select(SharedCopy).where(SharedCopy.kind == kind, SharedCopy.object_id == object_id)
    )


def stand_in(kind: str, source_id: int) -> SharedCopy | None:
    """The copy of an original that this portal has already, by whatever sharing: one that follows before others."""
    found = db.session.scalars(
        select(SharedCopy).where(SharedCopy.kind == kind, SharedCopy.source_id == source_id)
    ).all()
    ranks = {FOLLOWING: 0, OWN: 1}
    return min(found, key=lambda one: (ranks.get(one.state, 2), one.id), default=None)


def origin_of(kind: str, object_id: int) -> Origin | None:
    """Where a thing came from, for its public page; one statement."""
    found = db.session.execute(
        select(SharedCopy.from_portal_id, SharedCopy.source_path, SharedCopy.changed, SharedCopy.live).where(
            SharedCopy.kind == kind, SharedCopy.object_id == object_id
        )
    ).first()
    portal = source_portal(found.from_portal_id) if found is not None and found.live else None
    if found is None or portal is None:
        return None
    return Origin(portal.name, public_address(portal, found.source_path), not found.changed)


def source_portal(portal_id: int) -> Portal | None:
    """The portal that something came from, or the one that it has become part of."""
    found = directory().by_id(portal_id)
    return directory().heir_of(found) if found is not None else None


def public_address(portal: Portal, where: str) -> str:
    """The absolute address of a public page of any portal."""
    return portal_url(portal, where) if has_request_context() else desk_url(portal.id, where)


def not_canonical(kind: str) -> set[int]:
    """Things of this portal whose canonical address is elsewhere: they stand in no site map."""
    statement = select(SharedCopy.object_id).where(
        SharedCopy.kind == kind, SharedCopy.object_id.is_not(None), SharedCopy.changed.is_(False)
    )
    return {one for one in db.session.scalars(statement) if one is not None}


def originals(kind: str, ids: list[int]) -> dict[int, str]:
    """Of these things, in any portals: id → search key of the original that citizens find instead where both are
    looked for."""
    if not ids:
        return {}
    rows = db.session.execute(
        select(SharedCopy.object_id, SharedCopy.from_portal_id, SharedCopy.source_id).where(
            SharedCopy.kind == kind, SharedCopy.object_id.in_(ids), SharedCopy.changed.is_(False)
        )
    )
    return {one.object_id: f"{kind}:{one.from_portal_id}:{one.source_id}" for one in rows}


def sharings_of(kind: str, object_id: int) -> list[Sharing]:
    """Where a thing was sent."""
    return list(
        db.session.scalars(select(Sharing).where(Sharing.kind == kind, Sharing.object_id == object_id))
    )


def copy_by_id(copy_id: int) -> SharedCopy | None:
    """One of what came to this portal."""
    return db.session.scalar(select(SharedCopy).where(SharedCopy.id == copy_id))


def sharing_by_id(sharing_id: int) -> Sharing | None:
    """One of what this portal sent."""
    return db.session.scalar(select(Sharing).where(Sharing.id == sharing_id))


def count_waiting() -> int:
    """How many wait for a decision."""
    statement = select(func.count()).select_from(SharedCopy).where(SharedCopy.state == WAITING)
    return int(db.session.scalar(statement) or 0)


def count_came() -> int:
    """How many came."""
    return int(db.session.scalar(select(func.count()).select_from(SharedCopy)) or 0)


def came(offset: int, limit: int) -> list[SharedCopy]:
    """What came, without its text: what waits first, then the latest."""
    statement = select(SharedCopy).options(defer(SharedCopy.content))
    ordered = statement.order_by(
        (SharedCopy.state == WAITING).desc(), SharedCopy.arrived_at.desc(), SharedCopy.id
    )
    return list(db.session.scalars(ordered.offset(offset).limit(limit)))


def sent(offset: int, limit: int) -> list[Any]:
    """What was sent, a line for each thing: (kind, object_id, title, when last, to how many)."""
    statement = (
        select(
            Sharing.kind,
            Sharing.object_id,
            func.max(Sharing.title).label("title"),
            func.max(Sharing.sent_at).label("sent_at"),
            func.count().label("portals"),
        )
        .group_by(Sharing.kind, Sharing.object_id)
        .order_by(func.max(Sharing.sent_at).desc().nulls_last(), Sharing.object_id)
    )
    return list(db.session.execute(statement.offset(offset).limit(limit)))


def states_of(things: list[tuple[str, int]]) -> dict[tuple[str, int], dict[str, int]]:
    """Of sent things: in how many portals each stands where."""
    if not things:
        return {}
    mine = or_(*((Sharing.kind == kind) & (Sharing.object_id == number) for kind, number in things))
    found: dict[tuple[str, int], dict[str, int]] = {}
    rows = db.session.execute(
        select(Sharing.kind, Sharing.object_id, Sharing.state, func.count().label("portals"))
        .where(mine)
        .group_by(Sharing.kind, Sharing.object_id, Sharing.state)
    )
    for one in rows:
        found.setdefault((one.kind, one.object_id), {})[one.state] = one.portals
    return found


def count_sent() -> int:
    """How many things were sent."""
    things = select(Sharing.kind, Sharing.object_id, Sharing.tenant_id).distinct().subquery()
    return int(db.session.scalar(select(func.count()).select_from(things)) or 0)


def has_thing(copy: SharedCopy) -> bool:
    """Whether something in this portal was made of it."""
    return copy.object_id is not None and copy.state in {FOLLOWING, OWN}
