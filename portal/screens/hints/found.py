"""The hints on what a form holds, as the page lists them: by group, the same slip once with all its places."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField

from portal.language.hint import ACCESS, READING, SPELLING, TIDY, Hint
from portal.language.looking import MARKDOWN, PLAIN, TITLE, Looked, look_through
from portal.language.prose import BLANK
from portal.screens.contract import Screen
from portal.screens.filling import content_fields
from portal.screens.hints.wording import GROUPS, said_of

MOST_LINES = 60
"""Lines of a group that are listed; whoever has mended these sees the next ones."""

MOST_PLACES = 200
"""Places of one line that the script may go to; the figure beside the line counts all."""

AROUND = 32
"""Characters of the text that are shown on each side of a place."""

_GAP = re.compile(rf"[\s{BLANK}]+")
_PICTURE = re.compile(r"!\[[^\]]{0,400}\]\([^)]{0,400}\)")
_LINK = re.compile(r"\[([^\]]{1,400})\]\([^)]{0,400}\)")
_TITLES = frozenset({"title", "name"})
_LINES_TO_READ = frozenset({"picture_alt", "picture_caption"})


@dataclass(frozen=True)
class Place:
    """A place as a browser counts: UTF-16 units of the field's value, and how many of the same stand before it."""

    start: int
    end: int
    nth: int


@dataclass
class Line:
    """One slip: what is said of it, how often it stands in its field, and where."""

    group: str
    code: str
    name: str
    label: str
    before: str
    found: str
    after: str
    message: str
    suggestions: tuple[str, ...]
    word: str
    times: int = 0
    places: list[Place] = field(default_factory=list)

    @property
    def shown(self) -> str:
        """The place as people read it: a picture and a link without their signs and addresses."""
        return _LINK.sub(r"\1", _PICTURE.sub(_("(ảnh)"), self.found))

    @property
    def places_text(self) -> str:
        """The places for the script of the page."""
        return " ".join(f"{one.start}-{one.end}-{one.nth}" for one in self.places)


@dataclass(frozen=True)
class Group:
    """What is alike, in the order of the form."""

    code: str
    label: str
    lines: list[Line]
    left_off: int

    @property
    def count(self) -> int:
        """How many places."""
        return sum(one.times for one in self.lines) + self.left_off


def hints_of_form(screen: Screen, form: FlaskForm, own: frozenset[str]) -> list[Group]:
    """The hints on all texts of a form; `own`: the words of the portal, see publishing.own_words."""
    as_issued = bool(getattr(screen, "as_issued", False))
    lines: dict[tuple[str, str, str], Line] = {}
    for one in content_fields(form):
        kind = _form_of_text(one)
        if kind and one.data:
            text = str(one.data).replace("\r\n", "\n")
            looked = look_through(text, kind, own, as_issued=as_issued)
            _collect(lines, one, text, looked)
    grouped: dict[str, list[Line]] = {code: [] for code in (SPELLING, ACCESS, READING, TIDY)}
    for line in lines.values():
        grouped[line.group].append(line)
    return [
        Group(code, str(GROUPS[code]), found[:MOST_LINES], sum(one.times for one in found[MOST_LINES:]))
        for code, found in grouped.items()
        if found
    ]


def _form_of_text(one: Any) -> str:
    """How a field is read; "" for what is no text: numbers, addresses, names of people and offices."""
    if one.name in _TITLES and isinstance(one, StringField):
        return TITLE
    if isinstance(one, TextAreaField):
        return MARKDOWN
    return PLAIN if one.name in _LINES_TO_READ else ""


def _collect(lines: dict[tuple[str, str, str], Line], one: Any, text: str, looked: Looked) -> None:
    units = _Units(text)
    seen: dict[str, tuple[int, int]] = {}
    for hint in looked.hints:
        key = (one.name, hint.code, hint.found)
        line = lines.get(key)
        if line is None:
            line = lines[key] = _line(one, looked.prose, hint)
        line.times += 1
        if line.times <= MOST_PLACES:
            nth = _nth(seen, looked.prose, hint)
            line.places.append(Place(units.at(hint.start), units.at(hint.end), nth))


def _line(one: Any, prose: str, hint: Hint) -> Line:
    return Line(
        hint.group,
        hint.code,
        one.name,
        str(one.label.text),
        _shown(prose[max(0, hint.start - AROUND) : hint.start]).lstrip(),
        hint.found.split(BLANK)[0] or _shown(hint.found),  # of a passage what stands before its first mark
        _shown(prose[hint.end : hint.end + AROUND]).rstrip() if len(hint.found) < 60 else "…",
        said_of(hint),
        hint.suggestions,
        hint.word,
    )


def _shown(text: str) -> str:
    """A passage on one line, without what is no prose; a space at an end stays."""
    return _GAP.sub(" ", text)


def _nth(seen: dict[str, tuple[int, int]], prose: str, hint: Hint) -> int:
    """How many times what was found stands in the prose before the place; counted on from the last one."""
    number, until = seen.get(hint.found, (0, 0))
    if hint.found and hint.start >= until:
        number += prose.count(hint.found, until, hint.start)
        seen[hint.found] = (number, hint.start)
    return number


class _Units:
    """Places of a text in UTF-16 units: characters beyond the first plane count twice."""

    def __init__(self, text: str) -> None:
        self._beyond = [at for at, one in enumerate(text) if one > "\uffff"] if not text.isascii() else []

    def at(self, place: int) -> int:
        """A place, counted as browsers count."""
        return place + sum(1 for one in self._beyond if one < place) if self._beyond else place
