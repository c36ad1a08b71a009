"""Printing: forms as they were issued, the control slip, the register of a period."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from portal.dossiers import queries, service
from portal.dossiers.counter.book import Period
from portal.extensions import db
from tests.dossiers.counter.conftest import At
from tests.dossiers.counter.test_one import form_of
from tests.dossiers.world import Office, at
from tests.printing.pdf import text_of

ONE, BOOK = "/quan-tri/mot-cua/ho-so/", "/quan-tri/mot-cua/so-theo-doi"
MARCH = "tu=2026-03-01&den=2026-03-31"


def test_a_form_is_printed_again_as_it_was(office: Office, at_desk: At) -> None:
    with office.working(), at("2026-03-02 09:00"):
        dossier = office.received()
        number, code = dossier.id, dossier.code
    first = at_desk("clerk").get(f"{ONE}{number}/mau/1.pdf")
    text = text_of(first.data)
    assert code in text and "Nguyễn Thị Hồng Hạnh" in text and "03 ngày làm việc" in text
    assert "17 giờ 30 phút, ngày 05 tháng 3 năm 2026" in " ".join(text.split())
    with office.working(), at("2026-03-03 09:00"):
        found = queries.by_id(number)
        assert found is not None
        other = service.Applicant("Tên Đã Sửa")
        service.correct(found, office.staff("clerk"), found.version, reason="sai tên", applicant=other)
        db.session.commit()
    assert at_desk("clerk").get(f"{ONE}{number}/mau/1.pdf").data == first.data
    twice = text_of(at_desk("clerk").get(f"{ONE}{number}/mau/1.pdf?ban=2").data)
    assert "Liên 1: Lưu" in twice and "Liên 2" in twice
    assert at_desk("clerk").get(f"{ONE}{number}/mau/9.pdf").status_code == 404
    with office.working():
        assert "form" in [one.what for one in queries.readings_of([number])]


def test_the_control_slip_tells_whose_hands_it_went_through(office: Office, at_desk: At) -> None:
    with office.working():
        number = office.handled().id
    officer = at_desk("officer1")
    made = officer.post(f"{ONE}{number}/phieu-kiem-soat", form_of(officer, f"{ONE}{number}"))
    assert made.status_code == 303
    text = text_of(officer.get(made.location).data)
    assert "Cán bộ clerk" in text and "Cán bộ officer1" in text and "Thẩm định" in text


def test_an_apology_that_waits_is_no_form_yet(office: Office, at_desk: At) -> None:
    with office.working(), at("2026-03-02 09:00"):
        number = office.handled().id
    office.tend("2026-03-05 16:00")
    assert at_desk("officer1").get(f"{ONE}{number}/mau/2.pdf").status_code == 404
    assert "Cần phiếu xin lỗi và hẹn lại ngày trả" in at_desk("officer1").get(f"{ONE}{number}").text


def test_the_register_of_a_month(office: Office, at_desk: At) -> None:
    with office.working():
        with at("2026-02-26 09:00"):
            before = office.received(applicant=service.Applicant("Người Tháng Hai", "049190000001")).code
        with at("2026-03-02 09:00"):
            inside = office.handled(applicant=service.Applicant("=1+1", "049190000002")).code
        office.submitted(applicant=service.Applicant("Chưa Tiếp Nhận", "049190000003"))
    clerk = at_desk("clerk")
    page = clerk.get(f"{BOOK}?{MARCH}").text
    assert inside in page and before not in page and "tháng 3 năm 2026: 1 hồ sơ" in page
    assert "Chưa Tiếp Nhận" not in page
    paper = text_of(clerk.post(f"{BOOK}.pdf?{MARCH}").data)
    assert "THÁNG 3 NĂM 2026" in paper and "Tổng số hồ sơ trong sổ: 1" in paper
    rows = list(load_workbook(io.BytesIO(clerk.post(f"{BOOK}.xlsx?{MARCH}").data)).active.values)
    assert rows[1][0] == 2 and rows[1][1] == inside  # the second of the year
    assert rows[1][4] == "=1+1" and len(rows) == 2


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-01-01", "2026-12-31", "năm 2026"),
        ("2026-02-01", "2026-02-28", "tháng 2 năm 2026"),
        ("2024-02-01", "2024-02-29", "tháng 2 năm 2024"),
        ("2026-12-01", "2026-12-31", "tháng 12 năm 2026"),
        ("2026-03-01", "2026-03-30", "từ 01/03/2026 đến 30/03/2026"),
    ],
)
def test_a_period_is_called_by_its_name(first: str, last: str, words: str) -> None:
    assert Period(date.fromisoformat(first), date.fromisoformat(last)).words == words


def test_a_period_that_makes_no_sense_is_this_month(office: Office, at_desk: At) -> None:
    for query in ("tu=x&den=y", "tu=2026-03-31&den=2026-03-01", "tu=1990-01-01&den=2026-01-01", "tu=&den="):
        assert at_desk("clerk").get(f"{BOOK}?{query}").status_code == 200
