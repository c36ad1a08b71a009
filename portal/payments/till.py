"""Money that moves without a payer: from the safe to the account, from a provider to the account, to the budget."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.accounts.permissions import Actor
from portal.digits import whole_number
from portal.payments.duties import SETTLE
from portal.payments.ledger.accounts import (
    AGENCY,
    BANK,
    CHARGES,
    DIFFERENCE,
    FEES,
    SAFE,
    Move,
    agency_of,
    kind_of,
    provider_of,
)
from portal.payments.ledger.models import LedgerEntry
from portal.payments.ledger.posting import About, balance, post, posted
from portal.payments.ledger.rules import (
    AGENCY_PAID,
    AGENCY_PAYS,
    CLEARED,
    DEPOSITED,
    MADE_GOOD,
    OVER_KEPT,
    REMITTED,
)
from portal.publishing.trail import audit
from portal.tenancy.directory import directory

FEES_REMITTED, CHARGES_REMITTED = "remitted_fees", "remitted_charges"
ACTS: dict[str, Any] = {
    DEPOSITED: _l("Nộp tiền mặt từ quỹ vào tài khoản"),
    FEES_REMITTED: _l("Nộp phí vào ngân sách nhà nước"),
    CHARGES_REMITTED: _l("Nộp lệ phí vào ngân sách nhà nước"),
    MADE_GOOD: _l("Bù tiền thiếu vào quỹ"),
    OVER_KEPT: _l("Xuất quỹ số tiền thừa đã xử lý"),
}
_MOVES = {
    DEPOSITED: (DEPOSITED, BANK, SAFE),
    FEES_REMITTED: (REMITTED, FEES, BANK),
    CHARGES_REMITTED: (REMITTED, CHARGES, BANK),
    MADE_GOOD: (MADE_GOOD, SAFE, DIFFERENCE),
    OVER_KEPT: (OVER_KEPT, DIFFERENCE, SAFE),
}


class NotThere(ValueError):
    """More is moved than there is."""


def acts_of(providers: list[tuple[str, str]], standing: Mapping[str, int]) -> dict[str, Any]:
    """What can be noted: the acts; for each provider (name, label) that it has sent what it took; and that portals paid
    what they owe each other, by what stands on the accounts (`all_balances`)."""
    cleared = {
        f"{CLEARED}:{name}": _l("%(label)s chuyển tiền về tài khoản", label=label)
        for name, label in providers
    }
    return ACTS | cleared | _with_agencies(standing)


def _with_agencies(standing: Mapping[str, int]) -> dict[str, Any]:
    """What is owed to or by portals that demands were handed on to, or came from."""
    found: dict[str, Any] = {}
    for account, amount in standing.items():
        if kind_of(account) != AGENCY:
            continue
        owner = directory().by_id(whole_number(account.partition(":")[2]) or 0)
        name = owner.authority if owner is not None else account
        if amount < 0:
            found[f"{AGENCY_PAID}:{account.partition(':')[2]}"] = _("Chuyển trả %(name)s", name=name)
        else:
            found[f"{AGENCY_PAYS}:{account.partition(':')[2]}"] = _("%(name)s đã chuyển trả", name=name)
    return found


def note(act: str, amount: int, reason: str, once: str, actor: Actor) -> LedgerEntry:
    """Note that money moved, once per `once`. The caller commits.

    Raises Forbidden, KeyError (no such act), NotThere (more than the account holds, or owes), InvalidPosting.
    """
    actor.require(SETTLE)
    known = posted(f"till:{once}")
    if known is not None:
        return known
    rule, debit, credit = _accounts(act)
    # What gives must have it; what is owed must be owed.
    gives = balance(credit)
    owed = -balance(debit) if kind_of(debit) in {FEES, CHARGES, DIFFERENCE, AGENCY} else amount
    if amount > gives or amount > owed:
        raise NotThere(act)
    entry = post(rule, [Move(debit, credit, amount)], f"till:{once}", actor, About(reason=reason))
    audit(actor, "payment.deposit", kind="ledger_entry", object_id=entry.id, detail=rule)
    return entry


def _accounts(act: str) -> tuple[str, str, str]:
    """The rule of an act, and the accounts that it debits and credits. Raises KeyError for what is no act."""
    name, _colon, whose = act.partition(":")
    if name == CLEARED and whose:
        return CLEARED, BANK, provider_of(whose)
    if name in {AGENCY_PAID, AGENCY_PAYS} and (number := whole_number(whose)) is not None:
        theirs = agency_of(number)
        return (AGENCY_PAID, theirs, BANK) if name == AGENCY_PAID else (AGENCY_PAYS, BANK, theirs)
    return _MOVES[act]
