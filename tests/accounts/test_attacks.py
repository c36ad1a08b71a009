"""What somebody tries who means harm: at the doors of accounts, and with addresses that no row can have."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from portal.accounts.service import user_by_email, verify_password
from portal.extensions import limiter
from tests.accounts.conftest import Clock, Person, send_code
from tests.conftest import DISTRICT, PASSWORD, A, Browser
from tests.factories import Factory
from tests.screens.forms import save

Make = Callable[..., Browser]


@pytest.mark.parametrize("number", [2**63, 10**19, int("9" * 40)])
@pytest.mark.parametrize(
    "address",
    [
        "tin-tuc/{}",
        "tin-tuc/{}/dang",
        "gop-y/{}",
        "canh-bao/{}",
        "chia-se/{}",
        "dang-viet/{}",
        "thu-di/{}/dung",
    ],
)
def test_a_number_that_no_row_can_have_is_no_address(signed_in: Make, number: int, address: str) -> None:
    desk = signed_in(A, "tenant_admin")
    where = f"/quan-tri/{address.format(number)}"
    assert desk.get(where).status_code in {404, 405}
    assert desk.post(where).status_code in {404, 405}


@pytest.mark.parametrize("number", [2**31, 4 * 10**18])
@pytest.mark.parametrize("address", ["nguoi-dung/{}", "nguoi-dung/{}/ban-giao", "cac-cong/sap-nhap/{}"])
def test_a_number_that_only_other_columns_can_hold_is_no_address(
    signed_in: Make, number: int, address: str
) -> None:
    desk = signed_in(DISTRICT, "district_admin")
    where = f"/quan-tri/{address.format(number)}"
    assert desk.get(where).status_code == 404
    assert desk.post(where).status_code in {404, 405}


def test_thousands_of_digits_are_no_address(app: Flask, signed_in: Make, factory: Factory) -> None:
    assert Browser(app, A).get(f"/hoi-dap/{'9' * 5000}").status_code == 404
    assert signed_in(A, "approver").get(f"/quan-tri/tin-tuc/{'9' * 5000}").status_code == 404


@pytest.mark.parametrize("code", ["１２３４５６", "²²²²²²", "éééééé"])
def test_a_code_in_other_digits_is_a_wrong_code(
    strict: Flask, person: Callable[..., Person], clock: Clock, code: str
) -> None:
    where = "/quan-tri/xac-thuc/thiet-lap"
    who = person("ten@tam-hai.example", {A: ["approver"]}, clock)
    answer = send_code(who.at_the_door(A), code, where)
    assert getattr(answer, "status_code", 0) == 422


@pytest.mark.asvs("6.2.3")
def test_nobody_gives_themselves_a_password_without_the_old_one(app: Flask, signed_in: Make) -> None:
    desk, email = signed_in(A, "tenant_admin"), f"tenant_admin@{A}.example"
    with app.app_context():
        me = user_by_email(email)
        assert me is not None
    answer = desk.post(f"/quan-tri/nguoi-dung/{me.id}/mat-khau")
    assert answer.status_code == 302
    with app.app_context():
        assert verify_password(email, PASSWORD) is not None


def test_the_old_password_is_not_guessed_from_a_desk_left_open(
    app: Flask, signed_in: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = signed_in(A, "author")
    monkeypatch.setitem(app.config["PORTAL"].__dict__, "sign_in_limit", "3 per minute")
    monkeypatch.setattr(limiter, "enabled", True)
    form = {"old": "sai", "new": "mot-mat-khau-khac", "again": "mot-mat-khau-khac"}
    assert [desk.post("/quan-tri/mat-khau", form).status_code for _i in range(4)] == [422, 422, 422, 429]


def test_a_line_break_in_an_address_leads_to_the_door(app: Flask) -> None:
    answer = Browser(app, A).get("/quan-tri/cac-cong/cong/a%0d%0aX-Y: z/")
    assert (answer.status_code, "X-Y" in answer.headers) == (302, False)
    assert answer.location == "/quan-tri/dang-nhap?next=/quan-tri/cac-cong/cong/a%0D%0AX-Y%3A%20z/"


def test_what_is_asked_for_does_not_end_before_its_end(app: Flask) -> None:
    answer = Browser(app, A).get("/quan-tri/cac-cong/cong/a%23b%3fc%26next=x/")
    assert answer.location == "/quan-tri/dang-nhap?next=/quan-tri/cac-cong/cong/a%23b%3Fc%26next%3Dx/"


def test_a_text_may_name_a_file_that_no_row_can_be(app: Flask, factory: Factory, signed_in: Make) -> None:
    made, slug = factory.news(A)
    desk, where = signed_in(A, "approver"), f"/quan-tri/tin-tuc/{made}"
    assert save(desk, where, body=f"![x](/tep/{'9' * 19}/960.jpg)").status_code == 302
    assert save(desk, where, body="hai").status_code == 302
    assert desk.post(f"{where}/khoi-phuc", {"number": "2"}).status_code < 500
    assert Browser(app, A).get(f"/tin-tuc/{slug}").status_code == 200


@pytest.mark.parametrize("how", ["add", "leave"])
def test_a_commune_signs_nobody_out_elsewhere(
    person: Callable[..., Person], signed_in: Make, how: str
) -> None:
    """Whoever looks after people of one portal may give and take roles there, and ends no session in another."""
    email = "huyen@nui-thanh.example"
    person(email, {DISTRICT: ["district_editor"]} | ({A: ["author"]} if how == "leave" else {}))
    elsewhere, desk = (
        Browser(signed_in(A, "author").client.application, DISTRICT),
        signed_in(A, "tenant_admin"),
    )
    elsewhere.sign_in(email)
    where = "/quan-tri/nguoi-dung/"
    if how == "add":
        form = {"name": "x", "email": email, "role": "author", "action": "password"}
        assert desk.post(where, form).status_code == 302
    number = re.search(rf'{where}(\d+)"[^>]*>Huyen', desk.get(where).text)
    assert number is not None
    if how == "add":
        assert desk.post(f"{where}{number[1]}/thoi-vai-tro/author").status_code == 302
    else:
        me = re.search(r'<option value="(\d+)">', desk.get(f"{where}{number[1]}/ban-giao").text)
        assert me is not None
        assert desk.post(f"{where}{number[1]}/ban-giao", {"successor": me[1]}).status_code == 200
    assert elsewhere.get("/quan-tri/").status_code == 200
