"""What is set on a paper comes out as it was given, on the paper, and always the same."""

from __future__ import annotations

import logging
from datetime import date, datetime

import pytest
import segno
from fpdf.enums import Align
from hypothesis import given
from hypothesis import strategies as st

from portal.printing import A0, A3, A4, A5, BOLD, SLIDE, Face, Numbers, Sheet
from portal.printing.blocks import Recipients, Signature, field, fields_beside, signatures, tick
from portal.printing.fonts import letters, printable
from portal.printing.letterhead import MOTTO, NATION, Letterhead, dated, day_in_words, letterhead
from portal.printing.qr import qr
from portal.printing.tables import Column, table
from tests.printing.pdf import left_the_page, opened, pages_of, picture_of, text_of

AT = datetime(2026, 2, 5, 1, 2, 3)
VIETNAMESE = "ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"


def _whole(**more: object) -> bytes:
    sheet = Sheet("Thông báo", code="H47-240315-0007", made_at=AT, author="UBND xã Tam Hải", **more)  # type: ignore[arg-type]
    head = Letterhead(
        "Ủy ban nhân dân xã Tam Hải",
        "Ủy ban nhân dân huyện Núi Thành",
        "15/TB-UBND",
        "Tam Hải",
        date(2026, 2, 5),
    )
    letterhead(sheet, head)
    sheet.heading("THÔNG BÁO", "Về việc thụ lý giải quyết khiếu nại lần đầu", rule=True)
    sheet.paragraph("Xét đơn của ông ", ("Nguyễn Văn Ậm", BOLD), "; thụ lý giải quyết.")
    field(sheet, "Họ và tên", "TRẦN THỊ HƯỜNG")
    field(sheet, "Lý do", blank_lines=2)
    fields_beside(sheet, [("Số điện thoại", "0905 123 456"), ("Email", "")])
    tick(sheet, True, "Nhận trực tiếp")
    columns = [Column("STT", 1, Align.C), Column("Giấy tờ", 6), Column("Số bản", 2, Align.R)]
    table(sheet, columns, [[str(one), f"Giấy tờ số {one}", "1"] for one in range(1, 60)])
    signatures(
        sheet,
        Recipients(("Như trên", "Lưu: VT")),
        Signature(("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "(Ký, đóng dấu)", "Lê Văn Bình"),
    )
    return sheet.content()


def test_the_same_paper_twice_is_the_same_file() -> None:
    assert _whole() == _whole()
    assert _whole() != _whole(face=Face.SANS)


def test_a_paper_has_what_decree_30_asks_of_its_head_and_end() -> None:
    text = text_of(_whole())
    for words in (NATION, MOTTO, "ỦY BAN NHÂN DÂN XÃ TAM HẢI", "ỦY BAN NHÂN DÂN HUYỆN NÚI THÀNH", "Số: 15/TB-UBND",
                  "Tam Hải, ngày 05 tháng 02 năm 2026", "Nguyễn Văn Ậm", "Nơi nhận: - Như trên; - Lưu: VT.",
                  "TM. ỦY BAN NHÂN DÂN", "Lê Văn Bình"):  # fmt: skip
        assert words in text


def test_the_head_of_a_table_stands_again_and_pages_are_numbered() -> None:
    pages = pages_of(_whole())
    assert len(pages) >= 2
    for number, page in enumerate(pages, 1):
        assert f"H47-240315-0007 Trang {number}/{len(pages)}" in page
    assert all("Giấy tờ Số bản" in page for page in pages[:2])
    on_top = pages_of(_whole(numbers=Numbers.TOP))
    assert "Trang" not in " ".join(on_top)
    assert on_top[1].endswith("2 H47-240315-0007"), on_top[1]
    assert not on_top[0].endswith("1 1 H47-240315-0007")


def test_a_file_tells_its_title_language_and_day_and_carries_its_letters() -> None:
    with opened(_whole()) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Thông báo"
        assert str(pdf.docinfo["/Author"]) == "UBND xã Tam Hải"
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20260205010203")
        assert str(pdf.Root.Lang) == "vi"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        fonts = [font for page in pdf.pages for font in page.Resources.Font.values()]
        assert fonts
        assert all("/FontFile2" in font.DescendantFonts[0].FontDescriptor for font in fonts)


@pytest.mark.parametrize("face", list(Face))
def test_every_vietnamese_letter_can_be_printed(face: Face) -> None:
    assert {ord(one) for one in VIETNAMESE + VIETNAMESE.upper() + "–…“”₫×½"} <= letters(face)
    decomposed = "Ho\u0323 va\u0300 te\u0302n: Nguye\u0302\u0303n"
    assert printable(decomposed, face) == "Họ và tên: Nguyễn"


@given(st.text(max_size=300))
def test_whatever_somebody_writes_is_set_and_nothing_of_it_is_a_command(text: str) -> None:
    sheet = Sheet("Thử", size=A5, made_at=AT, code=text)
    sheet.paragraph(text, (text, BOLD))
    field(sheet, "Họ và tên", text)
    table(sheet, [Column("A", 1), Column("B", 3)], [[text, text]])
    data = sheet.content()
    assert not left_the_page(data)
    assert all(f"{number}/{len(pages_of(data))}" in page for number, page in enumerate(pages_of(data), 1))


@pytest.mark.parametrize(
    "hostile",
    ["{{7*7}}", "{nb}", "{0.__class__}", "**đậm** __gạch__ --xóa--", "<b>đậm</b>", "%s%n ${7*7}", 
     "[x](javascript:alert(1))", "\ue000NB\ue001"],
)  # fmt: skip
def test_marks_of_other_languages_stay_letters(hostile: str) -> None:
    sheet = Sheet("Thử", made_at=AT)
    sheet.paragraph(hostile, first_line=0)
    table(sheet, [Column("A", 1)], [[hostile]])
    assert text_of(sheet.content()).count(printable(hostile, Face.SERIF)) == 2
    assert "javascript" not in str([list(page.get("/Annots", [])) for page in opened(sheet.content()).pages])


def test_marks_of_writing_direction_and_control_characters_are_left_out() -> None:
    sheet = Sheet("Thử", made_at=AT)
    sheet.paragraph("Nguyễn\u202e Văn\u0000 A\u2066\ufeff", first_line=0)
    assert "Nguyễn Văn A" in text_of(sheet.content())


def test_a_letter_that_the_typeface_lacks_shows_a_box_and_reaches_no_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        sheet = Sheet("Thử", made_at=AT)
        sheet.paragraph("阮文 A", first_line=0)
        assert "□□ A" in text_of(sheet.content())
    assert "阮" not in caplog.text


@pytest.mark.parametrize(
    ("size", "landscape"), [(A5, False), (A4, True), (A3, False), (A0, False), (SLIDE, True)]
)
def test_nothing_leaves_the_page_on_any_size(size: tuple[float, float], landscape: bool) -> None:
    data = _whole(size=size, landscape=landscape)
    assert not left_the_page(data)
    with opened(data) as pdf:
        box = pdf.pages[0].MediaBox
        wide, high = (round(float(box[at]) * 25.4 / 72) for at in (2, 3))
    assert sorted((wide, high)) == sorted(round(one) for one in size)
    assert (wide > high) == landscape


def test_a_row_taller_than_a_page_goes_on_on_the_next() -> None:
    sheet = Sheet("Thử", size=A5, made_at=AT)
    table(sheet, [Column("A", 1), Column("B", 1)], [["từ " * 2000, "hết"], ["sau", "cùng"]])
    data = sheet.content()
    assert text_of(data).count("từ") == 2000
    assert "sau cùng" in text_of(data)
    assert not left_the_page(data)


def test_a_code_wider_than_its_cell_is_broken_behind_its_joints() -> None:
    sheet = Sheet("Thử", size=A5, made_at=AT)
    code, plain = "000.11.18.H47-260302-0001", "W" * 90
    table(sheet, [Column("A", 1), Column("B", 4)], [[code, plain]], size=9)
    data = sheet.content()
    lines = pages_of(data)[0].split("\n")
    assert "000.11.18.H47-" in " ".join(lines), "not within a part of it"
    assert "".join(pages_of(data)).count("W") == 90
    assert not left_the_page(data)


def test_a_signature_is_not_torn_from_its_name() -> None:
    for lines in range(34, 46):
        sheet = Sheet("Thử", made_at=AT)
        for _line in range(lines):
            sheet.line_of("dòng")
        signatures(sheet, None, Signature(("CHỦ TỊCH",), "(Ký, đóng dấu)", "Lê Văn Bình"))
        last = pages_of(sheet.content())[-1]
        assert ("CHỦ TỊCH" in last) and ("Lê Văn Bình" in last)


def test_a_code_on_the_page_is_the_code_of_its_address() -> None:
    address = "https://tam-hai.example.vn/xac-thuc/7K3M-92QX"
    sheet = Sheet("Thử", made_at=AT)
    qr(sheet, address, 120, 200, 30, "Quét mã để kiểm tra")
    picture, scale = picture_of(sheet.content(), scale=4), 4 * 72 / 25.4
    wanted = [
        [bool(one) for one in row]
        for row in segno.make(address, error="m", micro=False).matrix_iter(border=4)
    ]
    module = 30 / len(wanted)
    seen = [
        [
            picture.getpixel(
                (int((120 + (x + 0.5) * module) * scale), int((200 + (y + 0.5) * module) * scale))
            )
            < 128
            for x in range(len(wanted))
        ]
        for y in range(len(wanted))
    ]
    assert seen == wanted


def test_a_code_at_the_foot_begins_no_page() -> None:
    sheet = Sheet("Thử", made_at=AT)
    qr(sheet, "x", 120, 265, 26, "Quét mã để kiểm tra")
    assert len(pages_of(sheet.content())) == 1


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2026, 2, 28), "ngày 28 tháng 02 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
        (None, "ngày …… tháng …… năm ……"),
    ],
)
def test_days_are_written_as_decree_30_wants(day: date | None, words: str) -> None:
    assert day_in_words(day) == words
    assert dated("Tam Hải", day) == f"Tam Hải, {words}"


def test_bookmarks_lead_to_sections() -> None:
    sheet = Sheet("Thử", made_at=AT)
    for name in ("I. Mở đầu", "II. Kết quả"):
        sheet.section(name)
        sheet.paragraph("Nội dung. " * 300)
    with opened(sheet.content()) as pdf, pdf.open_outline() as outline:
        assert [one.title for one in outline.root] == ["I. Mở đầu", "II. Kết quả"]
