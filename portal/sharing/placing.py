"""What becomes of a copy in the portal that it came to: made, rewritten, shown, taken off. The caller commits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask_babel import gettext as _

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.media.copies import set_attached
from portal.publishing import service as publishing
from portal.publishing.models import PUBLISHED, TRASHED
from portal.publishing.workflow import await_hours
from portal.screens.registry import screen_of
from portal.sharing.contents import FILES, digest_of, gathered
from portal.sharing.models import DECLINED, FOLLOWING, OWN, SharedCopy
from portal.sharing.registry import Sharable
from portal.tenancy.directory import directory

TAKE, FOLLOW_ACT = "share.take", "share.follow"
_placing: ContextVar[bool] = ContextVar("sharing_placing", default=False)


@contextmanager
def placing() -> Iterator[None]:
    """Within: the thing is changed by what follows the original, not by a person."""
    token = _placing.set(True)
    try:
        yield
    finally:
        _placing.reset(token)


def is_placing() -> bool:
    """Whether a thing is being changed by what follows the original."""
    return _placing.get()


def sender(copy: SharedCopy) -> Actor:
    """Who writes on a copy: the portal that it comes from, by name. It may do everything in the one portal."""
    portal = directory().by_id(copy.from_portal_id)
    name = portal.name if portal else ""
    return Actor(None, name[:120], copy.tenant_id, frozenset({"tenant_admin", "district_editor"}))


def thing_of(copy: SharedCopy) -> Any | None:
    """The thing that was made of a copy; None where there is none, or none any more."""
    screen = screen_of(copy.kind)
    return screen.load(copy.object_id) if screen is not None and copy.object_id is not None else None


def write(room: Sharable, copy: SharedCopy) -> Any:
    """Make the thing of a copy, or put the present content onto it."""
    actor, content = sender(copy), copy.content
    wanted = digest_of(content)
    thing = thing_of(copy)
    with placing():
        if thing is None:
            thing = room.create(content, actor)
            thing.origin = f"sharing:{copy.sharing_id}"
            copy.object_id = thing.id
            set_attached(thing, content[FILES], actor)
        elif wanted != digest_of(gathered(room, thing)):
            set_attached(thing, content[FILES], actor)
            room.rewrite(thing, content, actor, FOLLOW_ACT)
    copy.digest = digest_of(gathered(room, thing))
    copy.changed = False
    db.session.flush()
    return thing


def show(copy: SharedCopy, thing: Any, actor: Actor) -> None:
    """Let citizens see a thing from the hour to the hour that the original has, unless the portal hides it."""
    same = (thing.publish_at, thing.expires_at) == (copy.publish_at, copy.expires_at)
    if copy.hidden or thing.status == TRASHED or (thing.status == PUBLISHED and same):
        return
    with placing():
        thing.expires_at = copy.expires_at
        publishing.publish(thing, actor, copy.publish_at)
        await_hours(thing)


def take_off(thing: Any, actor: Actor) -> None:
    """Take a thing off the public pages with its original."""
    if thing.status != PUBLISHED:
        return
    with placing():
        publishing.withdraw(thing, actor, _("Bản gốc đã được gỡ."))
        await_hours(thing)


def catch_up(room: Sharable, copy: SharedCopy) -> bool:
    """Bring the thing of a copy to where the original is. False: the original is gone, and the thing stays, since the
    portal has written on it: somebody must be told."""
    thing = thing_of(copy)
    if copy.state == FOLLOWING and copy.object_id is not None and thing is None:
        note_decision(copy, DECLINED, sender(copy), _("Cổng nhận đã xóa bản sao."))
        return True
    if copy.state == FOLLOWING:
        if copy.live:
            show(copy, write(room, copy), sender(copy))
        elif thing is not None:
            take_off(thing, sender(copy))
        return True
    if copy.state != OWN or thing is None:
        return True
    if copy.live:
        if copy.went_along and not copy.changed:
            show(copy, thing, sender(copy))
        copy.went_along = False
        return True
    if copy.changed:
        return thing.status != PUBLISHED
    if thing.status == PUBLISHED:
        copy.went_along = True
        take_off(thing, sender(copy))
    return True


def note_decision(copy: SharedCopy, state: str, actor: Actor, reason: str = "") -> None:
    """Note what was decided, by whom; the sender learns it."""
    copy.state, copy.reason = state, reason[:500]
    copy.decided_at = copy.due_at = utc_now()
    copy.decided_by_name = actor.name
