"""The books of the decree: their columns, a period as page, PDF and workbook, after a merger apart by office."""

from __future__ import annotations

import io
from datetime import timedelta
from importlib import import_module

import pytest
from sqlalchemy import select

from portal.clock import today
from portal.exchange.edxml.shapes import RECALL
from portal.exchange.registers import drafting, handling, wishing
from portal.exchange.registers.desk.book_lines import HEADS_IN, HEADS_OUT, arrivals, issues
from portal.exchange.registers.desk.book_sheet import Book, printed
from portal.exchange.registers.handling import Assignment
from portal.extensions import db
from portal.printing.counter_forms import Office as Printed
from portal.publishing.models import AuditEntry
from tests.conftest import Browser
from tests.exchange.registers.world import Office

IN, OUT = "/quan-tri/van-ban-den/", "/quan-tri/van-ban-di/"


def _text(data: bytes) -> list[str]:
    pdfium = import_module("pypdfium2")
    found = pdfium.PdfDocument(data)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in found]


@pytest.fixture(scope="module")
def clerk(shared_office: Office) -> Browser:
    made = Browser(shared_office.app, shared_office.slug)
    assert made.sign_in(f"clerk@{shared_office.slug}.example").status_code == 302
    return made


def test_the_columns_are_those_of_the_annex() -> None:
    assert [str(one.head) for one in HEADS_IN] == [
        "Ngày đến",
        "Số đến",
        "Tác giả",
        "Số, ký hiệu văn bản",
        "Ngày tháng văn bản",
        "Tên loại và trích yếu nội dung văn bản",
        "Đơn vị hoặc người nhận",
        "Ngày chuyển",
        "Ký nhận",
        "Ghi chú",
    ]
    assert [str(one.head) for one in HEADS_OUT] == [
        "Số, ký hiệu văn bản",
        "Ngày tháng văn bản",
        "Tên loại và trích yếu nội dung văn bản",
        "Người ký",
        "Nơi nhận văn bản",
        "Đơn vị, người nhận bản lưu",
        "Số lượng bản",
        "Ngày chuyển",
        "Ký nhận",
        "Ghi chú",
    ]


def test_lines_say_what_happened_to_a_document(shared_office: Office) -> None:
    office = shared_office
    with office.working():
        row = office.accepted(subject="Rà soát hộ nghèo")
        due = today() + timedelta(days=3)
        given = Assignment(office.people["officer1"].user_id, "Văn phòng", due=due)
        handling.assign(row, given, row.version, office.people["leader"])
        db.session.commit()
        cells = arrivals([row])[0].cells
        assert cells[1:6] == (
            str(row.number),
            "UBND huyện Núi Thành",
            row.number_text,
            "02/11/2026",
            "Kế hoạch – Rà soát hộ nghèo",
        )
        assert cells[6:] == (
            "Văn phòng, Cán bộ officer1",
            f"{today():%d/%m/%Y}",
            "",
            f"Hạn {due:%d/%m/%Y}",
        )
        wishing.wish(row, office.package(about=RECALL, reason="Nhầm"), office.system)
        wishing.grant(row, "", row.version, office.people["clerk"])
        assert arrivals([row])[0].cells[9].startswith("Nơi gửi lấy lại ngày")
        sent = office.issued(subject="Tổng vệ sinh", copies=7)
        cells = issues([sent])[0].cells
        assert cells[0] == sent.number_text and cells[2:7] == (
            "Kế hoạch – Tổng vệ sinh",
            "Cán bộ leader",
            "UBND huyện Núi Thành; Các thôn",
            "VT",
            "7",
        )
        drafting.recall(sent, "Sai", sent.version, office.people["leader"])
        db.session.commit()
        assert issues([sent])[0].cells[9].startswith("Thu hồi ngày")


def test_a_book_of_many_pages_repeats_its_head_and_loses_no_line(shared_office: Office) -> None:
    office = shared_office
    with office.working():
        row = office.accepted(subject="Văn bản có trích yếu rất dài " * 12)
        lines = arrivals([row]) * 40
    made = Book(
        Printed("ỦY BAN NHÂN DÂN XÃ TAM HẢI", "", "Tam Hải"),
        "Sổ đăng ký văn bản đến",
        "năm 2026",
        HEADS_IN,
        lines,
        row.arrived_at,
    )
    data = printed(made)
    pages = _text(data)
    assert len(pages) > 3 and all("Ký nhận" in one and "(10)" in one for one in pages[:-1])
    assert sum(one.count("Văn bản có trích yếu rất dài") for one in pages) == 40 * 12
    assert "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN" in pages[0] and "Năm 2026" in pages[0] and "40 văn bản" in pages[-1]
    assert "VĂN THƯ" in pages[-1]
    sizes = import_module("pypdfium2").PdfDocument(data)[0].get_size()
    assert sizes[0] > sizes[1], "A4 across"


@pytest.mark.parametrize("where", [IN, OUT])
def test_a_book_is_looked_at_printed_and_taken_as_a_workbook(
    shared_office: Office, clerk: Browser, where: str
) -> None:
    office = shared_office
    with office.working():
        if where == IN:
            row = office.accepted(subject="=CMD|'/C calc'!A0")
        else:
            row = office.issued(subject="=CMD|'/C calc'!A0")
        number = str(row.number)
    page = clerk.get(f"{where}so")
    assert page.status_code == 200 and "CMD|" in page.text and number in page.text
    assert clerk.get(f"{where}so?nam={today().year}").text.count("CMD|") >= 1
    before = today() - timedelta(days=800)
    empty = clerk.get(f"{where}so?tu={before}&den={before}")
    assert "CMD|" not in empty.text and "Không có văn bản nào" in empty.text
    for query in ("tu=xx&den=%00", "nam=99999", "loai=khong-co", "co-quan=zz", "trang=99"):
        assert clerk.get(f"{where}so?{query}").status_code == 200
    pdf = clerk.post(f"{where}so.pdf?nam={today().year}")
    assert pdf.mimetype == "application/pdf" and pdf.headers["Cache-Control"] == "no-store"
    assert any("CMD|" in one for one in _text(pdf.data))
    book = clerk.post(f"{where}so.xlsx?nam={today().year}")
    sheet = import_module("openpyxl").load_workbook(io.BytesIO(book.data)).active
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if "CMD" in str(cell.value)]
    assert cells and all(cell.data_type == "s" for cell in cells)
    assert [cell.value for cell in sheet[1]] == [
        str(one.head) for one in (HEADS_IN if where == IN else HEADS_OUT)
    ]
    with office.working():
        taken = select(AuditEntry.detail).where(AuditEntry.action == "exchange.book")
        assert len(list(db.session.scalars(taken))) >= 2


def test_the_book_of_documents_going_out_is_narrowed_to_a_kind(shared_office: Office, clerk: Browser) -> None:
    with shared_office.working():
        shared_office.issued(subject="Chỉ kế hoạch mới thấy")
    assert "Chỉ kế hoạch mới thấy" in clerk.get(f"{OUT}so?loai=ke-hoach").text
    assert "Chỉ kế hoạch mới thấy" not in clerk.get(f"{OUT}so?loai=quyet-dinh").text
