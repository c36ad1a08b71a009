"""Money that goes back to who paid it: asked for at the counter, approved by somebody else, paid out by cash,
transfer or the provider that took it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from portal.accounts.permissions import Actor, system_actor
from portal.clock import utc_now
from portal.extensions import db
from portal.payments import drawers
from portal.payments.claiming import CLAIMED
from portal.payments.demanding import TooLate, locked
from portal.payments.duties import COLLECT, SETTLE
from portal.payments.ledger.accounts import BANK, PAYERS, Move, cash_of, provider_of
from portal.payments.ledger.models import LedgerEntry
from portal.payments.ledger.posting import About, held_for, post
from portal.payments.ledger.rules import RECEIVED, REFUNDED
from portal.payments.models import (
    APPROVED,
    ASKED,
    BY_CASH,
    BY_PROVIDER,
    BY_TRANSFER,
    DONE,
    PAID,
    PENDING_REFUND,
    REFUSED,
    RETURNED,
    SENDING,
    WAYS,
    PaymentDemand,
    PaymentRefund,
)  # fmt: skip
from portal.payments.providers.configured import provider_named
from portal.payments.providers.contract import ProviderSilent
from portal.payments.taking import settle_again, unsettle
from portal.publishing.service import commit
from portal.publishing.trail import audit
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import all_tenants, editing, entered

log = logging.getLogger(__name__)
AGAIN = timedelta(minutes=2)
AT_ONCE = 10


class NothingToReturn(ValueError):
    """There is nothing of this demand that could be paid back so."""


class OwnRequest(PermissionError):
    """Who asks for a refund does not approve it."""


@dataclass(frozen=True)
class Asking:
    """How money is to go back: `whole` takes the payment itself back, else only what was too much or came too late.
    `account` is the payer's, for a transfer; sealed where it is kept."""

    way: str
    reason: str
    whole: bool = False
    account: str = ""


def ask(demand_id: int, asking: Asking, once: str, actor: Actor) -> PaymentRefund:
    """Ask for a refund, once per `once`. The caller commits. Raises Forbidden, NothingToReturn, LookupError."""
    actor.require(COLLECT)
    known = db.session.scalar(select(PaymentRefund).where(PaymentRefund.once == once))
    if known is not None:
        if known.demand_id != demand_id:
            raise NothingToReturn(demand_id)
        return known
    demand = locked(demand_id)
    amount = returnable(demand, asking.whole)
    if amount <= 0 or asking.way not in ways(actor.tenant_id) or not asking.reason.strip():
        raise NothingToReturn(demand.code)
    provider, transaction = _taken_by(demand, amount) if asking.way == BY_PROVIDER else ("", "")
    refund = PaymentRefund(
        tenant_id=actor.tenant_id,
        demand_id=demand.id,
        once=once,
        amount=amount,
        way=asking.way,
        provider=provider,
        transaction=transaction,
        whole=asking.whole,
        account=asking.account[:300],
        reason=asking.reason.strip()[:500],
        asked_by_id=actor.user_id,
        asked_by_name=actor.name,
    )
    db.session.add(refund)
    audit(actor, "payment.ask_refund", kind=demand.kind, object_id=demand.id, detail=demand.code)
    db.session.flush()
    return refund


def ways(tenant_id: int) -> tuple[str, ...]:
    """How money can go back: a portal that ended has no drawer with cash any more (what was in it went to the safe)."""
    portal = directory().by_id(tenant_id)
    return WAYS if portal is None or portal.is_living else (BY_TRANSFER, BY_PROVIDER)


def returnable(demand: PaymentDemand, whole: bool) -> int:
    """What can be paid back of a demand, in đồng: what refunds in hand have not claimed yet."""
    claimed, wholes = db.session.execute(
        select(
            func.coalesce(func.sum(PaymentRefund.amount), 0), func.count().filter(PaymentRefund.whole)
        ).where(PaymentRefund.demand_id == demand.id, PaymentRefund.state.in_(PENDING_REFUND))
    ).one()
    if whole:
        return demand.amount + held_for(demand.id) if demand.state == PAID and not claimed else 0
    return 0 if wholes else held_for(demand.id) - int(claimed)


def _taken_by(demand: PaymentDemand, amount: int) -> tuple[str, str]:
    """The provider's payment that is large enough to be taken back. Raises NothingToReturn."""
    used = set(
        db.session.scalars(
            select(PaymentRefund.transaction).where(
                PaymentRefund.demand_id == demand.id, PaymentRefund.state != REFUSED
            )
        )
    )
    entries = db.session.scalars(
        select(LedgerEntry)
        .where(LedgerEntry.demand_id == demand.id, LedgerEntry.act == RECEIVED)
        .order_by(LedgerEntry.number.desc())
    )
    for entry in entries:
        name, _colon, transaction = entry.key.removesuffix(CLAIMED).partition(":")
        if entry.way == f"provider:{name}" and transaction not in used and entry.amount >= amount:
            return name, transaction
    raise NothingToReturn(demand.code)


def locked_refund(refund_id: int, *states: str) -> PaymentRefund:
    """A refund that is in one of these states, nobody else changes it until the commit. Raises LookupError, TooLate."""
    found = db.session.scalar(
        select(PaymentRefund)
        .where(PaymentRefund.id == refund_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise LookupError(refund_id)
    if found.state not in states:
        raise TooLate(refund_id)
    return found


def approve(refund_id: int, actor: Actor) -> PaymentRefund:
    """Let a refund go; where the payment itself goes back, its receipt is cancelled now. The caller commits.

    Raises Forbidden, OwnRequest, LookupError, TooLate.
    """
    actor.require(SETTLE)
    refund = locked_refund(refund_id, ASKED)
    if actor.user_id is not None and refund.asked_by_id == actor.user_id:
        raise OwnRequest
    if refund.whole:
        unsettle(locked(refund.demand_id), RETURNED, refund.reason, actor)
    _decide(refund, SENDING if refund.way == BY_PROVIDER else APPROVED, actor)
    if refund.state == SENDING:
        refund.next_try_at = utc_now()
    return refund


def refuse(refund_id: int, why: str, actor: Actor) -> PaymentRefund:
    """Refuse a refund; what it claimed may be just what the demand lacks. The caller commits. Raises Forbidden,
    LookupError, TooLate."""
    actor.require(SETTLE)
    refund = locked_refund(refund_id, ASKED)
    refund.refusal = why.strip()[:500]
    _decide(refund, REFUSED, actor)
    settle_again(refund.demand_id, actor)
    return refund


def _decide(refund: PaymentRefund, state: str, actor: Actor) -> None:
    refund.state, refund.decided_at = state, utc_now()
    refund.decided_by_id, refund.decided_by_name = actor.user_id, actor.name
    audit(actor, f"payment.refund_{state}", kind=PaymentDemand.kind, object_id=refund.demand_id)
    db.session.flush()


def pay_cash(refund_id: int, actor: Actor) -> PaymentRefund:
    """Pay an approved refund out of the actor's drawer. The caller commits.

    Raises Forbidden, LookupError, TooLate, drawers.DrawerClosed, drawers.NotThere (too little cash).
    """
    actor.require(COLLECT)
    refund = locked_refund(refund_id, APPROVED)
    if refund.way != BY_CASH:
        raise TooLate(refund_id)
    drawer = drawers.of_today(actor)
    if drawers.held(drawer.id) < refund.amount:
        raise drawers.NotThere
    _paid(refund, cash_of(drawer.id), actor, drawer.id)
    return refund


def note_transfer(refund_id: int, actor: Actor) -> PaymentRefund:
    """An approved refund was transferred from the agency's account; one that was to be paid in cash too, where there is
    no drawer any more. The caller commits. Raises Forbidden, LookupError, TooLate."""
    actor.require(SETTLE)
    refund = locked_refund(refund_id, APPROVED)
    if refund.way != BY_TRANSFER and refund.way in ways(actor.tenant_id):
        raise TooLate(refund_id)
    refund.way = BY_TRANSFER
    _paid(refund, BANK, actor)
    return refund


def _paid(refund: PaymentRefund, account: str, actor: Actor, drawer_id: int | None = None) -> None:
    demand = locked(refund.demand_id)
    if held_for(demand.id) < refund.amount:
        raise NothingToReturn(demand.code)
    way = f"provider:{refund.provider}" if refund.way == BY_PROVIDER else refund.way
    about = About(demand.id, drawer_id, way, None, refund.reason)
    post(REFUNDED, [Move(PAYERS, account, refund.amount)], f"refund:{refund.id}", actor, about)
    refund.state, refund.paid_at, refund.next_try_at = DONE, utc_now(), None
    audit(actor, "payment.refund_done", kind=demand.kind, object_id=demand.id, detail=demand.code)
    db.session.flush()


def send_due(now: datetime) -> int:
    """Send the refunds that go back through their provider; how many were tried. Needs an application context."""
    with all_tenants("gửi khoản hoàn trả qua đơn vị thanh toán"):
        due = db.session.execute(
            select(PaymentRefund.tenant_id, PaymentRefund.id)
            .where(PaymentRefund.state == SENDING, PaymentRefund.next_try_at <= now)
            .limit(AT_ONCE)
        ).all()
    for tenant_id, number in due:
        portal = directory().by_id(tenant_id)
        if portal is not None:
            _send(portal, number, now)
    return len(due)


def _send(portal: Portal, number: int, now: datetime) -> None:
    with entered(editing(portal.id)):
        try:
            refund = locked_refund(number, SENDING)
        except (TooLate, LookupError):
            return
        refund.next_try_at = now + AGAIN
        name, transaction, amount = refund.provider, refund.transaction, refund.amount
        commit()
    provider = provider_named(portal, name)
    try:
        was_sent = provider is not None and provider.refund(transaction, amount, f"hoan-{number}")
    except ProviderSilent as error:
        log.warning("provider %s did not answer a refund: %s", name, error)
        return
    with entered(editing(portal.id)):
        try:
            sent(number, was_sent, system_actor(portal.id))
        except TooLate:
            return
        commit()


def sent(refund_id: int, was_sent: bool, actor: Actor) -> PaymentRefund:
    """What the provider said of a refund: it is done, or the agency has to transfer it. The caller commits. Raises
    LookupError, TooLate."""
    refund = locked_refund(refund_id, SENDING)
    if was_sent:
        _paid(refund, provider_of(refund.provider), actor)
    else:
        refund.state, refund.way, refund.next_try_at = APPROVED, BY_TRANSFER, None
    return refund
