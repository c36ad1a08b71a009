"""The ways to read a run of typed words, and the likeliest of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise

from portal.search.analysis import syllables
from portal.search.spelling.counts import Counts
from portal.search.spelling.syllables import MIDDLE_NAMES, SURNAMES, SYLLABLES
from portal.search.spelling.variants import NO_SPACE, Meant, variants

KNOWN = 5
"""Entries from which on a word that is no syllable is a word all the same ("internet")."""

BOTH = 5
"""Ways of each of two neighbouring words that are tried together."""

TORN = NO_SPACE
"""The cost of a space inside a word."""

TOO_LONG = 1.0
"""The cost of each letter that a word has beyond the longest syllable, if it stays."""

_ROMAN = re.compile(r"[ivxlc]+\Z")
_LONGEST_SYLLABLE = 7


class Doubt(Enum):
    """How a typed word looks. NONE: it stays. UNUSUAL: a syllable that is nowhere, or any word between neighbours
    that it is hardly ever seen with. UNKNOWN: no syllable, and hardly anywhere."""

    NONE = 0
    UNUSUAL = 1
    UNKNOWN = 2


@dataclass(frozen=True)
class Step:
    """The typed words from start to end (exclusive) read as `meant`; cost in nats. kept: it is what was typed."""

    start: int
    end: int
    meant: Meant
    cost: float = 0.0
    kept: bool = False


@dataclass
class Lattice:
    """The readings of one run of bare words: for each place the steps that begin there."""

    words: Sequence[str]
    doubts: list[Doubt] = field(default_factory=list)
    steps: list[list[Step]] = field(default_factory=list)

    def terms_typed(self) -> Iterator[str]:
        """What must be learnt first: the words and pairs as typed."""
        yield from self.words
        yield from (f"{first} {second}" for first, second in pairwise(self.words))

    def open(self, counts: Counts) -> bool:
        """Find the doubtful words and what they may have been; False where there is none."""
        nowhere = [self._is_nowhere(at, counts) for at in range(len(self.words))]
        self.doubts = [
            Doubt.UNKNOWN if nowhere[at] and word not in SYLLABLES
            else Doubt.UNUSUAL if nowhere[at] or self._is_unusual(at, nowhere, counts)
            else Doubt.NONE
            for at, word in enumerate(self.words)
        ]  # fmt: skip
        self.steps = [
            [Step(at, at + 1, (word,), _strangeness(word), kept=True)] for at, word in enumerate(self.words)
        ]
        for at, word in enumerate(self.words):
            if self.doubts[at] is not Doubt.NONE:
                self.steps[at] += [Step(at, at + 1, meant, cost) for meant, cost in variants(word)]
            if at + 1 < len(self.words):
                self.steps[at] += self._joined(at, counts)
        return any(len(steps) > 1 for steps in self.steps)

    def terms_meant(self, counts: Counts) -> Iterator[str]:
        """What must be learnt of what may be meant: its pairs, save with words that are nowhere."""
        for at, steps in enumerate(self.steps):
            for step in steps[1:]:
                yield from (f"{first} {second}" for first, second in pairwise(step.meant))
            for place, before in self._ending_at(at):
                for other, step in enumerate(steps) if not counts.is_nowhere(before.meant[-1]) else ():
                    if counts.is_nowhere(step.meant[0]):
                        continue
                    if not place or not other or (place < BOTH and other < BOTH):
                        yield f"{before.meant[-1]} {step.meant[0]}"

    def words_seen(self, counts: Counts) -> Iterator[str]:
        """The words that may be meant and stand in a pair that is somewhere."""
        for at, steps in enumerate(self.steps):
            heads = [step.meant[0] for step in steps]
            for first, second in (
                *((before.meant[-1], head) for _place, before in self._ending_at(at) for head in heads),
                *(pair for step in steps for pair in pairwise(step.meant)),
            ):
                if counts.of(first, second):
                    yield from (first, second)
        if len(self.words) == 1:
            yield from (step.meant[0] for step in self.steps[0])

    def best(self, counts: Counts) -> list[Step]:
        """The likeliest way through (Viterbi)."""
        reached: list[dict[str, tuple[float, Step | None, str]]] = [{} for _ in range(len(self.words) + 1)]
        reached[0][""] = (0.0, None, "")
        for at, steps in enumerate(self.steps):
            for last, (score, _step, _before) in list(reached[at].items()):
                for step in steps:
                    total = score - step.cost + likelihood(counts, (last, *step.meant))
                    held = reached[step.end].get(step.meant[-1])
                    if held is None or total > held[0]:
                        reached[step.end][step.meant[-1]] = (total, step, last)
        path: list[Step] = []
        at, word = len(self.words), max(reached[-1], key=lambda word: reached[-1][word][0])
        while at:
            _score, taken, word = reached[at][word]
            assert taken is not None  # only the beginning has none
            path.append(taken)
            at = taken.start
        return path[::-1]

    def _ending_at(self, at: int) -> Iterator[tuple[int, Step]]:
        """The steps that end before a place, each with its place among those that begin where it begins."""
        for start in (at - 1, at - 2):
            if start >= 0:
                yield from ((place, step) for place, step in enumerate(self.steps[start]) if step.end == at)

    def _is_nowhere(self, at: int, counts: Counts) -> bool:
        word = self.words[at]
        if not _may_change(word) or len(word) == 1:
            return False
        if word in SYLLABLES:
            return counts.of(word) == 0 and not _ends_name(self.words[max(0, at - 2) : at])
        beside = (*self.words[max(0, at - 1) : at], *self.words[at + 1 : at + 2])
        if any(other.isdigit() for other in beside) and not re.search("[aeiouy]", word):
            return False  # part of a number: "61/2018/NĐ-CP"
        return counts.of(word) < KNOWN

    def _is_unusual(self, at: int, nowhere: Sequence[bool], counts: Counts) -> bool:
        """Whether no neighbour that can be trusted says that the word belongs there, and one says that it does not."""
        word = self.words[at]
        if not _may_change(word) or len(word) == 1 or _ends_name(self.words[max(0, at - 2) : at]):
            return False
        seen = [
            counts.of(*self.words[first : first + 2])
            for first in (at - 1, at)
            if first >= 0 and first + 1 < len(self.words)
            and not nowhere[first] and not nowhere[first + 1]
            and not any(char.isdigit() for char in self.words[first] + self.words[first + 1])
        ]  # fmt: skip
        return bool(seen) and max(seen) <= counts.rare

    def _joined(self, at: int, counts: Counts) -> list[Step]:
        """The word with the next one as one syllable, where a space has torn it."""
        first, second = self.words[at], self.words[at + 1]
        joined = first + second
        if len(joined) > _LONGEST_SYLLABLE or not joined.isalpha() or not joined.isascii():
            return []
        if counts.of(first, second) > counts.rare or (_ROMAN.match(first) and _ROMAN.match(second)):
            return []
        joined = syllables(joined)[0]
        return [Step(at, at + 2, (joined,), TORN)] if joined in SYLLABLES else []


def likelihood(counts: Counts, words: Sequence[str]) -> float:
    """ln of the probability that these words follow each other; "" in the first place is the beginning of a run."""
    return sum(
        counts.follows(first, second) if first else counts.begins(second) for first, second in pairwise(words)
    )


def _ends_name(before: Sequence[str]) -> bool:
    """Whether a given name comes behind these words: any syllable may be one."""
    return len(before) == 2 and before[0] in SURNAMES and before[1] in MIDDLE_NAMES


def _strangeness(word: str) -> float:
    """What it costs to leave a word as it is: something where it is longer than any syllable."""
    return max(0.0, len(word) - _LONGEST_SYLLABLE) * TOO_LONG


def _may_change(word: str) -> bool:
    """Whether a word may be mistyped at all: no number, no other script, no Roman numeral."""
    return word.isascii() and not word.isdigit() and not _ROMAN.match(word)
