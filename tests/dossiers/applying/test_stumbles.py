"""Where somebody who means no harm stumbles: typed twice, come too late, come by an old poster."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.citizens.models import VNEID, Citizen
from portal.extensions import db
from portal.services import queries, service
from tests.conftest import A, Browser
from tests.dossiers.applying.conftest import CHILD, WHO, Applicant, photo
from tests.factories import Factory


def _mother(applicant: Applicant) -> str:
    page = applicant.browser.get(f"{applicant.base}/khai/me").text
    return str(re.search(r'name="f.me-so"[^>]*value="(\d*)"|value="(\d*)"[^>]*name="f.me-so"', page)[0])  # type: ignore[index]


def test_what_the_applicant_said_of_themselves_is_not_asked_again(applicant: Applicant) -> None:
    applicant.begin()
    applicant.fill("nguoi-nop", WHO | {"f.address": "Thôn Thuận An"})
    assert 'value="049190001234"' in _mother(applicant)
    assert 'value="Thôn Thuận An"' in applicant.browser.get(f"{applicant.base}/khai/me").text
    applicant.fill("nguoi-nop", WHO | {"f.identity": "049190005678"})
    assert 'value="049190005678"' in _mother(applicant), "a slip that was put right is put right there too"


def test_what_somebody_wrote_there_themselves_stays(applicant: Applicant) -> None:
    applicant.begin()
    applicant.fill("nguoi-nop", WHO)
    applicant.fill("khai/me", {"f.me-so": "049192000001"})
    applicant.fill("nguoi-nop", WHO | {"f.identity": "049190005678"})
    assert 'value="049192000001"' in _mother(applicant)


def test_a_draft_that_is_gone_says_so_and_where_to_go(applicant: Applicant, another: Applicant) -> None:
    applicant.begin()
    applicant.fill("khai/tre", CHILD)
    theirs = another.browser.get(f"{applicant.base}/khai/tre")
    where = f"{applicant.base}/xem-lai"
    assert applicant.browser.post(f"{applicant.base}/xoa", token_from=where).status_code == 303
    gone = applicant.browser.get(f"{applicant.base}/khai/tre")
    assert gone.status_code == 404 and "Không còn bản nháp này" in gone.text
    assert 'href="/ho-so/"' in gone.text and gone.text.count("<h1") == 1
    assert theirs.status_code == 404 and _said(theirs.text) == _said(gone.text), "nothing tells them apart"


def _said(page: str) -> str:
    return str(re.search(r'<div class="error-page">.*?</div>', page, re.DOTALL)[0])  # type: ignore[index]


def _closed(factory: Factory, slug: str) -> None:
    with factory.acting(A) as actor:
        held = queries.by_slug(slug)
        assert held is not None
        service.close(held, actor)
        db.session.commit()


@pytest.mark.parametrize("where", ["/ho-so/nop/", "/dich-vu/"])
def test_a_service_that_was_closed_is_told_as_one(
    app: Flask, factory: Factory, birth: Any, where: str
) -> None:
    """A poster on the wall of the village hall leads here for years."""
    visitor = Browser(app, A)
    assert visitor.get(where + birth[1]).status_code == 200
    _closed(factory, birth[1])
    answer = visitor.get(where + birth[1])
    assert answer.status_code == 404 and "tạm ngừng nhận thủ tục này" in answer.text
    assert 'href="/dich-vu/"' in answer.text
    never = visitor.get(f"{where}khong-co-dich-vu-nay")
    assert never.status_code == 404 and "Không tìm thấy trang" in never.text


def test_the_review_says_that_nothing_is_taken_before_somebody_presses(
    factory: Factory, applicant: Applicant
) -> None:
    applicant.filled()
    where = f"{applicant.base}/xem-lai"
    assert 'name="cam_doan"' in applicant.browser.get(where).text
    _closed(factory, applicant.slug)
    page = applicant.browser.get(where)
    assert page.status_code == 200 and "không nhận hồ sơ trực tuyến" in page.text
    assert 'name="cam_doan"' not in page.text and applicant.draft() is not None


def _vouch(app: Flask, reached: bool) -> None:
    """Make the one citizen somebody whom VNeID vouches for."""
    with app.app_context():
        person = db.session.scalars(select(Citizen)).one()
        person.level, person.name, person.identity = VNEID, "Nguyễn Thị Sáu", "049190001234"
        person.born = "1990-11-25"
        if not reached:
            person.email = person.phone = ""
        db.session.commit()


@pytest.mark.parametrize("reached", [True, False])
def test_who_came_with_vneid_sees_for_whom_it_is_and_whether_they_are_told(
    app: Flask, applicant: Applicant, reached: bool
) -> None:
    _vouch(app, reached)
    applicant.begin()
    page = applicant.browser.get(f"{applicant.base}/nguoi-nop").text
    assert "Nguyễn Thị Sáu" in page and "25/11/1990" in page and 'name="f.name"' not in page
    assert ("cổng không báo tin được" in page) != reached
    applicant.fill("nguoi-nop", {"f.delivery": "tai-quay"})
    applicant.fill("khai/tre", CHILD)
    applicant.fill("khai/me", {"f.me-so": "049190001234"})
    applicant.give("chung-sinh", (photo(), "IMG_1.jpg"))
    answer = applicant.hand_in()
    done = applicant.browser.get(answer.headers["Location"]).text
    assert ("ông/bà nhận tin nhắn hoặc thư điện tử" in done) == reached
    assert ('href="/tai-khoan/lien-he"' in done) != reached
