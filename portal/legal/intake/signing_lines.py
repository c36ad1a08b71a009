"""Who signed in what position, from the few lines of a signature that could be read below a stamp.

What may stand there is known: who signs for an authority is its head ("BỘ TRƯỞNG") or, after a line "KT." with the
head's title, a deputy (Decree 30/2020/NĐ-CP, Annex I, part II, point 7). So a title of which only the end was read is
found by the words of the authority's own titles, and two lines with the same word mean a deputy.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from portal.legal.intake.fields.names import people_at_end, person, position_in
from portal.legal.intake.fields.reading import plain
from portal.legal.intake.fields.restated import misread

NEAR = 0.75  # how alike a word must be to be the one that a title ends with
EXACT, GUESSED = 0.75, 0.5
_LETTERS = re.compile(r"[^\W\d_]+")
_FOR_AUTHORITY = re.compile(r"\W*tm\b")
_BY_ORDER = re.compile(r"\W*(?:tl|tuq)\b")
_EDGES = " \t.,:;-–_|“”\"'`*+°#?~‹›«»()[]{}/\\"
# How the name of an authority begins → titles of its head and of a deputy; the more exact beginning stands first.
_OFFICES = (
    ("bo", "BỘ TRƯỞNG", "THỨ TRƯỞNG"),
    ("chinh phu", "THỦ TƯỚNG", "PHÓ THỦ TƯỚNG"),
    ("thu tuong", "THỦ TƯỚNG", "PHÓ THỦ TƯỚNG"),
    ("quoc hoi", "CHỦ TỊCH QUỐC HỘI", "PHÓ CHỦ TỊCH QUỐC HỘI"),
    ("uy ban dan toc", "BỘ TRƯỞNG, CHỦ NHIỆM", "PHÓ CHỦ NHIỆM"),
    ("uy ban", "CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    ("hoi dong", "CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    ("chu tich uy ban", "CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    ("ngan hang nha nuoc", "THỐNG ĐỐC", "PHÓ THỐNG ĐỐC"),
    ("thanh tra chinh phu", "TỔNG THANH TRA", "PHÓ TỔNG THANH TRA"),
    ("kiem toan nha nuoc", "TỔNG KIỂM TOÁN", "PHÓ TỔNG KIỂM TOÁN"),
    ("toa an", "CHÁNH ÁN", "PHÓ CHÁNH ÁN"),
    ("vien kiem sat", "VIỆN TRƯỞNG", "PHÓ VIỆN TRƯỞNG"),
    ("so", "GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
    ("tong cuc", "TỔNG CỤC TRƯỞNG", "PHÓ TỔNG CỤC TRƯỞNG"),
    ("chi cuc", "CHI CỤC TRƯỞNG", "PHÓ CHI CỤC TRƯỞNG"),
    ("cuc", "CỤC TRƯỞNG", "PHÓ CỤC TRƯỞNG"),
    ("vu", "VỤ TRƯỞNG", "PHÓ VỤ TRƯỞNG"),
    ("van phong", "CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"),
    ("phong", "TRƯỞNG PHÒNG", "PHÓ TRƯỞNG PHÒNG"),
    ("ban", "TRƯỞNG BAN", "PHÓ TRƯỞNG BAN"),
    ("truong", "HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG"),
)


@dataclass(frozen=True)
class Found:
    """A value, the number of the line that it was read from, and how sure it is.

    Of two readings of the same lines the one with the greater `weight` counts.
    """

    value: str
    line: int
    confidence: float
    weight: tuple[int, float] = (0, 0.0)


def name_in(lines: Sequence[str], above: int = 0) -> Found | None:
    """The name of who signed: the surest of these lines' names, of equally sure ones the lowest.

    `lines` from number `above` on.
    """
    best: Found | None = None
    for number, line in enumerate(lines[above:], above):
        bare = line.strip(_EDGES)
        whole = person(bare)
        found = [(whole[0], whole[1])] if whole else [(name, sure) for name, _, sure in people_at_end(bare)]
        for name, sure in found:
            sure = GUESSED if misread(name) else sure
            if sure > 0.55 and (best is None or sure >= best.confidence):
                best = Found(name, number, sure, (0, sure))
    return best


def position_in_lines(lines: Sequence[str], issuer: str) -> Found | None:
    """The position of who signed for `issuer`, from lines above the name.

    Sure where a line is a title of that authority, or (for an authority whose titles are not known) some title;
    a guess where only the end of a title can be read. None where nothing points to one.
    """
    office = _office(issuer)
    if office is None:
        return _any_title(lines)
    head, deputy = office
    with_key = [
        (number, line)
        for number, line in enumerate(lines)
        if _has_word(line, _key(head, deputy)) and not _FOR_AUTHORITY.match(plain(line))
    ]
    if not with_key or any(_BY_ORDER.match(plain(line)) for _, line in with_key):
        return _any_title(lines)
    number, line = with_key[-1]
    like_head, like_deputy = _alike(line, head), max(_alike(line, deputy), _alike(line, f"KT. {head}"))
    title = deputy if len(with_key) > 1 or like_deputy > like_head else head
    named = position_in(title)
    if named is None:
        return None
    sure = EXACT if _letters(line) == "".join(_words(title)) else GUESSED
    return Found(named[1], number, sure, (len(with_key), max(like_head, like_deputy)))


def _office(issuer: str) -> tuple[str, str] | None:
    name = plain(issuer)
    fitting = [one for one in _OFFICES if re.match(rf"{one[0]}\b", name)]
    return max(fitting, key=lambda one: len(one[0]))[1:] if fitting else None


def _key(head: str, deputy: str) -> str:
    """The last word that both titles have: what shows that a line is one of them."""
    return [word for word in _words(head) if word in _words(deputy)][-1]


def _any_title(lines: Sequence[str]) -> Found | None:
    for number in range(len(lines) - 1, -1, -1):
        found = position_in(lines[number].strip(_EDGES))
        if found is not None and found[1]:
            return Found(found[1], number, EXACT, (1, 1.0))
    return None


def _words(text: str) -> list[str]:
    return _LETTERS.findall(plain(text))


def _capitals(line: str) -> list[str]:
    return [plain(word) for word in _LETTERS.findall(line) if word.isupper()]


def _letters(line: str) -> str:
    return "".join(_capitals(line))


def _has_word(line: str, key: str) -> bool:
    """Whether a line has this word in capitals, misread or not."""
    return any(len(word) >= len(key) - 1 and _ratio(word, key) >= NEAR for word in _capitals(line))


def _alike(line: str, title: str) -> float:
    return _ratio(_letters(line), _letters(title))


def _ratio(left: str, right: str) -> float:
    return SequenceMatcher(None, left, right, autojunk=False).ratio()
