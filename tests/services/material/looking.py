"""What tests look at in finished files: where letters stand, how many pages there are."""

from __future__ import annotations

import pypdfium2

from portal.services.material.record import Item, Look, Office, Record

MILLIMETRE = 72 / 25.4


def sizes(data: bytes) -> list[tuple[int, int]]:
    """The pages of a PDF in millimetres."""
    pdf = pypdfium2.PdfDocument(data)
    try:
        return [(round(page.get_width() / MILLIMETRE), round(page.get_height() / MILLIMETRE)) for page in pdf]
    finally:
        pdf.close()


def text_of(data: bytes) -> str:
    """The text of a PDF."""
    pdf = pypdfium2.PdfDocument(data)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)
    finally:
        pdf.close()


def outside(data: bytes, margin: float = 4.0) -> list[tuple[int, str]]:
    """Letters that stand nearer to an edge than this many millimetres, or beyond it: (page, letter)."""
    pdf = pypdfium2.PdfDocument(data)
    found = []
    try:
        for number, page in enumerate(pdf):
            wide, high, near = page.get_width(), page.get_height(), margin * MILLIMETRE
            textpage = page.get_textpage()
            for at in range(textpage.count_chars()):
                letter = textpage.get_text_range(at, 1)
                left, bottom, right, top = textpage.get_charbox(at)
                if letter.strip() and (
                    left < near or right > wide - near or bottom < near or top > high - near
                ):
                    found.append((number, letter))
            textpage.close()
    finally:
        pdf.close()
    return found


def record(**more: object) -> Record:
    """A record of moderate length; `more` takes the place of its parts."""
    parts: dict[str, object] = {
        "name": "Đăng ký khai sinh",
        "summary": "Làm Giấy khai sinh cho cháu mới sinh.",
        "field": "Hộ tịch",
        "code": "1.001193",
        "url": "https://tam-hai.example.vn/dich-vu/dang-ky-khai-sinh",
        "office": Office("Ủy ban nhân dân xã Tam Hải", "Xã Tam Hải", "Thôn Bình Trung", "0235 3545 136"),
        "time": "Ngay trong ngày làm việc",
        "cost": "Không mất tiền",
        "papers": (Item("Giấy chứng sinh (1 bản chính)", "Bản chính."),),
        "shown": (Item("Căn cước của người đi khai"),),
        "fees": (Item("Lệ phí: Không mất tiền"),),
        "times": (Item("Ngay trong ngày làm việc"),),
        "steps": ("Quét mã QR.", "Khai trên mạng.", "Nhận kết quả."),
        "places": ("Trên mạng", "Bộ phận một cửa"),
        "results": ("Giấy khai sinh",),
        "look": Look(),
    } | more
    return Record(**parts)  # type: ignore[arg-type]
