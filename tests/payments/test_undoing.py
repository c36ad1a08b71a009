"""Taking back: cash that was taken by mistake, settlements, fees that went to the budget before they are refunded."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import update

from portal.extensions import db
from portal.payments import drawers, refunding, taking, till
from portal.payments.checking import check_books
from portal.payments.demanding import TooLate, cancel, locked
from portal.payments.ledger.accounts import BANK, CHARGES, FEES, PAYERS, Move
from portal.payments.ledger.posting import About, all_balances, balance, held_for, post
from portal.payments.ledger.rules import REMITTED, UNSETTLED
from portal.payments.models import APPROVED, OPEN, PAID, RETURNED, PaymentDemand, PaymentRefund
from portal.payments.receipts.issuing import all_of
from portal.payments.refunding import Asking
from portal.payments.taking import take_cash, take_transfer, undo_cash
from portal.publishing.service import commit
from tests.conftest import A, Browser
from tests.payments.making import asked, at_desk
from tests.payments.test_desk import COUNTER, once_of

CLERK, ADMIN = "counter_clerk", "tenant_admin"
WHY = "thu nhầm hồ sơ"


def test_cash_that_was_handed_over_is_not_in_the_drawer_to_give_back(app: Flask) -> None:
    with at_desk(app, CLERK) as actor:
        one = asked(actor)
        entry = take_cash(one.id, 18_000, "mot", actor).entry
        drawer = drawers.of_today(actor)
        drawers.hand_over(drawer.id, 1, "giao", actor)
        commit()
        with pytest.raises(drawers.NotThere):
            undo_cash(entry.id, WHY, actor)
        db.session.rollback()
        assert locked(one.id).state == PAID and drawers.held(drawer.id) == 17_999 and check_books() == []
        take_cash(asked(actor).id, 18_000, "hai", actor)
        undo_cash(entry.id, WHY, actor)
        commit()
        assert locked(one.id).state == OPEN and drawers.held(drawer.id) == 17_999 and check_books() == []


def test_the_clerk_is_told_what_to_do_where_the_cash_was_handed_over(
    app: Flask, signed_in: Callable[..., Browser]
) -> None:
    with at_desk(app, CLERK) as actor:
        number = asked(actor).id
    clerk = signed_in(A, CLERK)
    page = clerk.get(f"{COUNTER}{number}")
    clerk.post(f"{COUNTER}{number}/thu", {"tendered": "18.000", "once": once_of(page)})
    drawer = clerk.get(f"{COUNTER}ngan-keo/")
    where = re.search(r'action="([^"]+/ban-giao)"', drawer.text)
    assert where is not None
    clerk.post(where[1], {"amount": "18.000", "once": once_of(drawer)})
    entry = re.search(r'name="entry" value="(\d+)"', clerk.get(f"{COUNTER}{number}").text)
    assert entry is not None
    answer = clerk.post(f"{COUNTER}{number}/huy-thu", {"entry": entry[1], "reason": WHY})
    assert answer.status_code == 303
    assert "hãy đề nghị hoàn trả" in clerk.get(f"{COUNTER}{number}").text
    with at_desk(app, ADMIN):
        assert locked(number).state == PAID and check_books() == []


def test_what_was_paid_twice_stays_paid_when_the_cash_is_undone(app: Flask) -> None:
    with at_desk(app, CLERK) as actor:
        one = asked(actor)
        entry = take_cash(one.id, 18_000, "mot", actor).entry
        commit()
    with at_desk(app, ADMIN) as actor:
        take_transfer(one.id, 18_000, "FT1", actor)
        commit()
    with at_desk(app, CLERK) as actor:
        undo_cash(entry.id, WHY, actor)
        commit()
        found = locked(one.id)
        assert (found.state, found.paid_by, held_for(one.id)) == (PAID, "transfer", 0)
        assert [(each.state, each.way) for each in all_of(one.id)] == [
            ("cancelled", "cash"),
            ("issued", "transfer"),
        ]
        assert all_balances() == {BANK: 18_000, CHARGES: -8_000, FEES: -10_000} and check_books() == []


def test_the_way_of_cash_that_was_undone_is_on_no_receipt(app: Flask) -> None:
    """What a refused refund sets free pays the demand; the receipt tells how that came."""
    with at_desk(app, ADMIN) as actor:
        one = asked(actor)
        take_transfer(one.id, 10_000, "FT1", actor)
        commit()
    with at_desk(app, CLERK) as actor:
        refund = refunding.ask(one.id, Asking("transfer", "Người nộp đổi ý", account="123"), "r1", actor)
        commit()
    with at_desk(app, ADMIN, user_id=2) as actor:
        take_transfer(one.id, 8_000, "FT2", actor)
        commit()
    with at_desk(app, CLERK) as actor:
        taken = take_cash(one.id, 10_000, "mot", actor)
        assert taken.settles
        undo_cash(taken.entry.id, WHY, actor)
        commit()
        assert locked(one.id).state == OPEN
    with at_desk(app, ADMIN, user_id=2) as actor:
        refunding.refuse(refund.id, "Không đúng", actor)
        commit()
        assert (locked(one.id).state, locked(one.id).paid_by) == (PAID, "transfer")
        assert check_books() == []


def test_cash_that_went_back_by_transfer_does_not_go_back_again(app: Flask) -> None:
    """The drawer still holds it, the payer has it: it is the agency's by now."""
    with at_desk(app, CLERK) as actor:
        one = asked(actor)
        entry = take_cash(one.id, 18_000, "mot", actor).entry
        refund = refunding.ask(one.id, Asking("transfer", "nộp nhầm", True, "1"), "r1", actor)
        commit()
    with at_desk(app, ADMIN, user_id=2) as actor:
        refunding.approve(refund.id, actor)
        refunding.note_transfer(refund.id, actor)
        commit()
    with at_desk(app, CLERK) as actor:
        with pytest.raises(TooLate):
            undo_cash(entry.id, WHY, actor)
        db.session.rollback()
        assert drawers.held(drawers.of_today(actor).id) == 18_000 and check_books() == []


def test_a_settlement_that_is_taken_back_owes_its_sum_to_the_payer(app: Flask) -> None:
    """Account by account: what was the agency's is the payer's again, and nothing else has moved."""
    with at_desk(app, CLERK) as actor:
        one = asked(actor)
        take_cash(one.id, 18_000, "mot", actor)
        before = all_balances()
        taking.unsettle(locked(one.id), RETURNED, WHY, actor)
        after = all_balances()
        assert (before.pop(FEES), before.pop(CHARGES), after.pop(PAYERS)) == (-10_000, -8_000, -18_000)
        assert before == after and held_for(one.id) == 18_000 and check_books() == []


def test_the_check_finds_a_settlement_that_was_taken_back_in_name_only(app: Flask) -> None:
    """Whoever leaves the money where it was is found out, and so is a posting to the wrong side."""
    with at_desk(app, CLERK) as actor:
        one = asked(actor)
        take_cash(one.id, 18_000, "mot", actor)
        commit()
        db.session.execute(
            update(PaymentDemand)
            .where(PaymentDemand.tenant_id == actor.tenant_id, PaymentDemand.id == one.id)
            .values(state=RETURNED)
        )
        assert [each.what for each in check_books()] == ["trạng thái không khớp với sổ"]
        db.session.rollback()
        post(UNSETTLED, [Move(FEES, PAYERS, 5_000)], "lệch", actor, About(one.id, reason=WHY))
        assert {"trạng thái không khớp với sổ", "tổng biên lai khác tổng phí, lệ phí đã thu"} == {
            each.what for each in check_books()
        }


def test_a_fee_that_went_to_the_budget_can_still_be_returned(app: Flask) -> None:
    """The budget then has too much until less is remitted: the books say so, and are in order."""
    with at_desk(app, ADMIN, user_id=2) as actor:
        one, two = asked(actor), asked(actor)
        take_transfer(one.id, 18_000, "FT1", actor)
        for act, amount in ((till.FEES_REMITTED, 10_000), (till.CHARGES_REMITTED, 8_000)):
            till.note(act, amount, "theo chứng từ", act, actor)
        commit()
    with at_desk(app, CLERK) as actor:
        refund = refunding.ask(one.id, Asking("transfer", "nộp nhầm", True, "1"), "r1", actor)
        commit()
    with at_desk(app, ADMIN, user_id=2) as actor:
        refunding.approve(refund.id, actor)
        refunding.note_transfer(refund.id, actor)
        commit()
        assert all_balances() == {BANK: -18_000, CHARGES: 8_000, FEES: 10_000} and check_books() == []
        take_transfer(two.id, 18_000, "FT2", actor)
        for act in (till.FEES_REMITTED, till.CHARGES_REMITTED):
            with pytest.raises(till.NotThere):
                till.note(act, 1, "theo chứng từ", f"{act}-2", actor)
        assert all_balances() == {} and check_books() == []


def test_more_than_was_taken_never_went_to_the_budget(app: Flask) -> None:
    with at_desk(app, ADMIN) as actor:
        take_transfer(asked(actor).id, 18_000, "FT1", actor)
        post(REMITTED, [Move(FEES, BANK, 10_001)], "quá", actor)
        assert [(each.about, each.what) for each in check_books()] == [(FEES, "nộp nhiều hơn đã thu")]
        take_transfer(asked(actor).id, 18_000, "FT2", actor)
        assert len(check_books()) == 1, "what is taken later does not make it right"


def test_money_of_a_demand_that_was_given_up_goes_back_and_no_further(app: Flask) -> None:
    with at_desk(app, ADMIN, user_id=2) as actor:
        one = asked(actor)
        take_transfer(one.id, 5_000, "FT1", actor)
        cancel(one.id, "rút hồ sơ", actor)
        commit()
    with at_desk(app, CLERK) as actor:
        refund = refunding.ask(one.id, Asking("transfer", "rút hồ sơ", account="1"), "r1", actor)
        assert refund.amount == 5_000
        with pytest.raises(refunding.NothingToReturn):
            refunding.ask(one.id, Asking("transfer", "rút hồ sơ", account="1"), "r2", actor)
        commit()
    with at_desk(app, ADMIN, user_id=2) as actor:
        refunding.approve(refund.id, actor)
        refunding.note_transfer(refund.id, actor)
        commit()
        assert (balance(BANK), held_for(one.id)) == (0, 0) and check_books() == []


@pytest.mark.parametrize("way", ["cash", "transfer"])
def test_no_more_goes_back_than_is_held_whatever_a_refund_says(app: Flask, way: str) -> None:
    """Nothing that the verbs do leads here; a row that is wrong all the same takes nothing out of the books."""
    with at_desk(app, ADMIN, user_id=2) as actor:
        one = asked(actor)
        take_transfer(one.id, 5_000, "FT1", actor)
        wrong = PaymentRefund(
            tenant_id=actor.tenant_id,
            demand_id=one.id,
            once="r1",
            amount=5_001,
            way=way,
            reason="lệch",
            state=APPROVED,
        )
        db.session.add(wrong)
        commit()
    with at_desk(app, CLERK) as actor:
        take_cash(asked(actor).id, 18_000, "mot", actor)
        commit()
        before = all_balances()
    with at_desk(app, CLERK if way == "cash" else ADMIN) as actor, pytest.raises(refunding.NothingToReturn):
        (refunding.pay_cash if way == "cash" else refunding.note_transfer)(wrong.id, actor)
    with at_desk(app, ADMIN):
        assert all_balances() == before
