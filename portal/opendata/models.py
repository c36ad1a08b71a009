"""The table of versions: what a dataset was on a day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, DateTime, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import db
from portal.media.held import IN_STORE
from portal.tenancy.owned import TenantOwned


class DatasetVersion(TenantOwned, db.Model):  # type: ignore[name-defined]
    """One version of a dataset: its rows as they were public on a day, kept in the store of files.

    `number` counts from 1 within the dataset `slug`. `digest` is the SHA-256 of the rows before they were packed: a
    version is made only where it differs from that of the one before. `rows_sha256` names the packed rows,
    `index_sha256` what they are about (see packing.py). `columns` are the fields that the rows have, `sizes` the bytes
    of the rows in each format without the portal's own address, which stands in them `addresses` times. `added`,
    `changed` and `removed` count rows against the version before; of the first all are added. A version that was taken
    off names no bytes any more.
    """

    __tablename__ = "dataset_version"
    __table_args__ = (UniqueConstraint("tenant_id", "slug", "number"),)

    slug: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    day: Mapped[date] = mapped_column(Date)
    made_at: Mapped[datetime] = mapped_column(DateTime)
    digest: Mapped[str] = mapped_column(String(64))
    rows_sha256: Mapped[str] = mapped_column(String(64), info=IN_STORE)
    index_sha256: Mapped[str] = mapped_column(String(64), info=IN_STORE)
    rows: Mapped[int]
    addresses: Mapped[int]
    columns: Mapped[list[str]] = mapped_column(JSON)
    sizes: Mapped[dict[str, Any]] = mapped_column(JSON)
    added: Mapped[int]
    changed: Mapped[int]
    removed: Mapped[int]
    covers_from: Mapped[date | None] = mapped_column(Date)
    covers_to: Mapped[date | None] = mapped_column(Date)

    @property
    def is_taken_off(self) -> bool:
        """Whether somebody took it off: it is told of, and given to nobody."""
        return not self.rows_sha256
