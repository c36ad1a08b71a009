"""A book of the registers as a PDF: A4 across, the office and the period on top, columns numbered as in the decree's
form, room for the hand that signs for a document, and for who closes the book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module

from portal.exchange.registers.desk.book_lines import Head, Line
from portal.printing.counter_forms import Office
from portal.printing.placing import Align


@dataclass(frozen=True)
class Book:
    """What is printed; `made_at` is naive UTC."""

    office: Office
    title: str
    period: str
    heads: Sequence[Head]
    lines: Sequence[Line]
    made_at: datetime


def printed(book: Book) -> bytes:
    """The book as a PDF."""
    printing, tables = import_module("portal.printing"), import_module("portal.printing.tables")
    blocks, heads = import_module("portal.printing.blocks"), import_module("portal.printing.letterhead")
    sheet = printing.Sheet(
        book.title,
        landscape=True,
        body=12,
        margins=(15, 15, 15, 16),
        code=f"{book.office.agency} – {book.title}, {book.period}",
        made_at=book.made_at,
        author=book.office.agency,
    )
    heads.letterhead(sheet, heads.Letterhead(book.office.agency, book.office.above))
    sheet.heading(book.title.upper(), book.period[:1].upper() + book.period[1:])
    columns = [
        tables.Column(str(one.head), one.share, Align.C if one.centred else Align.L) for one in book.heads
    ]
    tables.table(sheet, columns, [one.cells for one in book.lines], size=10, numbers=True)
    if not book.lines:
        sheet.paragraph("Trong kỳ không có văn bản nào.", first_line=0)
    sheet.paragraph(f"Sổ này có {len(book.lines)} văn bản.", first_line=0)
    made = heads.day_in_words(None)
    blocks.signatures(
        sheet,
        blocks.Signature(("VĂN THƯ",)),
        blocks.Signature(("NGƯỜI ĐỨNG ĐẦU CƠ QUAN",), "(Ký, đóng dấu)", dated=f"{book.office.place}, {made}"),
    )
    content: bytes = sheet.content()
    return content
