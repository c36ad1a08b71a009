"""The table of receipts. What a receipt says never changes; who paid is sealed, and so is the signed XML."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    Index,
    Integer,
    String,
    UniqueConstraint,
)  # fmt: skip
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import utc_now
from portal.extensions import db
from portal.payments.ledger.posting import next_number
from portal.sealing.columns import Sealed, SealedText
from portal.tenancy.owned import TenantOwned, same_tenant

ISSUED, REPLACED, CANCELLED = "issued", "replaced", "cancelled"
STATES = (ISSUED, REPLACED, CANCELLED)


class PaymentReceipt(TenantOwned, db.Model):  # type: ignore[name-defined]
    """One receipt. `replaces_id`: the receipt whose place it takes; `lines` as {name, sort, unit, quantity, amount}."""

    __tablename__ = "payment_receipt"
    __table_args__ = (
        same_tenant("demand_id", "payment_demand"),
        same_tenant("entry_id", "ledger_entry"),
        same_tenant("replaces_id", "payment_receipt"),
        UniqueConstraint("tenant_id", "form_code", "symbol", "number"),
        UniqueConstraint("tenant_id", "replaces_id"),
        Index("ix_payment_receipt_demand", "tenant_id", "demand_id"),
        Index("ix_payment_receipt_day", "tenant_id", "day"),
        Index("ix_payment_receipt_signed", "signed_at"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("number > 0 AND number < 10000000", name="number"),
    )
    kind = "payment_receipt"

    demand_id: Mapped[int] = mapped_column(BigInteger)
    entry_id: Mapped[int] = mapped_column(BigInteger)
    form_code: Mapped[str] = mapped_column(String(12))
    symbol: Mapped[str] = mapped_column(String(8))
    number: Mapped[int] = mapped_column(Integer)
    day: Mapped[date] = mapped_column(Date)
    issued_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    state: Mapped[str] = mapped_column(String(10), default=ISSUED)
    replaces_id: Mapped[int | None] = mapped_column(BigInteger)
    unit: Mapped[str] = mapped_column(String(200))
    unit_tax_code: Mapped[str] = mapped_column(String(20), default="")
    unit_address: Mapped[str] = mapped_column(String(300), default="")
    subject_code: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(300))
    payer_name: Mapped[str] = mapped_column(SealedText("payment_receipt.payer_name"), default="")
    payer_address: Mapped[str] = mapped_column(SealedText("payment_receipt.payer_address"), default="")
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    amount: Mapped[int] = mapped_column(BigInteger)
    way: Mapped[str] = mapped_column(String(40), default="")
    collector: Mapped[str] = mapped_column(String(120), default="")
    ended_at: Mapped[datetime | None] = mapped_column(DateTime)
    ended_reason: Mapped[str] = mapped_column(String(500), default="")
    ended_by: Mapped[str] = mapped_column(String(120), default="")
    signed_at: Mapped[datetime | None] = mapped_column(DateTime)
    signer: Mapped[str] = mapped_column(String(200), default="")
    xml: Mapped[bytes | None] = mapped_column(Sealed("payment_receipt.xml"))

    @property
    def number_text(self) -> str:
        """The number as it stands on paper: seven digits."""
        return f"{self.number:07d}"

    @property
    def name(self) -> str:
        """Form, series and number in a word, as lists and files name it."""
        return f"{self.form_code} {self.symbol} {self.number_text}"


def next_in_series(form_code: str, symbol: str) -> int:
    """The next number of a series of the portal in force, from 1 on; locked until the commit."""
    return next_number(f"receipt:{form_code}:{symbol}")
