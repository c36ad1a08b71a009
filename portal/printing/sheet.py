"""A paper to print: pages of a size, a typeface, margins, running numbers and code, the plain verbs of setting text.

    sheet = Sheet("Giấy tiếp nhận hồ sơ", size=A5, code="000.00.18.H47-240315-0007", made_at=instant)
    letterhead(sheet, Letterhead(...)); sheet.heading("GIẤY TIẾP NHẬN"); sheet.field("Họ và tên", name)
    data = sheet.content()

Lengths are millimetres, sizes of letters points. The same input gives the same bytes. Texts are literal: nothing in
them is markup, a field or a command.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from fpdf import FPDF, ViewerPreferences, enums

from portal.clock import utc_now
from portal.printing.archival import PROFILE, metadata
from portal.printing.fonts import BOLD, PLAIN, Face, embed, printable
from portal.printing.placing import Align, XPos, YPos
from portal.printing.sizes import A4, A5, POINT, Margins, Numbers, Run, Size

LEADING = 1.2
_TOOL = "Cổng Làng"
_TOTAL = "\ue000\ue001"  # private characters, which no text keeps: nobody can write the number of pages by accident


_MARGINS: dict[Size, Margins] = {A5: (14, 11, 11, 13), A4: (30, 20, 18, 20)}


class Sheet(FPDF):
    """A paper in the making."""

    def __init__(
        self,
        title: str,
        *,
        size: Size = A4,
        landscape: bool = False,
        face: Face = Face.SERIF,
        body: float | None = None,
        margins: Margins | None = None,
        code: str = "",
        made_at: datetime | None = None,
        author: str = "",
        numbers: Numbers = Numbers.FOOT,
        archival: bool = False,
    ) -> None:
        """`title`: of the file, not set on the page. `body`: size of its text (13 on A4, 11 on A5). `code`: what the
        foot of each page names. `made_at`: naive UTC, the file's date; the present moment where None. `archival`: as
        PDF/A-2b (ISO 19005-2), for what is kept for decades."""
        super().__init__(
            orientation="landscape" if landscape else "portrait",
            format=size,
            enforce_compliance=PROFILE if archival else None,
        )
        self.face, self.code, self.numbers = face, printable(code, face), numbers
        self.body = body or (11.0 if size == A5 else 13.0)
        self._is_own = False
        left, top, right, bottom = margins or _MARGINS.get(size, (15, 15, 15, 18))
        self.set_margins(left, top, right)
        self.c_margin = 0  # texts, lines and tables begin at the same edge
        self.set_auto_page_break(True, margin=bottom)
        embed(self, face)
        self.alias_nb_pages(_TOTAL)
        self.set_title(printable(title, face))
        self.set_author(printable(author, face))
        self.set_creator(_TOOL)
        self.set_lang("vi")
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        made = (made_at or utc_now()).replace(tzinfo=UTC)
        self.set_creation_date(made)
        if archival:
            self.set_xmp_metadata(metadata(printable(title, face), printable(author, face), _TOOL, made))
        self.add_page()
        self.use()

    def normalize_text(self, text: str) -> str:
        """Whatever is set goes through here: only what can be printed stays, and no text stands for a number."""
        return text if self._is_own else printable(text, self.face)

    def use(self, size: float | None = None, style: str = PLAIN) -> None:
        """Set what follows in this size (of the body where None) and style."""
        self.set_font(self.face.value, style, size or self.body)

    def line_height(self, size: float | None = None) -> float:
        """The height of a line in millimetres."""
        return (size or self.body) * POINT * LEADING

    @property
    def room(self) -> float:
        """What is left of this page above its lower margin, in millimetres."""
        return float(self.page_break_trigger - self.y)

    def keep(self, height: float) -> None:
        """Begin a new page unless this much room is left."""
        if self.room < height and self.y > self.t_margin:
            self.add_page()

    def gap(self, height: float) -> None:
        """Leave room between two things."""
        self.ln(height)

    def footer(self) -> None:
        """The code and the number of the page."""
        if self.numbers is Numbers.NONE:
            return
        self._is_own = True
        try:
            if self.numbers is Numbers.TOP:
                self._number_on_top()
            self.set_text_color(70)
            size = 8 if self.w > 160 else 7
            self.use(size)
            self.set_xy(self.l_margin, -max(7.5, self.b_margin - 5))
            self.cell(self.epw / 2, 4, self.code, align=Align.L)
            if self.numbers is Numbers.FOOT:
                self.cell(self.epw / 2, 4, f"Trang {self.page_no()}/{_TOTAL}", align=Align.R)
        finally:
            self._is_own = False
            self.set_text_color(0)

    def _number_on_top(self) -> None:
        if self.page_no() > 1:
            self.use(13)
            self.set_xy(self.l_margin, max(5, self.t_margin / 2 - 3))
            self.cell(self.epw, 6, str(self.page_no()), align=Align.C)

    def line_of(
        self,
        text: str,
        size: float | None = None,
        style: str = PLAIN,
        align: Align = Align.L,
        gap: float = 0,
        width: float = 0,
    ) -> None:
        """A line or short paragraph of its own; `width` 0 reaches to the margin."""
        self.use(size, style)
        self.multi_cell(
            width, self.line_height(size), text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT, padding=0
        )
        self.ln(gap)

    def heading(self, title: str, below: str = "", *, rule: bool = False, size: float | None = None) -> None:
        """The name of a paper in the middle, bold; `below` it what it is about, with a line under it if `rule`."""
        size = size or self.body + 1
        self.line_of(self.balanced(title, self.epw, size, BOLD), size, BOLD, Align.C)
        if below:
            self.line_of(self.balanced(below, self.epw, self.body, BOLD), self.body, BOLD, Align.C)
        if rule:
            self.centre_rule(min(40, self.epw / 4))
        self.ln(self.line_height() * 0.5)

    def centre_rule(self, width: float, x: float | None = None, room: float | None = None) -> None:
        """A thin line in the middle of `room` that begins at `x` (of the page where None)."""
        x, room = self.l_margin if x is None else x, self.epw if room is None else room
        self.set_line_width(0.25)
        y = self.y + 1
        self.line(x + (room - width) / 2, y, x + (room + width) / 2, y)
        self.ln(2)

    def section(self, title: str, level: int = 0) -> None:
        """A heading within the paper, which viewers list as a bookmark."""
        self.keep(self.line_height() * 3)
        self.start_section(printable(title, self.face), level=level)
        self.line_of(title, self.body, BOLD, gap=0.5)

    def paragraph(self, *runs: str | Run, first_line: float = 10, align: Align = Align.J, after: float = 1.5,
                  size: float | None = None, left: float = 0) -> None:  # fmt: skip
        """A paragraph of texts with their styles; `first_line`: how far its first line stands in, `left`: all of it."""
        spread = [(one, PLAIN) if isinstance(one, str) else one for one in runs]
        if not any(text.strip() for text, _style in spread):
            self.ln(self.line_height(size) * 0.6)
            return
        options: dict[str, Any] = {
            "text_align": align,
            "line_height": LEADING,
            "l_margin": self.l_margin + left,
        }
        with (
            self.text_columns(**options) as columns,
            columns.paragraph(
                text_align=enums.Align[align.name], line_height=LEADING, first_line_indent=first_line
            ) as paragraph,
        ):
            for text, style in spread:
                self.use(size, style)
                paragraph.write(text)
        self.set_x(self.l_margin)
        self.ln(after)

    def width_of(self, text: str, size: float | None = None, style: str = PLAIN) -> float:
        """How wide a text is on one line, in millimetres."""
        self.use(size, style)
        return float(self.get_string_width(text))

    def fitting(self, text: str, width: float, size: float, style: str = PLAIN, least: float = 6) -> float:
        """The largest size up to `size` with which a text stands on one line this wide; no less than `least`."""
        wide = self.width_of(text, size, style)
        return size if wide <= width else max(least, int(size * width / wide * 4) / 4)

    def balanced(self, text: str, width: float, size: float, style: str = PLAIN) -> str:
        """A text for a narrow middle: in as few lines as it needs, broken so that they are about as long as each other
        (no word stands alone on the last). A line break in it is where it is broken if it must be."""
        given = [" ".join(line.split()) for line in text.split("\n")]
        if len(given) > 1 and self.width_of(" ".join(given), size, style) > width:
            return "\n".join(self.balanced(line, width, size, style) for line in given)
        words = text.split()
        wide = [self.width_of(word, size, style) for word in words]
        space = self.width_of(" ", size, style)
        fewest = len(_broken(words, wide, space, width))
        if fewest < 2:
            return " ".join(words)
        narrow = width
        while len(_broken(words, wide, space, narrow - 1)) == fewest and narrow > 2:
            narrow -= 1
        return "\n".join(_broken(words, wide, space, narrow))

    def list_of(self, items: Sequence[str], mark: str = "-", size: float | None = None) -> None:
        """Items one below the other; `mark` "1." numbers them."""
        for number, item in enumerate(items, 1):
            lead = f"{number}. " if mark == "1." else f"{mark} "
            self.paragraph(lead + item, first_line=0, left=4, after=0.6, size=size)

    @contextmanager
    def staying(self) -> Iterator[None]:
        """Whatever is set within may reach below the margin without a new page; the sheet goes on where it stood."""
        x, y, auto, bottom = self.x, self.y, self.auto_page_break, self.b_margin
        self.set_auto_page_break(False, margin=bottom)
        try:
            yield
        finally:
            self.set_auto_page_break(auto, margin=bottom)
            self.set_xy(x, y)

    def content(self) -> bytes:
        """The finished file."""
        out = io.BytesIO()
        self.output(out)
        return out.getvalue()


def _broken(words: Sequence[str], wide: Sequence[float], space: float, width: float) -> list[str]:
    """Words in lines that are no wider than `width`, where their words allow it."""
    lines: list[str] = []
    left = -1.0
    for word, length in zip(words, wide, strict=True):
        if lines and left + space + length <= width:
            lines[-1] += f" {word}"
            left += space + length
        else:
            lines.append(word)
            left = length
    return lines
