"""Forms 05 and 06: by whose hands a dossier went, and the register of all of them."""

from __future__ import annotations

from portal.clock import to_local
from portal.printing.blocks import Signature, field, signatures
from portal.printing.counter_forms.data import (
    ControlSlip,
    HandingOver,
    Register,
    RegisterLine,
    moment_in_words,
    short_moment,
)
from portal.printing.counter_forms.frame import form
from portal.printing.fonts import BOLD, BOLD_ITALIC, ITALIC
from portal.printing.later import Sheet
from portal.printing.letterhead import BLANK, Letterhead, dated, letterhead
from portal.printing.placing import Align
from portal.printing.sizes import A4
from portal.printing.tables import Column, table

_BLANK_STEPS = 3


def control_slip(slip: ControlSlip) -> bytes:
    """Form 05: Phiếu kiểm soát quá trình giải quyết hồ sơ, as PDF."""
    sheet = form(slip, "Mẫu số 05", "PHIẾU KIỂM SOÁT\nQUÁ TRÌNH GIẢI QUYẾT HỒ SƠ")
    field(sheet, "Cơ quan (bộ phận) giải quyết hồ sơ", slip.handled_by or slip.office.agency)
    field(sheet, "Cơ quan phối hợp giải quyết hồ sơ", slip.together_with or "Không")
    sheet.gap(1)
    columns = [
        Column("TÊN CƠ QUAN", 36),
        Column("THỜI GIAN GIAO, NHẬN HỒ SƠ", 44, Align.C),
        Column("KẾT QUẢ GIẢI QUYẾT HỒ SƠ (Trước hạn/đúng hạn/quá hạn)", 24, Align.C),
        Column("GHI CHÚ", 19),
    ]
    steps = slip.steps or tuple(HandingOver("", "") for _step in range(_BLANK_STEPS))
    table(sheet, columns, [_step(one) for one in steps], size=9)
    sheet.paragraph(("Ghi chú:", BOLD_ITALIC), first_line=0, after=0.2, size=8.5)
    for note in (
        "Hồ sơ được chuyển qua nhiều cơ quan, bộ phận thì việc giao, nhận tiếp theo ghi vào các dòng kế tiếp.",
        "Kết quả giải quyết hồ sơ do bên nhận ghi khi nhận bàn giao hồ sơ.",
    ):
        sheet.paragraph((f"- {note}", ITALIC), first_line=0, after=0.2, size=8.5)
    return sheet.content()


def _step(one: HandingOver) -> list[str]:
    names = f"Người giao: {one.giver_name or BLANK * 3}\nNgười nhận: {one.taker_name or BLANK * 3}"
    return [
        f"1. Giao: {one.giver or BLANK * 3}\n2. Nhận: {one.taker or BLANK * 3}",
        f"{moment_in_words(one.at)}\n{names}",
        one.outcome,
        one.note,
    ]


_COLUMNS = [
    Column("TT", 9, Align.C),
    Column("Mã hồ sơ", 27),
    Column("Tên TTHC", 30),
    Column("Số lượng hồ sơ (bộ)", 12, Align.C),
    Column("Tên cá nhân, tổ chức", 27),
    Column("Địa chỉ, số điện thoại", 30),
    Column("Cơ quan chủ trì giải quyết", 23),
    Column("Nhận hồ sơ", 16, Align.C),
    Column("Hẹn trả kết quả", 16, Align.C),
    Column("Chuyển hồ sơ đến cơ quan giải quyết", 17, Align.C),
    Column("Nhận kết quả từ cơ quan giải quyết", 17, Align.C),
    Column("Ngày, tháng, năm", 16, Align.C),
    Column("Phương thức nhận kết quả", 17),
    Column("Ký nhận", 12),
    Column("Ghi chú", 13),
]
_OVER = [("", 7), ("Ngày, tháng, năm", 4), ("Trả kết quả", 3), ("", 1)]


def register(book: Register) -> bytes:
    """Form 06: Sổ theo dõi hồ sơ, as PDF on A4 in landscape: a cover, the lines, and the end by which it is closed
    (article 10, clause 2, point a)."""
    title = f"Sổ theo dõi hồ sơ {book.period}"
    office = book.office
    sheet = Sheet(
        title, size=A4, landscape=True, body=12, margins=(10, 12, 8, 14), made_at=book.made_at, author=office.agency,
        code=f"Sổ theo dõi hồ sơ {book.period} – {office.agency}",
    )  # fmt: skip
    day = to_local(book.made_at).date()
    letterhead(sheet, Letterhead(office.unit, office.agency, None, office.place, day, "Mẫu số 06"))
    sheet.gap(40)
    sheet.heading("SỔ THEO DÕI HỒ SƠ", book.period.upper(), size=22)
    sheet.line_of(f"Quyển số: {book.book or BLANK * 2}", 14, align=Align.C)
    sheet.add_page()
    table(sheet, _COLUMNS, [_line(one) for one in book.lines], size=7.5, numbers=True, over=_OVER)
    sheet.keep(60)
    sheet.paragraph(("Tổng số hồ sơ trong sổ: ", BOLD), str(len(book.lines)), first_line=0)
    head = Signature(
        ("NGƯỜI ĐỨNG ĐẦU BỘ PHẬN MỘT CỬA",),
        "(Ký, ghi rõ họ tên và đóng dấu)",
        dated=dated(office.place, None),
    )
    signatures(sheet, Signature(("NGƯỜI LẬP SỔ",)), head)
    return sheet.content()


def _line(one: RegisterLine) -> list[str]:
    who = one.applicant
    days = (one.received_at, one.due_at, one.passed_on_at, one.result_came_at, one.returned_at)
    return [
        str(one.serial),
        one.code,
        one.service,
        str(one.sets),
        who.name,
        "\n".join(part for part in (who.address, who.phone) if part),
        one.handled_by,
        *(short_moment(at) for at in days),
        one.way,
        "",
        one.note,
    ]
