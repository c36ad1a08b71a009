"""What a search engine is, whichever one it is: an adapter to this Protocol and nothing else changes."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from portal.search.documents import Entry, Reading, SearchDocument
from portal.search.questions import AnalysedQuery
from portal.search.terms import Tokens, filter_terms


class EngineError(Exception):
    """The index is missing, damaged, locked or unreadable: ask the database instead, and rebuild."""


class EngineBusyError(EngineError):
    """Another writer (or a rebuild) holds the index; reading goes on. Try again later."""


class EngineDamagedError(EngineError):
    """The index is not what was written: only a rebuild helps."""


@dataclass(frozen=True)
class TenantFilter:
    """Whose entries may come out.

    tenants: every entry of these. ancestors: their entries that are shared with the tenants below.
    everything: all entries of all tenants (scope "all 18"); the other two then do not matter.
    Nothing given means nothing comes out.
    """

    tenants: frozenset[int] = frozenset()
    ancestors: frozenset[int] = frozenset()
    everything: bool = False

    def admits(self, tenant_id: int, shared: bool) -> bool:
        """Whether an entry of this tenant may come out: the rule itself, for the check after the engine."""
        return self.everything or tenant_id in self.tenants or (shared and tenant_id in self.ancestors)

    def terms(self) -> tuple[str, ...] | None:
        """The rule as terms of which an entry must hold one, None for no condition.

        The only place where a tenant filter becomes part of a query; `tenant_terms` is its other half.
        """
        if self.everything:
            return None
        own = tuple(f"t{tenant}" for tenant in sorted(self.tenants))
        return own + tuple(f"s{tenant}" for tenant in sorted(self.ancestors - self.tenants))


def tenant_terms(tenant_id: int, shared: bool) -> tuple[str, ...]:
    """The terms that an entry is indexed with, so that `TenantFilter.terms` finds it."""
    return (f"t{tenant_id}", f"s{tenant_id}") if shared else (f"t{tenant_id}",)


def only_terms(document: SearchDocument, tokens: Tokens | None = None) -> tuple[str, ...]:
    """Every term that narrows: tenant, kind, facets and accented syllables. An engine indexes them all in one field.

    tokens: those of `document`, where they are made already.
    """
    tenant = tenant_terms(document.tenant_id, document.shared)
    return (*tenant, kind_term(document.kind), *filter_terms(document, tokens))


def kind_term(kind: str) -> str:
    """The term by which entries of a kind are filtered."""
    return f"k{kind}"


class Candidate(NamedTuple):
    """An entry that an engine proposes; a tuple, since a thousand of them are made for each question.

    score: the engine's own, comparable within one answer only.
    number_match: 4 the article and the number that were asked for, 3 the full number, 2 number and kind,
        1 number and year, 0 none.
    reading: the entry's texts, for the first `read` candidates of an answer.
    """

    entry: Entry
    score: float
    number_match: int = 0
    reading: Reading | None = None

    @property
    def key(self) -> str:
        """The key of the entry."""
        return self.entry.key


def admitted(found: list[Candidate], tenants: TenantFilter, kinds: Collection[str] = ()) -> list[Candidate]:
    """Those that the filter admits and that are of these kinds (none: of any): the check after an engine.

    A thousand candidates are of few tenants and kinds: each combination is looked at once, and mostly nothing is
    left out.
    """
    held = {(one.entry.tenant_id, one.entry.shared, one.entry.kind) for one in found}
    refused = {
        (tenant, shared, kind)
        for tenant, shared, kind in held
        if not tenants.admits(tenant, shared) or (kinds and kind not in kinds)
    }
    if not refused:
        return found
    return [one for one in found if (one.entry.tenant_id, one.entry.shared, one.entry.kind) not in refused]


@dataclass(frozen=True)
class Statistics:
    """How many entries there are, and in how many of them each term that was asked for is."""

    entries: int
    frequencies: Mapping[str, int]

    def rarity(self, term: str) -> float:
        """How much a term says (inverse document frequency, ≥ 0); one that is nowhere: the most."""
        return rarity(self.entries, self.frequencies.get(term, 0))


def rarity(entries: int, frequency: int) -> float:
    """Inverse document frequency as in BM25: ln(1 + (N − n + ½) / (n + ½))."""
    return math.log(1 + (max(entries, frequency) - frequency + 0.5) / (frequency + 0.5))


FLOOR = 0.15
"""An entry with less than this share of the best score is no result …"""

LEAST = 0.08
"""… nor is one with less than this share of what holding every term once would give (with a fifth, questions
with typing errors find a tenth less)."""


def floor(query: AnalysedQuery, best: float, whole: float) -> float:
    """The score below which an entry is no result, the same for every engine.

    best: of this answer. whole: the sum over `query.weights()` of share × rarity, expansions left out. Where the
    person has named what must be there (`query.required`), everything that holds it is a result.
    """
    return 0.0 if query.required else max(best * FLOOR, whole * LEAST)


@dataclass(frozen=True)
class EngineState:
    """What `check()` found: `problems` is empty when all is well."""

    documents: int
    bytes: int
    generation: int
    problems: tuple[str, ...] = ()


class Batch(Protocol):
    """Changes that become visible together, when the `with` block that gave the batch ends well."""

    def add(self, documents: Iterable[SearchDocument]) -> int:
        """Put entries in; one with the key of an existing entry replaces it. Returns how many."""

    def delete(self, keys: Iterable[str]) -> None:
        """Take the entries with these keys out; a key that is not there is not an error."""

    def replace_object(self, object_key: str, documents: Iterable[SearchDocument]) -> int:
        """Take all entries of an object out and put these in (none: the object is gone).

        Raises ValueError for an entry of another object.
        """

    def mark(self, position: int) -> None:
        """Say up to which row of the change log the index is right once this batch is visible."""


class SearchEngine(Protocol):
    """All methods raise EngineError (and nothing else) when the index cannot serve."""

    def writer(self) -> AbstractContextManager[Batch]:
        """A batch on the present index: all of it or, when the block raises, nothing."""

    def rebuild(self) -> AbstractContextManager[Batch]:
        """A batch on a new, empty index beside the present one, which takes its place at the end.

        Readers go on with the old one until then. Other writers get EngineBusyError meanwhile.
        """

    def add(self, documents: Iterable[SearchDocument]) -> int:
        """`Batch.add` as a batch of its own."""

    def delete(self, keys: Iterable[str]) -> None:
        """`Batch.delete` as a batch of its own."""

    def replace_object(self, object_key: str, documents: Iterable[SearchDocument]) -> int:
        """`Batch.replace_object` as a batch of its own."""

    def candidates(
        self,
        query: AnalysedQuery,
        tenants: TenantFilter,
        kinds: Sequence[str] = (),
        limit: int = 100,
        read: int = 0,
    ) -> list[Candidate]:
        """The best entries for `query`, best first, those with a number that was asked for before all.

        kinds: only these, () for all. At most `limit`; the first `read` come with their texts.
        An entry holds every ranked term of `query.required` and every narrowing term of `query.only`, no
        term of `query.barred_only`, and of no run of `query.barred` all terms. Those whose score is under
        `floor` are left out. A query of filters alone gives the entries that hold them with score 0, the newest
        first by `published_at` (the text, "" last), then by key.
        """

    def suggest(self, leads: Sequence[str], tenants: TenantFilter, limit: int = 100) -> list[Candidate]:
        """Entries that hold every one of these terms of `documents.lead_terms`, in any order, with their texts."""

    def statistics(self, terms: Iterable[str]) -> Statistics:
        """In how many entries each of these ranked bare terms is (pairs with a space), over all tenants."""

    def position(self) -> int:
        """What `Batch.mark` said of the index that serves; -1 where nothing was said or there is no index."""

    def all_keys(self) -> Iterable[str]:
        """The key of every entry, for comparing with what is published."""

    def clear(self) -> None:
        """Take everything out. Works on a damaged index too."""

    def check(self) -> EngineState:
        """Read everything and compare with what was written. Reports damage instead of raising."""

    def close(self) -> None:
        """Let go of files; a later call opens them again."""
