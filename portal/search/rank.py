"""The second step: candidates are read closely. Pure functions; every part of a score can be shown."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from portal.search.analysis import bare, pairs
from portal.search.documents import Entry, Reading
from portal.search.engine import Candidate, Statistics
from portal.search.questions import AnalysedQuery

TITLE = 0.30  # the question's terms that the title holds
TITLE_WHOLE = 0.25  # the title's terms that the question holds
PHRASE = 0.20  # the longest stretch of the question that stands word for word
ACCENTS = 0.10  # terms with the accents that were typed
NEAR = 0.10  # how near together the question's syllables stand
FRESH = 0.05  # news only
ARTICLE = 1.0  # the article that was named
AHEAD = 4  # more than all other parts together
HALF_LIFE_DAYS = 180.0
OWN = 0.03  # the tenant that was asked


@dataclass(frozen=True)
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
    best = max((one.score for one in candidates), default=0.0) or 1.0
    rarity = {term: statistics.rarity(term) for term in statistics.frequencies}
    scored = []
    for one in candidates:
        reading = one.reading or Reading("", "", "")
        if not _admits(query, reading):
            continue
        parts = _parts(query, one.entry, reading, rarity, today)
        parts["engine"] = one.score / best
        parts["number"] = float(AHEAD * one.number_match)
        if own is not None and one.entry.tenant_id == own:
            parts["own"] = OWN
        scored.append(Ranked(one, sum(parts.values()), parts))
    return sorted(scored, key=lambda one: -one.score)


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


def _parts(
    query: AnalysedQuery, entry: Entry, reading: Reading, rarity: Mapping[str, float], today: date
) -> dict[str, float]:
    title_exact, body_exact = reading.title.split(), reading.body.split()
    title, body = bare(title_exact), bare(body_exact)
    terms = [*query.syllables, *query.pairs]
    held_title, held_body = {*title, *pairs(title)}, {*body, *pairs(body)}
    parts = {
        "title": TITLE * _cover(terms, held_title, rarity),
        "title_whole": TITLE_WHOLE * _cover([*title, *pairs(title)], set(terms), rarity) if title else 0.0,
        "phrase": PHRASE * _longest_run(query, title, body),
        "near": NEAR * _nearness(query, body, held_body),
    }
    if query.accented:
        exact_held = {*title_exact, *pairs(title_exact), *body_exact, *pairs(body_exact)}
        parts["accents"] = ACCENTS * sum(one in exact_held for one in query.exact) / max(1, len(query.exact))
    if entry.article and entry.article.lower() in query.articles:
        parts["article"] = ARTICLE
    if entry.kind == "news":
        parts["fresh"] = FRESH * _freshness(entry.published_at, today)
    return parts


def _cover(wanted: list[str], held: set[str], rarity: Mapping[str, float]) -> float:
    """How much of `wanted` is held, each term counted by what it says."""
    total = sum(rarity.get(term, 1.0) for term in wanted)
    return sum(rarity.get(term, 1.0) for term in wanted if term in held) / total if total else 0.0


def _longest_run(query: AnalysedQuery, title: list[str], body: list[str]) -> float:
    """The longest run of the question that stands word for word in title or text, against the question's length."""
    asked = [run for run in query.bare_runs if len(run) > 1]
    longest = max((_common_run(run, text) for run in asked for text in (title, body)), default=0)
    return longest / max((len(run) for run in asked), default=1) if longest > 1 else 0.0


def _common_run(run: tuple[str, ...], text: list[str]) -> int:
    """Length of the longest common stretch, in one row of dynamic programming."""
    places: dict[str, list[int]] = {}
    for at, token in enumerate(run):
        places.setdefault(token, []).append(at)
    before: dict[int, int] = {}
    best = 0
    for token in text:
        at_places = places.get(token)
        if at_places is None:
            if before:
                before = {}
            continue
        before = {at: before.get(at - 1, 0) + 1 for at in at_places}
        longest = max(before.values())
        if longest > best:
            best = longest
    return best


def _nearness(query: AnalysedQuery, body: list[str], held: set[str]) -> float:
    """1 when the question's words stand side by side somewhere in the text, less the wider they are spread."""
    wanted = {token for token in query.syllables if token in held}
    if len(wanted) < 2:
        return 0.0
    last: dict[str, int] = {}  # where each was seen last, the longest ago first
    best = len(body) + 1
    for at, token in enumerate(body):
        if token in wanted:
            last.pop(token, None)
            last[token] = at
            if len(last) == len(wanted):
                best = min(best, at - next(iter(last.values())) + 1)
    return len(wanted) / best * (len(wanted) / max(1, len(query.syllables)))


def _freshness(published_at: str, today: date) -> float:
    try:
        age = (today - date.fromisoformat(published_at[:10])).days
    except ValueError:
        return 0.0
    return math.pow(0.5, max(0, age) / HALF_LIFE_DAYS)
