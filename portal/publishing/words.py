"""Two texts compared word by word, and three merged: pure functions on strings.

Paragraphs are aligned first, words only inside those that changed, each within a bound of work: whatever is compared,
the answer comes in time, at worst as whole paragraphs. The words of an answer, joined, are always exactly the texts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from portal.publishing.aligning import Steps, matches

SAME, REMOVED, ADDED, CHANGED = "same", "removed", "added", "changed"
_ALIKE = 0.35  # share of common words from which two paragraphs are one that was changed
_PAIRS = 1_000  # pairs of changed paragraphs all looked at; of more, only those near each other
_NEAR = 12
_OF_A_PAIR = 20  # steps that it costs to look at one
_A_MOVE = 4  # words that a paragraph needs so that its coming back elsewhere is no accident

# A syllable; a number or a date as it is printed (61/2018/NĐ-CP, 25/11/2026, 8.000); an address; Markdown's marks,
# the target of a link as one; each other sign alone.
_TOKEN = re.compile(
    r"""https?://[^\s()<>]*[^\s()<>.,;:!?]
      | !?\[
      | \]\([^()\s]*(?:[ ]"[^"\n]*")?\)
      | \w+(?:[./-]\w+)*
      | \n+ | [^\S\n]+
      | [*_~`\#>|]+ | -{3,}
      | .""",
    re.VERBOSE | re.DOTALL,
)
_WORD = re.compile(r"\w+(?:[./-]\w+)*")
_PARAGRAPH = re.compile(r"[^\n]*\n+|[^\n]+")


@dataclass(frozen=True)
class Piece:
    """A run of text: in both texts (SAME), only in the old one (REMOVED), only in the new one (ADDED)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Row:
    """A paragraph of the old text beside one of the new; `pieces` are those of both, in reading order.

    `kind` is SAME, CHANGED, or REMOVED or ADDED where the other side has no such paragraph; `moved` says that the very
    paragraph stands elsewhere on the other side.
    """

    kind: str
    pieces: tuple[Piece, ...]
    moved: bool = False

    @property
    def old(self) -> str:
        """The paragraph as it was."""
        return "".join(one.text for one in self.pieces if one.kind != ADDED)

    @property
    def new(self) -> str:
        """The paragraph as it is."""
        return "".join(one.text for one in self.pieces if one.kind != REMOVED)


def tokens(text: str) -> list[str]:
    """The text in words, signs, marks and blanks; joined they are the text."""
    return _TOKEN.findall(text)


def words_of(text: str) -> list[str]:
    """The words alone."""
    return _WORD.findall(text)


def compare(old: str, new: str) -> list[Row]:
    """The paragraphs of two texts side by side, in order."""
    before, after, steps = _PARAGRAPH.findall(old), _PARAGRAPH.findall(new), Steps()
    rows: list[Row] = []
    i = j = 0
    for at, there, length in (*matches(before, after, steps), (len(before), len(after), 0)):
        rows += _gap(before[i:at], after[j:there], steps)
        rows += [Row(SAME, (Piece(SAME, one),)) for one in before[at : at + length]]
        i, j = at + length, there + length
    return _with_moves(rows)


def pieces(old: str, new: str) -> list[Piece]:
    """The same without paragraphs: what to keep, leave out and put in to make the new text of the old one."""
    return list(_joined(one for row in compare(old, new) for one in row.pieces))


def _gap(before: list[str], after: list[str], steps: Steps) -> Iterator[Row]:
    """Rows of paragraphs of which none stayed as it was."""
    i = j = 0
    for at, there in (*_pairs(before, after, steps), (len(before), len(after))):
        yield from (Row(REMOVED, (Piece(REMOVED, one),)) for one in before[i:at])
        yield from (Row(ADDED, (Piece(ADDED, one),)) for one in after[j:there])
        if at < len(before):
            yield Row(CHANGED, tuple(_words(before[at], after[there], steps)))
        i, j = at + 1, there + 1


def _pairs(before: list[str], after: list[str], steps: Steps) -> list[tuple[int, int]]:
    """Which of the paragraphs are the same one, changed: in order."""
    if len(before) == len(after) == 1:
        return [(0, 0)]
    bags = [Counter(words_of(one)) for one in before], [Counter(words_of(one)) for one in after]
    all_pairs = len(before) * len(after)
    if all_pairs <= _PAIRS and steps.take(all_pairs * _OF_A_PAIR):
        return _best_pairs(*bags)
    return _next_pairs(*bags, steps)


def _best_pairs(before: list[Counter[str]], after: list[Counter[str]]) -> list[tuple[int, int]]:
    """The pairs with the most words in common over all."""
    best = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    alike: dict[tuple[int, int], float] = {}
    for i in reversed(range(len(before))):
        for j in reversed(range(len(after))):
            share = _share(before[i], after[j])
            best[i][j] = max(best[i + 1][j], best[i][j + 1])
            if share >= _ALIKE:
                alike[i, j] = share
                best[i][j] = max(best[i][j], share + best[i + 1][j + 1])
    found, i, j = [], 0, 0
    while i < len(before) and j < len(after):
        if (i, j) in alike and best[i][j] == alike[i, j] + best[i + 1][j + 1]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _next_pairs(before: list[Counter[str]], after: list[Counter[str]], steps: Steps) -> list[tuple[int, int]]:
    """For each the most alike of the next few: a name that changed in every article of a law."""
    found, j = [], 0
    for i, bag in enumerate(before):
        near = after[j : j + _NEAR]
        if not near or not steps.take(len(near) * _OF_A_PAIR):
            break
        shares = [_share(bag, one) for one in near]
        if max(shares) >= _ALIKE:
            at = shares.index(max(shares))
            found.append((i, j + at))
            j += at + 1
    return found


def _share(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def _words(old: str, new: str, steps: Steps) -> Iterator[Piece]:
    """The pieces of one paragraph."""
    before, after = tokens(old), tokens(new)
    found: list[Piece] = []
    i = j = 0
    for at, there, length in (*matches(before, after, steps), (len(before), len(after), 0)):
        found.append(Piece(REMOVED, "".join(before[i:at])))
        found.append(Piece(ADDED, "".join(after[j:there])))
        found.append(Piece(SAME, "".join(before[at : at + length])))
        i, j = at + length, there + length
    return _joined(_readable([one for one in found if one.text]))


def _readable(found: list[Piece]) -> Iterator[Piece]:
    """A blank between two changed words belongs to the change: "Ba Đình" → "Tam Kỳ" is one change, not two."""
    for place, one in enumerate(found):
        inside = 0 < place < len(found) - 1 and found[place + 1].kind != SAME
        if one.kind == SAME and inside and not one.text.strip() and "\n" not in one.text:
            yield Piece(REMOVED, one.text)
            yield Piece(ADDED, one.text)
        else:
            yield one


def _joined(found: Iterable[Piece]) -> Iterator[Piece]:
    """Neighbours of one kind as one piece; between two that stay, what went comes before what came."""
    went, came, same = "", "", ""
    for one in found:
        if one.kind == SAME:
            yield from (Piece(kind, text) for kind, text in ((REMOVED, went), (ADDED, came)) if text)
            went = came = ""
            same += one.text
            continue
        if same:
            yield Piece(SAME, same)
            same = ""
        went += one.text if one.kind == REMOVED else ""
        came += one.text if one.kind == ADDED else ""
    yield from (Piece(kind, text) for kind, text in ((SAME, same), (REMOVED, went), (ADDED, came)) if text)


def _with_moves(rows: list[Row]) -> list[Row]:
    """Mark paragraphs that only changed their place."""
    gone = Counter(row.old.strip() for row in rows if row.kind == REMOVED)
    come = Counter(row.new.strip() for row in rows if row.kind == ADDED)
    moved = {text for text in gone & come if len(words_of(text)) >= _A_MOVE}
    if not moved:
        return rows
    return [
        replace(row, moved=True)
        if row.kind in {REMOVED, ADDED} and (row.old or row.new).strip() in moved
        else row
        for row in rows
    ]
