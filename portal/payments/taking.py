"""Money that comes in: once per key, owed to the payer first, the agency's when it covers the demand."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.payments import drawers
from portal.payments.demanding import TooLate, locked
from portal.payments.duties import COLLECT, SETTLE
from portal.payments.ledger.accounts import BANK, CHARGES, FEES, PAYERS, Move, cash_of, provider_of
from portal.payments.ledger.models import WITH_LINES, LedgerEntry
from portal.payments.ledger.posting import About, held_for, post, posted, reverse
from portal.payments.ledger.rules import RECEIVED, REVERSED, SETTLED, UNSETTLED
from portal.payments.models import (
    APPROVED,
    BY_CASH,
    BY_TRANSFER,
    OPEN,
    PAID,
    PENDING_REFUND,
    SENDING,
    PaymentDemand,
    PaymentRefund,
)
from portal.payments.money import FEE, MOST
from portal.payments.receipts import issuing
from portal.payments.registry import payments, tell
from portal.publishing.trail import audit


class TooLittle(ValueError):
    """The payer gave less cash than is to be paid."""


@dataclass(frozen=True)
class Taken:
    """What became of money that came in: the entry, whether it was new, whether the demand is paid by it."""

    entry: LedgerEntry
    is_new: bool
    settles: bool = False


def take_cash(demand_id: int, tendered: int, once: str, actor: Actor) -> Taken:
    """Take cash at the counter into the actor's drawer of today: exactly what is still missing, the rest is change.

    A form that is sent twice (same `once`) takes once. The caller commits. Raises Forbidden, TooLittle, TooLate
    (paid or given up by now), drawers.DrawerClosed.
    """
    actor.require(COLLECT)
    key = f"cash:{once}"
    demand, known = locked(demand_id), posted(key)
    if known is not None:
        # Browsers put hidden fields back: such a form must not tell that money was taken which was not.
        if known.demand_id != demand.id or posted(f"reversed:{known.id}") is not None:
            raise TooLate(demand.code)
        return Taken(known, False)
    if demand.state != OPEN:
        raise TooLate(demand.code)
    missing = demand.amount - available(demand.id)
    if not missing <= tendered <= MOST:
        raise TooLittle(demand.code)
    drawer = drawers.of_today(actor)
    about = About(demand.id, drawer.id, BY_CASH, tendered)
    return _received(demand, cash_of(drawer.id), missing, key, about, actor)


def take_transfer(demand_id: int, amount: int, bank_number: str, actor: Actor) -> Taken:
    """Note a transfer that stands on the statement of the agency's account, once per number of the bank. The caller
    commits. Raises Forbidden, InvalidPosting."""
    actor.require(SETTLE)
    about = About(demand_id, None, BY_TRANSFER)
    return _received(
        locked(demand_id), BANK, amount, f"bank:{bank_number.strip().upper()[:150]}", about, actor
    )


def take_from_provider(
    demand_id: int | None, provider: str, transaction: str, amount: int, actor: Actor
) -> Taken:
    """Note what a provider has taken for us, once per transaction. Without a demand it is owed to an unknown payer.

    The caller has checked where the message came from, and commits. Raises InvalidPosting.
    """
    demand = locked(demand_id) if demand_id is not None else None
    about = About(demand_id, None, f"provider:{provider}")
    return _received(demand, provider_of(provider), amount, f"{provider}:{transaction}", about, actor)


def _received(
    demand: PaymentDemand | None, account: str, amount: int, key: str, about: About, actor: Actor
) -> Taken:
    known = posted(key)
    if known is not None:
        return Taken(known, False)
    entry = post(RECEIVED, [Move(account, PAYERS, amount)], key, actor, about)
    if demand is None:
        audit(actor, "payment.receive", kind=PaymentDemand.kind, detail=key)
        return Taken(entry, True)
    audit(actor, "payment.receive", kind=demand.kind, object_id=demand.id, detail=demand.code)
    return Taken(entry, True, settle(demand, about, actor))


def settle(demand: PaymentDemand, about: About, actor: Actor) -> bool:
    """The demand is paid if what is held for it covers it; the receipt, and what the asking room does, come with it.

    The caller holds the demand's lock and commits. Whether it was.
    """
    if demand.state != OPEN or available(demand.id) < demand.amount:
        return False
    demand.settlements += 1
    moves = [Move(PAYERS, account, amount) for account, amount in parts_of(demand) if amount]
    said = About(demand.id, about.drawer_id, about.way)
    entry = post(SETTLED, moves, f"settled:{demand.id}:{demand.settlements}", actor, said)
    demand.state, demand.paid_at, demand.paid_by = PAID, utc_now(), about.way
    issuing.issue(demand, entry, actor)
    db.session.flush()
    tell(payments().settled, demand)
    return True


def settle_again(demand_id: int, actor: Actor) -> bool:
    """The demand is paid by what is held for it already, once a refund that claimed it was refused, or cash was undone
    that had paid it before; whether it is. The receipt names the way in which money came last. The caller commits."""
    demand = locked(demand_id)
    entries = entries_of(demand.id)
    came = [one for one in entries if one.act == RECEIVED and not is_undone(one, entries)]
    return bool(came) and settle(demand, About(demand.id, None, came[-1].way), actor)


def parts_of(demand: PaymentDemand) -> list[tuple[str, int]]:
    """What of a demand is phí and what lệ phí, by account."""
    fees = sum(one.amount for one in demand.lines if one.sort == FEE)
    return [(FEES, fees), (CHARGES, demand.amount - fees)]


def available(demand_id: int) -> int:
    """What is held for a demand and promised to nobody by a refund in hand, in đồng."""
    promised = db.session.scalar(
        select(func.coalesce(func.sum(PaymentRefund.amount), 0)).where(
            PaymentRefund.demand_id == demand_id,
            PaymentRefund.state.in_(PENDING_REFUND),
            PaymentRefund.whole.is_(False),
        )
    )
    return held_for(demand_id) - int(promised or 0)


def unsettle(demand: PaymentDemand, state: str, reason: str, actor: Actor) -> None:
    """Take a settlement back: its sum is owed to the payer again, the receipt is cancelled, the asking room is told.

    The caller holds the demand's lock and commits. Raises TooLate where it is not paid, or the room says so.
    """
    if demand.state != PAID:
        raise TooLate(demand.code)
    moves = [Move(account, PAYERS, amount) for account, amount in parts_of(demand) if amount]
    key = f"unsettled:{demand.id}:{demand.settlements}"
    post(UNSETTLED, moves, key, actor, About(demand.id, reason=reason))
    issuing.cancel_of(demand, reason, actor)
    demand.state, demand.paid_at, demand.paid_by = state, None, ""
    demand.closed_at = None if state == OPEN else utc_now()
    db.session.flush()
    tell(payments().undone, demand)


def undo_cash(entry_id: int, reason: str, actor: Actor) -> PaymentDemand:
    """Take cash back that was taken by mistake: a counter-entry of the same drawer, as long as it is open and the cash
    is still in it. The demand is open again, unless what else came for it covers it. The caller commits.

    Raises Forbidden, LookupError, TooLate, drawers.DrawerClosed, drawers.NotThere (it was handed over by now),
    InvalidPosting (no reason).
    """
    actor.require(COLLECT)
    entry = db.session.get(LedgerEntry, (actor.tenant_id, entry_id))
    if entry is None or entry.act != RECEIVED or entry.drawer_id is None or entry.demand_id is None:
        raise LookupError(entry_id)
    demand = locked(entry.demand_id)
    drawer = drawers.require_open(entry.drawer_id, actor)
    if posted(f"reversed:{entry.id}") is not None or _goes_back_whole(demand.id):
        raise TooLate(demand.code)
    if drawers.held(drawer.id) < entry.amount:
        raise drawers.NotThere
    if demand.state == PAID:
        unsettle(demand, OPEN, reason, actor)
    if available(demand.id) < entry.amount:
        raise TooLate(demand.code)  # it went back to the payer already, or is about to
    reverse(entry, reason, actor)
    audit(actor, "payment.undo", kind=demand.kind, object_id=demand.id, detail=demand.code)
    settle_again(demand.id, actor)
    return demand


def _goes_back_whole(demand_id: int) -> bool:
    """Whether an approved refund waits for all that was paid: what goes back by it does not go back otherwise."""
    approved = select(PaymentRefund.id).where(
        PaymentRefund.demand_id == demand_id,
        PaymentRefund.state.in_((APPROVED, SENDING)),
        PaymentRefund.whole.is_(True),
    )
    return db.session.scalar(approved.limit(1)) is not None


def entries_of(demand_id: int) -> list[LedgerEntry]:
    """What was posted about a demand, the first first."""
    statement = select(LedgerEntry).options(WITH_LINES).where(LedgerEntry.demand_id == demand_id)
    return list(db.session.scalars(statement.order_by(LedgerEntry.number)))


def is_undone(entry: LedgerEntry, entries: list[LedgerEntry]) -> bool:
    """Whether one of these entries is the counter-entry of an entry."""
    return any(one.act == REVERSED and one.reverses_id == entry.id for one in entries)
