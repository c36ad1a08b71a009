"""Carrying over what one portal must know of another: the outbox of sharing, emptied by the follower.

What is due is marked in the transaction of the act (`due_at`). Each sharing is carried over in one transaction of its
own, under a named system task: the other portal's rows, the answer and the mark go together, so that what was killed in
the middle is done again, and what was done is not done twice.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.publishing.models import PUBLISHED
from portal.publishing.service import audit, commit
from portal.screens.registry import screen_of
from portal.sharing import placing, telling
from portal.sharing.contents import brought, digest_of, gathered
from portal.sharing.models import (
    ARRIVED,
    CHANGED,
    DECLINED,
    FOLLOW,
    FOLLOWING,
    GONE,
    HIDDEN,
    OWN,
    SHOWN,
    TAKEN,
    WAITING,
    WITHDRAWN,
    SharedCopy,
    Sharing,
)
from portal.sharing.queries import stand_in
from portal.sharing.registry import Content, Sharable, sharable
from portal.sharing.service import takes_by_itself
from portal.sharing.words import SENT, WAYS
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import all_tenants, narrowed, system_task

log = logging.getLogger(__name__)
REASON = "chuyển nội dung chia sẻ giữa các cổng"
LONGEST_PAUSE = timedelta(minutes=10)


@dataclass(frozen=True)
class Message:
    """What the other portal must know of an original; `content` is None where it says nothing new to it: withdrawn."""

    sharing_id: int
    source: Portal
    target: Portal
    kind: str
    object_id: int
    title: str
    path: str
    mode: str
    note: str
    by_name: str
    round: int
    live: bool
    folded: bool
    content: Content | None
    publish_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True)
class Reply:
    """Where a copy stands, as its sender is told."""

    state: str
    reason: str = ""
    there: str = ""


def deliver(now: datetime | None = None) -> int:
    """Carry over everything that is due; how many were. Needs an application context, no scope. One that fails is
    logged and tried again later; it holds up no other."""
    until = now or utc_now()
    done = 0
    for sharing_id in _due(until):
        try:
            done += _deliver_one(sharing_id)
        except Exception:
            log.exception("sharing %s could not be carried over; trying again", sharing_id)
            _put_off(sharing_id)
    return done


def _due(until: datetime) -> list[int]:
    with all_tenants(REASON):
        sent = db.session.scalars(select(Sharing.id).where(Sharing.due_at <= until))
        answered = db.session.scalars(select(SharedCopy.sharing_id).where(SharedCopy.due_at <= until))
        return sorted({*sent, *answered})


def _locked(sharing_id: int) -> Sharing | None:
    return db.session.scalar(select(Sharing).where(Sharing.id == sharing_id).with_for_update())


def _put_off(sharing_id: int) -> None:
    with system_task(REASON):
        sharing = _locked(sharing_id)
        if sharing is not None:
            sharing.tries += 1
            pause = min(timedelta(seconds=2 ** min(sharing.tries, 10)), LONGEST_PAUSE)
            sharing.due_at = utc_now() + pause
            _nothing_due(sharing_id)  # the sharing asks for it
            commit()


def _deliver_one(sharing_id: int) -> int:
    with system_task(REASON):
        sharing = _locked(sharing_id)
        message = _message(sharing) if sharing is not None else None
        if message is None:
            _drop(sharing_id)
            return 0
        room = sharable(message.kind)
        if room is None:
            raise LookupError(message.kind)
        with narrowed(message.target.id):
            copy = _received(room, message)
            reply = _reply(room, copy) if copy is not None else Reply(WITHDRAWN)
        _nothing_due(sharing_id)
        with narrowed(message.source.id):
            _answered(_locked(sharing_id), message, reply)
        commit()
    return 1


def _drop(sharing_id: int) -> None:
    """Nobody is there any more to be told: nothing of it is due."""
    sharing = _locked(sharing_id)
    if sharing is not None:
        sharing.due_at = None
    _nothing_due(sharing_id)
    commit()


def _nothing_due(sharing_id: int) -> None:
    """No copy of a sharing waits to be asked any more; one may lie at a portal that ended beside that of its heir."""
    for copy in db.session.scalars(select(SharedCopy).where(SharedCopy.sharing_id == sharing_id)):
        copy.due_at = None


def _message(sharing: Sharing) -> Message | None:
    """What is to be carried over; None where one of the portals is gone. Read as the sending portal alone."""
    source, target = directory().by_id(sharing.tenant_id), directory().by_id(sharing.to_portal_id)
    if source is None or target is None:
        return None
    heir = directory().heir_of(target)
    told: dict[str, Any] = {
        "sharing_id": sharing.id,
        "source": source,
        "target": heir,
        "kind": sharing.kind,
        "object_id": sharing.object_id,
        "mode": sharing.mode,
        "note": sharing.note,
        "by_name": sharing.sent_by_name,
        "round": sharing.round,
    }
    recalled, title = sharing.recalled, sharing.title
    told["folded"] = _is_folded(sharing, heir)
    with narrowed(source.id):
        screen, room = screen_of(sharing.kind), sharable(sharing.kind)
        thing: Any = screen.load(told["object_id"]) if screen is not None else None
        live = thing is not None and thing.status == PUBLISHED and not recalled
        return Message(
            **told,
            title=(screen.title_of(thing) if screen is not None and thing is not None else title)[:300],
            path=room.public_path(thing) if room is not None and thing is not None else "",
            live=live,
            content=gathered(room, thing) if room is not None and live else None,
            publish_at=thing.publish_at if live else None,
            expires_at=thing.expires_at if live else None,
        )


def _is_folded(sharing: Sharing, heir: Portal) -> bool:
    """Whether the copy lies at a portal that ended, since another one at its heir stands for it (portal.merging)."""
    elsewhere = select(SharedCopy.id).where(
        SharedCopy.sharing_id == sharing.id,
        SharedCopy.tenant_id != heir.id,
        SharedCopy.round == sharing.round,
    )
    return db.session.scalar(elsewhere.limit(1)) is not None


def _received(room: Sharable, message: Message) -> SharedCopy | None:
    """Bring the other portal's copy to where the original is, in its scope; None: there is nothing to bring."""
    copy = db.session.scalar(
        select(SharedCopy).where(SharedCopy.sharing_id == message.sharing_id).with_for_update()
    )
    if copy is None:
        other = stand_in(message.kind, message.object_id)
        if other is not None and (
            message.folded or (other.state in {FOLLOWING, OWN} and (other.live or not message.live))
        ):
            return other  # a portal follows an original once
    if copy is None and not message.live:
        return None
    if copy is None:
        copy = SharedCopy(
            tenant_id=message.target.id,
            sharing_id=message.sharing_id,
            from_portal_id=message.source.id,
            source_id=message.object_id,
            source_path=message.path,
            kind=message.kind,
            title=message.title,
            mode=message.mode,
            state=GONE,
            round=0,
        )
        db.session.add(copy)
    was_live, copy.live = copy.live, message.live
    if message.content is not None:
        copy.content = brought(room, message.content, placing.sender(copy))
        copy.title, copy.source_path = message.title, message.path
        copy.publish_at, copy.expires_at = message.publish_at, message.expires_at
        copy.from_portal_id = message.source.id
    db.session.flush()
    _decide(room, copy, message)
    if not placing.catch_up(room, copy) and was_live:
        telling.tell_original_gone(copy, placing.thing_of(copy))
    return copy


def _decide(room: Sharable, copy: SharedCopy, message: Message) -> None:
    """What becomes of a copy that nobody has decided on, or that was sent again."""
    if not message.live:
        if copy.state == WAITING:
            copy.state = GONE
        return
    again = copy.round != message.round
    if not again and copy.state != GONE:
        return
    copy.round, copy.mode, copy.note, copy.by_name = (
        message.round,
        message.mode,
        message.note,
        message.by_name,
    )
    if copy.state in {FOLLOWING, OWN}:
        return
    copy.arrived_at, copy.reason = utc_now(), ""
    actor = placing.sender(copy)
    if message.mode == FOLLOW and takes_by_itself(message.target, message.source):
        copy.hidden = False
        placing.note_decision(copy, FOLLOWING, actor)
        told = f"{WAYS[FOLLOW]}: {copy.title}"
        audit(actor, placing.TAKE, kind=copy.kind, object_id=copy.object_id, detail=told)
        return
    copy.state = WAITING
    audit(actor, "share.arrive", kind=copy.kind, object_id=copy.id, detail=copy.title)
    telling.tell_arrived(copy, message.source.name)


def _reply(room: Sharable, copy: SharedCopy) -> Reply:
    thing = placing.thing_of(copy)
    there = room.public_path(thing) if thing is not None and thing.status == PUBLISHED else ""
    if copy.state == WAITING:
        return Reply(ARRIVED)
    if copy.state == DECLINED:
        return Reply(DECLINED, copy.reason)
    if copy.state == GONE or thing is None:
        return Reply(WITHDRAWN)
    if copy.state == OWN:
        if copy.changed or digest_of(gathered(room, thing)) != copy.digest:
            return Reply(CHANGED, there=there)
        return Reply(SHOWN if there else TAKEN if copy.live else WITHDRAWN, there=there)
    if copy.hidden:
        return Reply(HIDDEN)
    return Reply(SHOWN if there else WITHDRAWN, there=there)


def _answered(sharing: Sharing | None, message: Message, reply: Reply) -> None:
    """Note in the sending portal what became of it there; its people are told of a decision."""
    if sharing is None:
        return
    sharing.due_at, sharing.tries, sharing.title, sharing.there = None, 0, message.title, reply.there
    if (sharing.state, sharing.reason) == (reply.state, reply.reason):
        return
    sharing.state, sharing.reason, sharing.answered_at = reply.state, reply.reason, utc_now()
    actor = Actor(None, message.target.name[:120], sharing.tenant_id, frozenset({"tenant_admin"}))
    said = str(SENT[reply.state][0])
    detail = f"{said}: {reply.reason}" if reply.reason else said
    audit(actor, "share.answer", kind=sharing.kind, object_id=sharing.object_id, detail=detail)
    telling.tell_answer(sharing, actor)
