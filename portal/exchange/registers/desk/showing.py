"""What changed in an arrival, as people read it: what a sender offers beside what stands, and what stood before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.exchange.registers.desk.forms import URGENCIES
from portal.exchange.registers.models import IncomingDocument
from portal.exchange.registers.values import from_plain, of_row

LABELS: dict[str, Any] = {
    "sender": _l("Cơ quan, người gửi"),
    "sender_id": _l("Mã định danh nơi gửi"),
    "figure": _l("Số"),
    "notation": _l("Ký hiệu"),
    "day": _l("Ngày văn bản"),
    "place": _l("Địa danh"),
    "kind_name": _l("Loại văn bản"),
    "subject": _l("Trích yếu nội dung"),
    "content": _l("Nội dung"),
    "urgency": _l("Mức độ khẩn"),
    "pages": _l("Số trang"),
    "competence": _l("Thẩm quyền ký"),
    "position": _l("Chức vụ người ký"),
    "signer_name": _l("Người ký"),
    "asked_until": _l("Nơi gửi yêu cầu trả lời trước ngày"),
}


@dataclass(frozen=True)
class Change:
    """A value that is to change: what it is called, as it stands, as it is to be."""

    label: str
    now: str
    then: str


@dataclass(frozen=True)
class Former:
    """What stood in the register until it was changed: when (UTC), by whom, at the sender's wish or not, the values."""

    at: datetime
    by: str
    by_sender: bool
    values: list[tuple[str, str]]


def _said(name: str, value: Any) -> str:
    if name == "urgency" and value in URGENCIES:
        return str(URGENCIES[value])
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value) if value not in (None, "") else "–"


def _named(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(str(LABELS[name]), _said(name, one)) for name, one in values.items() if name in LABELS]


def offered_changes(row: IncomingDocument) -> list[Change]:
    """What an update would change, of what was asked and not answered."""
    offered = from_plain((row.wanted or {}).get("values") or {})
    now = of_row(row)
    return [
        Change(str(LABELS[name]), _said(name, now[name]), _said(name, one))
        for name, one in offered.items()
        if name in LABELS and now[name] != one
    ]


def shown_former(row: IncomingDocument) -> list[Former]:
    """What stood in the register before, the newest change first."""
    return [
        Former(
            datetime.fromisoformat(one["at"]),
            str(one.get("by", "")),
            one.get("why") == "update",
            _named(from_plain(one.get("values") or {})),
        )
        for one in reversed(row.former)
    ]
