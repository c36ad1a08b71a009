"""What a search engine is, whichever one it is: an adapter to this Protocol and nothing else changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from portal.search.documents import SearchDocument
from portal.search.questions import AnalysedQuery


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


@dataclass(frozen=True)
class Candidate:
    """An entry that an engine proposes.

    score: the engine's own, comparable within one answer only.
    number_match: 4 the article and the number that were asked for, 3 the full number, 2 number and kind,
        1 number and year, 0 none.
    """

    key: str
    tenant_id: int
    shared: bool
    kind: str
    group_key: str | None
    score: float
    number_match: int = 0


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
        self, query: AnalysedQuery, tenants: TenantFilter, kinds: Sequence[str] = (), limit: int = 100
    ) -> list[Candidate]:
        """The best entries for `query`, best first, those with a number that was asked for before all.

        kinds: only these, () for all. At most `limit`.
        """

    def count(self, query: AnalysedQuery, tenants: TenantFilter, kinds: Sequence[str] = ()) -> int:
        """How many entries `candidates` would give without a limit."""

    def rarities(self, terms: Iterable[str]) -> dict[str, float]:
        """How much each bare term says (inverse document frequency ≥ 0); a term nowhere: the most."""

    def all_keys(self) -> Iterable[str]:
        """The key of every entry, for comparing with what is published."""

    def clear(self) -> None:
        """Take everything out. Works on a damaged index too."""

    def check(self) -> EngineState:
        """Read everything and compare with what was written. Reports damage instead of raising."""

    def close(self) -> None:
        """Let go of files; a later call opens them again."""
