"""Tables of the books. An entry and its lines are never changed and never deleted: triggers in the database refuse it
(migration 0029), and so does the ORM before it asks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    Index,
    Integer,
    String,
    UniqueConstraint,
    event,
)  # fmt: skip
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from portal.clock import utc_now
from portal.extensions import db
from portal.payments.ledger.accounts import Move
from portal.tenancy.owned import TenantOwned, same_tenant


class ImmutableEntry(RuntimeError):
    """Somebody tried to change or delete what was posted; only a counter-entry takes it back."""


class PaymentCounter(TenantOwned, db.Model):  # type: ignore[name-defined]
    """The last number of a series that must have no gaps; locked while one is taken."""

    __tablename__ = "payment_counter"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)

    name: Mapped[str] = mapped_column(String(80))
    last: Mapped[int] = mapped_column(BigInteger, default=0)


class LedgerEntry(TenantOwned, db.Model):  # type: ignore[name-defined]
    """One business act. `key` makes it happen once; `day` is the Vietnamese day of the books.

    `way` is cash, transfer or provider:<name> where money came or went; `tendered` is the cash that the payer gave.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        UniqueConstraint("tenant_id", "key"),
        UniqueConstraint("tenant_id", "reverses_id"),
        same_tenant("demand_id", "payment_demand"),
        same_tenant("drawer_id", "cash_drawer"),
        same_tenant("reverses_id", "ledger_entry"),
        Index("ix_ledger_entry_demand", "tenant_id", "demand_id"),
        Index("ix_ledger_entry_drawer", "tenant_id", "drawer_id"),
        Index("ix_ledger_entry_day", "tenant_id", "day"),
    )

    number: Mapped[int] = mapped_column(BigInteger)
    key: Mapped[str] = mapped_column(String(200))
    act: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    day: Mapped[date] = mapped_column(Date)
    demand_id: Mapped[int | None] = mapped_column(BigInteger)
    drawer_id: Mapped[int | None] = mapped_column(BigInteger)
    reverses_id: Mapped[int | None] = mapped_column(BigInteger)
    way: Mapped[str] = mapped_column(String(40), default="")
    tendered: Mapped[int | None] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(String(500), default="")
    by_id: Mapped[int | None] = mapped_column(Integer)
    by_name: Mapped[str] = mapped_column(String(120), default="")
    lines: Mapped[list[LedgerLine]] = relationship(
        order_by="LedgerLine.place",
        primaryjoin="and_(LedgerEntry.tenant_id == LedgerLine.tenant_id, LedgerEntry.id == LedgerLine.entry_id)",
        foreign_keys="[LedgerLine.tenant_id, LedgerLine.entry_id]",
        viewonly=True,
    )

    @property
    def moves(self) -> list[Move]:
        """What it moves."""
        return [Move(one.debit, one.credit, one.amount) for one in self.lines]

    @property
    def amount(self) -> int:
        """All that it moves, in đồng."""
        return sum(one.amount for one in self.lines)


class LedgerLine(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A sum from one account to another: an entry balances because each of its lines does."""

    __tablename__ = "ledger_line"
    __table_args__ = (
        same_tenant("entry_id", "ledger_entry"),
        UniqueConstraint("tenant_id", "entry_id", "place"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("debit <> credit", name="accounts"),
        Index("ix_ledger_line_debit", "tenant_id", "debit"),
        Index("ix_ledger_line_credit", "tenant_id", "credit"),
    )

    entry_id: Mapped[int] = mapped_column(BigInteger)
    place: Mapped[int] = mapped_column(Integer)
    debit: Mapped[str] = mapped_column(String(60))
    credit: Mapped[str] = mapped_column(String(60))
    amount: Mapped[int] = mapped_column(BigInteger)


WITH_LINES = selectinload(LedgerEntry.lines)
"""Option of a statement that loads many entries: their lines come in one statement more, and not in one each."""


def _refuse(_mapper: Any, _connection: Any, row: Any) -> None:
    if db.session.is_modified(row) or row in db.session.deleted:
        raise ImmutableEntry(f"{type(row).__tablename__} {row.id}")


for _model in (LedgerEntry, LedgerLine):
    event.listen(_model, "before_update", _refuse)
    event.listen(_model, "before_delete", _refuse)
