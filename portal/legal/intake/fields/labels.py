"""What a file says about its document elsewhere: database entries below the text, annex headings, stamps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from portal.legal.intake.fields.dates import dates_in
from portal.legal.intake.fields.names import person
from portal.legal.intake.fields.numbers import number_in
from portal.legal.intake.fields.proposal import Proposed
from portal.legal.intake.fields.reading import Piece, Reading, plain

_LABEL = re.compile(
    r"\W*(?P<label>so hieu|so ky hieu|ngay ban hanh|ngay hieu luc|ngay co hieu luc|nguoi ky|co quan ban hanh|"
    r"loai van ban|trich yeu|ngay ky|thoi gian ky|ky boi|ky ngay|digitally signed by|signer)\s*[:：]\s*(?P<value>\S.*)$"
)
_KEYS = {
    "so ky hieu": "so hieu",
    "ngay co hieu luc": "ngay hieu luc",
    "ky boi": "nguoi ky",
    "signer": "nguoi ky",
    "digitally signed by": "nguoi ky",
    "thoi gian ky": "ngay ky",
    "ky ngay": "ngay ky",
}
_ANNEXED = re.compile(r"(?:kem theo|ban hanh theo)[^.;]{0,120}")
_PASSED = re.compile(r"th[oô]ng qua(?: tai[^.;]{0,80})?[\s,]+ng[aà]y[^.;]{6,60}")


class Labels:
    """Labelled values of the whole document by key, each with its piece."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._found: dict[str, list[Piece]] = {}
        for piece in reading.pieces:
            match = _LABEL.match(piece.plain) if ":" in piece.text[:40] else None
            if match is not None:
                part = piece.part(match.start("value"), len(piece.text))
                if part is not None:
                    label = match["label"]
                    self._found.setdefault(_KEYS.get(label, label), []).append(part)

    def text(self, key: str) -> Piece | None:
        """Return the value of a label, None if there is none."""
        return next(iter(self._found.get(key, ())), None)

    def number(self) -> Proposed | None:
        """Return the number of the database entry."""
        for piece in self._found.get("so hieu", ()):
            found = number_in(piece.text, bare=True)
            if found is not None:
                return self._reading.proposed(found.value, [piece], 0.8)
        return None

    def date(self, key: str, confidence: float) -> Proposed | None:
        """Return the date of a label ("ngay ban hanh", "ngay hieu luc", "ngay ky" of a digital signature)."""
        for piece in self._found.get(key, ()):
            found = next((one for one in dates_in(piece.text) if one.value is not None), None)
            if found is not None and found.value is not None:
                return self._reading.proposed(found.value.isoformat(), [piece], confidence)
        return None

    def signer(self) -> Proposed | None:
        """Return the person of the database entry or of a digital signature; organisations also sign."""
        for piece in self._found.get("nguoi ky", ()):
            found = person(re.split(r"[,;(]", piece.text)[0])
            if found is not None and found[1] > 0.6:
                return self._reading.proposed(found[0], [piece], 0.65)
        return None


def annex_mentions(reading: Reading) -> Iterator[tuple[str, str, Piece]]:
    """Yield number, ISO date ("" if none) and piece of "(Kèm theo Quyết định số … ngày … của …)"."""
    for index, piece in enumerate(reading.pieces):
        if "theo" not in piece.plain:
            continue
        following = reading.pieces[index + 1 : index + 3]
        text = " ".join([piece.text, *(one.text for one in following)])
        match = _ANNEXED.search(plain(text))
        if match is None or match.start() > len(piece.text):
            continue
        said = text[match.start() : match.end()]
        number = number_in(said)
        day = next((one.value for one in dates_in(said) if one.value is not None), None)
        yield (number.value if number and number.value else "", day.isoformat() if day else "", piece)


def number_from_annexes(reading: Reading) -> Proposed | None:
    """Return the number that the headings of the annexes name most often."""
    found = [(number, piece) for number, _, piece in annex_mentions(reading) if number]
    counts = Counter(number for number, _ in found)
    if not counts:
        return None
    number = counts.most_common(1)[0][0]
    return reading.proposed(number, [piece for one, piece in found if one == number][:1], 0.55)


def date_from_annexes(reading: Reading, number: str) -> Proposed | None:
    """Return the date that a heading of an annex gives to the document of this number."""
    for mentioned, day, piece in annex_mentions(reading):
        if day and (not number or mentioned.split("/")[0] in (number.split("/")[0], "")):
            return reading.proposed(day, [piece], 0.7)
    return None


def date_of_passing(reading: Reading) -> Proposed | None:
    """Return the day on which an assembly passed the document: "… thông qua ngày 27 tháng 11 năm 2023".

    A law's date is that of its passing; only its last mention counts, since the opening may name other laws.
    """
    for page in sorted(reading.pages, reverse=True):
        text = reading.pages[page]
        for match in reversed(list(_PASSED.finditer(plain(text)))):
            found = next((one for one in dates_in(match.group()) if one.value is not None), None)
            if found is None:
                found = next((one for one in dates_in(text[match.start() : match.end()])), None)
            if found is not None and found.value is not None:
                quote = text[match.start() : match.start() + found.end]
                value, end = found.value.isoformat(), match.start() + found.end
                return Proposed(value, page, match.start(), end, quote, 0.93 if found.sure else 0.7)
    return None
