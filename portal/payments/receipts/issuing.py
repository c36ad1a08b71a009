"""Giving out receipts: numbered in the transaction of the settlement, replaced and cancelled so that both stay."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.clock import today, utc_now
from portal.extensions import db
from portal.payments.duties import COLLECT
from portal.payments.ledger.models import LedgerEntry
from portal.payments.models import PaymentDemand
from portal.payments.receipts.models import CANCELLED, ISSUED, REPLACED, PaymentReceipt, next_in_series
from portal.payments.settings import payment_settings
from portal.publishing.trail import audit
from portal.tenancy.directory import directory


class ReceiptEnded(RuntimeError):
    """The receipt was cancelled or replaced by now."""


class NoReason(ValueError):
    """A receipt is replaced only with a reason that says something."""


def issue(demand: PaymentDemand, entry: LedgerEntry, actor: Actor) -> PaymentReceipt:
    """The receipt of a settlement, in its transaction (Điều 31: at the time of taking the money)."""
    lines = [
        {"name": one.name, "sort": one.sort, "unit": one.unit, "quantity": one.quantity, "amount": one.amount}
        for one in demand.lines
        if one.amount
    ]
    made = _made(demand.id, entry.id, lines, demand.amount, entry.way, actor)
    made.subject_code, made.title = demand.subject_code, demand.title
    made.payer_name, made.payer_address = demand.payer_name, demand.payer_address
    db.session.add(made)
    db.session.flush()
    audit(actor, "payment.receipt", kind=made.kind, object_id=made.id, detail=made.name)
    return made


def _made(
    demand_id: int, entry_id: int, lines: Sequence[dict[str, object]], amount: int, way: str, actor: Actor
) -> PaymentReceipt:
    portal = directory().by_id(actor.tenant_id)
    assert portal is not None
    chosen, day = payment_settings(portal), today()
    symbol = chosen.symbol(day.year)
    return PaymentReceipt(
        tenant_id=actor.tenant_id,
        demand_id=demand_id,
        entry_id=entry_id,
        form_code=chosen.form_code,
        symbol=symbol,
        number=next_in_series(chosen.form_code, symbol),
        day=day,
        unit=chosen.unit[:200],
        unit_tax_code=chosen.tax_code,
        unit_address=chosen.address[:300],
        lines=list(lines),
        amount=amount,
        way=way,
        collector=actor.name if actor.user_id is not None else "",
    )


def valid_of(demand_id: int) -> PaymentReceipt | None:
    """The receipt of a demand that counts."""
    return db.session.scalar(
        select(PaymentReceipt).where(PaymentReceipt.demand_id == demand_id, PaymentReceipt.state == ISSUED)
    )


def all_of(demand_id: int) -> list[PaymentReceipt]:
    """Every receipt of a demand, the first first; those that were cancelled or replaced too."""
    statement = select(PaymentReceipt).where(PaymentReceipt.demand_id == demand_id)
    return list(db.session.scalars(statement.order_by(PaymentReceipt.issued_at, PaymentReceipt.number)))


def cancel_of(demand: PaymentDemand, reason: str, actor: Actor) -> None:
    """Cancel the receipt of a settlement that is taken back; its number stays used."""
    found = valid_of(demand.id)
    if found is None:
        return
    _end(found, CANCELLED, reason, actor)
    audit(actor, "payment.cancel_receipt", kind=found.kind, object_id=found.id, detail=found.name)


def replace(
    receipt_id: int, payer_name: str, payer_address: str, reason: str, actor: Actor
) -> PaymentReceipt:
    """A new receipt with another name or address in the place of one, which stays as replaced. The sum stays: what was
    taken wrongly is undone or returned. The caller commits. Raises Forbidden, LookupError, ReceiptEnded, NoReason."""
    actor.require(COLLECT)
    old = db.session.scalar(select(PaymentReceipt).where(PaymentReceipt.id == receipt_id).with_for_update())
    if old is None:
        raise LookupError(receipt_id)
    if old.state != ISSUED:
        raise ReceiptEnded(old.name)
    why = " ".join(reason.split())
    if len(why) < 5:
        raise NoReason
    made = _made(old.demand_id, old.entry_id, old.lines, old.amount, old.way, actor)
    made.subject_code, made.title, made.replaces_id = old.subject_code, old.title, old.id
    made.payer_name, made.payer_address = payer_name[:200], payer_address[:300]
    _end(old, REPLACED, why, actor)
    db.session.add(made)
    db.session.flush()
    audit(
        actor,
        "payment.replace_receipt",
        kind=made.kind,
        object_id=made.id,
        detail=f"{old.name} → {made.name}",
    )
    return made


def _end(receipt: PaymentReceipt, state: str, reason: str, actor: Actor) -> None:
    receipt.state, receipt.ended_at = state, utc_now()
    receipt.ended_reason, receipt.ended_by = reason[:500], actor.name
