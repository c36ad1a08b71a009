"""Telling people that something appeared or ended because its hour came; the follower asks for it again and again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.permissions import system_actor
from portal.clock import utc_now
from portal.extensions import db
from portal.notices.service import notify
from portal.publishing.models import PUBLISHED
from portal.publishing.models_workflow import APPEARS, DueAct
from portal.screens.contract import Screen
from portal.screens.registry import screen_of
from portal.screens.workflow.telling import desk_path, writers_of
from portal.tenancy.scope import all_tenants, editing, entered


def tell_due(now: datetime | None = None) -> int:
    """Tell of what came to its hour, in a transaction per portal, which forgets the hour; how many acts there were."""
    until = now or utc_now()
    with all_tenants("báo những nội dung đến giờ đăng hoặc hết hạn"):
        tenants = set(db.session.scalars(select(DueAct.tenant_id).where(DueAct.due_at <= until)))
    return sum(_tell_in(tenant_id, until) for tenant_id in tenants)


def _tell_in(tenant_id: int, until: datetime) -> int:
    with entered(editing(tenant_id)):
        # Read under the write lock: it may have been withdrawn, or told of, in between.
        due = db.session.scalars(
            select(DueAct).where(DueAct.due_at <= until).order_by(DueAct.due_at).with_for_update()
        ).all()
        for one in due:
            screen = screen_of(one.kind)
            thing = screen.load(one.object_id) if screen is not None else None
            if screen is not None and thing is not None and thing.status == PUBLISHED:
                _tell(screen, thing, one.event)
            db.session.delete(one)
        db.session.commit()
        return len(due)


def _tell(screen: Screen, thing: Any, event: str) -> None:
    title = screen.title_of(thing)
    said = (
        _("Đã lên cổng theo giờ hẹn: %(title)s", title=title)
        if event == APPEARS
        else _("Đã hết hạn và tự gỡ: %(title)s", title=title)
    )
    people = writers_of(thing) | {thing.owner_id}
    actor = system_actor(thing.tenant_id)
    notify(people, f"due.{event}", said, desk_path(screen, thing), actor, mail=f"{said}.")
