"""Posting: the only code that writes the books."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.accounts.permissions import Actor
from portal.clock import today, utc_now
from portal.extensions import db
from portal.payments.ledger.accounts import PAYERS, Move
from portal.payments.ledger.models import LedgerEntry, LedgerLine, PaymentCounter
from portal.payments.ledger.rules import REVERSED, InvalidPosting, check

LEDGER = "ledger"


@dataclass(frozen=True)
class About:
    """What an entry is about, besides its money."""

    demand_id: int | None = None
    drawer_id: int | None = None
    way: str = ""
    tendered: int | None = None
    reason: str = ""


def next_number(name: str) -> int:
    """The next number of a series of the portal in force, 1, 2, 3 …; the series stays locked until the commit, so a
    number is given once and none is left out (a rollback gives it back)."""
    found = db.session.scalar(select(PaymentCounter).where(PaymentCounter.name == name).with_for_update())
    if found is None:
        found = PaymentCounter(name=name, last=0)
        db.session.add(found)
    found.last += 1
    db.session.flush()
    return found.last


def posted(key: str) -> LedgerEntry | None:
    """The entry of this key, if it was posted."""
    return db.session.scalar(select(LedgerEntry).where(LedgerEntry.key == key))


def post(act: str, moves: Sequence[Move], key: str, actor: Actor, about: About | None = None) -> LedgerEntry:
    """Post an act once: who posts the same key again gets the entry that stands. The caller commits.

    Raises InvalidPosting where the table of rules does not allow it.
    """
    said = about or About()
    check(act, moves, of_demand=said.demand_id is not None, reason=said.reason)
    known = posted(key)
    if known is not None:
        return known
    return _write(act, moves, key, actor, said, None)


def reverse(entry: LedgerEntry, reason: str, actor: Actor) -> LedgerEntry:
    """The counter-entry of an entry, once. Raises InvalidPosting without a reason, or for a counter-entry."""
    moves = [one.turned() for one in entry.moves]
    check(REVERSED, moves, of_demand=entry.demand_id is not None, reason=reason)
    if entry.act == REVERSED:
        raise InvalidPosting("bút toán đảo không đảo lại được")
    key = f"reversed:{entry.id}"
    about = About(entry.demand_id, entry.drawer_id, entry.way, None, reason)
    return posted(key) or _write(REVERSED, moves, key, actor, about, entry.id)


def _write(
    act: str, moves: Sequence[Move], key: str, actor: Actor, about: About, reverses: int | None
) -> LedgerEntry:
    entry = LedgerEntry(
        tenant_id=actor.tenant_id,
        number=next_number(LEDGER),
        key=key,
        act=act,
        at=utc_now(),
        day=today(),
        demand_id=about.demand_id,
        drawer_id=about.drawer_id,
        way=about.way,
        tendered=about.tendered,
        reason=about.reason[:500],
        reverses_id=reverses,
        by_id=actor.user_id,
        by_name=actor.name,
    )
    db.session.add(entry)
    db.session.flush()
    db.session.add_all(
        LedgerLine(
            tenant_id=actor.tenant_id,
            entry_id=entry.id,
            place=place,
            debit=one.debit,
            credit=one.credit,
            amount=one.amount,
        )
        for place, one in enumerate(moves)
    )
    db.session.flush()
    db.session.expire(entry, ["lines"])
    return entry


def balance(account: str, demand_id: int | None = None) -> int:
    """What stands on an account of the portal in force, debit above zero; of one demand's entries where given."""
    return _sum(LedgerLine.debit == account, demand_id) - _sum(LedgerLine.credit == account, demand_id)


def _sum(side: object, demand_id: int | None) -> int:
    statement = select(func.coalesce(func.sum(LedgerLine.amount), 0)).where(side)  # type: ignore[arg-type]
    if demand_id is not None:
        of_it = select(LedgerEntry.id).where(LedgerEntry.demand_id == demand_id)
        statement = statement.where(LedgerLine.entry_id.in_(of_it))
    return int(db.session.scalar(statement) or 0)


def held_for(demand_id: int) -> int:
    """What was paid for a demand and neither covers it nor was paid back, in đồng."""
    return -balance(PAYERS, demand_id)


def all_balances() -> dict[str, int]:
    """The balance of every account of the portal in force; two statements."""
    found: dict[str, int] = {}
    for column, sign in ((LedgerLine.debit, 1), (LedgerLine.credit, -1)):
        for account, amount in db.session.execute(
            select(column, func.sum(LedgerLine.amount)).group_by(column)
        ):
            found[account] = found.get(account, 0) + sign * int(amount)
    return {name: amount for name, amount in sorted(found.items()) if amount}
