"""The flattened table of legal bases: "Luật Đất đai31/2024/QH15Luật Thú y79/2015/QH13" → rows.

Each row is a title and the cell of the number, without anything between them. Titles hold numbers too, so a
number ends a row only where two cells were glued: a title starts right after it, or the text ends. Where two
numbers stand side by side, the first belongs to the title if both are the same or a space stands before it.
"""

from __future__ import annotations

import re

from portal.letters import LOWER, UPPER
from portal.procedures.record import LegalBasis
from portal.procedures.sections import LEGAL_HEADER, known

_AGENCIES = (
    "CP|TTg|TTG|UBTVQH1[0-9]|UBTVQH[89]?|QH1[0-9]|QH[5-9]|QH|HĐND|HDND|UBND|HĐTP|CTN|HĐBT|HĐNN[78]?"
    "|BNNPTNT|BNNMT|BNN&PTNT|BNN|BTNMT|BLĐTBXH|BLĐTBX|BLDTBXH|BVHTTDL|BVHTT|BTTTT|BGDĐT|BGD&ĐT|BGDDT|BKHĐT|BKHCN|BDTTG"
    "|BGTVT|BXD|BCT|BTC|BTP|BCA|BQP|BNV|BNG|BYT|BTM|BCN|NHNN|TTCP|VPCP|VPQH|UBDT|KTNN|TANDTC|VKSNDTC|VKSTC|TLĐ|TLD|BHXH"
    "|BCĐTW|TCHQ|TCT|UBCK|TW|BTNMT"
)
_KINDS = "NĐ|NÐ|ND|TTLT|TT|QĐ|QÐ|QD|NQLT|NQ|CT|PL|LCT|L|VBHN|KH|TB|CV|HD|SL|QCVN|CĐ|BC|TTr"
_PART = rf"(?:{_AGENCIES}|{_KINDS}|[A-ZĐÐƯ&]{{2,9}}(?![{LOWER}]))"
_NUMBER = re.compile(
    rf"\d{{1,5}}(?:\.\d{{1,2}})?[a-zđ]?(?:[/-](?:19|20)\d\d)?[/-]"
    rf"(?:(?:{_KINDS})(?: ?[-/–_] ?{_PART}){{1,5}}|{_AGENCIES})(?:\([A-Z]\d+\))?"
    rf"|\d{{1,5}}/\d{{4}}/(?:{_KINDS})(?![\w-])"
)
_LABEL = re.compile(
    r"(?:(?:Bộ luật|Bộ Luật|Luật|Nghị định|Nghị quyết liên tịch|Nghị quyết|Thông tư liên tịch|Thông tư"
    r"|Quyết định|Pháp lệnh|Chỉ thị|Công văn|Văn bản hợp nhất|Hiến pháp|NGHỊ ĐỊNH|THÔNG TƯ|LUẬT"
    r"|QUYẾT ĐỊNH|NGHỊ QUYẾT|NĐ|TT|QĐ)?"
    r"[ \xa0]*(?:số|Số|SỐ)?[ \xa0:]*)$"
)
_LONGEST_LABEL = 60
_AFTER_CELL = re.compile(rf"$|[{UPPER}{LOWER}\d“\"\[*+•(\t\n-]|[ \xa0]+(?:[{UPPER}“\"]|-\s?[{UPPER}])")
_CELL_STOP = re.compile(rf"[.;]{{1,3}}(?=$|[{UPPER}\d])")
_SAME_SENTENCE = re.compile(rf"[ \xa0]*[.,;:)/]|[ \xa0]+[{LOWER}(\d]|[ \xa0]+[–-] ?[{LOWER}]")
_BARE_CELL = re.compile(
    rf"(?<=/(?:19|20)\d\d)\d{{1,3}}(?=[{UPPER}]|$)|(?<=[{LOWER}{UPPER}.)])\d{{1,4}}/(?:19|20)\d\d(?=[{UPPER}]|$)"
    rf"|^\d{{1,4}}/(?:19|20)\d\d(?=[{UPPER}]|$)"
)


def split_legal_basis(text: str) -> list[LegalBasis]:
    """Take the flattened table apart into rows; what no number ends stays a row without number."""
    body = text.strip().removeprefix(LEGAL_HEADER)
    if not known(body):
        return []
    rows: list[LegalBasis] = []
    start = 0
    for cell_start, cell_end in _cells(body):
        rows.append(read_basis(body[start:cell_start], body[cell_start:cell_end]))
        start = cell_end
    if known(body[start:]):
        rows.append(read_basis(body[start:], ""))
    return rows


def read_basis(title: str, cell: str) -> LegalBasis:
    """Build a row from its title and the cell of its number, which may say more or less than the number."""
    title, stated = known(title), known(cell)
    number = next(iter(_NUMBER.findall(stated)), "")
    if stated and not number:
        named = [found for found in _NUMBER.findall(title) if re.match(rf"{re.escape(stated)}(?!\d)", found)]
        number = named[0] if named else stated if re.fullmatch(r"\d+/\d{4}", stated) else ""
    return LegalBasis(number=number, title=title, stated=stated if stated != number else "")


def _cells(body: str) -> list[tuple[int, int]]:
    """Where the cells of numbers stand in `body`, in order."""
    numbers = list(_NUMBER.finditer(body))
    bare = [match.span() for match in _BARE_CELL.finditer(body)]
    cells: list[tuple[int, int]] = []
    for position, match in enumerate(numbers):
        following = numbers[position + 1] if position + 1 < len(numbers) else None
        floor = max([0, *(end for _, end in cells[-1:]), *(end for _, end in bare if end <= match.start())])
        if _ends_row(body, match, following, floor):
            stop = _CELL_STOP.match(body, match.end())
            cells.append((_cell_start(body, match.start(), floor), stop.end() if stop else match.end()))
    free = [span for span in bare if not any(start < span[1] and span[0] < end for start, end in cells)]
    return sorted(cells + free)


def _ends_row(body: str, match: re.Match[str], following: re.Match[str] | None, floor: int) -> bool:
    """Whether the number is the last cell of a row that starts at `floor`."""
    end = match.end()
    starts_cell = _starts_cell(body, match.start(), floor)
    bare = _BARE_CELL.match(body, end)
    if bare and match.group().startswith(bare.group()):
        return False
    if following is not None and _LABEL.fullmatch(body, end, following.start()) and not body[end].isspace():
        if following.group() == match.group():
            return False
        if following.start() == end:
            return starts_cell
    if _CELL_STOP.match(body, end):
        return starts_cell
    if _SAME_SENTENCE.match(body, end) or not _AFTER_CELL.match(body, end):
        return False
    return starts_cell if body[end : end + 1] in (" ", "\xa0", "(", "-") else True


def _starts_cell(body: str, start: int, floor: int) -> bool:
    """Whether the number at `start`, or the words before it ("Luật số"), are glued to a title."""
    place = _cell_start(body, start, floor)
    return place > floor and not body[place - 1].isspace() and body[place - 1] not in "(“\"'"


def _cell_start(body: str, start: int, floor: int) -> int:
    """Where the cell starts whose number starts at `start`: words such as "Luật số" may stand before it."""
    label = _LABEL.search(body, max(floor, start - _LONGEST_LABEL), start)
    if label is None or label.start() in (floor, start):
        return start
    before = body[label.start() - 1]
    return start if before.isspace() or before in "(,;" else label.start()
