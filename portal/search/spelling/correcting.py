"""What a question most likely should have said. Nothing that is usual as typed is ever changed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from portal.search.engine import Statistics
from portal.search.questions import AnalysedQuery, Expansion
from portal.search.spelling.counts import Counts
from portal.search.spelling.lattice import Doubt, Lattice, Step, likelihood
from portal.search.spelling.variants import TWICE, Meant

GAIN_UNKNOWN, GAIN_BELONGING, GAIN_UNUSUAL = 2.0, 5.0, 10.0
"""How much likelier, in nats, what is meant must be than what was typed: for words that are nowhere and too long to
be short for something; for others, where what is meant belongs beside its neighbours; and for others else."""

SHORT = 3
"""Letters of a word that may be short for something that the index does not know ("BCC")."""

BELONGS = 0.05
"""How often two words are together, against the geometric mean of how often each is, if they belong together."""

SURE, UNSURE = 1.0, 0.7
"""How much the meant words count beside the typed ones."""


@dataclass(frozen=True)
class Correction:
    """What was typed and what is meant, in bare syllables.

    replaced: each stretch as typed and as meant, in order. places: the same, each with the typed words before and
    behind it ("" at the end of a run). runs: the bare runs of the question as meant; whoever
    looks for abbreviations and synonyms finds them in these. expansions: what an engine looks for beside what was
    typed. sure: every stretch as typed is nowhere, and as meant plentiful.
    """

    places: tuple[tuple[Meant, Meant, tuple[str, str]], ...]
    runs: tuple[Meant, ...]
    expansions: tuple[Expansion, ...]
    sure: bool

    @property
    def replaced(self) -> tuple[tuple[Meant, Meant], ...]:
        """Each stretch as typed and as meant."""
        return tuple((typed, meant) for typed, meant, _beside in self.places)


@dataclass(frozen=True)
class _Stretch:
    """Steps of a path that change something, one behind the other, with the words beside them ("" at an end)."""

    steps: tuple[Step, ...]
    typed: Meant
    before: str
    after: str

    @property
    def start(self) -> int:
        return self.steps[0].start

    @property
    def end(self) -> int:
        return self.steps[-1].end

    @property
    def meant(self) -> Meant:
        return tuple(word for step in self.steps for word in step.meant)

    @property
    def cost(self) -> float:
        return sum(step.cost for step in self.steps)


def correct(query: AnalysedQuery, statistics: Callable[[Iterable[str]], Statistics]) -> Correction | None:
    """What `query` should have said, None where there is nothing to correct.

    statistics: `SearchEngine.statistics`, called once for a question without doubtful words and three times at most.
    Quoted phrases, numbers and words that are usual as typed stay. Raises what `statistics` raises.
    """
    quoted = set(query.phrases)
    lattices = [
        Lattice(words) for run, words in zip(query.runs, query.bare_runs, strict=True) if run not in quoted
    ]
    counts = Counts(statistics)
    counts.learn(term for lattice in lattices for term in lattice.terms_typed())
    doubtful = {id(lattice) for lattice in lattices if lattice.open(counts)}
    if not doubtful:
        return None
    counts.learn(
        term for lattice in lattices if id(lattice) in doubtful for term in lattice.terms_meant(counts)
    )
    counts.learn(
        term for lattice in lattices if id(lattice) in doubtful for term in lattice.words_seen(counts)
    )
    found = [(lattice, _accepted(lattice, counts) if id(lattice) in doubtful else []) for lattice in lattices]
    stretches = [stretch for _lattice, accepted in found for stretch in accepted]
    if not stretches:
        return None
    sure = all(_is_sure(stretch, counts) for stretch in stretches)
    share = SURE if sure else UNSURE
    expansions = dict.fromkeys(run for lattice, accepted in found for run in _runs(lattice.words, accepted))
    return Correction(
        places=tuple((one.typed, one.meant, (one.before, one.after)) for one in stretches),
        runs=tuple(_whole(lattice.words, accepted) for lattice, accepted in found),
        expansions=tuple(Expansion(run, share) for run in expansions),
        sure=sure,
    )


def _accepted(lattice: Lattice, counts: Counts) -> list[_Stretch]:
    """The changes of the likeliest way that stand on their own."""
    found = _stretches(lattice.words, lattice.best(counts))
    return [stretch for stretch in found if _stands(stretch, lattice, counts)]


def _stretches(words: Sequence[str], path: Sequence[Step]) -> list[_Stretch]:
    found: list[_Stretch] = []
    place = 0
    while place < len(path):
        end = place
        while end < len(path) and not path[end].kept:
            end += 1
        if end > place:
            steps = tuple(path[place:end])
            start, stop = steps[0].start, steps[-1].end
            before = words[start - 1] if start else ""
            after = words[stop] if stop < len(words) else ""
            found.append(_Stretch(steps, tuple(words[start:stop]), before, after))
        place = end + 1
    return found


def _stands(stretch: _Stretch, lattice: Lattice, counts: Counts) -> bool:
    """Whether the index bears a change out: what is meant is usual there, and much likelier than what was typed."""
    unknown = any(doubt is Doubt.UNKNOWN for doubt in lattice.doubts[stretch.start : stretch.end])
    if len(lattice.words) == 1 and len(stretch.meant) == 1:
        return stretch.cost <= TWICE and counts.of(stretch.meant[0]) >= counts.plentiful
    pairs = _pairs(stretch.before, stretch.meant, stretch.after)
    if max((counts.of(*pair) for pair in pairs), default=0) < (
        max(1, counts.rare) if unknown else counts.plentiful
    ):
        return False
    end = (stretch.after,) if stretch.after else ()
    gain = (
        likelihood(counts, (stretch.before, *stretch.meant, *end))
        - likelihood(counts, (stretch.before, *stretch.typed, *end))
        - stretch.cost
        + sum(lattice.steps[at][0].cost for at in range(stretch.start, stretch.end))
    )
    if unknown and max(map(len, stretch.typed)) > SHORT:
        return gain >= GAIN_UNKNOWN
    return gain >= (GAIN_BELONGING if any(_belong(*pair, counts) for pair in pairs) else GAIN_UNUSUAL)


def _belong(first: str, second: str, counts: Counts) -> bool:
    return counts.of(first, second) >= BELONGS * math.sqrt(max(1, counts.of(first) * counts.of(second)))


def _is_sure(stretch: _Stretch, counts: Counts) -> bool:
    typed = _pairs(stretch.before, stretch.typed, stretch.after)
    meant = _pairs(stretch.before, stretch.meant, stretch.after)
    return all(counts.of(*pair) == 0 for pair in typed) and any(
        counts.of(*pair) >= counts.plentiful for pair in meant
    )


def _pairs(before: str, words: Meant, after: str) -> list[tuple[str, str]]:
    return list(pairwise(word for word in (before, *words, after) if word))


def _whole(words: Sequence[str], stretches: Sequence[_Stretch]) -> Meant:
    """The words of a run with the stretches as they are meant."""
    whole: list[str] = []
    place = 0
    for stretch in stretches:
        whole += [*words[place : stretch.start], *stretch.meant]
        place = stretch.end
    return (*whole, *words[place:])


def _runs(words: Sequence[str], stretches: Sequence[_Stretch]) -> Iterator[Meant]:
    """What is meant, with a neighbour on each side; stretches that share a neighbour are one run."""
    group: list[_Stretch] = []
    for stretch in stretches:
        if group and stretch.start > group[-1].end + 1:
            yield _around(words, group)
            group = []
        group.append(stretch)
    if group:
        yield _around(words, group)


def _around(words: Sequence[str], group: Sequence[_Stretch]) -> Meant:
    start, end = max(0, group[0].start - 1), min(len(words), group[-1].end + 1)
    run: list[str] = [*words[start : group[0].start]]
    for one, following in zip(group, [*(other.start for other in group[1:]), end], strict=True):
        run += [*one.meant, *words[one.end : following]]
    return tuple(run)
