"""What somebody tries with money who means harm, and what a careless clerk does (SAFETY.md)."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.payments import attempts, claiming, drawers, refunding, taking
from portal.payments.checking import check_books
from portal.payments.demanding import TooLate, locked
from portal.payments.ledger.posting import held_for
from portal.payments.models import OPEN, PAID, SENDING, PaymentAttempt
from portal.payments.money import read_amount
from portal.payments.providers.configured import ProvidersUnusable, providers_of
from portal.payments.providers.contract import ProviderSilent
from portal.payments.refunding import Asking
from portal.publishing.service import commit
from portal.tenancy.directory import directory
from tests.conftest import A, B, Browser
from tests.payments.making import asked, at_desk
from tests.payments.test_desk import COUNTER, once_of
from tests.payments.test_online import configure

SignedIn = Callable[..., Browser]
BOOKS = "/quan-tri/so-thu-phi/"
HUGE = "9" * 30
BAD_AMOUNTS = [
    "0", "-1", "-50.000", "1,5", "50.00", "5e9", "0x10", "٥٠٠٠", "５０００", "½", "1.000.000.001", HUGE, "NaN", "inf",
    "1 000,00", "50.000.00", "\u200b5000", "5000\x00", "=1+1",
]  # fmt: skip


@pytest.mark.parametrize("typed", BAD_AMOUNTS)
@pytest.mark.asvs("2.2.3")
def test_what_is_no_sum_of_money_never_reaches_the_books(app: Flask, signed_in: SignedIn, typed: str) -> None:
    with at_desk(app, "counter_clerk") as actor:
        one = asked(actor)
        number, code = one.id, one.code
        taking.take_cash(asked(actor).id, 18_000, "a" * 32, actor)
        commit()
        before = held_for(number)
    clerk, books = signed_in(A, "counter_clerk"), signed_in(A, "tenant_admin")
    once = secrets.token_hex(16)
    sent = [
        (clerk, f"{COUNTER}{number}/thu", {"tendered": typed, "once": once}),
        (books, f"{BOOKS}chuyen-khoan", {"code": code, "amount": typed, "bank_number": "FT0001"}),
        (books, f"{BOOKS}ghi-so", {"act": "deposited", "moved": typed, "reason": "Nộp quỹ", "once": once}),
        (books, f"{BOOKS}ghi-so", {"act": "over_kept", "moved": typed, "reason": "Nộp quỹ", "once": once}),
    ]
    for who, where, values in sent:
        assert who.post(where, values).status_code == 422, (where, typed)
    with at_desk(app, "tenant_admin"):
        assert held_for(number) == before and check_books() == []


@pytest.mark.parametrize("typed", ["000000000000500000", "0000000000000000500", "00"])
def test_zeros_in_front_never_make_another_sum(typed: str) -> None:
    assert read_amount(typed) in {None, int(typed)}


@pytest.mark.parametrize("where", ["", "/thu", "/huy-thu", "/hoan", "/chi-hoan"])
@pytest.mark.parametrize("number", [HUGE, str(2**63), str(2**63 - 1), "0"])
def test_numbers_that_no_row_has_are_not_found(
    app: Flask, signed_in: SignedIn, where: str, number: str
) -> None:
    clerk = signed_in(A, "counter_clerk")
    path = f"{COUNTER}{number}{where}"
    answer = clerk.post(path, {"once": "a" * 32}) if where else clerk.get(path)
    assert answer.status_code == 404


@pytest.mark.parametrize("number", [HUGE, str(2**63), "0", "-1", "1.5", "٣"])
def test_hidden_numbers_of_forms_that_no_row_has_are_answered(
    app: Flask, signed_in: SignedIn, number: str
) -> None:
    with at_desk(app, "counter_clerk") as actor:
        one = asked(actor)
        demand_id, code = one.id, one.code
    clerk, books = signed_in(A, "counter_clerk"), signed_in(A, "tenant_admin")
    answer = clerk.post(f"{COUNTER}{demand_id}/huy-thu", {"entry": number, "reason": "Thu nhầm người"})
    assert answer.status_code == 404
    assert books.post(f"{BOOKS}nhan-khoan", {"entry": number, "code": code}).status_code == 303
    assert books.post(f"/quan-tri/so-thu-phi/hoan-tra/{number}/duyet", {}).status_code == 404


def test_a_refused_refund_leaves_money_that_pays(app: Flask) -> None:
    """Money that was promised back counts again once the refund is refused: the demand must not stay open."""
    with at_desk(app, "counter_clerk", user_id=1) as clerk:
        one = asked(clerk)
    with at_desk(app, "tenant_admin", user_id=2) as books:
        taking.take_transfer(one.id, 10_000, "FT1", books)
        commit()
    with at_desk(app, "counter_clerk", user_id=1) as clerk:
        refund = refunding.ask(one.id, Asking("transfer", "Người nộp đổi ý", account="123"), "r1", clerk)
        commit()
    with at_desk(app, "tenant_admin", user_id=2) as books:
        taking.take_transfer(one.id, 8_000, "FT2", books)
        commit()
        assert locked(one.id).state == OPEN
        refunding.refuse(refund.id, "Không đúng", books)
        commit()
        assert check_books() == [] and locked(one.id).state == PAID


def test_what_a_provider_is_asked_for_leaves_out_what_goes_back(app: Flask) -> None:
    """An attempt asks for what the page says is missing, not for what a refund in hand has left over."""
    with at_desk(app, "counter_clerk", user_id=1) as clerk:
        one = asked(clerk)
    with at_desk(app, "tenant_admin", user_id=2) as books:
        taking.take_transfer(one.id, 10_000, "FT1", books)
        commit()
    with at_desk(app, "counter_clerk", user_id=1) as clerk:
        refunding.ask(one.id, Asking("transfer", "Người nộp đổi ý", account="123"), "r1", clerk)
        commit()
        assert (
            attempts._row(one.id, "thu", "x", clerk).amount == one.amount - taking.available(one.id) == 18_000
        )


def test_cash_that_a_refund_waits_for_is_not_undone_as_well(app: Flask) -> None:
    """The same đồng never goes back twice, and an approved refund is never left with nothing to pay it from."""
    with at_desk(app, "counter_clerk", user_id=1) as clerk:
        one = asked(clerk)
        entry = taking.take_cash(one.id, 18_000, "a" * 32, clerk).entry
        refund = refunding.ask(one.id, Asking("cash", "Rút hồ sơ", whole=True), "r1", clerk)
        commit()
    with at_desk(app, "tenant_admin", user_id=2) as books:
        refunding.approve(refund.id, books)
        commit()
    with at_desk(app, "counter_clerk", user_id=1) as clerk:
        with pytest.raises(TooLate):
            taking.undo_cash(entry.id, "Thu nhầm người", clerk)
        refunding.pay_cash(refund.id, clerk)
        commit()
        assert check_books() == [] and held_for(one.id) == 0


def test_money_of_an_unknown_payer_goes_back_by_its_own_number(app: Flask) -> None:
    """What the provider is told to send back is its own transaction, whoever's money it was taken for at first."""
    with at_desk(app, "tenant_admin", user_id=2) as books:
        one = asked(books)
        entry = taking.take_from_provider(None, "thu", "GD-77", 18_000, books).entry
        claiming.claim(entry.id, one.id, books)
        commit()
    with at_desk(app, "counter_clerk", user_id=1) as clerk:
        refund = refunding.ask(one.id, Asking("provider", "Rút hồ sơ", whole=True), "r1", clerk)
        commit()
        assert (refund.provider, refund.transaction) == ("thu", "GD-77")
    with at_desk(app, "tenant_admin", user_id=2) as books:
        assert refunding.approve(refund.id, books).state == SENDING


def test_an_entry_is_undone_from_the_page_of_its_own_demand_alone(app: Flask, signed_in: SignedIn) -> None:
    clerk = signed_in(A, "counter_clerk")
    with at_desk(app, "counter_clerk", user_id=99) as actor:
        first, second = asked(actor).id, asked(actor).id
    where = f"{COUNTER}{first}"
    clerk.post(f"{where}/thu", {"tendered": "18000", "once": once_of(clerk.get(where))})
    with at_desk(app, "tenant_admin"):
        entry = next(one.id for one in taking.entries_of(first) if one.act == "received")
    answer = clerk.post(f"{COUNTER}{second}/huy-thu", {"entry": str(entry), "reason": "Thu nhầm người"})
    assert answer.status_code == 404
    with at_desk(app, "tenant_admin"):
        assert locked(first).state == PAID


def test_a_form_that_was_sent_takes_nothing_of_another_demand_and_nothing_after_undoing(
    app: Flask, signed_in: SignedIn
) -> None:
    """Browsers put hidden fields back when a page is loaded again: a clerk must never be told that money was taken that
    was not."""
    clerk = signed_in(A, "counter_clerk")
    with at_desk(app, "counter_clerk", user_id=99) as actor:
        first, second = asked(actor).id, asked(actor).id
    sent = {"tendered": "18000", "once": once_of(clerk.get(f"{COUNTER}{first}"))}
    clerk.post(f"{COUNTER}{first}/thu", sent)
    assert "Đã thu 18.000" in clerk.get(f"{COUNTER}{first}").text
    clerk.post(f"{COUNTER}{second}/thu", sent)
    assert "Đã thu" not in clerk.get(f"{COUNTER}{second}").text
    with at_desk(app, "tenant_admin"):
        entry = next(one.id for one in taking.entries_of(first) if one.act == "received")
    clerk.post(f"{COUNTER}{first}/huy-thu", {"entry": str(entry), "reason": "Thu nhầm người"})
    clerk.get(f"{COUNTER}{first}")
    clerk.post(f"{COUNTER}{first}/thu", sent)
    assert "Đã thu 18.000" not in clerk.get(f"{COUNTER}{first}").text
    with at_desk(app, "tenant_admin"):
        assert [locked(one).state for one in (first, second)] == [OPEN, OPEN] and check_books() == []


def test_a_form_begins_no_payment_of_another_demand(app: Flask) -> None:
    class Dead:
        """A provider that is never reached."""

        name = label = "thu"

        def open(self, opening: Any) -> Any:
            raise ProviderSilent

    with at_desk(app, "counter_clerk") as actor:
        first, second = asked(actor).id, asked(actor).id
    where = attempts.Addresses("https://a/", "https://a/")
    with app.app_context():
        portal = directory().by_slug(A)
        assert portal is not None
        for number, error in ((first, ProviderSilent), (second, TooLate), (first, ProviderSilent)):
            with pytest.raises(error):
                attempts.begin(number, Dead(), "a" * 32, where, portal)  # type: ignore[arg-type]
    with at_desk(app, "tenant_admin"):
        held = db.session.scalars(select(PaymentAttempt)).all()
        assert [one.demand_id for one in held] == [first]


@pytest.mark.asvs("2.3.4")
def test_money_goes_back_once_however_many_press_at_the_same_instant(app: Flask) -> None:
    """Two treasurers approve, three clerks pay out, one undoes: one thing happens, and the books are right."""
    with at_desk(app, "counter_clerk", user_id=1) as clerk:
        one = asked(clerk)
        entry = taking.take_cash(one.id, 18_000, "a" * 32, clerk).entry
        refund = refunding.ask(one.id, Asking("cash", "Rút hồ sơ", whole=True), "r1", clerk)
        commit()
        demand_id, entry_id, refund_id = one.id, entry.id, refund.id
    told: list[str] = []

    def attempt(name: str, role: str, user_id: int, act: Callable[[Any], Any]) -> None:
        with at_desk(app, role, user_id=user_id) as actor:
            try:
                act(actor)
                commit()
                told.append(name)
            except (TooLate, LookupError, refunding.NothingToReturn, drawers.NotThere):
                db.session.rollback()

    def run(*acts: tuple[str, str, int, Callable[[Any], Any]]) -> None:
        threads = [threading.Thread(target=attempt, args=each) for each in acts]
        for each in threads:
            each.start()
        for each in threads:
            each.join()

    def approve(actor: Any) -> None:
        refunding.approve(refund_id, actor)

    def undo(actor: Any) -> None:
        taking.undo_cash(entry_id, "Thu nhầm người", actor)

    def pay(actor: Any) -> None:
        refunding.pay_cash(refund_id, actor)

    approving = [("approve", "tenant_admin", number, approve) for number in (8, 9)]
    run(*approving, ("undo", "counter_clerk", 1, undo))
    assert len(told) == 1
    run(*[("pay", "counter_clerk", 1, pay)] * 3, ("undo", "counter_clerk", 1, undo))
    with at_desk(app, "tenant_admin"):
        assert check_books() == [] and held_for(demand_id) == 0
        went = [each for each in taking.entries_of(demand_id) if each.act in {"refunded", "reversed"}]
        assert len(went) == 1 and told.count("pay") + told.count("undo") == 1


def test_a_provider_knows_no_two_portals_by_one_name(app: Flask, instance: Path) -> None:
    """Else a call-back for one portal, sent again to the other, would be money there too."""
    path = configure(instance, "http://127.0.0.1:9/", slugs=(A, B))
    path.write_text(path.read_text().replace(f"UBND-{B}", f"UBND-{A}"))
    path.chmod(0o600)
    with app.app_context():
        portal = directory().by_slug(A)
        assert portal is not None
        with pytest.raises(ProvidersUnusable, match="thu"):
            providers_of(portal)
