"""The installation's portals, held in memory: read once, read again when the global version moves."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.extensions import db
from portal.tenancy.models import FormerName, Tenant


@dataclass(frozen=True)
class Portal:
    """A tenant as pages know it: plain data, safe to share between threads."""

    id: int
    slug: str
    name: str
    authority: str
    kind: str
    code: str
    parent_id: int | None
    valid_from: date | None
    valid_to: date | None
    merged_into_id: int | None
    status: str
    theme: str
    primary_colour: str
    accent_colour: str
    emblem: str
    address: str
    telephone: str
    hotline: str
    email: str
    lat: float | None
    lon: float | None
    agency_id: str
    hosts: tuple[str, ...]
    former_hosts: tuple[str, ...]
    former_slugs: tuple[str, ...]
    settings: dict[str, Any] = field(hash=False)
    ancestors: tuple[int, ...] = ()
    descendants: tuple[int, ...] = ()

    @property
    def is_living(self) -> bool:
        """Whether it is a portal of its own still: one that was merged only leads on to its heir."""
        return self.merged_into_id is None

    @property
    def is_district(self) -> bool:
        """Whether this is the district's own portal, the one that administers the others."""
        return self.parent_id is None


_DERIVED = {"hosts", "former_hosts", "former_slugs", "ancestors", "descendants"}
_FIELDS = [name for name in Portal.__dataclass_fields__ if name not in _DERIVED]


class Directory:
    """All portals by id, slug and host; reloads itself when told that a tenant changed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._version: int | None = None
        self._by_id: dict[int, Portal] = {}
        self._by_slug: dict[str, Portal] = {}
        self._by_host: dict[str, Portal] = {}
        self._by_former_slug: dict[str, Portal] = {}

    def refresh(self, version: int) -> None:
        """Load the tenants again unless they are those of this version (needs an application context)."""
        if version == self._version:
            return
        with self._lock:
            # A session of its own: one that stayed open here would hold an old snapshot against later writes.
            with Session(db.engine) as session:
                rows = session.scalars(select(Tenant).order_by(Tenant.id)).all()
                former = session.execute(
                    select(FormerName.slug, FormerName.of_tenant_id).order_by(FormerName.id)
                ).all()
                parents = {row.id: row.parent_id for row in rows}
                portals = [self._portal(row, parents, former) for row in rows]
            self._by_id = {portal.id: portal for portal in portals}
            self._by_slug = {portal.slug: portal for portal in portals}
            self._by_host = {
                host: portal for portal in portals for host in (*portal.hosts, *portal.former_hosts)
            }
            self._by_former_slug = {
                slug: self._by_id[tenant_id] for slug, tenant_id in former if slug not in self._by_slug
            }
            self._version = version

    @staticmethod
    def _portal(row: Tenant, parents: dict[int, int | None], former: Sequence[Any]) -> Portal:
        def line(tenant_id: int) -> tuple[int, ...]:
            found: list[int] = []
            above = parents.get(tenant_id)
            while above is not None and above not in found:
                found.append(above)
                above = parents.get(above)
            return tuple(found)

        hosts = sorted(row.hosts, key=lambda host: host.position)
        return Portal(
            **{name: getattr(row, name) for name in _FIELDS},
            hosts=tuple(one.host for one in hosts if not one.leads_on),
            former_hosts=tuple(one.host for one in hosts if one.leads_on),
            former_slugs=tuple(slug for slug, tenant_id in former if tenant_id == row.id),
            ancestors=line(row.id),
            descendants=tuple(other for other in parents if row.id in line(other)),
        )

    @property
    def loaded(self) -> bool:
        """Whether there is anything in it yet; what is in it may be old until `refresh`."""
        return bool(self._by_id)

    def by_id(self, tenant_id: int) -> Portal | None:
        """The portal with this id."""
        return self._by_id.get(tenant_id)

    def by_slug(self, slug: str) -> Portal | None:
        """The portal with this slug."""
        return self._by_slug.get(slug)

    def by_former_slug(self, slug: str) -> Portal | None:
        """The portal that had this slug before it was renamed; None where another one has the slug now."""
        return self._by_former_slug.get(slug)

    def by_host(self, host: str) -> Portal | None:
        """The portal that answers on this (normalised) host, be it only to lead on to its canonical one."""
        return self._by_host.get(host)

    def heir_of(self, portal: Portal) -> Portal:
        """The living portal that a merged one went into, over any number of mergers; itself where it lives."""
        seen = {portal.id}
        while portal.merged_into_id is not None and portal.merged_into_id not in seen:
            seen.add(portal.merged_into_id)
            portal = self._by_id.get(portal.merged_into_id, portal)
        return portal

    def all(self) -> list[Portal]:
        """Every portal, merged ones too: the district first, then by name."""
        return sorted(self._by_id.values(), key=lambda one: (one.parent_id is not None, one.name))

    def living(self) -> list[Portal]:
        """Every portal that was not merged into another one: what lists for people show."""
        return [one for one in self.all() if one.is_living]

    def district(self) -> Portal | None:
        """The portal without a parent."""
        return next((one for one in self._by_id.values() if one.parent_id is None), None)

    def slugs_by_path(self) -> frozenset[str]:
        """Slugs that stand as first path segment where tenants are told by path."""
        named = {slug for slug, one in self._by_slug.items() if one.parent_id is not None}
        return frozenset(named | self._by_former_slug.keys())


def directory(app: Flask | None = None) -> Directory:
    """The application's directory of portals."""
    found: Directory = (app or current_app).extensions["portal_directory"]
    return found
