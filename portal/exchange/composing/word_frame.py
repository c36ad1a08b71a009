"""Head and end of an official document in DOCX."""

from __future__ import annotations

from typing import Any

from portal.exchange.composing import measures as m
from portal.exchange.composing.html_blocks import Run
from portal.exchange.composing.shapes import OfficialPaper
from portal.exchange.composing.word_parts import Writer
from portal.exchange.composing.wording import MOTTO, NATION, Head, broken_name

_LETTER = 0.21  # of the size in millimetres: how wide a letter is about, for the length of lines below names


def set_head(writer: Writer, head: Head, paper: OfficialPaper) -> None:
    """Issuer and nation beside each other in a table without lines; number and day in its second row."""
    rest = m.TEXT - m.HEAD_LEFT
    (left, right), (below, dated) = writer.frame((m.HEAD_LEFT, rest), rows=2)
    if head.above:
        writer.first_of(left, "Cơ quan chủ quản", broken_name(head.above), is_first=True)
    writer.first_of(left, "Cơ quan ban hành", broken_name(head.own), is_first=not head.above)
    last = broken_name(head.own).split("\n")[-1]
    writer.rule_below(min(30.0, len(last) * m.ISSUER * _LETTER * 0.5), left, m.HEAD_LEFT)
    writer.first_of(right, "Quốc hiệu", NATION, is_first=True)
    writer.first_of(right, "Tiêu ngữ", MOTTO)
    writer.rule_below(60.5, right, rest)
    writer.first_of(below, "Số ký hiệu", head.number.replace("  ", "\u00a0\u00a0"), is_first=True)
    writer.first_of(dated, "Địa danh thời gian", head.dated, is_first=True)
    if head.about:
        writer.first_of(below, "Trích yếu công văn", head.about)
    wide = m.URGENCY_WIDTH[paper.urgency]
    for text in (head.urgency, paper.scope, head.draft):
        if text:
            line = writer.first_of(below, "Dấu chỉ mức độ", text)
            writer.boxed(line, m.HEAD_LEFT, max(wide if text == head.urgency else 0, len(text) * 3.6))


def set_title(writer: Writer, head: Head) -> None:
    """Title, subject, the line below them; who decides."""
    if not head.title:
        return
    writer.paragraph("Tên loại", [Run(head.title)])
    if head.subject:
        writer.paragraph("Trích yếu", [Run(head.subject)])
    writer.rule_below(min(60.0, len(head.subject or head.title) * m.SUBJECT * _LETTER * 0.42))
    if head.authority:
        writer.paragraph("Thẩm quyền", [Run(head.authority)])


def set_greeting(writer: Writer, head: Head) -> None:
    """ "Kính gửi:", one on its line or several below each other."""
    if not head.addressed:
        return
    if len(head.addressed) == 1:
        line = writer.paragraph("Kính gửi", [Run(f"{head.greeting}: {head.addressed[0]}")])
        line.alignment = 1
        return
    mm = writer.shared.Mm
    line = writer.paragraph("Kính gửi", [Run(f"{head.greeting}:")])
    line.paragraph_format.left_indent = mm(m.ADDRESSED_LEFT)
    line.paragraph_format.keep_with_next = True
    for number, name in enumerate(head.addressed, 1):
        sign = "." if number == len(head.addressed) else ";"
        one = writer.paragraph("Kính gửi", [Run(f"- {name}{sign}")])
        one.paragraph_format.left_indent = mm(m.ADDRESSED_LEFT + 21)
        one.paragraph_format.first_line_indent = mm(-2.5)
        one.paragraph_format.space_before = writer.shared.Pt(2)


def set_end(writer: Writer, head: Head) -> None:
    """Those who sign, "Nơi nhận" beside or, where two sign, below them."""
    writer.paragraph("Nội dung bảng", []).paragraph_format.keep_with_next = True
    two = bool(head.beside or head.beside_name)
    share = m.TEXT / 2 if two else 78.0
    (left, right), *more = writer.frame((share, m.TEXT - share), rows=2 if two and head.copied else 1)
    if two:
        left, right = (right, left) if head.signs_left else (left, right)
        _signature(writer, left, head.beside, head.beside_name)
    elif head.copied:
        _copied(writer, left, head)
    _signature(writer, right, head.titles, head.name)
    for cells in more:
        _copied(writer, cells[0], head)


def _copied(writer: Writer, cell: Any, head: Head) -> None:
    writer.first_of(cell, "Nơi nhận", "Nơi nhận:", is_first=True)
    for one in head.copied:
        writer.first_of(cell, "Danh sách nơi nhận", f"- {one}")


def _signature(writer: Writer, cell: Any, titles: tuple[str, ...], name: str) -> None:
    for number, one in enumerate(titles):
        writer.first_of(cell, "Chức vụ người ký", one, is_first=number == 0)
    line = writer.first_of(cell, "Họ tên người ký", name, is_first=not titles)
    line.paragraph_format.space_before = writer.shared.Mm(m.SIGNATURE_ROOM)
