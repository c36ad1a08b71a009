"""Slips of the recogniser that can be told without doubt: expressions of office language, and figures in dates.

The Vietnamese model confuses marks over one letter ("sửa đỗi, bỗ sung", "quy định chỉ tiết") and 1 with l, I and ].
Words are corrected only where they become an expression of the list by changing marks alone; figures only after "ngày"
and "tháng", where they give a day or a month.
"""

from __future__ import annotations

import re
import unicodedata

# Expressions whose letters without marks belong to them alone: of all pairs of words in the legal corpus with the same
# letters, only slips of typing differ. (So "cơ quan" is missing: "có quan hệ"; "ban hành": "văn bản hành chính".)
_LISTED = (
    "sửa đổi|bổ sung|chi tiết|quy định|tổ chức|quyền hạn|chức năng|nhiệm vụ|quyết định|nghị quyết|pháp luật|"
    "hiệu lực|hướng dẫn|một số|căn cứ|bộ trưởng|cục trưởng|chủ tịch|quốc hội|ủy ban|uỷ ban|cá nhân|đơn vị|"
    "trách nhiệm|thẩm quyền|điều kiện|thủ tục|hành chính|giấy tờ|cư trú|thường trú|tạm trú|phòng cháy|"
    "chữa cháy|công dân|việt nam|cộng hòa|cộng hoà|chủ nghĩa|xã hội|độc lập|điều chỉnh|áp dụng|quản lý|"
    "nhà nước|văn bản|quy phạm|địa phương|chính quyền|bãi bỏ|thay thế|phê duyệt|kế hoạch|dự thảo|trung ương|"
    "trực thuộc|thành phố|phụ lục|thanh tra|xử lý|vi phạm|bảo đảm|tiếp nhận|giải quyết|bảo hiểm"
)
# Longer ones, where two words alone could be others.
_LONGER = (
    "một số điều|ban nhân dân|của chính phủ|theo đề nghị|nghị định số|nghị định này|thông tư số|thông tư này|"
    "thủ tướng chính|tướng chính phủ|biện pháp thi|pháp thi hành|lực thi hành|phủ ban hành|có hiệu lực|cơ quan nhà"
)
EXPRESSIONS = tuple(f"{_LISTED}|{_LONGER}".split("|"))
# Words with the letters of an expression that have a sense of their own ("quỹ định kỳ", "tạm trữ").
_OTHERS = "quỹ định|một sổ|chưa chạy|tạm trữ|cả nhân|điều chính|vì phạm|chức nâng|hành chỉnh|cần cụ|tiếp nhân|bảo đàm"
_REAL = frozenset(_OTHERS.split("|"))
_FIGURES = {
    "l": "1",
    "I": "1",
    "i": "1",
    "]": "1",
    "|": "1",
    "!": "1",
    "/": "1",
    "J": "1",
    "O": "0",
    "o": "0",
}
_FIGURES |= {"S": "5", "Š": "5", "§": "8", "B": "8", "Z": "2", "ó": "6", "Ó": "6"}
_PUNCTUATION = re.compile(r"^(\W*)(.*?)(\W*)$", re.DOTALL)
_HIGHEST = {"ngày": 31, "tháng": 12}


def bare(word: str) -> str:
    """The small letters of a word without any mark."""
    plain = unicodedata.normalize("NFD", word.lower().replace("đ", "d"))
    return "".join(char for char in plain if not unicodedata.combining(char))


def _by_letters() -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    found: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for expression in EXPRESSIONS:
        words = tuple(expression.split())
        found.setdefault(tuple(map(bare, words)), []).append(words)
    return found


_KNOWN = {letters: made[0] for letters, made in _by_letters().items() if len(made) == 1}


def corrected(words: list[str]) -> list[str]:
    """The words of a line with sure slips put right; as many words as before."""
    made = list(words)
    for length in (3, 2):
        for place in range(len(made) - length + 1):
            made[place : place + length] = _expression(made[place : place + length])
    for place in range(len(made) - 1):
        highest = _HIGHEST.get(made[place].lower())
        if highest is not None:
            made[place + 1] = _figure(made[place + 1], highest)
    return made


def _expression(words: list[str]) -> list[str]:
    """These words as the expression that they must be, if they are one; marks before and after stay."""
    parts = [_PUNCTUATION.fullmatch(word) for word in words]
    cores = [part[2] for part in parts if part]
    known = _KNOWN.get(tuple(map(bare, cores)))
    broken = any(part[3] for part in parts[:-1] if part) or any(part[1] for part in parts[1:] if part)
    if known is None or broken or _is_meant(" ".join(cores)):
        return words
    made = [_in_case(*pair) for pair in zip(known, cores, strict=True)]
    opening, closing = parts[0], parts[-1]
    made[0] = (opening[1] if opening else "") + made[0]
    made[-1] += closing[3] if closing else ""
    return made


def _is_meant(words: str) -> bool:
    """Whether words stand as they should: they have a sense of their own, or are written without marks."""
    return words.isascii() or unicodedata.normalize("NFC", words.lower()) in _REAL


def _in_case(known: str, seen: str) -> str:
    """The known word with the capitals of the seen one; the seen one where they are oddly mixed."""
    if unicodedata.normalize("NFC", seen).lower() == known:
        return seen
    if seen.isupper():
        return known.upper()
    return known.capitalize() if seen[:1].isupper() else known


def _figure(word: str, highest: int) -> str:
    """A day or month with letters for figures as the number that it must be; unchanged where it would be none."""
    core = word.rstrip(".,;")
    figures = "".join(_FIGURES.get(char, char) for char in core)
    if core.isdecimal() or not (figures.isascii() and figures.isdecimal() and len(figures) == 2):
        return word
    return figures + word[len(core) :] if 1 <= int(figures) <= highest else word
