"""Dates as they are printed, and misread: "ngày 05 tháng 3 năm 2024", "ngày 5/3/2024", "05.03.2024"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from portal.legal.intake.fields.reading import plain

_DIGITS = str.maketrans("ilt|]![josbz", "11111111" + "0582")
_D = r"[0-9iltosbzj|!\[\]]"
_SPECK = r"[.,:;'_]{0,2}\s*"
_WORDS = re.compile(
    rf"n[gq].?[aoe]y\s*(?P<day>{_D}{{1,3}}){_SPECK}t?han[gq]?{_SPECK}(?P<month>{_D}{{1,3}}){_SPECK}"
    rf"n[ao]m{_SPECK}(?P<year>{_D}{{4}})(?![0-9])"
)
_FIGURES = re.compile(
    r"(?:n[gq].?y\W{0,3})?(?<!\d)(?P<day>\d{1,2})\s?[/.-]\s?(?P<month>\d{1,2})\s?[/.-]\s?(?P<year>\d{4})(?!\d)"
)
_BLANK = re.compile(
    r"ngay[\s.…_]*(?P<day>\d{0,2})[\s.…_]*thang[\s.…_]*(?P<month>\d{0,2})[\s.…_]*nam[\s.…_]*\d{0,4}"
)
_PLACE_WORDS = 6


@dataclass(frozen=True)
class PrintedDate:
    """A date and its place in a text; `sure` is False where a figure was read from a letter.

    `value` is None where the day or the month was left blank.
    """

    value: date | None
    start: int
    end: int
    sure: bool


def dates_in(text: str) -> list[PrintedDate]:
    """Return every date of a text in order; dates that no calendar has are left out."""
    folded = plain(text)
    found = [_date(match) for pattern in (_WORDS, _FIGURES) for match in pattern.finditer(folded)]
    kept: list[PrintedDate] = []
    for one in sorted((one for one in found if one is not None), key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def blank_date(text: str) -> tuple[int, int] | None:
    """Return where a text leaves a date to be filled in: "ngày     tháng 6 năm 2025"; None if it does not."""
    for match in _BLANK.finditer(plain(text)):
        if not match["day"] or not match["month"]:
            return match.start(), match.end()
    return None


def place_before(text: str, end: int) -> tuple[int, int] | None:
    """Return the place that stands before a date: "Số: 1/QĐ-UBND Núi Thành, ngày …" → "Núi Thành".

    The place is a run of words that begin with a capital, up to a comma or the date itself.
    """
    before = text[:end].rstrip()
    stop = len(before.rstrip(" ,.;:_-"))
    words = list(re.finditer(r"[^\s,;]+", before[:stop]))[-_PLACE_WORDS:]
    start = stop
    for word in reversed(words[-_PLACE_WORDS:]):
        letters = word.group()
        roman = re.fullmatch(r"[IVX]+|TP\.?|P\.|Q\.", letters) is not None
        if before[word.end() : start].strip() or not letters[0].isalpha() or not letters[0].isupper():
            break
        if letters.isupper() and len(letters) > 1 and not roman:
            break
        if len(letters) > 12 or re.search(r"[/\d]", letters):
            break
        start = word.start()
    return None if start == stop else (start, stop)


def _date(match: re.Match[str]) -> PrintedDate | None:
    figures = [_figures(match[name]) for name in ("day", "month", "year")]
    sure = all(match[name].isdigit() for name in ("day", "month", "year"))
    try:
        day, month, year = map(int, figures)
        value = date(year, month, day)
    except ValueError:
        return None
    if not 1930 <= year <= 2100:
        return None
    return PrintedDate(value, match.start(), match.end(), sure)


def _figures(letters: str) -> str:
    """Figures for letters that are misread from them: "l1]" → "11" (the stroke of a 1 is seen twice)."""
    figures = letters.translate(_DIGITS)
    return figures[:2] if len(figures) == 3 and not letters.isdigit() else figures


def with_figures(text: str) -> str:
    """Return the text with the figures of its dates put right: "ngày 22 tháng 1] năm 2019" → "… tháng 11 …"."""
    for match in reversed(list(_WORDS.finditer(plain(text)))):
        found = _date(match)
        if found is not None and found.value is not None and not found.sure:
            for name, value in (
                ("year", str(found.value.year)),
                ("month", f"{found.value.month:02}"),
                ("day", f"{found.value.day:02}"),
            ):
                given = text[match.start(name) : match.end(name)]
                if not given.isdigit() and re.fullmatch(r"[\dIilLtToO|!\[\]]+", given):
                    text = text[: match.start(name)] + value + text[match.end(name) :]
    return text
