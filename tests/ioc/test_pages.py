"""The pages of the operations centre, through the public door."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from portal.clock import today
from portal.extensions import db
from portal.ioc.pages.plan import PLANS
from portal.ioc.warehouse import filling
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from portal.voice.cases.models import ANSWERED
from tests.conftest import DISTRICT, A, B, Browser
from tests.factories import Factory
from tests.ioc.rows import case, noon, read

WHERE = "/quan-tri/dieu-hanh/"
TODAY = today()


def ago(days: int) -> date:
    """A day that lies back."""
    return TODAY - timedelta(days=days)


@pytest.fixture()
def counted(app: Flask, factory: Factory) -> Flask:
    """Cases and readings in three communes, counted."""
    with app.app_context():
        for slug, count in ((A, 4), (B, 2), ("tam-tien", 1)):
            with entered(editing(factory.tenant_id(slug))):
                for number in range(count):
                    answered = noon(ago(1)) if number % 2 == 0 else None
                    state = ANSWERED if answered else "accepted"
                    case(
                        ago(3),
                        due_on=ago(2),
                        state=state,
                        answered_at=answered,
                        closed_at=answered,
                        lat=15.4,
                        lon=108.6,
                    )
                read(ago(2), 100 * count)
                read(ago(9), 50 * count)
                db.session.commit()
        filling.fill()
    return app


def tile(page: str, label: str) -> str:
    """The words of a headline figure, without tags."""
    found = re.search(
        rf'<li class="ioc-tile[^"]*">\s*<h3[^>]*>(?:<a[^>]*>)?{re.escape(label)}.*?</li>', page, re.DOTALL
    )
    assert found, label
    words = re.sub(r"<details.*?</details>", "", found[0], flags=re.DOTALL)
    words = words.replace('<span class="ioc-tile__unit">', "")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", words)).strip()


@pytest.mark.parametrize("plan", PLANS, ids=[one.slug for one in PLANS])
@pytest.mark.parametrize("slug", [DISTRICT, A])
def test_every_page_answers_in_every_period(
    counted: Flask, signed_in: Callable[..., Browser], plan: Any, slug: str
) -> None:
    browser = signed_in(slug, "district_admin" if slug == DISTRICT else "tenant_admin")
    for key in ("", "7-ngay", f"{TODAY.year}", f"{TODAY.year}-Q{(TODAY.month + 2) // 3}"):
        answer = browser.get(f"{WHERE}{plan.slug}?ky={key}")
        assert answer.status_code == 200, key
        assert len(answer.data) < 220 * 1024, key
    assert browser.get(f"{WHERE}{plan.slug}/xuat?dang=json").json["page"] == plan.slug
    workbook = browser.get(f"{WHERE}{plan.slug}/xuat")
    assert workbook.status_code == 200 and workbook.data[:2] == b"PK"


def test_the_district_sees_all_units_and_one_alone(counted: Flask, signed_in: Callable[..., Browser]) -> None:
    browser = signed_in(DISTRICT, "district_admin")
    page = browser.get(f"{WHERE}y-kien?ky=7-ngay").text
    assert tile(page, "Ý kiến nhận được").startswith("Ý kiến nhận được 7 ▲ +7")
    assert "Ý kiến quá hạn 3" in tile(page, "Ý kiến quá hạn")
    assert "Thời gian trả lời bình quân 2 ngày" in tile(page, "Thời gian trả lời bình quân")
    assert "Trả lời đúng hạn 0%" in tile(page, "Trả lời đúng hạn")
    told = browser.get(f"{WHERE}y-kien/xuat?ky=7-ngay&dang=json").json
    assert {one["slug"]: one["figures"]["cases"] for one in told["units"] if one["figures"]["cases"]} == {
        A: 4,
        B: 2,
        "tam-tien": 1,
    }
    alone = browser.get(f"{WHERE}y-kien?ky=7-ngay&don-vi={B}").text
    assert tile(alone, "Ý kiến nhận được").startswith("Ý kiến nhận được 2")


def test_change_against_the_period_before(counted: Flask, signed_in: Callable[..., Browser]) -> None:
    page = signed_in(DISTRICT, "district_admin").get(f"{WHERE}cong-thong-tin?ky=7-ngay").text
    assert "700 ▲ +350 (+100%) (tốt lên)" in tile(page, "Lượt xem trang")


def test_a_commune_is_told_its_place_and_no_figure_of_a_neighbour(
    counted: Flask, signed_in: Callable[..., Browser]
) -> None:
    browser = signed_in(A, "tenant_admin")
    page = browser.get(f"{WHERE}y-kien?ky=7-ngay").text
    assert tile(page, "Ý kiến nhận được").startswith("Ý kiến nhận được 4")
    assert "Thứ 17 trong 17 xã, thị trấn; trung vị 0" in tile(page, "Ý kiến quá hạn")
    with counted.app_context():
        others = [one.name for one in directory().living() if one.slug not in {A, DISTRICT}]
    body = page[page.index("<main") :]
    assert not [name for name in others if name in body]
    told = browser.get(f"{WHERE}y-kien/xuat?ky=7-ngay&dang=json").json
    assert [one["slug"] for one in told["units"]] == [A]
    assert browser.get(f"{WHERE}y-kien?don-vi={B}").status_code == 404
    assert browser.get(f"{WHERE}y-kien/xuat?dang=json&don-vi={B}").status_code == 404


def test_charts_can_be_taken_away(counted: Flask, signed_in: Callable[..., Browser]) -> None:
    browser = signed_in(DISTRICT, "district_admin")
    page = browser.get(f"{WHERE}y-kien?ky=7-ngay").text
    where = re.findall(r'href="(/quan-tri/dieu-hanh/y-kien/bieu-do/[^"]+)"', page)
    assert len(where) == 12
    for one in where[:2] + where[-4:]:
        answer = browser.get(one.replace("&amp;", "&"))
        assert answer.status_code == 200, one
        assert answer.data.startswith(b"\x89PNG") or b"<svg" in answer.data[:300]
    assert browser.get(f"{WHERE}y-kien/bieu-do/khong-co.png").status_code == 404
    assert browser.get(f"{WHERE}y-kien/bieu-do/so-sanh.exe").status_code == 404


@pytest.mark.parametrize("asked", ["2199", "khong", "2026-13", "7-ngay'", "1999-01"])
def test_a_period_that_nobody_can_choose_is_not_found(
    app: Flask, signed_in: Callable[..., Browser], asked: str
) -> None:
    assert signed_in(A, "tenant_admin").get(f"{WHERE}mot-cua?ky={asked}").status_code == 404


def test_the_district_goes_to_the_records_of_a_unit(
    counted: Flask, signed_in: Callable[..., Browser]
) -> None:
    admin = signed_in(DISTRICT, "district_admin")
    page = admin.get(f"{WHERE}y-kien?don-vi={B}").text
    assert f'action="/quan-tri/chuyen/{B}"' in page and 'value="/quan-tri/y-kien/?xem=qua-han"' in page
    gone = admin.post(f"/quan-tri/chuyen/{B}", {"to": "/quan-tri/y-kien/?xem=qua-han"})
    assert gone.status_code == 302 and B in gone.location
    editor = signed_in(DISTRICT, "district_editor").get(f"{WHERE}y-kien?don-vi={B}").text
    assert "/quan-tri/chuyen/" not in editor[editor.index("<main") :]


def test_links_lead_to_lists_that_the_person_may_see(
    counted: Flask, signed_in: Callable[..., Browser]
) -> None:
    admin = signed_in(A, "tenant_admin").get(f"{WHERE}y-kien").text
    assert "/quan-tri/y-kien/?xem=qua-han" in admin
    signatory = signed_in(A, "signatory").get(f"{WHERE}y-kien").text
    assert "/quan-tri/y-kien/?xem=qua-han" not in signatory
