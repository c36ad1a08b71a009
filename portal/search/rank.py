"""The second step: candidates are read closely. Pure functions; every part of a score can be shown."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from portal.search.analysis import pairs
from portal.search.documents import Reading
from portal.search.engine import Candidate, Statistics
from portal.search.questions import AnalysedQuery
from portal.search.ranking.closeness import Term, covers, held_terms, longest_common, nearness, pieces
from portal.search.ranking.coding import Coding
from portal.search.ranking.phrases import Phrases
from portal.search.ranking.standing import EARLIER, Standing, earlier_editions

# How much each part counts beside the engine's score, which is 1 at most. Chosen on questions of people and on more
# that were made of headings and sentences of other articles.
COVER = 0.80  # the question's terms that the entry holds anywhere
TITLE, NAME = 0.20, 0.60  # those that its title holds; of a thing that has no parts, its name
TITLE_WHOLE = 0.30  # the title's terms that the question holds
CONTEXT = 0.20  # the same of the name of what it is part of
PHRASE = 0.10  # the longest stretch of the question that stands word for word
ACCENTS = 0.10  # terms with the accents that were typed
NEAR = 0.05  # how near together the question's syllables stand
ARTICLE, ARTICLE_OF_ANY = 0.50, 0.20  # the article that was named; the share of it where its law was not
OWN = 0.03  # the tenant that was asked
AHEAD = 4  # more than all other parts together

READ_TEXTS = 20
"""Candidates whose texts are read, those that promise most by score and names; of the others the names."""

PARTED = frozenset(("legal", "provision"))
"""Kinds of things with parts: what answers is a part, whose heading says less than the name of a procedure."""

_NOTHING = Reading("", "", "")


class Ranked(NamedTuple):
    """An entry with its score and the parts that it is made of (for `?explain=1`)."""

    candidate: Candidate
    score: float
    parts: Mapping[str, float] = MappingProxyType({})

    @property
    def key(self) -> str:
        """The key of the entry."""
        return self.candidate.entry.key


def rank(
    query: AnalysedQuery,
    candidates: Sequence[Candidate],
    statistics: Statistics,
    today: date,
    own: int | None = None,
) -> list[Ranked]:
    """Candidates with their readings, best first; ties keep the engine's order. A number that was asked for goes
    before everything else, the more exactly named the further ahead. Those in which a phrase does not stand, or an
    excluded one does, are left out. `own`: the tenant whose entries go before others that are as good.

    The engine's score, brought to at most 1, is the base; what a bag of words cannot see is added: how much of the
    question is held, and by its title, its longest run word for word, its accents, how near together, what was named.
    """
    close = _Close(query, statistics)
    drafts = close.drafts(candidates, today, own)
    for draft in heapq.nlargest(READ_TEXTS, drafts, key=_Draft.score):
        close.read_text(draft)
    ranked = [Ranked(one.candidate, one.score(), one.parts) for one in drafts]
    return sorted(ranked, key=lambda one: -one.score)


def with_phrases(query: AnalysedQuery, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those candidates in which every phrase stands and nothing excluded does, as far as they have been read."""
    phrases = Phrases(query, Coding(query, {}))
    return [one for one in candidates if one.reading is None or phrases.admit(one.reading)]


@dataclass(slots=True)
class _Draft:
    """A candidate while its parts are put together; title and context are coded."""

    candidate: Candidate
    reading: Reading
    title: bytes
    context: bytes
    parts: dict[str, float] = field(default_factory=dict)

    def score(self) -> float:
        """The sum of the parts so far."""
        return sum(self.parts.values())

    @property
    def name(self) -> str:
        """The name of the document that it is or belongs to."""
        return self.reading.context if self.candidate.entry.group_key else self.reading.title


class _Close:
    """One question, prepared for reading many texts."""

    def __init__(self, query: AnalysedQuery, statistics: Statistics) -> None:
        rarity = {term: statistics.rarity(term) for term in statistics.frequencies}
        self.query = query
        self.coding = Coding(query, rarity)
        self.phrases = Phrases(query, self.coding)
        self.terms = _weighted(self.coding, (*query.syllables, *query.pairs), rarity)
        self.whole = sum(self.terms.values()) or 1.0
        self.weights = [self.terms[code] for code in range(1, self.coding.typed + 1)]
        for one in query.expansions:
            further = _weighted(self.coding, (*one.run, *pairs(one.run)), rarity, one.share)
            self.terms = {**further, **self.terms}
        self.known = frozenset(self.terms)
        self.longest = max((len(run) for run in query.bare_runs), default=0)
        runs = (*query.bare_runs, *(one.run for one in query.expansions))
        self.runs = [code for run in runs if len(run) > 1 and (code := self.coding.run(run))]
        self.exact = query.exact if query.accented else frozenset()
        forms = (_term(self.coding.form(one.split(" "))) for one in self.exact)
        self.forms = frozenset(form for form in forms if form is not None)

    def drafts(self, candidates: Sequence[Candidate], today: date, own: int | None) -> list[_Draft]:
        """What the candidates are worth by the engine's score, by names and as what they are."""
        best = max((one.score for one in candidates), default=0.0) or 1.0
        standing = Standing(self.query, today)
        contexts: dict[str, tuple[bytes, float]] = {}  # hundreds of articles share the name of their law
        drafts = []
        for one in candidates:
            reading = one.reading or _NOTHING
            if not self.phrases.admit(reading):
                continue
            if reading.context not in contexts:
                contexts[reading.context] = self._context(reading.context)
            context, named = contexts[reading.context]
            draft = _Draft(one, reading, self.coding.text(reading.title), context)
            draft.parts = {"engine": one.score / best, "number": float(AHEAD * one.number_match)}
            draft.parts |= standing.parts(one.entry)
            if own is not None and one.entry.tenant_id == own:
                draft.parts["own"] = OWN
            self._read_names(draft, named)
            drafts.append(draft)
        earlier = earlier_editions((draft.candidate.entry, draft.name) for draft in drafts)
        for draft in drafts if earlier else ():
            if draft.candidate.entry.group in earlier:
                draft.parts["earlier"] = EARLIER
        return drafts

    def _context(self, text: str) -> tuple[bytes, float]:
        coded = self.coding.text(text)
        return coded, covers(self.terms, coded.translate(self.coding.plain))[1]

    def _read_names(self, draft: _Draft, named: float) -> None:
        held, share = covers(self.terms, draft.title.translate(self.coding.plain))
        most = TITLE if draft.candidate.entry.kind in PARTED else NAME
        draft.parts["title"] = most * min(1.0, held / self.whole)
        draft.parts["title_whole"] = TITLE_WHOLE * share
        draft.parts["context"] = CONTEXT * named
        article = draft.candidate.entry.article
        if article and article.lower() in self.query.articles:
            draft.parts["article"] = ARTICLE * max(ARTICLE_OF_ANY, named)

    def read_text(self, draft: _Draft) -> None:
        """Add what its text is worth."""
        coding, parts = self.coding, draft.parts
        body = coding.text(draft.reading.body)
        held = pieces(b"\0".join((draft.title, draft.context, body)))
        plain = held.translate(coding.plain)
        parts["cover"] = COVER * min(
            1.0, sum(map(self.terms.__getitem__, held_terms(self.known, plain))) / self.whole
        )
        longest = 1
        for run in self.runs:
            longest = longest_common(run, plain, longest)
        parts["phrase"] = PHRASE * min(1.0, longest / self.longest) if longest > 1 else 0.0
        parts["near"] = NEAR * nearness(body.translate(coding.plain), coding.typed, self.weights)
        if self.exact:
            parts["accents"] = ACCENTS * len(held_terms(self.forms, held)) / len(self.exact)


def _weighted(
    coding: Coding, terms: Iterable[str], rarity: Mapping[str, float], share: float = 1.0
) -> dict[Term, float]:
    coded = ((_term(coding.run(term.split(" "))), term) for term in terms)
    return {code: share * rarity.get(term, 1.0) for code, term in coded if code is not None}


def _term(codes: bytes | None) -> Term | None:
    if not codes:
        return None
    return codes[0] if len(codes) == 1 else (codes[0], codes[1])
