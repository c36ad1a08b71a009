"""Random histories of a portal's money: whatever happens in whatever order, the books balance and no đồng is lost.

Each history runs in one transaction on a portal with three fresh demands, and is rolled back at its end: it is small,
and the whole of the books can be looked through when it is over. After each act only the sums are: what the agency
holds must have moved by what the bystander saw (`histories.History`).

`make chaos` tries 10,000 histories, in ten shards that can run apart:
THOROUGH=1 pytest tests/payments/test_histories.py -k "any_history and 3"
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal import create_app
from portal.extensions import db
from portal.payments import attempts
from portal.payments.checking import check_books
from portal.payments.ledger.posting import all_balances, held_for
from portal.payments.providers.contract import News
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from portal.web.freshness import GLOBAL_SLOT, versions
from tests.conftest import A, settings_for
from tests.payments.histories import ACT, MONEY, PROVIDER, History
from tests.thorough import THOROUGH

HISTORIES = 10_000 if THOROUGH else 150
SHARDS = 10 if THOROUGH else 1
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
    [("cash", 1, 1, 36_000), ("hand_over", 1, 10_000), ("undo", 0, 1)],
    [("cash", 1, 1, 36_000), ("transfer", 1, 10_000, 0), ("undo", 0, 1), ("undo", 0, 1)],
    [("cash", 1, 1, 36_000), ("ask", 1, "transfer", True), ("decide", 0, True), ("pay_back", 0, 1), ("undo", 0, 1)],
    [("cash", 1, 1, 36_000), ("hand_over", 1, 10_000), ("till", "deposited", 10_000, True),
     ("till", "remitted_charges", 10_000, False), ("ask", 1, "transfer", True), ("decide", 0, True),
     ("pay_back", 0, 1)],
    [("news", 1, "paid", 10_000, 1), ("ask", 1, "provider", True), ("decide", 0, True), ("decline", 0),
     ("pay_back", 0, 1), ("till", "cleared:thu", 10_000, False), ("till", "cleared:thu", 10_000, False)],
    [("cash", 1, 1, 36_000), ("close", 1, -1), ("till", "made_good", 500, False), ("till", "made_good", 500, False)],
    [("cash", 1, 1, 36_000), ("close", 1, 1), ("till", "over_kept", 500, False), ("till", "over_kept", 500, False)],
    [("cash", 0, 1, 18_000), ("replace", 0), ("cancel", 0), ("ask", 0, "transfer", True), ("decide", 0, True)],
)  # fmt: skip
"""Histories that always are tried: each is one that only a single rule keeps right."""


def told(test: Callable[..., None]) -> Callable[..., None]:
    """A property that is tried with these too."""
    for acts in TOLD:
        test = example(acts=acts)(test)
    return test


@pytest.fixture(scope="module")
def portal_app(blank_instance: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
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
@pytest.mark.parametrize("shard", range(SHARDS))
@settings(max_examples=HISTORIES // SHARDS, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=st.lists(ACT, min_size=1, max_size=14))
@told
@pytest.mark.asvs("2.3.2", "2.3.3")
def test_the_books_balance_after_any_history(
    portal_app: Flask, shard: int, acts: list[tuple[Any, ...]]
) -> None:
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
