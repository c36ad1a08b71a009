"""Reads of links that leave the portal, in the scope in force, each with a bounded number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import Select, func, select

from portal.accounts.models import User
from portal.clock import utc_now
from portal.extensions import db
from portal.quality.models import Finding
from portal.quality.outside.models import OutsideLink, OutsideUse
from portal.quality.outside.verdicts import BROKEN, NEW, NO_NETWORK, REASONS, STATUSES
from portal.quality.registry import registered

RULE = "link-outside"
LONGEST_PLACE = 300
SHOWN = 20  # addresses in the short list on other pages
MOST_PLACES = 2_000  # that a page reads of: a link of a series may stand on every item of it


@dataclass(frozen=True)
class Overview:
    """How many addresses there are by status; when one was asked last. `is_on`: whether any are asked at all."""

    counts: dict[str, int]
    checked_at: datetime | None
    is_on: bool
    no_network: bool

    @property
    def total(self) -> int:
        """How many addresses."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Place:
    """Where an address stands: a published thing, and who looks after it."""

    kind: str
    object_id: int
    title: str
    editor: str


@dataclass(frozen=True)
class Line:
    """An address and what is known of it. `since`: of what nothing but failures came."""

    id: int
    address: str
    status: str
    reason: str
    since: datetime | None
    checked_at: datetime | None
    waits: bool
    places: list[Place]

    @property
    def said(self) -> str:
        """The reason in words, "" where there is none."""
        return str(REASONS.get(self.reason, self.reason))


def broken_among(addresses: Collection[str]) -> set[str]:
    """Those of the addresses that are broken."""
    if not addresses:
        return set()
    statement = select(OutsideLink.address).where(OutsideLink.status == BROKEN)
    return set(db.session.scalars(statement.where(OutsideLink.address.in_(addresses))))


def overview() -> Overview:
    """How the portal in force stands: two statements."""
    counted = dict(
        db.session.execute(select(OutsideLink.status, func.count()).group_by(OutsideLink.status)).all()
    )
    cut = OutsideLink.reason == NO_NETWORK
    checked_at, many_cut = db.session.execute(
        select(func.max(OutsideLink.checked_at), func.count().filter(cut))
    ).one()
    is_on = bool(current_app.config["PORTAL"].check_links)
    counts = {one: counted.get(one, 0) for one in STATUSES}
    return Overview(counts, checked_at, is_on, many_cut > 0)


def _chosen(status: str, q: str) -> Select[OutsideLink]:
    """The addresses of a status ("": all) in which these words stand, what fails longest first."""
    found = select(OutsideLink)
    if status:
        found = found.where(OutsideLink.status == status)
    if q:
        found = found.where(OutsideLink.address.icontains(q, autoescape=True))
    return found.order_by(
        OutsideLink.first_failed_at.is_(None), OutsideLink.first_failed_at, OutsideLink.address
    )


def count(status: str = "", q: str = "") -> int:
    """How many match."""
    counted = select(func.count()).select_from(_chosen(status, q).order_by(None).subquery())
    return int(db.session.scalar(counted) or 0)


def some(status: str, q: str, offset: int, limit: int) -> list[Line]:
    """A page of those that match, each with its places."""
    rows = db.session.scalars(_chosen(status, q).offset(offset).limit(limit)).all()
    places = _places([one.id for one in rows])
    return [_line(one, places[one.id]) for one in rows]


def broken() -> list[Line]:
    """The first broken addresses with the places where they are to be put right: those that nobody put aside."""
    open_ones = select(Finding.kind, Finding.object_id, Finding.place).where(
        Finding.rule == RULE, Finding.ignored_at.is_(None)
    )
    wanted = {tuple(one) for one in db.session.execute(open_ones.limit(1_000))}
    lines = []
    for one in some(BROKEN, "", 0, SHOWN * 5):
        left = [at for at in one.places if (at.kind, at.object_id, one.address[:LONGEST_PLACE]) in wanted]
        if left:
            lines.append(replace(one, places=left))
    return lines[:SHOWN]


def by_id(link_id: int) -> OutsideLink | None:
    """One address of this portal."""
    return db.session.scalar(select(OutsideLink).where(OutsideLink.id == link_id))


def of_places(places: Iterable[str]) -> dict[str, Line]:
    """What is known of the addresses that findings name: place → line, without its places."""
    wanted = set(places)
    if not wanted:
        return {}
    short = func.substr(OutsideLink.address, 1, LONGEST_PLACE)
    rows = db.session.scalars(select(OutsideLink).where(short.in_(wanted)))
    return {one.address[:LONGEST_PLACE]: _line(one, []) for one in rows}


def used_by(link_ids: Collection[int]) -> dict[str, list[int]]:
    """The things on which one of these addresses stands, by kind."""
    found: dict[str, list[int]] = defaultdict(list)
    chosen = select(OutsideUse.kind, OutsideUse.object_id).where(OutsideUse.link_id.in_(link_ids)).distinct()
    for kind, object_id in db.session.execute(chosen):
        found[kind].append(object_id)
    return found


def _line(row: OutsideLink, places: list[Place]) -> Line:
    waits = row.next_at <= utc_now() and row.status != NEW
    return Line(
        row.id, row.address, row.status, row.reason, row.first_failed_at, row.checked_at, waits, places
    )


def _places(link_ids: list[int]) -> dict[int, list[Place]]:
    """Where these addresses stand: a statement, one per kind, and one for the people."""
    uses = db.session.execute(
        select(OutsideUse.link_id, OutsideUse.kind, OutsideUse.object_id)
        .where(OutsideUse.link_id.in_(link_ids))
        .order_by(OutsideUse.link_id, OutsideUse.id)
        .limit(MOST_PLACES)
    ).all()
    by_kind: dict[str, set[int]] = defaultdict(set)
    for _link, kind, object_id in uses:
        by_kind[kind].add(object_id)
    things = {(kind, row.id): row for kind, ids in by_kind.items() for row in _things(kind, ids)}
    people = {row.person for row in things.values()} - {None}
    names = dict(db.session.execute(select(User.id, User.name).where(User.id.in_(people))).all())
    found: dict[int, list[Place]] = defaultdict(list)
    for link_id, kind, object_id in uses:
        row = things.get((kind, object_id))
        editor = (names.get(row.person) or row.owner_office) if row is not None else ""
        found[link_id].append(Place(kind, object_id, row.title if row is not None else "", editor))
    for those in found.values():
        those.sort(key=lambda one: (one.kind, one.title))
    return found


def _things(kind: str, ids: set[int]) -> list[Any]:
    """Id, title, person (who answers for it, else who acted on it last) and office of things of a kind."""
    checked = registered().checked.get(kind)
    if checked is None:
        return []
    model = checked.model
    person = func.coalesce(model.owner_id, model.updated_by_id).label("person")
    columns = (model.id, getattr(model, checked.title).label("title"), person, model.owner_office)
    return list(db.session.execute(select(*columns).where(model.id.in_(ids))))
