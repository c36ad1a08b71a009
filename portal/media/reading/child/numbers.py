"""The automatic numbers of lists, as Word counts and writes them; shared by the formats that have them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

LEVELS = 9
MAX_NUMBER = 32767
_PLACE = re.compile(r"%([1-9])")
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


def whole_number(text: str | None, default: int) -> int:
    """A number of a file, of five plain digits at most; the default for anything else. As `portal.digits` reads them,
    which this process does not load."""
    return int(text) if text and len(text) < 6 and text.isascii() and text.isdigit() else default


def roman(number: int) -> str:
    """In small Roman digits; decimal where there are none."""
    if not 0 < number < 4000:
        return str(number)
    made = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        made += sign * count
    return made


def letters(number: int) -> str:
    """a … z, aa, bb …, as Word counts."""
    if number < 1:
        return str(number)
    times, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * min(times + 1, 40)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "lowerLetter": letters,
    "upperLetter": lambda number: letters(number).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "none": lambda number: "",
}


def formatted(number: int, kind: str) -> str:
    """A number in the format of Word's name; decimal for a name that is not known here."""
    return _FORMATS.get(kind, str)(min(number, MAX_NUMBER))


@dataclass(frozen=True)
class Level:
    """One level of a list: first number, format, text ("Điều %1."), after which level it starts anew (None: after
    every higher one, 0: never), legal style (all numbers decimal), the paragraph style that belongs to it."""

    start: int = 1
    kind: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    style: str = ""


@dataclass
class NumberedList:
    """A list in use: its levels, the definition whose counters it shares, and where it starts anew itself."""

    definition: str
    levels: dict[int, Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)


class Counters:
    """Hands out the numbers of paragraphs in document order."""

    def __init__(self, lists: dict[str, NumberedList]) -> None:
        """`lists`: the lists by the name that paragraphs use."""
        self._lists = lists
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()

    def level_of_style(self, name: str, style: str) -> int:
        """The level that a list keeps for paragraphs of this style; 0 where it names none."""
        found = self._lists.get(name)
        places = [place for place, level in found.levels.items() if level.style == style] if found else []
        return places[0] if places else 0

    def next(self, name: str, place: int) -> str:
        """The number of the next paragraph at this level of this list; "" where the list is not known."""
        found = self._lists.get(name)
        if found is None or not 0 <= place < LEVELS or place not in found.levels:
            return ""
        counts = self._counts.setdefault(found.definition, [None] * LEVELS)
        level = found.levels[place]
        before = counts[place]
        if place in found.starts and (name, place) not in self._begun:
            counts[place] = found.starts[place]
        else:
            counts[place] = level.start if before is None else before + 1
        self._begun.add((name, place))
        for below in range(place + 1, LEVELS):
            restart = found.levels.get(below, Level()).restart
            if restart is None or place < restart:
                counts[below] = None
        return self._text(found, level, counts)

    def set(self, name: str, place: int, number: int) -> None:
        """Let the next paragraph at this level of this list have this number."""
        found = self._lists.get(name)
        if found is not None and 0 <= place < LEVELS:
            self._counts.setdefault(found.definition, [None] * LEVELS)[place] = number - 1

    def _text(self, found: NumberedList, level: Level, counts: list[int | None]) -> str:
        if level.kind == "bullet":
            return bullet(level.text)

        def part(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            other = found.levels.get(place, Level())
            count = counts[place]
            kind = "decimal" if level.legal and other.kind != "none" else other.kind
            return formatted(other.start if count is None else count, kind)

        return _PLACE.sub(part, level.text)


def bullet(text: str) -> str:
    """The bullet as text; signs of symbol fonts stand for a dash."""
    return text if text in {"-", "–", "—", "+", "*", "•", "o"} else "-"
