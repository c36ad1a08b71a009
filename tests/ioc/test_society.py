"""The page of social and economic indicators: approved figures alone, of the newest period, beside what was before."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from portal.indicators.periods import before
from tests.conftest import DISTRICT, A, B, Browser
from tests.factories import Factory
from tests.indicators.making import BIRTHS, REVENUE, define, handed_in, last_month

WHERE = "/quan-tri/dieu-hanh/kinh-te-xa-hoi"


@pytest.fixture()
def told(app: Flask, factory: Factory) -> Flask:
    """Two communes with two months of figures; what the third handed in nobody approved yet."""
    define(factory, BIRTHS, REVENUE)
    month = last_month()
    earlier = before(month)
    assert earlier is not None
    for slug, births in ((A, 20), (B, 10)):
        handed_in(app, slug, earlier, {"tre-sinh": births, "thu-ngan-sach": 1_000})
        handed_in(app, slug, month, {"tre-sinh": births + 5, "thu-ngan-sach": 1_234})
    handed_in(app, "tam-tien", month, {"tre-sinh": 400, "thu-ngan-sach": 9_999}, approved=False)
    return app


def line(page: str, name: str) -> str:
    """The words of the row of an indicator."""
    rows = re.findall(r"<tr>.*?</tr>", page, re.DOTALL)
    found = next(one for one in rows if name in one and "data-label" in one)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found)).strip()


def test_the_district_adds_up_what_is_approved(told: Flask, signed_in: Callable[..., Browser]) -> None:
    browser = signed_in(DISTRICT, "district_admin")
    page = browser.get(WHERE)
    assert page.status_code == 200 and len(page.data) < 220 * 1024
    births = line(page.text, "Số trẻ sinh")
    assert f"{last_month().short} 40 30 +10 (+33,3%)" in births and "2/17" in births
    assert "246,8 200 +46,8 (+23,4%)" in line(page.text, "Thu ngân sách")
    assert "400" not in births  # handed in and not approved
    shown = browser.get(f"{WHERE}/xuat?dang=json&chi-tieu=tre-sinh").json
    assert {slug: value for slug, value in shown["units"].items() if value is not None} == {A: 25, B: 15}
    alone = browser.get(f"{WHERE}?don-vi={A}").text
    assert f"{last_month().short} 25 20 +5 (+25%)" in line(alone, "Số trẻ sinh")
    assert "Sổ hộ tịch" in alone  # why: the source


def test_a_commune_reads_its_own_and_no_neighbour_by_name(
    told: Flask, signed_in: Callable[..., Browser]
) -> None:
    browser = signed_in(A, "tenant_admin")
    page = browser.get(WHERE).text
    assert f"{last_month().short} 25 20" in line(page, "Số trẻ sinh")
    assert "Xã Tam Trà" not in page[page.index("<main") :]
    assert list(browser.get(f"{WHERE}/xuat?dang=json").json["units"]) == [A]
    picture = browser.get(f"{WHERE}/bieu-do/dien-bien.svg?chi-tieu=tre-sinh")
    assert picture.status_code == 200 and b"<svg" in picture.data[:200]


def test_without_a_catalogue_the_page_says_what_to_do(app: Flask, signed_in: Callable[..., Browser]) -> None:
    page = signed_in(A, "tenant_admin").get(WHERE)
    assert page.status_code == 200 and "Chưa có danh mục chỉ tiêu" in page.text
