"""The kinds of documents, their codes in numbers, and what makes a document normative.

The twenty-nine administrative kinds and their codes are those of Decree 30/2020/NĐ-CP, appendix III; the
normative kinds those of article 4 of the Law on the promulgation of legal documents, present and past.
"""

from __future__ import annotations

import re

from portal.legal.intake.fields.proposal import Category
from portal.legal.intake.fields.reading import Piece, alike, distance, is_upper, plain

ADMINISTRATIVE = {
    "NQ": "Nghị quyết",
    "QĐ": "Quyết định",
    "CT": "Chỉ thị",
    "QC": "Quy chế",
    "QyĐ": "Quy định",
    "TC": "Thông cáo",
    "TB": "Thông báo",
    "HD": "Hướng dẫn",
    "CTr": "Chương trình",
    "KH": "Kế hoạch",
    "PA": "Phương án",
    "ĐA": "Đề án",
    "DA": "Dự án",
    "BC": "Báo cáo",
    "BB": "Biên bản",
    "TTr": "Tờ trình",
    "HĐ": "Hợp đồng",
    "CĐ": "Công điện",
    "BGN": "Bản ghi nhớ",
    "BTT": "Bản thỏa thuận",
    "GUQ": "Giấy ủy quyền",
    "GM": "Giấy mời",
    "GGT": "Giấy giới thiệu",
    "GNP": "Giấy nghỉ phép",
    "PG": "Phiếu gửi",
    "PC": "Phiếu chuyển",
    "PB": "Phiếu báo",
}

OTHER = {
    "CV": "Công văn",
    "NĐ": "Nghị định",
    "TT": "Thông tư",
    "TTLT": "Thông tư liên tịch",
    "TTLB": "Thông tư liên bộ",
    "NQLT": "Nghị quyết liên tịch",
    "PL": "Pháp lệnh",
    "L": "Lệnh",
    "SL": "Sắc lệnh",
    "VBHN": "Văn bản hợp nhất",
    "KL": "Kết luận",
    "QyC": "Quy chế",
    "QĐi": "Quy định",
    "TTri": "Thông tri",
    "CTHĐ": "Chương trình hành động",
    "KHPH": "Kế hoạch phối hợp",
    "TBKL": "Thông báo kết luận",
    "CB": "Công bố",
    "GCN": "Giấy chứng nhận",
    "GP": "Giấy phép",
    "TM": "Thư mời",
    "KHLT": "Kế hoạch liên tịch",
    "HDLT": "Hướng dẫn liên tịch",
    "HDLN": "Hướng dẫn liên ngành",
    "QCPH": "Quy chế phối hợp",
    "TTLN": "Thông tư liên ngành",
}

CODES = ADMINISTRATIVE | OTHER

WITHOUT_CODE = (
    "Hiến pháp",
    "Bộ luật",
    "Luật",
    "Thư công",
    "Giấy xác nhận",
    "Lời kêu gọi",
    "Điều lệ",
    "Sắc luật",
)

NAMES = tuple(
    sorted(
        dict.fromkeys((*CODES.values(), *WITHOUT_CODE, "Thông báo kết luận", "Phương án")),
        key=lambda name: (-len(name), name),
    )
)
"""Every kind by name, the longest first, so that "Thông tư liên tịch" is tried before "Thông tư"."""

_ALWAYS_NORMATIVE = frozenset(
    (
        "Hiến pháp",
        "Bộ luật",
        "Luật",
        "Pháp lệnh",
        "Nghị định",
        "Thông tư",
        "Thông tư liên tịch",
        "Thông tư liên bộ",
        "Thông tư liên ngành",
        "Nghị quyết liên tịch",
        "Sắc lệnh",
        "Sắc luật",
        "Văn bản hợp nhất",
    )
)
_NORMATIVE_WITH_YEAR = frozenset(("Quyết định", "Nghị quyết", "Chỉ thị", "Lệnh"))
_YEAR = re.compile(r"[/-](?:19|20)\d\d[/-]|QH\d|UBTVQH\d+$")


def category(kind: str, number: str) -> Category:
    """Return whether a document is normative: by its kind, or by a year in its number (Decree 30, III.2).

    "Quyết định", "02/2026/QĐ-UBND" → normative; "Quyết định", "172/QĐ-UBND" → directive.
    """
    if kind in _ALWAYS_NORMATIVE:
        return "normative"
    return "normative" if kind in _NORMATIVE_WITH_YEAR and _YEAR.search(number) else "directive"


def kind_of_number(number: str) -> str:
    """Return the kind that the code in a number stands for, "" for a letter's number or an unknown code.

    "12/QĐ-UBND" → "Quyết định"; "13/2023/UBTVQH15" → "" (an ordinance or a resolution).
    """
    match = re.match(r"\d+[a-zđ]?(?:[/-](?:19|20)\d\d)?[/-](?P<code>[^\W\d_]+)", number, re.IGNORECASE)
    if match is None:
        return ""
    code = match["code"]
    exact = CODES.get(code)
    if exact is not None:
        return exact
    return next((name for known, name in CODES.items() if known.upper() == code.upper()), "")


def named_by(piece: Piece, expected: str = "") -> tuple[str, int, bool] | None:
    """Return the kind that a line names in capitals, where its name ends, and whether it was read exactly.

    `expected` is what the number says: it is recognised from worse letters than others. What stands before
    the name may be marks of a scan in small letters; after it the title may follow on the same line.
    """
    start, words = _capitals(piece.text)
    if not words:
        return None
    for name in NAMES:
        end = _named(words, name, 0)
        if end and _goes_on_as_title(piece.text[start + end :], name):
            return name, start + end, True
    for name in (expected, *NAMES) if expected else NAMES:
        end = _named(words, name, len(plain(name)) // (3 if name == expected else 5))
        if end and _goes_on_as_title(piece.text[start + end :], name):
            return name, start + end, False
    return None


def _named(words: list[tuple[str, int]], name: str, limit: int) -> int:
    """Where the words name a kind with at most `limit` letters misread: the end of the name, 0 if they do not."""
    known = plain(name)
    count = known.count(" ") + 1
    read = plain(" ".join(word for word, _ in words[:count]))
    if len(words) < count or (read != known and (limit == 0 or distance(read, known, limit) > limit)):
        return 0
    return words[count - 1][1]


def with_code_of(number: str, kind: str) -> str:
    """The number with the code of its kind spelled right: ("07/DA-UBND", "Đề án") → "07/ĐA-UBND"."""
    for code, name in CODES.items():
        match = (
            re.search(rf"(?<=[/-]){code.replace('Đ', '[DĐ]')}(?=[-/]|$)", number) if name == kind else None
        )
        if match is not None:
            return number[: match.start()] + code + number[match.end() :]
    return number


def _goes_on_as_title(rest: str, name: str) -> bool:
    """Whether what follows a kind's name may be the start of a title ("LUẬT SƯ" is no law)."""
    words = re.findall(r"[^\W\d_]+", rest)
    if not words:
        return True
    return len(rest.strip(" .,:;|-_")) < 3 or (
        len(words) >= 2
        and (not is_upper(rest) or plain(words[0]) in ("ve", "quy", "sua", "ban", "phe", "so", "cua"))
    )


def _capitals(text: str) -> tuple[int, list[tuple[str, int]]]:
    """The run of words in capitals at the start of a text, after at most a few marks of a scan."""
    start = 0
    words: list[tuple[str, int]] = []
    for match in re.finditer(r"\S+", text):
        word = match.group().strip(".,:;*'\"“”-–—_|")
        capital = bool(word) and is_upper(word, 0.7)
        if not words and not (capital and len(word) >= 2):
            if match.end() > 16:
                break
            continue
        if words and not capital:
            break
        start = start if words else match.start()
        words.append((word, match.end() - start))
    return start, words


def is_kind_of_letter(text: str) -> bool:
    """Whether a piece begins the subject of a letter: "V/v", "Về việc" under the number."""
    return re.match(r"\W*(?:v\s?[/\\]\s?v|v\.v|ve viec)\b", plain(text)) is not None


def same_kind(left: str, right: str) -> bool:
    """Whether two names of kinds are one, but for misread letters."""
    return alike(plain(left), plain(right))
