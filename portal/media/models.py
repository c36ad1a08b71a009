"""Tables of files: what was stored once by its content, what it was before, and which published thing uses it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Index, Integer, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.clock import utc_now
from portal.extensions import db
from portal.media.held import IN_STORE
from portal.tenancy.owned import TenantOwned, TenantShared, same_tenant


class MediaFile(TenantShared, db.Model):  # type: ignore[name-defined]
    """A stored file of one tenant. Bytes lie in the content-addressed store under `sha256`.

    `renditions` lists what was made of a picture: [{width, height, format, sha256, size}]. `focus_x` and `focus_y` are
    the point in per cent that stays in sight where a picture is cropped. `fingerprint` are 64 bits as hexadecimal
    digits that are nearly the same for pictures that look alike, "" where there is nothing to compare. `version` counts
    the contents that it had; `former_names` are those under which citizens could fetch an earlier one ("a.pdf",
    "960.jpg"): they lead to the present one.
    """

    __tablename__ = "media_file"
    __table_args__ = (UniqueConstraint("tenant_id", "sha256"),)

    sha256: Mapped[str] = mapped_column(String(64), info=IN_STORE)
    name: Mapped[str] = mapped_column(String(160))
    mime: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))  # picture | pdf | docx | doc | xlsx | xls | text …
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    alt: Mapped[str] = mapped_column(String(300), default="")
    caption: Mapped[str] = mapped_column(String(300), default="")
    credit: Mapped[str] = mapped_column(String(160), default="")
    focus_x: Mapped[int] = mapped_column(SmallInteger, default=50)
    focus_y: Mapped[int] = mapped_column(SmallInteger, default=50)
    fingerprint: Mapped[str] = mapped_column(String(16), default="")
    trashed_at: Mapped[datetime | None] = mapped_column(DateTime)
    renditions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, info=IN_STORE)
    version: Mapped[int] = mapped_column(Integer, default=1)
    former_names: Mapped[list[str]] = mapped_column(JSON, default=list)
    uploaded_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    uploaded_by_id: Mapped[int | None] = mapped_column(Integer)


class MediaVersion(TenantOwned, db.Model):  # type: ignore[name-defined]
    """An earlier content of a file, kept for a while so that it can be downloaded and taken back; the desk's alone.

    `number` is the version that it was; `replaced_at` and `replaced_by_name` tell when and by whom the next one came.
    """

    __tablename__ = "media_version"
    __table_args__ = (
        same_tenant("media_id", "media_file", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "media_id", "number"),
        Index("ix_media_version_replaced_at", "replaced_at"),
    )

    media_id: Mapped[int] = mapped_column(BigInteger)
    number: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), info=IN_STORE)
    name: Mapped[str] = mapped_column(String(160))
    mime: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    fingerprint: Mapped[str] = mapped_column(String(16), default="")
    renditions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, info=IN_STORE)
    replaced_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    replaced_by_id: Mapped[int | None] = mapped_column(Integer)
    replaced_by_name: Mapped[str] = mapped_column(String(120), default="")


class MediaUse(TenantShared, db.Model):  # type: ignore[name-defined]
    """A thing (by kind and id) uses a file: as attachment, as lead picture, or inside its text.

    A file is public exactly while something visible uses it.
    """

    __tablename__ = "media_use"
    __table_args__ = (
        same_tenant("media_id", "media_file", ondelete="CASCADE"),
        Index("ix_media_use_object", "tenant_id", "kind", "object_id"),
        Index("ix_media_use_media", "tenant_id", "media_id"),
    )

    kind: Mapped[str] = mapped_column(String(30))
    object_id: Mapped[int] = mapped_column(BigInteger)
    media_id: Mapped[int] = mapped_column(BigInteger)
    role: Mapped[str] = mapped_column(
        String(20), default="attachment"
    )  # attachment | picture | inline | form
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(300), default="")

    media: Mapped[MediaFile] = relationship(lazy="joined", innerjoin=True)
