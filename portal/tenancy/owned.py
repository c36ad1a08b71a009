"""What a tenant-owned table has: (tenant_id, id) as key, and references that cannot leave the tenant."""

from __future__ import annotations

import os
import threading
import time
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

_EPOCH_MS = 1_704_067_200_000  # 2024-01-01 UTC
_lock = threading.Lock()
_last = 0


def new_id() -> int:
    """A time-ordered 63-bit integer (41 bits of milliseconds, 22 random): unique over tenants and machines.

    Ids from a sequence would collide when tenants of two installations are merged, or need a round trip.
    """
    global _last
    with _lock:
        fresh = ((int(time.time() * 1000) - _EPOCH_MS) << 22) | int.from_bytes(os.urandom(3), "big") >> 2
        _last = fresh if fresh > _last else _last + 1
        return _last


def id_at(seconds: float) -> int:
    """The first id that `new_id` could make at this time (seconds since 1970)."""
    return (int(seconds * 1000) - _EPOCH_MS) << 22


class TenantRow:
    """The marker and the key of every tenant-owned table."""

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, default=new_id, autoincrement=False)


class TenantOwned(TenantRow):
    """Rows that only their own portal reads."""


class TenantShared(TenantRow):
    """Rows that a portal may share with the portals below it (`shared`)."""

    shared: Mapped[bool] = mapped_column(default=False)


def same_tenant(column: str, target: str, **options: Any) -> ForeignKeyConstraint:
    """A reference (tenant_id, column) → (target.tenant_id, target.id): the database refuses cross-tenant links."""
    return ForeignKeyConstraint(["tenant_id", column], [f"{target}.tenant_id", f"{target}.id"], **options)
