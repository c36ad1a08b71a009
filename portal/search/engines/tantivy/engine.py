"""The fast engine for one machine: Tantivy's index, with the tokens of our own analysis."""

from __future__ import annotations

import contextlib
import json
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import tantivy

from portal.search.documents import Entry
from portal.search.engine import Candidate, EngineError, EngineState, Statistics, TenantFilter
from portal.search.engines.builds import Seal
from portal.search.engines.errors import translated
from portal.search.engines.single import SingleBatches
from portal.search.engines.tantivy.batch import TantivyBatch
from portal.search.engines.tantivy.searching import Snapshot
from portal.search.engines.tantivy.store import SealedBuilds
from portal.search.questions import AnalysedQuery

_T = TypeVar("_T")

ATTEMPTS = 3
"""Times that a reader looks for the newest build: one may be replaced while it is being opened."""


class TantivyEngine(SingleBatches):
    """A SearchEngine in one directory, for one writing process and any number of reading ones.

    root: made when something is written. lock_timeout: seconds that a writer waits for another.
    Safe to use from several threads, which search at the same time.
    """

    def __init__(self, root: Path | str, lock_timeout: float = 5.0) -> None:
        self._builds = SealedBuilds(Path(root))
        self._lock_timeout = lock_timeout
        self._mutex = threading.Lock()
        self._opened: tuple[Path, Snapshot] | None = None
        self._held: dict[float, Entry] = {}

    @contextlib.contextmanager
    def writer(self) -> Iterator[TantivyBatch]:
        """A batch on the present index (a new one if there is none)."""
        with self._locked():
            with translated():
                serving = self._builds.current()
                build, known = (
                    (self._builds.new_build(), {}) if serving is None else self._builds.continued(serving)
                )
            with self._batch(build, known, empty=serving is None) as batch:
                yield batch

    @contextlib.contextmanager
    def rebuild(self) -> Iterator[TantivyBatch]:
        """A batch on a new index beside the present one, which it replaces at the end."""
        with self._locked():
            with translated():
                build = self._builds.new_build()
            with self._batch(build, {}, empty=True) as batch:
                yield batch

    @contextlib.contextmanager
    def _batch(self, build: Path, known: Seal, empty: bool) -> Iterator[TantivyBatch]:
        # What serves was verified and stays as it is: whatever goes wrong here is no damage to it.
        with translated(EngineError):
            batch = TantivyBatch(build, empty)
        try:
            yield batch
            with translated(EngineError):
                batch.commit()
                if batch.position is not None:
                    self._builds.set_position(build, batch.position)
                self._builds.seal(build, known)
        except BaseException:
            batch.discard()
            shutil.rmtree(build, ignore_errors=True)
            raise
        with translated(EngineError):
            self._builds.switch(build)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        with contextlib.ExitStack() as stack:
            with translated():  # not the block itself: an error of the caller's passes as it is
                stack.enter_context(self._builds.locked(self._lock_timeout))
            yield

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
        return self._reading(lambda snapshot: snapshot.candidates(query, tenants, kinds, limit, read))

    def suggest(self, leads: Sequence[str], tenants: TenantFilter, limit: int = 100) -> list[Candidate]:
        """Entries that hold these beginnings; see SearchEngine."""
        if not leads or limit <= 0:
            return []
        return self._reading(lambda snapshot: snapshot.suggest(leads, tenants, limit))

    def statistics(self, terms: Iterable[str]) -> Statistics:
        """In how many entries each term is; see SearchEngine."""
        wanted = list(terms)  # read again if files went away meanwhile
        return self._reading(lambda snapshot: snapshot.statistics(wanted))

    def position(self) -> int:
        """What was marked; see SearchEngine."""
        with translated():
            build = self._builds.current_or_none()
            return -1 if build is None else self._builds.position(build)

    def all_keys(self) -> list[str]:
        """The key of every entry."""
        return self._reading(lambda snapshot: [entry.key for entry in snapshot.all_entries()])

    def check(self) -> EngineState:
        """Read everything again and compare it with its seals."""
        try:
            return self._reading(self._checked)
        except EngineError as error:
            return EngineState(0, 0, 0, (str(error),))

    def close(self) -> None:
        """Let go of all files; the next call opens them again."""
        with self._mutex:
            self._opened, self._held = None, {}  # other threads may still read from the old ones

    def _reading(self, read: Callable[[Snapshot], _T]) -> _T:
        """Run `read` on the newest state; again on a fresh one if files went away meanwhile."""
        for _attempt in range(ATTEMPTS - 1):
            with contextlib.suppress(EngineError), translated():
                return read(self._snapshot())
            self.close()
        with translated():
            return read(self._snapshot())

    def _snapshot(self) -> Snapshot:
        build = self._builds.current()
        if build is None:
            raise EngineError("there is no index")
        opened = self._opened
        if opened is not None and opened[0] == build:
            return opened[1]
        with self._mutex:
            if self._opened is None or self._opened[0] != build:
                self._opened = (build, self._open(build))
            return self._opened[1]

    def _open(self, build: Path) -> Snapshot:
        self._builds.verified(build)
        index = tantivy.Index.open(str(build))
        index.config_reader("manual")  # a build never changes: nothing is to be watched
        if len(self._held) > 2 * index.searcher().num_docs + 10_000:
            self._held = {}  # mostly entries that are gone
        return Snapshot(index, self._held)

    def _checked(self, snapshot: Snapshot) -> EngineState:
        build = self._builds.current()
        if build is None:
            raise EngineError("there is no index")
        self._builds.verified(build, thorough=True)
        size = sum(path.stat().st_size for path in build.iterdir() if path.is_file())
        generation = int(json.loads((build / "meta.json").read_text(encoding="utf-8"))["opstamp"])
        return EngineState(len(snapshot.all_entries()), size, generation)
