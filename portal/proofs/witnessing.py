"""Witnesses: each portal holds the newest checkpoint of every other log, and takes a newer one only if it extends it.

Who rewrites the past of a log, even with its key in hand, is refused by all who hold the past.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC

from sqlalchemy import select

from portal.clock import utc_now
from portal.extensions import db
from portal.proofs import merkle
from portal.proofs.keys import held_signer, signer_of
from portal.proofs.models import ProofCheckpoint, WitnessedCheckpoint
from portal.proofs.notes import Checkpoint, InvalidNote, Note, Signer, Verifier, cosigned_at
from portal.proofs.service import BrokenLog, read_nodes
from portal.publishing.service import touch
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import system_task

Prove = Callable[[int, int], Sequence[bytes]]  # older size, size → consistency proof; may raise BrokenLog


class Refused(ValueError):
    """The checkpoint does not extend the one held; the message says why, for people."""


@dataclass(frozen=True)
class Verdict:
    """What a witness made of a log's newest checkpoint; `reason` is empty where it was accepted."""

    witness: str
    origin: str
    size: int
    reason: str = ""


def newest(tenant_id: int) -> ProofCheckpoint | None:
    """The newest checkpoint of a tenant's log."""
    found: ProofCheckpoint | None = db.session.scalar(
        select(ProofCheckpoint)
        .where(ProofCheckpoint.tenant_id == tenant_id)
        .order_by(ProofCheckpoint.size.desc())
        .limit(1)
    )
    return found


def held_of(tenant_id: int, origin: str) -> WitnessedCheckpoint | None:
    """What a tenant holds of another log."""
    found: WitnessedCheckpoint | None = db.session.scalar(
        select(WitnessedCheckpoint)
        .where(
            WitnessedCheckpoint.tenant_id == tenant_id,
            WitnessedCheckpoint.origin == origin,
            WitnessedCheckpoint.conflict == "",
        )
        .order_by(WitnessedCheckpoint.size.desc())
        .limit(1)
    )
    return found


def examined(key: str, raw: str, held: WitnessedCheckpoint | None, prove: Prove) -> tuple[Note, Checkpoint]:
    """The checkpoint of a note, if it is the log's and extends what is held. Raises Refused with the reason."""
    try:
        verifier, note = Verifier.parse(key), Note.parse(raw)
        point = Checkpoint.parse(note.text)
    except InvalidNote as error:
        raise Refused(f"điểm kiểm không đọc được: {error}") from error
    if point.origin != verifier.name or not note.is_signed_by(verifier):
        raise Refused("chữ ký trên điểm kiểm không đúng")
    if held is None:
        return note, point
    if held.key != key:
        raise Refused("khóa ký của nhật ký đã bị thay")
    if point.size < held.size:
        raise Refused(f"nhật ký ngắn lại: đã thấy {held.size} mục, nay chỉ còn {point.size}")
    try:
        proof = prove(held.size, point.size) if 0 < held.size < point.size else []
    except BrokenLog as error:
        raise Refused("nhật ký thiếu dữ liệu để chứng minh") from error
    if not merkle.extends(held.root, held.size, point.root, point.size, proof):
        raise Refused(f"nội dung của {held.size} mục đầu đã bị viết lại")
    return note, point


def keep(
    tenant_id: int, signer: Signer, key: str, raw: str, prove: Prove
) -> tuple[WitnessedCheckpoint | None, str]:
    """Let a tenant take or refuse a log's checkpoint (the caller commits): the row that says so, and why refused.

    The reason is "" where it was taken. There is no row for what can't be read; the same refusal is kept once.
    """
    origin = key.partition("+")[0]
    held = held_of(tenant_id, origin)
    try:
        note, point = examined(key, raw, held, prove)
    except Refused as error:
        return _refusal(tenant_id, key, raw, str(error)), str(error)
    if held is None:
        held = WitnessedCheckpoint(tenant_id=tenant_id, origin=origin, key=key)
        db.session.add(held)
    if (held.size, held.root) != (point.size, point.root):
        now = utc_now()
        held.size, held.root, held.note, held.at, held.conflict = point.size, point.root, raw, now, ""
        held.cosignature = signer.cosign(note.text, int(now.replace(tzinfo=UTC).timestamp()))
        touch(db.session(), tenant_id)
        db.session.flush()
    return held, ""


def _refusal(tenant_id: int, key: str, raw: str, reason: str) -> WitnessedCheckpoint | None:
    try:
        point = Checkpoint.parse(Note.parse(raw).text)
    except InvalidNote:
        return None
    origin = key.partition("+")[0]
    row: WitnessedCheckpoint | None = db.session.scalar(
        select(WitnessedCheckpoint).where(
            WitnessedCheckpoint.tenant_id == tenant_id,
            WitnessedCheckpoint.origin == origin,
            WitnessedCheckpoint.size == point.size,
            WitnessedCheckpoint.root == point.root,
            WitnessedCheckpoint.conflict != "",
        )
    )
    if row is None:
        row = WitnessedCheckpoint(
            tenant_id=tenant_id, origin=origin, key=key, size=point.size, root=point.root
        )
        row.note, row.at, row.conflict = raw, utc_now(), reason
        db.session.add(row)
        touch(db.session(), tenant_id)
        db.session.flush()
    return row


def witness_all(logs: Sequence[Portal] | None = None) -> list[Verdict]:
    """Show the newest checkpoint of every log (or of these) to all other portals; what each made of it."""
    portals = directory().all()
    found: list[Verdict] = []
    for log in portals if logs is None else logs:
        with system_task(f"nhân chứng của nhật ký {log.slug}"):
            found += _show(log, [one for one in portals if one.id != log.id])
            db.session.commit()
    return found


def _show(log: Portal, witnesses: Sequence[Portal]) -> list[Verdict]:
    point = newest(log.id)
    if point is None:
        return []
    key = _key_of(log)
    origin = Note.parse(point.note).text.partition("\n")[0]
    verdicts = []
    for portal in witnesses:
        witness = signer_of(portal)
        row, reason = keep(
            portal.id, witness, key or _key_held(portal.id, origin), point.note, _prover(log.id)
        )
        verdicts.append(Verdict(witness.name, origin, point.size, reason))
        if reason:
            add_refusal(point, witness.name, reason)
        elif row is not None:
            add_cosignature(point, str(witness.cosigner), row.cosignature)
    return verdicts


def _key_of(log: Portal) -> str:
    """The log's public key, "" where it has lost it: its old checkpoints can still be told by those who hold it."""
    try:
        signer = held_signer(log)
    except InvalidNote:
        return ""
    return str(signer.verifier) if signer is not None else ""


def _key_held(tenant_id: int, origin: str) -> str:
    """The log's key as a witness knows it, for a log that has lost its own."""
    held = held_of(tenant_id, origin)
    return held.key if held is not None else f"{origin}+00000000+"


def _prover(tenant_id: int) -> Prove:
    def prove(old: int, size: int) -> list[bytes]:
        ranges = merkle.consistency_ranges(old, size)
        return merkle.proof_from(read_nodes(tenant_id, merkle.nodes_needed(ranges)), ranges)

    return prove


def add_cosignature(point: ProofCheckpoint, key: str, line: str) -> bool:
    """Put a witness's line under a checkpoint of ours, once (the caller commits); whether it is valid and new."""
    at = cosigned_at(Note.parse(point.note).text, line, Verifier.parse(key))
    if at is None or any(one["key"] == key for one in point.cosignatures):
        return False
    point.cosignatures = [*point.cosignatures, {"key": key, "line": line, "at": at}]
    point.witnessed = True
    touch(db.session(), point.tenant_id)
    return True


def add_refusal(point: ProofCheckpoint, name: str, reason: str) -> None:
    """Note on a checkpoint of ours that a witness would not take it, once (the caller commits)."""
    if any(one["name"] == name for one in point.refusals):
        return
    at = int(utc_now().replace(tzinfo=UTC).timestamp())
    point.refusals = [*point.refusals, {"name": name, "reason": reason, "at": at}]
    touch(db.session(), point.tenant_id)
