"""The lines of the two books, column by column as the decree has them (Nghị định 30/2020/NĐ-CP, Phụ lục IV)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.clock import to_local
from portal.exchange.kinds import BY_SLUG
from portal.exchange.registers import queries
from portal.exchange.registers.models import (
    RECALLED,
    REPLACED,
    HandlingNote,
    IncomingDocument,
    OutgoingDocument,
)
from portal.exchange.registers.sending_more import added_to


@dataclass(frozen=True)
class Head:
    """A column: its name, its share of the width, whether its cells stand in the middle."""

    head: Any
    share: float
    centred: bool = False


BY_HAND = _l("Ký nhận")
"""The column that is filled in with a pen."""
HEADS_IN = (
    Head(_l("Ngày đến"), 9, True),
    Head(_l("Số đến"), 6, True),
    Head(_l("Tác giả"), 15),
    Head(_l("Số, ký hiệu văn bản"), 13),
    Head(_l("Ngày tháng văn bản"), 9, True),
    Head(_l("Tên loại và trích yếu nội dung văn bản"), 32),
    Head(_l("Đơn vị hoặc người nhận"), 15),
    Head(_l("Ngày chuyển"), 9, True),
    Head(BY_HAND, 8),
    Head(_l("Ghi chú"), 13),
)
HEADS_OUT = (
    Head(_l("Số, ký hiệu văn bản"), 13),
    Head(_l("Ngày tháng văn bản"), 9, True),
    Head(_l("Tên loại và trích yếu nội dung văn bản"), 32),
    Head(_l("Người ký"), 13),
    Head(_l("Nơi nhận văn bản"), 20),
    Head(_l("Đơn vị, người nhận bản lưu"), 11),
    Head(_l("Số lượng bản"), 6, True),
    Head(_l("Ngày chuyển"), 9, True),
    Head(BY_HAND, 8),
    Head(_l("Ghi chú"), 13),
)


@dataclass(frozen=True)
class Line:
    """A line of a book: the document's id, and its cells in the order of the heads; `register` is whose book it is."""

    id: int
    cells: tuple[str, ...]
    organ_id: str = ""


def _day(value: Any) -> str:
    if isinstance(value, datetime):
        value = to_local(value)
    return f"{value:%d/%m/%Y}" if value is not None else ""


def _kind_and_subject(kind: str, subject: str) -> str:
    return f"{kind} – {subject}" if kind else subject


def arrivals(rows: Sequence[IncomingDocument]) -> list[Line]:
    """Lines of the book of documents that come in."""
    return [_arrival(one) for one in rows]


def _arrival(row: IncomingDocument) -> Line:
    notes = []
    if row.taken_back_at is not None:
        notes.append(_("Nơi gửi lấy lại ngày %(day)s", day=_day(row.taken_back_at)))
    if row.replaced_by_id is not None:
        notes.append(_("Đã được thay thế"))
    if row.due is not None:
        notes.append(_("Hạn %(day)s", day=_day(row.due)))
    to = ", ".join(one for one in (row.unit, row.holder_name) if one)
    cells = (
        _day(row.arrived_at),
        str(row.number),
        row.sender,
        row.number_text or row.notation,
        _day(row.day),
        _kind_and_subject(row.kind_name, row.subject),
        to,
        _day(row.assigned_at),
        "",
        "; ".join(notes),
    )
    return Line(row.id, cells, row.organ_id)


def issues(rows: Sequence[OutgoingDocument]) -> list[Line]:
    """Lines of the book of documents that go out."""
    to = queries.recipients_of([one.id for one in rows])
    added = added_to([one.id for one in rows])
    return [_issue(one, [recipient.name for recipient in to[one.id]], added.get(one.id, ())) for one in rows]


def _issue(row: OutgoingDocument, to: Sequence[str], added: Sequence[HandlingNote]) -> Line:
    notes = [_("Gửi thêm ngày %(day)s: %(names)s", day=_day(one.at), names=one.text) for one in added]
    if row.state == RECALLED:
        notes.append(_("Thu hồi ngày %(day)s", day=_day(row.ended_at)))
    elif row.state == REPLACED:
        notes.append(_("Đã được thay thế"))
    kind = BY_SLUG[row.kind].name if row.kind in BY_SLUG else ""
    cells = (
        row.number_text,
        _day(row.day),
        _kind_and_subject(kind, row.subject),
        row.signer_name,
        "; ".join(to or row.to_places),
        ", ".join(one for one in ("VT", row.unit) if one),
        str(row.copies),
        _day(row.issued_at),
        "",
        "; ".join(notes),
    )
    return Line(row.id, cells, row.organ_id)
