"""Form 01: Giấy tiếp nhận hồ sơ và hẹn trả kết quả."""

from __future__ import annotations

from portal.printing.blocks import Signature, field, fields_beside, signatures
from portal.printing.counter_forms.data import Receipt, moment_in_words
from portal.printing.counter_forms.frame import applicant_lines, begin, form
from portal.printing.fonts import BOLD, BOLD_ITALIC, ITALIC
from portal.printing.later import Sheet

MARK, TITLE = "Mẫu số 01", "GIẤY TIẾP NHẬN HỒ SƠ\nVÀ HẸN TRẢ KẾT QUẢ"
KEPT, GIVEN = "(Liên 1: Lưu)", "(Liên 2: Giao cá nhân, tổ chức nộp hồ sơ)"
_NOTES = (
    "Giấy tiếp nhận hồ sơ và hẹn trả kết quả được lập thành 02 liên: một liên chuyển kèm theo Phiếu kiểm soát quá "
    "trình giải quyết hồ sơ và lưu tại Bộ phận Tiếp nhận và Trả kết quả; một liên giao cho cá nhân, tổ chức nộp hồ sơ.",
    "Cá nhân, tổ chức có thể đăng ký nhận kết quả tại Bộ phận Tiếp nhận và Trả kết quả hoặc tại nhà (trụ sở tổ chức) "
    "qua dịch vụ bưu chính công ích.",
)


def receipt(slip: Receipt, copies: tuple[str, ...] = (GIVEN,)) -> bytes:
    """The receipt as PDF, once for each of `copies` (KEPT, GIVEN; "" for one that is sent electronically)."""
    sheet = form(slip, MARK, TITLE, below=copies[0])
    for number, copy in enumerate(copies):
        if number:
            sheet.add_page()
            begin(sheet, slip, MARK, TITLE, below=copy)
        _body(sheet, slip)
    return sheet.content()


def _body(sheet: Sheet, slip: Receipt) -> None:
    field(sheet, slip.office.unit, slip.office.agency)
    applicant_lines(sheet, "Tiếp nhận hồ sơ của", slip.applicant)
    field(sheet, "Nội dung yêu cầu giải quyết", slip.service)
    sheet.paragraph("1. Thành phần hồ sơ nộp gồm:", first_line=0, after=0.6)
    for number, paper in enumerate(slip.papers, 1):
        sheet.paragraph(f"({number}) {paper.in_words()}", first_line=0, left=4, after=0.4)
    if not slip.papers:
        field(sheet, "(1)", "")
    sheet.paragraph(f"2. Số lượng hồ sơ: {slip.sets:02d} (bộ)", first_line=0, after=0.6)
    field(sheet, "3. Thời gian giải quyết hồ sơ theo quy định là", slip.duration)
    sheet.paragraph(f"4. Thời gian nhận hồ sơ: {moment_in_words(slip.received_at)}", first_line=0, after=0.6)
    sheet.paragraph(
        "5. Thời gian trả kết quả giải quyết hồ sơ: ",
        (moment_in_words(slip.due_at), BOLD),
        first_line=0,
        after=0.6,
    )
    field(sheet, "6. Đăng ký nhận kết quả tại", slip.result_at)
    if slip.fee:
        field(sheet, "7. Phí, lệ phí", slip.fee)
    fields_beside(sheet, [("Vào Sổ theo dõi hồ sơ, Quyển số", slip.book), ("Số thứ tự", slip.serial)])
    signatures(
        sheet,
        Signature(("NGƯỜI NỘP HỒ SƠ",), name=slip.applicant.name),
        Signature(("NGƯỜI TIẾP NHẬN HỒ SƠ",), name=slip.clerk),
        room=13,
    )
    sheet.keep(22)
    sheet.gap(1.5)
    sheet.paragraph(("Ghi chú:", BOLD_ITALIC), first_line=0, after=0.2, size=8.5)
    for note in _NOTES:
        sheet.paragraph((f"- {note}", ITALIC), first_line=0, after=0.2, size=8.5)
