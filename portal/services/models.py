"""Tables of services: what a portal offers, and every version of what it asks for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from portal.clock import utc_now
from portal.extensions import db
from portal.tenancy.owned import TenantOwned, same_tenant

CLOSED, OPEN = "closed", "open"


class Service(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A procedure that can be asked for at this portal, by the code of the national catalogue.

    `current_id` is the version that new dossiers begin with (0: none yet); `version` counts saves (optimistic locking);
    `origin` and `origin_digest` tell what the starting content brought, so that a newer one replaces only what nobody
    changed here.
    """

    __tablename__ = "service"
    __table_args__ = (
        UniqueConstraint("tenant_id", "code"),
        UniqueConstraint("tenant_id", "slug"),
        Index("ix_service_list", "tenant_id", "status", "name"),
    )

    code: Mapped[str] = mapped_column(String(40))
    slug: Mapped[str] = mapped_column(String(160))
    name: Mapped[str] = mapped_column(Text)
    field: Mapped[str] = mapped_column(String(200), default="")
    status: Mapped[str] = mapped_column(String(10), default=CLOSED)
    current_id: Mapped[int] = mapped_column(BigInteger, default=0)
    version: Mapped[int] = mapped_column(Integer, default=1)
    popular: Mapped[int] = mapped_column(Integer, default=0)
    origin: Mapped[str] = mapped_column(String(200), default="")
    origin_digest: Mapped[str] = mapped_column(String(64), default="")
    updated_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


class ServiceVersion(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A definition as it was from `published_at` on; never changed once published: dossiers name it.

    A row without `published_at` is the draft of the desk. The reference to the service does not cascade and numbers are
    not unique by themselves: where portals become one, services of one code fold, and the versions that dossiers name
    go along to the service that stands for both.
    """

    __tablename__ = "service_version"
    __table_args__ = (
        same_tenant("service_id", "service"),
        Index("ix_service_version_order", "tenant_id", "service_id", "number"),
    )

    service_id: Mapped[int] = mapped_column(BigInteger)
    number: Mapped[int] = mapped_column(Integer)
    definition: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    published_at: Mapped[datetime | None] = mapped_column(DateTime)
    by_id: Mapped[int | None] = mapped_column(Integer)
    by_name: Mapped[str] = mapped_column(String(120), default="")
