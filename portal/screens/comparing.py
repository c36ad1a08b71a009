"""Two revisions side by side, as a template shows them: changed fields with what changed in them, the rest folded."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from portal.publishing.models import Revision
from portal.publishing.words import ADDED, CHANGED, REMOVED, SAME, Piece, Row, compare
from portal.screens.contract import Screen
from portal.screens.texts import FieldText, texts_of

_AROUND = 1  # unchanged paragraphs shown before and after a change
_SHORTEST_FOLD = 2


@dataclass(frozen=True)
class Fold:
    """So many unchanged paragraphs that are not shown."""

    count: int


@dataclass(frozen=True)
class FieldChange:
    """A field in which two revisions differ. Which of them does not keep it at all: `missing` "old", "new" or ""."""

    label: str
    rows: list[Row | Fold]
    missing: str = ""


@dataclass(frozen=True)
class Comparison:
    """What differs, and the labels of what does not."""

    changes: list[FieldChange] = field(default_factory=list)
    same: list[str] = field(default_factory=list)


def comparison(
    screen: Screen, thing: Any, old: Revision, new: Revision, *, whole: bool = False
) -> Comparison:
    """Two revisions of a thing; with `whole` no unchanged paragraph is left out."""
    return compared(texts_of(screen, thing, old.data), texts_of(screen, thing, new.data), whole=whole)


def compared(before: dict[str, FieldText], after: dict[str, FieldText], *, whole: bool = False) -> Comparison:
    """The same of fields as text."""
    found = Comparison()
    for name in [*after, *(one for one in before if one not in after)]:
        old, new = before.get(name), after.get(name)
        shown = new or old
        if shown is None or (old and new and old.text == new.text):
            found.same.append(shown.label if shown else name)
            continue
        if old is None or new is None:
            kind, missing = (SAME, "old") if old is None else (SAME, "new")
            rows = [Row(kind, (Piece(kind, shown.text),))] if shown.text else []
            found.changes.append(FieldChange(shown.label, list(rows), missing))
            continue
        rows = rows_of(old, new)
        found.changes.append(FieldChange(shown.label, list(rows) if whole else folded(rows)))
    return found


def rows_of(old: FieldText, new: FieldText) -> list[Row]:
    """The paragraphs of a field side by side; a choice or a day is one word, however many it has."""
    if not (old.is_whole or new.is_whole):
        return [_shown(row) for row in compare(old.text, new.text)]
    pieces = [Piece(kind, text) for kind, text in ((REMOVED, old.text), (ADDED, new.text)) if text]
    return [Row(CHANGED if len(pieces) > 1 else pieces[0].kind, tuple(pieces))]


def _shown(row: Row) -> Row:
    """A paragraph without the empty lines behind it, which a page makes itself; where they alone changed, a mark."""
    pieces = [
        Piece(one.kind, one.text.rstrip("\n") or ("" if one.kind == SAME else "¶")) for one in row.pieces[-2:]
    ]
    return replace(row, pieces=(*row.pieces[:-2], *(one for one in pieces if one.text)))


def folded(rows: list[Row]) -> list[Row | Fold]:
    """The rows without what is far from any change."""
    changed = [place for place, row in enumerate(rows) if row.kind != SAME]
    near = {place + step for place in changed for step in range(-_AROUND, _AROUND + 1)}
    found: list[Row | Fold] = []
    hidden: list[Row] = []
    for place, row in enumerate(rows):
        if place not in near:
            hidden.append(row)
            continue
        found += _folded_run(hidden)
        hidden = []
        found.append(row)
    return found + _folded_run(hidden)


def _folded_run(hidden: list[Row]) -> list[Row | Fold]:
    return [Fold(len(hidden))] if len(hidden) >= _SHORTEST_FOLD else list(hidden)
