"""Which kind of paper a text is, by the words of its heading and of its printed form; pure.

The forms of civil status are those of Circular 04/2020/TT-BTP and 04/2024/TT-BTP, identity cards those of the Law on
Identification 26/2023/QH15, certificates of land use those of the Land Law 31/2024/QH15; old forms read alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.letters import without_accents

HEADING = 700
"""Characters from the beginning in which a heading counts fully; further down a paper only mentions others."""
ENOUGH = 3.0


@dataclass(frozen=True)
class Signs:
    """A kind of paper: what it is called, its headings (without accents), words of its form that speak for it, and
    words that speak against it."""

    label: Any
    headings: tuple[str, ...]
    words: tuple[str, ...] = ()
    not_words: tuple[str, ...] = ()


KINDS: dict[str, Signs] = {
    "giay-chung-sinh": Signs(
        _l("Giấy chứng sinh"),
        ("giay chung sinh",),
        (
            "sinh con lan thu",
            "nguoi do de",
            "can nang",
            "so con hien song",
            "du dinh dat ten con",
            "ho ten cha",
        ),
    ),
    "giay-khai-sinh": Signs(
        _l("Giấy khai sinh"),
        ("giay khai sinh",),
        (
            "ho, chu dem, ten nguoi me",
            "ho, chu dem, ten nguoi cha",
            "noi sinh",
            "noi dang ky khai sinh",
            "que quan",
        ),
        ("to khai", "trich luc", "ban sao trich luc"),
    ),
    "trich-luc-khai-sinh": Signs(
        _l("Trích lục khai sinh"), ("trich luc khai sinh",), ("dang ky khai sinh tai", "so dang ky")
    ),
    "trich-luc-ket-hon": Signs(_l("Trích lục kết hôn"), ("trich luc ket hon",), ("dang ky ket hon tai",)),
    "trich-luc-khai-tu": Signs(
        _l("Trích lục khai tử"),
        ("trich luc khai tu", "giay chung tu"),
        ("da chet vao luc", "nguyen nhan chet"),
    ),
    "giay-bao-tu": Signs(
        _l("Giấy báo tử"), ("giay bao tu",), ("da chet vao luc", "nguyen nhan chet", "noi chet")
    ),
    "giay-chung-nhan-ket-hon": Signs(
        _l("Giấy chứng nhận kết hôn"),
        ("giay chung nhan ket hon", "giay dang ky ket hon"),
        ("ho, chu dem, ten vo", "ho, chu dem, ten chong"),
        ("to khai",),
    ),
    "xac-nhan-hon-nhan": Signs(
        _l("Giấy xác nhận tình trạng hôn nhân"),
        ("giay xac nhan tinh trang hon nhan",),
        ("tinh trang hon nhan:", "giay nay duoc su dung", "co gia tri su dung 06 thang"),
        ("to khai",),
    ),
    "can-cuoc": Signs(
        _l("Căn cước, căn cước công dân"),
        ("can cuoc cong dan", "the can cuoc", "citizen identity card", "identity card", "can cuoc"),
        (
            "date of birth",
            "place of origin",
            "place of residence",
            "so dinh danh ca nhan",
            "co gia tri den",
            "idvnm",
        ),
    ),
    "ho-chieu": Signs(
        _l("Hộ chiếu"), ("ho chieu", "passport"), ("p<vnm", "place of birth", "date of expiry")
    ),
    "giay-chung-nhan-dat": Signs(
        _l("Giấy chứng nhận quyền sử dụng đất"),
        (
            "giay chung nhan quyen su dung dat",
            "giay chung nhan quyen su dung dat, quyen so huu",
            "quyen su dung dat quyen so huu nha o",
        ),
        ("thua dat so", "to ban do so", "muc dich su dung", "nguon goc su dung", "so vao so"),
        ("don de nghi", "don dang ky"),
    ),
    "xac-nhan-cu-tru": Signs(
        _l("Xác nhận thông tin về cư trú"),
        ("xac nhan thong tin ve cu tru", "so ho khau", "so tam tru"),
        ("noi thuong tru", "noi o hien tai", "quan he voi chu ho"),
    ),
    "giay-xac-nhan-khuyet-tat": Signs(
        _l("Giấy xác nhận khuyết tật"),
        ("giay xac nhan khuyet tat",),
        ("dang khuyet tat", "muc do khuyet tat"),
    ),
    "giay-uy-quyen": Signs(
        _l("Giấy ủy quyền"),
        ("giay uy quyen", "hop dong uy quyen", "van ban uy quyen"),
        ("ben uy quyen", "ben nhan uy quyen"),
    ),
    "to-khai": Signs(
        _l("Tờ khai, đơn"), ("to khai", "don de nghi", "don dang ky", "don xin"), ("kinh gui", "cam doan")
    ),
}
"""By the key that services call the kind by."""


def proposed_kind(text: str) -> str:
    """The kind that a text most likely is; "" where nothing speaks clearly for one."""
    lines = [plain for one in text[: 2 * HEADING].splitlines() if (plain := without_accents(one))]
    plain = without_accents(text)
    best, second, found = 0.0, 0.0, ""
    for key, signs in KINDS.items():
        points = _points(signs, plain, lines)
        if points > best:
            best, second, found = points, best, key
        elif points > second:
            second = points
    return found if best >= ENOUGH and best >= second + 1.0 else ""


def _points(signs: Signs, plain: str, lines: list[str]) -> float:
    """A heading counts most where it begins a line, and the more the higher it stands and the more it says."""
    heading = plain[:HEADING]
    begun = [
        (number, one) for number in range(len(lines)) for one in signs.headings if _begins(lines, number, one)
    ]
    points = 0.0
    if begun:
        first, said = begun[0][0], max(len(one) for _number, one in begun)
        points += 4.0 - min(2.0, first / 10) + said / 20
    elif any(one in plain for one in signs.headings):
        points += 1.0
    points += min(3.0, sum(one in plain for one in signs.words))
    return points - 2.5 * sum(one in heading for one in signs.not_words)


def _begins(lines: list[str], number: int, heading: str) -> bool:
    """Whether a heading begins at this line, perhaps behind a speck, perhaps over two lines."""
    two = " ".join(lines[number : number + 2])
    place = two.find(heading)
    return 0 <= place <= 4 and place < len(lines[number])


def label_of(kind: str) -> str:
    """What a kind is called; the key itself for one that is not known here."""
    signs = KINDS.get(kind)
    return kind if signs is None else str(signs.label)
