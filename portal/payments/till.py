"""Money that moves without a payer: from the safe to the account, from a provider to the account, to the budget."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.permissions import Actor
from portal.payments.ledger.accounts import BANK, CHARGES, DIFFERENCE, FEES, SAFE, Move, provider_of
from portal.payments.ledger.models import LedgerEntry
from portal.payments.ledger.posting import About, balance, post, posted
from portal.payments.ledger.rules import CLEARED, DEPOSITED, MADE_GOOD, OVER_KEPT, REMITTED
from portal.publishing.trail import audit

SETTLE = "payment.settle"
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


def acts_of(providers: list[tuple[str, str]]) -> dict[str, Any]:
    """What can be noted: the acts, and for each provider (name, label) that it has sent what it took."""
    cleared = {
        f"{CLEARED}:{name}": _l("%(label)s chuyển tiền về tài khoản", label=label)
        for name, label in providers
    }
    return ACTS | cleared


def note(act: str, amount: int, reason: str, once: str, actor: Actor) -> LedgerEntry:
    """Note that money moved, once per `once`. The caller commits.

    Raises Forbidden, KeyError (no such act), NotThere (more than the account holds, or owes), InvalidPosting.
    """
    actor.require(SETTLE)
    known = posted(f"till:{once}")
    if known is not None:
        return known
    name, _colon, provider = act.partition(":")
    rule, debit, credit = (
        (CLEARED, BANK, provider_of(provider)) if name == CLEARED and provider else _MOVES[act]
    )
    # What gives must have it; what is owed must be owed.
    gives = balance(credit) if credit != DIFFERENCE else balance(DIFFERENCE)
    owed = -balance(debit) if debit in {FEES, CHARGES, DIFFERENCE} else amount
    if amount > gives or amount > owed:
        raise NotThere(act)
    entry = post(rule, [Move(debit, credit, amount)], f"till:{once}", actor, About(reason=reason))
    audit(actor, "payment.deposit", kind="ledger_entry", object_id=entry.id, detail=rule)
    return entry
