"""What papers are made of: fields with dotted lines, boxes to tick, signature blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.printing.fonts import BOLD, BOLD_ITALIC, ITALIC, PLAIN
from portal.printing.later import Sheet
from portal.printing.placing import Align, XPos, YPos
from portal.printing.sizes import POINT


def dots(sheet: Sheet, x: float, end: float, baseline: float) -> None:
    """A dotted line to write on, from `x` to `end`."""
    if end - x < 2:
        return
    with sheet.local_context():
        sheet.set_line_width(0.2)
        sheet.set_dash_pattern(dash=0.25, gap=0.9)
        sheet.line(x, baseline, end, baseline)


def field(sheet: Sheet, label: str, value: str = "", *, bold: bool = False, blank_lines: int = 1) -> None:
    """ "Họ và tên: NGUYỄN VĂN A"; without a value dotted lines to write it on."""
    if value.strip():
        sheet.paragraph(
            f"{label}: ", (value, BOLD if bold else PLAIN), first_line=0, align=Align.L, after=0.8
        )
        return
    sheet.keep(sheet.line_height() * blank_lines)
    sheet.use()
    height = sheet.line_height()
    sheet.cell(0, height, f"{label}:", new_x=XPos.LMARGIN, new_y=YPos.TOP)
    x = sheet.l_margin + sheet.get_string_width(f"{label}: ") + 2
    for _line in range(blank_lines):
        dots(sheet, x, sheet.w - sheet.r_margin, sheet.y + height * 0.8)
        sheet.ln(height)
        x = sheet.l_margin
    sheet.ln(0.8)


def fields_beside(sheet: Sheet, pairs: Sequence[tuple[str, str]]) -> None:
    """Fields beside each other in equal shares; one below the other where one of them needs more room."""
    share = sheet.epw / len(pairs)
    if any(sheet.width_of(f"{label}: {value}") > share - 3 for label, value in pairs):
        for label, value in pairs:
            field(sheet, label, value)
        return
    sheet.keep(sheet.line_height())
    height, y = sheet.line_height(), sheet.y
    for place, (label, value) in enumerate(pairs):
        x = sheet.l_margin + place * share
        sheet.use()
        sheet.set_xy(x, y)
        sheet.cell(share, height, f"{label}: {value}".rstrip())
        if not value.strip():
            dots(sheet, x + sheet.get_string_width(f"{label}: ") + 2, x + share - 3, y + height * 0.8)
    sheet.set_xy(sheet.l_margin, y + height + 0.8)


def tick(sheet: Sheet, is_on: bool, label: str, *, width: float = 0) -> None:
    """A box with what it stands for, crossed where it is on."""
    height = sheet.line_height()
    sheet.keep(height)
    side, x, y = sheet.body * POINT * 0.75, sheet.x, sheet.y
    sheet.set_line_width(0.25)
    top = y + (height - side) / 2
    sheet.rect(x, top, side, side)
    if is_on:
        sheet.line(x + 0.5, top + 0.5, x + side - 0.5, top + side - 0.5)
        sheet.line(x + 0.5, top + side - 0.5, x + side - 0.5, top + 0.5)
    sheet.use()
    sheet.set_x(x + side + 1.5)
    room = width - side - 1.5 if width else 0
    sheet.multi_cell(room, height, label, align=Align.L, padding=0, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


@dataclass(frozen=True)
class Signature:
    """Who signs: lines in capitals ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), a note in brackets, the name below the room."""

    titles: tuple[str, ...]
    note: str = "(Ký và ghi rõ họ tên)"
    name: str = ""
    dated: str = ""


@dataclass(frozen=True)
class Place:
    """Where on the paper a signature goes: page (from 0), and left, top, width and height in millimetres."""

    page: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Recipients:
    """ "Nơi nhận" at the left of a signature, one line each."""

    lines: tuple[str, ...]


def signatures(
    sheet: Sheet, left: Signature | Recipients | None, right: Signature | None, *, room: float = 20
) -> Place | None:
    """The end of a paper in two columns, kept together on one page; `room` for the hand or the seal. Answers where the
    right one is signed."""
    height = sheet.line_height()
    sheet.keep(height * 4 + room)
    sheet.ln(1)
    half, top = sheet.epw / 2, sheet.y
    ends = [top]
    place = None
    if isinstance(left, Recipients):
        ends.append(_recipients(sheet, left, sheet.l_margin, top, half))
    elif left is not None:
        ends.append(_signature(sheet, left, sheet.l_margin, top, half, room))
    if right is not None:
        end = _signature(sheet, right, sheet.l_margin + half, top, half, room)
        ends.append(end)
        below = sheet.line_height(min(sheet.body, 13)) if right.name else 0
        place = Place(sheet.page_no() - 1, sheet.l_margin + half, end - below - room, half, room)
    sheet.set_xy(sheet.l_margin, max(ends))
    return place


def _signature(sheet: Sheet, one: Signature, x: float, y: float, width: float, room: float) -> float:
    size = min(sheet.body, 13)
    for text, style, points in (
        (one.dated, ITALIC, size),
        *((title, BOLD, size) for title in one.titles),
        (one.note, ITALIC, size - 1),
    ):
        if text:
            y = _column(sheet, text, x, y, width, points, style, Align.C)
    return _column(sheet, one.name, x, y + room, width, size, BOLD, Align.C) if one.name else y + room


def _recipients(sheet: Sheet, one: Recipients, x: float, y: float, width: float) -> float:
    size = min(sheet.body, 13) - 1
    y = _column(sheet, "Nơi nhận:", x, y, width, size, BOLD_ITALIC, Align.L)
    for number, line in enumerate(one.lines, 1):
        end = "." if number == len(one.lines) else ";"
        y = _column(sheet, f"- {line.rstrip('.;')}{end}", x, y, width - 4, size - 1, PLAIN, Align.L)
    return y


def _column(
    sheet: Sheet, text: str, x: float, y: float, width: float, size: float, style: str, align: Align
) -> float:
    if align is Align.C:
        text = sheet.balanced(text, width - 2, size, style)
    sheet.use(size, style)
    sheet.set_xy(x, y)
    sheet.multi_cell(
        width, sheet.line_height(size), text, align=align, padding=0, new_x=XPos.LEFT, new_y=YPos.NEXT
    )
    return float(sheet.y)
