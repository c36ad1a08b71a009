"""Who follows a dossier and mistypes, or comes with another account."""

from __future__ import annotations

import re

from flask import Flask
from sqlalchemy import select

from portal.dossiers import service
from portal.dossiers.models import Dossier
from portal.extensions import db
from portal.payments import taking
from portal.payments.codes import secret_of
from portal.payments.models import PaymentDemand
from portal.publishing.service import commit
from tests.conftest import A, Browser
from tests.dossiers.following.conftest import Follower
from tests.dossiers.world import Office

WHERE = "/ho-so/tra-cuu"


def test_both_numbers_stay_in_the_form_that_was_refused(app: Flask, office: Office) -> None:
    with office.working():
        code = office.received().code
    browser = Browser(app, A)
    for typed, proof, status in (
        (code, "049190009999", 404),
        ("khong phai", "0905 123 456", 422),
        (code, "", 422),
    ):
        answer = browser.post(WHERE, {"ma": typed, "xac_nhan": proof}, token_from=WHERE)
        assert answer.status_code == status and answer.headers["Cache-Control"] == "no-store"
        assert f'value="{typed}"' in answer.text and f'value="{proof}"' in answer.text
        assert answer.text.count('aria-invalid="true"') == 2 and "data-focus" in answer.text


def test_a_dossier_of_another_account_is_told_as_one_that_never_was(
    app: Flask, follower: Follower, stranger: Follower
) -> None:
    """Many have an account by telephone and one by e-mail; what they read must tell strangers nothing."""
    mine = follower.has(Office.received)
    theirs, none = stranger.browser.get(f"/ho-so/{mine}"), stranger.browser.get(f"/ho-so/{mine + 1}")
    assert theirs.status_code == none.status_code == 404
    assert _said(theirs.text) == _said(none.text)
    assert "số điện thoại khác" in theirs.text and f'href="{WHERE}"' in theirs.text


def _said(page: str) -> str:
    return str(re.search(r'<div class="error-page">.*?</div>', page, re.DOTALL)[0])  # type: ignore[index]


def test_what_the_office_asked_for_stands_first_among_the_papers(app: Flask, follower: Follower) -> None:
    def asked(office: Office) -> Dossier:
        dossier = office.received()
        last = office.definition.papers[-1]
        wanted = [service.Wanted(last.name, "mờ quá", last.key)]
        service.ask(dossier, office.staff("clerk"), dossier.version, wanted)
        return dossier

    number = follower.has(asked)
    answer = follower.post(f"/ho-so/{number}/bo-sung/mo", {"phan": ""})
    page = follower.browser.get(answer.headers["Location"]).text
    boxes = re.findall(r'<section class="paper-box[^>]*id="giay-([^"]+)".*?</h2>', page, re.DOTALL)
    keys = [one.key for one in follower.office.definition.papers]
    assert len(keys) > 1 and boxes == [keys[-1], *keys[:-1]]
    assert page.count("Cơ quan yêu cầu") == 1


def test_who_paid_goes_on_to_the_dossier(app: Flask, follower: Follower) -> None:
    """The citizen to their dossier; who pays with the paper of the counter, to following it by its code."""

    def charged(office: Office) -> Dossier:
        dossier = office.handled()
        service.charge(dossier, office.staff("officer1"), dossier.version)
        return dossier

    number = follower.has(charged)
    with follower.office.working():
        made = db.session.scalars(select(PaymentDemand)).one()
        code, amount, asked_for, demand_id = made.code, made.amount, made.subject_code, made.id
        secret = secret_of(code)
    somebody = Browser(app, A)
    somebody.post("/thanh-toan/", {"code": code, "secret": secret}, token_from="/thanh-toan/")
    lookup = f'href="{WHERE}?ma={asked_for}"'
    mine = f'href="/ho-so/{number}"'
    for _before_and_after in range(2):
        assert mine in follower.browser.get(f"/thanh-toan/{code}").text
        theirs = somebody.get(f"/thanh-toan/{code}").text
        assert lookup in theirs and mine not in theirs
        with follower.office.working():
            taking.take_cash(demand_id, amount, "a" * 32, follower.office.people["clerk"])
            commit()
    assert mine in follower.browser.get(f"/thanh-toan/{code}/trang-thai").text
