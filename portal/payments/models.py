"""Tables of what is to be paid and of how it was: demands with their lines, attempts, messages of providers, refunds,
drawers. Whatever names a payer is sealed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Date, DateTime, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from portal.clock import utc_now
from portal.extensions import db
from portal.sealing.columns import Sealed, SealedText
from portal.tenancy.owned import TenantOwned, same_tenant

OPEN, PAID, FREE, CANCELLED, RETURNED = "open", "paid", "free", "cancelled", "returned"
HANDED = "handed"
"""Handed on to the portal that the matter went to: a demand of the same code stands there (`succession`)."""
STATES = (OPEN, PAID, FREE, CANCELLED, RETURNED, HANDED)

BEGUN, WAITING, SUCCEEDED, FAILED, EXPIRED = "begun", "waiting", "succeeded", "failed", "expired"
UNANSWERED = (BEGUN, WAITING)

ASKED, APPROVED, SENDING, DONE, REFUSED = "asked", "approved", "sending", "done", "refused"
PENDING_REFUND = (ASKED, APPROVED, SENDING)
BY_CASH, BY_TRANSFER, BY_PROVIDER = "cash", "transfer", "provider"
WAYS = (BY_CASH, BY_TRANSFER, BY_PROVIDER)


class PaymentDemand(TenantOwned, db.Model):  # type: ignore[name-defined]
    """What somebody has to pay for a subject of another room. `once` makes it once; `code` is what people call it by.

    `subject_*` names what it is for; the room that asks knows what that is. `title` names the service, never a person.
    """

    __tablename__ = "payment_demand"
    __table_args__ = (
        UniqueConstraint("tenant_id", "once"),
        UniqueConstraint("tenant_id", "code"),
        Index("ix_payment_demand_subject", "tenant_id", "subject_kind", "subject_id"),
        Index("ix_payment_demand_state", "tenant_id", "state", "made_at"),
        CheckConstraint("amount >= 0", name="amount"),
    )
    kind = "payment_demand"

    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int] = mapped_column(BigInteger)
    subject_code: Mapped[str] = mapped_column(String(60))
    once: Mapped[str] = mapped_column(String(80))
    code: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(300))
    state: Mapped[str] = mapped_column(String(12), default=OPEN)
    amount: Mapped[int] = mapped_column(BigInteger)
    payer_name: Mapped[str] = mapped_column(SealedText("payment_demand.payer_name"), default="")
    payer_address: Mapped[str] = mapped_column(SealedText("payment_demand.payer_address"), default="")
    made_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    due_at: Mapped[datetime | None] = mapped_column(DateTime)
    paid_at: Mapped[datetime | None] = mapped_column(DateTime)
    paid_by: Mapped[str] = mapped_column(String(40), default="")
    settlements: Mapped[int] = mapped_column(Integer, default=0)
    closed_at: Mapped[datetime | None] = mapped_column(DateTime)
    reason: Mapped[str] = mapped_column(String(500), default="")
    version: Mapped[int] = mapped_column(Integer, default=1)
    lines: Mapped[list[PaymentLine]] = relationship(
        order_by="PaymentLine.place",
        primaryjoin="and_(PaymentDemand.tenant_id == PaymentLine.tenant_id, PaymentDemand.id == PaymentLine.demand_id)",
        foreign_keys="[PaymentLine.tenant_id, PaymentLine.demand_id]",
        viewonly=True,
    )

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


class PaymentLine(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A line of a demand: `amount` is `unit` × `quantity`, or nothing where `free_reason` says why."""

    __tablename__ = "payment_line"
    __table_args__ = (
        same_tenant("demand_id", "payment_demand", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "demand_id", "place"),
        CheckConstraint("amount >= 0", name="amount"),
    )

    demand_id: Mapped[int] = mapped_column(BigInteger)
    place: Mapped[int] = mapped_column(Integer)
    key: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(300))
    sort: Mapped[str] = mapped_column(String(10))
    unit: Mapped[int] = mapped_column(BigInteger)
    quantity: Mapped[int] = mapped_column(Integer, default=1)
    amount: Mapped[int] = mapped_column(BigInteger)
    free_reason: Mapped[str] = mapped_column(String(300), default="")


class PaymentAttempt(TenantOwned, db.Model):  # type: ignore[name-defined]
    """One try to pay a demand with a provider. `reference` is ours, `theirs` is the provider's number of it."""

    __tablename__ = "payment_attempt"
    __table_args__ = (
        same_tenant("demand_id", "payment_demand"),
        UniqueConstraint("tenant_id", "reference"),
        UniqueConstraint("tenant_id", "once"),
        Index("ix_payment_attempt_demand", "tenant_id", "demand_id"),
        Index("ix_payment_attempt_poll", "state", "next_poll_at"),
    )

    demand_id: Mapped[int] = mapped_column(BigInteger)
    provider: Mapped[str] = mapped_column(String(30))
    reference: Mapped[str] = mapped_column(String(40))
    once: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(12), default=BEGUN)
    amount: Mapped[int] = mapped_column(BigInteger)
    theirs: Mapped[str] = mapped_column(String(100), default="")
    pay_url: Mapped[str] = mapped_column(String(1000), default="")
    opened_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    answered_at: Mapped[datetime | None] = mapped_column(DateTime)
    next_poll_at: Mapped[datetime | None] = mapped_column(DateTime)
    polls: Mapped[int] = mapped_column(Integer, default=0)


class PaymentMessage(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A message of a provider whose signature was right, as it came (sealed), once per number of the message."""

    __tablename__ = "payment_message"
    __table_args__ = (UniqueConstraint("tenant_id", "provider", "message"),)

    provider: Mapped[str] = mapped_column(String(30))
    message: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    reference: Mapped[str] = mapped_column(String(60), default="")
    outcome: Mapped[str] = mapped_column(String(20), default="")
    body: Mapped[bytes] = mapped_column(Sealed("payment_message.body"))


class PaymentRefund(TenantOwned, db.Model):  # type: ignore[name-defined]
    """Money that goes back: asked for at the counter, approved by somebody else, then paid out. `account` of the payer
    is sealed; `transaction` is the provider's payment that is taken back."""

    __tablename__ = "payment_refund"
    __table_args__ = (
        same_tenant("demand_id", "payment_demand"),
        UniqueConstraint("tenant_id", "once"),
        Index("ix_payment_refund_state", "tenant_id", "state"),
        CheckConstraint("amount > 0", name="amount"),
    )

    demand_id: Mapped[int] = mapped_column(BigInteger)
    once: Mapped[str] = mapped_column(String(80))
    amount: Mapped[int] = mapped_column(BigInteger)
    way: Mapped[str] = mapped_column(String(12))
    provider: Mapped[str] = mapped_column(String(30), default="")
    transaction: Mapped[str] = mapped_column(String(100), default="")
    whole: Mapped[bool] = mapped_column(
        default=False
    )  # the payment itself is taken back, not only what was too much
    account: Mapped[str] = mapped_column(SealedText("payment_refund.account"), default="")
    reason: Mapped[str] = mapped_column(String(500))
    refusal: Mapped[str] = mapped_column(String(500), default="")
    state: Mapped[str] = mapped_column(String(10), default=ASKED)
    asked_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    asked_by_id: Mapped[int | None] = mapped_column(Integer)
    asked_by_name: Mapped[str] = mapped_column(String(120), default="")
    decided_at: Mapped[datetime | None] = mapped_column(DateTime)
    decided_by_id: Mapped[int | None] = mapped_column(Integer)
    decided_by_name: Mapped[str] = mapped_column(String(120), default="")
    paid_at: Mapped[datetime | None] = mapped_column(DateTime)
    next_try_at: Mapped[datetime | None] = mapped_column(DateTime)


class CashDrawer(TenantOwned, db.Model):  # type: ignore[name-defined]
    """The cash of one person on one day. Once closed it takes nothing more; `expected` and `counted` stay as they
    were."""

    __tablename__ = "cash_drawer"
    __table_args__ = (UniqueConstraint("tenant_id", "user_id", "day"),)

    user_id: Mapped[int] = mapped_column(Integer)
    user_name: Mapped[str] = mapped_column(String(120))
    day: Mapped[date] = mapped_column(Date)
    opened_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    closed_at: Mapped[datetime | None] = mapped_column(DateTime)
    expected: Mapped[int | None] = mapped_column(BigInteger)
    counted: Mapped[int | None] = mapped_column(BigInteger)
    explanation: Mapped[str] = mapped_column(String(500), default="")
