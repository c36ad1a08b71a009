"""Forms 02, 03 and 04: what the counter writes to the applicant on the way."""

from __future__ import annotations

from portal.clock import to_local
from portal.printing.blocks import Signature, field, signatures
from portal.printing.counter_forms.data import Apology, CompletionRequest, Refusal, moment_in_words
from portal.printing.counter_forms.frame import applicant_lines, form, listed, reached_at, said
from portal.printing.fonts import BOLD
from portal.printing.letterhead import BLANK, day_in_words


def completion_request(slip: CompletionRequest) -> bytes:
    """Form 02: Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ, as PDF."""
    sheet = form(slip, "Mẫu số 02", "PHIẾU YÊU CẦU\nBỔ SUNG, HOÀN THIỆN HỒ SƠ")
    field(sheet, "Hồ sơ của", slip.applicant.name, bold=True)
    field(sheet, "Nội dung yêu cầu giải quyết", slip.service)
    reached_at(sheet, slip.applicant)
    sheet.paragraph("Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:", first_line=0, after=0.6)
    listed(sheet, slip.items)
    field(sheet, "Lý do", slip.reason, blank_lines=2)
    if slip.until:
        last = day_in_words(slip.until)
        sheet.paragraph("Thời hạn bổ sung: đến hết ", (last, BOLD), ".", first_line=0, after=0.8)
    contact = slip.contact or slip.clerk or slip.office.unit
    said(
        sheet,
        f"Trong quá trình hoàn thiện hồ sơ nếu có vướng mắc, Ông (Bà) liên hệ với {contact}, số điện thoại "
        f"{slip.contact_phone or slip.office.phone or BLANK * 3} để được hướng dẫn./.",
    )
    signatures(sheet, None, Signature(("NGƯỜI HƯỚNG DẪN",), name=slip.clerk))
    return sheet.content()


def refusal(slip: Refusal) -> bytes:
    """Form 03: Phiếu từ chối tiếp nhận giải quyết hồ sơ, as PDF."""
    sheet = form(slip, "Mẫu số 03", "PHIẾU TỪ CHỐI\nTIẾP NHẬN GIẢI QUYẾT HỒ SƠ")
    field(sheet, slip.office.unit, slip.office.agency)
    applicant_lines(sheet, "Tiếp nhận hồ sơ của", slip.applicant)
    field(sheet, "Nội dung yêu cầu giải quyết", slip.service)
    said(
        sheet,
        f"Qua xem xét, {slip.office.full_unit} thông báo không tiếp nhận, giải quyết hồ sơ này với lý do "
        "cụ thể như sau:",
    )
    listed(sheet, slip.reasons)
    said(sheet, "Xin thông báo cho Ông (Bà) được biết và thực hiện./.")
    signatures(
        sheet,
        Signature(("NGƯỜI NỘP HỒ SƠ",), name=slip.applicant.name),
        Signature(("NGƯỜI TIẾP NHẬN HỒ SƠ",), name=slip.clerk),
    )
    return sheet.content()


def apology(slip: Apology) -> bytes:
    """Form 04: Phiếu xin lỗi và hẹn lại ngày trả kết quả, as PDF."""
    sheet = form(slip, "Mẫu số 04", "PHIẾU XIN LỖI\nVÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ", unit=False)
    agency = slip.office.agency
    sheet.paragraph("Kính gửi: ", (slip.applicant.name or BLANK * 4, BOLD), first_line=20, after=1.5)
    received = to_local(slip.received_at).date() if slip.received_at else None
    said(
        sheet,
        f"{_sentence(day_in_words(received))}, {agency} tiếp nhận giải quyết hồ sơ {slip.code} đề nghị "
        f"{slip.service} của Ông (Bà)/Tổ chức.",
    )
    said(sheet, f"Thời gian hẹn trả kết quả: {moment_in_words(slip.promised_at)}.")
    said(
        sheet,
        f"Tuy nhiên đến nay, {agency} chưa trả kết quả giải quyết hồ sơ của Ông (Bà)/Tổ chức đúng thời hạn quy định "
        f"ghi trong Giấy tiếp nhận hồ sơ và hẹn trả kết quả. Lý do: {slip.reason or BLANK * 6}",
    )
    said(sheet, "Sự chậm trễ này đã gây phiền hà, tốn kém chi phí, công sức của Ông (Bà)/Tổ chức.")
    sheet.paragraph(
        f"{agency} xin lỗi Ông (Bà)/Tổ chức và sẽ trả kết quả giải quyết hồ sơ vào ",
        (moment_in_words(slip.new_due_at), BOLD),
        ".",
        first_line=8,
        after=1,
    )
    said(sheet, "Mong nhận được sự thông cảm của Ông (Bà)/Tổ chức vì sự chậm trễ này./.")
    signatures(sheet, None, Signature(slip.titles, "(Ký, ghi rõ họ tên và đóng dấu)", slip.signer))
    return sheet.content()


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
