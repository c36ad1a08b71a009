"""Table of urgent notices: what citizens are warned of, where, and until when."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.alerts.hazards import WARNING
from portal.extensions import db
from portal.publishing.models import Publishable
from portal.tenancy.owned import TenantShared


class Alert(TenantShared, Publishable, db.Model):  # type: ignore[name-defined]
    """A warning of one portal, shown there (`on_own`) and on those below that it names (`on_portals`, their ids).

    It has no draft: it is published when it is made, and over at `expires_at`. `origin` holds the one-time mark of the
    form that made it, so that a form sent twice makes one.
    """

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("tenant_id", "slug"),
        Index("ix_alert_list", "tenant_id", "status", "expires_at"),
        Index("ix_alert_origin", "tenant_id", "origin"),
    )
    kind = "alert"

    hazard: Mapped[str] = mapped_column(String(20))
    level: Mapped[int] = mapped_column(SmallInteger, default=WARNING)
    title: Mapped[str] = mapped_column(String(160))
    text: Mapped[str] = mapped_column(Text, default="")
    area: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[str] = mapped_column(
        String(160), default=""
    )  # who it comes from, where not the portal itself
    on_own: Mapped[bool] = mapped_column(default=True)
    on_portals: Mapped[list[Any]] = mapped_column(JSON, default=list)
