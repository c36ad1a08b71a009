"""Tables of a dossier's course: its steps, what happened, what the citizen was asked for, the forms that were made."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import utc_now
from portal.extensions import db
from portal.sealing.columns import SealedJSON, SealedText
from portal.tenancy.owned import TenantOwned, same_tenant

COMPLETION, PAYMENT = "completion", "payment"
APPOINTMENT, COMPLETE, REFUSAL, APOLOGY, CONTROL = "01", "02", "03", "04", "05"
"""Forms of Circular 01/2018/TT-VPCP by their number."""


class DossierStep(TenantOwned, db.Model):  # type: ignore[name-defined]
    """One run of a step, from when it came until it went on; a step that is done again has another row.

    `minutes` are working minutes without pauses, known once it ended; `due_minutes` what the definition gives it.
    `outcome`: the verb that ended it ("pass", "send_back", "finish", …). `ended_at` is None for the step in hand.
    """

    __tablename__ = "dossier_step"
    __table_args__ = (
        same_tenant("dossier_id", "dossier", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "dossier_id", "number"),
        Index("ix_dossier_step_ended", "tenant_id", "ended_at"),
        Index("ix_dossier_step_person", "tenant_id", "by_id", "ended_at"),
    )

    dossier_id: Mapped[int] = mapped_column(BigInteger)
    number: Mapped[int] = mapped_column(Integer)
    step_key: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    unit: Mapped[str] = mapped_column(String(120), default="")
    by_id: Mapped[int | None] = mapped_column(Integer)
    by_name: Mapped[str] = mapped_column(String(120), default="")
    began_at: Mapped[datetime] = mapped_column(DateTime)
    taken_at: Mapped[datetime | None] = mapped_column(DateTime)
    due_at: Mapped[datetime | None] = mapped_column(DateTime)
    due_minutes: Mapped[int] = mapped_column(Integer, default=0)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime)
    minutes: Mapped[int] = mapped_column(Integer, default=0)
    outcome: Mapped[str] = mapped_column(String(20), default="")
    note: Mapped[str | None] = mapped_column(SealedText("dossier_step.note"))


class DossierEvent(TenantOwned, db.Model):  # type: ignore[name-defined]
    """Something that happened, in order of `number`. `told` is the plain sentence for the citizen ("" says nothing to
    them), `note` is for the desk alone. `by_kind` is "staff", "citizen" or "system". `version` is the dossier's since.
    """

    __tablename__ = "dossier_event"
    __table_args__ = (
        same_tenant("dossier_id", "dossier", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "dossier_id", "number"),
        Index("ix_dossier_event_at", "tenant_id", "at"),
    )

    dossier_id: Mapped[int] = mapped_column(BigInteger)
    number: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    verb: Mapped[str] = mapped_column(String(20))
    before: Mapped[str] = mapped_column(String(12), default="")
    after: Mapped[str] = mapped_column(String(12))
    step_key: Mapped[str] = mapped_column(String(60), default="")
    by_kind: Mapped[str] = mapped_column(String(8))
    by_id: Mapped[int | None] = mapped_column(Integer)
    by_name: Mapped[str] = mapped_column(String(120), default="")
    version: Mapped[int] = mapped_column(Integer)
    told: Mapped[str | None] = mapped_column(SealedText("dossier_event.told"))
    note: Mapped[str | None] = mapped_column(SealedText("dossier_event.note"))


class DossierRequest(TenantOwned, db.Model):  # type: ignore[name-defined]
    """What the citizen was asked for: papers to complete (form 02) or money to pay. While it is open the clock stands.

    `items` are sealed: [{"key": paper or field, "title", "reason"}]. `came_from` is the state to go back to; `until`
    the day's end by which an answer is wanted; `resumes_at` when the clock goes on (after the answer, by the cut-off);
    `lapsed_at` when it was told that it ran out. `demand_id` names the demand of a payment.
    """

    __tablename__ = "dossier_request"
    __table_args__ = (
        same_tenant("dossier_id", "dossier", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "dossier_id", "number"),
        Index("ix_dossier_request_until", "tenant_id", "ended_at", "until"),
        Index("ix_dossier_request_demand", "tenant_id", "demand_id"),
    )

    dossier_id: Mapped[int] = mapped_column(BigInteger)
    number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(12))
    came_from: Mapped[str] = mapped_column(String(12))
    items: Mapped[list[dict[str, Any]] | None] = mapped_column(SealedJSON("dossier_request.items"))
    demand_id: Mapped[int | None] = mapped_column(BigInteger)
    by_id: Mapped[int | None] = mapped_column(Integer)
    by_name: Mapped[str] = mapped_column(String(120), default="")
    asked_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    until: Mapped[datetime | None] = mapped_column(DateTime)
    answered_at: Mapped[datetime | None] = mapped_column(DateTime)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime)
    resumes_at: Mapped[datetime | None] = mapped_column(DateTime)
    lapsed_at: Mapped[datetime | None] = mapped_column(DateTime)
    answer: Mapped[str | None] = mapped_column(SealedText("dossier_request.answer"))


class DossierForm(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A printed form (01 to 05 of Circular 01/2018/TT-VPCP) with the values that it was made of.

    `issued_at` is None for an apology that waits for its reason; a form that was issued is never changed.
    """

    __tablename__ = "dossier_form"
    __table_args__ = (
        same_tenant("dossier_id", "dossier", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "dossier_id", "number"),
        Index("ix_dossier_form_open", "tenant_id", "kind", "issued_at"),
    )

    dossier_id: Mapped[int] = mapped_column(BigInteger)
    number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(2))
    values: Mapped[dict[str, Any] | None] = mapped_column(SealedJSON("dossier_form.values"))
    made_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    issued_at: Mapped[datetime | None] = mapped_column(DateTime)
    by_id: Mapped[int | None] = mapped_column(Integer)
    by_name: Mapped[str] = mapped_column(String(120), default="")
