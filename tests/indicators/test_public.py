"""What citizens see: approved figures that the district opened, with who is missing, and nothing of drafts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Flask

from portal.extensions import db
from portal.indicators import periods, queries
from portal.indicators.forms_data import form_data
from portal.indicators.models import Indicator
from portal.tenancy.directory import directory
from portal.tenancy.models import Tenant
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions
from tests.conftest import DISTRICT, A, B, Browser
from tests.factories import Factory
from tests.indicators.making import (
    BIRTHS,
    GIRLS,
    REVENUE,
    at,
    define,
    handed_in,
    last_month,
    portal_of,
)

Visit = Callable[[str], Browser]


def test_only_approved_and_open_figures_are_seen(app: Flask, factory: Factory, browser: Visit) -> None:
    define(factory, BIRTHS, GIRLS, REVENUE)
    handed_in(app, A, last_month(), {"tre-sinh": 12, "tre-gai": 5, "thu-ngan-sach": 12345})
    handed_in(app, B, last_month(), {"tre-sinh": 77, "tre-gai": 5, "thu-ngan-sach": 5}, approved=False)
    page = browser(A).get("/so-lieu").text
    assert "1.234,5" in page and last_month().label in page and "trẻ gái" not in page
    assert "Chưa có số liệu nào" in browser(B).get("/so-lieu").text
    district = browser(DISTRICT).get("/so-lieu").text
    assert "1/17 đơn vị đã nộp" in district
    one = browser(DISTRICT).get("/so-lieu/tre-sinh").text
    assert "77" not in one and "Xã Tam Trà" in one and "Số trẻ sinh sống trong kỳ." in one
    for path in (
        "/so-lieu/tre-gai",
        "/so-lieu/khong-co",
        "/so-lieu/tre-sinh?ky=2001-01",
        "/so-lieu/tre-sinh?ky=2026",
    ):
        assert browser(DISTRICT).get(path).status_code == 404, path
    assert "/so-lieu" in browser(A).get("/sitemap.xml").text


def test_a_page_moves_on_with_the_figure(app: Flask, factory: Factory, browser: Visit) -> None:
    define(factory, BIRTHS)
    handed_in(app, A, last_month(), {"tre-sinh": 12})
    visitor = browser(DISTRICT)
    assert "Huyện" in visitor.get("/so-lieu").text and "<strong>12</strong>" in visitor.get("/so-lieu").text
    handed_in(app, B, last_month(), {"tre-sinh": 5})
    assert "<strong>17</strong>" in visitor.get("/so-lieu").text


def test_the_course_is_drawn_and_told(app: Flask, factory: Factory, browser: Visit) -> None:
    define(factory, BIRTHS)
    for number, period in enumerate(periods.up_to("month", last_month().first, 4)):
        handed_in(app, A, period, {"tre-sinh": 10 + number}, note="đã rà")
        handed_in(app, B, period, {"tre-sinh": 20 + number}, note="đã rà")
    page = browser(DISTRICT).get("/so-lieu/tre-sinh").text
    assert "<svg" in page and "2/17 đơn vị đã nộp" in page and "Sơ đồ, không thể hiện địa giới" in page
    assert ">36<" in page  # 13 + 23 of the last month
    assert len(page.encode()) < 150_000


def test_merged_units_keep_their_figures_and_sums_go_on(app: Flask, factory: Factory, browser: Visit) -> None:
    """Before the merger both count; afterwards the one that stands, whose form goes on from the sum of both."""
    define(factory, BIRTHS)
    earlier, later = periods.up_to("month", last_month().first, 2)
    handed_in(app, A, earlier, {"tre-sinh": 12})
    handed_in(app, B, earlier, {"tre-sinh": 8})
    with app.app_context():
        gone = db.session.get(Tenant, factory.tenant_id(B))
        assert gone is not None
        gone.merged_into_id, gone.valid_to = factory.tenant_id(A), later.first
        db.session.commit()
        tenants_changed()
    with app.app_context():
        directory().refresh(versions().read(GLOBAL_SLOT))
        top = portal_of(app, DISTRICT)
        assert len(queries.completeness(top, earlier)) == 17
        assert len(queries.completeness(top, later)) == 16
        with at(app, A):
            assert form_data(later.key, portal_of(app, A)).before == {"tre-sinh": 20}
    handed_in(app, A, later, {"tre-sinh": 21})
    with app.app_context():
        top = portal_of(app, DISTRICT)
        book = queries.book(top, earlier.first, later.last)
        one = book.measures["tre-sinh"]
        assert [book.total(one, each).value for each in (earlier, later)] == [20, 21]
        assert len(book.total(one, later).missing) == 15


def test_figures_of_the_year_add_up_to_the_target(app: Flask, factory: Factory) -> None:
    define(factory, BIRTHS)
    wanted = periods.of_year("month", 2025)[:3]
    for number, period in enumerate(wanted):
        handed_in(app, A, period, {"tre-sinh": 10 + number}, note="đã rà")
    with app.app_context():
        book = queries.book(portal_of(app, DISTRICT), date(2025, 1, 1), date(2025, 12, 31), ["tre-sinh"])
        course = book.course(book.top.id, book.measures["tre-sinh"], 2025)
        assert (course.value, course.periods, course.of, course.last) == (33, 3, 12, wanted[-1])
        until = book.course(book.top.id, book.measures["tre-sinh"], 2025, wanted[1])
        assert until.value == 21


def test_what_a_commune_goes_by_is_the_district_s(app: Flask, factory: Factory) -> None:
    define(factory, BIRTHS)
    with app.app_context(), at(app, A):
        assert [one.code for one in queries.catalogue(portal_of(app, A))] == ["tre-sinh"]
        assert db.session.query(Indicator).all() == [], "an editing scope has its own rows alone"
