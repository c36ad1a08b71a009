"""Tables of moving in: the old portals that are taken in, what became of each of their items, and old addresses."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, DateTime, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import utc_now
from portal.extensions import db
from portal.tenancy.owned import TenantOwned, same_tenant

WORDPRESS, FEED, FOLDER = "wordpress", "feed", "folder"
SOURCES = (WORDPRESS, FEED, FOLDER)

LOOKING, LOOKED, TRYING, TRIED, TAKING, DONE = "looking", "looked", "trying", "tried", "taking", "done"
STOPPED, BROKEN = "stopped", "broken"
BUSY = (LOOKING, TRYING, TAKING)

NEWS, PAGE, SECTION, MEDIA, PATH = "news", "page", "section", "media", "path"
"""What an old address leads to: a news item, a standing page, a section of news, a file, or a path typed by hand."""


class Move(TenantOwned, db.Model):  # type: ignore[name-defined]
    """An old portal that is taken in. The same source brought again is the same row, so that its items meet again.

    `place` is the folder or file below the tenant's drop folder, "" where a command named a path of the machine.
    """

    __tablename__ = "moving_source"
    __table_args__ = (UniqueConstraint("tenant_id", "kind", "identity"),)

    kind: Mapped[str] = mapped_column(String(12))
    identity: Mapped[str] = mapped_column(String(200))  # what tells this source from others of its kind
    name: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(300), default="")
    media_place: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[str] = mapped_column(String(12), default=LOOKING)
    problem: Mapped[str] = mapped_column(String(500), default="")
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    found: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # what looking into it has told
    summary: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # what the last run did
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    created_by: Mapped[str] = mapped_column(String(120), default="")
    finished_at: Mapped[datetime | None] = mapped_column(DateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}


class MovedItem(TenantOwned, db.Model):  # type: ignore[name-defined]
    """What became of one item of an old portal, and why: the report. Written with the item itself."""

    __tablename__ = "moving_item"
    __table_args__ = (
        same_tenant("move_id", "moving_source", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "move_id", "key"),
        Index("ix_moving_item_outcome", "tenant_id", "move_id", "outcome"),
    )

    move_id: Mapped[int] = mapped_column(BigInteger)
    key: Mapped[str] = mapped_column(String(300))  # the origin of what it became
    digest: Mapped[str] = mapped_column(String(64), default="")
    address: Mapped[str] = mapped_column(String(1000), default="")
    title: Mapped[str] = mapped_column(String(300), default="")
    section: Mapped[str] = mapped_column(String(200), default="")
    outcome: Mapped[str] = mapped_column(String(12))  # see portal.importing.summary.Outcome
    troubles: Mapped[list[list[str]]] = mapped_column(JSON, default=list)  # [code, detail]
    kind: Mapped[str] = mapped_column(String(30), default="")
    object_id: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now, onupdate=utc_now)


class OldPath(TenantOwned, db.Model):  # type: ignore[name-defined]
    """An address of an old portal and what stands there now. `key` is its normalised form (see addresses.py)."""

    __tablename__ = "old_path"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        same_tenant("move_id", "moving_source"),
        Index("ix_old_path_object", "tenant_id", "kind", "object_id"),
    )

    key: Mapped[str] = mapped_column(String(64))  # SHA-256 of `address`
    address: Mapped[str] = mapped_column(String(1000))
    kind: Mapped[str] = mapped_column(String(12))
    object_id: Mapped[int | None] = mapped_column(BigInteger)
    target: Mapped[str] = mapped_column(String(500), default="")  # of kind "path"
    move_id: Mapped[int | None] = mapped_column(BigInteger)
    by_hand: Mapped[bool] = mapped_column(default=False)  # a person wrote it: no run changes it
    active: Mapped[bool] = mapped_column(default=True)
    note: Mapped[str] = mapped_column(String(300), default="")
    hits: Mapped[int] = mapped_column(default=0)
    last_hit_on: Mapped[date | None] = mapped_column(Date)
    deleted_at: Mapped[datetime | None] = mapped_column(DateTime)
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    updated_by: Mapped[str] = mapped_column(String(120), default="")
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def name(self) -> str:
        """What a person knows it by."""
        return self.address


class OldPathDay(TenantOwned, db.Model):  # type: ignore[name-defined]
    """How often an old address was asked for on one day; nothing about who asked."""

    __tablename__ = "old_path_day"
    __table_args__ = (
        same_tenant("old_path_id", "old_path", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "old_path_id", "day"),
    )

    old_path_id: Mapped[int] = mapped_column(BigInteger)
    day: Mapped[date] = mapped_column(Date)
    count: Mapped[int] = mapped_column(default=0)
