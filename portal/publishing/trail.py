"""The audit trail of each portal: a chain in which every entry holds the digest of the one before it.

Whoever changes or removes an entry afterwards breaks the chain from there on; whoever cuts off its end is found by the
heads that `keep_heads` writes beside the database once a day. A chain stays with its portal whatever becomes of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.clock import today, utc_now
from portal.extensions import db
from portal.publishing.models import AuditEntry, AuditHead
from portal.tenancy.scope import all_tenants

HEADS_FILE = "audit-heads.jsonl"
BEFORE_THE_FIRST = "0" * 64
_SIGNED = ("number", "by_id", "by_name", "action", "kind", "object_id", "detail", "previous")


@dataclass(frozen=True)
class Verdict:
    """What a look through a chain found: its length, its last digest, and where it is broken and how ("" if whole)."""

    tenant_id: int
    length: int
    digest: str
    broken_at: int | None = None
    fault: str = ""


def audit(
    actor: Actor, action: str, *, kind: str = "", object_id: int | None = None, detail: str = ""
) -> AuditEntry:
    """Add an entry to the chain of the actor's portal, in the running transaction.

    The scope must allow writing there. The head is locked until the commit, so that two entries never have the same
    predecessor. A NUL in `detail` becomes U+FFFD: PostgreSQL keeps none, and the digest is of what is kept.
    """
    with db.session.no_autoflush:
        head = _head(actor.tenant_id)
    entry = AuditEntry(
        tenant_id=actor.tenant_id,
        number=head.number + 1,
        at=utc_now(),
        by_id=actor.user_id,
        by_name=actor.name,
        action=action,
        kind=kind,
        object_id=object_id,
        detail=detail[:500].replace("\0", "\ufffd"),
        previous=head.digest,
    )
    entry.digest = digest_of(as_record(entry))
    head.number, head.digest = entry.number, entry.digest
    db.session.add(entry)
    return entry


def _head(tenant_id: int) -> AuditHead:
    pending = (one for one in db.session.new if isinstance(one, AuditHead) and one.tenant_id == tenant_id)
    head = next(pending, None) or db.session.scalar(
        select(AuditHead).where(AuditHead.tenant_id == tenant_id).with_for_update()
    )
    if head is None:
        head = AuditHead(tenant_id=tenant_id, number=0, digest=BEFORE_THE_FIRST)
        db.session.add(head)
    return head


def as_record(entry: AuditEntry) -> dict[str, Any]:
    """What of an entry the digest covers, as data; the same for exports, so that they can be checked elsewhere."""
    record = {name: getattr(entry, name) for name in _SIGNED}
    return record | {"tenant_id": entry.tenant_id, "at": entry.at.isoformat(timespec="microseconds")}


def digest_of(record: dict[str, Any]) -> str:
    """SHA-256 (hex) of a record as JSON with sorted keys, without spaces, in UTF-8."""
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def check(tenant_id: int, heads: list[dict[str, Any]] | None = None) -> Verdict:
    """Look through the chain of a portal of the scope in force; `heads` are those kept outside the database."""
    kept = {one["number"]: one["digest"] for one in heads or [] if one["tenant_id"] == tenant_id}
    number, previous = 0, BEFORE_THE_FIRST
    for entry in _entries(tenant_id):
        fault = _fault(entry, number + 1, previous, kept)
        if fault:
            return Verdict(tenant_id, number, previous, number + 1, fault)
        number, previous = entry.number, entry.digest
    head = db.session.scalar(select(AuditHead).where(AuditHead.tenant_id == tenant_id))
    held = (head.number, head.digest) if head is not None else (0, BEFORE_THE_FIRST)
    if held != (number, previous) or max(kept, default=0) > number:
        return Verdict(tenant_id, number, previous, number + 1, "thiếu mục ở cuối nhật ký")
    return Verdict(tenant_id, number, previous)


def _entries(tenant_id: int) -> Iterator[AuditEntry]:
    statement = select(AuditEntry).where(AuditEntry.tenant_id == tenant_id).order_by(AuditEntry.number)
    yield from db.session.scalars(statement.execution_options(yield_per=1000))


def _fault(entry: AuditEntry, expected: int, previous: str, kept: dict[int, str]) -> str:
    if entry.number != expected:
        return "thiếu mục"
    if entry.previous != previous:
        return "mục không nối với mục trước"
    if digest_of(as_record(entry)) != entry.digest:
        return "nội dung mục đã bị sửa"
    if kept.get(entry.number, entry.digest) != entry.digest:
        return "khác với mốc đã giữ ngoài cơ sở dữ liệu"
    return ""


def read_heads(folder: Path) -> list[dict[str, Any]]:
    """The heads kept in an instance folder; a last line that a crash cut short is left out."""
    path = folder / HEADS_FILE
    if not path.is_file():
        return []
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found


def keep_heads(folder: Path, day: date) -> int:
    """Write the head of every chain that has grown to the instance folder, once a day; how many were written."""
    known = read_heads(folder)
    if any(one["day"] == day.isoformat() for one in known):
        return 0
    last = {one["tenant_id"]: one["number"] for one in known}
    with all_tenants("ghi mốc của các nhật ký kiểm toán"):
        heads = [
            {"day": day.isoformat(), "tenant_id": one.tenant_id, "number": one.number, "digest": one.digest}
            for one in db.session.scalars(select(AuditHead).order_by(AuditHead.tenant_id))
            if one.number > last.get(one.tenant_id, 0)
        ]
    if heads:
        with (folder / HEADS_FILE).open("a", encoding="utf-8") as file:
            file.write("".join(f"{json.dumps(one)}\n" for one in heads))
    return len(heads)


class KeepingHeads:
    """The follower's part: the heads of the chains, once a day."""

    def __init__(self) -> None:
        self._kept_on: date | None = None

    def step(self, _now: datetime | None = None) -> None:
        """What is due now. Needs an application context, no scope."""
        if self._kept_on != today():
            keep_heads(current_app.config["PORTAL"].instance_path, today())
            self._kept_on = today()
