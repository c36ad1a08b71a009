"""Money that came for no demand that is known: kept for whoever paid it, until somebody finds what it was for."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import aliased

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.payments.demanding import TooLate, locked
from portal.payments.duties import SETTLE
from portal.payments.ledger.models import WITH_LINES, LedgerEntry
from portal.payments.ledger.posting import posted, reverse
from portal.payments.ledger.rules import RECEIVED
from portal.payments.taking import Taken, take_from_provider

CLAIMED = ":claimed"
"""Behind the key of money that was found to be a demand's later; no part of the provider's number."""


def unclaimed() -> list[LedgerEntry]:
    """Money that came for no demand that is known, and is still owed to whoever paid it."""
    turned = aliased(LedgerEntry)
    found_since = select(turned.id).where(
        turned.tenant_id == LedgerEntry.tenant_id, turned.reverses_id == LedgerEntry.id
    )
    statement = (
        select(LedgerEntry)
        .options(WITH_LINES)
        .where(LedgerEntry.act == RECEIVED, LedgerEntry.demand_id.is_(None), ~found_since.exists())
        .order_by(LedgerEntry.number)
    )
    return list(db.session.scalars(statement))


def claim(entry_id: int, demand_id: int, actor: Actor) -> Taken:
    """Money of an unknown payer was for this demand: a counter-entry, and the entry as it should have been. The caller
    commits. Raises Forbidden, LookupError, TooLate."""
    actor.require(SETTLE)
    entry = db.session.get(LedgerEntry, (actor.tenant_id, entry_id))
    if entry is None or entry.demand_id is not None or entry.act != RECEIVED:
        raise LookupError(entry_id)
    if posted(f"reversed:{entry.id}") is not None:
        raise TooLate(entry_id)
    name, _colon, transaction = entry.key.partition(":")
    demand = locked(demand_id)
    reverse(entry, f"Xác định được khoản phải thu {demand.code}", actor)
    return take_from_provider(demand.id, name, f"{transaction}{CLAIMED}", entry.amount, actor)
