"""What a DOCX is made of here: its styles, paragraphs, tables, fields, lines between parts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any

from portal.exchange.composing import measures as m
from portal.exchange.composing.body import Block, Run
from portal.exchange.composing.html_blocks import Cell, aligned

_ILLEGAL = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
FONT = "Times New Roman"
LEFT, CENTRE, JUSTIFIED = "left", "center", "both"
# name: size, bold, italic, alignment, first line (mm), room above (pt), spacing, stays with the next
_Style = tuple[float, bool, bool, str, float, float, float, bool]
STYLES: dict[str, _Style] = {
    "Quốc hiệu": (m.NATION, True, False, CENTRE, 0, 0, 1, False),
    "Tiêu ngữ": (m.MOTTO, True, False, CENTRE, 0, 0, 1, False),
    "Cơ quan chủ quản": (m.ABOVE, False, False, CENTRE, 0, 0, 1, False),
    "Cơ quan ban hành": (m.ISSUER, True, False, CENTRE, 0, 0, 1, False),
    "Số ký hiệu": (m.NUMBER, False, False, CENTRE, 0, 6, 1, False),
    "Địa danh thời gian": (m.DATED, False, True, CENTRE, 0, 6, 1, False),
    "Trích yếu công văn": (m.ABOUT, False, False, CENTRE, 0, 6, 1, False),
    "Dấu chỉ mức độ": (m.MARK, True, False, CENTRE, 0, 6, 1, False),
    "Tên loại": (m.TITLE, True, False, CENTRE, 0, 12, 1, True),
    "Trích yếu": (m.SUBJECT, True, False, CENTRE, 0, 0, 1, True),
    "Thẩm quyền": (m.BODY, True, False, CENTRE, 0, 6, 1, True),
    "Kính gửi": (m.ADDRESSED, False, False, LEFT, 0, 6, 1, False),
    "Căn cứ": (m.BODY, False, True, JUSTIFIED, m.FIRST_LINE, 6, m.SPACING, False),
    "Lệnh văn": (m.BODY, True, False, CENTRE, 0, 6, m.SPACING, True),
    "Chương mục": (m.BODY, True, False, CENTRE, 0, 6, 1, True),
    "Tên chương mục": (m.BODY, True, False, CENTRE, 0, 0, 1, True),
    "Điều khoản": (m.BODY, False, False, JUSTIFIED, m.FIRST_LINE, 6, m.SPACING, False),
    "Đề mục": (m.BODY, True, False, JUSTIFIED, m.FIRST_LINE, 6, m.SPACING, True),
    "Nội dung": (m.BODY, False, False, JUSTIFIED, m.FIRST_LINE, 6, m.SPACING, False),
    "Trích dẫn văn bản": (m.BODY, False, False, JUSTIFIED, m.FIRST_LINE, 6, m.SPACING, False),
    "Nội dung bảng": (m.TABLE, False, False, LEFT, 0, 0, 1, False),
    "Nơi nhận": (m.COPIED_TITLE, True, True, LEFT, 0, 0, 1, False),
    "Danh sách nơi nhận": (m.COPIED, False, False, LEFT, 0, 0, 1, False),
    "Chức vụ người ký": (m.SIGNED, True, False, CENTRE, 0, 0, 1, True),
    "Họ tên người ký": (m.SIGNED, True, False, CENTRE, 0, 0, 1, False),
    "Phụ lục": (m.APPENDIX, True, False, CENTRE, 0, 0, 1, True),
    "Tên phụ lục": (m.APPENDIX, True, False, CENTRE, 0, 0, 1, True),
    "Kèm theo": (m.APPENDIX, False, True, CENTRE, 0, 0, 1, True),
    "Địa chỉ cơ quan": (m.CONTACT, False, False, CENTRE, 0, 0, 1, False),
    "Số trang": (m.PAGE, False, False, CENTRE, 0, 0, 1, False),
}
_OUTLINE = {"Chương mục": 0, "Điều khoản": 1, "Đề mục": 1, "Phụ lục": 0}
"""Levels for Word's navigation; the letters are not those of Word's own headings."""


class Writer:
    """A DOCX in the making."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.shared, self.text, self.ns, self.tables = (
            import_module(one) for one in ("docx.shared", "docx.enum.text", "docx.oxml.ns", "docx.enum.table")
        )
        self.element = import_module("docx.oxml").OxmlElement
        self.width = m.TEXT
        for one in list(document.styles):
            if one.name == "Normal":
                self._font(one, m.BODY)
                one.paragraph_format.space_after = self.shared.Pt(0)
        for name, values in STYLES.items():
            self._style(name, values)

    def _font(self, style: Any, size: float) -> None:
        style.font.name, style.font.size = FONT, self.shared.Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(self.ns.qn(script), FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(self.ns.qn(theme), None)

    def _style(self, name: str, values: _Style) -> None:
        size, bold, italic, align, first, before, spacing, stays = values
        made = self.document.styles.add_style(name, 1)  # a style of paragraphs
        made.base_style = self.document.styles["Normal"]
        made.quick_style = True
        self._font(made, size)
        made.font.bold, made.font.italic = bold, italic
        layout = made.paragraph_format
        layout.alignment = {LEFT: 0, CENTRE: 1, JUSTIFIED: 3}[align]
        layout.first_line_indent = self.shared.Mm(first)
        layout.space_before, layout.space_after = self.shared.Pt(before), self.shared.Pt(0)
        layout.line_spacing, layout.keep_with_next, layout.widow_control = float(spacing), stays, True
        if name == "Trích dẫn văn bản":
            layout.left_indent = self.shared.Mm(m.FIRST_LINE)
        if name in _OUTLINE:
            level = self.element("w:outlineLvl")
            level.set(self.ns.qn("w:val"), str(_OUTLINE[name]))
            made.element.get_or_add_pPr().append(level)

    def lay_out(self, section: Any, *, contact: str = "", landscape: bool = False) -> None:
        """Paper, margins, the number of the page on top from the second on, the contact below the first page."""
        mm = self.shared.Mm
        section.page_width, section.page_height = mm(m.WIDTH), mm(m.HEIGHT)
        if landscape:
            section.orientation = 1
            section.page_width, section.page_height = mm(m.HEIGHT), mm(m.WIDTH)
        section.top_margin, section.bottom_margin = mm(m.TOP), mm(m.BOTTOM)
        section.left_margin, section.right_margin = mm(m.LEFT), mm(m.RIGHT)
        section.header_distance, section.footer_distance = mm(m.TOP / 2 - 3), mm(m.BOTTOM / 2 - 3)
        section.different_first_page_header_footer = True
        section.header.is_linked_to_previous = section.first_page_header.is_linked_to_previous = False
        section.footer.is_linked_to_previous = section.first_page_footer.is_linked_to_previous = False
        number = section.header.paragraphs[0]
        number.style = self.document.styles["Số trang"]
        self._field(number, "PAGE")
        if contact:
            line = section.first_page_footer.paragraphs[0]
            line.style = self.document.styles["Địa chỉ cơ quan"]
            self.fill(line, [Run(contact)])
            self._border(line, "top")
        self.width = (m.HEIGHT if landscape else m.WIDTH) - m.LEFT - m.RIGHT

    def begin_part(self, *, landscape: bool) -> None:
        """A section for an appendix, on a new page, its pages numbered from one."""
        section = self.document.add_section(2)
        self.lay_out(section, landscape=landscape)
        properties = section._sectPr
        for former in properties.findall(self.ns.qn("w:pgNumType")):
            properties.remove(former)  # of the section before, which this one began as
        number = self.element("w:pgNumType")
        number.set(self.ns.qn("w:start"), "1")
        properties.find(self.ns.qn("w:pgMar")).addnext(number)

    def paragraph(self, style: str, runs: Sequence[Run], within: Any = None) -> Any:
        """A paragraph of runs, in the document or in a cell (`within`)."""
        made = (within or self.document).add_paragraph(style=style)
        self.fill(made, runs)
        return made

    def fill(self, paragraph: Any, runs: Iterable[Run]) -> None:
        """Put runs into a paragraph; breaks that were meant are breaks, others spaces."""
        for run in runs:
            for place, text in enumerate(
                run.text.split("\n") if run.hard else [" ".join(run.text.split("\n"))]
            ):
                made = paragraph.add_run()
                if place:
                    made.add_break()
                made.add_text(legal(text))
                made.bold, made.italic = run.bold or None, run.italic or None
                if run.script:
                    made.font.superscript, made.font.subscript = run.script == "sup", run.script == "sub"

    def first_of(self, cell: Any, style: str, text: str, *, is_first: bool = False) -> Any:
        """A line in a cell; `is_first` takes the paragraph that every cell has."""
        made = cell.paragraphs[0] if is_first else cell.add_paragraph()
        made.style = self.document.styles[style]
        self.fill(made, [Run(text, hard=True)])
        return made

    def frame(self, widths: Sequence[float], rows: int = 1) -> list[Any]:
        """A table without lines; the cells of each row. Its rows are not torn."""
        made = self.document.add_table(rows=rows, cols=len(widths))
        made.autofit, made.alignment = False, 1
        self._layout(made, widths, padding=0)
        for row in made.rows:
            row._tr.get_or_add_trPr().append(self.element("w:cantSplit"))
        return [row.cells for row in made.rows]

    def _layout(self, table: Any, widths: Sequence[float], padding: float) -> None:
        for place, width in enumerate(widths):
            table.columns[place].width = self.shared.Mm(width)
            for cell in table.columns[place].cells:
                cell.width = self.shared.Mm(width)
        margins = self.element("w:tblCellMar")
        for side in ("left", "right"):
            one = self.element(f"w:{side}")
            one.set(self.ns.qn("w:w"), str(int(padding * 56.7)))
            one.set(self.ns.qn("w:type"), "dxa")
            margins.append(one)
        properties = table._tbl.tblPr
        look = properties.find(self.ns.qn("w:tblLook"))
        properties.append(margins) if look is None else look.addprevious(margins)

    def table(self, block: Block) -> None:
        """A table with lines; its head stands again on each page, its rows are not torn."""
        count = len(block.rows[0])
        made = self.document.add_table(rows=len(block.rows), cols=count)
        made.style, made.autofit, made.alignment = self.document.styles["Table Grid"], False, 1
        self._layout(made, _shares(block, self.width), padding=1.2)
        for number, (row, cells) in enumerate(zip(made.rows, block.rows, strict=True)):
            properties = row._tr.get_or_add_trPr()
            properties.append(self.element("w:cantSplit"))
            if number < block.heads:
                properties.append(self.element("w:tblHeader"))
            for place, runs in enumerate(cells):
                self._cell(row.cells[place], runs, aligned(block, place), is_head=number < block.heads)
        self.paragraph("Nội dung bảng", [])

    def _cell(self, cell: Any, runs: Cell, align: str, *, is_head: bool) -> None:
        line = cell.paragraphs[0]
        line.style = self.document.styles["Nội dung bảng"]
        line.alignment = 1 if is_head else {"L": 0, "C": 1, "R": 2}[align]
        if is_head:
            cell.vertical_alignment = self.tables.WD_ALIGN_VERTICAL.CENTER
            runs = tuple(Run(one.text, True, one.italic, one.script, one.hard) for one in runs)
        self.fill(line, runs)

    def rule_below(self, width: float, within: Any = None, room: float | None = None) -> None:
        """A thin line as long as `width` in the middle of `room`: the lower border of an empty line that stands in."""
        made = (within or self.document).add_paragraph()
        side = self.shared.Mm(max(0.0, ((room or self.width) - width) / 2))
        layout = made.paragraph_format
        layout.left_indent = layout.right_indent = side
        layout.space_before = layout.space_after = self.shared.Pt(0)
        layout.line_spacing, layout.keep_with_next = self.shared.Pt(3), True
        self._border(made, "bottom")

    def boxed(self, paragraph: Any, room: float, width: float) -> None:
        """Frame a line in red, `width` wide in the middle of `room`."""
        side = self.shared.Mm(max(0.0, (room - width) / 2))
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = side
        for one in paragraph.runs:
            one.font.color.rgb = self.shared.RGBColor(190, 20, 30)
        self._border(paragraph, "top", "left", "bottom", "right", colour="BE141E")

    def _border(self, paragraph: Any, *sides: str, colour: str = "000000") -> None:
        borders = self.element("w:pBdr")
        for side in sides:
            one = self.element(f"w:{side}")
            for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", colour)):
                one.set(self.ns.qn(f"w:{name}"), value)
            borders.append(one)
        properties = paragraph._p.get_or_add_pPr()
        properties.insert_element_before(
            borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )

    def _field(self, paragraph: Any, code: str) -> None:
        for kind, text in (("begin", ""), ("", code), ("end", "")):
            run = paragraph.add_run()
            if kind:
                mark = self.element("w:fldChar")
                mark.set(self.ns.qn("w:fldCharType"), kind)
            else:
                mark = self.element("w:instrText")
                mark.set(self.ns.qn("xml:space"), "preserve")
                mark.text = text
            run._r.append(mark)

    def keep_end(self) -> None:
        """The last lines of the text stay with the signature."""
        last = [one for one in self.document.paragraphs if one.text.strip()][-2:]
        for one in last:
            one.paragraph_format.keep_with_next = True


def _shares(block: Block, width: float) -> list[float]:
    """Widths by what the columns hold, in the manner of the PDF, by counts of letters."""
    count = len(block.rows[0])
    longest = [
        max((len("".join(run.text for run in row[place])) for row in block.rows), default=0)
        for place in range(count)
    ]
    words = [max((len(word) for row in block.rows for run in row[place] for word in run.text.split()), default=1)
             for place in range(count)]  # fmt: skip
    wants = [max(one, 1) ** 0.6 + most * 0.6 for one, most in zip(longest, words, strict=True)]
    return [width * one / sum(wants) for one in wants]


def legal(text: str) -> str:
    """Text that XML can hold, its letters composed (NFC), as the PDF has them."""
    return unicodedata.normalize("NFC", _ILLEGAL.sub("", text))
