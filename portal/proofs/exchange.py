"""Checkpoints between installations: a file carries the logs of one to be witnessed by the other, and back.

The file holds every leaf hash of a log, 32 bytes each, so that the other side needs to trust no proof: it builds the
tree itself and compares what it holds. What it cosigned travels back in its own file.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from portal.extensions import db
from portal.proofs import merkle
from portal.proofs.keys import held_signer, signer_of
from portal.proofs.models import ProofCheckpoint, ProofLeaf, WitnessedCheckpoint
from portal.proofs.notes import Checkpoint, InvalidNote, Note
from portal.proofs.witnessing import Verdict, add_cosignature, keep, newest
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import all_tenants, system_task

FORMAT = "cong-lang/diem-kiem/1"
LARGEST = 256 * 1024 * 1024


class UnreadableFile(ValueError):
    """The file is not one that `export-checkpoints` writes; the message says what is wrong."""


def exported() -> dict[str, Any]:
    """Every log of this installation with its newest checkpoint, and what its portals cosigned for others."""
    found: dict[str, Any] = {"format": FORMAT, "logs": [], "cosignatures": []}
    with all_tenants("xuất điểm kiểm của các nhật ký"):
        own = _own_origins()
        for portal in directory().all():
            signer, point = held_signer(portal), newest(portal.id)
            if signer is not None and point is not None:
                log = {"key": str(signer.verifier), "note": point.note, "hashes": _leaf_hashes(portal, point)}
                found["logs"].append(log)
        for row in db.session.scalars(select(WitnessedCheckpoint).where(WitnessedCheckpoint.conflict == "")):
            portal_of_row = directory().by_id(row.tenant_id)
            signer = held_signer(portal_of_row) if portal_of_row is not None else None
            if signer is not None and row.origin not in own:
                line = {"key": str(signer.cosigner), "line": row.cosignature}
                found["cosignatures"].append({"origin": row.origin, "size": row.size} | line)
    return found


def export_to(path: Path) -> int:
    """Write the file; how many logs it holds. Raises OSError."""
    content = exported()
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return len(content["logs"])


def _own_origins() -> dict[str, Portal]:
    signers = [(held_signer(portal), portal) for portal in directory().all()]
    return {signer.name: portal for signer, portal in signers if signer is not None}


def _leaf_hashes(portal: Portal, point: ProofCheckpoint) -> str:
    statement = select(ProofLeaf.leaf_hash).where(
        ProofLeaf.tenant_id == portal.id, ProofLeaf.position < point.size
    )
    return base64.b64encode(b"".join(db.session.scalars(statement.order_by(ProofLeaf.position)))).decode()


def read_file(path: Path) -> dict[str, Any]:
    """The content of a file, its shape checked. Raises UnreadableFile."""
    try:
        if path.stat().st_size > LARGEST:
            raise UnreadableFile("tệp quá lớn")
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise UnreadableFile(f"không đọc được tệp: {error}") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise UnreadableFile(f"không phải tệp {FORMAT}")
    for name, fields in (("logs", ("key", "note", "hashes")), ("cosignatures", ("origin", "key", "line"))):
        rows = content.get(name)
        if not isinstance(rows, list) or not all(_has_texts(row, fields) for row in rows):
            raise UnreadableFile(f"phần {name} sai định dạng")
    return content


def _has_texts(row: object, fields: Sequence[str]) -> bool:
    return isinstance(row, dict) and all(isinstance(row.get(name), str) for name in fields)


def import_from(path: Path) -> tuple[list[Verdict], int]:
    """Witness the logs of another installation in the district's name, and take what it cosigned of ours.

    Answers the verdicts, and how many cosignatures were taken. Raises UnreadableFile.
    """
    content = read_file(path)
    own, witness = _own_origins(), directory().district()
    if witness is None:
        raise UnreadableFile("hệ thống chưa có cổng cấp huyện để làm nhân chứng")
    with system_task("nhập điểm kiểm từ hệ thống khác"):
        verdicts = [_take(witness, log) for log in content["logs"] if log["key"].partition("+")[0] not in own]
        taken = sum(_take_cosignature(own, row) for row in content["cosignatures"])
        db.session.commit()
    return verdicts, taken


def _take(witness: Portal, log: dict[str, str]) -> Verdict:
    signer, origin = signer_of(witness), log["key"].partition("+")[0]
    try:
        hashes = base64.b64decode(log["hashes"], validate=True)
        leaves = [hashes[at : at + 32] for at in range(0, len(hashes), 32)]
        point = Checkpoint.parse(Note.parse(log["note"]).text)
    except (binascii.Error, ValueError) as error:
        return Verdict(signer.name, origin, 0, f"dữ liệu không đọc được: {error}")
    nodes = merkle.grown(0, {}, leaves)
    if len(hashes) != 32 * point.size or merkle.root_from(nodes, point.size) != point.root:
        return Verdict(signer.name, origin, point.size, "các mục không cho ra gốc đã ký")

    def prove(old: int, size: int) -> list[bytes]:
        return merkle.proof_from(nodes, merkle.consistency_ranges(old, size))

    _row, reason = keep(witness.id, signer, log["key"], log["note"], prove)
    return Verdict(signer.name, origin, point.size, reason)


def _take_cosignature(own: dict[str, Portal], row: dict[str, Any]) -> bool:
    """Put a foreign witness's line under our checkpoint of that size; none in the name of a portal of ours."""
    portal = own.get(row["origin"])
    if portal is None or not isinstance(row.get("size"), int) or row["key"].partition("+")[0] in own:
        return False
    point = db.session.scalar(
        select(ProofCheckpoint).where(
            ProofCheckpoint.tenant_id == portal.id, ProofCheckpoint.size == row["size"]
        )
    )
    try:
        return point is not None and add_cosignature(point, row["key"], row["line"])
    except InvalidNote:
        return False
