"""Tables of the proof of publication: each tenant's log, its tree, its checkpoints, those of others it witnessed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import db
from portal.tenancy.owned import TenantOwned, same_tenant


class ProofLeaf(TenantOwned, db.Model):  # type: ignore[name-defined]
    """One event in the tenant's log, number `position`; `canonical` are the bytes that were hashed."""

    __tablename__ = "proof_leaf"
    __table_args__ = (
        UniqueConstraint("tenant_id", "position"),
        Index("ix_proof_leaf_object", "tenant_id", "kind", "object_id", "position"),
    )

    position: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(30))
    object_id: Mapped[int] = mapped_column(BigInteger)
    number: Mapped[str] = mapped_column(String(300))
    version: Mapped[int]
    event: Mapped[str] = mapped_column(String(10))  # publish | replace | withdraw
    text_sha256: Mapped[str] = mapped_column(String(64))
    files: Mapped[list[str]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(DateTime)
    leaf_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    canonical: Mapped[bytes] = mapped_column(LargeBinary)


class ProofHash(TenantOwned, db.Model):  # type: ignore[name-defined]
    """Which leaves hold a SHA-256 (of a text or of a file): what a visitor's file is looked up in."""

    __tablename__ = "proof_hash"
    __table_args__ = (
        same_tenant("leaf_id", "proof_leaf", ondelete="CASCADE"),
        Index("ix_proof_hash_sha256", "tenant_id", "sha256"),
        Index("ix_proof_hash_leaf", "tenant_id", "leaf_id"),
    )

    leaf_id: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))


class ProofNode(TenantOwned, db.Model):  # type: ignore[name-defined]
    """The hash of a complete subtree of the tenant's log (see portal.proofs.merkle); never changed."""

    __tablename__ = "proof_node"
    __table_args__ = (UniqueConstraint("tenant_id", "level", "position"),)

    level: Mapped[int]
    position: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class ProofCheckpoint(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A signed statement of the tenant's log after a transaction.

    `cosignatures`: what witnesses put under it, [{key, line, at}]; `refusals`: who would not, [{name, reason, at}].
    """

    __tablename__ = "proof_checkpoint"
    __table_args__ = (UniqueConstraint("tenant_id", "size"),)

    size: Mapped[int] = mapped_column(BigInteger)
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    note: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(DateTime)
    witnessed: Mapped[bool] = mapped_column(default=False)
    cosignatures: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    refusals: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)


class WitnessedCheckpoint(TenantOwned, db.Model):  # type: ignore[name-defined]
    """What this tenant holds of another log: the newest checkpoint it accepted, and each that it refused.

    `key` is the log's public key as it was at the first meeting; `conflict` says why it was refused ("": accepted).
    """

    __tablename__ = "witnessed_checkpoint"
    __table_args__ = (Index("ix_witnessed_checkpoint_origin", "tenant_id", "origin"),)

    origin: Mapped[str] = mapped_column(String(300))
    key: Mapped[str] = mapped_column(String(500))
    size: Mapped[int] = mapped_column(BigInteger)
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    note: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(DateTime)
    cosignature: Mapped[str] = mapped_column(Text, default="")
    conflict: Mapped[str] = mapped_column(String(300), default="")


class PendingProof(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A publication or an end whose hour has not come: the log is public, so it must not speak of it before."""

    __tablename__ = "proof_pending"
    __table_args__ = (
        UniqueConstraint("tenant_id", "kind", "object_id", "event"),
        Index("ix_proof_pending_due", "due_at"),
    )

    kind: Mapped[str] = mapped_column(String(30))
    object_id: Mapped[int] = mapped_column(BigInteger)
    event: Mapped[str] = mapped_column(String(10))  # publish | withdraw
    due_at: Mapped[datetime] = mapped_column(DateTime)
    number: Mapped[str] = mapped_column(String(300))
    version: Mapped[int]
    text_sha256: Mapped[str] = mapped_column(String(64))
    files: Mapped[list[str]] = mapped_column(JSON)
