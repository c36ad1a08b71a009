"""The head of a document taken apart: motto, number, place and date, and what is left of both columns.

Columns may be interleaved on one line or follow each other; so the head is not read by its layout: what has
a form of its own (motto, date, number) is cut out, wherever it stands, and the rest is read in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from portal.legal.intake.fields.dates import PrintedDate, blank_date, dates_in, place_before
from portal.legal.intake.fields.kinds import is_kind_of_letter, kind_of_number, named_by
from portal.legal.intake.fields.numbers import PrintedNumber, number_in
from portal.legal.intake.fields.reading import LONG, Piece, Reading, find_alike, is_rule, is_upper, plain

_MOTTOES = (
    "cong hoa xa hoi chu nghia viet nam",
    "doc lap - tu do - hanh phuc",
    "dang cong san viet nam",
    "viet nam dan chu cong hoa",
)
_BODY = re.compile(r"\W*(?:can cu |chuong i\b|dieu 1\b|phan thu nhat|kinh gui)")
_ADDRESSED = re.compile(r"\W*kinh gui\b")
_FAR = 150
"""Pieces of a head, cover page included, with some to spare."""

_NUMBERED_KIND = re.compile(r"(?P<kind>bo luat|luat|nghi quyet|phap lenh|lenh)\W*")


@dataclass
class Head:
    """What the beginning of a document holds.

    `left` is what stands before the number (issuers, marks), `after` what follows the line with the kind (or the
    number, where no line names a kind), `subject` the lines from "V/v" on.
    """

    left: list[Piece] = field(default_factory=list)
    subject: list[Piece] = field(default_factory=list)
    after: list[Piece] = field(default_factory=list)
    number: PrintedNumber | None = None
    number_piece: Piece | None = None
    date: PrintedDate | None = None
    date_piece: Piece | None = None
    date_is_blank: bool = False
    place: Piece | None = None
    kind: str = ""
    kind_piece: Piece | None = None
    kind_exact: bool = True
    has_motto: bool = False


@dataclass(frozen=True)
class _Part:
    sort: str
    piece: Piece
    whole: Piece
    number: PrintedNumber | None = None
    date: PrintedDate | None = None


def read_head(reading: Reading) -> Head:
    """Return the head of a document; empty where the pages hold none."""
    parts = list(_parts(reading))
    head = Head(has_motto=any(part.sort == "motto" for part in parts))
    at_number = _take_number(head, parts)
    at_kind = _take_kind(head, parts, at_number)
    _take_date(head, parts, at_number, at_kind)
    first = next((i for i, part in enumerate(parts) if part.sort == "motto"), at_number or 0)
    ends = [at for at in (at_number, at_kind) if at is not None]
    end = min(ends) if ends else first + 6
    head.left = [part.piece for part in parts[:end] if part.sort == "text"]
    after = at_kind if at_kind is not None else at_number
    head.after = _following(parts, after)
    if at_kind is not None and head.kind_piece is not None:
        tail = _tail(parts[at_kind].whole, head.kind_piece)
        head.after[:0] = [tail] if tail else []
    if not head.kind_piece:
        head.subject = _subject(parts)
    return head


def _parts(reading: Reading) -> Iterator[_Part]:
    for piece in reading.pieces[:_FAR]:
        if len(piece.text) > LONG:
            yield _Part("text", piece, piece)
            continue
        waiting = [piece]
        for motto in _MOTTOES:
            waiting = list(_without(waiting, motto))
        for one in waiting:
            if one.plain == "\0":
                yield _Part("motto", piece, piece)
            else:
                yield from _dated(one, piece)


def _without(pieces: list[Piece], motto: str) -> Iterator[Piece]:
    for piece in pieces:
        capitals = is_upper(piece.text, 0.5) or motto.startswith("doc lap")
        found = find_alike(piece.plain, motto) if capitals and len(piece.text) < 140 else None
        if found is None or _within_title(piece, found):
            yield piece
            continue
        for part in (piece.part(0, found[0]), piece.part(found[1], len(piece.text))):
            if part is not None and not is_rule(part.text):
                yield part
        yield Piece(piece.page, piece.start, "", piece.line, piece.column, False, "\0")


def _within_title(piece: Piece, found: tuple[int, int]) -> bool:
    """Whether the motto is part of a sentence: "CỦA QUỐC HỘI NƯỚC CỘNG HÒA … SỐ 27/2001/QH10"."""
    return piece.plain[: found[0]].endswith("nuoc ") and len(piece.text) - found[1] > 3


def _dated(piece: Piece, whole: Piece) -> Iterator[_Part]:
    """A piece with its place and date cut out, where it ends with them; then its number."""
    if not _BODY.match(piece.plain):
        for one in dates_in(piece.text):
            tail = piece.text[one.end :].strip(" .,;_-|")
            place = place_before(piece.text, one.start)
            start = place[0] if place else one.start
            bare = not piece.text[:start].strip(" .,;_-|*")
            if len(tail) <= 3 and (place or bare):
                yield from _around(piece, whole, start, one)
                return
        blank = blank_date(piece.text)
        if blank and len(piece.text) - blank[1] < 8:
            place = place_before(piece.text, blank[0])
            yield from _around(piece, whole, place[0] if place else blank[0], PrintedDate(None, *blank, True))
            return
    yield from _numbered(piece, whole)


def _around(piece: Piece, whole: Piece, start: int, one: PrintedDate) -> Iterator[_Part]:
    before, cut = piece.part(0, start), piece.part(start, one.end)
    if before is not None:
        yield from _numbered(before, whole)
    if cut is not None:
        moved = PrintedDate(one.value, one.start - start, one.end - start, one.sure)
        yield _Part("date", cut, whole, date=moved)


def _numbered(piece: Piece, whole: Piece) -> Iterator[_Part]:
    found = None if _BODY.match(piece.plain) else number_in(piece.text)
    if found is not None and _may_precede_number(piece.text[: found.start]):
        before = piece.part(0, found.start)
        if before is not None and not _NUMBERED_KIND.fullmatch(before.plain):
            yield _Part("text", before, whole)
        cut = piece.part(found.start, found.end)
        after = piece.part(found.end, len(piece.text))
        if cut is not None:
            yield _Part("number", cut, whole, number=found)
        if after is not None and not is_rule(after.text):
            yield _Part("text", after, whole)
        return
    yield _Part("rule" if is_rule(piece.text) else "text", piece, whole)


def _may_precede_number(text: str) -> bool:
    """Whether a number may follow on the line: after the issuer in capitals, after "Luật", after a few specks."""
    before = text.strip(" .,:;_-|*'")
    return len(before) <= 4 or is_upper(before, 0.7) or _NUMBERED_KIND.fullmatch(plain(before)) is not None


def _take_number(head: Head, parts: list[_Part]) -> int | None:
    stop = next((i for i, part in enumerate(parts) if _BODY.match(part.piece.plain)), len(parts))
    for index, part in enumerate(parts[: stop + 1]):
        if part.sort == "number":
            head.number, head.number_piece = part.number, part.piece
            return index
    for index, part in enumerate(parts[:stop]):
        found = number_in(part.piece.text, bare=True) if part.sort == "text" else None
        if found is not None and found.start <= 6 and kind_of_number(found.value):
            head.number = PrintedNumber(found.value, found.code, found.start, found.end, False)
            head.number_piece = part.piece.part(found.start, found.end)
            return index
    return None


def _take_kind(head: Head, parts: list[_Part], at_number: int | None) -> int | None:
    expected = kind_of_number(f"1/{head.number.code}") if head.number else ""
    start = at_number + 1 if at_number is not None else _first_motto(parts)
    for index in range(start, len(parts)):
        piece = parts[index].piece
        if not expected and (is_kind_of_letter(piece.text) or _ADDRESSED.match(piece.plain)):
            return None
        if _BODY.match(piece.plain):
            break
        found = named_by(piece, expected) if parts[index].sort == "text" else None
        if found is not None:
            head.kind, head.kind_exact = found[0], found[2]
            head.kind_piece = piece.part(0, found[1])
            return index
    before = range(max(start - 12, 0), start) if at_number is not None else range(0)
    for index in before:  # a heading above the number, as in minutes and contracts
        found = named_by(parts[index].piece) if parts[index].sort == "text" else None
        if found is not None and found[2] and expected in ("", found[0]):
            head.kind, head.kind_piece = found[0], parts[index].piece.part(0, found[1])
            return index
    return None


def _first_motto(parts: list[_Part]) -> int:
    return next((i for i, part in enumerate(parts) if part.sort == "motto"), 0)


def _take_date(head: Head, parts: list[_Part], at_number: int | None, at_kind: int | None) -> None:
    """The date with a place before the text begins; without a place only above the kind's line."""
    for index, part in enumerate(parts):
        if part.date is None:
            if _BODY.match(part.piece.plain):
                break
            continue
        place = place_before(part.piece.text, part.date.start)
        above = at_kind is None or index < at_kind
        if not place and not above:
            continue
        if part.date.value is None:
            head.date_is_blank = True
        head.date, head.date_piece = part.date, part.piece
        head.place = part.piece.part(*place) if place else None
        return


def _following(parts: list[_Part], after: int | None) -> list[Piece]:
    """The pieces from which title and text are read: whole, unless they belong to the other column.

    A title may name numbers and dates; only the motto by itself and a date with its place are left out.
    """
    rest = parts if after is None else parts[after + 1 :]
    kept: list[Piece] = []
    for part in rest:
        beside = part.sort == "motto" and len(part.whole.text) < 60
        beside = beside and not (kept and kept[-1].plain.endswith("nuoc"))
        dated = part.date is not None and place_before(part.piece.text, part.date.start) is not None
        if beside or dated or (after is not None and part.whole == parts[after].whole):
            continue
        whole = part.piece if _has_date_with_place(parts, part.whole) else part.whole
        if not kept or kept[-1] != whole:
            kept.append(whole)
    return kept


def _has_date_with_place(parts: list[_Part], whole: Piece) -> bool:
    return any(
        part.date is not None and place_before(part.piece.text, part.date.start) is not None
        for part in parts
        if part.whole == whole
    )


def _tail(piece: Piece, named: Piece) -> Piece | None:
    """What follows the name of the kind on its line: the start of the title."""
    tail = piece.part(named.end - piece.start, len(piece.text))
    return None if tail is None or is_rule(tail.text) or len(tail.text) < 3 else tail


def _subject(parts: list[_Part]) -> list[Piece]:
    """The lines of a letter's subject: from "V/v" to "Kính gửi", without what belongs to the other column."""
    lines: list[Piece] = []
    for part in parts:
        piece = part.piece
        if lines and (_ADDRESSED.match(piece.plain) or len(lines) > 8):
            break
        if not lines:
            lines += [piece] if part.sort == "text" and is_kind_of_letter(piece.text) else []
            continue
        if part.sort == "rule" and len(piece.text) >= 3:
            break
        beside = piece.column != lines[0].column and piece.line <= lines[-1].line + 1
        if part.sort != "text" or beside or plain(piece.text).startswith(("so:", "fax", "dien thoai")):
            continue
        if piece.blank and not _unfinished(lines[-1].text) and not piece.text[:1].islower():
            break
        lines.append(piece)
    return lines


def _unfinished(text: str) -> bool:
    return (
        re.search(r"(?:,|\b(?:của|và|về|tại|trên|cho|số|ngày|huyện|xã|tỉnh|các|năm))$", text.strip())
        is not None
    )
