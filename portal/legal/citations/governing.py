"""The document that an article speaks of throughout ("Sửa đổi Nghị định số … như sau:", then "1. Khoản 2 Điều 5 …")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portal.legal.citations.model import SELF, DocumentMention, Place
from portal.legal.structure.quotes import quoted_lines

_SPEAKS_OF = re.compile(
    r"(?:[Ss]ửa đổi|[Bb]ổ sung|[Tt]hay thế|[Bb]ãi bỏ|[Hh]ủy bỏ|[Đđ]ính chính|[Hh]ướng dẫn|[Qq]uy định chi tiết|"
    r"[Đđ]ình chỉ|[Nn]gưng hiệu lực)\b[^.\n]*$"
)


class Governing:
    """What the provisions that an article names without a document belong to, where its opening says so."""

    def __init__(self, text: str, mentions: Sequence[DocumentMention], place: Place) -> None:
        self._text = text
        self._spans: list[tuple[int, int, DocumentMention]] = []
        self._quoted = quoted_lines(text)
        offset = 0
        open_until: list[tuple[int, DocumentMention]] = []
        for line in text.splitlines(keepends=True):
            end = offset + len(line)
            mention = self._opening(offset, end, mentions)
            if mention is not None:
                open_until = [(end, mention)]
            elif open_until and offset not in self._quoted and self._ends(offset, end, mentions):
                open_until = []
            if open_until and offset >= open_until[-1][0]:
                self._spans.append((offset, end, open_until[-1][1]))
            offset = end

    def document_at(self, place: int) -> DocumentMention | None:
        """The document that a provision named at `place` belongs to; None for the text's own."""
        line_start = self._text.rfind("\n", 0, place) + 1
        if line_start in self._quoted or self._inside_quotes(line_start, place):
            return None
        return next((mention for start, end, mention in self._spans if start <= place < end), None)

    def _inside_quotes(self, line_start: int, place: int) -> bool:
        before = self._text[line_start:place]
        return before.count("“") > before.count("”")

    def _opening(self, start: int, end: int, mentions: Sequence[DocumentMention]) -> DocumentMention | None:
        """The one other document that a line ending with a colon speaks of ("… của Luật Khiếu nại:")."""
        if start in self._quoted or not self._text[start:end].rstrip().endswith(":"):
            return None
        named = [one for one in mentions if start <= one.start and one.end <= end and one.form != "standard"]
        others = [one for one in named if one.form != SELF]
        if not others:
            return None
        first = others[0]
        return first if _SPEAKS_OF.search(self._text[start : first.start]) else None

    def _ends(self, start: int, end: int, mentions: Sequence[DocumentMention]) -> bool:
        """Whether a line turns to another matter: it names a document of its own at its beginning."""
        return any(start <= one.start < min(end, start + 25) for one in mentions if one.form == SELF)
