"""Money that comes in, in whatever order and however often; what it settles, what is owed back."""

from __future__ import annotations

import threading

import pytest
from flask import Flask

from portal.accounts.permissions import Forbidden
from portal.payments import claiming, drawers, refunding, taking
from portal.payments.checking import check_books
from portal.payments.demanding import Charge, InvalidDemand, TooLate, cancel, locked
from portal.payments.ledger.posting import all_balances, held_for
from portal.payments.models import CANCELLED, DONE, FREE, OPEN, PAID, RETURNED, PaymentDemand
from portal.payments.receipts.issuing import all_of, valid_of
from portal.payments.refunding import Asking
from portal.payments.registry import when_settled, when_undone
from portal.payments.taking import Taken, take_cash, take_from_provider, take_transfer
from portal.publishing.service import commit
from tests.patience import until_done
from tests.payments.making import FEE, asked, at_desk
from tests.thorough import some

CLERK, ADMIN = "counter_clerk", "tenant_admin"


def test_cash_settles_and_gives_a_receipt(app: Flask) -> None:
    told: list[int] = []
    when_settled(app, "thu", lambda one: told.append(one.subject_id))
    with at_desk(app, CLERK) as actor:
        one = asked(actor, number=77)
        taken = take_cash(one.id, 20_000, "mot", actor)
        commit()
        assert taken.settles and taken.entry.tendered == 20_000 and taken.entry.amount == 18_000
        assert one.state == PAID and told == [77]
        found = valid_of(one.id)
        assert found is not None and found.number == 1 and found.amount == 18_000
        assert found.payer_name == "Nguyễn Thị Bông" and found.collector == actor.name
        drawer = drawers.of_today(actor)
        assert all_balances() == {f"cash:{drawer.id}": 18_000, "charges": -8_000, "fees": -10_000}
        assert check_books() == []


def test_a_form_sent_twice_takes_once(app: Flask) -> None:
    with at_desk(app, CLERK) as actor:
        one = asked(actor)
        first = take_cash(one.id, 18_000, "mot", actor)
        again = take_cash(one.id, 18_000, "mot", actor)
        assert again.entry.id == first.entry.id and not again.is_new
        with pytest.raises(TooLate):
            take_cash(one.id, 18_000, "hai", actor)


@pytest.mark.parametrize("role", ["case_officer", "signatory", "author", ADMIN])
def test_only_the_counter_takes_cash(app: Flask, role: str) -> None:
    with at_desk(app, role) as actor:
        one = asked(actor)
        with pytest.raises(Forbidden):
            take_cash(one.id, 18_000, "mot", actor)


def test_too_little_cash_is_not_taken(app: Flask) -> None:
    with at_desk(app, CLERK) as actor:
        one = asked(actor)
        with pytest.raises(taking.TooLittle):
            take_cash(one.id, 17_999, "mot", actor)
        assert all_balances() == {}


def test_what_costs_nothing_is_free_at_once(app: Flask) -> None:
    told: list[str] = []
    when_settled(app, "thu", lambda one: told.append(one.state))
    with at_desk(app, CLERK) as actor:
        one = asked(actor, Charge("lp", "Lệ phí", "le-phi", 8_000, free_reason="Hộ nghèo"))
        assert one.state == FREE and one.amount == 0 and told == [FREE] and valid_of(one.id) is None


@pytest.mark.parametrize(
    "charges",
    [
        (Charge("", "Phí", "phi", 5),),
        (Charge("a", " ", "phi", 5),),
        (Charge("a", "Phí", "thue", 5),),
        (Charge("a", "Phí", "phi", -5),),
        (Charge("a", "Phí", "phi", 5, 0),),
        (FEE, FEE),
        (Charge("a", "Phí", "phi", 10**9, 9),),
    ],
)
def test_a_demand_that_makes_no_sense_is_refused(app: Flask, charges: tuple[Charge, ...]) -> None:
    with at_desk(app, CLERK) as actor, pytest.raises(InvalidDemand):
        asked(actor, *charges)


def test_asking_twice_is_asking_once(app: Flask) -> None:
    with at_desk(app, CLERK) as actor:
        assert asked(actor, number=5).id == asked(actor, number=5).id


def test_a_double_payment_is_owed_back(app: Flask) -> None:
    with at_desk(app, ADMIN) as actor:
        one = asked(actor)
        assert take_from_provider(one.id, "thu", "t1", 18_000, actor).settles
        assert not take_from_provider(one.id, "thu", "t2", 18_000, actor).settles
        assert not take_from_provider(one.id, "thu", "t1", 18_000, actor).is_new
        assert held_for(one.id) == 18_000 and len(all_of(one.id)) == 1
        assert check_books() == []


def test_too_much_settles_and_the_rest_is_owed_back(app: Flask) -> None:
    with at_desk(app, ADMIN) as actor:
        one = asked(actor)
        assert take_transfer(one.id, 50_000, "FT1", actor).settles
        assert one.state == PAID and held_for(one.id) == 32_000


def test_too_little_waits_for_the_rest(app: Flask) -> None:
    with at_desk(app, ADMIN) as actor:
        one = asked(actor)
        assert not take_transfer(one.id, 10_000, "FT1", actor).settles
        assert one.state == OPEN and held_for(one.id) == 10_000
        commit()
    with at_desk(app, CLERK) as actor:
        with pytest.raises(taking.TooLittle):
            take_cash(one.id, 7_999, "mot", actor)
        assert take_cash(one.id, 10_000, "mot", actor).entry.amount == 8_000
        assert locked(one.id).state == PAID and held_for(one.id) == 0 and check_books() == []


def test_what_comes_after_giving_up_is_owed_back(app: Flask) -> None:
    with at_desk(app, ADMIN) as actor:
        one = asked(actor)
        cancel(one.id, "rút hồ sơ", actor)
        assert not take_from_provider(one.id, "thu", "t1", 18_000, actor).settles
        assert one.state == CANCELLED and held_for(one.id) == 18_000 and valid_of(one.id) is None
        assert check_books() == []


def test_what_is_paid_is_not_given_up(app: Flask) -> None:
    with at_desk(app, ADMIN) as actor:
        one = asked(actor)
        take_transfer(one.id, 18_000, "FT1", actor)
        with pytest.raises(TooLate):
            cancel(one.id, "rút hồ sơ", actor)


def test_a_mistake_is_undone_by_counter_entries(app: Flask) -> None:
    told: list[str] = []
    when_undone(app, "thu", lambda one: told.append(one.state))
    with at_desk(app, CLERK) as actor:
        one = asked(actor)
        entry = take_cash(one.id, 18_000, "mot", actor).entry
        taking.undo_cash(entry.id, "thu nhầm hồ sơ", actor)
        commit()
        assert one.state == OPEN and told == [OPEN] and all_balances() == {}
        assert [each.state for each in all_of(one.id)] == ["cancelled"]
        with pytest.raises(TooLate):
            taking.undo_cash(entry.id, "thu nhầm hồ sơ", actor)
        take_cash(one.id, 18_000, "hai", actor)
        assert one.state == PAID and [each.number for each in all_of(one.id)] == [1, 2]
        assert check_books() == []


def test_the_asking_room_can_prevent_an_undoing(app: Flask) -> None:
    def refuse(one: PaymentDemand) -> None:
        raise TooLate(one.code)

    when_undone(app, "thu", refuse)
    with at_desk(app, CLERK) as actor:
        one = asked(actor)
        entry = take_cash(one.id, 18_000, "mot", actor).entry
        commit()
        with pytest.raises(TooLate):
            taking.undo_cash(entry.id, "thu nhầm hồ sơ", actor)
    with at_desk(app, CLERK) as actor:
        assert locked(one.id).state == PAID and check_books() == []


def test_a_whole_refund_takes_two_people(app: Flask) -> None:
    with at_desk(app, CLERK) as actor:
        one = asked(actor)
        take_cash(one.id, 18_000, "mot", actor)
        refund = refunding.ask(
            one.id, Asking("cash", "hồ sơ không thuộc thẩm quyền", whole=True), "h1", actor
        )
        commit()
        assert refund.amount == 18_000
        with pytest.raises(Forbidden):
            refunding.approve(refund.id, actor)
    with at_desk(app, ADMIN, user_id=1) as actor, pytest.raises(refunding.OwnRequest):
        refunding.approve(refund.id, actor)
    with at_desk(app, ADMIN, user_id=2) as actor:
        refunding.approve(refund.id, actor)
        commit()
        assert locked(one.id).state == RETURNED and held_for(one.id) == 18_000
    with at_desk(app, CLERK) as actor:
        assert refunding.pay_cash(refund.id, actor).state == DONE
        with pytest.raises(TooLate):
            refunding.pay_cash(refund.id, actor)
        commit()
        assert all_balances() == {} and check_books() == []


def test_money_is_not_returned_twice(app: Flask) -> None:
    with at_desk(app, CLERK) as actor:
        one = asked(actor)
        take_cash(one.id, 18_000, "mot", actor)
        refunding.ask(one.id, Asking("cash", "nộp nhầm", whole=True), "h1", actor)
        assert refunding.ask(one.id, Asking("cash", "nộp nhầm", whole=True), "h1", actor).amount == 18_000
        for whole in (True, False):
            with pytest.raises(refunding.NothingToReturn):
                refunding.ask(one.id, Asking("cash", "nộp nhầm", whole=whole), f"h2{whole}", actor)


def test_money_of_an_unknown_payer_is_kept_and_claimed(app: Flask) -> None:
    with at_desk(app, ADMIN) as actor:
        one = asked(actor)
        entry = take_from_provider(None, "thu", "t9", 18_000, actor).entry
        assert [each.id for each in claiming.unclaimed()] == [entry.id] and check_books() == []
        assert claiming.claim(entry.id, one.id, actor).settles
        with pytest.raises(TooLate):
            claiming.claim(entry.id, one.id, actor)
        assert claiming.unclaimed() == [] and one.state == PAID and check_books() == []


def test_a_closed_drawer_takes_nothing_more(app: Flask) -> None:
    with at_desk(app, CLERK) as actor:
        one, two = asked(actor), asked(actor)
        entry = take_cash(one.id, 18_000, "mot", actor).entry
        drawer = drawers.of_today(actor)
        with pytest.raises(drawers.NotExplained):
            drawers.close(drawer.id, 17_000, "", actor)
        closing = drawers.close(drawer.id, 17_000, "thối nhầm 1.000 đồng", actor)
        commit()
        assert (closing.expected, closing.counted, closing.difference) == (18_000, 17_000, -1_000)
        for act in (
            lambda: take_cash(two.id, 18_000, "hai", actor),
            lambda: taking.undo_cash(entry.id, "thu nhầm", actor),
            lambda: drawers.hand_over(drawer.id, 1, "x", actor),
            lambda: drawers.close(drawer.id, 0, "", actor),
        ):
            with pytest.raises(drawers.DrawerClosed):
                act()
        assert all_balances() == {"charges": -8_000, "difference": 1_000, "fees": -10_000, "safe": 17_000}
        assert check_books() == []


def test_a_drawer_is_its_owners(app: Flask) -> None:
    with at_desk(app, CLERK) as actor:
        take_cash(asked(actor).id, 18_000, "mot", actor)
        drawer = drawers.of_today(actor)
        commit()
    with at_desk(app, CLERK, user_id=2) as other:
        for act in (
            lambda: drawers.close(drawer.id, 0, "lý do", other),
            lambda: drawers.hand_over(drawer.id, 5, "x", other),
        ):
            with pytest.raises(LookupError):
                act()


def test_no_more_is_handed_over_than_there_is(app: Flask) -> None:
    with at_desk(app, CLERK) as actor:
        take_cash(asked(actor).id, 18_000, "mot", actor)
        drawer = drawers.of_today(actor)
        drawers.hand_over(drawer.id, 10_000, "a", actor)
        drawers.hand_over(drawer.id, 10_000, "a", actor)  # the same form again
        with pytest.raises(drawers.NotThere):
            drawers.hand_over(drawer.id, 8_001, "b", actor)
        assert drawers.held(drawer.id) == 8_000


@pytest.mark.thorough
def test_fifty_at_once_settle_once(app: Flask) -> None:
    with at_desk(app, CLERK) as actor:
        one = asked(actor)
    many, settled, faults = len(some(range(50), 1)), [], []
    gate = threading.Barrier(many)

    def taken(number: int) -> Taken:
        if number % 2:
            with at_desk(app, CLERK, user_id=number) as each:
                made = take_cash(one.id, 18_000, f"luong-{number}", each)
                commit()
        else:
            with at_desk(app, ADMIN, user_id=number) as each:
                made = take_from_provider(one.id, "thu", f"t{number % 10}", 18_000, each)
                commit()
        return made

    def pay(number: int) -> None:
        gate.wait()
        try:
            settled.append(until_done(lambda: taken(number)).settles)
        except TooLate:
            settled.append(False)
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=pay, args=(number,)) for number in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == [] and len(settled) == many and sum(settled) == 1
    with at_desk(app, ADMIN) as actor:
        assert len(all_of(one.id)) == 1 and check_books() == []


@pytest.mark.thorough
def test_receipts_are_numbered_without_gaps_under_parallel_use(app: Flask) -> None:
    with at_desk(app, CLERK) as actor:
        demands = [asked(actor).id for _number in some(range(40), 2)]
    gate, faults = threading.Barrier(len(demands)), []

    def take(number: int, demand_id: int) -> None:
        with at_desk(app, CLERK, user_id=number) as each:
            take_cash(demand_id, 18_000, f"luong-{number}", each)
            commit()

    def pay(number: int, demand_id: int) -> None:
        gate.wait()
        try:
            until_done(lambda: take(number, demand_id))
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=pay, args=one) for one in enumerate(demands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with at_desk(app, ADMIN):
        assert faults == []
        numbers = sorted(all_of(one)[0].number for one in demands)
        assert numbers == list(range(1, len(demands) + 1)) and check_books() == []
