"""Money of made-up dossiers: demands, entries of the ledger, receipts, drawers that are closed each evening.

The moves are those of `portal.payments.taking` and `drawers`; `payments.checking.check_books` looks through them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from portal.clock import to_local
from portal.dossiers.settling import SUBJECT
from portal.extensions import db
from portal.payments.codes import new_code
from portal.payments.ledger.accounts import BANK, CHARGES, FEES, PAYERS, SAFE, Move, cash_of
from portal.payments.ledger.models import LedgerEntry, LedgerLine, PaymentCounter
from portal.payments.ledger.posting import LEDGER
from portal.payments.ledger.rules import HANDED_OVER, RECEIVED, SETTLED
from portal.payments.models import (
    BY_CASH,
    BY_TRANSFER,
    CANCELLED,
    OPEN,
    PAID,
    CashDrawer,
    PaymentDemand,
    PaymentLine,
)
from portal.payments.money import FEE
from portal.payments.receipts.models import PaymentReceipt
from portal.payments.settings import payment_settings
from portal.performance.making.living import Life
from portal.performance.making.rows import SYSTEM_NAME
from portal.performance.making.world import Person
from portal.tenancy.directory import Portal
from portal.tenancy.owned import new_id

Row = dict[str, Any]


@dataclass
class Books:
    """What a batch adds to the books of a portal; entries are numbered when they are posted. Drawers whose evening lies
    behind the horizon stay open."""

    portal: Portal
    horizon: datetime

    def __post_init__(self) -> None:
        held = db.session.execute(select(CashDrawer.user_id, CashDrawer.day))
        self._taken = {(one.user_id, one.day) for one in held}  # those of real days are left alone
        self._cash: dict[int, int] = {}
        self.demands: list[Row] = []
        self.lines: list[Row] = []
        self._paid: list[tuple[datetime, Person | None, Row, list[Row]]] = []
        self._drawers: dict[tuple[int, date], Row] = {}
        self._entries: list[Row] = []
        self._moves: list[Row] = []
        self._receipts: list[Row] = []
        self._numbers: dict[str, int] = {}

    def note(self, life: Life) -> None:
        """The demand of a life, if it was charged."""
        request = next((one for one in life.rows["request"] if one["demand_id"] is not None), None)
        if request is None:
            return
        cashier = life.paid[1] if life.paid is not None else None
        if life.paid is not None and cashier is not None:
            at = life.paid[0]
            life.paid = (at, None if (cashier.id, to_local(at).date()) in self._taken else cashier)
        demand = self._demand(life, request)
        lines = [self._line(demand, place, one) for place, one in enumerate(life.fees)]
        self.demands.append(demand)
        self.lines += lines
        if life.paid is not None:
            self._paid.append((life.paid[0], life.paid[1], demand, lines))

    def _demand(self, life: Life, request: Row) -> Row:
        dossier, applicant = life.dossier, life.who.applicant
        paid_at = life.paid[0] if life.paid is not None else None
        ended = paid_at is None and request["ended_at"] is not None
        by = "" if life.paid is None else BY_TRANSFER if life.paid[1] is None else BY_CASH
        return {
            "tenant_id": self.portal.id,
            "id": request["demand_id"],
            "subject_kind": SUBJECT,
            "subject_id": dossier["id"],
            "subject_code": dossier["code"],
            "once": f"dossier {dossier['id']} {request['number']}",
            "code": new_code(),
            "title": dossier["title"][:300],
            "state": PAID if paid_at is not None else CANCELLED if ended else OPEN,
            "amount": sum(one.amount for one in life.fees),
            "payer_name": applicant.name,
            "payer_address": applicant.address,
            "made_at": request["asked_at"],
            "paid_at": paid_at,
            "paid_by": by,
            "settlements": int(paid_at is not None),
            "closed_at": request["ended_at"] if ended else None,
            "reason": dossier["code"] if ended else "",
            "version": 1,
        }

    def _line(self, demand: Row, place: int, one: Any) -> Row:
        capped = not one.free_reason and one.amount != one.unit * one.quantity
        return {
            "tenant_id": self.portal.id,
            "id": new_id(),
            "demand_id": demand["id"],
            "place": place,
            "key": one.key,
            "name": one.name[:300],
            "sort": one.kind,
            "unit": one.amount if capped else one.unit,
            "quantity": 1 if capped else one.quantity,
            "amount": one.amount,
            "free_reason": one.free_reason[:300],
        }

    def post(self) -> None:
        """Write everything in the running transaction, numbered in the order in which it happened."""
        evenings: dict[tuple[int, date], tuple[datetime, Row]] = {}
        for at, cashier, demand, lines in sorted(self._paid, key=lambda one: (one[0], one[2]["id"])):
            self._close_before(at, evenings)
            drawer = self._drawer(cashier, at) if cashier is not None else None
            if drawer is not None and cashier is not None:
                day = to_local(at).date()
                evenings[(cashier.id, day)] = (_evening(at), drawer)
            self._settle(at, cashier, drawer, demand, lines)
        self._close_before(None, evenings)
        self._write()

    def _drawer(self, cashier: Person, at: datetime) -> Row:
        day = to_local(at).date()
        held = self._drawers.get((cashier.id, day))
        if held is None:
            held = {
                "tenant_id": self.portal.id,
                "id": new_id(),
                "user_id": cashier.id,
                "user_name": cashier.name,
                "day": day,
                "opened_at": at,
                "closed_at": None,
                "expected": None,
                "counted": None,
                "explanation": "",
            }
            self._drawers[(cashier.id, day)] = held
            self._cash[held["id"]] = 0
        return held

    def _close_before(
        self, at: datetime | None, evenings: dict[tuple[int, date], tuple[datetime, Row]]
    ) -> None:
        for key, (evening, drawer) in sorted(evenings.items(), key=lambda one: (one[1][0], one[0])):
            if evening > self.horizon or (at is not None and evening >= at):
                continue
            cash = cash_of(drawer["id"])
            who = Person(drawer["user_id"], drawer["user_name"])
            moves = [Move(SAFE, cash, self._cash[drawer["id"]])]
            self._entry(HANDED_OVER, moves, f"closed:{drawer['id']}", evening, who, drawer_id=drawer["id"])
            drawer["closed_at"] = evening
            drawer["expected"] = drawer["counted"] = self._cash[drawer["id"]]
            del evenings[key]

    def _settle(
        self, at: datetime, cashier: Person | None, drawer: Row | None, demand: Row, lines: Sequence[Row]
    ) -> None:
        amount, way = demand["amount"], demand["paid_by"]
        account = BANK if drawer is None else cash_of(drawer["id"])
        if drawer is not None:
            self._cash[drawer["id"]] += amount
        about = {"demand_id": demand["id"], "drawer_id": drawer["id"] if drawer else None, "way": way}
        key = f"{'bank' if drawer is None else 'cash'}:mau-{demand['id']}"
        tendered = amount if drawer is not None else None
        self._entry(RECEIVED, [Move(account, PAYERS, amount)], key, at, cashier, tendered=tendered, **about)
        fees = sum(one["amount"] for one in lines if one["sort"] == FEE)
        parts = ((FEES, fees), (CHARGES, amount - fees))
        moves = [Move(PAYERS, to, part) for to, part in parts if part]
        entry = self._entry(SETTLED, moves, f"settled:{demand['id']}:1", at, cashier, **about)
        self._receipt(at, cashier, demand, lines, entry)

    def _entry(
        self, act: str, moves: Sequence[Move], key: str, at: datetime, by: Person | None, **about: Any
    ) -> Row:
        entry = {
            "tenant_id": self.portal.id,
            "id": new_id(),
            "number": self._next(LEDGER),
            "key": key,
            "act": act,
            "at": at,
            "day": to_local(at).date(),
            "demand_id": None,
            "drawer_id": None,
            "reverses_id": None,
            "way": "",
            "tendered": None,
            "reason": "",
            "by_id": by.id if by else None,
            "by_name": by.name if by else SYSTEM_NAME,
        } | about
        self._entries.append(entry)
        self._moves += [
            {
                "tenant_id": self.portal.id,
                "id": new_id(),
                "entry_id": entry["id"],
                "place": place,
                "debit": one.debit,
                "credit": one.credit,
                "amount": one.amount,
            }
            for place, one in enumerate(moves)
        ]
        return entry

    def _receipt(
        self, at: datetime, cashier: Person | None, demand: Row, lines: Sequence[Row], entry: Row
    ) -> None:
        chosen, day = payment_settings(self.portal), to_local(at).date()
        symbol = chosen.symbol(day.year)
        names = ("name", "sort", "unit", "quantity", "amount")
        self._receipts.append(
            {
                "tenant_id": self.portal.id,
                "id": new_id(),
                "demand_id": demand["id"],
                "entry_id": entry["id"],
                "form_code": chosen.form_code,
                "symbol": symbol,
                "number": self._next(f"receipt:{chosen.form_code}:{symbol}"),
                "day": day,
                "issued_at": at,
                "unit": chosen.unit[:200],
                "unit_tax_code": chosen.tax_code,
                "unit_address": chosen.address[:300],
                "subject_code": demand["subject_code"],
                "title": demand["title"],
                "payer_name": demand["payer_name"],
                "payer_address": demand["payer_address"],
                "lines": [{name: one[name] for name in names} for one in lines if one["amount"]],
                "amount": demand["amount"],
                "way": demand["paid_by"],
                "collector": cashier.name if cashier else "",
            }
        )

    def _next(self, name: str) -> int:
        if name not in self._numbers:
            held = db.session.scalar(select(PaymentCounter.last).where(PaymentCounter.name == name))
            self._numbers[name] = held or 0
        self._numbers[name] += 1
        return self._numbers[name]

    def _write(self) -> None:
        for model, rows in (
            (PaymentDemand, self.demands),
            (PaymentLine, self.lines),
            (CashDrawer, list(self._drawers.values())),
            (LedgerEntry, self._entries),
            (LedgerLine, self._moves),
            (PaymentReceipt, self._receipts),
        ):
            if rows:
                db.session.execute(insert(model), rows)
        for name, last in self._numbers.items():
            held = db.session.scalar(select(PaymentCounter).where(PaymentCounter.name == name))
            if held is None:
                db.session.add(PaymentCounter(tenant_id=self.portal.id, name=name, last=last))
            else:
                held.last = last
        db.session.flush()


def _evening(at: datetime) -> datetime:
    """When a drawer is counted that took cash at this instant: 17:35, or a little later."""
    local = to_local(at)
    evening = at + timedelta(minutes=17 * 60 + 35 - local.hour * 60 - local.minute)
    return max(evening, at + timedelta(minutes=5))
