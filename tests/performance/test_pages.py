"""Pages of results: figures and arithmetic are shown, nothing of a person is, and who may see what."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from openpyxl import load_workbook

from portal.clock import today, utc_now
from portal.performance.making.living import Life
from portal.performance.periods import month_before
from tests.conftest import Browser
from tests.performance.making import made, person, portal_of, ready

WHERE = "/quan-tri/ket-qua-phuc-vu/"
LAST = month_before(today())


def _filled(app: Flask, count: int = 150) -> list[Life]:
    with app.app_context():
        portal = ready(app)
        for role in ("tenant_admin", "counter_clerk", "signatory"):
            person(portal, role)
        return made(
            portal, count, seed=8, first=LAST.first - timedelta(days=40), last=LAST.last, horizon=utc_now()
        )


def _signed_in(app: Flask, role: str) -> Browser:
    browser = Browser(app, "tam-hai")
    assert browser.sign_in(f"{role}1@tam-hai.example").status_code == 302
    return browser


def _names(lives: list[Life]) -> set[str]:
    found = {one.dossier["applicant"][name] for one in lives for name in ("name", "identity", "phone")}
    return found | {one.dossier["code"] for one in lives}


def test_the_public_sees_figures_and_no_person(app: Flask) -> None:
    lives = _filled(app)
    browser = Browser(app, "tam-hai")
    page = browser.get(f"/ket-qua-giai-quyet?ky={LAST.key}")
    assert page.status_code == 200 and "Theo thủ tục" in page.text and "<svg" in page.text
    assert len(page.data) <= 150_000
    data = browser.get(f"/ket-qua-giai-quyet.json?ky={LAST.key}")
    for name in _names(lives):
        assert name not in page.text and name not in data.text
    found = data.json
    assert found["format"] == 1 and found["period"]["key"] == LAST.key
    assert found["totals"]["received"] > 20
    assert len(found["index"]["groups"]) == 6 and 0 <= found["index"]["total"] <= 100
    for row in found["procedures"]:
        assert all(not 0 < row[name] < 5 for name in ("received", "judged"))
    assert "spent" not in data.text and "Cán bộ" not in page.text


def test_few_dossiers_are_not_told(app: Flask) -> None:
    _filled(app, 4)
    browser = Browser(app, "tam-hai")
    for period in (LAST.key, str(LAST.first.year)):
        page = browser.get(f"/ket-qua-giai-quyet?ky={period}")
        assert page.status_code == 200 and "Theo thủ tục" not in page.text
        found = browser.get(f"/ket-qua-giai-quyet.json?ky={period}").json
        assert found["procedures"] == []
        assert all(value in {None, 0} for value in found["totals"].values())


@pytest.mark.parametrize("period", ["2025-13", "1999", "abc", "2199-01", "2000-01", "'"])
def test_other_periods_are_not_there(app: Flask, period: str) -> None:
    browser = Browser(app, "tam-hai")
    assert browser.get(f"/ket-qua-giai-quyet?ky={period}").status_code == 404
    assert browser.get(f"/ket-qua-giai-quyet.json?ky={period}").status_code == 404


def test_a_portal_without_dossiers_says_so(app: Flask) -> None:
    page = Browser(app, "tam-tra").get("/ket-qua-giai-quyet")
    assert page.status_code == 200 and "Kỳ này không có hồ sơ" in page.text


def test_who_oversees_sees_the_arithmetic_and_no_citizen(app: Flask) -> None:
    lives = _filled(app)
    browser = _signed_in(app, "tenant_admin")
    for page in ("", "chi-so", "cong-viec", "chi-so/2.1", "chi-so/3.1", "xuat?dang=json&"):
        mark = "" if page.endswith("&") else "?"
        answer = browser.get(f"{WHERE}{page}{mark}ky={LAST.key}")
        assert answer.status_code == 200, page
        assert len(answer.data) <= 220_000
        for name in _names(lives):
            assert name not in answer.text, page
    index = browser.get(f"{WHERE}chi-so?ky={LAST.key}").text
    assert re.search(r"\d+ / \d+ × 20 =\s*<strong>[\d,]+</strong>", index)
    assert "chưa đối chiếu" in index and "Không phát sinh trong kỳ" in index
    behind = browser.get(f"{WHERE}chi-so/2.1?ky={LAST.key}").text
    assert "Cộng" in behind
    assert browser.get(f"{WHERE}chi-so/9.9").status_code == 404


def test_the_workbook_has_every_table_and_nothing_of_citizens(app: Flask) -> None:
    lives = _filled(app, 60)
    answer = _signed_in(app, "signatory").get(f"{WHERE}xuat?ky={LAST.key}")
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == [
        "Tổng hợp",
        "Theo thủ tục",
        "Chỉ số 766",
        "Theo bước",
        "Theo cán bộ",
        "Theo tháng",
    ]
    told = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert not told & _names(lives)
    totals = {row[0]: row[1] for row in book["Tổng hợp"].iter_rows(min_row=2, values_only=True)}
    sheet = book["Theo thủ tục"]
    column = [cell.value for cell in sheet[1]].index("Tiếp nhận") + 1
    assert totals["Tiếp nhận"] == sum(row[column - 1] for row in sheet.iter_rows(min_row=2, values_only=True))


def test_a_clerk_sees_no_figures_of_people(app: Flask) -> None:
    _filled(app, 10)
    browser = _signed_in(app, "counter_clerk")
    for page in ("", "chi-so", "cong-viec", "xuat", "cac-xa"):
        assert browser.get(f"{WHERE}{page}").status_code == 403
    assert _signed_in(app, "tenant_admin").get(f"{WHERE}cac-xa").status_code == 403


def test_a_wrong_scheme_is_told_on_the_page(app: Flask) -> None:
    _filled(app, 20)
    (app.config["PORTAL"].instance_path / "chi-so-766.toml").write_text("[[nhom]]")
    page = _signed_in(app, "tenant_admin").get(f"{WHERE}chi-so").text
    assert "chi-so-766.toml của hệ thống có lỗi" in page


def test_the_district_sees_all_communes_beside_each_other(app: Flask) -> None:
    lives = _filled(app, 80)
    with app.app_context():
        district = portal_of("nui-thanh")
        person(district, "district_admin", is_district=True)
    browser = Browser(app, "nui-thanh")
    assert browser.sign_in("district_admin1@nui-thanh.example").status_code == 302
    page = browser.get(f"{WHERE}cac-xa?ky={LAST.key}")
    assert page.status_code == 200 and page.text.count("chưa có hồ sơ</td>") == 17
    for name in _names(lives):
        assert name not in page.text
    book = load_workbook(io.BytesIO(browser.get(f"{WHERE}cac-xa?dang=xlsx&ky={LAST.key}").data))
    rows = list(book.active.iter_rows(min_row=2, values_only=True))
    assert len(rows) == 18 and rows[0][0] == "Xã Tam Hải" and rows[0][1] > 0 and rows[1][1] is None
