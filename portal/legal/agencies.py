"""Agencies by the code in the number of a document, and one spelling for each name.

The codes are those of the agencies' own documents, present and past (a historic ministry keeps its name of
then). A code stands here only if it means one agency; checked against the issuers of the codification.
"""

from __future__ import annotations

import re
import unicodedata

AGENCIES = {
    "QH": "Quốc hội",
    "UBTVQH": "Ủy ban Thường vụ Quốc hội",
    "CP": "Chính phủ",
    "TTG": "Thủ tướng Chính phủ",
    "HĐBT": "Hội đồng Bộ trưởng",
    "BCA": "Bộ Công an",
    "BCN": "Bộ Công nghiệp",
    "BCT": "Bộ Công Thương",
    "BDTTG": "Bộ Dân tộc và Tôn giáo",
    "BGDĐT": "Bộ Giáo dục và Đào tạo",
    "BGD&ĐT": "Bộ Giáo dục và Đào tạo",
    "BGTVT": "Bộ Giao thông vận tải",
    "BKHCN": "Bộ Khoa học và Công nghệ",
    "BKHĐT": "Bộ Kế hoạch và Đầu tư",
    "BLĐTBXH": "Bộ Lao động - Thương binh và Xã hội",
    "BNG": "Bộ Ngoại giao",
    "BNN": "Bộ Nông nghiệp và Phát triển nông thôn",
    "BNN&PTNT": "Bộ Nông nghiệp và Phát triển nông thôn",
    "BNNMT": "Bộ Nông nghiệp và Môi trường",
    "BNNPTNT": "Bộ Nông nghiệp và Phát triển nông thôn",
    "BNNPTTN": "Bộ Nông nghiệp và Phát triển nông thôn",
    "BNV": "Bộ Nội vụ",
    "BQP": "Bộ Quốc phòng",
    "BTC": "Bộ Tài chính",
    "BTM": "Bộ Thương mại",
    "BTNMT": "Bộ Tài nguyên và Môi trường",
    "BTP": "Bộ Tư pháp",
    "BTTTT": "Bộ Thông tin và Truyền thông",
    "BVHTT": "Bộ Văn hóa - Thông tin",
    "BVHTTDL": "Bộ Văn hóa, Thể thao và Du lịch",
    "BXD": "Bộ Xây dựng",
    "BYT": "Bộ Y tế",
    "NH": "Ngân hàng Nhà nước Việt Nam",
    "NHNN": "Ngân hàng Nhà nước Việt Nam",
    "NHNNVN": "Ngân hàng Nhà nước Việt Nam",
    "TTCP": "Thanh tra Chính phủ",
    "UBDT": "Ủy ban Dân tộc",
    "UBTDTT": "Ủy ban Thể dục thể thao",
    "VPCP": "Văn phòng Chính phủ",
    "KTNN": "Kiểm toán Nhà nước",
    "HĐTP": "Tòa án nhân dân tối cao",
    "TANDTC": "Tòa án nhân dân tối cao",
    "TATC": "Tòa án nhân dân tối cao",
    "VKSNDTC": "Viện kiểm sát nhân dân tối cao",
    "VKSTC": "Viện kiểm sát nhân dân tối cao",
    "BTCCBCP": "Ban Tổ chức - Cán bộ Chính phủ",
    "TCĐC": "Tổng cục Địa chính",
    "UBTWMTTQVN": "Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam",
    "UBTƯMTTQVN": "Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam",
    "UBTUMTTQVN": "Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam",
}

_OTHER_SPELLINGS = {
    "Ngân hàng Nhà nước": "Ngân hàng Nhà nước Việt Nam",
    "Thủ tướng": "Thủ tướng Chính phủ",
}

_LONGEST_NAME = 14
"""Words of the longest name of an agency, with some to spare."""

_SINGLE_KINDS = frozenset(("NĐ", "TT", "QĐ", "CT", "NQ", "PL", "LUẬT"))
_JOINT_KINDS = frozenset(("TTLT", "NQLT"))
_PLACEMENT = str.maketrans({"Ð": "Đ", "ð": "đ", "–": "-", "—": "-"})
_OLD_ACCENTS = {
    "oà": "òa",
    "oá": "óa",
    "oả": "ỏa",
    "oã": "õa",
    "oạ": "ọa",
    "oè": "òe",
    "oé": "óe",
    "oẻ": "ỏe",
    "oẽ": "õe",
    "oẹ": "ọe",
    "uỳ": "ùy",
    "uý": "úy",
    "uỷ": "ủy",
    "uỹ": "ũy",
    "uỵ": "ụy",
}
_OLD_ACCENT = re.compile("|".join(_OLD_ACCENTS))


def folded(text: str) -> str:
    """A form in which spellings of one name are equal: NFC, lower case, new accents, one space, no marks."""
    plain = unicodedata.normalize("NFC", text).translate(_PLACEMENT).lower()
    plain = _OLD_ACCENT.sub(lambda match: _OLD_ACCENTS[match.group()], plain)
    return " ".join(re.sub(r"[^\w&/]+|_", " ", plain).split())


_NAMES = {folded(name): name for name in AGENCIES.values()} | {
    folded(other): name for other, name in _OTHER_SPELLINGS.items()
}


def agency_name(name: str) -> str:
    """Return the usual spelling of the name of an agency or of joint agencies; others unchanged."""
    words = folded(name).split()
    found: list[str] = []
    position = 0
    while position < len(words):
        if found and words[position] == "và":
            position += 1
        end = next(
            (
                stop
                for stop in range(min(len(words), position + _LONGEST_NAME), position, -1)
                if " ".join(words[position:stop]) in _NAMES
            ),
            None,
        )
        if end is None:
            return name
        found.append(_NAMES[" ".join(words[position:end])])
        position = end
    return joined(found) if found else name


def joined(names: list[str]) -> str:
    """ "A", "A và B", "A, B và C"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} và {names[-1]}"


def issuer_of(number: str) -> str:
    """Return the agency that the suffix of a number names for certain, else "".

    "61/2018/NĐ-CP" → "Chính phủ"; "05/2013/TTLT-BYT-BTC" → "Bộ Y tế và Bộ Tài chính"; a council or committee
    (HĐND, UBND) gives "", since the number does not say of which place.
    """
    match = re.fullmatch(r"\d+[A-ZĐ]?(?:[/-]\d{4})?[/-](?P<suffix>.+)", number.translate(_PLACEMENT).upper())
    if match is None:
        return ""
    suffix = re.sub(r"\([^()]*\)$", "", match["suffix"])
    parts = [re.sub(r"(?<=[^\W\d_])\d+$", "", part) for part in re.split(r"[-/_]", suffix)]
    if parts[0] in _JOINT_KINDS:
        names = [AGENCIES.get(part, "") for part in parts[1:]]
        return joined(names) if len(names) > 1 and all(names) else ""
    if parts[0] in _SINGLE_KINDS:
        return AGENCIES.get(parts[1], "") if len(parts) > 1 else ""
    return AGENCIES.get(parts[0], "") if len(parts) == 1 else ""
