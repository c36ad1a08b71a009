"""The guide before a service, over HTTP: the questions, what follows from the answers, and its size."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest

from portal.services.guide import views
from tests.conftest import A, B, Browser
from tests.factories import Factory
from tests.services.making import committed

Open = Callable[[str], Browser]
WHERE = "/dich-vu/dang-ky-khai-sinh"
WHOLE = "?noi-sinh=nuoc-ngoai&ho-ngheo=khong"
FRAGMENT = {"headers": {"HX-Request": "true"}}


def test_questions_come_first_and_nothing_is_said_before_they_are_answered(
    factory: Factory, browser: Open
) -> None:
    committed(factory, A)
    page = browser(A).get(WHERE)
    assert page.status_code == 200
    assert "Trẻ sinh ở đâu?" in page.text
    assert "Gia đình có thuộc hộ nghèo không?" in page.text
    assert "Ông/bà cần mang theo" not in page.text
    page = browser(A).get(f"{WHERE}?noi-sinh=nuoc-ngoai")
    assert "Còn 1 câu chưa trả lời" in page.text
    assert 'value="nuoc-ngoai" checked' in page.text


def test_answers_lead_to_papers_money_time_and_place(factory: Factory, browser: Open) -> None:
    committed(factory, A)
    page = browser(A).get(WHERE + WHOLE).text
    result = page[page.index('class="guide-cards"') :]
    for text in (
        "Giấy của nước ngoài xác nhận việc sinh",
        "5 ngày làm việc",
        "8.000 đồng",
        "Bộ phận một cửa",
    ):
        assert text in result
    at_home = browser(A).get(f"{WHERE}?noi-sinh=trong-nuoc&ho-ngheo=co").text
    result = at_home[at_home.index('class="guide-cards"') : at_home.index('class="guide-more')]
    assert "Giấy của nước ngoài" not in result
    assert "Ngay trong ngày làm việc" in result
    assert "Được miễn" in result
    assert "Hộ nghèo" in result


def test_the_promise_is_that_of_the_office_calendar(
    factory: Factory, browser: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    committed(factory, A)
    # Monday 30 November 2026, 16:00 in Viet Nam: after 15:00, so Tuesday counts as the day of receiving.
    monkeypatch.setattr(views, "utc_now", lambda: datetime(2026, 11, 30, 9, 0))
    page = browser(A).get(f"{WHERE}?noi-sinh=trong-nuoc&ho-ngheo=co").text
    assert "17 giờ 30, thứ Ba, ngày 01/12/2026" in page
    assert "Đang mở cửa, đến 17 giờ 30 hôm nay" in page
    monkeypatch.setattr(views, "utc_now", lambda: datetime(2026, 11, 28, 3, 0))  # a Saturday
    page = browser(A).get(f"{WHERE}?noi-sinh=trong-nuoc&ho-ngheo=khong").text
    assert "17 giờ 30, thứ Hai, ngày 30/11/2026" in page
    assert "Đang đóng cửa, mở lại lúc 7 giờ 30, thứ Hai, ngày 30/11/2026" in page


def test_a_fragment_is_asked_for_by_the_script_and_kept_apart(factory: Factory, browser: Open) -> None:
    committed(factory, A)
    visitor = browser(A)
    whole, part = visitor.get(WHERE + WHOLE), visitor.get(WHERE + WHOLE, **FRAGMENT)
    assert "<html" in whole.text
    assert "<html" not in part.text
    assert "Ông/bà cần mang theo" in part.text
    assert "HX-Request" in whole.headers["Vary"]
    assert "Set-Cookie" not in whole.headers


def test_the_way_to_the_form_carries_the_answers(factory: Factory, browser: Open) -> None:
    committed(factory, A)
    factory.clerk(A)
    page = browser(A).get(WHERE + WHOLE).text
    assert "Nộp hồ sơ trực tuyến" in page
    assert "/ho-so/nop/dang-ky-khai-sinh?noi-sinh=nuoc-ngoai&amp;ho-ngheo=khong" in page


@pytest.mark.parametrize("channels", [["truc-tuyen"], ["truc-tuyen", "buu-chinh"]])
def test_the_counter_is_the_way_while_nobody_could_receive_what_comes_online(
    factory: Factory, browser: Open, channels: list[str]
) -> None:
    committed(factory, A, channels=channels)
    factory.clerk(B)
    page = browser(A).get(WHERE + WHOLE).text
    result = page[page.index('class="guide-cards"') :]
    assert "Bộ phận một cửa" in result
    assert ("Qua bưu điện" in result) == ("buu-chinh" in channels)
    for promise in ("/ho-so/nop/", "trực tuyến", "Trên mạng"):
        assert promise not in result
    factory.clerk(A)
    page = browser(A).get(WHERE + WHOLE).text
    result = page[page.index('class="guide-cards"') :]
    assert "Nộp hồ sơ trực tuyến" in result
    assert "Bộ phận một cửa" not in result, "as its definition has it again"


def test_nothing_is_handed_in_online_where_only_the_counter_takes_it(factory: Factory, browser: Open) -> None:
    committed(factory, A, channels=["truc-tiep"], deliveries=["tai-quay"])
    factory.clerk(A)
    page = browser(A).get(WHERE + WHOLE).text
    assert "/ho-so/nop/" not in page
    assert "Trên mạng" not in page


def test_a_service_without_questions_says_everything_at_once(factory: Factory, browser: Open) -> None:
    plain = {"questions": [], "deadlines": [{"days": 3}], "fees": []}
    committed(factory, A, **plain)
    page = browser(A).get(WHERE).text
    assert "Ông/bà cần mang theo" in page
    assert "3 ngày làm việc" in page
    assert "<fieldset" not in page


def test_closed_foreign_and_missing_services_have_no_page(factory: Factory, browser: Open) -> None:
    committed(factory, B, "2.000002", name="Của xã khác")
    committed(factory, A, "2.000001", name="Dịch vụ đang đóng", is_open=False)
    visitor = browser(A)
    for slug in ("cua-xa-khac", "dich-vu-dang-dong", "khong-co", "..", "%00"):
        assert visitor.get(f"/dich-vu/{slug}").status_code == 404, slug


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "{{7*7}}", "'" * 400, "%00", "%EF%BF%BF"])
def test_whatever_an_address_says_is_left_out(factory: Factory, browser: Open, hostile: str) -> None:
    committed(factory, A)
    page = browser(A).get(f"{WHERE}?noi-sinh={hostile}&{hostile}=x&ho-ngheo=co&ho-ngheo=khong")
    assert page.status_code == 200
    assert "alert(1)" not in page.text
    assert "Còn 1 câu" in page.text


def test_the_sheet_to_print_leads_back_to_the_same_case(factory: Factory, browser: Open) -> None:
    committed(factory, A)
    page = browser(A).get(WHERE + WHOLE).text
    drawn = page[page.index('class="guide-qr"') :]
    assert re.match(r'class="guide-qr"><svg role="img" aria-label="Mã QR[^"]*" viewBox="0 0 \d+ \d+">', drawn)
    assert "style=" not in drawn
    assert "Trẻ sinh ở đâu? <b>Ở nước ngoài</b>" in page


@pytest.mark.parametrize("answers", ["", WHOLE])
def test_the_page_is_light(factory: Factory, browser: Open, answers: str) -> None:
    committed(factory, A)
    assert len(browser(A).get(WHERE + answers).data) <= 30_000
