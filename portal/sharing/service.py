"""The verbs of sharing: send and recall on one side; take, decline, detach, follow again on the other.

Each works in the portal in force and commits; what the other side must know is carried over by delivering.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from portal.accounts.permissions import Actor, Forbidden
from portal.clock import utc_now
from portal.extensions import db
from portal.publishing.models import PUBLISHED
from portal.publishing.service import audit, commit
from portal.publishing.transitions import ReasonMissing, WrongState
from portal.sharing import placing
from portal.sharing.contents import digest_of, gathered
from portal.sharing.models import (
    DECLINED,
    FOLLOW,
    FOLLOWING,
    MODES,
    OWN,
    SENDING,
    SUGGEST,
    WAITING,
    SharedCopy,
    Sharing,
)
from portal.sharing.queries import copy_of, sharings_of
from portal.sharing.registry import Sharable, sharable
from portal.sharing.words import WAYS
from portal.tenancy.directory import Portal, directory
from portal.tenancy.models import Tenant
from portal.web.freshness import tenants_changed

SEND, SHARE = "content.publish", "content.share"
SETTING, ASK = "sharing", "ask"


class NotSharable(ValueError):
    """This can't be sent: it is not published, follows another portal itself, or is of a kind that is not sent."""


def recipients(actor: Actor) -> list[Portal]:
    """The portals that this person may send things of the portal in force to: those below it (content.share), and the
    one above (content.publish)."""
    own = directory().by_id(actor.tenant_id)
    if own is None:
        return []
    living = [one for one in directory().living() if one.status == "active"]
    found = [one for one in living if one.id in own.descendants and actor.may(SHARE)]
    return found + [one for one in living if one.id == own.parent_id and actor.may(SEND)]


def may_send(thing: Any) -> bool:
    """Whether a thing can be sent as it is: citizens see it or will see it, and it is this portal's own text."""
    copy = copy_of(thing.kind, thing.id)
    return sharable(thing.kind) is not None and thing.status == PUBLISHED and (copy is None or copy.changed)


def send(thing: Any, title: str, to: Iterable[int], mode: str, note: str, actor: Actor) -> int:
    """Send a thing to portals; to how many it goes. Where it is already, nothing happens; where it was declined or
    recalled, it is sent again. Raises Forbidden, NotSharable."""
    wanted = set(to)
    allowed = {one.id: one for one in recipients(actor)}
    if not wanted <= set(allowed):
        raise Forbidden(SHARE)
    actor.require(SEND)
    if mode not in MODES or not may_send(thing):
        raise NotSharable(thing.kind)
    held = {one.to_portal_id: one for one in sharings_of(thing.kind, thing.id)}
    own = directory().by_id(actor.tenant_id)
    going = []
    for portal_id in sorted(wanted):
        upward = own is not None and portal_id not in own.descendants
        one = held.get(portal_id)
        if one is not None and not one.recalled and one.state != DECLINED:
            continue
        if one is None:
            one = Sharing(
                tenant_id=actor.tenant_id,
                kind=thing.kind,
                object_id=thing.id,
                to_portal_id=portal_id,
                round=0,
            )
            db.session.add(one)
        one.title, one.note, one.mode = title[:300], note.strip()[:500], SUGGEST if upward else mode
        one.round += 1
        one.recalled, one.state, one.reason = False, SENDING, ""
        one.sent_by_id, one.sent_by_name = actor.user_id, actor.name
        one.sent_at = one.due_at = utc_now()
        going.append(allowed[portal_id].name)
    if going:
        told = f"{WAYS[mode]}: {', '.join(going)}"
        audit(actor, "share.send", kind=thing.kind, object_id=thing.id, detail=told)
    commit()
    return len(going)


def recall(sharing: Sharing, actor: Actor) -> None:
    """Take a thing back from one portal: what follows there is withdrawn, what waits there disappears. Raises
    Forbidden."""
    portal = directory().by_id(sharing.to_portal_id)
    own = directory().by_id(actor.tenant_id)
    downward = own is not None and sharing.to_portal_id in own.descendants
    actor.require(SHARE if downward else SEND)
    if not sharing.recalled:
        sharing.recalled, sharing.due_at = True, utc_now()
        name = portal.name if portal else ""
        audit(actor, "share.recall", kind=sharing.kind, object_id=sharing.object_id, detail=name)
    commit()


def _room(copy: SharedCopy) -> Sharable:
    found = sharable(copy.kind)
    if found is None:
        raise NotSharable(copy.kind)
    return found


def take(copy: SharedCopy, mode: str, actor: Actor) -> Any:
    """Take what came: as a copy that follows, shown at once, or (SUGGEST) as a draft of one's own. Answers the thing.

    Raises Forbidden, WrongState where it was decided already or recalled.
    """
    actor.require("content.publish")
    if copy.state not in {WAITING, DECLINED} or not copy.live:
        raise WrongState(placing.TAKE, copy.state)
    thing = placing.write(_room(copy), copy)
    follows = mode == FOLLOW
    copy.hidden = False
    placing.note_decision(copy, FOLLOWING if follows else OWN, actor)
    if follows:
        placing.show(copy, thing, actor)
    told = f"{WAYS[FOLLOW if follows else SUGGEST]}: {copy.title}"
    audit(actor, placing.TAKE, kind=copy.kind, object_id=thing.id, detail=told)
    commit()
    return thing


def decline(copy: SharedCopy, reason: str, actor: Actor) -> None:
    """Decline what came, saying why. Raises Forbidden, WrongState, ReasonMissing."""
    actor.require("content.publish")
    if copy.state != WAITING:
        raise WrongState("decline", copy.state)
    if not reason.strip():
        raise ReasonMissing("decline")
    placing.note_decision(copy, DECLINED, actor, reason.strip())
    audit(actor, "share.decline", kind=copy.kind, object_id=copy.id, detail=reason.strip())
    commit()


def detach(copy: SharedCopy, actor: Actor) -> None:
    """Let a copy no longer follow: from now on it is this portal's own text. Raises Forbidden, WrongState."""
    actor.require("content.edit")
    if copy.state != FOLLOWING:
        raise WrongState("detach", copy.state)
    placing.note_decision(copy, OWN, actor)
    audit(actor, "share.detach", kind=copy.kind, object_id=copy.object_id, detail=copy.title)
    commit()


def follow_again(copy: SharedCopy, actor: Actor) -> None:
    """Let a detached copy follow again: it says what the original says; what it said stays in its history.

    Raises Forbidden, WrongState.
    """
    actor.require("content.publish")
    if copy.state != OWN or not copy.live or placing.thing_of(copy) is None:
        raise WrongState("follow", copy.state)
    copy.hidden = False
    placing.note_decision(copy, FOLLOWING, actor)
    placing.catch_up(_room(copy), copy)
    audit(actor, "share.refollow", kind=copy.kind, object_id=copy.object_id, detail=copy.title)
    commit()


def note_writing(copy: SharedCopy, thing: Any) -> None:
    """A person changed a text of the portal's own: note whether it still says what came (the caller commits)."""
    copy.changed = digest_of(gathered(_room(copy), thing)) != copy.digest


def takes_by_itself(portal: Portal, source: Portal) -> bool:
    """Whether copies that follow are shown in a portal without anybody there agreeing: those of portals above, unless
    it has said that it wants to be asked."""
    return source.id in portal.ancestors and portal.settings.get(SETTING) != ASK


def set_asking(asks: bool, actor: Actor) -> None:
    """Let this portal be asked before a copy is shown, or not. Raises Forbidden."""
    actor.require("tenant.settings")
    tenant = db.session.scalar(select(Tenant).where(Tenant.id == actor.tenant_id))
    if tenant is not None:
        tenant.settings = {**tenant.settings, SETTING: ASK if asks else "take"}
        audit(actor, "settings", detail=f"{SETTING}: {tenant.settings[SETTING]}")
    commit()
    tenants_changed()
