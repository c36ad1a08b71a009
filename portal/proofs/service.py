"""Appending to a log within the transaction of what is logged: leaf, tree and checkpoint stand or fall with it."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, insert, select, tuple_

from portal.clock import utc_now
from portal.extensions import db
from portal.proofs import merkle
from portal.proofs.keys import held_signer, signer_of
from portal.proofs.leaf import Leaf, canonical, whole_second
from portal.proofs.models import ProofCheckpoint, ProofHash, ProofLeaf, ProofNode
from portal.proofs.notes import Checkpoint
from portal.publishing.service import touch
from portal.tenancy.directory import Portal, directory
from portal.tenancy.owned import new_id

log = logging.getLogger(__name__)
Row = dict[str, Any]


class BrokenLog(RuntimeError):
    """Rows of a log that must be there are missing: `flask proofs check` says which."""


def size_of(tenant_id: int) -> int:
    """How many leaves the tenant's log has."""
    last = db.session.scalar(select(func.max(ProofLeaf.position)).where(ProofLeaf.tenant_id == tenant_id))
    return 0 if last is None else last + 1


def read_nodes(tenant_id: int, wanted: Iterable[merkle.Node]) -> dict[merkle.Node, bytes]:
    """Stored nodes of the tenant's tree, one statement. Raises BrokenLog where one is missing."""
    keys = sorted(set(wanted))
    if not keys:
        return {}
    statement = select(ProofNode.level, ProofNode.position, ProofNode.hash).where(
        ProofNode.tenant_id == tenant_id, tuple_(ProofNode.level, ProofNode.position).in_(keys)
    )
    found = {(level, position): value for level, position, value in db.session.execute(statement)}
    if len(found) != len(keys):
        raise BrokenLog(f"log of tenant {tenant_id}: {len(keys) - len(found)} nodes are missing")
    return found


def append(tenant_id: int, leaf: Leaf) -> int:
    """Append one leaf; its number in the log. Otherwise as `append_many`."""
    return append_many(tenant_id, [leaf])[0]


def append_many(tenant_id: int, leaves: Sequence[Leaf]) -> list[int]:
    """Append leaves to the tenant's log and sign a checkpoint, within the running transaction; their numbers.

    A few statements, whatever the number of leaves. The scope in force must allow writing in the tenant. SQLite
    serialises writers (BEGIN IMMEDIATE); elsewhere two writers of one number collide in a unique constraint, and
    the caller, who commits, tries again. Raises BrokenLog, IntegrityError, ValueError (an unknown event).
    """
    portal = directory().by_id(tenant_id)
    if portal is None:
        raise ValueError(f"no tenant {tenant_id}")
    if not leaves:
        return []
    size, now = size_of(tenant_id), whole_second(utc_now())
    rows = [
        _row(portal, position, leaf if leaf.at else dataclasses.replace(leaf, at=now))
        for position, leaf in enumerate(leaves, size)
    ]
    edge = read_nodes(tenant_id, merkle.nodes_of(0, size))
    fresh = merkle.grown(size, edge, [row["leaf_hash"] for row in rows])
    hashes = [
        {"tenant_id": tenant_id, "leaf_id": row["id"], "sha256": one}
        for row in rows
        for one in dict.fromkeys((row["text_sha256"], *row["files"]))
    ]
    nodes = [
        {"tenant_id": tenant_id, "level": level, "position": position, "hash": value}
        for (level, position), value in fresh.items()
    ]
    db.session.execute(insert(ProofLeaf), rows)
    db.session.execute(insert(ProofHash), hashes)
    db.session.execute(insert(ProofNode), nodes)
    if size and held_signer(portal) is None:
        log.error("the key of the log of %s is lost; witnesses will refuse what a new one signs", portal.slug)
    _sign(portal, size + len(rows), edge | fresh)
    touch(db.session(), tenant_id)
    return [row["position"] for row in rows]


def _row(portal: Portal, position: int, leaf: Leaf) -> Row:
    at = whole_second(leaf.at or utc_now())
    leaf = dataclasses.replace(leaf, at=at, number=leaf.number[:300])
    data = canonical(portal.slug, leaf)
    return {
        "tenant_id": portal.id,
        "id": new_id(),
        "position": position,
        "kind": leaf.kind,
        "object_id": leaf.object_id,
        "number": leaf.number,
        "version": leaf.version,
        "event": leaf.event,
        "text_sha256": leaf.text_sha256,
        "files": list(leaf.files),
        "at": at,
        "leaf_hash": merkle.leaf_hash(data),
        "canonical": data,
    }


def _sign(portal: Portal, size: int, nodes: dict[merkle.Node, bytes]) -> None:
    signer = signer_of(portal)
    checkpoint = Checkpoint(signer.name, size, merkle.root_from(nodes, size))
    db.session.execute(
        insert(ProofCheckpoint),
        [
            {
                "tenant_id": portal.id,
                "size": size,
                "root": checkpoint.root,
                "note": signer.sign(checkpoint.text),
                "at": utc_now(),
            }
        ],
    )


def leaf_of(row: ProofLeaf) -> Leaf:
    """A stored leaf as what was logged."""
    return Leaf(
        row.kind, row.object_id, row.number, row.version, row.event, row.text_sha256, tuple(row.files), row.at
    )
