"""`flask proofs check`: every log computed anew from its rows and from the documents, and compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import select

from portal.clock import utc_now
from portal.extensions import Base, db
from portal.media.service import file_store
from portal.proofs import merkle
from portal.proofs.following import await_hours, followed, last_leaves, next_leaf
from portal.proofs.keys import held_signer
from portal.proofs.leaf import WITHDRAW, Leaf, canonical
from portal.proofs.models import (
    PendingProof,
    ProofCheckpoint,
    ProofHash,
    ProofLeaf,
    ProofNode,
    WitnessedCheckpoint,
)
from portal.proofs.notes import Checkpoint, InvalidNote, Note, Verifier
from portal.proofs.service import append_many, leaf_of
from portal.publishing.models import PUBLISHED, Publishable
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import all_tenants, editing, entered

BATCH = 200
SHOWN = 20  # differences of one kind that are spelled out


def check_all() -> dict[str, list[str]]:
    """What is wrong with each portal's log, in Vietnamese, by slug; portals with nothing wrong are not named."""
    found = {}
    for portal in directory().all():
        with entered(editing(portal.id, writes=False)):
            problems = _check_log(portal)
            if portal.is_living:  # of a portal that was merged the log stays, the things went on
                problems += _shortened(_check_documents(portal))
        if problems:
            found[portal.slug] = problems
    return found


def _shortened(problems: Iterator[str]) -> list[str]:
    all_of = list(problems)
    more = len(all_of) - SHOWN
    return all_of[:SHOWN] + ([f"… và {more} khác biệt nữa"] if more > 0 else [])


def _check_log(portal: Portal) -> list[str]:
    leaves = list(db.session.scalars(select(ProofLeaf).order_by(ProofLeaf.position)))
    hashes: dict[int, set[str]] = {}
    for leaf_id, sha256 in db.session.execute(select(ProofHash.leaf_id, ProofHash.sha256)):
        hashes.setdefault(leaf_id, set()).add(sha256)
    problems = _shortened(_check_leaves(portal, leaves, hashes))
    nodes = merkle.grown(0, {}, [merkle.leaf_hash(one.canonical) for one in leaves])
    stored = {
        (level, position): value
        for level, position, value in db.session.execute(
            select(ProofNode.level, ProofNode.position, ProofNode.hash)
        )
    }
    wrong = sorted(key for key in nodes.keys() | stored.keys() if nodes.get(key) != stored.get(key))
    if wrong:
        problems.append(
            f"{len(wrong)} nút của cây không khớp, nút đầu tiên: tầng {wrong[0][0]}, số {wrong[0][1]}"
        )
    try:
        signer = held_signer(portal)
    except InvalidNote as error:
        return [*problems, f"khóa ký hỏng: {error}"]
    if signer is None:
        return [*problems, "không có khóa ký của nhật ký"] if leaves else problems
    problems += _check_checkpoints(signer.verifier, len(leaves), nodes)
    return problems + _check_witnesses(portal, signer.name, len(leaves), nodes)


def _as_told(portal: Portal, row: ProofLeaf) -> list[bytes]:
    """What a leaf may say: under the slug of now, or under one that the portal had before it was renamed."""
    try:
        return [canonical(slug, leaf_of(row)) for slug in (portal.slug, *portal.former_slugs)]
    except ValueError:
        return []


def _check_leaves(portal: Portal, leaves: list[ProofLeaf], hashes: dict[int, set[str]]) -> Iterator[str]:
    for expected, row in enumerate(leaves):
        if row.position != expected:
            yield f"thiếu mục số {expected}"
            return
        if row.canonical not in _as_told(portal, row):
            yield f"mục số {row.position} ({row.number}): cột dữ liệu khác nội dung đã ghi"
        if merkle.leaf_hash(row.canonical) != row.leaf_hash:
            yield f"mục số {row.position} ({row.number}): mã băm khác nội dung đã ghi"
        if hashes.get(row.id, set()) != {row.text_sha256, *row.files}:
            yield f"mục số {row.position} ({row.number}): bảng tra mã băm thiếu hoặc thừa"


def _check_checkpoints(key: Verifier, count: int, nodes: dict[merkle.Node, bytes]) -> list[str]:
    points = list(db.session.scalars(select(ProofCheckpoint).order_by(ProofCheckpoint.size)))
    if not points:
        return ["có mục nhưng không có điểm kiểm"] if count else []
    problems = [
        f"điểm kiểm {one.size} mục: {fault}" for one in points if (fault := _fault(one, key, count, nodes))
    ]
    if points[-1].size != count:
        problems.append(f"điểm kiểm mới nhất có {points[-1].size} mục, nhật ký có {count} mục")
    problems += [
        f"{one['name']} không công nhận điểm kiểm {points[-1].size} mục: {one['reason']}"
        for one in points[-1].refusals
    ]
    return problems


def _fault(row: ProofCheckpoint, key: Verifier, count: int, nodes: dict[merkle.Node, bytes]) -> str:
    try:
        note = Note.parse(row.note)
        point = Checkpoint.parse(note.text)
    except InvalidNote as error:
        return str(error)
    if not note.is_signed_by(key):
        return "chữ ký không đúng"
    if (point.origin, point.size, point.root) != (key.name, row.size, row.root):
        return "cột dữ liệu khác nội dung đã ký"
    if point.size > count:
        return "nhiều mục hơn nhật ký hiện có"
    return "" if merkle.root_from(nodes, point.size) == point.root else "gốc khác gốc tính lại từ các mục"


def _check_witnesses(portal: Portal, origin: str, count: int, nodes: dict[merkle.Node, bytes]) -> list[str]:
    """What other portals hold of this log must be a beginning of it."""
    problems = []
    with all_tenants(f"điểm kiểm của nhật ký {portal.slug} mà các cổng khác giữ"):
        statement = select(WitnessedCheckpoint).where(
            WitnessedCheckpoint.origin == origin, WitnessedCheckpoint.conflict == ""
        )
        for row in db.session.scalars(statement):
            witness = directory().by_id(row.tenant_id)
            name = witness.slug if witness is not None else str(row.tenant_id)
            if row.size > count or merkle.root_from(nodes, row.size) != row.root:
                problems.append(
                    f"{name} giữ điểm kiểm {row.size} mục khác với nhật ký: quá khứ đã bị viết lại"
                )
    return problems


def models() -> dict[str, Any]:
    """The tables of the kinds that are followed."""
    by_kind = {
        mapper.class_.kind: mapper.class_
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Publishable)
    }
    return {kind: by_kind[kind] for kind in followed() if kind in by_kind}


def _batches(model: Any, portal: Portal, *more: Any) -> Iterator[list[Any]]:
    """Rows of a table in order of their id, a batch at a time."""
    after = 0
    while True:
        statement = select(model).where(model.tenant_id == portal.id, model.id > after, *more)
        rows = list(db.session.scalars(statement.order_by(model.id).limit(BATCH)))
        if not rows:
            return
        yield rows
        after = rows[-1].id
        db.session.expunge_all()


def _check_documents(portal: Portal) -> Iterator[str]:
    """What the portal shows now must be what the log said last."""
    now = utc_now()
    for kind, model in models().items():
        for rows in _batches(model, portal):
            last = last_leaves(portal.id, kind, [row.id for row in rows])
            for row in rows:
                held = last.get(row.id)
                leaf = next_leaf(row, held, now)
                if leaf is not None:
                    yield f"{kind} {row.id} ({leaf.number}): {_difference(leaf, held)}"
                elif held is not None and held.event != WITHDRAW:
                    for sha256 in held.files:
                        if not file_store().verify(sha256):
                            yield f"{kind} {row.id} ({held.number}): tệp {sha256} mất hoặc bị sửa trên đĩa"


def _difference(leaf: Leaf, last: ProofLeaf | None) -> str:
    if last is None:
        return "đã đăng nhưng chưa có trong nhật ký (chạy: flask proofs append-missing)"
    if leaf.event == WITHDRAW:
        return f"không còn đăng nhưng nhật ký ghi là đang đăng (mục số {last.position})"
    if last.event == WITHDRAW:
        return f"đang đăng nhưng nhật ký ghi là đã gỡ (mục số {last.position})"
    return f"nội dung đang đăng khác nội dung đã ghi (mục số {last.position})"


def _awaited(portal: Portal, kind: str, ids: list[int]) -> set[int]:
    statement = select(PendingProof.object_id).where(
        PendingProof.tenant_id == portal.id, PendingProof.kind == kind, PendingProof.object_id.in_(ids)
    )
    return set(db.session.scalars(statement))


def append_missing(portal: Portal, report: Callable[[int], None]) -> int:
    """Log what a portal published before its kind was followed; how many. `report` is told the count so far.

    What was logged and differs is left to `check`: to append it would hide that it was changed past the log.
    """
    done = 0
    for kind, model in models().items():
        with entered(editing(portal.id)):
            for rows in _batches(model, portal, model.status == PUBLISHED):
                last = last_leaves(portal.id, kind, [row.id for row in rows])
                now = utc_now()
                fresh = [row for row in rows if row.id not in last]
                found = [next_leaf(row, None, now) for row in fresh]
                leaves = [one for one in found if one is not None]
                append_many(portal.id, leaves)
                waiting = _awaited(portal, kind, [row.id for row in fresh])
                for row in fresh:
                    if row.id not in waiting:
                        await_hours(row, now)
                db.session.commit()
                done += len(leaves)
                report(done)
    return done
