"""Two texts that two people made of one, merged by words; where both changed the same place, both texts are kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from portal.publishing.words import ADDED, REMOVED, SAME, Piece, pieces

MINE, THEIRS, BOTH = "mine", "theirs", "both"
CHOICES = (MINE, THEIRS, BOTH)


@dataclass(frozen=True)
class Settled:
    """A run of text that is clear: unchanged, changed by one of the two, or changed alike by both."""

    text: str


@dataclass(frozen=True)
class Clash:
    """A place that both changed, each in a way of their own; `base` is what stood there."""

    base: str
    mine: str
    theirs: str

    def chosen(self, choice: str) -> str:
        """The text by MINE, THEIRS or BOTH (theirs first, since it is already saved)."""
        if choice == MINE:
            return self.mine
        if choice == THEIRS:
            return self.theirs
        if not self.mine or not self.theirs:
            return self.mine or self.theirs
        between = "" if self.theirs[-1].isspace() or self.mine[0].isspace() else " "
        return f"{self.theirs}{between}{self.mine}"


Part = Settled | Clash


@dataclass(frozen=True)
class _Edit:
    """base[start:end] became `text`."""

    start: int
    end: int
    text: str


def merge(base: str | None, mine: str, theirs: str) -> list[Part]:
    """The merged text in parts. Without a base, what the two have in common stands for it, so that what only one of
    them says is kept.

    merge(b, m, b) is m, merge(b, b, t) is t; changes at places apart from each other never clash.
    """
    if mine == theirs:
        return [Settled(mine)] if mine else []
    if base is None:
        base = "".join(one.text for one in pieces(theirs, mine) if one.kind == SAME)
    mine_edits, their_edits = list(_edits(base, mine)), list(_edits(base, theirs))
    parts: list[Part] = []
    at = 0
    for start, end, ours, others in _places(base, mine_edits, their_edits):
        parts.append(Settled(base[at:start]))
        own, other = _applied(base, start, end, ours), _applied(base, start, end, others)
        if own == other or not others:
            parts.append(Settled(own))
        elif not ours:
            parts.append(Settled(other))
        else:
            parts.append(Clash(base[start:end], own, other))
        at = end
    return _tidy([*parts, Settled(base[at:])])


def clashes_of(parts: list[Part]) -> list[Clash]:
    """The places where somebody must choose, in order."""
    return [one for one in parts if isinstance(one, Clash)]


def text_of(parts: list[Part], choices: Mapping[int, str]) -> str:
    """The text, with the choice for each clash by its place among the clashes; BOTH where none was made."""
    found, place = [], 0
    for one in parts:
        if isinstance(one, Settled):
            found.append(one.text)
        else:
            found.append(one.chosen(choices.get(place, BOTH)))
            place += 1
    return "".join(found)


def _edits(base: str, text: str) -> Iterator[_Edit]:
    at, went, came = 0, "", ""
    for one in (*pieces(base, text), Piece(SAME, "")):
        if one.kind == REMOVED:
            went += one.text
        elif one.kind == ADDED:
            came += one.text
        else:
            if went or came:
                yield _Edit(at, at + len(went), came)
                at, went, came = at + len(went), "", ""
            at += len(one.text)


def _places(
    base: str, mine: list[_Edit], theirs: list[_Edit]
) -> Iterator[tuple[int, int, list[_Edit], list[_Edit]]]:
    """The changed places of the base: those of the two that meet, or have only blanks between them, as one."""
    todo = sorted(
        [(one.start, one.end, 0, one) for one in mine] + [(one.start, one.end, 1, one) for one in theirs],
        key=lambda one: one[:3],
    )
    sides: tuple[list[_Edit], list[_Edit]] = ([], [])
    start = end = 0
    for begins, ends, side, edit in todo:
        if any(sides) and base[end:begins].strip():
            yield start, end, *sides
            sides = ([], [])
        if not any(sides):
            start, end = begins, ends
        end = max(end, ends)
        sides[side].append(edit)
    if any(sides):
        yield start, end, *sides


def _applied(base: str, start: int, end: int, edits: list[_Edit]) -> str:
    found, at = [], start
    for one in edits:
        found += [base[at : one.start], one.text]
        at = one.end
    return "".join([*found, base[at:end]])


def _tidy(parts: list[Part]) -> list[Part]:
    """Without empty runs, neighbouring ones joined."""
    found: list[Part] = []
    for one in parts:
        if isinstance(one, Settled) and found and isinstance(found[-1], Settled):
            found[-1] = Settled(found[-1].text + one.text)
        elif not isinstance(one, Settled) or one.text:
            found.append(one)
    return found
