"""The second step: candidates are read closely. Pure functions; every part of a score can be shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from portal.search.analysis import bare, pairs
from portal.search.documents import Entry, Reading
from portal.search.engine import Candidate, Statistics
from portal.search.questions import AnalysedQuery
from portal.search.ranking.closeness import Term, covers, longest_common, nearness, pieces, right_accents
from portal.search.ranking.coding import Coding
from portal.search.ranking.standing import standing

TITLE = 0.30  # the question's terms that the title holds
TITLE_WHOLE = 0.25  # the title's terms that the question holds
CONTEXT = 0.10  # the same of the name of what it is part of
PHRASE = 0.20  # the longest stretch of the question that stands word for word
ACCENTS = 0.10  # terms with the accents that were typed
NEAR = 0.10  # how near together the question's syllables stand
ARTICLE = 1.0  # the article that was named
AHEAD = 4  # more than all other parts together
OWN = 0.03  # the tenant that was asked

READ_TEXTS = 24
"""Candidates whose texts are read, those that promise most by score and names; of the others the names."""

Draft = tuple[float, Candidate, dict[str, float], bytes]
"""Score so far, whose, its parts, the coded title."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """An entry with its score and the parts that it is made of (for `?explain=1`)."""

    candidate: Candidate
    score: float
    parts: Mapping[str, float] = field(default_factory=dict, hash=False)

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
    question the title holds, its longest run word for word, its accents, how near together, the number asked for.
    """
    return _Close(query, statistics).ranked(candidates, today, own)


class _Close:
    """One question, prepared for reading many texts."""

    def __init__(self, query: AnalysedQuery, statistics: Statistics) -> None:
        rarity = {term: statistics.rarity(term) for term in statistics.frequencies}
        self.query = query
        self.coding = coding = Coding(query, rarity)
        self.terms: dict[Term, float] = {
            code: rarity.get(term, 1.0)
            for term in (*query.syllables, *query.pairs)
            if (code := _term(coding.run(term.split(" "))))
        }
        self.whole = sum(self.terms.values()) or 1.0
        self.weights = [self.terms[code] for code in range(1, coding.typed + 1)]
        asked = [(code, len(run)) for run in query.bare_runs if len(run) > 1 and (code := coding.run(run))]
        self.longest = max((length for _code, length in asked), default=0)
        self.runs = [code for code, _length in asked]
        self.accented = query.accented and bool(query.exact)
        self.forms = frozenset(filter(None, (_term(coding.form(one.split(" "))) for one in query.exact)))
        for one in query.expansions:
            for term in (*one.run, *pairs(one.run)):
                code = _term(coding.run(term.split(" ")))
                if code and code not in self.terms:
                    self.terms[code] = one.share * rarity.get(term, 1.0)
            run = coding.run(one.run)
            if run and len(run) > 1:
                self.runs.append(run)

    def ranked(self, candidates: Sequence[Candidate], today: date, own: int | None) -> list[Ranked]:
        best = max((one.score for one in candidates), default=0.0) or 1.0
        contexts: dict[str, float] = {}
        drafts = []
        for one in candidates:
            reading = one.reading or Reading("", "", "")
            if not _admits(self.query, reading):
                continue
            parts = {"engine": one.score / best}
            if one.number_match:
                parts["number"] = float(AHEAD * one.number_match)
            title = self.coding.text(reading.title)
            self._of_names(parts, title, reading.context, contexts)
            parts.update(standing(self.query, one.entry, today))
            if own is not None and one.entry.tenant_id == own:
                parts["own"] = OWN
            drafts.append((sum(parts.values()), one, parts, title))
        return sorted(self._read(drafts), key=lambda one: -one.score)

    def _read(self, drafts: list[Draft]) -> Iterator[Ranked]:
        """Every draft, those that promise most after their texts are read."""
        drafts.sort(key=lambda draft: -draft[0])
        for place, (score, one, parts, title) in enumerate(drafts):
            if place < READ_TEXTS and one.reading is not None:
                self._of_text(parts, title, one.reading.body)
                score = sum(parts.values())
            yield Ranked(one, score, parts)

    def _of_names(self, parts: dict[str, float], title: bytes, context: str, known: dict[str, float]) -> None:
        plain = title.translate(self.coding.plain)
        if plain:
            held, share = covers(self.terms, plain)
            parts["title"] = TITLE * min(1.0, held / self.whole)
            parts["title_whole"] = TITLE_WHOLE * share
        if context:
            named = known.get(context)
            if named is None:
                _held, named = covers(self.terms, self.coding.text(context).translate(self.coding.plain))
                known[context] = named
            parts["context"] = CONTEXT * named

    def _of_text(self, parts: dict[str, float], title: bytes, text: str) -> None:
        body = self.coding.text(text)
        held = pieces(title + b"\0" + body)
        plain = held.translate(self.coding.plain)
        longest = 1
        for run in self.runs:
            longest = longest_common(run, plain, longest)
        if longest > 1:
            parts["phrase"] = PHRASE * min(1.0, longest / self.longest) if self.longest else 0.0
        parts["near"] = NEAR * nearness(body.translate(self.coding.plain), self.coding.typed, self.weights)
        if self.accented:
            parts["accents"] = ACCENTS * right_accents(self.forms, held) / len(self.query.exact)


def _term(codes: bytes | None) -> Term | None:
    if not codes:
        return None
    return codes[0] if len(codes) == 1 else (codes[0], codes[1])


def _admits(query: AnalysedQuery, reading: Reading) -> bool:
    """Whether every phrase stands and no excluded one does, with the accents that were typed (if any were)."""
    if not query.phrases and not query.excluded:
        return True
    texts = [f" {text} " for text in (reading.title, reading.context, reading.body)]
    bared = [f" {' '.join(bare(text.split()))} " for text in texts]
    return all(_stands(run, texts, bared) for run in query.phrases) and not any(
        _stands(run, texts, bared) for run in query.excluded
    )


def _stands(run: tuple[str, ...], texts: list[str], bared: list[str]) -> bool:
    wanted = f" {' '.join(run)} "
    return any(wanted in text for text in (bared if wanted.isascii() else texts))
