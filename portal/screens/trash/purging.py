"""Deleting for good: a thing, what it was before, what was said about it and what it used."""

from __future__ import annotations

import logging
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from portal.accounts.permissions import Actor, system_actor
from portal.clock import utc_now
from portal.extensions import db
from portal.media.models import MediaUse
from portal.publishing import care, workflow, working_copies
from portal.publishing.models import TRASHED, Revision
from portal.publishing.preview_links import PreviewLink
from portal.publishing.service import audit, commit, log_change
from portal.publishing.transitions import WrongState
from portal.publishing.trash import KEPT
from portal.screens.contract import Screen
from portal.screens.registry import all_screens
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants, editing, entered

log = logging.getLogger(__name__)
PURGE = "purge"


class StillUsed(ValueError):
    """Something else leads to the thing (a page below it, a file that came in as it): it can't go before that."""


def purge(screen: Screen, thing: Any, actor: Actor) -> None:
    """Delete for good what lies in the trash, and commit. The audit trail keeps that it was.

    Raises Forbidden, WrongState, StillUsed.
    """
    actor.require("content.withdraw")
    if thing.status != TRASHED:
        raise WrongState(PURGE, thing.status)
    tenant_id, kind, object_id, title = thing.tenant_id, thing.kind, thing.id, screen.title_of(thing)
    try:
        for model in (Revision, MediaUse, PreviewLink):
            db.session.execute(delete(model).where(model.kind == kind, model.object_id == object_id))
        workflow.forget(kind, object_id)
        care.forget(kind, object_id)
        working_copies.forget(kind, object_id)
        db.session.delete(thing)
        audit(actor, PURGE, kind=kind, object_id=object_id, detail=title)
        log_change(tenant_id, kind, object_id)
        commit()
    except IntegrityError as error:
        db.session.rollback()
        raise StillUsed(title) from error


def purge_due() -> int:
    """Delete what has lain in the trash for thirty days, in all portals, each thing in a transaction of its own; how
    many. Needs an application context, no scope."""
    gone = 0
    for screen in all_screens():
        model = screen.model
        with all_tenants("tìm mục đã quá hạn trong thùng rác"):
            due = select(model.tenant_id, model.id).where(
                model.status == TRASHED, model.trashed_at < utc_now() - KEPT
            )
            found = db.session.execute(due).all()
        for tenant_id, object_id in found:
            if directory().by_id(tenant_id) is not None:
                gone += _purge_one(screen, tenant_id, object_id)
    return gone


def _purge_one(screen: Screen, tenant_id: int, object_id: int) -> int:
    with entered(editing(tenant_id)):
        thing = screen.load(object_id)
        if thing is None or thing.status != TRASHED:
            return 0
        try:
            purge(screen, thing, system_actor(tenant_id))
        except StillUsed:
            log.warning("%s %s stays in the trash: something else leads to it", screen.kind, object_id)
            return 0
    return 1
