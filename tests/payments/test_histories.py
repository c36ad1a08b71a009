"""Random histories of a portal's money: whatever happens in whatever order, the books balance and no đồng is lost.

Each history runs in one transaction on a portal with three fresh demands, and is rolled back at its end: it is small,
and the whole of the books can be looked through when it is over. After each act only the sums are: what the agency
holds must have moved by what the bystander saw.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.payments import attempts, drawers, refunding, taking
from portal.payments.checking import check_books
from portal.payments.demanding import Charge, Payer, Subject, TooLate, cancel, demand
from portal.payments.ledger.accounts import ASSETS, DIFFERENCE, PAYERS, by_kind
from portal.payments.ledger.posting import all_balances, held_for
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
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from tests.conftest import A
from tests.thorough import THOROUGH

HISTORIES = 10_000 if THOROUGH else 150
PROVIDER = "thu"
REFUSALS = (
    TooLate,
    taking.TooLittle,
    refunding.NothingToReturn,
    refunding.OwnRequest,
    drawers.DrawerClosed,
    drawers.NotExplained,
    drawers.NotThere,
    issuing.ReceiptEnded,
    LookupError,
)
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
    st.tuples(st.just("hand_over"), PERSON, MONEY),
    st.tuples(st.just("close"), PERSON, st.integers(-2, 2)),
    st.tuples(st.just("claim"), WHICH),
    st.tuples(st.just("replace"), WHICH),
)


TOLD: tuple[list[tuple[Any, ...]], ...] = (
    [("transfer", 1, 9_999, 0)],
    [("transfer", 1, 9_999, 0), ("ask", 1, "transfer", False), ("transfer", 1, 500, 1)],
    [("cash", 1, 1, 36_000), ("undo", 0, 1), ("undo", 0, 1), ("cash", 1, 1, 10_000)],
    [("cash", 1, 1, 36_000), ("ask", 1, "cash", True), ("decide", 0, True), ("pay_back", 0, 1)],
    [("cash", 1, 1, 36_000), ("ask", 1, "cash", True), ("ask", 1, "cash", True), ("cancel", 1)],
    [("transfer", 0, 36_000, 0), ("ask", 0, "cash", False), ("ask", 0, "cash", False), ("decide", 0, True),
     ("cash", 1, 1, 10_000), ("pay_back", 0, 1), ("pay_back", 0, 1)],
    [("transfer", 1, 9_999, 0), ("cash", 1, 1, 36_000), ("transfer", 1, 500, 1), ("hand_over", 1, 500)],
    [("cash", 1, 1, 36_000), ("close", 1, -1), ("cash", 1, 1, 36_000)],
    [("cash", 1, 1, 36_000), ("close", 1, 1), ("undo", 0, 1)],
    [("news", 9, "paid", 10_000, 1), ("claim", 1), ("claim", 1), ("news", 9, "paid", 10_000, 1)],
    [("news", 1, "paid", 500, 1), ("news", 1, "paid", 500, 1), ("news", 1, "paid", 36_000, 2)],
    [("cash", 0, 1, 18_000), ("replace", 0), ("cancel", 0), ("ask", 0, "transfer", True), ("decide", 0, True)],
)  # fmt: skip
"""Histories that always are tried: each is one that only a single rule keeps right."""


def told(test: Callable[..., None]) -> Callable[..., None]:
    """A property that is tried with these too."""
    for acts in TOLD:
        test = example(acts=acts)(test)
    return test


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

    def assets(self) -> int:
        kinds = by_kind(all_balances())
        return sum(kinds[one] for one in ASSETS)

    def do(self, act: tuple[Any, ...]) -> None:
        name, *rest = act
        try:
            moved = getattr(self, f"_{name}")(*rest)
        except REFUSALS:
            moved = 0
        db.session.flush()
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
        found = refunding.unclaimed()
        if found:
            refunding.claim(found[0].id, self.demands[which].id, self.head)
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
        kinds = by_kind(all_balances())
        assets = sum(kinds[one] for one in ASSETS)
        assert assets == self.came - self.went + self.differences
        assert kinds[DIFFERENCE] == -self.differences and kinds[PAYERS] <= 0
        for one in self.demands:
            assert held_for(one.id) >= 0
            valid = [each for each in issuing.all_of(one.id) if each.state == "issued"]
            assert [each.amount for each in valid] == ([one.amount] if one.state == PAID else [])


@pytest.fixture(scope="module")
def portal_app(blank_instance: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    import shutil

    from portal import create_app
    from portal.web.freshness import GLOBAL_SLOT, versions
    from tests.conftest import settings_for

    folder = tmp_path_factory.mktemp("books") / "instance"
    shutil.copytree(blank_instance, folder)
    app = create_app(settings_for(folder))
    with app.app_context():
        directory().refresh(versions().read(GLOBAL_SLOT))
        begun = _history(app)
        with entered(editing(begun.tenant)):
            begun.ask_for_money()
            db.session.commit()
        yield app
        db.engine.dispose()


def _history(app: Flask) -> History:
    portal = directory(app).by_slug(A)
    assert portal is not None
    return History(portal.id)


@pytest.mark.thorough
@settings(max_examples=HISTORIES, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=st.lists(ACT, min_size=1, max_size=14))
@told
def test_the_books_balance_after_any_history(portal_app: Flask, acts: list[tuple[Any, ...]]) -> None:
    history = _history(portal_app)
    with entered(editing(history.tenant)):
        history.begin()
        for act in acts:
            history.do(act)
        history.look()
        db.session.rollback()


@pytest.mark.thorough
@settings(max_examples=max(20, HISTORIES // 20), deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_order_of_call_backs_changes_nothing(portal_app: Flask, data: st.DataObject) -> None:
    """The same news in two orders, with repetitions, ends in the same books and states."""
    one = st.tuples(st.integers(0, 2), st.sampled_from(["paid", "failed", "pending"]), MONEY)
    told = data.draw(st.lists(one, min_size=1, max_size=6))
    news = [News(f"m{n}", f"R{w}", outcome, f"t{n}", amount) for n, (w, outcome, amount) in enumerate(told)]  # type: ignore[arg-type]
    ends = []
    for order in (news, data.draw(st.permutations(news + data.draw(st.lists(st.sampled_from(news)))))):
        history = _history(portal_app)
        with entered(editing(history.tenant)):
            history.begin()
            for each in order:
                attempts.hear(PROVIDER, each, b"{}", history.head)
            assert check_books() == []
            states = [one.state for one in history.demands]
            ends.append((all_balances(), states, [held_for(one.id) for one in history.demands]))
            db.session.rollback()
    assert ends[0] == ends[1]
