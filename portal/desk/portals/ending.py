"""The end of a portal: a month of waiting that can be broken off, an export, then everything of it is removed.

What is removed is read from the ORM's metadata, so that a table that is added later is not forgotten. One table is one
transaction; a process that dies goes on where it stopped. The bytes of files are left to the sweep of the store, since
other portals may hold the same ones. What stays is the export, and what the district's audit trail says.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import delete, inspect, select

from portal.accounts.models import Handover, Membership, SignInSession
from portal.accounts.permissions import Actor, system_actor
from portal.citizens.models import CitizenMessage, CitizenSession
from portal.clock import utc_now
from portal.content.exporting import export_tenant, exports_folder
from portal.extensions import Base, db
from portal.publishing.models import Change, Publishable
from portal.publishing.service import audit
from portal.tenancy import founding
from portal.tenancy.directory import directory
from portal.tenancy.founding import Deletion, deletion_of
from portal.tenancy.models import FormerName, Tenant
from portal.tenancy.owned import TenantRow
from portal.tenancy.scope import system_task
from portal.web.freshness import tenants_changed

log = logging.getLogger(__name__)
REASON = "xóa cổng đã hết hạn chờ"
KEPT = "da-xoa"
"""The folder of the last exports, below that of the others: these are kept until somebody removes them by hand."""


def ask(tenant: Tenant, typed: str, actor: Actor) -> Deletion:
    """Let a portal wait for its end, if its code was typed (the caller commits and announces). Raises Forbidden,
    founding.Refused."""
    actor.require("district.tenants")
    if typed.strip() != tenant.slug:
        raise founding.Refused("Mã gõ vào không đúng nên chưa có gì thay đổi. Hãy gõ lại mã của cổng.")
    asked = founding.ask_deletion(tenant, actor.name, utc_now())
    audit(actor, "tenants.ending", detail=f"{tenant.slug}: {asked.after:%d/%m/%Y}")
    return asked


def cancel(tenant: Tenant, actor: Actor) -> None:
    """Let it stay (the caller commits and announces). Raises Forbidden, LookupError."""
    actor.require("district.tenants")
    founding.cancel_deletion(tenant)
    audit(actor, "tenants.kept", detail=tenant.slug)


def end_due(now: datetime | None = None) -> int:
    """Remove the portals whose time of waiting is over; how many. Needs an application context, no scope."""
    due = [
        one.id
        for one in directory().all()
        if (held := deletion_of(one.settings)) is not None and held.after <= (now or utc_now())
    ]
    for tenant_id in due:
        remove(tenant_id, now)
    return len(due)


def remove(tenant_id: int, now: datetime | None = None) -> None:
    """Export a portal that is due, then remove it. Nothing happens where somebody broke it off meanwhile."""
    if not _is_due(tenant_id, now):
        return
    portal = directory().by_id(tenant_id)
    assert portal is not None
    target = exports_folder() / KEPT / f"{portal.slug}-{tenant_id}.zip"
    if not target.is_file():  # an earlier try may have come so far
        export_tenant(portal, target)
    for model in models_in_order():
        with system_task(REASON):
            if not _is_due_here(tenant_id, now):
                return
            _remove_rows(model, tenant_id)
            db.session.commit()
    with system_task(REASON):
        _remove_record(tenant_id)
        db.session.commit()
    tenants_changed()
    log.warning("portal %s was removed; its export is %s", portal.slug, target)


def _is_due(tenant_id: int, now: datetime | None) -> bool:
    with system_task(REASON):
        return _is_due_here(tenant_id, now)


def _is_due_here(tenant_id: int, now: datetime | None) -> bool:
    tenant = db.session.get(Tenant, tenant_id)
    held = deletion_of(tenant.settings) if tenant is not None else None
    return held is not None and held.after <= (now or utc_now())


def models_in_order() -> list[Any]:
    """Every tenant-owned entity, those that refer to others first."""
    by_table = {
        inspect(one.class_).local_table.name: one.class_
        for one in Base.registry.mappers
        if issubclass(one.class_, TenantRow)
    }
    return [by_table[one.name] for one in reversed(Base.metadata.sorted_tables) if one.name in by_table]


def _remove_rows(model: Any, tenant_id: int) -> None:
    """All rows of a table in one statement: rows that refer to each other go together."""
    if issubclass(model, Publishable):  # the index lets go of what it no longer finds
        for object_id in _ids(model, tenant_id):
            db.session.add(Change(of_tenant_id=tenant_id, kind=model.kind, object_id=object_id))
        db.session.flush()
    db.session.execute(
        delete(model).where(model.tenant_id == tenant_id), execution_options={"synchronize_session": False}
    )


def _ids(model: Any, tenant_id: int) -> Iterator[int]:
    yield from db.session.scalars(select(model.id).where(model.tenant_id == tenant_id))


def _remove_record(tenant_id: int) -> None:
    tenant = db.session.get_one(Tenant, tenant_id)
    district = directory().district()
    for model, column in (
        (Handover, Handover.to_tenant_id),
        (SignInSession, SignInSession.at_tenant_id),
        (CitizenSession, CitizenSession.at_tenant_id),
        (CitizenMessage, CitizenMessage.at_tenant_id),
        (Membership, Membership.for_tenant_id),
        (FormerName, FormerName.of_tenant_id),
    ):
        db.session.execute(
            delete(model).where(column == tenant_id), execution_options={"synchronize_session": False}
        )
    for one in models_in_order():
        # What listeners wrote of the rows that went (marks of the warehouse), by the table: none hears of it.
        table = inspect(one).local_table
        db.session.connection().execute(table.delete().where(table.c.tenant_id == tenant_id))
    db.session.delete(tenant)
    if district is not None:
        audit(system_actor(district.id), "tenants.removed", detail=f"{tenant.slug}: {tenant.name}")


class Ending:
    """Looks now and then for portals that are due (a part of the process that follows the change log)."""

    EVERY = 600.0

    def __init__(self) -> None:
        self._looked: datetime | None = None

    def step(self, now: datetime) -> None:
        """Look, at most every ten minutes."""
        if self._looked is None or (now - self._looked).total_seconds() >= self.EVERY:
            self._looked = now
            end_due(now)
