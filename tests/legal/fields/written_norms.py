"""Normative documents of the tests: from the National Assembly to the commune."""

from __future__ import annotations

from tests.legal.fields.documents import Written
from tests.legal.fields.written import ARTICLES, BASES, committee

PASSED = (
    "{} này được Quốc hội nước Cộng hòa xã hội chủ nghĩa Việt Nam khóa XIII, kỳ họp thứ 7 thông qua ngày {}."
)


def state(kind: str, number: str, title: str, **changes: object) -> Written:
    """A normative document of the Government."""
    given: dict[str, object] = {
        "number": number,
        "type": kind,
        "issuer": "Chính phủ",
        "head": ("CHÍNH PHỦ",),
        "place": "Hà Nội",
        "issued": "2023-11-20",
        "title": title,
        "signature": ("TM. CHÍNH PHỦ", "KT. THỦ TƯỚNG", "PHÓ THỦ TƯỚNG", "Lê Minh Khái"),
        "signer": "Lê Minh Khái",
        "position": "Phó Thủ tướng",
        "bases": BASES,
        "category": "normative",
        "body": (
            "Theo đề nghị của Bộ trưởng Bộ Tài chính;",
            f"Chính phủ ban hành {kind} {title[0].lower()}{title[1:]}.",
            "Chương I",
            "QUY ĐỊNH CHUNG",
            f"Điều 1. Phạm vi điều chỉnh. {kind} này quy định chi tiết một số điều của Luật Ngân sách nhà nước.",
            f"Điều 2. {kind} này có hiệu lực thi hành kể từ ngày 05 tháng 01 năm 2024.",
        ),
        "effective": "2024-01-05",
        "recipients": (
            "Ban Bí thư Trung ương Đảng",
            "Thủ tướng, các Phó Thủ tướng Chính phủ",
            "Lưu: VT, KTTH (2b)",
        ),
    }
    return Written(**{**given, **changes})  # type: ignore[arg-type]


def of_assembly(kind: str, number: str, title: str, issued: str, words: str, **changes: object) -> Written:
    """A law or resolution of the National Assembly: dated by its passing, without recipients."""
    body = (
        "Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;",
        f"Quốc hội ban hành {kind} {title}.",
        "Điều 1. Phạm vi điều chỉnh",
        f"{kind} này quy định chế độ, chuẩn mực pháp lý và trách nhiệm của cá nhân, tổ chức có liên quan.",
        f"Điều 2. {kind} này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2015.",
        PASSED.format(kind, words),
    )
    given: dict[str, object] = {
        "issuer": "Quốc hội",
        "head": ("QUỐC HỘI",),
        "place": "",
        "issued": issued,
        "label": f"{kind} số: ",
        "bases": (),
        "body": body,
        "effective": "2015-01-01",
        "signature": ("CHỦ TỊCH QUỐC HỘI", "(Đã ký)", "Nguyễn Sinh Hùng"),
        "signer": "Nguyễn Sinh Hùng",
        "position": "Chủ tịch Quốc hội",
        "recipients": ("",),
        "shouted": True,
    }
    return state(kind, number, title, **{**given, **changes})


def minister(kind: str, number: str, title: str, ministry: str, name: str, **changes: object) -> Written:
    """A document of a ministry signed by its minister."""
    given: dict[str, object] = {
        "issuer": ministry,
        "head": (ministry.upper(),),
        "signature": ("BỘ TRƯỞNG", "(Đã ký)", name),
        "signer": name,
        "position": "Bộ trưởng",
    }
    return state(kind, number, title, **{**given, **changes})


NORMATIVE = [
    of_assembly("Luật", "52/2014/QH13", "Hôn nhân và gia đình", "2014-06-19", "19 tháng 6 năm 2014"),
    of_assembly("Bộ luật", "91/2015/QH13", "Dân sự", "2015-11-24", "24 tháng 11 năm 2015"),
    of_assembly(
        "Nghị quyết",
        "77/2014/QH13",
        "Về dự toán ngân sách nhà nước năm 2015",
        "2014-11-10",
        "10 tháng 11 năm 2014",
    ),
    of_assembly(
        "Pháp lệnh",
        "01/2012/UBTVQH13",
        "Hợp nhất văn bản quy phạm pháp luật",
        "2012-03-22",
        "",
        issuer="Ủy ban Thường vụ Quốc hội",
        head=("ỦY BAN THƯỜNG VỤ QUỐC HỘI",),
        place="Hà Nội",
        body=(
            "Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;",
            "Điều 1. Pháp lệnh này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2012.",
        ),
        effective="2012-07-01",
        signature=("TM. ỦY BAN THƯỜNG VỤ QUỐC HỘI", "CHỦ TỊCH", "Nguyễn Sinh Hùng"),
        position="Chủ tịch",
    ),
    state(
        "Lệnh",
        "15/2013/L-CTN",
        "Về việc công bố Luật",
        issuer="Chủ tịch nước",
        head=("CHỦ TỊCH NƯỚC",),
        signature=("CHỦ TỊCH NƯỚC", "Trương Tấn Sang"),
        signer="Trương Tấn Sang",
        position="Chủ tịch nước",
        body=("Điều 1. Công bố Luật đã được Quốc hội thông qua.",),
        effective="",
        recipients=("",),
    ),
    state("Nghị định", "73/2023/NĐ-CP", "Quy định về khuyến khích, bảo vệ cán bộ năng động, sáng tạo"),
    state("Nghị định", "61/2018/NĐ-CP", "Về thực hiện cơ chế một cửa, một cửa liên thông", shouted=True),
    state(
        "Quyết định",
        "28/2023/QĐ-TTg",
        "Về cơ chế điều chỉnh mức giá bán lẻ điện bình quân",
        issuer="Thủ tướng Chính phủ",
        head=("THỦ TƯỚNG CHÍNH PHỦ",),
        signature=("KT. THỦ TƯỚNG", "PHÓ THỦ TƯỚNG", "Trần Hồng Hà"),
        signer="Trần Hồng Hà",
        authority="Thủ tướng Chính phủ",
    ),
    minister(
        "Thông tư", "02/2023/TT-BNV", "Hướng dẫn thực hiện mức lương cơ sở", "Bộ Nội vụ", "Phạm Thị Thanh Trà"
    ),
    minister(
        "Thông tư",
        "32/2023/TT-BGDĐT",
        "Ban hành Chương trình giáo dục phổ thông môn Lịch sử",
        "Bộ Giáo dục và Đào tạo",
        "Ngô Thị Minh",
        signature=("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG", "Ngô Thị Minh"),
        position="Thứ trưởng",
    ),
    minister(
        "Thông tư",
        "12/2023/TT-NHNN",
        "Quy định về hoạt động thông tin tín dụng",
        "Ngân hàng Nhà nước Việt Nam",
        "Phạm Tiến Dũng",
        signature=("KT. THỐNG ĐỐC", "PHÓ THỐNG ĐỐC", "Phạm Tiến Dũng"),
        position="Phó Thống đốc",
    ),
    minister(
        "Thông tư liên tịch",
        "05/2013/TTLT-BYT-BTC",
        "Hướng dẫn thực hiện chế độ phụ cấp đặc thù",
        "Bộ Y tế và Bộ Tài chính",
        "Nguyễn Thị Xuyên, Nguyễn Thị Minh",
        head=("BỘ Y TẾ - BỘ TÀI CHÍNH",),
        issued="2013-02-18",
        effective="2013-04-01",
        body=("Điều 1. Thông tư liên tịch này có hiệu lực kể từ ngày 01 tháng 4 năm 2013.",),
        signature=(
            "KT. BỘ TRƯỞNG BỘ TÀI CHÍNH",
            "THỨ TRƯỞNG",
            "Nguyễn Thị Minh",
            "KT. BỘ TRƯỞNG BỘ Y TẾ",
            "THỨ TRƯỞNG",
            "Nguyễn Thị Xuyên",
        ),
        position="Thứ trưởng",
    ),
    state(
        "Nghị quyết",
        "02/2023/NQ-HĐTP",
        "Hướng dẫn áp dụng một số quy định của Bộ luật Tố tụng dân sự",
        issuer="Tòa án nhân dân tối cao",
        head=("HỘI ĐỒNG THẨM PHÁN", "TÒA ÁN NHÂN DÂN TỐI CAO"),
        signature=("TM. HỘI ĐỒNG THẨM PHÁN", "CHÁNH ÁN", "Nguyễn Hòa Bình"),
        signer="Nguyễn Hòa Bình",
        position="Chánh án",
    ),
    state(
        "Nghị quyết",
        "05/2023/NQ-HĐND",
        "Quy định mức hỗ trợ thu gom rác thải sinh hoạt trên địa bàn tỉnh Quảng Nam",
        issuer="Hội đồng nhân dân tỉnh Quảng Nam",
        head=("HỘI ĐỒNG NHÂN DÂN", "TỈNH QUẢNG NAM"),
        place="Quảng Nam",
        signature=("CHỦ TỊCH", "Nguyễn Đức Dũng"),
        signer="Nguyễn Đức Dũng",
        position="Chủ tịch",
        authority="Hội đồng nhân dân tỉnh Quảng Nam khóa X, kỳ họp thứ 19",
        body=(
            "QUYẾT NGHỊ:",
            "Điều 1. Phạm vi điều chỉnh",
            "Nghị quyết này đã được Hội đồng nhân dân tỉnh Quảng Nam khóa X thông qua ngày 15 tháng 11 năm 2023 và có "
            "hiệu lực từ ngày 01 tháng 01 năm 2024./.",
        ),
        effective="2024-01-01",
    ),
    state(
        "Quyết định",
        "15/2023/QĐ-UBND",
        "Ban hành Quy định quản lý, bảo trì đường huyện trên địa bàn huyện Núi Thành",
        issuer="Ủy ban nhân dân huyện Núi Thành",
        head=committee("huyện Núi Thành"),
        place="Núi Thành",
        authority="Ủy ban nhân dân huyện Núi Thành",
        signature=("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Nguyễn Văn Mau"),
        signer="Nguyễn Văn Mau",
        position="Chủ tịch",
        body=(ARTICLES[0], ARTICLES[1], "Điều 2. Quyết định này có hiệu lực sau 10 ngày kể từ ngày ký."),
        effective="2023-11-30",
        annex=(
            "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "QUY ĐỊNH",
            "Quản lý, bảo trì đường huyện",
            "(Ban hành kèm theo Quyết định số 15/2023/QĐ-UBND ngày 20 tháng 11 năm 2023)",
            "Điều 1. Quy định này quy định việc quản lý, bảo trì đường huyện.",
            "TM. ỦY BAN NHÂN DÂN",
            "CHỦ TỊCH",
            "Trần Văn Khác",
        ),
    ),
    state(
        "Quyết định",
        "02/2023/QĐ-UBND",
        "Ban hành Quy định về trật tự, an toàn tại bến phà, bến đò",
        issuer="Ủy ban nhân dân xã Tam Hải",
        head=committee("xã Tam Hải", "huyện Núi Thành"),
        place="Tam Hải",
        authority="Ủy ban nhân dân xã Tam Hải",
        signature=("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Phạm Thị Mỹ Hạnh"),
        signer="Phạm Thị Mỹ Hạnh",
        position="Chủ tịch",
        body=(*ARTICLES[:2], "Điều 2. Quyết định này có hiệu lực từ ngày 01 tháng 12 năm 2023."),
        effective="2023-12-01",
    ),
]
