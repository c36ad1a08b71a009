"""The report on the mandatory sections, of one portal and of all: as sheets, and as a PDF to sign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, TypeAlias

from flask_babel import gettext as _

from portal import printing
from portal.printing.blocks import Signature, signatures
from portal.printing.letterhead import dated
from portal.printing.placing import Align
from portal.printing.tables import Column, table
from portal.quality.decree import DUTIES
from portal.quality.standing import EXCUSED, GOOD, STATES, Standing
from portal.tenancy.directory import Portal
from portal.web.spreadsheet import Cell, Sheet

Row: TypeAlias = tuple[Portal, list[Standing], dict[str, int]]
_SIZE = 8.5


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


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "–"


def pdf_of_portal(portal: Portal, rows: Sequence[Standing], day: date) -> bytes:
    """The report of one portal: title, summary, table, signatures."""
    title = _("BÁO CÁO RÀ SOÁT MỤC THÔNG TIN BẮT BUỘC")
    paper = _paper(portal.authority, title, portal.name, day)
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
    _table(paper, header, (9, 55, 28, 23, 23, 17, 17, 38, 57), lines)
    _sign(paper, portal.name, day)
    return paper.content()


def pdf_of_all(rows: Sequence[Row], district: Portal, day: date) -> bytes:
    """The report of all portals: how many sections are in each state, and which are to be done."""
    title = _("BÁO CÁO RÀ SOÁT MỤC THÔNG TIN BẮT BUỘC CỦA CÁC CỔNG")
    paper = _paper(district.authority, title, district.name, day)
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
    _table(paper, header, (9, 42, 16, 18, 18, 14, 18, 132), lines)
    _sign(paper, district.name, day)
    return paper.content()


def _paper(authority: str, title: str, name: str, day: date) -> printing.Sheet:
    paper = printing.Sheet(title, landscape=True, face=printing.Face.SANS, margins=(15, 15, 15, 18))
    paper.line_of(authority.upper(), 10, printing.BOLD, gap=1)
    paper.line_of(title, 14, printing.BOLD, Align.C, gap=1)
    paper.line_of(_("theo Nghị định số 42/2022/NĐ-CP ngày 24/6/2022 của Chính phủ"), 10, align=Align.C, gap=1)
    paper.line_of(_("%(name)s – số liệu ngày %(day)s", name=name, day=_day(day)), 10, align=Align.C, gap=3)
    return paper


def _table(
    paper: printing.Sheet, header: Sequence[str], widths: Sequence[int], lines: Sequence[Sequence[str]]
) -> None:
    table(paper, [Column(head, width) for head, width in zip(header, widths, strict=True)], lines, size=_SIZE)


def _sign(paper: printing.Sheet, place: str, day: date) -> None:
    note = _("(Ký, ghi rõ họ tên)")
    paper.body = 10
    made_by = Signature((_("NGƯỜI LẬP BÁO CÁO"),), note)
    signatures(paper, made_by, Signature((_("NGƯỜI PHỤ TRÁCH CỔNG"),), note, dated=dated(place, day)))


def _in_words(found: dict[str, Any], total: int) -> str:
    parts = ", ".join(f"{STATES[state][0]}: {many}" for state, many in found.items() if many)
    return _("Tổng số %(total)s mục. %(parts)s.", total=total, parts=parts)
