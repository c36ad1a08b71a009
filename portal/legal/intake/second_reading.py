"""Second readings: what the first one did not find is looked for on the picture of the page.

At most two pages or parts of pages are read again: the first page where number or date are missing (they are often
stamped as appearances of signatures, which no text layer holds), and the place of the signature where who signed or the
position are missing or doubtful (print below a stamp).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from portal.legal.intake.fields import SURE, Proposals, Proposed, propose
from portal.legal.intake.fields.reading import plain
from portal.legal.intake.patience import TookTooLong, time_limit
from portal.legal.intake.places import Box, boxes
from portal.legal.intake.signing_lines import Found, name_in, position_in_lines
from portal.media.reading import PageText, Reading, Word, ocr_available, read_again
from portal.media.refusal import Refused

Area = tuple[float, float, float, float]
MOST = 2  # readings of one file
ROOM = 0.34  # of the page's height: position, stamp, signature and name
ABOVE = 0.03  # who signs stands a line higher than the recipients
LEFT, MIDDLE, RIGHTMOST = 0.42, 0.5, 0.55  # where the column of the signature begins
GAP = 0.012  # of the page's width: between words of one line
_RECIPIENTS = re.compile(r"^\W*n[oa]i nh[ao]n\b", re.MULTILINE)
_LAST = re.compile(r"\./\.?\W*$|thong qua ngay \S+ thang \S+ nam \d{4}\.?\W*$", re.MULTILINE)
_ANNEX = re.compile(r"^\W*(?:phu luc|mau so)\b", re.MULTILINE)
PATIENCE = 30.0  # seconds for proposing from a second reading


@dataclass(frozen=True)
class Completed:
    """Proposals, and the rectangles of those values that only a second reading found, by field.

    The offsets of such a value belong to the text of that reading, which is not kept.
    """

    proposals: Proposals
    places: dict[str, tuple[Box, ...]] = field(default_factory=dict)


def completed(path: Path, reading: Reading, first: Proposals) -> Completed:
    """`first`, completed by second readings of the PDF at `path` where they are needed and possible.

    What was found and is not doubtful stays. A page that can't be read again is passed over: no errors of its own.
    """
    if reading.type.kind != "pdf" or reading.state != "read" or not ocr_available():
        return Completed(first)
    found = Completed(first)
    whole: dict[int, PageText] = {}
    if first.number is None or first.issued is None:
        found = _with_whole_page(path, reading, found, 1, whole)
    if _is_signature_doubtful(found.proposals):
        page, start = closing_page(reading.pages)
        if page.source == "ocr" and page.words:
            area = signature_area(page, start)
            other = (MIDDLE if area[0] > MIDDLE else RIGHTMOST, *area[1:])
            found = _with_signature(path, reading, found, page, (area, other)[: MOST - len(whole)])
        elif page.number not in whole:
            found = _with_whole_page(path, reading, found, page.number, whole)
    return found


def _is_signature_doubtful(found: Proposals) -> bool:
    return any(one is None or one.confidence < SURE for one in (found.signer, found.signer_position))


def _with_whole_page(
    path: Path, reading: Reading, found: Completed, number: int, seen: dict[int, PageText]
) -> Completed:
    """What a page says with all that is stamped on it, in its place among the others."""
    try:
        page = read_again(path, reading.type.name, number)
    except Refused:
        return found
    seen[number] = page
    try:
        with time_limit(PATIENCE):
            other = propose([page if one.number == number else one for one in reading.pages])
    except TookTooLong:
        return found
    return _merged(found, other, page)


def _with_signature(
    path: Path, reading: Reading, found: Completed, page: PageText, areas: Sequence[Area]
) -> Completed:
    """What can be read of position and name where somebody signed, below the stamp.

    The next area is only looked at where the ones before did not give both for sure: what a stamp hides from the
    recogniser depends on where the picture is cut.
    """
    issuer = found.proposals.issuer.value if found.proposals.issuer else ""
    best: dict[str, tuple[Found, PageText]] = {}
    for area in areas:
        try:
            again = read_again(path, reading.type.name, page.number, area)
        except Refused:
            break
        texts = [text for text, _ in _printed_lines(again)]
        position = position_in_lines(texts, issuer)
        name = name_in(texts, position.line + 1 if position else 0)
        for key, value in (("signer", name), ("signer_position", position)):
            if value is not None and (key not in best or value.weight > best[key][0].weight):
                best[key] = (value, again)
        if len(best) == 2 and all(value.confidence >= SURE for value, _ in best.values()):
            break
    for key, (value, again) in best.items():
        proposed = _proposed(again, value)
        other = Proposals(signer=proposed) if key == "signer" else Proposals(signer_position=proposed)
        found = _merged(found, other, again)
    return found


def _proposed(page: PageText, found: Found) -> Proposed:
    text, start = _printed_lines(page)[found.line]
    return Proposed(found.value, page.number, start, start + len(text), text, found.confidence)


def _printed_lines(page: PageText) -> list[tuple[str, int]]:
    """The lines of a page that hold anything, with where they begin in its text."""
    found, start = [], 0
    for line in page.text.split("\n"):
        if line.strip():
            found.append((line, start))
        start += len(line) + 1
    return found


def _merged(found: Completed, other: Proposals, page: PageText) -> Completed:
    """What was found, completed by another reading; of two doubtful values of who signed the surer one counts."""
    mine = found.proposals
    made = replace(
        mine,
        signer=_kept(mine.signer, other.signer),
        signer_position=_kept(mine.signer_position, other.signer_position),
    ).completed_by(other)
    places = dict(found.places)
    for name, value in _named(made):
        if value.page == page.number and getattr(mine, name) != value:
            places[name] = tuple(boxes(page.text, _listed(page), value.start, value.end))
    return Completed(made, places)


def _kept(old: Proposed | None, new: Proposed | None) -> Proposed | None:
    """A value of the first reading; None where it is doubtful and the other one surer."""
    return None if old and new and old.confidence < min(SURE, new.confidence) else old


def _named(proposals: Proposals) -> list[tuple[str, Proposed]]:
    values = [(name, getattr(proposals, name)) for name in Proposals.__dataclass_fields__]
    return [(name, value) for name, value in values if isinstance(value, Proposed)]


def _listed(page: PageText) -> list[tuple[str, float, float, float, float]]:
    return [(one.text, one.x0, one.y0, one.x1, one.y1) for one in page.words]


def closing_page(pages: Sequence[PageText]) -> tuple[PageText, tuple[int, int] | None]:
    """The page on which a document is signed, and where its text names the recipients or ends its last sentence.

    The first page with recipients, else the last one before the annexes that ends a sentence as documents end, else
    the last page.
    """
    for page in pages:
        if match := _RECIPIENTS.search(plain_lines(page.text)):
            return page, match.span()
    own = list(pages)
    for page in pages[1:]:
        if _ANNEX.match(plain_lines(page.text).lstrip()):
            own = own[: page.number - 1]
            break
    for page in reversed(own):
        ends = list(_LAST.finditer(plain_lines(page.text)))
        if ends:
            return page, ends[-1].span()
    return own[-1], None


def plain_lines(text: str) -> str:
    """A text without marks, letter for letter, its lines kept apart."""
    return "\n".join(plain(line) for line in text.split("\n"))


def signature_area(page: PageText, start: tuple[int, int] | None) -> Area:
    """Where on a page somebody signed: right of the recipients, below the last sentence (left, top, right, bottom).

    The lower right part of the page where neither was found.
    """
    marks = boxes(page.text, _listed(page), *start) if start else []
    if not marks:
        return LEFT, 0.5, 1.0, 1.0
    mark = marks[-1]
    beside = _RECIPIENTS.match(plain_lines(page.text)[start[0] :]) is not None if start else False
    top = max(0.0, mark.y - ABOVE) if beside else min(mark.y + mark.height, 0.95)
    bottom = min(1.0, top + ROOM)
    column = (
        [_end_of_line(page.words, one) for one in page.words if _within(one, top, bottom)] if beside else []
    )
    left = min(max([LEFT, *column]) + 0.005, RIGHTMOST)
    return left, top, 1.0, bottom


def _within(word: Word, top: float, bottom: float) -> bool:
    """Whether a word belongs to the recipients."""
    return word.x0 < LEFT and top + ABOVE < word.y0 < bottom


def _end_of_line(words: Sequence[Word], first: Word) -> float:
    """Where the words that follow one without a wide gap end."""
    end = first.x1
    beside = [one for one in words if abs(one.y0 + one.y1 - first.y0 - first.y1) < first.y1 - first.y0]
    for one in sorted(beside, key=lambda one: one.x0):
        if first.x0 < one.x0 < end + GAP:
            end = max(end, one.x1)
    return end
