"""Pages of results: figures and arithmetic are shown, nothing of a person is, and who may see what."""

from __future__ import annotations

import io
import re
from collections import Counter
from datetime import date, timedelta

import pytest
from flask import Flask
from openpyxl import load_workbook

from portal.clock import to_local, today, utc_now
from portal.performance.making.living import Life
from portal.performance.periods import month_before, months_of, read
from tests.conftest import Browser
from tests.performance.attacker import Known
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


def _made_in_a_year(app: Flask, count: int) -> list[Life]:
    with app.app_context():
        return made(ready(app), count, seed=3, first=date(2025, 1, 1), last=date(2025, 12, 31))


def test_the_public_sees_figures_and_no_person(app: Flask) -> None:
    lives = _made_in_a_year(app, 400)
    browser = Browser(app, "tam-hai")
    page = browser.get("/ket-qua-giai-quyet?ky=2025-Q3")
    assert page.status_code == 200 and "Theo thủ tục" in page.text and "<svg" in page.text
    assert len(page.data) <= 150_000
    data = browser.get("/ket-qua-giai-quyet.json?ky=2025-Q3")
    for name in _names(lives):
        assert name not in page.text and name not in data.text
    found = data.json
    assert found["format"] == 1 and found["period"]["key"] == "2025-Q3"
    assert found["totals"]["received"] > 20
    assert len(found["index"]["groups"]) == 6 and 0 <= found["index"]["total"] <= 100
    for row in found["procedures"]:
        assert all(not 0 < row[name] < 5 for name in ("received", "judged"))
    assert "spent" not in data.text and "Cán bộ" not in page.text
    month = browser.get("/ket-qua-giai-quyet?ky=2025-08").text
    assert "Theo thủ tục" not in month and "?ky=2025-Q3" in month


def test_nothing_of_few_follows_from_all_pages_of_a_year(app: Flask) -> None:
    """Every file of open data of a year of few dossiers, from the outside, against what really was."""
    lives = _made_in_a_year(app, 130)
    browser = Browser(app, "tam-hai")
    known, told = {name: Known() for name in ("received", "judged")}, 0
    codes = {one.dossier["service_code"] for one in lives}
    keys = ["2025", *(f"2025-Q{one}" for one in range(1, 5)), *(f"2025-{one:02d}" for one in range(1, 13))]
    for key in keys:
        period, data = read(key), browser.get(f"/ket-qua-giai-quyet.json?ky={key}").json
        assert period is not None
        months = [one.first.month for one in months_of(period)]
        alone = {one["code"] for one in data["procedures"] if one["code"]}
        for name in known:
            if data["totals"][name] is not None:
                known[name].tell([(code, one) for code in codes for one in months], data["totals"][name])
                told += 1
            for row in data["procedures"]:
                these = {row["code"]} if row["code"] else codes - alone
                known[name].tell([(code, one) for code in these for one in months], row[name])
    assert told > 10 and any(len(cells) < 12 for cells in known["received"].sums)
    came = Counter(
        (one.dossier["service_code"], to_local(one.dossier["received_at"]).month)
        for one in lives
        if one.dossier["received_at"] and to_local(one.dossier["received_at"]).year == 2025
    )
    few = {frozenset([cell]) for cell, count in came.items() if count < 5}
    assert len(few) > 20 and not known["received"].follows(few)
    assert all(low < high for low, high in known["received"].bounded(few).values())


def test_few_dossiers_are_not_told(app: Flask) -> None:
    _made_in_a_year(app, 4)
    browser = Browser(app, "tam-hai")
    for period in ("2025-03", "2025-Q1", "2025"):
        page = browser.get(f"/ket-qua-giai-quyet?ky={period}")
        assert page.status_code == 200 and "Theo thủ tục" not in page.text
        found = browser.get(f"/ket-qua-giai-quyet.json?ky={period}").json
        assert found["procedures"] == []
        assert all(value in {None, 0} for value in found["totals"].values())


def test_a_period_that_runs_is_told_to_the_office_alone(app: Flask) -> None:
    """From day to day its numbers would tell of each dossier."""
    _filled(app, 20)
    browser, desk = Browser(app, "tam-hai"), _signed_in(app, "tenant_admin")
    for key in (str(today().year), f"{today():%Y-%m}"):
        assert browser.get(f"/ket-qua-giai-quyet?ky={key}").status_code == 404
        assert browser.get(f"/ket-qua-giai-quyet.json?ky={key}").status_code == 404
        assert desk.get(f"{WHERE}?ky={key}").status_code == 200
    page = browser.get("/ket-qua-giai-quyet").text
    assert f'?ky={today().year - 1}"' in page and f'value="{today():%Y-%m}"' not in page


def test_one_portal_tells_nothing_of_another(app: Flask) -> None:
    """What the district shows of itself does not hold its communes': there is no sum to take one from."""
    _made_in_a_year(app, 60)
    found = Browser(app, "nui-thanh").get("/ket-qua-giai-quyet.json?ky=2025").json
    assert not any(found["totals"].values()) and found["procedures"] == []


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
