"""Phrases of legal Vietnamese whose letters allow only one reading, to mend marks that a scan misread."""

from __future__ import annotations

import re

from portal.legal.intake.fields.reading import plain

_PHRASES = (
    "hiến pháp",
    "sửa đổi",
    "bổ sung",
    "một số điều",
    "chi tiết",
    "biện pháp thi hành",
    "hướng dẫn thi hành",
    "quy định chi tiết",
    "ủy ban nhân dân",
    "hội đồng nhân dân",
    "phòng cháy",
    "chữa cháy",
    "cứu nạn, cứu hộ",
    "thủ tục hành chính",
    "cải cách hành chính",
    "vi phạm hành chính",
    "xử phạt vi phạm",
    "phê duyệt",
    "ban hành quy định",
    "ban hành quy chế",
    "giai đoạn",
    "trên địa bàn",
    "chức năng, nhiệm vụ",
    "quyền hạn",
    "cơ cấu tổ chức",
    "chính phủ",
    "bộ trưởng",
    "thủ tướng",
    "nghị định",
    "thông tư",
    "quyết định",
    "nghị quyết",
    "kế hoạch",
    "kinh tế",
    "xã hội",
    "quốc phòng",
    "tài nguyên",
    "nông thôn",
    "nông nghiệp",
    "giáo dục",
    "đào tạo",
    "bảo hiểm",
    "quản lý",
    "sử dụng",
    "thực hiện",
    "tổ chức",
    "tăng cường",
    "triển khai",
    "điều chỉnh",
    "thành lập",
    "kiện toàn",
    "tổng kết",
    "đầu tư",
    "xây dựng",
    "thu hồi đất",
    "giải phóng mặt bằng",
    "hỗ trợ",
    "tái định cư",
    "chuyển đổi số",
    "an toàn thực phẩm",
    "trật tự",
    "giao thông đường bộ",
    "năm học",
    "ngân sách",
    "dự toán",
    "quyết toán",
    "cơ sở dữ liệu",
    "căn cước",
    "cư trú",
    "đăng ký xe",
    "biển số xe",
)


def _pattern() -> re.Pattern[str]:
    keys = sorted(_BY_KEY, key=len, reverse=True)
    return re.compile(rf"(?<![a-z])(?:{'|'.join(re.escape(key) for key in keys)})(?![a-z])")


_BY_KEY = {plain(phrase): phrase for phrase in _PHRASES}
_ANY = _pattern()


def mended(text: str) -> str:
    """Return the text with the marks of known phrases put right; capitals and everything else stay.

    "Quy định chỉ tiết", "Sửa đỗi, bỗ sung" → "Quy định chi tiết", "Sửa đổi, bổ sung".
    """
    letters = list(re.sub(r"(?<=\s)[¡|¦~^`°]\s", "", text))
    text = "".join(letters)
    for match in _ANY.finditer(plain(text)):
        for offset, letter in enumerate(_BY_KEY[match.group()]):
            given = letters[match.start() + offset]
            letters[match.start() + offset] = letter.upper() if given.isupper() else letter
    return "".join(letters)
