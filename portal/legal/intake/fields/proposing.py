"""All fields of one document, read from its pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from portal.legal.intake.fields.bases import legal_bases
from portal.legal.intake.fields.closing import recipients, signature, signer, signer_position
from portal.legal.intake.fields.dates import dates_in
from portal.legal.intake.fields.effect import effective
from portal.legal.intake.fields.head import Head, read_head
from portal.legal.intake.fields.issuers import (
    begins_with_office,
    by_number,
    council_of,
    issuing_lines,
    joint,
    spelled,
    text_of,
    units,
    with_place,
)
from portal.legal.intake.fields.kinds import category, kind_of_number, with_code_of
from portal.legal.intake.fields.labels import Labels, date_from_annexes, date_of_passing, number_from_annexes
from portal.legal.intake.fields.numbers import number_in
from portal.legal.intake.fields.proposal import HasText, Proposals, Proposed
from portal.legal.intake.fields.reading import Piece, Reading, plain
from portal.legal.intake.fields.spelling import Spelling
from portal.legal.intake.fields.title import reference, title, title_lines
from portal.legal.naming import number_year

_ASSEMBLIES = ("Luật", "Bộ luật", "Pháp lệnh", "Nghị quyết", "Hiến pháp")
_JOINT = (
    "Thông tư liên tịch",
    "Nghị quyết liên tịch",
    "Thông tư liên bộ",
    "Kế hoạch liên tịch",
    "Hướng dẫn liên tịch",
)


def propose(pages: Sequence[HasText]) -> Proposals:
    """Return what the pages of a document say of its number, kind, issuer, dates, signer, title and bases.

    `pages` in their order, their text in NFC, one line for each printed line; text recognised from pictures may
    have errors. What cannot be found is None, never a guess without a place; unsure values have a confidence
    below 0.6. No errors: any text gives proposals, if need be empty ones. Forms of documents: Decree
    30/2020/NĐ-CP and the circulars before it (55/2005/TTLT-BNV-VPCP, 01/2011/TT-BNV).
    """
    reading = Reading(pages)
    spelling, labels = Spelling(reading), Labels(reading)
    head = read_head(reading)
    number = _number(reading, head, labels)
    value = number.value if number else ""
    kind = _kind(reading, head, value)
    if number is not None and kind is not None:
        number = replace(number, value=with_code_of(value, kind.value))
        value = number.value
    issuer, names = _issuer(reading, head, spelling, value)
    lines = head.subject or (title_lines(head.after, names) if head.kind_piece is not None else [])
    issued = _issued(reading, head, labels, kind.value if kind else "", value)
    begin = lines[-1] if lines else head.kind_piece or head.number_piece
    signed = signature(reading, begin, kind is not None and kind.value in _JOINT)
    position = signer_position(reading, signed)
    return Proposals(
        number=_agreed(number, issued),
        type=kind,
        issuer=issuer,
        place=reading.proposed(head.place.text.strip(" ,"), [head.place], 0.9) if head.place else None,
        issued=issued,
        effective=effective(reading.pages, issued) or labels.date("ngay hieu luc", 0.7),
        signer=signer(reading, signed) or labels.signer(),
        signer_position=position,
        title=title(reading, spelling, lines, kind.value if kind else ""),
        legal_bases=legal_bases(reading, begin, kind is not None and kind.value == "Công văn"),
        recipients=recipients(reading, begin),
        category=category(kind.value if kind else "", value),
    )


def _number(reading: Reading, head: Head, labels: Labels) -> Proposed | None:
    if head.number is not None and head.number_piece is not None and head.number.value:
        value = head.number.value
        confidence = 0.93 if head.number.sure else 0.75
        elsewhere = number_from_annexes(reading) or labels.number()
        if elsewhere is not None and elsewhere.value == value:
            confidence = 0.97
        if not head.has_motto:
            confidence -= 0.2
        return reading.proposed(value, [head.number_piece], confidence)
    own = reference(head.after[:6])
    found = number_in(own[1]) if own is not None else None
    if own is not None and found is not None and found.value:
        return reading.proposed(found.value, [own[0]], 0.85)
    return labels.number() or number_from_annexes(reading)


def _agreed(number: Proposed | None, issued: Proposed | None) -> Proposed | None:
    """The number, less sure where its year is not that of the date."""
    year = number_year(number.value) if number else None
    if number is None or year is None or issued is None or issued.value.startswith(str(year)):
        return number
    return replace(number, confidence=min(number.confidence, 0.5))


def _kind(reading: Reading, head: Head, number: str) -> Proposed | None:
    coded = kind_of_number(number or (f"1/{head.number.code}" if head.number else ""))
    if coded == "Văn bản hợp nhất" and head.number_piece is not None:
        return reading.proposed(coded, [head.number_piece], 0.85)
    if head.kind_piece is not None:
        agree = not coded or plain(coded).startswith(plain(head.kind)[:5])
        confidence = 0.95 if head.kind_exact and agree else 0.8 if agree else 0.55
        return reading.proposed(head.kind, [head.kind_piece], confidence)
    if coded and head.number_piece is not None:
        return reading.proposed(coded, [head.number_piece], 0.75)
    letter = (
        head.subject[:1] or [piece for piece in head.after[:12] if piece.plain.startswith("kinh gui")][:1]
    )
    if letter:
        return reading.proposed("Công văn", letter, 0.9 if head.number_piece else 0.6)
    return None


def _issued(reading: Reading, head: Head, labels: Labels, kind: str, number: str) -> Proposed | None:
    if head.date is not None and head.date_piece is not None and head.date.value is not None:
        confidence = (0.95 if head.place else 0.85) - (0.0 if head.date.sure else 0.2)
        return reading.proposed(head.date.value.isoformat(), [head.date_piece], confidence)
    own = reference(head.after[:6])
    printed = next(iter(dates_in(own[1])), None) if own is not None else None
    if own is not None and printed is not None and printed.value is not None:
        return reading.proposed(printed.value.isoformat(), [own[0]], 0.85)
    passed = date_of_passing(reading) if kind in _ASSEMBLIES and not head.date_is_blank else None
    if passed is not None and "QH" not in number:
        # The National Assembly's texts bear the day of their passing; a local council's are signed some days later.
        passed = replace(passed, confidence=min(passed.confidence, 0.55))
    return (
        passed
        or date_from_annexes(reading, number)
        or labels.date("ngay ban hanh", 0.75)
        or labels.date("ngay ky", 0.55)
    )


def _issuer(
    reading: Reading, head: Head, spelling: Spelling, number: str
) -> tuple[Proposed | None, list[str]]:
    """The issuer, and the names of all organisations of the head, with which the text may begin again."""
    grouped = units(issuing_lines(head.left))
    named = [spelled(text_of(unit), spelling) for unit in grouped]
    names = [name for name, _ in named]
    coded = by_number(number)
    if coded:
        found = [unit for unit, name in zip(grouped, names, strict=True) if plain(name) in plain(coded)]
        place = [piece for unit in found for piece in unit] or (
            [head.number_piece] if head.number_piece else []
        )
        if " và " in coded and sorted(coded.split()) == sorted(joint(names).split()):
            coded = joint(names)
        if place:
            return reading.proposed(coded, place, 0.97 if found else 0.8), [*names, coded]
    council = council_of(number)
    if council:
        proposed = _council(reading, head, spelling, council, list(zip(grouped, named, strict=True)))
        return proposed, [*names, proposed.value if proposed else council]
    if not grouped or not (head.number or head.kind_piece or head.subject):
        return None, []
    if len(grouped) > 1 and all(name.startswith("Bộ ") for name in names):
        return reading.proposed(joint(names), [piece for unit in grouped for piece in unit], 0.85), names
    name, confidence = named[-1]
    confidence -= 0.2 if not head.has_motto else 0.0
    confidence -= 0.0 if begins_with_office(grouped[-1][0]) else 0.3
    return reading.proposed(with_place(name, names[:-1]), grouped[-1], confidence), names


def _council(
    reading: Reading,
    head: Head,
    spelling: Spelling,
    council: str,
    named: list[tuple[list[Piece], tuple[str, float]]],
) -> Proposed | None:
    """The council of a number's code with its place: from the head, else from who decides below the title."""
    for unit, (name, confidence) in reversed(named):
        if name.startswith(f"{council} ") or (name != council and confidence >= 0.9):
            return reading.proposed(name, unit, confidence)
    for piece in head.after[:12]:
        at = piece.plain.find(plain(council))
        part = piece.part(at, len(piece.text)) if at >= 0 else None
        name, confidence = spelled(part.text, spelling) if part is not None else ("", 0.0)
        if part is not None and name.startswith(f"{council} "):
            return reading.proposed(name, [part], min(confidence, 0.85))
    if named:
        return reading.proposed(named[-1][1][0], named[-1][0], 0.5)
    return reading.proposed(council, [head.number_piece], 0.4) if head.number_piece else None
