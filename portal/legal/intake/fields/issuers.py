"""Who issued a document: the lines at the top left, the code in the number, in one usual spelling."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portal.legal.agencies import AGENCIES, issuer_of, joined
from portal.legal.intake.fields.reading import (
    LONG,
    Piece,
    alike,
    find_alike,
    is_rule,
    is_upper,
    plain,
    squeezed,
)
from portal.legal.intake.fields.spelling import Spelling, name_of_place, usual

_COUNCILS = {
    "uy ban nhan dan": "Ủy ban nhân dân",
    "hoi dong nhan dan": "Hội đồng nhân dân",
    "uy ban mat tran to quoc viet nam": "Ủy ban Mặt trận Tổ quốc Việt Nam",
    "uy ban mttq viet nam": "Ủy ban Mặt trận Tổ quốc Việt Nam",
    "ubnd": "Ủy ban nhân dân",
    "hdnd": "Hội đồng nhân dân",
    "ubmttqvn": "Ủy ban Mặt trận Tổ quốc Việt Nam",
    "ubmttq": "Ủy ban Mặt trận Tổ quốc Việt Nam",
    "cong an": "Công an",
    "toa an nhan dan": "Tòa án nhân dân",
    "vien kiem sat nhan dan": "Viện kiểm sát nhân dân",
    "thanh tra": "Thanh tra",
    "dang bo": "Đảng bộ",
}
_NAMES = {plain(name): name for name in AGENCIES.values()} | {
    "chu tich nuoc": "Chủ tịch nước",
    "doan thanh nien cong san ho chi minh": "Đoàn Thanh niên Cộng sản Hồ Chí Minh",
    "hoi dong tham phan toa an nhan dan toi cao": "Hội đồng Thẩm phán Tòa án nhân dân tối cao",
    "tong lien doan lao dong viet nam": "Tổng Liên đoàn Lao động Việt Nam",
    "ban chap hanh trung uong": "Ban Chấp hành Trung ương",
    "bo chinh tri": "Bộ Chính trị",
    "ban bi thu": "Ban Bí thư",
    "bao hiem xa hoi viet nam": "Bảo hiểm xã hội Việt Nam",
    "bo dan toc va ton giao": "Bộ Dân tộc và Tôn giáo",
}
_HEADS = (
    "uy ban|ubnd|hoi dong|hdnd|bo|so|phong|ban|cuc|tong|chi cuc|van phong|cong an|trung tam|truong|vien|toa|"
    "chinh phu|thu tuong|quoc hoi|dang|huyen uy|tinh uy|thanh uy|quan uy|thi uy|chi bo|lien doan|cong doan|doan|"
    "hoi|mat tran|ubmttq|bao hiem|kho bac|chi nhanh|ngan hang|kiem toan|thanh tra|to|bch|bcd|cong ty|tap doan|"
    "dai hoc|hoc vien|benh vien|tram|hat|chu tich nuoc|hop tac xa|thuong truc|quy|nha|bao|dai|vu|tieu ban|vksnd|tand"
)
_HEAD = re.compile(rf"(?:{_HEADS})\b")
_PLACELESS = re.compile(
    r"(?:so|phong|trung tam|ban|van phong|truong|thanh tra|chi cuc|doi|hat|tram|hoi|doan|lien doan|cong an|to|uy ban)\b"
)
_NOISE = re.compile(
    r"cong bao|nguoi ky|ky boi|thoi gian ky|ngay ky|e-?mail|co quan:|hoa toc|du thao|thuong khan|cong van d|"
    r"thong tin dien tu|gui dang|^den\b|^mat$|^toi mat$|^khan$|chuyen:|^trang\s*\d|ban sao|sao y|http|www"
)
_CONNECTED = re.compile(r"(?:\bva|[-,]|\bcua)$")


def issuing_lines(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces of a head that name organisations: in capitals, no stamp, no rule, no signature."""
    return [
        piece
        for piece in pieces
        if not is_rule(piece.text)
        and is_upper(piece.text, 0.75)
        and sum(map(str.isalpha, piece.text)) >= 4
        and len(piece.text) <= LONG
        and not _NOISE.search(piece.plain)
    ]


def units(lines: Sequence[Piece]) -> list[list[Piece]]:
    """Group lines to organisations: a line that begins with no head word continues the one before.

    ["SỞ NÔNG NGHIỆP", "VÀ PHÁT TRIỂN NÔNG THÔN"] is one; ["BỘ CÔNG AN", "CỤC CẢNH SÁT"] are two.
    """
    grouped: list[list[Piece]] = []
    for line in lines:
        begins = begins_with_office(line)
        goes_on = bool(grouped) and _CONNECTED.search(grouped[-1][-1].plain) is not None
        if grouped and (not begins or (goes_on and not line.plain.startswith(("bo ", "uy ban")))):
            grouped[-1].append(line)
        else:
            grouped.append([line])
    return grouped


def begins_with_office(piece: Piece) -> bool:
    """Whether a line begins as the names of offices do ("ỦY BAN", "SỞ", "CÔNG TY")."""
    return _HEAD.match(piece.plain.lstrip("*.,- ")) is not None


def text_of(unit: Sequence[Piece]) -> str:
    """Return the words of an organisation without rules and stars around them."""
    return squeezed(" ".join(piece.text.strip(" *_-.:;|~") for piece in unit))


def spelled(text: str, spelling: Spelling) -> tuple[str, float]:
    """Return the usual spelling of an organisation's name, and how sure it is.

    Known agencies by their list, councils by their place, others as the document writes them elsewhere.
    """
    text = squeezed(text).strip(" .,*-–—_'|")
    read = plain(text)
    if read in _NAMES:
        return _NAMES[read], 0.97
    for known, name in _COUNCILS.items():
        found = find_alike(read[: len(known) + 3], known) if len(known) > 6 else None
        if found is None and read.startswith(f"{known} "):
            found = (0, len(known))
        if found and found[0] <= 2:
            session = re.search(r"\bkhoa\b", read)
            rest = text[found[1] : session.start() if session else len(text)].strip(" .,-")
            place = _place(rest, spelling)
            if place:
                return f"{name} {place}", 0.95
            if not rest:
                return name, 0.5
    known = next((known for known in _NAMES if known[:2] == read[:2] and alike(read, known)), "")
    if known:
        return _NAMES[known], 0.85
    if re.search(r"\b(?:huyen|tinh|thanh|quan|thi|dang) uy\b", read):
        return _committee(text, spelling), 0.9
    written = spelling.phrase(text)
    return (written[:1].upper() + written[1:], 0.9) if written else (usual(text), 0.75)


def _place(text: str, spelling: Spelling) -> str:
    """The place in a head, spelled as the document spells it in its text where it does."""
    place = name_of_place(text)
    kind = next(
        (kind for kind in ("thị xã", "thị trấn", "thành phố", "đặc khu") if place.startswith(kind)), ""
    )
    kind = kind or place.split(" ")[0]
    name = place[len(kind) + 1 :]
    written = spelling.phrase(name) if name else None
    return f"{kind} {written}" if written and written[:1].isupper() else place


def _committee(text: str, spelling: Spelling) -> str:
    """A committee of the Party: "HUYỆN ỦY NÚI THÀNH" → "Huyện ủy Núi Thành"."""
    words = squeezed(text).split()
    name = " ".join(words[2:])
    written = spelling.phrase(name) if name else None
    return " ".join([words[0].capitalize(), "ủy", written or usual(name).title()]).strip()


def with_place(name: str, parents: Sequence[str]) -> str:
    """Return an office with the place of the council that it belongs to.

    ("Phòng Nội vụ", ["Ủy ban nhân dân huyện Núi Thành"]) → "Phòng Nội vụ huyện Núi Thành"; an office that
    names a place already, and one of a ministry, stay as they are.
    """
    if (
        not parents
        or not _PLACELESS.match(plain(name))
        or re.search(r"\b(?:huyện|xã|tỉnh|thành phố)\b", name)
    ):
        return name
    parent = parents[-1]
    match = re.match(
        r"(Ủy ban nhân dân|Hội đồng nhân dân|Ủy ban Mặt trận Tổ quốc Việt Nam|Đảng bộ) (.+)", parent
    )
    if match is None:
        return name
    if plain(name) == "van phong" or match[1] == "Hội đồng nhân dân":
        return f"{name} {parent}"
    return f"{name} {match[2]}"


def by_number(number: str) -> str:
    """Return the agency that a number names for certain, also a letter's ("123/BTC-QLCS"); else ""."""
    found = issuer_of(number)
    if found:
        return found
    match = re.match(r"\d+[a-zđ]?[/-]([^\W\d_&]+)(?:-|$)", number)
    return AGENCIES.get(match[1].upper(), "") if match and match[1].upper() != "QH" else ""


def council_of(number: str) -> str:
    """Return the sort of council in a number's code: "12/QĐ-UBND" → "Ủy ban nhân dân"; else ""."""
    match = re.search(r"[/-](UBND|UB|HĐND)(?:-[\w]+)?$", number)
    return "" if match is None else "Hội đồng nhân dân" if match[1] == "HĐND" else "Ủy ban nhân dân"


def joint(names: list[str]) -> str:
    """Return several issuers as one value: "Bộ Y tế và Bộ Tài chính"."""
    return joined(list(dict.fromkeys(names)))
