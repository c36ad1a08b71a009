"""Forms 01 to 06: every prescribed line, whatever is filled in, on the prescribed paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.printing import counter_forms as forms
from tests.printing.pdf import left_the_page, opened, pages_of, text_of

AT = datetime(2026, 3, 5, 1, 32)  # 08:32 in Vietnam
OFFICE = forms.Office(
    "Ủy ban nhân dân xã Tam Hải", "Ủy ban nhân dân huyện Núi Thành", "Tam Hải", phone="0235 3871 234"
)
WHO = forms.Applicant("NGUYỄN THỊ HƯỜNG", "Thôn Thuận An, xã Tam Hải", "0905 123 456", "huong@example.vn")
SHARED: dict[str, Any] = {
    "office": OFFICE, "code": "000.00.18.H47-260305-0007", "applicant": WHO, "service": "Đăng ký khai sinh",
    "made_at": AT, "number": "07/TNHS", "link": "https://tam-hai.example.vn/ho-so/tra-cuu", "clerk": "Lê Thị Thu",
}  # fmt: skip
RECEIPT = forms.Receipt(
    **SHARED,
    papers=(
        forms.HandedIn("Tờ khai đăng ký khai sinh", 1),
        forms.HandedIn("Giấy chứng sinh", 1, 2, "đã đối chiếu"),
    ),
    duration="01 ngày làm việc",
    received_at=AT,
    due_at=AT + timedelta(days=1),
    result_at="Bộ phận Tiếp nhận và Trả kết quả",
    book="01",
    serial="0007",
)
STEP = forms.HandingOver(
    "Bộ phận Tiếp nhận", "Công chức Tư pháp – Hộ tịch", AT, "Lê Thị Thu", "Phạm Đức", "Đúng hạn"
)


def _line(serial: int) -> forms.RegisterLine:
    return forms.RegisterLine(
        serial,
        f"000.00.18.H47-260305-{serial:04d}",
        "Đăng ký khai sinh",
        WHO,
        "UBND xã Tam Hải",
        1,
        AT,
        AT,
        way="Trực tiếp",
    )


ALL = {
    "01": lambda: forms.receipt(RECEIPT),
    "02": lambda: forms.completion_request(
        forms.CompletionRequest(**SHARED, items=("Giấy chứng sinh",), reason="Thiếu bản chính.")
    ),
    "03": lambda: forms.refusal(forms.Refusal(**SHARED, reasons=("Không thuộc thẩm quyền.",))),
    "04": lambda: forms.apology(
        forms.Apology(
            **SHARED,
            received_at=AT,
            promised_at=AT,
            new_due_at=AT + timedelta(days=4),
            reason="phải xác minh.",
            titles=("CHỦ TỊCH",),
            signer="Trần Văn Bình",
        )
    ),
    "05": lambda: forms.control_slip(
        forms.ControlSlip(**SHARED, handled_by="Công chức Tư pháp", steps=(STEP,))
    ),
    "06": lambda: forms.register(
        forms.Register(OFFICE, "năm 2026", AT, tuple(_line(one) for one in range(1, 61)), "01")
    ),
}
PRESCRIBED = {
    "01": (
        "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ",
        "Số: 07/TNHS",
        "Tam Hải, ngày 05 tháng 3 năm 2026",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Mã hồ sơ: 000.00.18.H47-260305-0007",
        "Bộ phận Tiếp nhận và Trả kết quả: Ủy ban nhân dân xã Tam Hải",
        "Tiếp nhận hồ sơ của: NGUYỄN THỊ HƯỜNG",
        "Địa chỉ: Thôn Thuận An",
        "Số điện thoại: 0905 123 456",
        "Email: huong@example.vn",
        "Nội dung yêu cầu giải quyết: Đăng ký khai sinh",
        "1. Thành phần hồ sơ nộp gồm:",
        "(1) Tờ khai đăng ký khai sinh (01 bản chính)",
        "(2) Giấy chứng sinh (01 bản chính; 02 bản sao; đã đối chiếu)",
        "2. Số lượng hồ sơ: 01 (bộ)",
        "3. Thời gian giải quyết hồ sơ theo quy định là: 01 ngày làm việc",
        "4. Thời gian nhận hồ sơ: 08 giờ 32 phút, ngày 05 tháng 3 năm 2026",
        "5. Thời gian trả kết quả giải quyết hồ sơ: 08 giờ 32 phút, ngày 06 tháng 3 năm 2026",
        "6. Đăng ký nhận kết quả tại:",
        "Vào Sổ theo dõi hồ sơ, Quyển số: 01",
        "Số thứ tự: 0007",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
        "(Ký và ghi rõ họ tên)",
        "Lê Thị Thu",
        "Ghi chú:",
    ),
    "02": (
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        "Hồ sơ của: NGUYỄN THỊ HƯỜNG",
        "Nội dung yêu cầu giải quyết:",
        "Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau: 1. Giấy chứng sinh",
        "Lý do: Thiếu bản chính.",
        "nếu có vướng mắc, Ông (Bà) liên hệ với Lê Thị Thu, số điện thoại 0235 3871 234 để được hướng dẫn./.",
        "NGƯỜI HƯỚNG DẪN",
    ),
    "03": (
        "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
        "Tiếp nhận hồ sơ của: NGUYỄN THỊ HƯỜNG",
        "thông báo không tiếp nhận, giải quyết hồ sơ này với lý do cụ thể như sau: 1. Không thuộc thẩm quyền.",
        "Xin thông báo cho Ông (Bà) được biết và thực hiện./.",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
    ),
    "04": (
        "ỦY BAN NHÂN DÂN HUYỆN NÚI THÀNH",
        "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ",
        "Kính gửi: NGUYỄN THỊ HƯỜNG",
        "Ngày 05 tháng 3 năm 2026, Ủy ban nhân dân xã Tam Hải tiếp nhận giải quyết hồ sơ",
        "Thời gian hẹn trả kết quả: 08 giờ 32 phút",
        "chưa trả kết quả giải quyết hồ sơ",
        "Lý do: phải xác minh.",
        "xin lỗi Ông (Bà)/Tổ chức và sẽ trả kết quả giải quyết hồ sơ vào 08 giờ 32 phút, ngày 09 tháng 3 năm 2026",
        "Mong nhận được sự thông cảm",
        "CHỦ TỊCH",
        "Trần Văn Bình",
    ),
    "05": (
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        "Cơ quan (bộ phận) giải quyết hồ sơ: Công chức Tư pháp",
        "Cơ quan phối hợp giải quyết hồ sơ:",
        "TÊN CƠ QUAN",
        "THỜI GIAN GIAO, NHẬN HỒ SƠ",
        "KẾT QUẢ GIẢI QUYẾT HỒ SƠ",
        "GHI CHÚ",
        "1. Giao: Bộ phận Tiếp nhận",
        "2. Nhận: Công chức Tư pháp – Hộ tịch",
        "Người giao: Lê Thị Thu",
        "Người nhận: Phạm Đức",
        "Đúng hạn",
    ),
    "06": (
        "SỔ THEO DÕI HỒ SƠ",
        "NĂM 2026",
        "Quyển số: 01",
        "Mã hồ sơ",
        "Tên TTHC",
        "Số lượng hồ sơ (bộ)",
        "Tên cá nhân, tổ chức",
        "Địa chỉ, số điện thoại",
        "Cơ quan chủ trì giải quyết",
        "Nhận hồ sơ",
        "Hẹn trả kết quả",
        "Chuyển hồ sơ đến cơ quan giải quyết",
        "Nhận kết quả từ cơ quan giải quyết",
        "Phương thức nhận kết quả",
        "Ký nhận",
        "Ghi chú",
        "Tổng số hồ sơ trong sổ: 60",
    ),
}


@pytest.mark.parametrize("number", sorted(ALL))
def test_a_form_has_its_prescribed_lines_mark_and_paper(number: str) -> None:
    data = ALL[number]()
    text = text_of(data)
    for line in (*PRESCRIBED[number], f"Mẫu số {number}", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"):
        assert line in text, line
    with opened(data) as pdf:
        sides = {round(float(one) * 25.4 / 72) for one in pdf.pages[0].MediaBox if one}
    assert sides == ({297, 210} if number == "06" else {148, 210})
    assert ALL[number]() == data
    assert not left_the_page(data)


@pytest.mark.parametrize("number", ["01", "02", "03", "04", "05"])
def test_a_short_form_stands_on_one_page(number: str) -> None:
    assert len(pages_of(ALL[number]())) == 1


def test_the_receipt_comes_once_for_each_hand() -> None:
    pages = pages_of(forms.receipt(RECEIPT, (forms.KEPT, forms.GIVEN)))
    assert [("Liên 1" in page, "Liên 2" in page) for page in pages] == [(True, False), (False, True)]


def test_fifteen_papers_and_long_names_go_on_over_pages() -> None:
    long = "CÔNG TY TRÁCH NHIỆM HỮU HẠN MỘT THÀNH VIÊN " * 5
    papers = tuple(
        forms.HandedIn(f"Giấy tờ số {one} " + "chứng minh quyền sử dụng đất " * 5, 1) for one in range(1, 16)
    )
    slip = replace(RECEIPT, papers=papers, applicant=replace(WHO, name=long, address=long, email="x" * 200))
    data = forms.receipt(slip)
    text = text_of(data)
    assert len(pages_of(data)) >= 3
    assert all(f"({one}) Giấy tờ số {one}" in text for one in range(1, 16))
    assert not left_the_page(data)


def test_an_empty_form_is_one_to_fill_in_by_hand() -> None:
    nobody = forms.Applicant("")
    data = forms.receipt(forms.Receipt(OFFICE, "", nobody, "", AT))
    assert "Tiếp nhận hồ sơ của:" in text_of(data)
    assert "4. Thời gian nhận hồ sơ: …… giờ …… phút, ngày …… tháng …… năm ……" in text_of(data)
    assert "1. Giao: ………" in text_of(forms.control_slip(forms.ControlSlip(OFFICE, "", nobody, "", AT)))


def test_the_last_day_of_a_completion_is_said() -> None:
    slip = forms.CompletionRequest(**SHARED, items=("Giấy chứng sinh",), until=date(2026, 3, 20))
    assert "Thời hạn bổ sung: đến hết ngày 20 tháng 3 năm 2026." in text_of(forms.completion_request(slip))


def test_every_page_of_the_register_has_its_head_and_every_dossier_its_line() -> None:
    pages = pages_of(ALL["06"]())
    assert all("(1) (2) (3)" in page for page in pages[1:-1])
    text = " ".join(pages).replace("- ", "-")
    assert all(
        text.count(f"260305 -{serial:04d}") + text.count(f"260305-{serial:04d}") == 1
        for serial in range(1, 61)
    )


@given(text=st.text(max_size=200), count=st.integers(0, 6))
def test_no_form_breaks_on_what_people_are_called(text: str, count: int) -> None:
    who = forms.Applicant(text, text, text, text)
    shared = SHARED | {"applicant": who, "service": text, "clerk": text, "number": text}
    for data in (
        forms.receipt(
            forms.Receipt(**shared, papers=(forms.HandedIn(text, count, count, text),) * count, fee=text)
        ),
        forms.completion_request(forms.CompletionRequest(**shared, items=(text,) * count, reason=text)),
        forms.refusal(forms.Refusal(**shared, reasons=(text,) * count)),
        forms.apology(forms.Apology(**shared, reason=text, titles=(text,), signer=text)),
        forms.control_slip(
            forms.ControlSlip(
                **shared, steps=(forms.HandingOver(text, text, AT, text, text, text, text),) * count
            )
        ),
    ):
        assert not left_the_page(data)
