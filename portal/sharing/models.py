"""Tables of sharing between portals: what a portal sent, and what came to a portal.

Each portal reads its own rows alone. A `Sharing` lies in the portal that sends, a `SharedCopy` in the one that it goes
to; each names the other by its id, and delivering.py, in a named task, carries over what one side must know of the
other. `due_at` marks what is to be carried over: set in the transaction of the act, so that nothing is forgotten.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import utc_now
from portal.extensions import db
from portal.media.held import IN_STORE
from portal.tenancy.owned import TenantOwned

FOLLOW, SUGGEST = "follow", "suggest"
MODES = (FOLLOW, SUGGEST)
"""A copy that follows the original, or a suggestion that the other portal decides on."""

WAITING, FOLLOWING, OWN, DECLINED, GONE = "waiting", "following", "own", "declined", "gone"
"""A copy: to be decided on; follows the original; a text of its own now; declined; the original was taken back before
anybody decided."""

SENDING, ARRIVED, TAKEN, SHOWN, HIDDEN, CHANGED, WITHDRAWN = (
    "sending",
    "arrived",
    "taken",
    "shown",
    "hidden",
    "changed",
    "withdrawn",
)
"""Where a sharing stands as its sender sees it, beside DECLINED."""


class Sharing(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A thing of this portal that goes to another one.

    `round` counts how often it was sent, so that what was declined comes again only when it is sent again. `state`,
    `reason` and `there` (the public path) are what the other portal answered last. `tries` counts failures in a row.
    """

    __tablename__ = "sharing"
    __table_args__ = (
        UniqueConstraint("tenant_id", "kind", "object_id", "to_portal_id"),
        Index("ix_sharing_due", "due_at"),
        Index("ix_sharing_sent", "tenant_id", "sent_at"),
    )

    kind: Mapped[str] = mapped_column(String(30))
    object_id: Mapped[int] = mapped_column(BigInteger)
    title: Mapped[str] = mapped_column(String(300))
    to_portal_id: Mapped[int] = mapped_column(Integer)
    mode: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(String(500), default="")
    round: Mapped[int] = mapped_column(default=1)
    recalled: Mapped[bool] = mapped_column(default=False)
    sent_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    sent_by_id: Mapped[int | None] = mapped_column(Integer)
    sent_by_name: Mapped[str] = mapped_column(String(120), default="")
    state: Mapped[str] = mapped_column(String(12), default=SENDING)
    reason: Mapped[str] = mapped_column(String(500), default="")
    there: Mapped[str] = mapped_column(String(300), default="")
    answered_at: Mapped[datetime | None] = mapped_column(DateTime)
    due_at: Mapped[datetime | None] = mapped_column(DateTime, default=utc_now)
    tries: Mapped[int] = mapped_column(default=0)


class SharedCopy(TenantOwned, db.Model):  # type: ignore[name-defined]
    """What came to this portal: `content` is what the original says now (see contents.py), `object_id` the thing that
    was made of it here.

    `digest` is that of the content that the thing was last made of; `changed`: the portal has written on it since.
    `hidden`: the portal does not show its following copy. `live`: citizens see the original. `went_along`: a text of
    its own was withdrawn with the original, and comes back with it.
    """

    __tablename__ = "shared_copy"
    __table_args__ = (
        UniqueConstraint("tenant_id", "sharing_id"),
        Index("ix_shared_copy_due", "due_at"),
        Index("ix_shared_copy_object", "tenant_id", "kind", "object_id"),
        Index("ix_shared_copy_state", "tenant_id", "state", "arrived_at"),
    )

    sharing_id: Mapped[int] = mapped_column(BigInteger)
    from_portal_id: Mapped[int] = mapped_column(Integer)
    source_id: Mapped[int] = mapped_column(BigInteger)
    source_path: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = mapped_column(String(30))
    title: Mapped[str] = mapped_column(String(300))
    mode: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(String(500), default="")
    by_name: Mapped[str] = mapped_column(String(120), default="")
    round: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(12), default=WAITING)
    content: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=IN_STORE)
    publish_at: Mapped[datetime | None] = mapped_column(DateTime)
    expires_at: Mapped[datetime | None] = mapped_column(DateTime)
    live: Mapped[bool] = mapped_column(default=True)
    object_id: Mapped[int | None] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(64), default="")
    changed: Mapped[bool] = mapped_column(default=False)
    hidden: Mapped[bool] = mapped_column(default=False)
    went_along: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(String(500), default="")
    arrived_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    decided_at: Mapped[datetime | None] = mapped_column(DateTime)
    decided_by_name: Mapped[str] = mapped_column(String(120), default="")
    due_at: Mapped[datetime | None] = mapped_column(DateTime)
