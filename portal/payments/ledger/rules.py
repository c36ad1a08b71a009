"""The one table of what may be posted: each business act with the accounts that it moves money between. Pure.

Whatever comes in is first owed to who paid it (`received`), and becomes the agency's only when it covers what was asked
(`settled`). So a payment that is late, double, too small or too large needs no rule of its own: what covers nothing
stays owed to the payer until it is paid back. What is held for a demand that was handed on to another portal is owed to
that portal (`passed_on`), which owes it to the payer (`taken_over`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.payments.ledger.accounts import (
    AGENCY,
    BANK,
    CASH,
    CHARGES,
    DIFFERENCE,
    FEES,
    PAYERS,
    PROVIDER,
    SAFE,
    Move,
    kind_of,
)  # fmt: skip
from portal.payments.money import MOST

RECEIVED, SETTLED, UNSETTLED, REFUNDED = "received", "settled", "unsettled", "refunded"
HANDED_OVER, SHORT, OVER = "handed_over", "short", "over"
DEPOSITED, CLEARED, REMITTED = "deposited", "cleared", "remitted"
MADE_GOOD, OVER_KEPT, REVERSED = "made_good", "over_kept", "reversed"
PASSED_ON, TAKEN_OVER = "passed_on", "taken_over"
AGENCY_PAID, AGENCY_PAYS = "agency_paid", "agency_pays"


class InvalidPosting(ValueError):
    """The act does not move money so; the message names act and accounts, no person."""


@dataclass(frozen=True)
class Rule:
    """Kinds of accounts that an act may debit and credit; whether it is about a demand, and needs a reason."""

    label: Any
    debit: frozenset[str]
    credit: frozenset[str]
    of_demand: bool = False
    reason: bool = False


def _rule(label: Any, debit: tuple[str, ...], credit: tuple[str, ...], **more: bool) -> Rule:
    return Rule(label, frozenset(debit), frozenset(credit), **more)


RULES: dict[str, Rule] = {
    RECEIVED: _rule(_l("Nhận tiền"), (CASH, BANK, PROVIDER), (PAYERS,)),
    SETTLED: _rule(_l("Thu phí, lệ phí"), (PAYERS,), (FEES, CHARGES), of_demand=True),
    UNSETTLED: _rule(_l("Hủy khoản thu"), (FEES, CHARGES), (PAYERS,), of_demand=True, reason=True),
    REFUNDED: _rule(_l("Trả lại tiền"), (PAYERS,), (CASH, SAFE, BANK, PROVIDER), reason=True),
    HANDED_OVER: _rule(_l("Bàn giao tiền mặt"), (SAFE,), (CASH,)),
    SHORT: _rule(_l("Thiếu khi kiểm quỹ"), (DIFFERENCE,), (CASH,), reason=True),
    OVER: _rule(_l("Thừa khi kiểm quỹ"), (CASH,), (DIFFERENCE,), reason=True),
    DEPOSITED: _rule(_l("Nộp tiền vào tài khoản"), (BANK,), (SAFE,)),
    CLEARED: _rule(_l("Đơn vị trung gian chuyển tiền về"), (BANK,), (PROVIDER,)),
    REMITTED: _rule(_l("Nộp ngân sách nhà nước"), (FEES, CHARGES), (BANK,)),
    MADE_GOOD: _rule(_l("Bù tiền thiếu"), (SAFE,), (DIFFERENCE,), reason=True),
    OVER_KEPT: _rule(_l("Xử lý tiền thừa"), (DIFFERENCE,), (SAFE,), reason=True),
    PASSED_ON: _rule(_l("Chuyển tiền giữ hộ sang cơ quan tiếp nhận"), (PAYERS,), (AGENCY,), of_demand=True),
    TAKEN_OVER: _rule(_l("Nhận tiền giữ hộ của cơ quan bàn giao"), (AGENCY,), (PAYERS,), of_demand=True),
    AGENCY_PAID: _rule(_l("Chuyển trả cơ quan tiếp nhận"), (AGENCY,), (BANK,)),
    AGENCY_PAYS: _rule(_l("Cơ quan bàn giao chuyển trả"), (BANK,), (AGENCY,)),
    REVERSED: Rule(_l("Bút toán đảo"), frozenset(), frozenset(), reason=True),
}
"""`reversed` is checked against the entry that it turns back, not against kinds."""


def check(act: str, moves: Sequence[Move], *, of_demand: bool, reason: str) -> None:
    """Raise InvalidPosting unless the act may move money so."""
    rule = RULES.get(act)
    if rule is None or not moves:
        raise InvalidPosting(act)
    if (rule.of_demand and not of_demand) or (rule.reason and not reason.strip()):
        raise InvalidPosting(f"{act}: thiếu khoản phải thu hoặc lý do")
    for one in moves:
        if not 0 < one.amount <= MOST or one.debit == one.credit:
            raise InvalidPosting(f"{act}: {one}")
        debit, credit = kind_of(one.debit), kind_of(one.credit)
        if act != REVERSED and (debit not in rule.debit or credit not in rule.credit):
            raise InvalidPosting(f"{act}: {one}")
