"""A question as a person typed it, made into what an engine looks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Protocol

from portal.search.analysis import bare, exact_term, pairs, syllables
from portal.search.language import MAX_CHARACTERS, Spoken, composed, read_language
from portal.search.law_names import named_laws
from portal.search.numbers import NumberRef, is_number, read_articles, read_numbers

__all__ = ["MAX_CHARACTERS", "MAX_TOKENS", "AnalysedQuery", "Expansion", "analyse_query"]

MAX_TOKENS = 64
"""Syllables of a question that are looked for; what follows is left out."""

MAX_NAMES = 40
"""Keys of laws' names that are looked up for one question."""

_BOILERPLATE = """
đúng hay sai | là đúng hay sai | có đúng không | phải không | hay không | được không
chọn câu trả lời đúng nhất | nào sau đây | nào dưới đây | sau đây | dưới đây | như thế nào | thế nào
là gì | cái gì | những gì | bao lâu | bao nhiêu | trong trường hợp nào | khi nào | ở đâu | ra sao
cho tôi hỏi | cho em hỏi | cho mình hỏi | tôi muốn hỏi | xin hỏi | xin cho biết | cho biết | làm sao để
theo quy định của | theo quy định tại | theo quy định
"""
"""Words that make a question of a sentence and say nothing about what is asked."""


def _boilerplate() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Bare phrases by their first syllable, the longest first."""
    phrases = [tuple(bare(syllables(part))) for line in _BOILERPLATE.splitlines() for part in line.split("|")]
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(filter(None, phrases), key=len, reverse=True):
        by_first.setdefault(phrase[0], []).append(phrase)
    return {first: tuple(found) for first, found in by_first.items()}


_PHRASES = _boilerplate()


_SYLLABLE = re.compile(r"[bcdghklmnpqrstvx]{0,3}[aeiouy]{1,3}(?:ch?|m|ng?|nh|p|t)?")


def may_be_syllable(token: str) -> bool:
    """Whether a bare token has the form of a Vietnamese syllable, unlike "ubnd", "61" or "covid"."""
    return _SYLLABLE.fullmatch(token) is not None


SYLLABLE_SHARE = 0.4
"""How much a syllable counts beside a pair."""


@dataclass(frozen=True)
class Expansion:
    """Another way to say a part of the question: bare syllables, and how much they count against what was typed."""

    run: tuple[str, ...]
    share: float


class Vocabulary(Protocol):
    """What `vocabulary.Vocabulary` gives to the analysis of a question."""

    @property
    def agencies(self) -> Mapping[str, Sequence[str]]:
        """The words of abbreviations, by bare syllable."""

    def expand(self, runs: Sequence[Sequence[str]]) -> tuple[Expansion, ...]:
        """What else to look for beside these runs."""

    def written_out(self, run: Sequence[str]) -> tuple[str, ...]:
        """The bare syllables of a run, abbreviations written out."""


@dataclass(frozen=True)
class AnalysedQuery:
    """What a question is made of. Equal questions (after analysis) are equal objects.

    runs: exact syllables without the words that only ask; no pair reaches from one run into the next.
    bare_runs: the same without accents. numbers, articles: what names a document or an article.
    accented: whether the question has any accent; without one the accents say nothing.
    phrases: exact runs that must stand word for word ("…"); they are among `runs` too.
    excluded: exact runs that must not stand (-word, -"…"); they are not among `runs`.
    filters: terms of `documents.facet_term`, of which an entry holds every one.
    kinds: kinds of entries that were asked for by name; none: any.
    expansions: synonyms, abbreviations and corrected spellings.
    barred_filters: terms of `documents.facet_term`, of which an entry holds none.
    names: keys under which a law is looked up by its name, with how exactly each names.
    """

    runs: tuple[tuple[str, ...], ...] = ()
    bare_runs: tuple[tuple[str, ...], ...] = ()
    numbers: tuple[NumberRef, ...] = ()
    articles: tuple[str, ...] = ()
    accented: bool = False
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
    filters: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    expansions: tuple[Expansion, ...] = ()
    barred_filters: tuple[str, ...] = ()
    names: tuple[tuple[str, int], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.runs or self.numbers or self.filters or self.kinds)

    def weights(self, expanded: bool = True) -> dict[str, float]:
        """What an engine ranks by: each bare term with its share; `expanded`: with those of the expansions."""
        weights = dict.fromkeys(self.syllables, SYLLABLE_SHARE)
        weights.update(dict.fromkeys(self.pairs, 1.0))
        for one in self.expansions if expanded else ():
            for term in one.run:
                weights[term] = max(weights.get(term, 0.0), SYLLABLE_SHARE * one.share)
            for term in pairs(one.run):
                weights[term] = max(weights.get(term, 0.0), one.share)
        return weights

    @property
    def required(self) -> tuple[str, ...]:
        """Bare terms that an entry must hold, each once: what the phrases consist of."""
        return tuple(dict.fromkeys(chain.from_iterable(_terms_of(run) for run in self.phrases)))

    @property
    def only(self) -> tuple[str, ...]:
        """Terms of the narrowing field that an entry must hold: the filters, and the phrases' accents."""
        accented = (exact_term(token) for run in self.phrases for token in run if not token.isascii())
        return tuple(dict.fromkeys((*self.filters, *accented)))

    @property
    def barred(self) -> tuple[tuple[str, ...], ...]:
        """Runs of bare terms; an entry that holds all terms of one is no result."""
        return tuple(_terms_of(run) for run in self.excluded if len(run) > 1 or run[0].isascii())

    @property
    def barred_only(self) -> tuple[str, ...]:
        """Terms of the narrowing field; an entry that holds one is no result: single words with their accents, and
        the values of filters with a minus."""
        words = (exact_term(run[0]) for run in self.excluded if len(run) == 1 and not run[0].isascii())
        return tuple(dict.fromkeys((*words, *self.barred_filters)))

    @property
    def syllables(self) -> tuple[str, ...]:
        """The bare syllables, each once, in order."""
        return tuple(dict.fromkeys(chain.from_iterable(self.bare_runs)))

    @property
    def pairs(self) -> tuple[str, ...]:
        """The bare pairs, each once, in order."""
        return tuple(dict.fromkeys(chain.from_iterable(pairs(run) for run in self.bare_runs)))

    @property
    def exact(self) -> frozenset[str]:
        """The exact syllables and pairs, for telling a hit with the right accents."""
        return frozenset(chain.from_iterable((*run, *pairs(run)) for run in self.runs))

    def loosened(self) -> AnalysedQuery:
        """The same with the phrases as mere words, for when they stand nowhere (they may be misspelt)."""
        return replace(self, phrases=())

    @property
    def marked_syllables(self) -> frozenset[str]:
        """The bare syllables that an extract marks: those of the question and of its expansions."""
        return frozenset(chain(self.syllables, *(one.run for one in self.expansions)))

    @property
    def marked_alone(self) -> frozenset[str]:
        """The bare tokens that an extract marks wherever they stand: all where there are no pairs, else those that
        are no syllables, like abbreviations."""
        if not self.marked_pairs:
            return self.marked_syllables
        return frozenset(
            one
            for one in self.marked_syllables
            if len(one) > 2 and one.isalpha() and not may_be_syllable(one)
        )

    @property
    def marked_pairs(self) -> frozenset[str]:
        """The bare pairs that an extract marks."""
        return frozenset(chain(self.pairs, *(pairs(one.run) for one in self.expansions)))

    def lookups(self) -> Iterator[tuple[str, int]]:
        """Keys to look up, with how exactly each names: 3 the full number of a document or its name, 2 its number
        and kind, 1 its number and year; an article of it one more. Their other half is `documents.lookup_keys`.
        """
        for reference in self.numbers:
            for key, exactness in reference.lookups():
                for article in self.articles:
                    yield f"{key}#{article}", exactness + 1
                yield key, exactness
        yield from self.names


def _terms_of(run: tuple[str, ...]) -> tuple[str, ...]:
    """The bare terms that tell a run: its pairs, or its only syllable."""
    plain = bare(run)
    return tuple(pairs(plain)) if len(plain) > 1 else tuple(plain)


def analyse_query(text: str, vocabulary: Vocabulary | None = None) -> AnalysedQuery:
    """What `text` asks for: any string, never an error; an empty (false) query if it holds no word.

    vocabulary: for expansions, and the names of agencies in filters.
    """
    text = composed(text)
    spoken = read_language(text, vocabulary.agencies if vocabulary is not None else None)
    words = " ; ".join(piece for piece, _is_phrase in spoken.pieces)
    numbers, articles = read_numbers(words), read_articles(words)
    runs, phrases = _runs(spoken)
    plain_runs = tuple(tuple(bare(run)) for run in runs)
    written = [vocabulary.written_out(run) for run in runs] if vocabulary is not None else plain_runs
    return AnalysedQuery(
        runs=runs,
        bare_runs=plain_runs,
        numbers=numbers,
        articles=articles,
        accented=any(not token.isascii() for token in chain.from_iterable(runs)),
        phrases=phrases,
        excluded=tuple(dict.fromkeys(filter(None, (tuple(syllables(one)) for one in spoken.excluded)))),
        filters=tuple(dict.fromkeys(spoken.filters)),
        kinds=tuple(dict.fromkeys(spoken.kinds)),
        expansions=vocabulary.expand(runs) if vocabulary is not None else (),
        barred_filters=tuple(dict.fromkeys(spoken.barred)),
        names=_names(written, articles),
    )


def _runs(spoken: Spoken) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]:
    """The runs of exact syllables in order, at most MAX_TOKENS in all, and those among them that are phrases."""
    asked = [
        (syllables(piece)[: MAX_TOKENS * 2], is_phrase and not is_number(piece))  # numbers are looked up
        for piece, is_phrase in spoken.pieces
    ]
    found = [run for run in _cut(asked, _without_boilerplate) if run[0]] or list(_cut(asked, _whole))
    runs: list[tuple[str, ...]] = []
    phrases: list[tuple[str, ...]] = []
    room = MAX_TOKENS
    for run, is_phrase in found:
        kept = run[:room]
        room -= len(kept)
        if kept:
            runs.append(kept)
        if kept and is_phrase:
            phrases.append(kept)
    return tuple(runs), tuple(dict.fromkeys(phrases))


Cutting = Callable[[list[str]], list[tuple[int, int]]]


def _cut(asked: list[tuple[list[str], bool]], cutting: Cutting) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Runs with whether each is a phrase, which stands as it is."""
    for tokens, is_phrase in asked:
        for start, end in _whole(tokens) if is_phrase else cutting(bare(tokens)):
            yield tuple(tokens[start:end]), is_phrase


def _whole(tokens: list[str]) -> list[tuple[int, int]]:
    return [(0, len(tokens))] if tokens else []


def _names(runs: Sequence[Sequence[str]], articles: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Keys of the law that is named, where one may be."""
    if not articles and len(runs) != 1:
        return ()
    return tuple(dict.fromkeys(islice(chain(*(named_laws(run, articles) for run in runs)), MAX_NAMES)))


def _without_boilerplate(tokens: list[str]) -> list[tuple[int, int]]:
    """Start and end of every run of `tokens` between phrases that only ask."""
    runs, start, place = [], 0, 0
    while place < len(tokens):
        length = next(
            (len(phrase) for phrase in _PHRASES.get(tokens[place], ()) if _at(tokens, place, phrase)), 0
        )
        if length:
            runs.append((start, place))
            start = place + length
        place += length or 1
    runs.append((start, len(tokens)))
    return [(start, end) for start, end in runs if start < end]


def _at(tokens: list[str], place: int, phrase: tuple[str, ...]) -> bool:
    return tuple(tokens[place : place + len(phrase)]) == phrase
