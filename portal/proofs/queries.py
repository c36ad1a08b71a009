"""Reads of the logs: the events of a thing, its bundle, what holds a hash, the newest checkpoint."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import segno
from markupsafe import Markup
from sqlalchemy import select

from portal.extensions import db
from portal.proofs import merkle
from portal.proofs.keys import held_signer
from portal.proofs.models import ProofCheckpoint, ProofHash, ProofLeaf, WitnessedCheckpoint
from portal.proofs.notes import InvalidNote, Verifier
from portal.proofs.service import read_nodes
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import current_scope, entered, reading
from portal.web.request import current_portal, path, portal_url

FORMAT = "cong-lang/bang-chung/1"
MOST_ENTRIES = 1000  # of a log in one answer
MOST_THINGS = 20  # that hold one hash

Bundle = dict[str, Any]


@contextmanager
def log_of(portal: Portal) -> Iterator[None]:
    """Read the public log of a portal: of the one in force, or of one above it, whose documents it may show."""
    if current_scope().own == portal.id:
        yield
        return
    with entered(reading(portal.id)):
        yield


def logs_to_look_in() -> list[Portal]:
    """This portal and those above it, nearest first."""
    here = current_portal()
    above = [directory().by_id(one) for one in here.ancestors]
    return [here, *(one for one in above if one is not None)]


def proof_path(kind: str, object_id: int) -> str:
    """Where the events of a thing are shown, on its own portal."""
    return f"/bang-chung/{kind}/{object_id}"


def link_to(portal: Portal, kind: str, object_id: int) -> str:
    """The link to that page: within this portal, or to the one above it."""
    target = proof_path(kind, object_id)
    return path(target) if portal.id == current_portal().id else portal_url(portal, target)


@lru_cache(maxsize=2048)
def qr_code(url: str) -> Markup:
    """A QR code that leads to an address, as SVG to stand in a page."""
    made = segno.make(url, error="m", micro=False)
    drawn = made.svg_inline(scale=3, border=2, svgclass="proof__qr", lineclass=None, light="#fff")
    # nosemgrep: markup-of-words – squares only, no letter of the address
    return Markup(drawn)  # nosec B704


def proof_of(kind: str, object_id: int, owner: int | None = None) -> dict[str, Any] | None:
    """What a page of a thing shows of its proof (template proofs/_proof.html), or None where it was never logged.

    One statement. `owner` is the tenant whose thing it is, if not the portal's own: only one above is read.
    """
    here = current_portal()
    if owner is not None and owner != here.id and owner not in here.ancestors:
        return None
    portal = directory().by_id(owner) if owner is not None else here
    if portal is None:
        return None
    with log_of(portal):
        row = db.session.scalar(
            select(ProofLeaf)
            .where(ProofLeaf.tenant_id == portal.id, ProofLeaf.kind == kind, ProofLeaf.object_id == object_id)
            .order_by(ProofLeaf.position.desc())
            .limit(1)
        )
    if row is None:
        return None
    return {
        "url": link_to(portal, kind, object_id),
        "position": row.position,
        "event": row.event,
        "version": row.version,
        "at": row.at,
        "sha256": row.text_sha256,
        "short": row.leaf_hash.hex()[:12],
        "qr": qr_code(portal_url(portal, proof_path(kind, object_id))),
        "check_url": path("/kiem-tra"),
    }


def events_of(portal: Portal, kind: str, object_id: int) -> list[ProofLeaf]:
    """All events of a thing, oldest first (within `log_of`)."""
    statement = select(ProofLeaf).where(
        ProofLeaf.tenant_id == portal.id, ProofLeaf.kind == kind, ProofLeaf.object_id == object_id
    )
    return list(db.session.scalars(statement.order_by(ProofLeaf.position)))


def newest_checkpoint(portal: Portal) -> ProofCheckpoint | None:
    """The newest checkpoint (within `log_of`)."""
    return _checkpoint_over(portal, -1, witnessed=False)


def checkpoint_over(portal: Portal, position: int) -> ProofCheckpoint | None:
    """The newest checkpoint that witnesses signed and that covers this leaf, else the newest of all."""
    return _checkpoint_over(portal, position, witnessed=True)


def _checkpoint_over(portal: Portal, position: int, *, witnessed: bool) -> ProofCheckpoint | None:
    order = [ProofCheckpoint.witnessed.desc()] if witnessed else []
    found: ProofCheckpoint | None = db.session.scalar(
        select(ProofCheckpoint)
        .where(ProofCheckpoint.tenant_id == portal.id, ProofCheckpoint.size > position)
        .order_by(*order, ProofCheckpoint.size.desc())
        .limit(1)
    )
    return found


def whole_note(point: ProofCheckpoint) -> str:
    """The checkpoint with the lines of its witnesses."""
    return point.note + "".join(f"{one['line']}\n" for one in point.cosignatures)


def public_key(portal: Portal) -> str | None:
    """The public key of a portal's log, in the format of note verifiers; None without a usable one."""
    try:
        signer = held_signer(portal)
    except InvalidNote:  # `flask proofs check` says it; pages show what they can
        return None
    return str(signer.verifier) if signer is not None else None


def bundle_of(portal: Portal, rows: Sequence[ProofLeaf]) -> Bundle | None:
    """The proof bundle of a thing's events (within `log_of`): what verify.py checks offline. Raises BrokenLog."""
    point = checkpoint_over(portal, rows[-1].position) if rows else None
    if point is None:
        return None
    ranges = {row.position: merkle.inclusion_ranges(row.position, point.size) for row in rows}
    nodes = read_nodes(portal.id, merkle.nodes_needed(one for each in ranges.values() for one in each))
    return {
        "format": FORMAT,
        "portal": portal.authority,
        "page": portal_url(portal, proof_path(rows[0].kind, rows[0].object_id)),
        "key": public_key(portal),
        "checkpoint": whole_note(point),
        "witnesses": [one["key"] for one in point.cosignatures],
        "entries": [
            {
                "index": row.position,
                "leaf": row.canonical.decode(),
                "hash": row.leaf_hash.hex(),
                "proof": [
                    base64.b64encode(one).decode() for one in merkle.proof_from(nodes, ranges[row.position])
                ],
            }
            for row in rows
        ],
    }


def things_with(portal: Portal, sha256: str) -> list[tuple[str, int]]:
    """Kind and id of the things of whose text or files this is the hash (within `log_of`)."""
    statement = (
        select(ProofLeaf.kind, ProofLeaf.object_id)
        .join(ProofHash, (ProofHash.tenant_id == ProofLeaf.tenant_id) & (ProofHash.leaf_id == ProofLeaf.id))
        .where(ProofHash.tenant_id == portal.id, ProofLeaf.tenant_id == portal.id, ProofHash.sha256 == sha256)
        .distinct()
        .limit(MOST_THINGS)
    )
    return [(kind, object_id) for kind, object_id in db.session.execute(statement)]


def entries(portal: Portal, first: int, end: int) -> list[ProofLeaf]:
    """Leaves [first, end) of the log, `MOST_ENTRIES` at most."""
    statement = select(ProofLeaf).where(
        ProofLeaf.tenant_id == portal.id, ProofLeaf.position >= first, ProofLeaf.position < end
    )
    return list(db.session.scalars(statement.order_by(ProofLeaf.position).limit(MOST_ENTRIES)))


def name_of(origin: str) -> str:
    """Whose log an origin is, in words; the origin itself where it is of another installation."""
    portal = directory().by_host(origin.partition("/")[0])
    return portal.name if portal is not None else origin


def witnesses_of(point: ProofCheckpoint) -> list[dict[str, Any]]:
    """Who signed a checkpoint as a witness, and when (UTC)."""
    return [
        {"name": name_of(Verifier.parse(one["key"]).name), "at": _instant(one["at"])}
        for one in point.cosignatures
    ]


def refusals_of(point: ProofCheckpoint) -> list[dict[str, Any]]:
    """Who would not sign a checkpoint, and why."""
    return [
        {"name": name_of(one["name"]), "reason": one["reason"], "at": _instant(one["at"])}
        for one in point.refusals
    ]


def _instant(posix: int) -> datetime:
    return datetime.fromtimestamp(posix, UTC).replace(tzinfo=None)


def watched(portal: Portal) -> list[dict[str, Any]]:
    """The logs that a portal is witness of: the newest checkpoint it took, and what it refused since."""
    found: dict[str, dict[str, Any]] = {}
    statement = select(WitnessedCheckpoint).where(WitnessedCheckpoint.tenant_id == portal.id)
    for row in db.session.scalars(statement.order_by(WitnessedCheckpoint.at)):
        fresh = {"name": name_of(row.origin), "origin": row.origin, "size": 0, "at": None, "conflicts": []}
        one = found.setdefault(row.origin, fresh)
        if row.conflict:
            one["conflicts"].append({"size": row.size, "reason": row.conflict, "at": row.at})
        else:
            one |= {"size": row.size, "at": row.at, "root": row.root.hex()}
    return sorted(found.values(), key=lambda one: (not one["conflicts"], one["name"]))
