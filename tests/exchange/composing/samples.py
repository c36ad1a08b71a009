"""Documents as offices write them, made up for the tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from portal.exchange.composing.shapes import Issuer, OfficialPaper, Signatory
from portal.exchange.kinds import BY_SLUG, letters_of

MADE = datetime(2026, 2, 5, 3, 0)
COMMUNE = Issuer("UBND xã Tam Hải", "UBND huyện Núi Thành")
DECISION = OfficialPaper(
    kind="quyet-dinh",
    issuer=COMMUNE,
    subject="Về việc thành lập Tổ công nghệ số cộng đồng xã Tam Hải",
    notation="QĐ-UBND",
    number=7,
    place="Tam Hải",
    day=date(2026, 2, 5),
    grounds="Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015\n\n"
    "Theo đề nghị của công chức Văn hóa - xã hội;",
    body="Điều 1. Thành lập Tổ công nghệ số cộng đồng gồm các ông (bà) có tên sau:\n\n"
    "1. Ông Lê Văn Hải, Phó Chủ tịch, Tổ trưởng;\n2. Bà Trần Thị Bích, công chức, Tổ phó.\n\n"
    "Điều 2. Tổ có nhiệm vụ hướng dẫn người dân sử dụng dịch vụ công trực tuyến, thanh toán không dùng tiền mặt và các "
    "nền tảng số phục vụ đời sống; báo cáo kết quả về Ủy ban nhân dân xã trước ngày 25 hằng tháng.\n\n"
    "Điều 3. Các ông (bà) có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này./.",
    copied=("Như Điều 3", "UBND huyện (b/c)"),
    archive="VT, VHXH",
    signatory=Signatory("TM.\nKT.", "Phó Chủ tịch", "Nguyễn Văn An"),
    typist="nva",
    copies=15,
    made_at=MADE,
)
LETTER = replace(
    DECISION,
    kind="cong-van",
    notation="UBND-VP",
    subject="Về việc triển khai phòng, chống bão số 5",
    grounds="",
    body="Thực hiện Công điện số 12/CĐ-TTg, Ủy ban nhân dân xã yêu cầu:\n\n1. Kêu gọi tàu thuyền vào nơi tránh trú.\n\n"
    "Yêu cầu các đơn vị nghiêm túc thực hiện./.",
    addressed=("Các thôn", "Đồn Biên phòng Tam Hải"),
    copied=("TT Đảng ủy",),
    urgency=3,
    contact="Địa chỉ: thôn Long Thạnh Tây, xã Tam Hải. Điện thoại: 0235 000 000",
)
TABLE = "| TT | Chỉ tiêu | Kết quả |\n|---|---|--:|\n| 1 | Sản lượng | 6.840 |\n| 2 | Thu ngân sách | 1.902 |"


def of_kind(kind: str) -> OfficialPaper:
    """A plain document of any kind."""
    return replace(DECISION, kind=kind, notation=letters_of(BY_SLUG[kind], "UBND", "VP"), grounds="",
                   body="Nội dung thứ nhất.\n\nNội dung thứ hai./.")  # fmt: skip
