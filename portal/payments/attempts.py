"""Paying with a provider: an attempt is begun, heard of once or often, asked after when nobody calls.

Calls to the provider stand outside of every transaction; what they bring is taken in as a call-back is.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from portal.accounts.permissions import Actor, system_actor
from portal.clock import utc_now
from portal.extensions import db
from portal.payments.codes import new_reference
from portal.payments.demanding import TooLate
from portal.payments.models import (
    BEGUN,
    EXPIRED,
    FAILED,
    OPEN,
    SUCCEEDED,
    UNANSWERED,
    WAITING,
    PaymentAttempt,
    PaymentDemand,
    PaymentMessage,
)  # fmt: skip
from portal.payments.providers.configured import provider_named
from portal.payments.providers.contract import News, Opening, Provider, ProviderSilent
from portal.payments.taking import available, take_from_provider
from portal.publishing.service import commit
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import all_tenants, editing, entered

log = logging.getLogger(__name__)
WAITS = tuple(timedelta(seconds=one) for one in (15, 30, 60, 120, 300, 900, 3600))
"""How long to wait before each asking; the last one again and again."""
LONGEST = timedelta(hours=48)
"""How long an attempt without an answer is asked after."""
AT_ONCE = 20


@dataclass(frozen=True)
class Addresses:
    """Where the provider sends the payer, and its news; absolute."""

    back: str
    news: str


def begin(demand_id: int, provider: Provider, once: str, where: Addresses, portal: Portal) -> PaymentAttempt:
    """Begin to pay with a provider: a row first, so that nothing that happens there is unknown here.

    Opens its own scopes; must not be called within a transaction that is to be kept. The same form (`once`) begins one
    attempt. Raises TooLate where the demand is not open, ProviderSilent (the attempt stays, and is asked after).
    """
    once = f"{provider.name}:{once}"  # another provider chosen on the same page is another attempt
    with entered(editing(portal.id)):
        known = db.session.scalar(select(PaymentAttempt).where(PaymentAttempt.once == once))
        if known is not None and known.demand_id != demand_id:
            raise TooLate(demand_id)
        attempt = known or _row(demand_id, provider.name, once, system_actor(portal.id))
        commit()
        number, opening = attempt.id, _opening(attempt, where, portal)
        if attempt.pay_url:
            return attempt
    opened = provider.open(opening)
    with entered(editing(portal.id)):
        attempt = _attempt(number)
        attempt.pay_url = opened.pay_url
        if attempt.state == BEGUN:
            attempt.state = WAITING
        commit()
        return attempt


def _row(demand_id: int, provider: str, once: str, actor: Actor) -> PaymentAttempt:
    demand = db.session.get(PaymentDemand, (actor.tenant_id, demand_id))
    if demand is None or demand.state != OPEN:
        raise TooLate(demand_id)
    attempt = PaymentAttempt(
        tenant_id=actor.tenant_id,
        demand_id=demand.id,
        provider=provider,
        reference=new_reference(demand.code),
        once=once,
        amount=demand.amount - available(demand.id),
        next_poll_at=utc_now() + WAITS[0],
    )
    db.session.add(attempt)
    db.session.flush()
    return attempt


def _opening(attempt: PaymentAttempt, where: Addresses, portal: Portal) -> Opening:
    text = f"Phi, le phi {attempt.reference[:10]}"  # banks know no accents here
    return Opening(attempt.reference, attempt.amount, text, where.back, where.news)


def _attempt(number: int) -> PaymentAttempt:
    found = db.session.scalar(
        select(PaymentAttempt)
        .where(PaymentAttempt.id == number)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise LookupError(number)
    return found


def hear(provider: str, news: News, body: bytes, actor: Actor) -> str:
    """Take in a call-back that was found to be the provider's: stored as it came, once per message; what it says is
    done once per transaction. Answers what became of it. The caller commits."""
    known = db.session.scalar(
        select(PaymentMessage).where(
            PaymentMessage.provider == provider, PaymentMessage.message == news.message
        )
    )
    if known is not None:
        return "known"
    message = PaymentMessage(
        tenant_id=actor.tenant_id,
        provider=provider,
        message=news.message,
        reference=news.reference[:60],
        body=body,
    )
    db.session.add(message)
    message.outcome = take_in(provider, news, actor)
    db.session.flush()
    return message.outcome


def take_in(provider: str, news: News, actor: Actor) -> str:
    """Do what a provider's news says, whatever came before it: paid stays paid, failed gives way to paid. Money for an
    attempt that nobody knows is kept for an unknown payer. The caller commits."""
    found = db.session.scalar(
        select(PaymentAttempt.id).where(
            PaymentAttempt.provider == provider, PaymentAttempt.reference == news.reference
        )
    )
    attempt = _attempt(found) if found is not None else None
    if news.outcome == "paid":
        demand_id = attempt.demand_id if attempt is not None else None
        taken = take_from_provider(demand_id, provider, news.transaction, news.amount, actor)
        if attempt is not None:
            _answer(attempt, SUCCEEDED, news.transaction)
        return "unclaimed" if attempt is None else ("paid" if taken.is_new else "known")
    if attempt is None or attempt.state == SUCCEEDED:
        return "ignored"
    if news.outcome == "failed":
        _answer(attempt, FAILED, "")
        return "failed"
    return "pending"


def _answer(attempt: PaymentAttempt, state: str, transaction: str) -> None:
    attempt.state, attempt.answered_at, attempt.next_poll_at = state, utc_now(), None
    attempt.theirs = transaction or attempt.theirs


def hurry(attempt_id: int) -> None:
    """The payer came back: ask at once, not when it would be time. The caller commits."""
    attempt = _attempt(attempt_id)
    if attempt.state in UNANSWERED:
        attempt.next_poll_at = utc_now()


def poll(now: datetime) -> int:
    """Ask after every attempt that is due; how many were. Needs an application context, no scope."""
    with all_tenants("hỏi đơn vị thanh toán về khoản chưa có trả lời"):
        due = db.session.execute(
            select(PaymentAttempt.tenant_id, PaymentAttempt.id)
            .where(
                or_(PaymentAttempt.state == BEGUN, PaymentAttempt.state == WAITING),
                PaymentAttempt.next_poll_at <= now,
            )
            .order_by(PaymentAttempt.next_poll_at)
            .limit(AT_ONCE)
        ).all()
    for tenant_id, number in due:
        portal = directory().by_id(tenant_id)
        if portal is not None:
            _poll_one(portal, number, now)
    return len(due)


def _poll_one(portal: Portal, number: int, now: datetime) -> None:
    with entered(
        editing(portal.id)
    ):  # the next turn first: whoever dies while asking does not ask again at once
        attempt = _attempt(number)
        if attempt.state not in UNANSWERED:
            return
        attempt.polls += 1
        attempt.next_poll_at = now + WAITS[min(attempt.polls, len(WAITS) - 1)]
        name, reference, is_old = attempt.provider, attempt.reference, now - attempt.opened_at > LONGEST
        commit()
    provider = provider_named(portal, name)
    try:
        news = provider.ask(reference) if provider is not None else None
    except ProviderSilent as error:
        log.warning("provider %s did not answer: %s", name, error)
        news = None
    with entered(editing(portal.id)):
        if news is not None:
            take_in(name, news, system_actor(portal.id))
        attempt = _attempt(number)
        if attempt.state in UNANSWERED and is_old:
            _answer(attempt, EXPIRED, "")
        commit()
