"""What an entry is worth whatever its text says: its kind, its validity, its age, what was named of it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from portal.search.analysis import bare, pairs, syllables
from portal.search.documents import Entry
from portal.search.questions import AnalysedQuery

FRESH, HALF_LIFE_DAYS = 0.05, 180.0
"""News of today, and after how many days half of that is left."""

KINDS: Mapping[str, float] = {"procedure": 0.04, "legal": 0.02, "page": 0.02}
"""What people mean more often, where two are as good."""

SHORT, SHORTLY_MEANT = 12, 0.20
"""Syllables of a question that names a thing to be done rather than asks what the law says, and what a procedure gets
then in the place of its share of KINDS."""

ASKED_KIND = 0.08
"""An entry of the kind or the type of document that the question speaks of."""

AUTHORITY: Mapping[str, float] = {"xã": 0.15}
"""Who carries a procedure out: what the commune itself handles is what its citizens come for, and half of a national
catalogue (customs, ships, banks) is like it in words only. On 293 questions of citizens 0.1 and 0.2 do as well."""

COMMUNE, OF_THE_COMMUNE = ("authority", "xã"), 0.10
"""A procedure that the commune itself carries out, before those of ministries and provinces."""

VALIDITY: Mapping[str, float] = {
    "het hieu luc toan bo": -0.40,
    "khong con phu hop": -0.40,
    "ngung hieu luc": -0.30,
    "ngung hieu luc toan bo": -0.30,
    "chua co hieu luc": -0.10,
    "ngung hieu luc mot phan": -0.02,
}
"""By the words of the law: one that is no longer in force must not hide the one that is."""

EARLIER = -0.10
"""An earlier document of the same name, type and issuer than another candidate, where nothing is known of its
validity."""

_WORDS_FOR = {
    "procedure": ("thu tuc", "ho so", "giay to", "le phi", "lam giay", "cap lai", "can gi"),
    "news": ("tin tuc", "thong bao", "tin moi"),
}


class Standing:
    """What a question lets an entry be worth on a day."""

    def __init__(self, query: AnalysedQuery, today: date) -> None:
        self._today = today
        self._pairs = frozenset(query.pairs)
        self._words = frozenset(query.syllables) | self._pairs
        short = 0 < len(query.syllables) <= SHORT and not query.numbers and not query.articles
        self._shares = {**KINDS, "procedure": SHORTLY_MEANT} if short else KINDS
        self._known: dict[tuple[str, tuple[tuple[str, str], ...]], Mapping[str, float]] = {}
        self._kinds = {kind for kind, words in _WORDS_FOR.items() if not self._pairs.isdisjoint(words)}

    def parts(self, entry: Entry) -> dict[str, float]:
        """The parts of its score by name; those that are nothing are left out."""
        parts = dict(self._of_its_kind(entry.kind, entry.facets))
        if entry.kind == "news":
            fresh = FRESH * freshness(entry.published_at, self._today)
            if fresh:
                parts["fresh"] = fresh
        return parts

    def _of_its_kind(self, kind: str, facets: tuple[tuple[str, str], ...]) -> Mapping[str, float]:
        """What the kind and the facets are worth: the same for all articles of a law, and reckoned once."""
        found = self._known.get((kind, facets))
        if found is None:
            found = self._known[kind, facets] = {
                name: value for name, value in self._parts(kind, facets).items() if value
            }
        return found

    def _parts(self, kind: str, facets: tuple[tuple[str, str], ...]) -> dict[str, float]:
        asked, authority, validity = kind in self._kinds, 0.0, 0.0
        for name, value in facets:
            if name == "type":
                asked = asked or self._words.issuperset(_terms(value))
            elif name == "authority":
                authority = max(authority, AUTHORITY.get(value, 0.0))
            elif name == "validity":
                validity += VALIDITY.get(_plain(value), 0.0)
        return {
            "kind": self._shares.get(kind, 0.0) + (ASKED_KIND if asked else 0.0),
            "authority": authority,
            "level": OF_THE_COMMUNE if COMMUNE in facets else 0.0,
            "validity": validity,
        }


@lru_cache(maxsize=1024)
def _plain(value: str) -> str:
    return " ".join(bare(syllables(value)))


@lru_cache(maxsize=1024)
def _terms(value: str) -> tuple[str, ...]:
    """The pairs of a type's name; its only syllable; never nothing that everything has."""
    words = _plain(value).split()
    return tuple(pairs(words)) if len(words) > 1 else tuple(words) or ("",)


def freshness(published_at: str, today: date) -> float:
    """1 for what is published today (or later), half of it after HALF_LIFE_DAYS; 0 for a date that is none."""
    try:
        age = (today - date.fromisoformat(published_at[:10])).days
    except ValueError:
        return 0.0
    return math.pow(0.5, max(0, age) / HALF_LIFE_DAYS)


def earlier_editions(entries: Iterable[tuple[Entry, str]]) -> frozenset[str]:
    """Groups of those legal entries, each with the name of its document, of which a later one of the same name,
    type and issuer is among them."""
    latest: dict[tuple[str, ...], str] = {}
    known: list[tuple[tuple[str, ...], str, str]] = []
    for entry, name in entries:
        facets = dict(entry.facets)
        if not entry.number or not name or not entry.published_at or "validity" in facets:
            continue
        same = (name, str(entry.tenant_id), facets.get("type", ""), facets.get("issuer", ""))
        latest[same] = max(latest.get(same, ""), entry.published_at)
        known.append((same, entry.published_at, entry.group))
    return frozenset(group for same, published, group in known if published < latest[same])
