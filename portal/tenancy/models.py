"""Tables of who owns a portal: agencies in a tree with dates, and the hosts they answer on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, DateTime, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.clock import utc_now
from portal.extensions import db


class Tenant(db.Model):  # type: ignore[name-defined]
    """One agency and its portal. The tree is data with dates: the reform of 2025 moved it once already."""

    __tablename__ = "tenant"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(63), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    authority: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))  # district | town | commune | ward …
    code: Mapped[str] = mapped_column(String(20), default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("tenant.id"))
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("tenant.id"))
    status: Mapped[str] = mapped_column(String(20), default="active")  # active | suspended
    theme: Mapped[str] = mapped_column(String(40), default="dong-bang")
    primary_colour: Mapped[str] = mapped_column(String(9), default="#8b1a1a")
    accent_colour: Mapped[str] = mapped_column(String(9), default="#c8811a")
    emblem: Mapped[str] = mapped_column(String(120), default="emblem.svg")
    address: Mapped[str] = mapped_column(String(300), default="")
    telephone: Mapped[str] = mapped_column(String(40), default="")
    hotline: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    agency_id: Mapped[str] = mapped_column(String(40), default="")
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    hosts: Mapped[list[TenantHost]] = relationship(
        back_populates="tenant", cascade="all, delete-orphan", lazy="selectin"
    )


class TenantHost(db.Model):  # type: ignore[name-defined]
    """A host name that a portal answers on; the first one is the canonical address.

    `leads_on`: a host of former times, that is answered with a redirect to the canonical one.
    """

    __tablename__ = "tenant_host"

    host: Mapped[str] = mapped_column(String(253), primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    leads_on: Mapped[bool] = mapped_column(default=False)

    tenant: Mapped[Tenant] = relationship(back_populates="hosts")


class FormerName(db.Model):  # type: ignore[name-defined]
    """What a tenant was called until a day: its old slug still leads to it, its old names can be told."""

    __tablename__ = "tenant_former_name"

    id: Mapped[int] = mapped_column(primary_key=True)
    of_tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), index=True)
    slug: Mapped[str] = mapped_column(String(63), index=True)
    name: Mapped[str] = mapped_column(String(200))
    authority: Mapped[str] = mapped_column(String(200))
    until: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
