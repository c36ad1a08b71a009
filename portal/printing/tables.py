"""Tables of papers: a head that stands again on each page, rows that are not torn.

The head, with cells over and beside each other, is the library's table; the lines below it are broken and set here,
for the library measures each letter of a cell several times: a register of a year took a quarter of a minute.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.on_use import on_use
from portal.printing.fonts import printable
from portal.printing.later import Sheet
from portal.printing.placing import Align, VAlign
from portal.printing.sizes import POINT

if TYPE_CHECKING:
    from fpdf.fonts import FontFace
    from fpdf.table import Table
else:
    FontFace = on_use("fpdf.fonts", "FontFace")

HEAD_FILL = (236, 232, 226)
_PAD_X, _PAD_Y = 1.0, 0.7
_RULE = 0.2
_JOINTS = "-/.,;:_@"
_LEAST_ROWS = 2.5  # lines that stand below a head, or the head stands on the next page


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, its share of the width, how its cells stand."""

    head: str
    share: float
    align: Align = Align.L


def table(
    sheet: Sheet,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    *,
    size: float | None = None,
    numbers: bool = False,
    over: Sequence[tuple[str, int]] = (),
) -> None:
    """A table whose head stands again on each page; its rows are not torn unless one is taller than a page.

    `numbers`: a line "(1) (2) …" below the head, as in registers. `over`: a line of heads above, each over so many
    columns ("" above columns whose head reaches up).
    """
    made = _Table(sheet, columns, size or sheet.body - 2, numbers, over)
    made.head()
    for values in rows:
        made.row(values)
    sheet.set_x(sheet.l_margin)
    sheet.ln(2)


class _Table:
    """A table while it is set."""

    def __init__(
        self,
        sheet: Sheet,
        columns: Sequence[Column],
        size: float,
        numbers: bool,
        over: Sequence[tuple[str, int]],
    ) -> None:
        self.sheet, self.columns, self.size, self.numbers, self.over = sheet, columns, size, numbers, over
        total = sum(one.share for one in columns)
        self.widths = [sheet.epw * one.share / total for one in columns]
        self.height = sheet.line_height(size)
        self.most = int((sheet.h - sheet.t_margin - sheet.b_margin) * 0.7 / self.height)
        self._known: dict[str, float] = {}

    def head(self) -> None:
        """The head, where there is room below it for a row."""
        sheet = self.sheet
        lines = 1 + bool(self.over) + self.numbers
        sheet.keep(self.height * (lines + 2 + _LEAST_ROWS))
        sheet.use(self.size)
        with sheet.table(
            align=Align.L,
            col_widths=tuple(one.share for one in self.columns),
            headings_style=FontFace(emphasis="BOLD", fill_color=HEAD_FILL),
            line_height=self.height,
            text_align=tuple(one.align for one in self.columns),
            borders_layout="ALL",
            num_heading_rows=lines,
            padding=(_PAD_Y, _PAD_X, _PAD_Y, _PAD_X),
            v_align=VAlign.T,
        ) as made:
            _heads(made, self.columns, self.over)
            if self.numbers:
                plain = FontFace(emphasis="ITALICS", fill_color=HEAD_FILL)
                row = made.row()
                for place in range(len(self.columns)):
                    row.cell(f"({place + 1})", align=Align.C, style=plain)
        sheet.use(self.size)

    def row(self, values: Sequence[str]) -> None:
        """A row; as several, each of which stands on a page, where it is taller than one."""
        cells = [
            self._lines(printable(value, self.sheet.face), width - 2 * _PAD_X)
            for value, width in zip(values, self.widths, strict=True)
        ]
        deepest = max(len(one) for one in cells)
        for at in range(0, deepest, self.most):
            self._set([one[at : at + self.most] for one in cells])

    def _set(self, cells: Sequence[Sequence[str]]) -> None:
        sheet, height = self.sheet, max(1, *map(len, cells)) * self.height + 2 * _PAD_Y
        if sheet.room < height:
            sheet.add_page()
            self.head()
        x, top = sheet.l_margin, sheet.y
        # Where a line of writing stands within its line, as the library has it.
        base = top + _PAD_Y + 0.5 * self.height + 0.3 * self.size * POINT
        with sheet.local_context():
            sheet.set_line_width(_RULE)
            for width in self.widths:
                sheet.rect(x, top, width, height)
                x += width
        x = sheet.l_margin
        for column, width, lines in zip(self.columns, self.widths, cells, strict=True):
            for number, line in enumerate(lines):
                if line:
                    sheet.text(self._at(column.align, line, x, width), base + number * self.height, line)
            x += width
        sheet.set_xy(sheet.l_margin, top + height)

    def _at(self, align: Align, line: str, x: float, width: float) -> float:
        if align == Align.R:
            return x + width - _PAD_X - self._wide(line)
        return x + (width - self._wide(line)) / 2 if align == Align.C else x + _PAD_X

    def _wide(self, text: str) -> float:
        """How wide a text of this table is: words come again and again."""
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = float(self.sheet.get_string_width(text, normalized=True))
        return known

    def _lines(self, text: str, width: float) -> list[str]:
        """A text in lines that are no wider than this."""
        lines: list[str] = []
        for part in text.split("\n"):
            line, left = "", 0.0
            for word in part.split():
                wide, space = self._wide(word), self._wide(" ") if line else 0.0
                if left + space + wide <= width:
                    line, left = f"{line} {word}" if line else word, left + space + wide
                    continue
                lines += [line] if line else []
                *whole, line = self._torn(word, width) if wide > width else [word]
                lines += whole
                left = self._wide(line)
            lines.append(line)
        return lines

    def _torn(self, word: str, width: float) -> list[str]:
        """A word that is wider than a line, behind its joints where they are near the end of one."""
        parts: list[str] = []
        while word:
            fits = 1
            while fits < len(word) and self._wide(word[: fits + 1]) <= width:
                fits += 1
            if fits < len(word):
                joint = max(word.rfind(one, 0, fits) for one in _JOINTS) + 1
                fits = joint if joint > fits // 2 else fits
            parts.append(word[:fits])
            word = word[fits:]
        return parts


def _heads(made: Table, columns: Sequence[Column], over: Sequence[tuple[str, int]]) -> None:
    row = made.row()
    if not over:
        for one in columns:
            row.cell(one.head, align=Align.C, v_align=VAlign.M)
        return
    place = 0
    below: list[Column] = []
    for text, many in over:
        if text:
            row.cell(text, colspan=many, align=Align.C, v_align=VAlign.M)
            below += columns[place : place + many]
        else:
            for one in columns[place : place + many]:
                row.cell(one.head, rowspan=2, align=Align.C, v_align=VAlign.M)
        place += many
    second = made.row()
    for one in below:
        second.cell(one.head, align=Align.C, v_align=VAlign.M)
