"""Targets of figures: set by who may, held against what is counted, never lost to somebody faster."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from portal.clock import today
from portal.extensions import db
from portal.ioc.pages import targets
from portal.ioc.warehouse import filling
from portal.ioc.warehouse.models import FigureTarget
from portal.publishing.models import AuditEntry
from portal.tenancy.scope import editing, entered, reading
from portal.voice.cases.models import ANSWERED
from tests.conftest import DISTRICT, A, B, Browser
from tests.factories import Factory
from tests.ioc.rows import case, noon

YEAR = today().year
WHERE = "/quan-tri/dieu-hanh/muc-tieu"


def version_in(page: str) -> str:
    """The version that a form was made from."""
    found = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert found
    return found[1]


def test_a_target_is_set_changed_and_removed_with_a_trail(
    app: Flask, factory: Factory, signed_in: Callable[..., Browser]
) -> None:
    browser = signed_in(A, "tenant_admin")
    form = browser.get(f"{WHERE}/cases_in_time?nam={YEAR}")
    assert form.status_code == 200 and version_in(form.text) == "0"
    sent = {"value": "95,5", "basis": "Kế hoạch 12/KH-UBND", "version": "0"}
    assert browser.post(f"{WHERE}/cases_in_time?nam={YEAR}", sent).status_code == 302
    assert "95,5%" in browser.get(f"{WHERE}?nam={YEAR}").text
    assert "95,5%" not in browser.get(f"{WHERE}?nam={YEAR - 1}").text
    again = browser.get(f"{WHERE}/cases_in_time?nam={YEAR}").text
    seen = version_in(again)
    assert (
        browser.post(f"{WHERE}/cases_in_time?nam={YEAR}", sent | {"value": "97", "version": seen}).status_code
        == 302
    )
    seen = version_in(browser.get(f"{WHERE}/cases_in_time?nam={YEAR}").text)
    assert browser.post(f"{WHERE}/cases_in_time/bo?nam={YEAR}", {"version": seen}).status_code == 302
    with app.app_context(), entered(reading(factory.tenant_id(A))):
        assert db.session.scalars(select(FigureTarget)).all() == []
        told = [
            (one.action, one.detail)
            for one in db.session.scalars(select(AuditEntry).order_by(AuditEntry.number))
            if one.action.startswith("ioc.")
        ]
    assert [action for action, _detail in told] == ["ioc.target", "ioc.target", "ioc.target_removed"]
    assert "– → 95,5" in told[0][1] and "95,5 → 97" in told[1][1] and "12/KH-UBND" in told[0][1]


def test_of_two_the_second_is_told_and_loses_nothing(signed_in: Callable[..., Browser]) -> None:
    browser = signed_in(A, "tenant_admin")
    first = {"value": "90", "basis": "trước", "version": "0"}
    assert browser.post(f"{WHERE}/cases_in_time?nam={YEAR}", first).status_code == 302
    answer = browser.post(
        f"{WHERE}/cases_in_time?nam={YEAR}", {"value": "80", "basis": "chữ của tôi", "version": "0"}
    )
    assert answer.status_code == 409
    assert 'value="80"' in answer.text and "chữ của tôi" in answer.text and "90%" in answer.text
    sent = {"value": "80", "basis": "chữ của tôi", "version": version_in(answer.text)}
    assert browser.post(f"{WHERE}/cases_in_time?nam={YEAR}", sent).status_code == 302
    stale = browser.post(f"{WHERE}/cases_in_time/bo?nam={YEAR}", {"version": "1"})
    assert stale.status_code == 409 and "80%" in stale.text


@pytest.mark.parametrize("value", ["", "nhiều", "-5", "1,234", "9" * 20, "1e5", "NaN"])
def test_what_is_no_target_is_refused_with_what_was_typed(
    app: Flask, signed_in: Callable[..., Browser], value: str
) -> None:
    browser = signed_in(A, "tenant_admin")
    answer = browser.post(
        f"{WHERE}/cases_in_time?nam={YEAR}", {"value": value, "basis": "giữ lại", "version": "0"}
    )
    assert answer.status_code == 422 and "giữ lại" in answer.text


def test_who_may_not_set_reads_only(signed_in: Callable[..., Browser]) -> None:
    browser = signed_in(A, "approver")
    page = browser.get(f"{WHERE}?nam={YEAR}")
    assert page.status_code == 200 and "/muc-tieu/cases_in_time" not in page.text
    assert browser.get(f"{WHERE}/cases_in_time").status_code == 403
    assert browser.get(f"{WHERE}/khong-co").status_code == 403
    assert signed_in(A, "tenant_admin").get(f"{WHERE}/khong-co").status_code == 404


def _set(factory: Factory, slug: str, figure: str, number: str) -> None:
    with factory.acting(slug) as actor:
        targets.set_target(figure, YEAR, int(Decimal(number) * 100), "", 0, actor)
        db.session.commit()


def test_shares_of_the_district_hold_for_communes_until_they_set_their_own(
    app: Flask, factory: Factory, signed_in: Callable[..., Browser]
) -> None:
    with app.app_context():
        with entered(editing(factory.tenant_id(A))):
            case(today(), due_on=today(), state=ANSWERED, answered_at=noon(today()), closed_at=noon(today()))
            db.session.commit()
        filling.fill()
    _set(factory, DISTRICT, "cases_in_time", "95")
    _set(factory, DISTRICT, "cases", "5000")
    _set(factory, B, "cases_in_time", "60")
    page = signed_in(A, "tenant_admin").get("/quan-tri/dieu-hanh/y-kien").text
    assert "Mục tiêu năm: 95% – đạt" in page and "5.000" not in page
    other = signed_in(B, "tenant_admin").get("/quan-tri/dieu-hanh/y-kien").text
    assert "Mục tiêu năm: 60%" in other and "95%" not in other
    whole = signed_in(DISTRICT, "district_admin").get("/quan-tri/dieu-hanh/y-kien?ky=" + str(YEAR)).text
    assert "Mục tiêu năm: 5.000 – chưa đạt" in whole
