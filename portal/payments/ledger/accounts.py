"""The accounts of a portal's books. Pure.

An account is a text: its kind, and for some kinds whose it is ("cash:<drawer>", "provider:<name>"). Debit balances
are what the agency holds or is owed; credit balances are what it owes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

CASH = "cash"
SAFE = "safe"
BANK = "bank"
PROVIDER = "provider"
FEES = "fees"
CHARGES = "charges"
PAYERS = "payers"
DIFFERENCE = "difference"
AGENCY = "agency"

LABELS = {
    CASH: _l("Tiền mặt tại quầy"),
    SAFE: _l("Tiền mặt tại quỹ"),
    BANK: _l("Tiền gửi kho bạc, ngân hàng"),
    PROVIDER: _l("Phải thu của đơn vị trung gian thanh toán"),
    FEES: _l("Phí phải nộp"),
    CHARGES: _l("Lệ phí phải nộp"),
    PAYERS: _l("Phải trả người nộp"),
    DIFFERENCE: _l("Chênh lệch kiểm quỹ"),
    AGENCY: _l("Thanh toán với cơ quan bàn giao, tiếp nhận"),
}
KINDS = tuple(LABELS)
ASSETS = (CASH, SAFE, BANK, PROVIDER)
OWED = (FEES, CHARGES, PAYERS)
OWNED = (CASH, PROVIDER, AGENCY)
"""Kinds that have an account for each drawer, provider, or portal that matters came from or went to."""


@dataclass(frozen=True)
class Move:
    """`amount` đồng (more than nothing) from the account `credit` to the account `debit`."""

    debit: str
    credit: str
    amount: int

    def turned(self) -> Move:
        """The same sum back."""
        return Move(self.credit, self.debit, self.amount)


def cash_of(drawer_id: int) -> str:
    """The account of the cash in a drawer."""
    return f"{CASH}:{drawer_id}"


def provider_of(name: str) -> str:
    """The account of what a provider has taken for us and not handed over yet."""
    return f"{PROVIDER}:{name}"


def agency_of(tenant_id: int) -> str:
    """The account of what another portal owes (debit) or is owed for demands that were handed on."""
    return f"{AGENCY}:{tenant_id}"


def kind_of(account: str) -> str:
    """The kind of an account. Raises ValueError for what is no account."""
    kind, colon, owner = account.partition(":")
    if kind not in KINDS or (kind in OWNED) != bool(colon and owner):
        raise ValueError(account)
    return kind


def balances(moves: Iterable[Move]) -> dict[str, int]:
    """The balance of each account, debit above zero. They always add up to nothing."""
    found: dict[str, int] = {}
    for one in moves:
        found[one.debit] = found.get(one.debit, 0) + one.amount
        found[one.credit] = found.get(one.credit, 0) - one.amount
    return found


def by_kind(found: Mapping[str, int]) -> dict[str, int]:
    """Balances added up by kind of account, each kind named."""
    sums = dict.fromkeys(KINDS, 0)
    for account, amount in found.items():
        sums[kind_of(account)] += amount
    return sums
