"""A whole document taken apart: opening, body, closing, annexes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from portal.legal.structure.articles import parse_article
from portal.legal.structure.lines import UnitLine, unit_line
from portal.legal.structure.numbering import arabic, clause_order
from portal.legal.structure.quotes import doubtful_lines, quoted_lines
from portal.legal.structure.tree import GROUPS, RANKS, Node
from portal.letters import LOWER, UPPER

_CLOSING = re.compile(
    rf"[\s|]*(?:\**Nơi nhận\b|(?:TM|KT|TL|TUQ|T/M|K/T|T/L)\.?\s+[{UPPER}]"
    r"|(?:Luật|Bộ luật|Pháp lệnh|Nghị quyết) này (?:đã )?được .{0,80}thông qua"
    r"|(?:Q\.\s*)?(?:CHỦ TỊCH|BỘ TRƯỞNG|THỦ TƯỚNG|THỨ TRƯỞNG|TỔNG THANH TRA|THỐNG ĐỐC|CHÁNH ÁN|VIỆN TRƯỞNG"
    rf"|TỔNG KIỂM TOÁN|PHÓ CHỦ TỊCH|GIÁM ĐỐC|CHÁNH VĂN PHÒNG|PHÓ THỦ TƯỚNG|TỔNG GIÁM ĐỐC)\b[^{LOWER}]*$)"
)
_ATTACHED = re.compile(
    r"\s*(?:QUY CHẾ|QUY ĐỊNH|ĐIỀU LỆ|KẾ HOẠCH|ĐỀ ÁN|CHƯƠNG TRÌNH|PHƯƠNG ÁN|DANH MỤC|MẪU SỐ|BIỂU MẪU|NỘI QUY"
    rf"|QUY TRÌNH|HƯỚNG DẪN|BẢNG|BIỂU)\b[^{LOWER}]*"
)
_GAP = 100  # articles that a source may have lost between two neighbours


@dataclass(frozen=True)
class Parsed:
    """A document of which opening + body + closing + annexes, in this order, are the whole text.

    `opening` ends where `body` begins, and so on; `annexes` are what follows the signature.
    """

    text: str
    opening_end: int
    body: tuple[Node, ...]
    closing_start: int
    closing_end: int
    annexes: tuple[Node, ...]

    @property
    def opening(self) -> str:
        """Issuer, number, place and date, title, legal bases."""
        return self.text[: self.opening_end]

    @property
    def closing(self) -> str:
        """Recipients and signature."""
        return self.text[self.closing_start : self.closing_end]

    def nodes(self) -> list[Node]:
        """All units, in the order of the text."""
        return [one for top in (*self.body, *self.annexes) for one in top.walk()]


@dataclass(frozen=True)
class _Line:
    start: int
    end: int  # with the line break
    text: str


@dataclass
class _Open:
    """A unit that is being read."""

    unit: str
    no: str
    start: int
    label_end: int
    heading: str
    anchor: str
    children: list[Node]


def parse(text: str) -> Parsed:
    """Take the text of a document apart; every character is in exactly one part.

    One paragraph or heading per line is expected (see `joined_lines`). Without any article or group the whole text
    but its closing is the opening. Never raises.
    """
    lines = _lines(text)
    quoted = quoted_lines(text)
    found = _unit_lines(lines, quoted, doubtful_lines(text) if quoted else set())
    first = found[0][0] if found else len(lines)
    closing = _closing_line(lines, found, first, quoted)
    annex = _annex_line(lines, found, closing)
    opening_end = _start(lines, min(first, closing), text)
    closing_start, closing_end = _start(lines, closing, text), _start(lines, annex, text)
    before = [(place, unit) for place, unit in found if place < closing]
    after = [(place, unit) for place, unit in found if place >= annex]
    anchors: dict[str, int] = {}
    body = _tree(text, lines, before, closing_start, anchors)
    annexes = _annexes(text, lines, after, annex, anchors)
    return Parsed(text, opening_end, body, closing_start, closing_end, annexes)


def _lines(text: str) -> list[_Line]:
    lines, offset = [], 0
    for line in text.replace("Ð", "Đ").replace("ð", "đ").splitlines(keepends=True):
        lines.append(_Line(offset, offset + len(line), line.rstrip("\r\n")))
        offset += len(line)
    return lines


def _start(lines: list[_Line], place: int, text: str) -> int:
    return lines[place].start if place < len(lines) else len(text)


def _unit_lines(lines: list[_Line], quoted: set[int], doubtful: set[int]) -> list[tuple[int, UnitLine]]:
    """The lines that begin a unit: articles only in ascending order, or from 1 again (an annexed regulation).

    An article within a doubtful quotation counts where it is the very next one and no other has its number.
    """
    candidates = [
        (place, unit)
        for place, line in enumerate(lines)
        if (line.start not in quoted or line.start in doubtful) and (unit := unit_line(line.text)) is not None
    ]
    last_place = {
        clause_order(unit.no)[0]: place
        for place, unit in candidates
        if unit.unit == "Điều" and lines[place].start not in quoted
    }
    found: list[tuple[int, UnitLine]] = []
    last = (0, 0, 0)
    for place, unit in candidates:
        is_quoted = lines[place].start in quoted
        if unit.unit == "Điều":
            now = clause_order(unit.no)
            if is_quoted and (now != (last[0] + 1, 0, 0) or last_place.get(now[0], -1) > place):
                continue
            if not _goes_on(last, now, place, last_place):
                continue
            last = now
        elif is_quoted:
            continue
        elif unit.unit == "Phụ lục" and not any(one.unit == "Điều" for _, one in found):
            continue  # the annexes follow the articles; before them stands a mention
        found.append((place, unit))
    return found


def _goes_on(
    last: tuple[int, int, int], now: tuple[int, int, int], place: int, last_place: dict[int, int]
) -> bool:
    """Whether an article's number follows: the next one, one after a gap that nothing fills later, or 1 again."""
    if now == (1, 0, 0):
        return True
    if not last < now or (now[0] - last[0] > _GAP and last != (0, 0, 0)):
        return False
    skips = now[0] - last[0] > 1
    return not (skips and last_place.get(last[0] + 1, -1) > place)


def _closing_line(lines: list[_Line], found: list[tuple[int, UnitLine]], first: int, quoted: set[int]) -> int:
    """The line that begins the closing; as many lines as there are where none does."""
    annexes = [place for place, unit in found if unit.unit == "Phụ lục"]
    start = _last_article(found, first if found else len(lines) // 3)
    for place in range(start + 1, len(lines)):
        if lines[place].start not in quoted and _CLOSING.match(lines[place].text):
            return place
        if annexes and place == annexes[0]:
            return place
    return len(lines)


def _last_article(found: list[tuple[int, UnitLine]], otherwise: int) -> int:
    """The line of the last article before they count from 1 again."""
    articles = [(place, clause_order(unit.no)) for place, unit in found if unit.unit == "Điều"]
    last = articles[0][0] if articles else otherwise
    for (_, before), (place, now) in pairwise(articles):
        if now <= before:
            break
        last = place
    return last


def _annex_line(lines: list[_Line], found: list[tuple[int, UnitLine]], closing: int) -> int:
    """The line after the closing that begins the annexes."""
    units = {place for place, _ in found}
    for place in range(closing, len(lines)):
        if place in units:
            return _title_before(lines, place, closing)
        if place > closing + 2 and _ATTACHED.fullmatch(lines[place].text):
            return place
    return len(lines)


def _title_before(lines: list[_Line], place: int, closing: int) -> int:
    """An annexed regulation begins with its title, which stands above its first chapter or article."""
    for earlier in range(place - 1, max(closing, place - 12), -1):
        if _ATTACHED.fullmatch(lines[earlier].text):
            return earlier
    return place


def _annexes(
    text: str, lines: list[_Line], found: list[tuple[int, UnitLine]], place: int, anchors: dict[str, int]
) -> tuple[Node, ...]:
    if place >= len(lines):
        return ()
    if not found or found[0][0] != place:
        title = lines[place].text.strip()
        found = [(place, UnitLine("Phụ lục", "", title, 0)), *found]
    return _tree(text, lines, found, len(text), anchors)


def _tree(
    text: str, lines: list[_Line], found: list[tuple[int, UnitLine]], end: int, anchors: dict[str, int]
) -> tuple[Node, ...]:
    top = _Open("", "", 0, 0, "", "", [])
    stack = [top]
    for index, (place, unit) in enumerate(found):
        while len(stack) > 1 and RANKS[stack[-1].unit] >= RANKS[unit.unit]:
            _close(text, stack, lines[place].start)
        following = found[index + 1][0] if index + 1 < len(found) else len(lines)
        heading = _heading(lines, place, unit, following, end)
        start = lines[place].start
        label_end = min(start + unit.heading_at, lines[place].end)
        anchor = _anchor(unit, stack, anchors)
        stack.append(_Open(unit.unit, unit.no, start, label_end, heading, anchor, []))
    while len(stack) > 1:
        _close(text, stack, end)
    return tuple(top.children)


def _close(text: str, stack: list[_Open], end: int) -> None:
    one = stack.pop()
    children = tuple(one.children)
    if one.unit == "Điều":
        children = parse_article(text, one.anchor, _body_start(text, one), end)
    stack[-1].children.append(
        Node(one.unit, one.no, one.start, one.label_end, end, one.anchor, one.heading, children)
    )


def _body_start(text: str, one: _Open) -> int:
    """Where the text of an article begins: after its name, which may hold no clause."""
    if not one.heading:
        return one.label_end
    line_end = text.find("\n", one.label_end)
    return len(text) if line_end == -1 else line_end + 1


def _heading(lines: list[_Line], place: int, unit: UnitLine, following: int, end: int) -> str:
    """The name of a unit: of an article what stands on its line where that is a name and no sentence; of a group
    also the lines in capitals below it."""
    if unit.unit == "Điều":
        more = [one for one in lines[place + 1 : following] if one.start < end and one.text.strip()]
        return unit.heading if is_article_name(unit.heading, bool(more)) else ""
    parts = [unit.heading] if unit.heading else []
    for line in lines[place + 1 : min(following, place + 5)]:
        name = line.text.strip()
        if line.start >= end or not name or not (name.upper() == name or not parts):
            break
        if name.endswith((".", ";", ":")) or len(name) > 300:
            break
        parts.append(name)
    return " ".join(parts)


def is_article_name(heading: str, has_text: bool) -> bool:
    """Whether the words behind "Điều 5." are its name: no sentence, and text follows."""
    if not heading or not has_text or len(heading) > 400:
        return False
    return not heading.rstrip().endswith((".", ";", ":", ",", "./."))


def _anchor(unit: UnitLine, stack: list[_Open], taken: dict[str, int]) -> str:
    """The address of a unit: of an article its number alone, of a group its path (chuong-2-muc-1)."""
    name = {"Điều": "dieu", "Phần": "phan", "Chương": "chuong", "Mục": "muc", "Tiểu mục": "tieu-muc"}
    own = "-".join(filter(None, (name.get(unit.unit, "phu-luc"), arabic(unit.no).replace("đ", "dd"))))
    above = stack[-1].anchor if unit.unit in {"Mục", "Tiểu mục"} and stack[-1].unit in GROUPS else ""
    base = "-".join(filter(None, (above, own.replace(" ", "-"))))
    taken[base] = taken.get(base, 0) + 1
    return base if taken[base] == 1 else f"{base}-{taken[base]}"
