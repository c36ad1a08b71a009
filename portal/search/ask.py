"""A question in, ranked entries out: the engine proposes, the ranking decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from portal.clock import today
from portal.search.documents import SearchDocument
from portal.search.engine import Candidate, SearchEngine, TenantFilter, admitted
from portal.search.facets import facet_counts
from portal.search.questions import AnalysedQuery, Vocabulary, analyse_query
from portal.search.rank import Ranked, rank, with_phrases
from portal.search.spelling import Correction, correct, written

POOL = 1000
"""Candidates that are counted, grouped and narrowed; an answer with as many says "more than"."""

LISTED = 200
"""Candidates of an answer that is a plain list: nothing is counted by facets, and nobody turns so many pages."""

READ_CLOSELY = 40
"""Candidates whose texts are read and ranked again."""

SPARE = 5
"""Results beyond a page that are fetched, in the place of those that the rooms no longer show."""

TextsOf = Callable[[Sequence[str]], Mapping[str, SearchDocument]]


@dataclass(frozen=True)
class Asked:
    """From where and for what a question is asked.

    tenants: whose entries may come out. own: the tenant whose entries go before others that are as good.
    kinds: only these, () for all. filters: terms of `documents.facet_term` beside those of the question.
    group: only entries of this group. limit, offset: of the results, or of the groups if `grouped`.
    """

    tenants: TenantFilter
    own: int | None = None
    kinds: Sequence[str] = ()
    limit: int = 10
    offset: int = 0
    grouped: bool = False
    filters: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True)
class Result:
    """A ranked entry with its present text."""

    ranked: Ranked
    document: SearchDocument


@dataclass(frozen=True)
class Group:
    """Results that belong to one thing: its best entry, the next ones, and how many more there are."""

    best: Result
    further: tuple[Result, ...] = ()
    more: int = 0


@dataclass(frozen=True)
class Answer:
    """How many match in all (entries, or groups if asked for groups), and those that were asked for, best first.

    saturated: there are more than `total`. facets: name → value → how many groups of the whole answer have it;
    the kind is under "kind", the kind of the whole thing under "object", the tenant (as text) under "portal".
    query: as it was understood. did_you_mean: the question with its spelling corrected, as one would write it, ""
    where there is nothing to correct. loosened: nothing holds the phrases, so that their words alone were looked for.
    """

    total: int
    results: list[Result] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    saturated: bool = False
    did_you_mean: str = ""
    loosened: bool = field(default=False, compare=False)
    query: AnalysedQuery = field(default_factory=AnalysedQuery, compare=False)


FURTHER = 2
"""Entries of a group that are shown under its best one."""


def ask(
    engine: SearchEngine,
    texts_of: TextsOf,
    question: str,
    asked: Asked,
    vocabulary: Vocabulary | None = None,
) -> Answer:
    """Answer any string. `texts_of` gives the present entries of keys: what it leaves out is not shown.
    `vocabulary`: the abbreviations and synonyms that are looked for beside what was typed.

    Raises EngineError where the index cannot serve, and nothing else.
    """
    query = analyse_query(question, vocabulary)
    if asked.filters:
        query = replace(query, filters=tuple(dict.fromkeys((*query.filters, *asked.filters))))
    if not query:
        return Answer(0, query=query)
    correction = correct(query, engine.statistics) if query.runs else None
    if correction is not None:
        query = replace(query, expansions=(*query.expansions, *correction.expansions))
    ranked = _ranked(engine, query, asked)
    loosened = not ranked and bool(query.phrases)
    if loosened:  # a phrase that stands nowhere may be misspelt
        query = query.loosened()
        ranked = _ranked(engine, query, asked)
    answer, read = (_by_group if asked.grouped else _one_by_one)(ranked, texts_of, asked)
    return replace(
        answer,
        saturated=len(ranked) >= _pool(query, asked),
        did_you_mean=_corrected(correction, question, read),
        loosened=loosened,
        query=query,
    )


Read = Sequence[Ranked]
"""What was looked at for an answer and may be seen."""


@dataclass(frozen=True)
class _Order:
    """Every candidate in order: those that were read closely first, with their scores, then the others as the engine
    gave them. Of a thousand, the few of a page become `Ranked`."""

    closely: Sequence[Ranked] = ()
    rest: Sequence[Candidate] = ()

    def __len__(self) -> int:
        return len(self.closely) + len(self.rest)

    def part(self, start: int, end: int) -> list[Ranked]:
        """Those from `start` to `end` (exclusive)."""
        read = len(self.closely)
        rest = self.rest[max(0, start - read) : max(0, end - read)]
        return [*self.closely[start:end], *[Ranked(one, 0.0) for one in rest]]

    def grouped(self) -> list[list[Candidate]]:
        """By the thing that they belong to, in the order in which each thing comes first."""
        groups: dict[str, list[Candidate]] = {}
        for one in (*[one.candidate for one in self.closely], *self.rest):
            key = one.entry.group_key or one.entry.key
            if key in groups:
                groups[key].append(one)
            else:
                groups[key] = [one]
        return list(groups.values())

    def ranked(self, groups: Sequence[Sequence[Candidate]]) -> list[list[Ranked]]:
        """The candidates of groups with their scores."""
        held = {one.key: one for one in self.closely}
        return [[held.get(one.key) or Ranked(one, 0.0) for one in group] for group in groups]


def _one_by_one(ranked: _Order, texts_of: TextsOf, asked: Asked) -> tuple[Answer, Read]:
    start, end = _bounds(asked)
    page = ranked.part(start, end + SPARE)
    shown = _with_texts(page, texts_of)
    held = [one for one in page if one.key in shown]
    results = [Result(one, shown[one.key]) for one in held[: end - start]]
    return Answer(max(0, len(ranked) - (len(page) - len(held))), results), held


def _by_group(ranked: _Order, texts_of: TextsOf, asked: Asked) -> tuple[Answer, Read]:
    start, end = _bounds(asked)
    grouped = ranked.grouped()
    page = ranked.ranked(grouped[start : end + SPARE])
    shown = _with_texts([one for group in page for one in group[: FURTHER + 1]], texts_of)
    held = [group for group in page if any(one.key in shown for one in group[: FURTHER + 1])]
    kept = [[one.candidate for one in group] for group in held]
    counted = [*grouped[:start], *kept, *grouped[end + SPARE :]]
    groups = [_group(group, shown) for group in held[: end - start]]
    facets = facet_counts([one.entry for one in group] for group in counted)
    seen = [one for group in held for one in group[: FURTHER + 1] if one.key in shown]
    return Answer(len(counted), groups=groups, facets=facets), seen


def _bounds(asked: Asked) -> tuple[int, int]:
    start = max(0, asked.offset)
    return start, start + max(0, asked.limit)


def _corrected(correction: Correction | None, question: str, read: Read) -> str:
    readings = [one.candidate.reading for one in read if one.candidate.reading is not None]
    return written(correction, question, readings) if readings else ""


def _pool(query: AnalysedQuery, asked: Asked) -> int:
    """How many candidates this answer is made of."""
    if asked.grouped or asked.group or query.phrases or not (query.runs or query.numbers):
        return POOL
    return max(LISTED, _bounds(asked)[1] + SPARE)


def _ranked(engine: SearchEngine, query: AnalysedQuery, asked: Asked) -> _Order:
    """Every candidate in order: those whose texts were read first."""
    kinds = tuple(kind for kind in query.kinds or asked.kinds if not asked.kinds or kind in asked.kinds)
    if query.kinds and not kinds:
        return _Order()  # two different kinds were asked for at once
    # Long phrases can be told from their pairs only by reading, so that everything is read.
    phrases = any(len(run) > 2 for run in query.phrases)
    pool = _pool(query, asked)
    found = engine.candidates(query, asked.tenants, kinds, pool, pool if phrases else READ_CLOSELY)
    # The engine's filter is one function; this is the check after it.
    held = admitted(found, asked.tenants)
    if asked.group:
        held = [one for one in held if one.entry.group == asked.group]
    held = without_copies(held)
    if not query.runs and not query.numbers:
        return _Order(rest=held)  # the engine gives the newest first
    if phrases:
        held = with_phrases(query, held)
    statistics = engine.statistics(query.weights())
    closely = rank(query, held[:READ_CLOSELY], statistics, today(), asked.own)
    return _Order(closely, held[READ_CLOSELY:])


def without_copies(found: Sequence[Candidate]) -> list[Candidate]:
    """Each thing once, in its order: of copies the original where it is among them, else the first one."""
    originals = [one.entry.original for one in found]
    if len(set(originals)) == len(found):
        return list(found)
    held = {one.entry.key for one in found}
    seen: set[str] = set()
    kept = []
    for one, original in zip(found, originals, strict=True):
        if original == one.entry.key or (original not in held and original not in seen):
            seen.add(original)
            kept.append(one)
    return kept


def _with_texts(ranked: Sequence[Ranked], texts_of: TextsOf) -> Mapping[str, SearchDocument]:
    return texts_of([one.key for one in ranked]) if ranked else {}


def _group(group: list[Ranked], shown: Mapping[str, SearchDocument]) -> Group:
    held = [Result(one, shown[one.key]) for one in group[: FURTHER + 1] if one.key in shown]
    return Group(held[0], tuple(held[1:]), max(0, len(group) - FURTHER - 1))
