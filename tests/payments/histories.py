"""Histories of a portal's money: what may happen, and what a bystander counts while it does.

The bystander reads the lines past everything that is tried here, by one statement of its own; what an act wrote before
it was refused is taken back, as a request would.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.payments import attempts, claiming, drawers, refunding, taking, till
from portal.payments.checking import check_books
from portal.payments.demanding import Charge, Payer, Subject, TooLate, cancel, demand
from portal.payments.ledger.accounts import ASSETS, DIFFERENCE, PAYERS, Move, balances, by_kind
from portal.payments.ledger.posting import all_balances, held_for
from portal.payments.ledger.rules import CLEARED, DEPOSITED, MADE_GOOD, OVER_KEPT
from portal.payments.models import (
    APPROVED,
    ASKED,
    BY_CASH,
    DONE,
    PAID,
    SENDING,
    CashDrawer,
    PaymentAttempt,
    PaymentDemand,
    PaymentRefund,
)
from portal.payments.providers.contract import News
from portal.payments.receipts import issuing

PROVIDER = "thu"
REFUSALS = (
    TooLate,
    taking.TooLittle,
    refunding.NothingToReturn,
    refunding.OwnRequest,
    drawers.DrawerClosed,
    drawers.NotExplained,
    drawers.NotThere,
    till.NotThere,
    issuing.ReceiptEnded,
    LookupError,
)
MOVED = {
    DEPOSITED: 0,
    f"{CLEARED}:{PROVIDER}": 0,
    till.FEES_REMITTED: -1,
    till.CHARGES_REMITTED: -1,
    MADE_GOOD: 1,
    OVER_KEPT: -1,
}
"""What the treasurer notes: how the sum changes what the agency holds."""
MONEY = st.sampled_from([1, 500, 2_000, 9_999, 10_000, 18_000, 36_000])
WHICH = st.integers(0, 2)
PERSON = st.integers(1, 3)
ACT = st.one_of(
    st.tuples(st.just("cash"), WHICH, PERSON, MONEY),
    st.tuples(st.just("transfer"), WHICH, MONEY, st.integers(0, 4)),
    st.tuples(
        st.just("news"), WHICH, st.sampled_from(["paid", "failed", "pending"]), MONEY, st.integers(0, 5)
    ),
    st.tuples(st.just("news"), st.just(9), st.just("paid"), MONEY, st.integers(0, 5)),
    st.tuples(st.just("cancel"), WHICH),
    st.tuples(st.just("undo"), st.integers(0, 9), PERSON),
    st.tuples(st.just("ask"), WHICH, st.sampled_from(["cash", "transfer", "provider"]), st.booleans()),
    st.tuples(st.just("decide"), st.integers(0, 4), st.booleans()),
    st.tuples(st.just("pay_back"), st.integers(0, 4), PERSON),
    st.tuples(st.just("decline"), st.integers(0, 4)),
    st.tuples(st.just("hand_over"), PERSON, MONEY),
    st.tuples(st.just("close"), PERSON, st.integers(-2, 2)),
    st.tuples(st.just("claim"), WHICH),
    st.tuples(st.just("replace"), WHICH),
    st.tuples(st.just("till"), st.sampled_from(list(MOVED)), MONEY, st.booleans()),
)


@dataclass
class History:
    """A portal as it goes through acts, and what a bystander counts: money in and out, differences of counting."""

    tenant: int
    demands: list[PaymentDemand] = field(default_factory=list)
    came: int = 0
    went: int = 0
    differences: int = 0
    held: int = 0
    seen: set[str] = field(default_factory=set)
    number: Iterator[int] = field(default_factory=itertools.count)

    def clerk(self, number: int) -> Actor:
        return Actor(number, f"thu ngân {number}", self.tenant, frozenset({"counter_clerk"}))

    @property
    def head(self) -> Actor:
        return Actor(99, "kế toán", self.tenant, frozenset({"tenant_admin"}))

    def begin(self) -> None:
        """Find the demands that were asked for."""
        self.demands = list(db.session.scalars(select(PaymentDemand).order_by(PaymentDemand.once)))
        assert [one.once for one in self.demands] == ["d0", "d1", "d2"] and self.assets() == 0

    def ask_for_money(self) -> None:
        for which, charges in enumerate(
            [
                (Charge("a", "Phí", "phi", 2_000, 5), Charge("b", "Lệ phí", "le-phi", 8_000)),
                (Charge("b", "Lệ phí", "le-phi", 10_000),),
                (Charge("a", "Phí", "phi", 1),),
            ]
        ):
            made = demand(
                Subject("thu", which, f"H-{which}"), "Thử", charges, Payer("A"), self.head, once=f"d{which}"
            )
            db.session.add(
                PaymentAttempt(
                    tenant_id=self.tenant,
                    demand_id=made.id,
                    provider=PROVIDER,
                    reference=f"R{which}",
                    once=f"a{which}",
                    amount=made.amount,
                )
            )
        db.session.flush()

    def lines(self) -> list[Move]:
        """What lies in the books, by a statement that nothing of the application has made."""
        statement = (
            f"SELECT debit, credit, amount FROM ledger_line WHERE ledger_line.tenant_id = {self.tenant}"
        )
        return [Move(*row) for row in db.session.connection().exec_driver_sql(statement)]

    def assets(self) -> int:
        kinds = by_kind(balances(self.lines()))
        return sum(kinds[one] for one in ASSETS)

    def do(self, act: tuple[Any, ...]) -> None:
        name, *rest = act
        undo = db.session.begin_nested()
        try:
            moved = getattr(self, f"_{name}")(*rest)
            undo.commit()
        except REFUSALS:
            undo.rollback()
            moved = 0
        after = self.assets()
        assert after - self.held == moved, act
        self.held = after

    def _cash(self, which: int, person: int, tendered: int) -> int:
        taken = taking.take_cash(
            self.demands[which].id, tendered, f"c{next(self.number)}", self.clerk(person)
        )
        assert taken.entry.amount <= tendered
        return self._in(taken.entry.amount)

    def _transfer(self, which: int, amount: int, number: int) -> int:
        taken = taking.take_transfer(self.demands[which].id, amount, f"FT{number}", self.head)
        return self._in(amount if taken.is_new else 0)

    def _news(self, which: int, outcome: Any, amount: int, number: int) -> int:
        news = News(f"m{next(self.number)}", f"R{which}", outcome, f"t{number}", amount)
        attempts.hear(PROVIDER, news, b"{}", self.head)
        assert attempts.hear(PROVIDER, news, b"{}", self.head) == "known"
        is_new = outcome == "paid" and f"t{number}" not in self.seen
        self.seen |= {f"t{number}"} if outcome == "paid" else set()
        return self._in(amount if is_new else 0)

    def _cancel(self, which: int) -> int:
        cancel(self.demands[which].id, "rút hồ sơ", self.head)
        return 0

    def _undo(self, place: int, person: int) -> int:
        entries = [one for each in self.demands for one in taking.entries_of(each.id) if one.way == BY_CASH]
        entry = entries[place % len(entries)] if entries else None
        if entry is None:
            return 0
        taking.undo_cash(entry.id, "thu nhầm", self.clerk(person))
        self.came -= entry.amount
        return -entry.amount

    def _ask(self, which: int, way: str, whole: bool) -> int:
        asking = refunding.Asking(way, "nộp nhầm", whole)
        refunding.ask(self.demands[which].id, asking, f"r{next(self.number)}", self.clerk(1))
        return 0

    def _refund(self, place: int, *states: str) -> PaymentRefund:
        found = [
            one for one in db.session.query(PaymentRefund).order_by(PaymentRefund.id) if one.state in states
        ]
        if not found:
            raise LookupError
        return found[place % len(found)]

    def _decide(self, place: int, lets: bool) -> int:
        refund = self._refund(place, ASKED)
        if lets:
            refunding.approve(refund.id, self.head)
        else:
            refunding.refuse(refund.id, "không đúng", self.head)
        return 0

    def _pay_back(self, place: int, person: int) -> int:
        refund = self._refund(place, APPROVED, SENDING)
        if refund.state == SENDING:
            refunding.sent(refund.id, True, self.head)
        elif refund.way == BY_CASH:
            refunding.pay_cash(refund.id, self.clerk(person))
        else:
            refunding.note_transfer(refund.id, self.head)
        assert refund.state == DONE
        self.went += refund.amount
        return -refund.amount

    def _decline(self, place: int) -> int:
        """The provider says that it does not send money back: the agency has to transfer it."""
        assert refunding.sent(self._refund(place, SENDING).id, False, self.head).state == APPROVED
        return 0

    def _till(self, act: str, amount: int, twice: bool) -> int:
        once = f"n{next(self.number)}"
        entries = {till.note(act, amount, "theo biên bản", once, self.head).id for _time in range(1 + twice)}
        assert len(entries) == 1
        moved = MOVED[act] * amount
        if act in {MADE_GOOD, OVER_KEPT}:
            self.differences += moved
        self.went -= moved if act in {till.FEES_REMITTED, till.CHARGES_REMITTED} else 0
        return moved

    def _drawer(self, person: int) -> CashDrawer:
        return drawers.of_today(self.clerk(person))

    def _hand_over(self, person: int, amount: int) -> int:
        drawers.hand_over(self._drawer(person).id, amount, f"h{next(self.number)}", self.clerk(person))
        return 0

    def _close(self, person: int, wrong: int) -> int:
        drawer = self._drawer(person)
        counted = max(0, drawers.held(drawer.id) + wrong * 500)
        closing = drawers.close(drawer.id, counted, "đếm lại hai lần", self.clerk(person))
        self.differences += closing.difference
        return closing.difference

    def _claim(self, which: int) -> int:
        found = claiming.unclaimed()
        if found:
            claiming.claim(found[0].id, self.demands[which].id, self.head)
        return 0

    def _replace(self, which: int) -> int:
        found = issuing.valid_of(self.demands[which].id)
        if found is not None:
            issuing.replace(found.id, "Bà B", "", "ghi sai tên", self.clerk(1))
        return 0

    def _in(self, amount: int) -> int:
        self.came += amount
        return amount

    def look(self) -> None:
        assert check_books() == []
        held = balances(self.lines())
        assert all_balances() == {name: amount for name, amount in held.items() if amount}
        kinds = by_kind(held)
        assets = sum(kinds[one] for one in ASSETS)
        assert assets == self.came - self.went + self.differences
        assert kinds[DIFFERENCE] == -self.differences and kinds[PAYERS] <= 0
        for one in self.demands:
            assert held_for(one.id) >= 0
            valid = [each for each in issuing.all_of(one.id) if each.state == "issued"]
            assert [each.amount for each in valid] == ([one.amount] if one.state == PAID else [])
