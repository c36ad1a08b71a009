"""The slip that goes with a document to whom it is given ("Phiếu giải quyết văn bản đến": Nghị định 30/2020/NĐ-CP, điều
23, khoản 3, Phụ lục IV): what came, what was directed and said, room for the pen where nothing is yet."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from flask import Response
from flask.typing import ResponseReturnValue

from portal.accounts.signing_in import desk_view
from portal.clock import to_local, utc_now
from portal.dossiers.counter.printing_views import pdf
from portal.exchange.registers.desk.forms import URGENCIES
from portal.exchange.registers.desk.incoming import bp, load
from portal.exchange.registers.handling import course_of
from portal.exchange.registers.models import HandlingNote, IncomingDocument
from portal.exchange.registers.transitions import READ
from portal.printing.counter_forms import Office
from portal.printing.placing import Align
from portal.results.offices import office_of
from portal.web.request import current_portal

DIRECTED, SAID = ("assign", "set_due"), ("note", "finish", "reopen")
TITLE = "PHIẾU GIẢI QUYẾT VĂN BẢN ĐẾN"


def slip(row: IncomingDocument, office: Office, course: Sequence[HandlingNote]) -> bytes:
    """The slip as a PDF, A4; printed again it says what was added since."""
    printing, blocks = import_module("portal.printing"), import_module("portal.printing.blocks")
    heads = import_module("portal.printing.letterhead")
    number = f"{row.number}/{row.year}" if row.number is not None else ""
    sheet = printing.Sheet(TITLE.capitalize(), code=f"{TITLE.capitalize()} – {number}", made_at=utc_now())
    heads.letterhead(sheet, heads.Letterhead(office.agency, office.above))
    sheet.heading(TITLE)
    day = f"{row.day:%d/%m/%Y}" if row.day is not None else ""
    blocks.fields_beside(sheet, [("Số đến", number), ("Ngày đến", f"{to_local(row.arrived_at):%d/%m/%Y}")])
    blocks.field(sheet, "Tác giả", row.sender)
    blocks.fields_beside(sheet, [("Số, ký hiệu", row.number_text or row.notation), ("Ngày văn bản", day)])
    blocks.field(
        sheet, "Tên loại và trích yếu", f"{row.kind_name} – {row.subject}" if row.kind_name else row.subject
    )
    blocks.fields_beside(
        sheet,
        [
            ("Mức độ khẩn", str(URGENCIES[row.urgency])),
            ("Hạn giải quyết", f"{row.due:%d/%m/%Y}" if row.due is not None else ""),
        ],
    )
    for title, acts in (
        ("Ý kiến chỉ đạo của lãnh đạo", DIRECTED),
        ("Ý kiến của đơn vị, người được giao giải quyết", SAID),
    ):
        _said(sheet, blocks, title, [one for one in course if one.act in acts])
    content: bytes = sheet.content()
    return content


def _said(sheet: Any, blocks: Any, title: str, notes: Sequence[HandlingNote]) -> None:
    sheet.section(title)
    for one in notes:
        head = f"{one.by_name}, {to_local(one.at):%H:%M ngày %d/%m/%Y}"
        sheet.paragraph((f"{head}: ", "B"), one.text or "–", first_line=0, align=Align.L)
    if not notes:
        for _line in range(4):
            sheet.ln(8)
            end = sheet.w - sheet.r_margin
            blocks.dots(sheet, sheet.l_margin, end, sheet.y)
        sheet.ln(4)


@bp.get("/<int:object_id>/phieu.pdf")
@desk_view(READ)
def slip_page(object_id: int) -> ResponseReturnValue:
    """The slip of a document, to be printed."""
    row = load(object_id)
    answer: Response = pdf(
        slip(row, office_of(current_portal()), course_of(row)), f"phieu-giai-quyet-{row.number or object_id}"
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
