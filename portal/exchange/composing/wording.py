"""The formal lines of a document: number, day, recipients, signature, in the words and signs that the annex wants."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from portal.exchange.composing.forms import Form, form_of
from portal.exchange.composing.shapes import OfficialPaper, Signatory
from portal.exchange.edxml.shapes import AT_ONCE, URGENT, VERY_URGENT
from portal.exchange.kinds import BY_SLUG, figure_of
from portal.printing.letterhead import BLANK, MOTTO, NATION, day_in_words

__all__ = ["DRAFT_MARK", "MOTTO", "NATION", "URGENCY", "Head", "head_of"]

URGENCY = {URGENT: "KHẨN", VERY_URGENT: "THƯỢNG KHẨN", AT_ONCE: "HỎA TỐC"}
"""Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần II, mục 8."""
DRAFT_MARK = "DỰ THẢO"
AS_ABOVE = "Như trên"
_ROOM = " " * 8
_UNIT = re.compile(r"\s+(?=(?:XÃ|PHƯỜNG|THỊ TRẤN|HUYỆN|THỊ XÃ|QUẬN|THÀNH PHỐ|TỈNH|ĐẶC KHU)\s)")
_OF_PEOPLE = re.compile(r"(?:ỦY BAN NHÂN DÂN|HỘI ĐỒNG NHÂN DÂN)(?:\s|\Z)")
_SHORT = (("UBND", "ỦY BAN NHÂN DÂN"), ("HĐND", "HỘI ĐỒNG NHÂN DÂN"))
_BARE = re.compile(r"(TM|KT|TL|TUQ|Q)\.?\Z", re.IGNORECASE)
_ABOUT = re.compile(r"(?:v/v|về việc)\s*:?\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Head:
    """What stands on a document beside its text, line by line."""

    above: str
    own: str
    number: str
    about: str
    dated: str
    title: str
    subject: str
    authority: str
    greeting: str
    addressed: tuple[str, ...]
    copied: tuple[str, ...]
    titles: tuple[str, ...]
    name: str
    beside: tuple[str, ...]
    beside_name: str
    signs_left: bool
    urgency: str
    draft: str
    cited: str


def head_of(paper: OfficialPaper) -> Head:
    """All formal lines of a document. Raises KeyError for an unknown kind."""
    form, own = form_of(paper.kind), full_name(paper.issuer.own)
    title, subject = _title(paper, form)
    beside = paper.beside
    mine, theirs = (form.left, form.right) if form.signs_left else (form.right, form.left)
    return Head(
        above="" if _OF_PEOPLE.match(own) else full_name(paper.issuer.above),
        own=own,
        number=_number(paper),
        about=f"V/v {_uncapital(_ABOUT.sub('', _line(paper.subject), count=1))}" if form.about else "",
        dated=_dated(paper) if form.dated else "",
        title=title,
        subject=subject,
        authority=_authority(paper, own) if form.authority else "",
        greeting=form.greeting.format(issuer=_sentence(own)),
        addressed=_listed(paper.addressed),
        copied=_copied(paper) if form.copied else (),
        titles=signing_lines(paper.signatory, own, mine),
        name=_line(paper.signatory.name),
        beside=signing_lines(beside, own, theirs) if beside is not None else (),
        beside_name=_line(beside.name) if beside is not None else "",
        signs_left=form.signs_left,
        urgency=URGENCY.get(paper.urgency, ""),
        draft=DRAFT_MARK if paper.is_draft else "",
        cited=cited(paper),
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def full_name(name: str) -> str:
    """A body in capitals with its name written out: "UBND xã Tam Hải" → "ỦY BAN NHÂN DÂN XÃ TAM HẢI"."""
    found = _line(name).upper()
    for short, whole in _SHORT:
        found = re.sub(rf"\b{short}\b", whole, found)
    return found


def broken_name(name: str) -> str:
    """A body in capitals with the place where it is broken if it must be: before its unit."""
    return _UNIT.sub("\n", name, count=1)


def _sentence(capitals: str) -> str:
    """A body as it stands within a sentence: "Ủy ban nhân dân xã Tam Hải"."""
    kind, _space, unit = broken_name(capitals).partition("\n")
    made = kind.capitalize()
    if unit:
        words = unit.split()
        many = 2 if words[0] in {"THỊ", "THÀNH"} else 1
        made += " " + " ".join(
            one.lower() if place < many else one if re.fullmatch(r"[IVX]+", one) else one.capitalize()
            for place, one in enumerate(words)
        )
    return made


def _uncapital(text: str) -> str:
    """A subject after "V/v": small, unless its first word is an abbreviation or a name in capitals."""
    first = text.split(" ", 1)[0]
    return text if len(first) > 1 and first[1:] != first[1:].lower() else text[:1].lower() + text[1:]


def _number(paper: OfficialPaper) -> str:
    figure = _ROOM if paper.number is None else figure_of(paper.number)
    return f"Số: {figure}/{paper.notation}"


def _dated(paper: OfficialPaper) -> str:
    day = day_in_words(paper.day) if paper.day else _blank_day(paper)
    return f"{_line(paper.place)}, {day}" if paper.place.strip() else day.capitalize()


def _blank_day(paper: OfficialPaper) -> str:
    year = str(paper.made_at.year) if paper.made_at else BLANK
    return f"ngày {BLANK} tháng {BLANK} năm {year}"


def _title(paper: OfficialPaper, form: Form) -> tuple[str, str]:
    """Title and subject; of a letter none, of a public letter the subject where that is a name ("Thư khen …")."""
    subject = _line(paper.subject)
    if form.about:
        return "", ""
    if form.named and subject.lower().startswith("thư "):
        first, _sep, rest = subject.partition(" của ")
        return first.upper(), f"của {rest}" if rest else ""
    return BY_SLUG[paper.kind].title, subject


def _authority(paper: OfficialPaper, own: str) -> str:
    """Who decides: the body where it acts as one ("TM."), else its head ("CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ …")."""
    if paper.kind == "nghi-quyet" or paper.signatory.competence.strip().upper().startswith("TM"):
        return own
    position = re.sub(r"^(?:PHÓ|QUYỀN|Q\.)\s+", "", _line(paper.signatory.position).upper())
    lead = re.match(r"(?:KT|TL|TUQ)\.\s*(.+)", _line(paper.signatory.competence).upper())
    return f"{lead[1] if lead else position or 'CHỦ TỊCH'} {own}"


def signing_lines(one: Signatory, own: str, first: str = "") -> tuple[str, ...]:
    """What stands above a signature in capitals: "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH".

    A competence alone is completed: TM. by the body without its unit, KT., TL. and TUQ. by the head's office (KT. by
    that of which the position is the deputy); Q. stands before the position (Phụ lục I, Phần II, mục 7).
    """
    position = _line(one.position).upper()
    lines = [first] if first else []
    for competence in one.competence.splitlines():
        words = _line(competence).upper()
        bare = _BARE.match(words)
        if not words:
            continue
        if bare and bare[1] == "Q":
            position = f"Q. {position}"
        elif bare:
            head = position.removeprefix("PHÓ ") if bare[1] == "KT" else "CHỦ TỊCH"
            lines.append(f"{bare[1]}. {_body_alone(own) if bare[1] == 'TM' else head}")
        else:
            lines.append(words)
    return (*lines, position) if position else tuple(lines)


def _body_alone(own: str) -> str:
    return broken_name(own).split("\n")[0]


def _listed(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Lines without dash and sign at their end."""
    cleaned = (re.sub(r"^[-–+]\s*|[\s;.]+$", "", _line(one)) for one in lines)
    return tuple(one for one in cleaned if one)


def _copied(paper: OfficialPaper) -> tuple[str, ...]:
    """The lines of "Nơi nhận" with their signs; the last says where it is filed, who typed it, in how many copies."""
    lines = list(_listed(paper.copied))
    lines = [one for one in lines if not one.lower().startswith("lưu:")]
    if paper.addressed and not any(one.lower().startswith("như ") for one in lines):
        lines.insert(0, AS_ABOVE)
    copies = f" ({paper.copies}b)" if paper.copies > 1 else ""
    typist = f".{_line(paper.typist).upper()}" if paper.typist.strip() else ""
    filed = f"Lưu: {_line(paper.archive)}{typist}{copies}"
    return (*(f"{one};" for one in lines), f"{filed}.")


def roman(number: int) -> str:
    """1 to 39 in Roman numerals, as appendixes are numbered."""
    tens, ones = divmod(number, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]


def cited(paper: OfficialPaper) -> str:
    """How appendixes name the document: "Quyết định số 07/QĐ-UBND ngày 05 tháng 02 năm 2026 của Ủy ban …"."""
    kind = BY_SLUG[paper.kind].name.removesuffix(" (cá biệt)")
    day: date | None = paper.day
    when = day_in_words(day) if day else _blank_day(paper)
    figure = BLANK if paper.number is None else figure_of(paper.number)
    return f"{kind} số {figure}/{paper.notation} {when} của {_sentence(full_name(paper.issuer.own))}"


def came_with(paper: OfficialPaper, *, attached: bool) -> str:
    """The line in brackets below the name of an appendix, or of a text that is brought into force."""
    return f"({'Ban hành kèm theo' if attached else 'Kèm theo'} {cited(paper)})"


def appendix_label(number: int, of: int) -> str:
    """ "Phụ lục", numbered where there are several."""
    return "Phụ lục" if of == 1 else f"Phụ lục {roman(number)}"
