"""Other ways to say what is asked: abbreviations both ways, synonyms, and rows that editors add.

A file has one entry a line; what follows "#" is a comment:
    UBND = ủy ban nhân dân                  each stands for the other
    HN = Hà Nội | hội nghị                  may mean several things; the first stands for each, but they for no other
    lô cốt => công trình đang thi công      who asks for the left finds the right as well, not the reverse
    HN =                                    (in a later file) forget what an earlier one says of HN
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from portal.search.analysis import bare, syllables
from portal.search.questions import Expansion, may_be_syllable

log = logging.getLogger(__name__)

DATA = Path(__file__).parent / "data"
FILES = ("viet-tat.txt", "dong-nghia.txt")

ABBREVIATION, WRITTEN_OUT, SYNONYM, ONE_OF_SEVERAL = 1.0, 0.5, 0.6, 0.5
"""How much an expansion counts beside what was typed: the words of an abbreviation, an abbreviation of words, other
words for the same; the last for a meaning among several of an abbreviation."""

LEAST_WRITTEN = 3
"""Letters of an abbreviation for which its words stand: "TT" and "CT" are in every number."""

MAX_EXPANSIONS = 12
"""Expansions of one question."""

MAX_RUN = 20
"""Syllables of one side of an entry."""

MAX_LINE, MAX_LINES = 400, 20_000


@dataclass(frozen=True)
class Row:
    """What `said` also may be called (exact syllables both), and how much that counts."""

    said: tuple[str, ...]
    other: tuple[str, ...]
    share: float

    @cached_property
    def run(self) -> tuple[str, ...]:
        """The bare syllables of the other way to say it."""
        return tuple(bare(self.other))

    def is_meant(self, typed: Sequence[str]) -> bool:
        """Whether somebody who typed these syllables means it: "so do" may be "sổ đỏ", "sơ đồ" is not."""
        return all(
            one == said or (one.isascii() and one == plain)
            for one, said, plain in zip(typed, self.said, bare(self.said), strict=True)
        )


Rows = dict[tuple[str, ...], tuple[Row, ...]]


@dataclass(frozen=True)
class Vocabulary:
    """Rows by the bare syllables of what is said. problems: lines that were left out, with file, line and reason."""

    rows: Mapping[tuple[str, ...], tuple[Row, ...]] = field(default_factory=dict, hash=False)
    problems: tuple[str, ...] = ()

    @cached_property
    def _longest(self) -> dict[str, tuple[int, ...]]:
        """By the first syllable, how many syllables the entries have that begin with it; the most first."""
        lengths: dict[str, set[int]] = {}
        for run in self.rows:
            lengths.setdefault(run[0], set()).add(len(run))
        return {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    def expand(self, runs: Sequence[Sequence[str]]) -> tuple[Expansion, ...]:
        """What else to look for beside `runs` of syllables, exact or bare: for the longest entries that stand in them.

        Each expansion has the neighbours of what it stands for, so that "UBND xã" is "… nhân dân xã" as well.
        """
        found: dict[tuple[str, ...], float] = {}
        for run in runs:
            plain = bare(run)
            for start, end, rows in self._places(run, plain):
                for row in rows:
                    said = (*plain[max(0, start - 1) : start], *row.run, *plain[end : end + 1])
                    share = ONE_OF_SEVERAL if row.share == ABBREVIATION and len(rows) > 1 else row.share
                    found[said] = max(found.get(said, 0.0), share)
        return tuple(Expansion(run, share) for run, share in list(found.items())[:MAX_EXPANSIONS])

    def written_out(self, run: Sequence[str]) -> tuple[str, ...]:
        """The bare syllables of `run` with the words of every abbreviation in it that means one thing only."""
        plain = bare(run)
        words: list[str] = []
        place = 0
        for start, end, rows in self._places(run, plain):
            if _is_plain_abbreviation(rows):
                words += [*plain[place:start], *rows[0].run]
                place = end
        return (*words, *plain[place:])

    @cached_property
    def agencies(self) -> dict[str, tuple[str, ...]]:
        """The words of every abbreviation that means one thing only: "btc" → ("bộ", "tài", "chính")."""
        return {run[0]: rows[0].other for run, rows in self.rows.items() if _is_plain_abbreviation(rows)}

    def with_lines(self, lines: Iterable[str], name: str = "") -> Vocabulary:
        """This vocabulary and the entries of these lines; `name` is what problems call them."""
        reader = _Reader(dict(self.rows), list(self.problems))
        reader.read(lines, name)
        return Vocabulary(reader.rows, tuple(reader.problems))

    def _places(self, run: Sequence[str], plain: Sequence[str]) -> Iterator[tuple[int, int, tuple[Row, ...]]]:
        """Start, end and rows of the longest entries in a run, none reaching into another."""
        at = 0
        while at < len(run):
            end = at + 1
            for length in self._longest.get(plain[at], ()):
                held = self.rows.get(tuple(plain[at : at + length]), ()) if at + length <= len(run) else ()
                meant = tuple(row for row in held if row.is_meant(run[at : at + length]))
                if meant:
                    end = at + length
                    yield at, end, meant
                    break
            at = end


def _is_plain_abbreviation(rows: Sequence[Row]) -> bool:
    return len(rows) == 1 and len(rows[0].said) == 1 and rows[0].share == ABBREVIATION


class _Reader:
    """Reads lines into rows. What one source says of an abbreviation takes the place of what earlier ones said."""

    def __init__(self, rows: Rows, problems: list[str]) -> None:
        self.rows, self.problems = rows, problems
        self._told: set[tuple[str, ...]] = set()

    def read(self, lines: Iterable[str], name: str) -> None:
        self._told = set()
        for number, line in enumerate(lines, 1):
            text = line.partition("#")[0].strip().lstrip("\ufeff")
            if not text:
                continue
            problem = f"hơn {MAX_LINES} dòng" if number > MAX_LINES else self._take(text)
            if problem:
                self.problems.append(f"{name or 'dòng'}:{number}: {problem}")
            if number > MAX_LINES:
                return

    def _take(self, text: str) -> str:
        """Take one line in; what is wrong with it, or ""."""
        if len(text) > MAX_LINE:
            return f"dài hơn {MAX_LINE} ký tự"
        one_way = "=>" in text
        sides = [side.strip() for side in text.split("=>" if one_way else "=")]
        if len(sides) < 2 or (one_way and ("=" in "".join(sides) or len(sides) != 2)):
            return "cần đúng một dấu => hoặc ít nhất một dấu ="
        left = tuple(syllables(sides[0]))
        if not 0 < len(left) <= MAX_RUN:
            return f"vế trái phải có từ 1 đến {MAX_RUN} chữ"
        if sides[1:] == [""]:
            self._forget(left)
            return ""
        meanings = [[tuple(syllables(one)) for one in side.split("|")] for side in sides[1:]]
        if any(not 0 < len(one) <= MAX_RUN for side in meanings for one in side):
            return f"mỗi cách nói ở vế phải phải có từ 1 đến {MAX_RUN} chữ"
        if len(meanings) > 1 and any(len(side) > 1 for side in meanings):
            return "không dùng | cùng nhiều dấu ="
        self._put(left, meanings, one_way)
        return ""

    def _put(self, left: tuple[str, ...], sides: list[list[tuple[str, ...]]], one_way: bool) -> None:
        short = len(left) == 1 and not one_way and len(sides) == 1 and not may_be_syllable(bare(left)[0])
        if short and tuple(bare(left)) not in self._told:
            self._forget(left)
        if len(sides) > 1:  # a = b = c: each for each
            equal = [left, *(side[0] for side in sides)]
            for one in equal:
                for other in equal:
                    self._add(one, other, SYNONYM)
            return
        for one in sides[0]:
            self._add(left, one, ABBREVIATION if short else SYNONYM)
            if not one_way and (not short or (len(sides[0]) == 1 and len(left[0]) >= LEAST_WRITTEN)):
                self._add(one, left, WRITTEN_OUT if short else SYNONYM)

    def _add(self, said: tuple[str, ...], other: tuple[str, ...], share: float) -> None:
        key = tuple(bare(said))
        row = Row(said, other, share)
        held = self.rows.get(key, ())
        self._told.add(key)
        if row.run != key and (said, other) not in {(one.said, one.other) for one in held}:
            self.rows[key] = (*held, row)

    def _forget(self, left: tuple[str, ...]) -> None:
        """Drop what an abbreviation means, and it as the abbreviation of those words."""
        key = tuple(bare(left))
        for row in self.rows.pop(key, ()):
            rest = tuple(one for one in self.rows.pop(row.run, ()) if one.run != key)
            if rest:
                self.rows[row.run] = rest


class VocabularyFiles:
    """The vocabulary of the project's files and, over them, of those of the same name in an instance folder.

    Files are read again when they have changed; one that is missing or cannot be read says nothing.
    """

    def __init__(self, *folders: Path) -> None:
        self._paths = tuple(folder / name for folder in (DATA, *folders) for name in FILES)
        self._stamp: tuple[tuple[int, int] | None, ...] | None = None
        self._held = Vocabulary()

    def current(self) -> Vocabulary:
        """The vocabulary as the files have it now. Lines that cannot be understood are logged once, and left out."""
        stamp = tuple(map(_stamp, self._paths))
        if stamp != self._stamp:
            vocabulary = Vocabulary()
            for path in self._paths:
                vocabulary = vocabulary.with_lines(_lines(path), path.name)
            for problem in vocabulary.problems:
                log.warning("vocabulary, line left out: %s", problem)
            self._held, self._stamp = vocabulary, stamp
        return self._held


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
