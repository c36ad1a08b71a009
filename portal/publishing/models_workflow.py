"""Tables of answering for a text: corrections that wait, what is said about a draft, hours that will come."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import utc_now
from portal.extensions import db
from portal.publishing.models import DRAFT
from portal.tenancy.owned import TenantOwned

APPEARS, ENDS = "appears", "ends"


class Correction(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A change of a published thing that somebody else must approve; citizens go on seeing the approved text.

    `fields` are the values of the form as it was sent (screens.filling), `base_revision` the revision it was written
    on, `removed` the uses of files that go with it. A thing has one correction at a time; it ends when it is applied
    or thrown away. `state` is draft or submitted. `version` guards it against two editors, and an approver against a
    change under their eyes.
    """

    __tablename__ = "correction"
    __table_args__ = (
        UniqueConstraint("tenant_id", "kind", "object_id"),
        Index("ix_correction_state", "tenant_id", "state"),
    )

    kind: Mapped[str] = mapped_column(String(30))
    object_id: Mapped[int] = mapped_column(BigInteger)
    title: Mapped[str] = mapped_column(String(300), default="")
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    removed: Mapped[list[int]] = mapped_column(JSON, default=list)
    base_revision: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(12), default=DRAFT)
    by_id: Mapped[int | None] = mapped_column(Integer)  # who changed it last
    by_name: Mapped[str] = mapped_column(String(120), default="")
    begun_by_id: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now, onupdate=utc_now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class DraftComment(TenantOwned, db.Model):  # type: ignore[name-defined]
    """What somebody of the desk says about a thing, or answers (`parent_id`); citizens never see it.

    `act` is "" for a remark, or the act that it gives the reason of ("return", "withdraw"). `quote` is the passage
    that it speaks of, `for_user_id` whom it is addressed to.
    """

    __tablename__ = "draft_comment"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "parent_id"],
            ["draft_comment.tenant_id", "draft_comment.id"],
            name="fk_draft_comment_parent",
            ondelete="CASCADE",
        ),
        Index("ix_draft_comment_object", "tenant_id", "kind", "object_id"),
        Index("ix_draft_comment_for", "tenant_id", "for_user_id", "resolved_at"),
    )

    kind: Mapped[str] = mapped_column(String(30))
    object_id: Mapped[int] = mapped_column(BigInteger)
    parent_id: Mapped[int | None] = mapped_column(BigInteger)
    act: Mapped[str] = mapped_column(String(20), default="")
    text: Mapped[str] = mapped_column(Text)
    quote: Mapped[str] = mapped_column(String(500), default="")
    for_user_id: Mapped[int | None] = mapped_column(Integer)
    for_name: Mapped[str] = mapped_column(String(120), default="")
    by_id: Mapped[int | None] = mapped_column(Integer)
    by_name: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    resolved_at: Mapped[datetime | None] = mapped_column(DateTime)
    resolved_by_name: Mapped[str] = mapped_column(String(120), default="")


class DueAct(TenantOwned, db.Model):  # type: ignore[name-defined]
    """An hour at which a published thing appears or ends by itself (`event`), of which people are told then."""

    __tablename__ = "due_act"
    __table_args__ = (
        UniqueConstraint("tenant_id", "kind", "object_id", "event"),
        Index("ix_due_act_at", "due_at"),
    )

    kind: Mapped[str] = mapped_column(String(30))
    object_id: Mapped[int] = mapped_column(BigInteger)
    event: Mapped[str] = mapped_column(String(10))
    due_at: Mapped[datetime] = mapped_column(DateTime)
