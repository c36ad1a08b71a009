"""Asking for money: what is to be paid, for what, by whom; and giving a demand up.

The room that asks has checked its own permission: who may take in a dossier may ask for its fees.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.payments.codes import new_code
from portal.payments.models import CANCELLED, FREE, OPEN, PaymentDemand, PaymentLine
from portal.payments.money import KINDS, MOST
from portal.payments.registry import payments, tell
from portal.publishing.trail import audit

MOST_LINES = 40
MOST_OF_ONE = 10_000
LONGEST_KEY = 40


class InvalidDemand(ValueError):
    """What is asked for can't be asked for so; the message names the line's key or the field, nothing of a person."""


class TooLate(RuntimeError):
    """The act comes too late: what it is about is paid, closed or given up by now."""


@dataclass(frozen=True)
class Subject:
    """What is paid for: the kind of thing, its row, the code that people know it by."""

    kind: str
    id: int
    code: str


@dataclass(frozen=True)
class Charge:
    """A line: `sort` is phi or le-phi, `unit` đồng for each of `quantity`; free of charge where `free_reason` says
    why."""

    key: str
    name: str
    sort: str
    unit: int
    quantity: int = 1
    free_reason: str = ""

    @property
    def amount(self) -> int:
        """What is to be paid for it, in đồng."""
        return 0 if self.free_reason else self.unit * self.quantity


@dataclass(frozen=True)
class Payer:
    """Whose name stands on the receipt; sealed where it is kept."""

    name: str
    address: str = ""


def demand(
    subject: Subject,
    title: str,
    charges: Sequence[Charge],
    payer: Payer,
    actor: Actor,
    *,
    once: str,
    due_at: datetime | None = None,
) -> PaymentDemand:
    """Ask for money, once per `once`: asked again, the demand that stands is answered. The caller commits.

    `title` is the service's name. Where nothing is to be paid the demand is free at once, and so is what waits for it.
    Raises InvalidDemand.
    """
    _check(title, charges, once)
    known = db.session.scalar(select(PaymentDemand).where(PaymentDemand.once == once))
    if known is not None:
        return known
    made = PaymentDemand(
        tenant_id=actor.tenant_id,
        subject_kind=subject.kind,
        subject_id=subject.id,
        subject_code=subject.code,
        once=once,
        code=new_code(),
        title=title,
        amount=sum(one.amount for one in charges),
        payer_name=payer.name[:200],
        payer_address=payer.address[:300],
        due_at=due_at,
    )
    made.state = OPEN if made.amount else FREE
    db.session.add(made)
    db.session.flush()
    db.session.add_all(_line(made, place, one) for place, one in enumerate(charges))
    audit(actor, "payment.ask", kind=made.kind, object_id=made.id, detail=made.code)
    db.session.flush()
    if made.state == FREE:
        made.paid_at = utc_now()
        tell(payments().settled, made)
    return made


def _check(title: str, charges: Sequence[Charge], once: str) -> None:
    if not title.strip() or len(title) > 300 or not once or len(once) > 80:
        raise InvalidDemand("title" if once else "once")
    if not 0 < len(charges) <= MOST_LINES or len({one.key for one in charges}) != len(charges):
        raise InvalidDemand("charges")
    for one in charges:
        if (
            one.sort not in KINDS
            or not one.key
            or len(one.key) > LONGEST_KEY
            or not one.name.strip()
            or not 0 <= one.unit <= MOST
            or not 0 < one.quantity <= MOST_OF_ONE
        ):
            raise InvalidDemand(one.key)
    if sum(one.amount for one in charges) > MOST:
        raise InvalidDemand("charges")


def _line(made: PaymentDemand, place: int, one: Charge) -> PaymentLine:
    return PaymentLine(
        tenant_id=made.tenant_id,
        demand_id=made.id,
        place=place,
        key=one.key,
        name=one.name[:300],
        sort=one.sort,
        unit=one.unit,
        quantity=one.quantity,
        amount=one.amount,
        free_reason=one.free_reason[:300],
    )


def locked(demand_id: int) -> PaymentDemand:
    """The demand as it stands now, nobody else changes it until the commit. Raises LookupError where there is none."""
    found = db.session.scalar(
        select(PaymentDemand)
        .where(PaymentDemand.id == demand_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise LookupError(demand_id)
    return found


def cancel(demand_id: int, reason: str, actor: Actor) -> PaymentDemand:
    """Give a demand up; what was paid in part stays owed to the payer, and what comes later too. The caller commits.

    Cancelling twice is cancelling once. Raises TooLate where it is paid.
    """
    found = locked(demand_id)
    if found.state == CANCELLED:
        return found
    if found.state not in {OPEN, FREE}:
        raise TooLate(found.code)
    found.state, found.closed_at, found.reason = CANCELLED, utc_now(), reason[:500]
    audit(actor, "payment.cancel", kind=found.kind, object_id=found.id, detail=found.code)
    db.session.flush()
    return found
