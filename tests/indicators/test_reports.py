"""A commune enters figures, hands them in, has them approved; nothing that was typed is lost on the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Flask

from portal.indicators import periods
from portal.indicators.models import ACCEPTED, APPROVED, RETURNED, SUBMITTED
from tests.conftest import DISTRICT, A, B, Browser
from tests.factories import Factory
from tests.indicators.making import BIRTHS, GIRLS, REVENUE, define, handed_in, last_month, report

Signed = Callable[..., Browser]


def _where() -> str:
    return f"/quan-tri/so-lieu/ky/{last_month().key}"


def _version(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    return found[1]


def test_figures_go_from_who_types_to_who_approves_and_to_the_district(
    app: Flask, factory: Factory, signed_in: Signed
) -> None:
    define(factory, BIRTHS, REVENUE)
    author, approver = signed_in(A, "author"), signed_in(A, "approver")
    overview = author.get("/quan-tri/so-lieu/").text
    assert last_month().label in overview and "Cần nộp" in overview

    page = author.get(_where()).text
    assert "Số trẻ sinh" in page and "triệu đồng" in page
    typed = {"version": _version(page), "v_tre-sinh": "12", "v_thu-ngan-sach": "1.234,5", "action": "submit"}
    assert author.post(_where(), typed).status_code == 302
    held = report(app, A, last_month())
    assert held.state == SUBMITTED
    shown = approver.get(_where()).text
    assert "1.234,5" in shown and "Duyệt" in shown
    assert "Duyệt</button>" not in author.get(_where()).text

    where = f"/quan-tri/so-lieu/{held.id}"
    assert approver.post(f"{where}/duyet", {"version": str(held.version)}).status_code == 302
    held = report(app, A, last_month())
    assert (held.state, held.approver_name) == (APPROVED, f"approver {A}")

    editor = signed_in(DISTRICT, "district_editor")
    units = editor.get(f"/quan-tri/so-lieu/cac-xa?ky={last_month().key}").text
    assert "1/17" in units
    there = f"/quan-tri/so-lieu/cac-xa/{A}/{last_month().key}"
    assert "1.234,5" in editor.get(there).text
    assert editor.post(f"{there}/tiep-nhan", {"version": str(held.version)}).status_code == 302
    assert report(app, A, last_month()).state == ACCEPTED
    sums = editor.get(f"/quan-tri/so-lieu/cac-xa/tong-hop?ky={last_month().key}").text
    assert "1/17" in sums and "1.234,5" in sums and "Xã Tam Trà" in sums


def test_what_cannot_be_read_stays_in_its_cell_and_the_rest_is_saved(
    app: Flask, factory: Factory, signed_in: Signed
) -> None:
    define(factory, BIRTHS, REVENUE)
    author = signed_in(A, "author")
    sent = {"version": "0", "v_tre-sinh": "mười hai", "n_tre-sinh": "theo sổ", "v_thu-ngan-sach": "7,5"}
    answer = author.post(_where(), sent | {"action": "submit"})
    assert answer.status_code == 422
    assert (
        'value="mười hai"' in answer.text
        and "theo sổ" in answer.text
        and 'aria-invalid="true"' in answer.text
    )
    assert 'value="7,5"' in author.get(_where()).text
    again = sent | {"version": _version(answer.text), "v_tre-sinh": "12"}
    assert author.post(_where(), again).status_code == 302


def test_who_saves_over_somebody_else_is_told_and_loses_nothing(
    app: Flask, factory: Factory, signed_in: Signed
) -> None:
    define(factory, BIRTHS)
    first, second = signed_in(A, "author"), signed_in(A, "approver")
    assert first.post(_where(), {"version": "0", "v_tre-sinh": "12"}).status_code == 302
    late = second.post(_where(), {"version": "0", "v_tre-sinh": "14"})
    assert late.status_code == 409
    assert 'value="14"' in late.text and "Người khác đã lưu: 12" in late.text
    assert second.post(_where(), {"version": _version(late.text), "v_tre-sinh": "14"}).status_code == 302
    assert 'value="14"' in first.get(_where()).text


def test_wrong_and_unusual_figures_do_not_go_out_unexplained(
    app: Flask, factory: Factory, signed_in: Signed
) -> None:
    define(factory, BIRTHS, GIRLS)
    before = last_month()
    earlier = periods.before(before)
    assert earlier is not None
    handed_in(app, A, earlier, {"tre-sinh": 10, "tre-gai": 5})
    author = signed_in(A, "author")

    def send(births: str, girls: str, note: str = "", version: str = "") -> Any:
        page = author.get(_where()).text
        return author.post(
            _where(),
            {
                "version": version or _version(page),
                "v_tre-sinh": births,
                "n_tre-sinh": note,
                "v_tre-gai": girls,
                "action": "submit",
            },
        )

    assert "Lớn hơn mức cao nhất được nhận: 500" in send("501", "1", "đúng").text
    assert "Là một phần của" in send("10", "11").text
    assert "Chưa có số" in send("10", "").text
    unusual = send("16", "5")
    assert unusual.status_code == 422 and "Tăng 60%" in unusual.text
    assert send("16", "5", "năm đẹp, nhiều trẻ sinh").status_code == 302
    assert report(app, A, before).state == SUBMITTED


def test_who_typed_last_does_not_approve(app: Flask, factory: Factory, signed_in: Signed) -> None:
    define(factory, BIRTHS)
    approver = signed_in(A, "approver")
    approver.post(_where(), {"version": "0", "v_tre-sinh": "12", "action": "submit"})
    held = report(app, A, last_month())
    said = approver.post(f"/quan-tri/so-lieu/{held.id}/duyet", {"version": str(held.version)})
    assert said.status_code == 302
    assert "không tự duyệt được" in approver.get(_where()).text
    assert report(app, A, last_month()).state == SUBMITTED


def test_a_report_that_comes_back_says_why(app: Flask, factory: Factory, signed_in: Signed) -> None:
    define(factory, BIRTHS)
    number = handed_in(app, A, last_month(), {"tre-sinh": 12})
    editor = signed_in(DISTRICT, "district_editor")
    there = f"/quan-tri/so-lieu/cac-xa/{A}/{last_month().key}/tra-lai"
    version = str(report(app, A, last_month()).version)
    editor.post(there, {"version": version, "reason": " "})
    assert report(app, A, last_month()).state == APPROVED
    editor.post(there, {"version": version, "reason": "Thiếu trẻ sinh ở thôn 4"})
    held = report(app, A, last_month())
    assert (held.state, held.id) == (RETURNED, number)
    author = signed_in(A, "author")
    page = author.get(_where()).text
    assert "Thiếu trẻ sinh ở thôn 4" in page and 'value="12"' in page
    sums = editor.get(f"/quan-tri/so-lieu/cac-xa/tong-hop?ky={last_month().key}").text
    assert "0/17" in sums


def test_reports_of_others_are_not_there(app: Flask, factory: Factory, signed_in: Signed) -> None:
    define(factory, BIRTHS)
    number = handed_in(app, A, last_month(), {"tre-sinh": 12}, approved=False)
    stranger = signed_in(B, "approver")
    for path in ("duyet", "tra-lai", "rut-lai", "dieu-chinh/tre-sinh"):
        assert stranger.post(f"/quan-tri/so-lieu/{number}/{path}", {"version": "2"}).status_code == 404
    assert "12" not in re.findall(r'value="(\d+)"', stranger.get(_where()).text)


def test_only_what_is_asked_of_a_unit_is_on_its_form(app: Flask, factory: Factory, signed_in: Signed) -> None:
    boats = replace(BIRTHS, code="tau-ca", name="Tàu cá", collected_from=(factory.tenant_id(A),))
    own = replace(BIRTHS, code="cua-huyen", name="Số của huyện", made="own")
    define(factory, boats, own)
    assert "Tàu cá" in signed_in(A, "author").get(_where()).text
    assert signed_in(B, "author").get(_where()).status_code == 404
    district = signed_in(DISTRICT, "district_editor").get(_where()).text
    assert "Số của huyện" in district and "Tàu cá" not in district
