"""The text of a document as pieces of lines, and comparing words that were misread.

`plain` keeps the length of a text, so that what is found in it has the same place in the original.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from portal.legal.intake.fields.proposal import HasText, Proposed

_GAP = re.compile(r"[|\t]|\s{3,}")
_SPECKS = re.compile(r"^[_'`~|,.;:¡\s]+(?=\w)")
_RULE = re.compile(r"[\W_]*")
_LETTERS = re.compile(r"[^\W\d_]")


_BEFORE_BLANK = re.compile(r"(?:\bso\s?[:.]?|\bngay|\bthang|\bnam|\bngay\s+\d+|\bthang\s+\d+|/)$")
_AFTER_BLANK = re.compile(r"(?:/|thang\b|nam\b|\d{4}\b)")


def _plain_letters() -> dict[int, str]:
    table: dict[int, str] = {}
    for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        table[code] = base if len(base) == 1 else chr(code)
    table.update({ord(mark): "d" for mark in "đĐðÐ"})
    table.update({ord(mark): "-" for mark in "–—−‐‑"})
    table.update({ord(mark): "/" for mark in "⁄∕"})
    table.update({ord(mark): " " for mark in "\u00a0\u2009\u202f\t\r\n"})
    return table


_PLAIN = _plain_letters()


def plain(text: str) -> str:
    """Return the text in lower case without marks, letter for letter: "Đỗ Văn Ổn" → "do van on"."""
    return text.translate(_PLAIN)


def squeezed(text: str) -> str:
    """Return the text with single spaces, without spaces before commas and semicolons."""
    return re.sub(r"\s+(?=[,;.])", "", " ".join(text.split()))


def distance(left: str, right: str, limit: int) -> int:
    """Return how many letters must change to make one text of the other; `limit + 1` if more than limit."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    row = list(range(len(right) + 1))
    for position, letter in enumerate(left, 1):
        diagonal, row[0] = row[0], position
        for column, other in enumerate(right, 1):
            diagonal, row[column] = (
                row[column],
                min(row[column] + 1, row[column - 1] + 1, diagonal + (letter != other)),
            )
        if min(row) > limit:
            return limit + 1
    return row[-1] if row[-1] <= limit else limit + 1


def alike(left: str, right: str) -> bool:
    """Whether two plain texts differ by no more than misread letters: one in six, of short words none."""
    limit = max(len(left), len(right)) // 6
    return left == right or (limit > 0 and distance(left, right, limit) <= limit)


def find_alike(text: str, phrase: str) -> tuple[int, int] | None:
    """Return where a plain text holds a phrase, misread or not: the place of the closest run of words."""
    exact = text.find(phrase)
    if exact >= 0:
        return exact, exact + len(phrase)
    words = [(match.start(), match.end()) for match in re.finditer(r"\S+", text)]
    count, limit = len(phrase.split()), max(len(phrase) // 5, 1)
    best: tuple[int, int, int] | None = None
    for first in range(len(words)):
        for last in range(first + max(count - 2, 0), min(first + count + 1, len(words))):
            start, end = words[first][0], words[last][1]
            far = distance(text[start:end], phrase, limit)
            if far <= limit and (best is None or far < best[0]):
                best = (far, start, end)
    return None if best is None else (best[1], best[2])


def is_rule(text: str) -> bool:
    """Whether a piece is a drawn rule or empty: no letter or figure in it."""
    return _RULE.fullmatch(text) is not None


def is_upper(text: str, share: float = 0.8) -> bool:
    """Whether (nearly) all letters of a text are capitals."""
    letters = _LETTERS.findall(text)
    return bool(letters) and sum(letter.isupper() for letter in letters) >= share * len(letters)


@dataclass(frozen=True)
class Piece:
    """A part of a printed line: what stands between wide gaps or the walls of a table.

    `line` counts the lines of the whole document, `blank` says whether an empty line comes before.
    """

    page: int
    start: int
    text: str
    line: int
    column: int
    blank: bool
    plain: str = field(default="", compare=False)

    @property
    def end(self) -> int:
        """Where the piece ends in the text of its page."""
        return self.start + len(self.text)

    def part(self, start: int, end: int) -> Piece | None:
        """Return a part of this piece without the spaces around it, None if nothing is left."""
        text = self.text[start:end]
        inner = text.strip(" \u00a0\t\r_")
        if not inner:
            return None
        at = self.start + start + text.index(inner)
        return Piece(self.page, at, inner, self.line, self.column, self.blank, plain(inner))


LONG = 400
"""Letters of a printed line, generously; longer ones are paragraphs, in which no field but a basis stands."""


class Reading:
    """The pages of a document and their pieces in reading order."""

    def __init__(self, pages: Sequence[HasText]) -> None:
        self.pages = {page.number: page.text for page in reversed(pages)}
        self.pieces = list(self._pieces(pages))
        self._whole: str | None = None

    @property
    def whole(self) -> str:
        """The text of all pages with single spaces, for looking up how the document spells a name."""
        if self._whole is None:
            self._whole = squeezed(" ".join(self.pages[number] for number in sorted(self.pages)))
        return self._whole

    def proposed(self, value: str, found: Sequence[Piece], confidence: float) -> Proposed:
        """Return a value with its place: from the first of the pieces to the last on the same page."""
        first = found[0]
        same = [piece for piece in found if piece.page == first.page]
        start, end = min(piece.start for piece in same), max(piece.end for piece in same)
        quote = self.pages[first.page][start:end]
        return Proposed(value, first.page, start, end, quote, round(min(max(confidence, 0.0), 1.0), 2))

    @staticmethod
    def _pieces(pages: Sequence[HasText]) -> Iterator[Piece]:
        line = 0
        for page in pages:
            blank, offset = True, 0
            for printed in page.text.split("\n"):
                line, column, position = line + 1, 0, 0
                if not printed.strip():
                    blank, offset = True, offset + len(printed) + 1
                    continue
                ends = [
                    (gap.start(), gap.end())
                    for gap in _GAP.finditer(printed)
                    if not _to_fill_in(printed, gap)
                ]
                for stop, following in [*ends, (len(printed), len(printed))]:
                    text = printed[position:stop]
                    inner = _SPECKS.sub("", text.strip())
                    if inner:
                        at = offset + position + text.index(inner)
                        yield Piece(page.number, at, inner, line, column, blank, plain(inner))
                    if stop > 0 or (printed[:1] == "|" and printed.count("|") > 1):
                        column += 1
                    position = following
                blank, offset = False, offset + len(printed) + 1


def _to_fill_in(printed: str, gap: re.Match[str]) -> bool:
    """Whether a gap is room for a figure to be written ("ngày     tháng", "Số:      /QĐ"), not between columns."""
    if gap.group().strip() or "\t" in gap.group():
        return False
    before, after = (
        plain(printed[max(gap.start() - 24, 0) : gap.start()]),
        plain(printed[gap.end() : gap.end() + 12]),
    )
    return _BEFORE_BLANK.search(before) is not None and _AFTER_BLANK.match(after) is not None
