"""The portal that receives: made or renamed, with its sections, mandatory pages and a page for each that comes."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select

from portal.accounts.permissions import system_actor
from portal.extensions import db
from portal.merging.orders import Order, kind_of, tenant
from portal.pages import service as pages
from portal.pages.models import Page
from portal.publishing.service import publish, withdraw
from portal.tenancy.models import FormerName, Tenant, TenantHost
from portal.tenancy.scope import narrowed

LOOKS = (
    "theme",
    "primary_colour",
    "accent_colour",
    "emblem",
    "address",
    "telephone",
    "hotline",
    "email",
    "lat",
    "lon",
)


def make(order: Order, model: Tenant) -> Tenant:
    """A new portal that looks like one of those that go into it (the caller commits)."""
    parent = tenant(order.parent)
    made = Tenant(
        slug=order.into,
        name=order.name,
        authority=order.authority,
        kind=kind_of(order.name),
        code=order.code,
        parent_id=parent.id if parent is not None else model.parent_id,
        valid_from=order.date,
        settings=dict(model.settings),
        **{name: getattr(model, name) for name in LOOKS},
    )
    hosts = order.hosts or (_default_host(order.into, model),)
    made.hosts[:] = [TenantHost(host=host, position=at) for at, host in enumerate(hosts)]
    db.session.add(made)
    db.session.flush()
    return made


def _default_host(slug: str, model: Tenant) -> str:
    """A host beside those of the others: "duc-phu" at what stands behind the first dot of theirs."""
    first = min(model.hosts, key=lambda one: one.position, default=None)
    _name, dot, domain = first.host.partition(".") if first is not None else ("", "", "")
    return f"{slug}.{domain}" if dot else f"{slug}.localhost"


def as_it_is(held: Tenant) -> dict[str, Any]:
    """What renaming may change of a tenant, for going back."""
    return {
        "slug": held.slug,
        "name": held.name,
        "authority": held.authority,
        "code": held.code,
        "kind": held.kind,
        "hosts": [[one.host, one.leads_on] for one in sorted(held.hosts, key=lambda one: one.position)],
    }


def opened(held: Tenant) -> dict[str, Any]:
    """Open a portal that takes others in, for undoing an earlier merger may have closed it; answers how it was."""
    before = {"status": held.status, "valid_to": held.valid_to.isoformat() if held.valid_to else None}
    held.status, held.valid_to = "active", None
    return before


def rename(held: Tenant, order: Order) -> None:
    """Give a portal its new names and hosts; the old ones lead on (the caller commits).

    The keys of the portal lie under its slug; they are there under the new one before anything is committed.
    """
    before = as_it_is(held)
    for name in ("name", "authority", "code"):
        if getattr(order, name):
            setattr(held, name, getattr(order, name))
    if order.name:
        held.kind = held.kind if held.parent_id is None else kind_of(order.name)
    if order.slug and order.slug != held.slug:
        carry_keys(held.slug, order.slug)
        held.slug = order.slug
    if order.hosts:
        _put_hosts(held, order.hosts)
    if any(before[name] != getattr(held, name) for name in ("slug", "name", "authority")):
        former = {name: before[name] for name in ("slug", "name", "authority")}
        db.session.add(FormerName(of_tenant_id=held.id, **former))
    db.session.flush()


def _put_hosts(held: Tenant, first: tuple[str, ...]) -> None:
    by_name = {one.host: one for one in held.hosts}
    ordered = sorted(held.hosts, key=lambda one: (one.leads_on, one.position))
    rest = [one for one in ordered if one.host not in first]
    held.hosts[:] = [by_name.get(host) or TenantHost(host=host) for host in first] + rest
    for position, one in enumerate(held.hosts):
        one.position, one.leads_on = position, one.host not in first


def put_back(held: Tenant, before: dict[str, Any]) -> None:
    """Give a portal its former names and hosts again; what it was called in between leads back."""
    now = as_it_is(held)
    if now["slug"] != before["slug"]:
        carry_keys(now["slug"], before["slug"])
    for name in ("slug", "name", "authority", "code", "kind"):
        setattr(held, name, before[name])
    if "status" in before:
        held.status = before["status"]
        held.valid_to = date.fromisoformat(before["valid_to"]) if before["valid_to"] else None
    was = dict(before["hosts"])
    _put_hosts(held, tuple(host for host, leads_on in before["hosts"] if not leads_on))
    for one in held.hosts:
        one.leads_on = was.get(one.host, True)
    if now["slug"] != before["slug"]:
        former = {name: now[name] for name in ("slug", "name", "authority")}
        db.session.add(FormerName(of_tenant_id=held.id, **former))
    db.session.flush()


def carry_keys(old: str, new: str) -> None:
    """Let the keys of a portal (proof log, signatures) be found under another slug as well.

    The old names stay: who still works with the old slug must not make a key of its own.
    """
    folder: Path = current_app.config["PORTAL"].instance_path / "keys"
    for path in sorted(folder.glob(f"*/{old}.*")):
        target = path.with_name(new + path.name[len(old) :])
        if not target.exists():
            os.link(path, target)


def furnish(held: Tenant, olds: list[Tenant], *, new: bool) -> dict[str, int]:
    """Mandatory pages, and a page below which the pages of each old portal will hang: its id by the old slug.

    Source of the mandatory sections: Decree 42/2022/NĐ-CP, articles 4 to 8.
    """
    made: dict[str, int] = {}
    with narrowed(held.id):
        actor = system_actor(held.id)
        if new:
            pages.ensure_mandatory(actor)
        above = db.session.scalar(select(Page.id).where(Page.section == "gioi-thieu").limit(1))
        for position, old in enumerate(olds):
            summary = f"Các trang giới thiệu của {old.authority}, giữ nguyên như trước khi sáp nhập."
            body = f"{summary}\n\n[Bản lưu trữ của cổng {old.name}](/luu-tru/{old.slug}/)\n"
            draft = pages.PageDraft(
                f"{old.name} trước khi sáp nhập",
                summary,
                body,
                above,
                position=900 + position,
                slug=f"truoc-sap-nhap-{old.slug}",
            )
            page = pages.write(draft, actor)
            publish(page, actor)
            made[old.slug] = page.id
    return made


def clear_away(tenant_id: int, page_ids: list[int]) -> None:
    """Take the pages off again below which the old portals' pages hung, where they are still there."""
    with narrowed(tenant_id):
        for page in db.session.scalars(select(Page).where(Page.id.in_(page_ids), Page.status == "published")):
            withdraw(page, system_actor(tenant_id), "hoàn tác sáp nhập")
