"""How closely a text says what a question asks: pure functions of coded texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise
from typing import TypeAlias

Term: TypeAlias = int | tuple[int, int]
"""The code of a syllable, or those of a pair."""

TELLING = 6
"""Syllables, the most telling of a question, that are looked for near together."""

_PLACES = [re.compile(b"[\x01-" + bytes([most]) + b"]") for most in range(1, TELLING + 1)]


def pieces(text: bytes) -> bytes:
    """The stretches of a coded text that the question knows, each once: it holds the same runs, and is short."""
    return b"\0".join(set(text.split(b"\0")))


def covers(terms: Mapping[Term, float], text: bytes) -> tuple[float, float]:
    """How much of `terms` a bare coded text holds, as the sum of their weights, and which share of the text (its
    syllables and pairs) they account for; what is none of them counts 1 there."""
    if not text:
        return 0.0, 0.0
    weight_of = terms.get
    found: dict[Term, float] = {}
    held, lost = 0.0, 2 * len(text) - 1
    for stretch in filter(None, text.split(b"\0")):  # most syllables are none of the question's
        both: Iterator[Term] = chain(stretch, pairwise(stretch))
        for term in both:
            weight = weight_of(term)
            if weight is not None:
                lost -= 1
                held += weight
                found[term] = weight
    return sum(found.values()), held / (held + lost) if held else 0.0


def longest_common(run: bytes, text: bytes, least: int = 0) -> int:
    """Syllables of the longest stretch of `run` that stands in the text, if more than `least`, else `least`."""
    length, start, best = len(run), 0, least
    while start + best < length:
        while start + best < length and run[start : start + best + 1] in text:
            best += 1
        start += 1
    return best


def nearness(text: bytes, wanted: int, weights: Sequence[float]) -> float:
    """1 where the codes 1 … `wanted` stand side by side, less the wider they are spread and the more are missing.

    weights: of each code, from 1 on; at most TELLING codes are looked at.
    """
    wanted = min(wanted, TELLING)
    held = [code for code in range(1, wanted + 1) if code in text]
    if len(held) < 2:
        return 0.0
    last = dict.fromkeys(held, -1)
    missing, best = len(held), len(text) + 1
    for match in _PLACES[wanted - 1].finditer(text):
        at = match.start()
        code = text[at]
        if last.pop(code) < 0:
            missing -= 1
        last[code] = at  # the longest ago comes first
        if not missing:
            width = at - next(iter(last.values())) + 1
            if width < best:
                best = width
                if best == len(held):
                    break
    share = sum([weights[code - 1] for code in held]) / (sum(weights[:wanted]) or 1.0)
    return len(held) / best * share


def held_terms(terms: frozenset[Term], text: bytes) -> frozenset[Term]:
    """Those of the terms that stand in a coded text."""
    return terms.intersection(text) | terms.intersection(pairwise(text))
