"""Looking through the books: whether every rule still holds for what lies in the database. Reads only."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from portal.extensions import db
from portal.payments.ledger.accounts import (
    CASH,
    CHARGES,
    FEES,
    PAYERS,
    Move,
    balances,
    by_kind,
    cash_of,
    kind_of,
)
from portal.payments.ledger.models import WITH_LINES, LedgerEntry, PaymentCounter
from portal.payments.ledger.posting import LEDGER
from portal.payments.ledger.rules import REMITTED, REVERSED, SETTLED, UNSETTLED, InvalidPosting, check
from portal.payments.models import OPEN, PAID, PENDING_REFUND, CashDrawer, PaymentDemand, PaymentRefund
from portal.payments.receipts.models import ISSUED, PaymentReceipt


@dataclass(frozen=True)
class Fault:
    """What is wrong, and with what; no person is named."""

    about: str
    what: str


def check_books() -> list[Fault]:
    """Every fault in the books of the portal in force; none where they are in order."""
    entries = list(db.session.scalars(select(LedgerEntry).options(WITH_LINES).order_by(LedgerEntry.number)))
    demands = list(db.session.scalars(select(PaymentDemand).options(selectinload(PaymentDemand.lines))))
    return [
        *_numbers(entries),
        *_entries(entries),
        *_sums(entries),
        *_demands(entries, demands),
        *_drawers(entries),
        *_receipts(entries),
    ]


def _numbers(entries: list[LedgerEntry]) -> list[Fault]:
    numbers = [one.number for one in entries]
    last = db.session.scalar(select(PaymentCounter.last).where(PaymentCounter.name == LEDGER)) or 0
    right = numbers == list(range(1, last + 1))
    return [] if right else [Fault("sổ cái", "số bút toán không liên tục")]


def _entries(entries: list[LedgerEntry]) -> list[Fault]:
    found, by_id = [], {one.id: one for one in entries}
    for one in entries:
        name = f"bút toán {one.number}"
        try:
            check(one.act, one.moves, of_demand=one.demand_id is not None, reason=one.reason)
        except (InvalidPosting, ValueError):
            found.append(Fault(name, "không đúng quy tắc hạch toán"))
        if one.act == REVERSED:
            turned = by_id.get(one.reverses_id or 0)
            if turned is None or [each.turned() for each in turned.moves] != one.moves:
                found.append(Fault(name, "không đảo đúng bút toán gốc"))
    return found


def _sums(entries: list[LedgerEntry]) -> list[Fault]:
    held = balances(move for one in entries for move in one.moves)
    kinds = by_kind(held)
    found = [] if sum(kinds.values()) == 0 else [Fault("sổ cái", "tổng nợ khác tổng có")]
    if kinds[PAYERS] > 0:
        found.append(Fault("phải trả người nộp", "trả lại nhiều hơn đã nhận"))
    if any(amount < 0 and kind_of(account) == CASH for account, amount in held.items()):
        found.append(Fault("tiền mặt tại quầy", "ngăn kéo âm"))
    return found + _remitted(entries)


def _remitted(entries: list[LedgerEntry]) -> list[Fault]:
    """More was remitted to the budget than had been taken by then. What goes back to a payer later than it was remitted
    is no fault: the account stands at what the budget has too much, until less is remitted."""
    found, held = [], dict.fromkeys((FEES, CHARGES), 0)
    for entry in entries:
        moved = balances(entry.moves)
        for account in held:
            held[account] += moved.get(account, 0)
            if entry.act == REMITTED and moved.get(account, 0) and held[account] > 0:
                found.append(Fault(account, "nộp nhiều hơn đã thu"))
    return found


def _demands(entries: list[LedgerEntry], demands: list[PaymentDemand]) -> list[Fault]:
    settled, held = Counter[int](), defaultdict[int, int](int)
    for one in entries:
        if one.demand_id is None:
            continue
        settled[one.demand_id] += (one.act == SETTLED) - (one.act == UNSETTLED)
        held[one.demand_id] -= balances(one.moves).get(PAYERS, 0)
    promised = Counter[int]()
    for refund in db.session.scalars(
        select(PaymentRefund).where(PaymentRefund.state.in_(PENDING_REFUND), PaymentRefund.whole.is_(False))
    ):
        promised[refund.demand_id] += refund.amount
    found = []
    for demand in demands:
        free = held[demand.id] - promised[demand.id]
        if settled[demand.id] != (demand.state == PAID):
            found.append(Fault(f"khoản {demand.code}", "trạng thái không khớp với sổ"))
        if free < 0 or (demand.state == OPEN and free >= demand.amount):
            found.append(Fault(f"khoản {demand.code}", "số tiền giữ hộ không khớp"))
        if demand.amount != sum(one.amount for one in demand.lines):
            found.append(Fault(f"khoản {demand.code}", "tổng khác các dòng"))
    return found


def _drawers(entries: list[LedgerEntry]) -> list[Fault]:
    held = balances(move for one in entries for move in one.moves)
    return [
        Fault(f"ngăn kéo ngày {one.day:%d/%m/%Y}", "đã chốt mà còn tiền")
        for one in db.session.scalars(select(CashDrawer).where(CashDrawer.closed_at.is_not(None)))
        if held.get(cash_of(one.id), 0)
    ]


def _receipts(entries: list[LedgerEntry]) -> list[Fault]:
    moves: list[Move] = [
        move
        for one in entries
        if one.act in {SETTLED, UNSETTLED} and one.act != REMITTED
        for move in one.moves
    ]
    kinds = by_kind(balances(moves))
    issued = db.session.scalar(
        select(func.coalesce(func.sum(PaymentReceipt.amount), 0)).where(PaymentReceipt.state == ISSUED)
    )
    found = []
    if issued != -(kinds[FEES] + kinds[CHARGES]):
        found.append(Fault("biên lai", "tổng biên lai khác tổng phí, lệ phí đã thu"))
    series = db.session.execute(
        select(
            PaymentReceipt.form_code,
            PaymentReceipt.symbol,
            func.count(),
            func.min(PaymentReceipt.number),
            func.max(PaymentReceipt.number),
        ).group_by(PaymentReceipt.form_code, PaymentReceipt.symbol)
    )
    for form, symbol, count, first, last in series:
        if (first, last) != (1, count):
            found.append(Fault(f"biên lai {form} {symbol}", "số không liên tục"))
    return found
