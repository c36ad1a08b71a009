"""Tables of mergers: what was asked, its steps, and which row came from where.

They belong to the installation, not to one tenant: they tell of several, and an archive outlives its portal.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import utc_now
from portal.extensions import db

MERGE, SPLIT, RENAME = "merge", "split", "rename"
RUNNING, DONE, UNDOING, UNDONE = "running", "done", "undoing", "undone"
MOVED, RETURNED, KEPT = "moved", "returned", "kept"


class Merge(db.Model):  # type: ignore[name-defined]
    """One reorganisation: several portals into one, a part of one into another, or a new name.

    `order` is what was asked (see `orders.py`), `effects` what it did (see `effects.py`), `before` what the target
    was, for undoing. `into_id` is None until the first step has made the target.
    """

    __tablename__ = "merge"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    into_id: Mapped[int | None] = mapped_column(ForeignKey("tenant.id"))
    order: Mapped[dict[str, Any]] = mapped_column(JSON)
    effects: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(10), default=RUNNING)
    error: Mapped[str] = mapped_column(String(500), default="")
    by_id: Mapped[int | None] = mapped_column(Integer)
    by_name: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    finished_at: Mapped[datetime | None] = mapped_column(DateTime)
    undo_until: Mapped[datetime | None] = mapped_column(DateTime)


class MergeStep(db.Model):  # type: ignore[name-defined]
    """One step: done in one transaction together with its `done_at`, so that after a crash the rest goes on.

    `about_id` is the portal that it is about, `data` what undoing needs to know.
    """

    __tablename__ = "merge_step"
    __table_args__ = (UniqueConstraint("merge_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    merge_id: Mapped[int] = mapped_column(ForeignKey("merge.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(20))
    about_id: Mapped[int | None] = mapped_column(ForeignKey("tenant.id"))
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    done_at: Mapped[datetime | None] = mapped_column(DateTime)
    undone_at: Mapped[datetime | None] = mapped_column(DateTime)


class MovedRow(db.Model):  # type: ignore[name-defined]
    """A row that went from one tenant to another: origin of a thing, old address, line of the archive.

    What belongs to another row (revisions, articles, uses of files) is not listed: it goes where that row goes.
    `slug`, `title`, `public`, `dated` are as they stood at that moment. `changes` are the columns that had to change:
    {column: [before, after]}. `role`: moved, returned (by undoing; it then tells only an old address), or kept (a row
    that stayed and lost a reference).
    """

    __tablename__ = "moved_row"
    __table_args__ = (
        Index("ix_moved_row_object", "object_id"),
        Index("ix_moved_row_address", "from_id", "table", "slug"),
        Index("ix_moved_row_merge", "merge_id", "from_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    merge_id: Mapped[int] = mapped_column(ForeignKey("merge.id"))
    table: Mapped[str] = mapped_column(String(63))
    object_id: Mapped[int] = mapped_column(BigInteger)
    from_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    slug: Mapped[str] = mapped_column(String(160), default="")
    title: Mapped[str] = mapped_column(String(400), default="")
    public: Mapped[bool] = mapped_column(default=False)
    dated: Mapped[datetime | None] = mapped_column(DateTime)
    changes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    role: Mapped[str] = mapped_column(String(10), default=MOVED)
    undone_at: Mapped[datetime | None] = mapped_column(DateTime)
