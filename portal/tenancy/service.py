"""The verbs of tenants: load them from a file, suspend, reinstate, change settings."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select

from portal.extensions import db
from portal.tenancy.hosts import normalise_host
from portal.tenancy.models import FormerName, Tenant, TenantHost

PLAIN = (
    "name",
    "authority",
    "kind",
    "code",
    "theme",
    "emblem",
    "address",
    "telephone",
    "hotline",
    "email",
    "lat",
    "lon",
    "agency_id",
    "valid_from",
    "valid_to",
    "settings",
)

BY_HAND = frozenset({"theme", "primary_colour", "accent_colour", "address", "telephone", "hotline", "email"})
"""What the page of a portal's appearance changes; once it was saved there, a file no longer does."""
HOSTS_BY_HAND = "hosts_by_hand"
"""In a tenant's settings: its hosts were changed at the desk."""


class InvalidTenants(ValueError):
    """The file of tenants can't be used; the message says where and why."""


def read_tenants(path: Path) -> list[dict[str, Any]]:
    """The tables of a tenants.toml, checked. Raises InvalidTenants."""
    try:
        rows: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["tenant"]
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise InvalidTenants(f"{path}: {error}") from error
    slugs = [row.get("slug") for row in rows]
    hosts = [normalise_host(host) for row in rows for host in row.get("hosts", [])]
    for row in rows:
        for key in ("slug", "name", "authority", "kind"):
            if not row.get(key):
                raise InvalidTenants(f"{path}: cơ quan {row.get('slug', '?')} thiếu {key}")
        if row.get("parent") and row["parent"] not in slugs:
            raise InvalidTenants(
                f"{path}: {row['slug']} có cơ quan cấp trên không có trong tệp: {row['parent']}"
            )
    for name, values in (("slug", slugs), ("tên miền", hosts)):
        if len(values) != len(set(values)) or "" in values:
            raise InvalidTenants(f"{path}: {name} bị trùng hoặc không hợp lệ")
    return rows


def load_tenants(path: Path) -> tuple[int, int]:
    """Make or update tenants from a file (the caller commits): (made, changed). Raises InvalidTenants.

    A tenant that is there keeps its state and settings, and where its administrator has arranged its looks or its hosts
    by hand, those too. One that was renamed or merged since is left as it is: the file tells what it was before.
    """
    left = reorganised()
    rows = [row for row in read_tenants(path) if row["slug"] not in left]
    known = {one.slug: one for one in db.session.scalars(select(Tenant))}
    made = changed = 0
    for row in rows:
        tenant = known.get(row["slug"])
        if tenant is None:
            tenant = known[row["slug"]] = Tenant(slug=row["slug"], settings={})
            db.session.add(tenant)
            made += 1
        changed += _apply(tenant, row)
        db.session.flush()
    for row in rows:
        parent = known.get(row.get("parent", ""))
        if parent is not None or not row.get("parent"):  # one above that was renamed stays above
            known[row["slug"]].parent_id = parent.id if parent else None
    return made, max(0, changed - made)


def take_in(row: dict[str, Any], parent: Tenant | None) -> Tenant:
    """Make one tenant of a checked row of a tenants.toml, or bring the one of its slug up to it (caller commits)."""
    tenant = db.session.scalar(select(Tenant).where(Tenant.slug == row["slug"]))
    if tenant is None:
        tenant = Tenant(slug=row["slug"], settings={}, parent_id=parent.id if parent is not None else None)
        db.session.add(tenant)
    _apply(tenant, row)
    db.session.flush()
    return tenant


def reorganised() -> set[str]:
    """Slugs, of now and of before, of the tenants that were renamed or merged."""
    renamed = select(FormerName.of_tenant_id)
    gone = or_(Tenant.merged_into_id.is_not(None), Tenant.id.in_(renamed))
    return {
        *db.session.scalars(select(Tenant.slug).where(gone)),
        *db.session.scalars(select(FormerName.slug)),
    }


def _apply(tenant: Tenant, row: dict[str, Any]) -> bool:
    values = {name: row[name] for name in PLAIN if name in row}
    if tenant.settings:
        values.pop("settings", None)
    colours = row.get("colours", {})
    values |= {f"{name}_colour": colours[name] for name in ("primary", "accent") if name in colours}
    if "appearance" in (tenant.settings or {}):
        values = {name: value for name, value in values.items() if name not in BY_HAND}
    wanted = [normalise_host(host) for host in row.get("hosts", [])]
    held = [one.host for one in sorted(tenant.hosts, key=lambda one: one.position)]
    moved = wanted != held and HOSTS_BY_HAND not in (tenant.settings or {})
    if moved:
        by_name = {one.host: one for one in tenant.hosts}
        tenant.hosts[:] = [by_name.get(host) or TenantHost(host=host) for host in wanted]
        for position, host in enumerate(tenant.hosts):
            host.position = position
    changed = [name for name, value in values.items() if getattr(tenant, name) != value]
    for name in changed:
        setattr(tenant, name, values[name])
    return moved or bool(changed)


def suspend(tenant: Tenant) -> None:
    """Show a clear page (503) instead of the portal (the caller commits and announces)."""
    tenant.status = "suspended"


def reinstate(tenant: Tenant) -> None:
    """Open a suspended portal again (the caller commits and announces)."""
    tenant.status = "active"
