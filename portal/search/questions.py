"""A question as a person typed it, made into what an engine looks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from portal.search.analysis import bare, exact_term, pairs, syllables
from portal.search.numbers import NumberRef, read_articles, read_numbers

MAX_TOKENS = 64
"""Syllables of a question that are looked for; what follows is left out."""

MAX_CHARACTERS = 2_000
"""Characters of a question that are read."""

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


SYLLABLE_SHARE = 0.4
"""How much a syllable counts beside a pair."""


@dataclass(frozen=True)
class Expansion:
    """Another way to say a part of the question: bare syllables, and how much they count against what was typed."""

    run: tuple[str, ...]
    share: float


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
        """Terms of the narrowing field; an entry that holds one is no result: single words with their accents."""
        return tuple(exact_term(run[0]) for run in self.excluded if len(run) == 1 and not run[0].isascii())

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

    def lookups(self) -> Iterator[tuple[str, int]]:
        """Keys to look up, with how exactly each names: 4 an article of a document, 3 the full number of a
        document, 2 its number and kind, 1 its number and year. Their other half is `documents.lookup_keys`.
        """
        for reference in self.numbers:
            for key in reference.forms():
                for article in self.articles:
                    yield f"{key}#{article}", 4
                yield key, min(3, key.count("/") + (1 if "-" in key or not reference.year else 0))


def _terms_of(run: tuple[str, ...]) -> tuple[str, ...]:
    """The bare terms that tell a run: its pairs, or its only syllable."""
    plain = bare(run)
    return tuple(pairs(plain)) if len(plain) > 1 else tuple(plain)


def analyse_query(text: str) -> AnalysedQuery:
    """What `text` asks for: any string, never an error; an empty (false) query if it holds no word."""
    text = text[:MAX_CHARACTERS]
    exact = syllables(text)[: MAX_TOKENS * 2]
    plain = bare(exact)
    runs = _without_boilerplate(plain)
    if not runs and plain:
        runs = [(0, len(plain))]
    kept, room = [], MAX_TOKENS
    for start, end in runs:
        end = min(end, start + room)
        if start < end:
            kept.append((start, end))
            room -= end - start
    return AnalysedQuery(
        runs=tuple(tuple(exact[start:end]) for start, end in kept),
        bare_runs=tuple(tuple(plain[start:end]) for start, end in kept),
        numbers=read_numbers(text),
        articles=read_articles(text),
        accented=any(token != bared for token, bared in zip(exact, plain, strict=True)),
    )


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
