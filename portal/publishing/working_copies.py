"""Working copies: what people write before they save it. Each belongs to one person; nobody else ever reads it.

They are kept tab by tab, so that two tabs of one person never write over each other, and forgotten with the save.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, or_, select

from portal.accounts.permissions import Actor, Forbidden
from portal.clock import utc_now
from portal.extensions import db
from portal.publishing.models import Publishable, Revision
from portal.publishing.models_writing import WorkingCopy

KEPT = timedelta(days=60)
"""How long writing that was never saved is kept."""
REMEMBERED = timedelta(days=7)
"""How long it is remembered what a tab has saved, so that what comes late from it is known as such."""
JUST_NOW = timedelta(minutes=10)
MOST, LONGEST = 100, 1_500_000


class TooMuch(ValueError):
    """There is no room for a further working copy: "many" of one person, or one that is too "long"."""


@dataclass(frozen=True)
class Sent:
    """What a tab says of itself: its name, the number of what it sends, and the state that its form was made from (the
    version of the thing, that of the correction that waits)."""

    tab: str
    seq: int
    version: int = 0
    correction: int = 0


@dataclass(frozen=True)
class Writing:
    """Somebody else who is writing on a thing now."""

    name: str
    at: datetime


def of_tab(tab: str, actor: Actor) -> WorkingCopy | None:
    """What this person's tab has sent; locked, since the next request may be on its way."""
    mine = select(WorkingCopy).where(WorkingCopy.by_id == actor.user_id, WorkingCopy.tab == tab)
    return db.session.scalar(mine.with_for_update())


def by_id(copy_id: int, actor: Actor) -> WorkingCopy | None:
    """A person's own copy that holds something; anybody else's does not exist for them."""
    copy = db.session.scalar(
        select(WorkingCopy).where(WorkingCopy.id == copy_id, WorkingCopy.by_id == actor.user_id)
    )
    return copy if copy is not None and copy.is_open else None


def unfinished(actor: Actor, limit: int = MOST) -> list[WorkingCopy]:
    """All that a person has not saved, the newest first."""
    mine = select(WorkingCopy).where(
        WorkingCopy.by_id == actor.user_id, WorkingCopy.seq > WorkingCopy.saved_seq
    )
    return list(db.session.scalars(mine.order_by(WorkingCopy.updated_at.desc()).limit(limit)))


def unfinished_of(kind: str, object_id: int | None, actor: Actor) -> list[WorkingCopy]:
    """The same of one thing; None: of new things of this kind."""
    return [one for one in unfinished(actor) if one.kind == kind and one.object_id == object_id]


def saved_tabs(kind: str, object_id: int | None, actor: Actor) -> dict[str, int]:
    """The tabs of a person that saved a thing lately (None: any of this kind) → the number up to which."""
    rows = select(WorkingCopy.tab, WorkingCopy.saved_seq).where(
        WorkingCopy.by_id == actor.user_id, WorkingCopy.kind == kind, WorkingCopy.saved_seq > 0
    )
    if object_id is not None:
        rows = rows.where(WorkingCopy.object_id == object_id)
    newest = rows.order_by(WorkingCopy.updated_at.desc()).limit(MOST)
    return {row.tab: row.saved_seq for row in db.session.execute(newest)}


def writing_now(kind: str, object_id: int, actor: Actor) -> list[Writing]:
    """Who else is writing on a thing: names alone, who wrote last first."""
    last = func.max(WorkingCopy.updated_at)
    rows = (
        select(WorkingCopy.by_name, last)
        .where(
            WorkingCopy.kind == kind,
            WorkingCopy.object_id == object_id,
            WorkingCopy.by_id != actor.user_id,
            WorkingCopy.seq > WorkingCopy.saved_seq,
            WorkingCopy.updated_at >= utc_now() - JUST_NOW,
        )
        .group_by(WorkingCopy.by_id, WorkingCopy.by_name)
        .order_by(last.desc())
        .limit(5)
    )
    return [Writing(name, at) for name, at in db.session.execute(rows)]


def only_saved_by(user_id: int | None, thing: Publishable, after: int) -> bool:
    """Whether all revisions of a thing after this number are one person's."""
    others = select(Revision.id).where(
        Revision.kind == thing.kind,
        Revision.object_id == thing.id,  # type: ignore[attr-defined]
        Revision.number > after,
        or_(Revision.by_id.is_(None), Revision.by_id != user_id),
    )
    return db.session.scalar(others.limit(1)) is None


def made_from(copy: WorkingCopy | None, sent: Sent) -> tuple[int, int]:
    """The state that a tab's text was made from. A tab that saved and never heard of it still names the older one."""
    stated = (sent.version, sent.correction)
    return max(stated, (copy.saved_version, copy.saved_correction)) if copy is not None else stated


def digest_of(fields: Mapping[str, Any]) -> str:
    """Tells whether two forms say the same."""
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()


def keep(
    kind: str,
    thing: Any | None,
    sent: Sent,
    fields: Mapping[str, Any],
    actor: Actor,
    *,
    title: str = "",
    base: Mapping[str, Any] | None = None,
) -> WorkingCopy:
    """Keep what a tab sent, unless something newer of it came before (the caller commits); no revision is made.

    `base` is the text that the form was made from where no revision holds it. Raises Forbidden, TooMuch.
    """
    _require_may_write(thing, actor)
    if sum(len(str(one)) for one in fields.values()) > LONGEST:
        raise TooMuch("long")
    copy = of_tab(sent.tab, actor)
    if copy is None:
        copy = _begin(kind, sent, actor)
    elif copy.kind != kind or sent.seq <= copy.seq:
        return copy
    state = made_from(copy, sent)
    if state != (copy.of_version, copy.of_correction):
        copy.base = None
    if copy.base is None and base is not None:
        copy.base = dict(base)
    copy.of_version, copy.of_correction = state
    copy.object_id = thing.id if thing is not None else copy.object_id
    copy.seq, copy.fields, copy.title = sent.seq, dict(fields), title[:300]
    copy.by_name, copy.updated_at = actor.name, utc_now()
    db.session.flush()
    return copy


def _require_may_write(thing: Any | None, actor: Actor) -> None:
    if actor.user_id is None:
        raise Forbidden("content.edit_own")
    if thing is None:
        actor.require("content.create")
    else:
        actor.require_edit(thing.created_by_id)


def _begin(kind: str, sent: Sent, actor: Actor) -> WorkingCopy:
    """A copy for a tab that was not heard of; the moment to forget what is old."""
    sweep()
    is_open = WorkingCopy.seq > WorkingCopy.saved_seq
    count = select(func.count()).select_from(WorkingCopy).where(WorkingCopy.by_id == actor.user_id, is_open)
    if (db.session.scalar(count) or 0) >= MOST:
        raise TooMuch("many")
    copy = WorkingCopy(
        tenant_id=actor.tenant_id, kind=kind, by_id=actor.user_id, tab=sent.tab, seq=0, saved_seq=0
    )
    copy.of_version, copy.of_correction = sent.version, sent.correction
    copy.saved_version = copy.saved_correction = 0
    db.session.add(copy)
    return copy


def note_saved(
    thing: Any,
    correction: int,
    sent: Sent,
    fields: Mapping[str, Any],
    actor: Actor,
    *,
    remember: bool,
) -> None:
    """A tab's writing was saved: forget the text, and remember what it became (the caller commits). `correction` is the
    version of the correction that it is in (0: in none); with `remember` what the tab said is kept for as long, since
    no revision holds it."""
    _require_may_write(thing, actor)
    copy = of_tab(sent.tab, actor) or _begin(thing.kind, sent, actor)
    copy.object_id = thing.id
    copy.seq = copy.saved_seq = max(copy.seq, sent.seq)
    copy.saved_version, copy.saved_correction = copy.of_version, copy.of_correction = (
        thing.version,
        correction,
    )
    copy.saved_digest = digest_of(fields)
    copy.fields, copy.title, copy.base = {}, "", dict(fields) if remember else None
    copy.updated_at = utc_now()
    db.session.flush()


def take_over(copy: WorkingCopy, seq: int, actor: Actor) -> None:
    """Another tab of the same person has taken in what this copy held up to `seq`; what came later stays (the caller
    commits). Raises Forbidden."""
    if copy.by_id != actor.user_id:
        raise Forbidden("content.edit_own")
    if copy.seq <= seq:
        _empty(copy)


def drop(copy: WorkingCopy, actor: Actor) -> None:
    """Throw an own copy away (the caller commits). Its number is remembered, so that the text does not come again from
    the machine that still has it. Raises Forbidden."""
    if copy.by_id != actor.user_id:
        raise Forbidden("content.edit_own")
    _empty(copy)


def _empty(copy: WorkingCopy) -> None:
    copy.saved_seq, copy.saved_digest = copy.seq, ""
    copy.fields, copy.title, copy.base = {}, "", None
    copy.updated_at = utc_now()
    db.session.flush()


def sweep(now: datetime | None = None) -> None:
    """Forget what was left for sixty days, and what tabs saved a week ago (the caller commits)."""
    moment = now or utc_now()
    done = (WorkingCopy.seq <= WorkingCopy.saved_seq) & (WorkingCopy.updated_at < moment - REMEMBERED)
    db.session.execute(delete(WorkingCopy).where(or_(done, WorkingCopy.updated_at < moment - KEPT)))


def forget(kind: str, object_id: int) -> None:
    """Delete all that anybody was writing on a thing that is deleted for good (the caller commits)."""
    db.session.execute(
        delete(WorkingCopy).where(WorkingCopy.kind == kind, WorkingCopy.object_id == object_id)
    )
