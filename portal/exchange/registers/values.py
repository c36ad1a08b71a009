"""What a form or a package says of a document that comes in, as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from flask_babel import gettext as _

from portal.clock import today
from portal.exchange.edxml.shapes import AT_ONCE, NORMAL, Document
from portal.exchange.kinds import BY_SLUG, KINDS, read_number
from portal.exchange.registers.errors import Wrong
from portal.exchange.registers.models import TEXT_LENGTH, IncomingDocument
from portal.exchange.registers.secrecy import OPEN, require_open

LENGTHS = {
    "sender": 200,
    "sender_id": 30,
    "figure": 10,
    "notation": 60,
    "place": 100,
    "kind_name": 100,
    "subject": TEXT_LENGTH,
    "competence": 200,
    "position": 120,
    "signer_name": 120,
}


@dataclass(frozen=True)
class Arrival:
    """What is written into the register of a document that comes in. `kind` is a slug of `exchange.kinds` or "" with
    `kind_name` for others; `day` is the document's; `urgency` one of the exchange's; `asked_until` until when the
    sender asks for an answer; `pages` of the document."""

    sender: str
    subject: str
    sender_id: str = ""
    figure: str = ""
    notation: str = ""
    day: date | None = None
    place: str = ""
    kind: str = ""
    kind_name: str = ""
    content: str = ""
    urgency: int = NORMAL
    pages: int = 1
    competence: str = ""
    position: str = ""
    signer_name: str = ""
    asked_until: date | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of the register's row, cut to their lengths (a package may say more; its files say it all)."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        return found | {name: _cut(found[name], most) for name, most in LENGTHS.items()}


NAMES = tuple(one.name for one in fields(Arrival))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def of_package(document: Document) -> Arrival:
    """What a package of the exchange says."""
    known = KINDS[document.kind - 1] if 1 <= document.kind <= len(KINDS) else None
    return Arrival(
        sender=document.sender.name,
        sender_id=document.sender.id,
        subject=document.subject,
        figure=document.reference.number,
        notation=document.reference.notation,
        day=document.reference.day,
        place=document.place,
        kind=known.slug if known is not None else "",
        kind_name=document.kind_name or (known.name if known is not None else ""),
        content=document.content,
        urgency=document.priority,
        pages=document.pages,
        competence=document.signatory.competence,
        position=document.signatory.position,
        signer_name=document.signatory.name,
        asked_until=document.due,
    )


def of_row(row: IncomingDocument) -> dict[str, Any]:
    """The same columns as they stand in the register."""
    return {name: getattr(row, name) for name in NAMES}


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Columns as JSON can hold them: days as text."""
    return {name: one.isoformat() if isinstance(one, date) else one for name, one in values.items()}


def from_plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of `plain`; what is no column is left out."""
    found = {name: values[name] for name in NAMES if name in values}
    for name in ("day", "asked_until"):
        if isinstance(found.get(name), str):
            found[name] = date.fromisoformat(found[name])
    return found


def checked(values: Arrival, secrecy: str = OPEN) -> None:
    """Raise NotOpen for a state secret, Wrong with messages by input for what can't stand in the register."""
    require_open(secrecy)
    wrong: dict[str, str] = {}
    if not values.sender.strip():
        wrong["sender"] = _("Ghi cơ quan hoặc người gửi.")
    if not values.subject.strip():
        wrong["subject"] = _("Ghi trích yếu nội dung văn bản.")
    if values.kind and values.kind not in BY_SLUG:
        wrong["kind"] = _("Chọn loại văn bản trong danh sách.")
    if not NORMAL <= values.urgency <= AT_ONCE:
        wrong["urgency"] = _("Chọn mức độ khẩn.")
    if values.day is not None and values.day > today():
        wrong["day"] = _("Ngày của văn bản ở phía sau hôm nay.")
    if not 1 <= values.pages <= 9999:
        wrong["pages"] = _("Ghi số trang từ 1 đến 9999.")
    if wrong:
        raise Wrong(wrong)


def number_of(typed: str) -> tuple[str, str]:
    """The sender's number as it is typed: figure and what follows the stroke ("45/KH-UBND" → "45", "KH-UBND"); what
    is no such number stands whole behind an empty figure."""
    found = read_number(typed)
    if found is not None:
        return found.figure, found.letters
    text = " ".join(typed.split())
    return (text, "") if len(text) <= LENGTHS["figure"] else ("", text)
