"""What the forms of the counter say, as plain values: the forms know no dossier. Instants are naive UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.clock import to_local
from portal.printing.letterhead import BLANK, day_in_words

SOURCE = "Thông tư số 01/2018/TT-VPCP"
"""The circular whose annex prescribes forms 01 to 06 (articles 9 and 10): A5, the register on A4."""
UNIT = "Bộ phận Tiếp nhận và Trả kết quả"


@dataclass(frozen=True)
class Office:
    """The agency at whose counter the form is made. `phone`: of the counter."""

    agency: str
    above: str = ""
    place: str = ""
    unit: str = UNIT
    phone: str = ""

    @property
    def full_unit(self) -> str:
        """The counter with its agency: "Bộ phận Tiếp nhận và Trả kết quả Ủy ban nhân dân xã Tam Hải"."""
        return f"{self.unit} {self.agency}"


@dataclass(frozen=True)
class Applicant:
    """Whose dossier it is; what is unknown stays empty and is printed as a dotted line."""

    name: str
    address: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Slip:
    """What forms 01 to 05 share. `number`: as it follows "Số:", "" for one to be filled in by hand. `code`: of the
    dossier. `service`: the name of the procedure. `link`: where the QR code leads, "" for none. `made_at`: when the
    form is made; its day is that of the letterhead."""

    office: Office
    code: str
    applicant: Applicant
    service: str
    made_at: datetime
    number: str = ""
    link: str = ""
    clerk: str = ""

    @property
    def day(self) -> date:
        """The day of the form in Vietnam."""
        return to_local(self.made_at).date()


@dataclass(frozen=True)
class HandedIn:
    """A paper of the dossier: its name, how many originals and copies, a note."""

    name: str
    originals: int = 0
    copies: int = 0
    note: str = ""

    def in_words(self) -> str:
        """The paper with its numbers: "Giấy chứng sinh (01 bản chính)"."""
        parts = [
            f"{count:02d} {word}"
            for count, word in ((self.originals, "bản chính"), (self.copies, "bản sao"))
            if count
        ]
        parts += [self.note] if self.note else []
        return f"{self.name} ({'; '.join(parts)})" if parts else self.name


@dataclass(frozen=True)
class Receipt(Slip):
    """Form 01. `duration`: the time that the rule gives, in words ("03 ngày làm việc"). `result_at`: where and how the
    result is handed over. `book` and `serial`: of the register. `fee`: what was or is to be paid, in words."""

    papers: tuple[HandedIn, ...] = ()
    sets: int = 1
    duration: str = ""
    received_at: datetime | None = None
    due_at: datetime | None = None
    result_at: str = ""
    book: str = ""
    serial: str = ""
    fee: str = ""


@dataclass(frozen=True)
class CompletionRequest(Slip):
    """Form 02. `items`: what is to be completed. `contact` and `contact_phone`: who helps (the clerk and the counter's
    telephone where empty). `until`: the last day for it, if there is one."""

    items: tuple[str, ...] = ()
    reason: str = ""
    contact: str = ""
    contact_phone: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Refusal(Slip):
    """Form 03: the reasons, with the rule that each rests on."""

    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Apology(Slip):
    """Form 04. `titles`: of who signs ("CHỦ TỊCH"). `promised_at`: what the receipt said, `new_due_at`: from now on."""

    received_at: datetime | None = None
    promised_at: datetime | None = None
    new_due_at: datetime | None = None
    reason: str = ""
    titles: tuple[str, ...] = ("THỦ TRƯỞNG\nCƠ QUAN, ĐƠN VỊ",)
    signer: str = ""


@dataclass(frozen=True)
class HandingOver:
    """A line of form 05: the dossier goes from one hand to the next. `outcome`: "Trước hạn", "Đúng hạn", "Quá hạn"."""

    giver: str
    taker: str
    at: datetime | None = None
    giver_name: str = ""
    taker_name: str = ""
    outcome: str = ""
    note: str = ""


@dataclass(frozen=True)
class ControlSlip(Slip):
    """Form 05: by whose hands a dossier went."""

    handled_by: str = ""
    together_with: str = ""
    steps: tuple[HandingOver, ...] = ()


@dataclass(frozen=True)
class RegisterLine:
    """A dossier in the register. `serial`: its number of the year."""

    serial: int
    code: str
    service: str
    applicant: Applicant
    handled_by: str
    sets: int = 1
    received_at: datetime | None = None
    due_at: datetime | None = None
    passed_on_at: datetime | None = None
    result_came_at: datetime | None = None
    returned_at: datetime | None = None
    way: str = ""
    note: str = ""


@dataclass(frozen=True)
class Register:
    """Form 06: a book, or a part of one (`period`: "năm 2026", "tháng 3 năm 2026"). `opened`: the first day of it."""

    office: Office
    period: str
    made_at: datetime
    lines: tuple[RegisterLine, ...] = ()
    book: str = ""


def moment_in_words(instant: datetime | None) -> str:
    """ "08 giờ 30 phút, ngày 05 tháng 02 năm 2026", with dots where there is none."""
    if instant is None:
        return f"{BLANK} giờ {BLANK} phút, {day_in_words(None)}"
    local = to_local(instant)
    return f"{local:%H} giờ {local:%M} phút, {day_in_words(local.date())}"


def short_moment(instant: datetime | None) -> str:
    """ "08:30 05/02/2026", or nothing."""
    return f"{to_local(instant):%H:%M %d/%m/%Y}" if instant else ""
