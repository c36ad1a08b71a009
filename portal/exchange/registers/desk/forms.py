"""Forms of the registers' desk, and the values that verbs take from them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    MultipleFileField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, NumberRange, Optional

from portal.clock import from_local, to_local, today, utc_now
from portal.exchange.edxml.shapes import AT_ONCE, NORMAL, URGENT, VERY_URGENT
from portal.exchange.kinds import KINDS
from portal.exchange.registers.drafting import Draft, Recipient
from portal.exchange.registers.files import Upload
from portal.exchange.registers.models import ATTACHED, MAIN, IncomingDocument
from portal.exchange.registers.secrecy import LEVELS
from portal.exchange.registers.values import LENGTHS, Arrival, number_of
from portal.web.form_fields import MultiCheckboxField

URGENCIES: dict[int, Any] = {
    NORMAL: _l("Thường"),
    URGENT: _l("Khẩn"),
    VERY_URGENT: _l("Thượng khẩn"),
    AT_ONCE: _l("Hỏa tốc"),
}
KIND_NAMES = {one.slug: one.name for one in KINDS}
COMPETENCES = (
    "TM. ỦY BAN NHÂN DÂN",
    "CHỦ TỊCH",
    "KT. CHỦ TỊCH",
    "TL. CHỦ TỊCH",
    "TUQ. CHỦ TỊCH",
    "Q. CHỦ TỊCH",
)
LONGEST_TEXT = 400_000
_LATER = _l("Nhiều ký tự quá. Hãy viết gọn lại.")


class _Day(DateField):
    """A day, as browsers send it or as people type it."""

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label, [Optional()], format=["%Y-%m-%d", "%d/%m/%Y"], **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it. Raises ValueError with what to do."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Ghi ngày như 05/03/2026.")) from error


class _Number(IntegerField):
    """A whole number."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it. Raises ValueError with what to do."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Ghi một số.")) from error


def _line(label: Any, most: int, **more: Any) -> StringField:
    return StringField(label, [Length(max=most, message=_l("Nhiều nhất %(max)d ký tự."))], **more)


def _count(label: Any, **more: Any) -> _Number:
    return _Number(
        label, [Optional(), NumberRange(1, 9999, _l("Ghi một số từ 1 đến 9999."))], default=1, **more
    )


class ArrivalForm(FlaskForm):
    """A document that came on paper or in a mail."""

    origin = HiddenField()
    version = HiddenField()
    secrecy = SelectField(_l("Độ mật"), choices=list(LEVELS.items()), default="")
    sender = _line(_l("Cơ quan, người gửi"), LENGTHS["sender"], description=_l("Ví dụ: Sở Tài chính"))
    number = _line(
        _l("Số, ký hiệu"), 71, description=_l("Như trên văn bản, ví dụ: 45/KH-UBND; để trống nếu không có")
    )
    day = _Day(_l("Ngày văn bản"))
    arrived = _Day(_l("Ngày đến"))
    kind = SelectField(
        _l("Loại văn bản"), choices=[("", _l("Loại khác")), *KIND_NAMES.items()], default="cong-van"
    )
    kind_name = _line(
        _l("Tên loại khác"),
        LENGTHS["kind_name"],
        description=_l("Ví dụ: Đơn, Thư mời, Quyết định (văn bản quy phạm)"),
    )
    subject = TextAreaField(
        _l("Trích yếu nội dung"),
        [Length(max=LENGTHS["subject"], message=_l("Nhiều nhất %(max)d ký tự."))],
    )
    urgency = SelectField(_l("Mức độ khẩn"), coerce=int, choices=list(URGENCIES.items()), default=NORMAL)
    pages = _count(_l("Số trang"))
    position = _line(_l("Chức vụ người ký"), LENGTHS["position"])
    signer_name = _line(_l("Người ký"), LENGTHS["signer_name"])
    asked_until = _Day(_l("Nơi gửi yêu cầu trả lời trước ngày"))
    content = TextAreaField(_l("Ghi chú khi tiếp nhận"), [Length(max=4000, message=_LATER)])
    files = MultipleFileField(
        _l("Bản quét, tệp kèm theo"), description=_l("PDF, Word, Excel, ảnh; tệp đầu tiên là văn bản chính")
    )
    again = BooleanField(_l("Đây là văn bản khác, vẫn vào sổ"))

    def values(self) -> Arrival:
        """What is to be written into the register."""
        figure, notation = number_of(self.number.data or "")
        kind = self.kind.data or ""
        return Arrival(
            sender=_plain(self.sender.data),
            subject=_plain(self.subject.data),
            figure=figure,
            notation=notation,
            day=self.day.data,
            kind=kind,
            kind_name=KIND_NAMES.get(kind, "") or _plain(self.kind_name.data),
            content=(self.content.data or "").replace("\r\n", "\n").strip(),
            urgency=self.urgency.data if self.urgency.data is not None else NORMAL,
            pages=self.pages.data or 1,
            position=_plain(self.position.data),
            signer_name=_plain(self.signer_name.data),
            asked_until=self.asked_until.data,
        )

    def arrived_at(self) -> datetime:
        """When it came: now, where it is today."""
        day: date | None = self.arrived.data
        return utc_now() if day is None or day == today() else from_local(datetime.combine(day, time(8)))


def arrival_data(row: IncomingDocument | None) -> dict[str, Any]:
    """What the form begins with: an empty one, or what stands in the register."""
    if row is None:
        return {"origin": secrets.token_hex(16), "arrived": today()}
    names = ("sender", "day", "kind", "kind_name", "subject", "urgency", "pages", "position", "signer_name")
    found = {name: getattr(row, name) for name in (*names, "asked_until", "content", "version")}
    return found | {"number": row.number_text, "arrived": to_local(row.arrived_at).date()}


class DraftForm(FlaskForm):
    """A document going out."""

    origin = HiddenField()
    version = HiddenField()
    secrecy = SelectField(_l("Độ mật"), choices=list(LEVELS.items()), default="")
    kind = SelectField(_l("Loại văn bản"), choices=list(KIND_NAMES.items()))
    subject = TextAreaField(
        _l("Trích yếu nội dung"), [Length(max=500, message=_l("Nhiều nhất %(max)d ký tự."))]
    )
    grounds = TextAreaField(
        _l("Căn cứ ban hành"),
        [Length(max=LONGEST_TEXT, message=_LATER)],
        description=_l("Mỗi căn cứ một dòng"),
    )
    body = TextAreaField(_l("Nội dung"), [Length(max=LONGEST_TEXT, message=_LATER)])
    addressed = TextAreaField(_l("Kính gửi"), description=_l("Mỗi nơi một dòng; in ở đầu văn bản"))
    to_places = TextAreaField(
        _l("Nơi nhận in cuối văn bản"), description=_l("Mỗi nơi một dòng, ví dụ: Như trên")
    )
    recipients = MultiCheckboxField(_l("Gửi qua trục liên thông"))
    everywhere = BooleanField(_l("Gửi mọi cơ quan trong danh sách"))
    on_paper = TextAreaField(_l("Gửi bản giấy"), description=_l("Mỗi nơi một dòng"))
    urgency = SelectField(_l("Mức độ khẩn"), coerce=int, choices=list(URGENCIES.items()), default=NORMAL)
    due = _Day(_l("Hạn trả lời"))
    place = _line(_l("Địa danh"), 100)
    competence = _line(_l("Thẩm quyền ký"), 200, description=_l("Ví dụ: TM. ỦY BAN NHÂN DÂN"))
    position = _line(_l("Chức vụ người ký"), 120)
    signer_name = _line(_l("Người ký"), 120)
    unit = _line(_l("Đơn vị soạn thảo"), 120, description=_l("Viết tắt, in sau “Lưu: VT”, ví dụ: VP"))
    typist = _line(_l("Ký hiệu người soạn thảo"), 20)
    copies = _count(_l("Số bản in"))

    def values(self) -> Draft:
        """What is to be drafted."""
        names = dict(self.recipients.choices)
        chosen = list(names) if self.everywhere.data else self.recipients.data or []
        to = [Recipient(str(names[one]), one) for one in chosen if one in names]
        to += [Recipient(one) for one in lines(self.on_paper.data)]
        plain = {
            name: _plain(getattr(self, name).data)
            for name in ("subject", "place", "competence", "position", "signer_name", "unit", "typist")
        }
        return Draft(
            kind=self.kind.data or "",
            grounds=_text(self.grounds.data),
            body=_text(self.body.data),
            addressed=tuple(lines(self.addressed.data)),
            to_places=tuple(lines(self.to_places.data)),
            urgency=self.urgency.data if self.urgency.data is not None else NORMAL,
            due=self.due.data,
            copies=self.copies.data or 1,
            recipients=tuple(to),
            **plain,
        )


def draft_data(draft: Draft, version: int | None = None) -> dict[str, Any]:
    """What the form begins with."""
    names = ("kind", "subject", "grounds", "body", "urgency", "due", "place", "competence", "position")
    found: dict[str, Any] = {
        name: getattr(draft, name) for name in (*names, "signer_name", "unit", "typist", "copies")
    }
    found |= {name: "\n".join(getattr(draft, name)) for name in ("addressed", "to_places")}
    found["recipients"] = [one.organ_id for one in draft.recipients if one.organ_id]
    found["on_paper"] = "\n".join(one.name for one in draft.recipients if not one.organ_id)
    return found | ({"version": version} if version is not None else {"origin": secrets.token_hex(16)})


def lines(text: str | None) -> list[str]:
    """The lines of a text area, empty ones left out."""
    found = (" ".join(one.split())[:200] for one in (text or "").splitlines())
    return [one for one in found if one]


def _plain(text: str | None) -> str:
    return " ".join((text or "").split())


def _text(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()


def uploads(name: str = "files", *, main_first: bool = True) -> list[Upload]:
    """The files that the request brings; the first is the document itself, unless told."""
    sent = [one for one in request.files.getlist(name) if one.filename]
    return [
        Upload(one.filename or "", one.read(), MAIN if main_first and place == 0 else ATTACHED)
        for place, one in enumerate(sent)
    ]


def take_messages(form: FlaskForm, messages: dict[str, str]) -> list[str]:
    """Put what a verb found wrong beside the inputs; what has none is answered."""
    others = []
    for name, message in messages.items():
        field = form._fields.get(name)
        if field is None:
            others.append(message)
        else:
            field.errors = [*field.errors, message]
    return others


def offer(form: DraftForm, offices: Sequence[tuple[str, str]], chosen: Sequence[Recipient]) -> None:
    """Let the form choose among the offices of the book, and those that the draft names already."""
    known = dict(offices)
    form.recipients.choices = [
        *offices,
        *((one.organ_id, one.name) for one in chosen if one.organ_id and one.organ_id not in known),
    ]
