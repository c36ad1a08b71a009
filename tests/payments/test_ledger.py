"""The books: pure rules, and what the database refuses."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from portal.extensions import db
from portal.payments.ledger.accounts import (
    BANK,
    PAYERS,
    SAFE,
    Move,
    balances,
    by_kind,
    cash_of,
    kind_of,
    provider_of,
)
from portal.payments.ledger.models import ImmutableEntry, LedgerEntry, LedgerLine
from portal.payments.ledger.posting import About, all_balances, balance, post, reverse
from portal.payments.ledger.rules import (
    DEPOSITED,
    RECEIVED,
    REFUNDED,
    REVERSED,
    RULES,
    SETTLED,
    InvalidPosting,
    check,
)
from portal.publishing.service import commit
from tests.conftest import B
from tests.payments.making import asked, at_desk

ACCOUNTS = ["safe", "bank", "fees", "charges", "payers", "difference", cash_of(7), provider_of("thu")]
MOVES = st.builds(Move, st.sampled_from(ACCOUNTS), st.sampled_from(ACCOUNTS), st.integers(1, 10**9))


@given(st.lists(MOVES))
def test_balances_add_up_to_nothing(moves: list[Move]) -> None:
    found = balances(moves)
    assert sum(found.values()) == 0 == sum(by_kind(found).values())


@given(st.lists(MOVES))
def test_what_is_turned_back_leaves_nothing(moves: list[Move]) -> None:
    assert not any(balances([*moves, *(one.turned() for one in moves)]).values())


@given(st.sampled_from(sorted(RULES)), MOVES)
def test_an_act_moves_money_only_as_the_table_says(act: str, move: Move) -> None:
    rule = RULES[act]
    fits = act == REVERSED or (kind_of(move.debit) in rule.debit and kind_of(move.credit) in rule.credit)
    if fits and move.debit != move.credit:
        check(act, [move], of_demand=True, reason="vì thử")
    else:
        with pytest.raises(InvalidPosting):
            check(act, [move], of_demand=True, reason="vì thử")


@pytest.mark.parametrize("account", ["cash", "cash:", "bank:1", "", "vàng", "provider"])
def test_what_is_no_account_is_refused(account: str) -> None:
    with pytest.raises(ValueError):
        kind_of(account)


@pytest.mark.parametrize("amount", [0, -1, 10**9 + 1])
def test_sums_that_make_no_sense_are_refused(amount: int) -> None:
    with pytest.raises(InvalidPosting):
        check(DEPOSITED, [Move(BANK, SAFE, amount)], of_demand=False, reason="")


def test_a_refund_needs_a_reason_and_a_settlement_a_demand() -> None:
    with pytest.raises(InvalidPosting):
        check(REFUNDED, [Move(PAYERS, BANK, 5)], of_demand=True, reason=" ")
    with pytest.raises(InvalidPosting):
        check(SETTLED, [Move(PAYERS, "fees", 5)], of_demand=False, reason="")


def test_the_same_key_posts_once(app: Flask) -> None:
    with at_desk(app, "tenant_admin") as actor:
        one = asked(actor)
        moves, about = [Move(BANK, PAYERS, 500)], About(one.id)
        first = post(RECEIVED, moves, "k", actor, about)
        assert post(RECEIVED, moves, "k", actor, about).id == first.id
        commit()
        assert balance(BANK) == 500 and all_balances() == {"bank": 500, "payers": -500}


def test_an_entry_is_turned_back_once(app: Flask) -> None:
    with at_desk(app, "tenant_admin") as actor:
        entry = post(RECEIVED, [Move(BANK, PAYERS, 500)], "k", actor)
        turned = reverse(entry, "ghi nhầm", actor)
        assert reverse(entry, "ghi nhầm", actor).id == turned.id
        with pytest.raises(InvalidPosting):
            reverse(turned, "ghi nhầm", actor)
        commit()
        assert all_balances() == {} and [turned.number, entry.number] == [2, 1]


@pytest.mark.parametrize("act", ["change", "delete"])
def test_the_orm_keeps_what_was_posted(app: Flask, act: str) -> None:
    with at_desk(app, "tenant_admin") as actor:
        entry = post(RECEIVED, [Move(BANK, PAYERS, 500)], "k", actor)
        commit()
        line = entry.lines[0]
        if act == "change":
            line.amount = 5
        else:
            db.session.delete(line)
        with pytest.raises(ImmutableEntry):
            db.session.flush()
        db.session.rollback()
        assert balance(BANK) == 500


@pytest.mark.parametrize(
    "statement",
    [
        lambda tenant: update(LedgerLine).where(LedgerLine.tenant_id == tenant).values(amount=1),
        lambda tenant: delete(LedgerLine).where(LedgerLine.tenant_id == tenant),
        lambda tenant: update(LedgerEntry).where(LedgerEntry.tenant_id == tenant).values(by_name="ai đó"),
        lambda tenant: delete(LedgerEntry).where(LedgerEntry.tenant_id == tenant),
    ],
)
def test_the_database_keeps_what_was_posted(app: Flask, statement: object) -> None:
    with at_desk(app, "tenant_admin") as actor:
        post(RECEIVED, [Move(BANK, PAYERS, 500)], "k", actor)
        commit()
        with pytest.raises(DBAPIError, match="what was posted stays"):
            db.session.execute(statement(actor.tenant_id))  # type: ignore[operator]
        db.session.rollback()
        assert balance(BANK) == 500


@pytest.mark.parametrize(("debit", "credit", "amount"), [("bank", "bank", 5), ("bank", "payers", 0)])
def test_the_database_refuses_a_line_that_does_not_balance(
    app: Flask, debit: str, credit: str, amount: int
) -> None:
    with at_desk(app, "tenant_admin") as actor:
        entry = post(RECEIVED, [Move(BANK, PAYERS, 500)], "k", actor)
        line = LedgerLine(
            tenant_id=actor.tenant_id, entry_id=entry.id, place=9, debit=debit, credit=credit, amount=amount
        )
        db.session.add(line)
        with pytest.raises(DBAPIError):
            db.session.flush()
        db.session.rollback()


def test_books_of_portals_stand_apart(app: Flask) -> None:
    with at_desk(app, "tenant_admin") as actor:
        post(RECEIVED, [Move(BANK, PAYERS, 500)], "k", actor)
        commit()
    with at_desk(app, "tenant_admin", B) as actor:
        assert all_balances() == {}
        assert post(RECEIVED, [Move(BANK, PAYERS, 7)], "k", actor).number == 1
