"""The pages of an official document: margins, numbers on top, letters at a place."""

from __future__ import annotations

from portal.exchange.composing import measures as m
from portal.exchange.composing.lines import SMALL, Line, Piece
from portal.exchange.composing.shapes import OfficialPaper
from portal.printing import A4, Numbers
from portal.printing.placing import Align
from portal.printing.sheet import Sheet
from portal.printing.sizes import POINT

_WIDEST_SPACE = 4.0
"""Words of a line are set apart to fill it as far as their spaces grow no more than this many times."""


class Page(Sheet):
    """A document in the making; strips are set on it (`flow.Pages`)."""

    def __init__(self, paper: OfficialPaper, title: str) -> None:
        self.part_start, self.contact = 1, paper.contact
        self._wide: dict[tuple[float, Piece], float] = {}
        super().__init__(
            title,
            size=A4,
            body=m.BODY,
            margins=(m.LEFT, m.TOP, m.RIGHT, m.BOTTOM),
            made_at=paper.made_at,
            author=paper.issuer.own,
            numbers=Numbers.TOP,
            archival=True,
        )
        self.set_auto_page_break(False, margin=m.BOTTOM)

    @property
    def top(self) -> float:
        """Where the text of a page begins."""
        return float(self.t_margin)

    @property
    def foot(self) -> float:
        """Where the text of a page ends at the latest."""
        return float(self.h - m.BOTTOM)

    @property
    def width(self) -> float:
        """How wide the text is."""
        return float(self.epw)

    def new_page(self) -> None:
        """Begin the next page, lying as this one does."""
        self.add_page(orientation="L" if self.w > self.h else "P")

    def begin_part(self, *, landscape: bool) -> None:
        """Begin an appendix: its pages are numbered anew."""
        self.add_page(orientation="L" if landscape else "P")
        self.part_start = self.page_no()

    def footer(self) -> None:
        """The number on top from the second page of a part, the issuer's contact at the foot of the first."""
        number = self.page_no() - self.part_start + 1
        if number > 1:
            self.set_line(
                self.line_in(str(number), m.PAGE), m.PAGE, self.l_margin, m.TOP / 2 - 3, self.width, Align.C
            )
        elif self.contact and self.page_no() == 1:
            y = self.h - m.BOTTOM + 3
            self.set_line_width(0.2)
            self.line(self.l_margin, y, self.l_margin + self.width, y)
            size = self.fitting(self.contact, self.width, m.CONTACT, least=8)
            self.set_line(self.line_in(self.contact, size), size, self.l_margin, y + 1, self.width, Align.C)

    def measure(self, size: float, piece: Piece) -> float:
        """How wide a piece is in millimetres: words come again and again."""
        found = self._wide.get((size, piece))
        if found is None:
            self.use(size * (SMALL if piece.script else 1), piece.style)
            found = self._wide[size, piece] = float(self.get_string_width(piece.text))
        return found

    def space(self, size: float) -> float:
        """How wide a space is."""
        return self.measure(size, Piece(" "))

    def single(self, size: float) -> float:
        """The height of a single-spaced line."""
        return size * POINT * m.SINGLE

    def set_line(self, line: Line, size: float, x: float, y: float, width: float, align: Align = Align.L,
                 height: float | None = None) -> None:  # fmt: skip
        """A line of words, its upper edge at `y`; justified ones end at the right edge unless the paragraph ends."""
        space = self.space(size)
        if align == Align.J and not line.ends and len(line.words) > 1:
            wider = space + (width - line.width) / (len(line.words) - 1)
            space = wider if wider <= space * _WIDEST_SPACE else space
        elif align in {Align.C, Align.R}:
            x += (width - line.width) / (2 if align == Align.C else 1)
        tall = self.single(size) if height is None else height
        base = y + tall / 2 + 0.3 * size * POINT
        for number, word in enumerate(line.words):
            for place, piece in enumerate(word):
                is_end = place == len(word) - 1 and number < len(line.words) - 1
                self._set_piece(piece, size, x, base, is_end)
                x += self.measure(size, piece)
            x += space

    def _set_piece(self, piece: Piece, size: float, x: float, base: float, is_end: bool) -> None:
        """Letters at a place; the space after a word is one of the file, so that texts can be copied."""
        small = size * (SMALL if piece.script else 1)
        raised = {"sup": 0.36, "sub": -0.14}.get(piece.script, 0.0) * size * POINT
        self.use(small, piece.style)
        self.text(x, base - raised, piece.text + (" " if is_end else ""))

    def set_text(self, text: str, size: float, style: str, x: float, y: float, width: float,
                 align: Align = Align.C) -> float:  # fmt: skip
        """A short text in the middle of a column, in lines about as long as each other; where it ends."""
        for line in self.balanced(text, width, size, style).split("\n"):
            self.set_line(self.line_in(line, size, style), size, x, y, width, align)
            y += self.single(size)
        return y

    def line_in(self, text: str, size: float, style: str = "") -> Line:
        """A text as one line."""
        words = [(Piece(word, style),) for word in text.split(" ") if word]
        wide = sum(self.measure(size, word[0]) for word in words) + self.space(size) * max(0, len(words) - 1)
        return Line(list(words), wide, ends=True)

    def height_of(self, text: str, size: float, style: str, width: float) -> float:
        """How tall `set_text` makes it."""
        return self.single(size) * (self.balanced(text, width, size, style).count("\n") + 1)

    def rule(self, middle: float, y: float, width: float) -> None:
        """A thin line around a middle."""
        self.set_line_width(0.25)
        self.line(middle - width / 2, y, middle + width / 2, y)

    def frame(self, text: str, middle: float, y: float, width: float, height: float) -> None:
        """A mark in a frame, in red."""
        with self.local_context():
            self.set_draw_color(190, 20, 30)
            self.set_text_color(190, 20, 30)
            self.set_line_width(0.4)
            self.rect(middle - width / 2, y, width, height)
            line = self.line_in(text, m.MARK, "B")
            self.set_line(line, m.MARK, middle - width / 2, y, width, Align.C, height)
