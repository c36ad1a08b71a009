"""The report on the mandatory sections, of one portal and of all: as sheets, and as a PDF to sign."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

from flask_babel import gettext as _
from fpdf import FPDF
from fpdf.enums import Align, TableBordersLayout
from fpdf.fonts import FontFace

from portal.quality.decree import DUTIES
from portal.quality.standing import EXCUSED, GOOD, STATES, Standing
from portal.tenancy.directory import Portal
from portal.web.spreadsheet import Cell, Sheet
from portal.web.themes import shelf

PDF = "application/pdf"
Row: TypeAlias = tuple[Portal, list[Standing], dict[str, int]]
_FAMILY, _MARKS = "be-vietnam-pro", "be-vietnam-pro-marks"


def _header() -> list[str]:
    return [
        _("Mục"),
        _("Tình trạng"),
        _("Cập nhật lần cuối"),
        _("Làm mới sau mỗi (ngày)"),
        _("Hạn kế tiếp"),
        _("Liên kết hỏng"),
        _("Trang thiếu mô tả"),
        _("Phụ trách"),
        _("Căn cứ"),
        _("Ghi chú"),
    ]


def sheet_of_portal(rows: Sequence[Standing]) -> Sheet:
    """The report of one portal as a sheet."""
    lines: Iterator[list[Cell]] = (
        [
            str(one.duty.title),
            str(STATES[one.state][0]),
            one.renewed,
            one.every,
            one.due,
            one.broken,
            one.undescribed,
            one.owner,
            one.source,
            one.excused,
        ]
        for one in rows
    )
    return Sheet(_("Nghị định 42"), _header(), lines)


def sheet_of_all(rows: Sequence[Row]) -> Sheet:
    """The report of all portals as a sheet: a line for each, a column for each section."""
    header = [_("Cổng"), *(str(one.title) for one in DUTIES), _("Đạt"), _("Phải áp dụng")]
    lines: Iterator[list[Cell]] = (
        [
            portal.name,
            *(str(STATES[one.state][0]) for one in standings),
            summary[GOOD],
            len(standings) - summary[EXCUSED],
        ]
        for portal, standings, summary in rows
    )
    return Sheet(_("Các cổng"), header, lines)


class _Paper(FPDF):
    """A4 with the portals' own typeface, and the page's number at its foot."""

    def __init__(self, title: str, landscape: bool) -> None:
        super().__init__(orientation="landscape" if landscape else "portrait", format="A4")
        for style, weight in (("", 400), ("B", 600)):
            self.add_font(_FAMILY, style, _font("latin", weight))
            self.add_font(_MARKS, style, _font("vietnamese", weight))
        # The typeface comes in two files: letters of the second are taken where the first has none.
        self.set_fallback_fonts([_MARKS], exact_match=False)
        self.set_margins(15, 15, 15)
        self.set_auto_page_break(True, margin=18)
        self.set_title(title)
        self.set_lang("vi")
        self.add_page()

    def footer(self) -> None:
        """The page's number."""
        self.set_y(-12)
        self.set_font(_FAMILY, size=8)
        self.cell(0, 5, f"{self.page_no()}/{{nb}}", align=Align.R)

    def line_of(
        self, text: str, size: float, style: str = "", align: Align = Align.L, gap: float = 1
    ) -> None:
        """A line or paragraph of its own."""
        self.set_font(_FAMILY, style, size)
        self.multi_cell(0, size * 0.5, text, align=align, new_x="LMARGIN", new_y="NEXT")
        self.ln(gap)

    def table_of(
        self, header: Sequence[str], lines: Sequence[Sequence[str]], widths: Sequence[int], size: float
    ) -> None:
        """A table whose header stands again on each page."""
        self.set_font(_FAMILY, size=size)
        head = FontFace(emphasis="BOLD", fill_color=(236, 232, 226))
        with self.table(
            col_widths=tuple(widths),
            headings_style=head,
            line_height=size * 0.5,
            text_align=Align.L,
            borders_layout=TableBordersLayout.ALL,
            padding=0.8,
        ) as table:
            for line in (header, *lines):
                table.row(list(line))
        self.ln(3)

    def signatures(self, place: str, day: date) -> None:
        """Where the report is signed: who made it, who answers for it."""
        self.ln(4)
        if self.will_page_break(45):
            self.add_page()
        half = self.epw / 2
        self.set_font(_FAMILY, size=10)
        self.cell(half, 5, "")
        dated = _(
            "%(place)s, ngày %(d)s tháng %(m)s năm %(y)s",
            place=place,
            d=f"{day.day:02d}",
            m=_month(day),
            y=day.year,
        )
        self.multi_cell(half, 5, dated, align=Align.C, new_x="LMARGIN", new_y="NEXT")
        self.set_font(_FAMILY, "B", 10)
        self.cell(half, 6, _("NGƯỜI LẬP BÁO CÁO"), align=Align.C)
        self.cell(half, 6, _("NGƯỜI PHỤ TRÁCH CỔNG"), align=Align.C, new_x="LMARGIN", new_y="NEXT")
        self.set_font(_FAMILY, size=9)
        for _half in range(2):
            self.cell(half, 5, _("(Ký, ghi rõ họ tên)"), align=Align.C)

    def bytes_of(self) -> bytes:
        """The finished file."""
        out = io.BytesIO()
        self.output(out)
        return out.getvalue()


def _month(day: date) -> str:
    """01 and 02 are written with two digits, as in official papers (Decree 30/2020/NĐ-CP, Annex I)."""
    return f"{day.month:02d}" if day.month < 3 else str(day.month)


def _font(part: str, weight: int) -> Path:
    folder = shelf().root / "_shared" / "static" / "fonts"
    return folder / f"be-vietnam-pro-{part}-{weight}-normal.woff2"


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "–"


def pdf_of_portal(portal: Portal, rows: Sequence[Standing], day: date) -> bytes:
    """The report of one portal: title, summary, table, signatures."""
    title = _("BÁO CÁO RÀ SOÁT MỤC THÔNG TIN BẮT BUỘC")
    paper = _Paper(title, landscape=True)
    _head(paper, portal.authority, title, portal.name, day)
    found = {state: sum(one.state == state for one in rows) for state in STATES}
    paper.line_of(_in_words(found, len(rows)), 10, gap=2)
    lines = [
        [
            str(number),
            str(one.duty.title),
            str(STATES[one.state][0]),
            _day(one.renewed),
            _day(one.due),
            str(one.broken),
            str(one.undescribed),
            one.owner or "–",
            one.excused or one.source,
        ]
        for number, one in enumerate(rows, 1)
    ]
    header = [
        _("STT"),
        _("Mục thông tin"),
        _("Tình trạng"),
        _("Cập nhật"),
        _("Hạn kế tiếp"),
        _("Liên kết hỏng"),
        _("Thiếu mô tả"),
        _("Phụ trách"),
        _("Căn cứ, ghi chú"),
    ]
    paper.table_of(header, lines, (9, 55, 28, 23, 23, 17, 17, 38, 57), 8.5)
    paper.signatures(portal.name, day)
    return paper.bytes_of()


def pdf_of_all(rows: Sequence[Row], district: Portal, day: date) -> bytes:
    """The report of all portals: how many sections are in each state, and which are to be done."""
    title = _("BÁO CÁO RÀ SOÁT MỤC THÔNG TIN BẮT BUỘC CỦA CÁC CỔNG")
    paper = _Paper(title, landscape=True)
    _head(paper, district.authority, title, district.name, day)
    header = [_("STT"), _("Cổng"), *(str(STATES[one][0]) for one in STATES), _("Mục phải bổ sung, cập nhật")]
    lines = [
        [
            str(number),
            portal.name,
            *(str(summary[state]) for state in STATES),
            "; ".join(str(one.duty.title) for one in standings if one.state not in {GOOD, EXCUSED}) or "–",
        ]
        for number, (portal, standings, summary) in enumerate(rows, 1)
    ]
    paper.table_of(header, lines, (9, 42, 16, 18, 18, 14, 18, 132), 8.5)
    paper.signatures(district.name, day)
    return paper.bytes_of()


def _head(paper: _Paper, authority: str, title: str, name: str, day: date) -> None:
    paper.line_of(authority.upper(), 10, "B")
    paper.line_of(title, 14, "B", Align.C)
    paper.line_of(_("theo Nghị định số 42/2022/NĐ-CP ngày 24/6/2022 của Chính phủ"), 10, align=Align.C)
    paper.line_of(_("%(name)s – số liệu ngày %(day)s", name=name, day=_day(day)), 10, align=Align.C, gap=3)


def _in_words(found: dict[str, Any], total: int) -> str:
    parts = ", ".join(f"{STATES[state][0]}: {many}" for state, many in found.items() if many)
    return _("Tổng số %(total)s mục. %(parts)s.", total=total, parts=parts)
