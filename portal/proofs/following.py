"""Following a room's things: what citizens see, or no longer see, after an act is what the log says of it.

The state after an act decides, not the act's name: an import, a load of content and a save in the editor alike publish
or replace. A draft never comes into the log; what begins or ends at a later hour waits in `proof_pending`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.media.models import MediaFile
from portal.proofs.leaf import PUBLISH, REPLACE, WITHDRAW, Leaf, text_digest
from portal.proofs.models import PendingProof, ProofHash, ProofLeaf
from portal.proofs.service import append, append_many, leaf_of
from portal.publishing.events import subscribe
from portal.publishing.models import PUBLISHED
from portal.tenancy.scope import all_tenants, editing, entered

_EXTENSION = "portal_proofs"


@dataclass(frozen=True)
class Described:
    """What a room says of one of its things: its number, its version, its whole text, SHA-256 (hex) of its files."""

    number: str
    version: int
    text: str
    files: tuple[str, ...] = ()


Describe = Callable[[Any], Described]


@dataclass(frozen=True)
class Followed:
    """A kind of thing that is logged; `label` names one of it in Vietnamese ("văn bản")."""

    describe: Describe
    label: Any


def followed(app: Flask | None = None) -> dict[str, Followed]:
    """Every kind that is followed."""
    found: dict[str, Followed] = (app or current_app).extensions.setdefault(_EXTENSION, {})
    return found


def follow(app: Flask, kind: str, describe: Describe, label: Any = None) -> None:
    """Log publications, replacements and withdrawals of a room's things, within the transaction of each act.

    `describe` reads a row in the scope in force. Raises ValueError if the kind is followed already.
    """
    if kind in followed(app):
        raise ValueError(f"{kind} is followed already")
    followed(app)[kind] = Followed(describe, label or _l("nội dung"))
    subscribe(app, kind, _notice)


def last_leaf(tenant_id: int, kind: str, object_id: int) -> ProofLeaf | None:
    """The newest event of a thing."""
    found: ProofLeaf | None = db.session.scalar(
        select(ProofLeaf)
        .where(ProofLeaf.tenant_id == tenant_id, ProofLeaf.kind == kind, ProofLeaf.object_id == object_id)
        .order_by(ProofLeaf.position.desc())
        .limit(1)
    )
    return found


def last_leaves(tenant_id: int, kind: str, ids: Sequence[int]) -> dict[int, ProofLeaf]:
    """The newest event of each of these things that was ever logged, by its id."""
    newest = (
        select(func.max(ProofLeaf.position))
        .where(ProofLeaf.tenant_id == tenant_id, ProofLeaf.kind == kind, ProofLeaf.object_id.in_(ids))
        .group_by(ProofLeaf.object_id)
    )
    positions = list(db.session.scalars(newest))
    rows = db.session.scalars(
        select(ProofLeaf).where(ProofLeaf.tenant_id == tenant_id, ProofLeaf.position.in_(positions))
    )
    return {row.object_id: row for row in rows}


def leaf_from(row: Any, event: str = PUBLISH) -> Leaf:
    """What the log would say of a row of a followed kind as it is now."""
    described = followed()[row.kind].describe(row)
    return Leaf(
        row.kind,
        row.id,
        described.number,
        described.version,
        event,
        text_digest(described.text),
        described.files,
    )


def next_leaf(row: Any, last: ProofLeaf | None, now: datetime) -> Leaf | None:
    """The event that a row's present state is, after the last one of the log; None where nothing is new."""
    was_public = last is not None and last.event != WITHDRAW
    if row.is_visible(now):
        leaf = leaf_from(row, REPLACE if was_public else PUBLISH)
        return None if was_public and last is not None and leaf_of(last).says_the_same(leaf) else leaf
    if was_public and last is not None:
        return Leaf(
            last.kind, last.object_id, last.number, row.version, WITHDRAW, last.text_sha256, tuple(last.files)
        )
    return None


def log_many(tenant_id: int, kind: str, rows: Sequence[Any]) -> int:
    """Log what the present state of many rows is, for an importer that wrote them without their verbs; how many.

    Within the running transaction, a few statements beside those of `describe`. Raises what `append_many` raises.
    """
    now, last = utc_now(), last_leaves(tenant_id, kind, [row.id for row in rows])
    found = [next_leaf(row, last.get(row.id), now) for row in rows]
    return len(append_many(tenant_id, [one for one in found if one is not None]))


def notice_files(thing: Any, actor: Actor) -> None:
    """A file was attached to a thing or taken off: for the log, its content was replaced."""
    if thing.kind in followed():
        db.session.flush()
        _notice(thing, "files", actor)


def keeps_proved(row: MediaFile, _things: Sequence[Any]) -> str | None:
    """Why a file must stay as it is (a guard of portal.media.replacing): the log names its hash."""
    logged = select(ProofHash.leaf_id).where(
        ProofHash.tenant_id == row.tenant_id, ProofHash.sha256 == row.sha256
    )
    if db.session.scalar(logged.limit(1)) is None:
        return None
    return _(
        "Tệp đã ghi vào nhật ký bằng chứng đăng tải. Ban hành rồi thì đính chính, không thay: hãy ban hành văn bản "
        "đính chính và đăng kèm tệp mới."
    )


def _notice(row: Any, _action: str, _actor: Actor) -> None:
    now = utc_now()
    leaf = next_leaf(row, last_leaf(row.tenant_id, row.kind, row.id), now)
    if leaf is not None:
        append(row.tenant_id, leaf)
    db.session.execute(
        delete(PendingProof).where(
            PendingProof.tenant_id == row.tenant_id,
            PendingProof.kind == row.kind,
            PendingProof.object_id == row.id,
        )
    )
    await_hours(row, now)


def await_hours(row: Any, now: datetime) -> None:
    """Note the hours at which a published thing of a followed kind will begin or end by itself."""
    hours = {PUBLISH: row.publish_at, WITHDRAW: row.expires_at}
    later = {event: at for event, at in hours.items() if at is not None and at > now}
    if row.status == PUBLISHED and later:
        _await(leaf_from(row), later, row.tenant_id)


def _await(leaf: Leaf, later: dict[str, datetime], tenant_id: int) -> None:
    db.session.add_all(
        PendingProof(
            tenant_id=tenant_id,
            kind=leaf.kind,
            object_id=leaf.object_id,
            event=event,
            due_at=at,
            number=leaf.number[:300],
            version=leaf.version,
            text_sha256=leaf.text_sha256,
            files=list(leaf.files),
        )
        for event, at in later.items()
    )


def append_due(now: datetime | None = None) -> int:
    """Log what began or ended because its hour came; how many. Called again and again by portal.follower."""
    until = now or utc_now()
    with all_tenants("bằng chứng của những nội dung đến giờ đăng hoặc hết hạn"):
        statement = select(PendingProof.tenant_id, PendingProof.id).where(PendingProof.due_at <= until)
        due: dict[int, list[int]] = defaultdict(list)
        for tenant_id, pending_id in db.session.execute(statement):
            due[tenant_id].append(pending_id)
    return sum(_append_due_of(tenant_id, ids) for tenant_id, ids in due.items())


def _append_due_of(tenant_id: int, ids: list[int]) -> int:
    count = 0
    with entered(editing(tenant_id)):
        # Read again under the write lock: it may have been withdrawn or logged in between.
        waiting = db.session.scalars(
            select(PendingProof).where(PendingProof.id.in_(ids)).order_by(PendingProof.due_at)
        ).all()
        for one in waiting:
            last = last_leaf(tenant_id, one.kind, one.object_id)
            was_public = last is not None and last.event != WITHDRAW
            if was_public == (one.event == WITHDRAW):
                files = tuple(one.files)
                append(
                    tenant_id,
                    Leaf(one.kind, one.object_id, one.number, one.version, one.event, one.text_sha256, files),
                )
                count += 1
            db.session.delete(one)
        db.session.commit()
    return count
