"""The embedded engine: Whoosh's files and dictionary, our postings and our scoring."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from whoosh.index import FileIndex

from portal.search.engine import Candidate, EngineError, EngineState, Statistics, TenantFilter
from portal.search.engines.errors import translated
from portal.search.engines.single import SingleBatches
from portal.search.engines.whoosh.batch import WhooshBatch
from portal.search.engines.whoosh.leaf import Leaf
from portal.search.engines.whoosh.searching import Segments
from portal.search.engines.whoosh.store import IndexHome, SealedStorage
from portal.search.engines.whoosh.writer import INDEX_NAME, schema
from portal.search.questions import AnalysedQuery

_T = TypeVar("_T")


class WhooshEngine(SingleBatches):
    """A SearchEngine in one directory, for one writing process and any number of reading ones.

    root: made when something is written. lock_timeout: seconds that a writer waits for another.
    Safe to use from several threads.
    """

    def __init__(self, root: Path | str, lock_timeout: float = 5.0) -> None:
        self._home = IndexHome(Path(root))
        self._lock_timeout = lock_timeout
        self._mutex = threading.RLock()
        self._leaves: list[Leaf] = []
        self._segments = Segments(())
        self._state: tuple[Path, int] | None = None

    @contextlib.contextmanager
    def writer(self) -> Iterator[WhooshBatch]:
        """A batch on the present index (a new one if there is none)."""
        with self._locked():
            with translated():
                build = self._home.current()
                fresh = build is None
                if build is None:
                    build = self._new_build().path
                storage, _ = self._home.open(build, self._home.generation(build))
            with WhooshBatch(storage) as batch:
                yield batch
            with translated():
                if batch.position is not None:
                    self._home.set_position(build, batch.position)
                if fresh:
                    self._home.switch(build)

    @contextlib.contextmanager
    def rebuild(self) -> Iterator[WhooshBatch]:
        """A batch on a new index beside the present one, which it replaces at the end."""
        with self._locked():
            with translated():
                storage = self._new_build()
            with WhooshBatch(storage, in_parts=True) as batch:
                yield batch
            with translated():
                if batch.position is not None:
                    self._home.set_position(storage.path, batch.position)
                self._home.switch(storage.path)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        with contextlib.ExitStack() as stack:
            with translated():  # not the block itself: an error of the caller's passes as it is
                stack.enter_context(self._home.locked(self._lock_timeout))
            yield

    def _new_build(self) -> SealedStorage:
        storage = SealedStorage(self._home.new_build())
        FileIndex.create(storage, schema(), INDEX_NAME)
        return storage

    # Reading

    def candidates(
        self,
        query: AnalysedQuery,
        tenants: TenantFilter,
        kinds: Sequence[str] = (),
        limit: int = 100,
        read: int = 0,
    ) -> list[Candidate]:
        """The best entries for `query`; see SearchEngine."""
        if not query or limit <= 0:
            return []
        return self._reading(lambda: self._segments.candidates(query, tenants, kinds, limit, read))

    def suggest(self, leads: Sequence[str], tenants: TenantFilter, limit: int = 100) -> list[Candidate]:
        """Entries that hold these beginnings; see SearchEngine."""
        if not leads or limit <= 0:
            return []
        return self._reading(lambda: self._segments.suggest(leads, tenants, limit))

    def statistics(self, terms: Iterable[str]) -> Statistics:
        """In how many entries each term is; see SearchEngine."""
        wanted = list(terms)  # read again if files went away meanwhile
        return self._reading(lambda: self._segments.statistics(wanted))

    def position(self) -> int:
        """What was marked; see SearchEngine."""
        with translated():
            build = self._home.current_or_none()
            return -1 if build is None else self._home.position(build)

    def all_keys(self) -> list[str]:
        """The key of every entry."""
        return self._reading(lambda: [entry.key for leaf in self._leaves for entry in leaf.entries()])

    def check(self) -> EngineState:
        """Read everything again and compare it with its seals."""
        try:
            return self._reading(self._checked)
        except EngineError as error:
            return EngineState(0, 0, 0, (str(error),))

    def close(self) -> None:
        """Close all files; the next call opens them again."""
        with self._mutex:
            self._drop()

    # The parts of reading; the mutex is held

    def _reading(self, read: Callable[[], _T]) -> _T:
        """Run `read` on the newest state; once more on a fresh one if files went away meanwhile."""
        with self._mutex:
            try:
                with translated():
                    self._refresh()
                    return read()
            except EngineError:
                self._drop()
            with translated():
                self._refresh()
                return read()

    def _refresh(self) -> None:
        build = self._home.current()
        if build is None:
            raise EngineError("there is no index")
        state = (build, self._home.generation(build))
        if state == self._state:
            return
        storage, segments = self._home.open(*state)
        old = (
            {leaf.identity: leaf for leaf in self._leaves} if self._state and self._state[0] == build else {}
        )
        leaves = []
        for segment in segments:
            leaf = old.get(segment.segment_id()) or Leaf(storage, segment)
            leaf.delete(frozenset(segment.deleted_docs()))
            leaves.append(leaf)
        for leaf in self._leaves:
            if leaf not in leaves:
                leaf.close()
        self._leaves, self._state, self._segments = leaves, state, Segments(leaves)

    def _drop(self) -> None:
        leaves, self._leaves, self._state, self._segments = self._leaves, [], None, Segments(())
        for leaf in leaves:
            with contextlib.suppress(Exception):
                leaf.close()

    def _checked(self) -> EngineState:
        assert self._state is not None  # _refresh has set it
        build, generation = self._state
        self._home.open(build, generation, thorough=True)
        entries = sum(1 for leaf in self._leaves for _ in leaf.entries())
        size = sum(path.stat().st_size for path in build.iterdir() if path.is_file())
        return EngineState(entries, size, generation)
