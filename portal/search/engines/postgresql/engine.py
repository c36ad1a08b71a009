"""The engine for several web servers: one index in a PostgreSQL that all of them reach."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import psycopg

from portal.search.engine import Candidate, EngineError, EngineState, Statistics, TenantFilter
from portal.search.engines.postgresql.batch import PostgresBatch
from portal.search.engines.postgresql.checking import checked
from portal.search.engines.postgresql.connections import Connection, Connections, commit, conninfo_of
from portal.search.engines.postgresql.errors import MISSING, NoIndexError, translated
from portal.search.engines.postgresql.kept import unpacked_key
from portal.search.engines.postgresql.searching import Snapshot
from portal.search.engines.postgresql.tables import (
    SCHEMA,
    State,
    Tables,
    create,
    drop_others,
    ensure_schema,
    finish,
    lock,
    read_state,
    write_state,
)
from portal.search.engines.single import SingleBatches
from portal.search.questions import AnalysedQuery

_T = TypeVar("_T")

REMEMBERED = 20_000
"""Terms whose frequencies are remembered while the index does not change."""


class PostgresEngine(SingleBatches):
    """A SearchEngine in one schema of a database, for any number of servers that read and write.

    address: of the database, as libpq or SQLAlchemy write it; ValueError where it is none. Nothing is opened before
    it is needed. lock_timeout: seconds that a writer waits for another. Safe to use from several threads and in
    processes that are forked later.
    """

    def __init__(self, address: str, schema: str = SCHEMA, lock_timeout: float = 5.0) -> None:
        self._connections = Connections(conninfo_of(address))
        self._schema = schema
        self._lock_timeout = lock_timeout
        self._counted: tuple[tuple[int, int], dict[str, list[int]]] = ((0, 0), {})

    @contextlib.contextmanager
    def writer(self) -> Iterator[PostgresBatch]:
        """A batch on the present index (a new one if there is none)."""
        with self._writing() as (connection, state):
            if state is None:
                with self._building(connection, None) as batch:
                    yield batch
                return
            batch = PostgresBatch(connection, Tables(self._schema, state.build), state, counting=True)
            yield batch
            with translated():
                batch.flush()
                state.generation += 1
                write_state(connection, self._schema, state)

    @contextlib.contextmanager
    def rebuild(self) -> Iterator[PostgresBatch]:
        """A batch on a new index beside the present one, which it replaces at the end."""
        with (
            self._writing() as (connection, state),
            self._building(connection, state) as batch,
        ):
            yield batch
        with contextlib.suppress(EngineError):  # what is left is dropped by the next rebuild
            self._tidy()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[tuple[Connection, State | None]]:
        """A connection that holds the writers' lock, and the state; committed when the block ends well."""
        with contextlib.ExitStack() as stack:
            with translated():  # not the block itself: an error of the caller's passes as it is
                connection = stack.enter_context(self._connections.writing())
                lock(connection, self._schema, self._lock_timeout)
                ensure_schema(connection, self._schema)
                try:
                    state = read_state(connection, self._schema)
                except NoIndexError:
                    state = None
            yield connection, state
            with translated():
                commit(connection)

    @contextlib.contextmanager
    def _building(self, connection: Connection, before: State | None) -> Iterator[PostgresBatch]:
        """A batch on new tables that serve from the commit on."""
        with translated():
            tables = create(connection, self._schema)
        state = State(tables.build, generation=before.generation + 1 if before else 0)
        yield PostgresBatch(connection, tables, state, counting=False)
        with translated():
            finish(connection, tables)
            write_state(connection, self._schema, state)

    def _tidy(self) -> None:
        """Drop the tables of earlier builds; readers that still use them are waited for, briefly."""
        with self._writing() as (connection, state), translated():
            if state is not None:
                drop_others(connection, self._schema, state.build)

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
        return self._reading(lambda one: one.candidates(query, tenants, kinds, limit, read))

    def suggest(self, leads: Sequence[str], tenants: TenantFilter, limit: int = 100) -> list[Candidate]:
        """Entries that hold these beginnings; see SearchEngine."""
        if not leads or limit <= 0:
            return []
        return self._reading(lambda one: one.suggest(leads, tenants, limit))

    def statistics(self, terms: Iterable[str]) -> Statistics:
        """In how many entries each term is; see SearchEngine."""
        wanted = list(terms)  # asked for again if the connection was lost meanwhile
        return self._reading(lambda one: one.statistics(wanted))

    def position(self) -> int:
        """What was marked; see SearchEngine."""
        try:
            return self._attempted(lambda _connection, _tables, state: state.position)
        except NoIndexError:
            return -1

    def all_keys(self) -> list[str]:
        """The key of every entry."""

        def keys(connection: Connection, tables: Tables, _state: State) -> list[str]:
            rows = connection.execute(tables.statement("SELECT key FROM {entries}"))
            return [unpacked_key(key) for (key,) in rows]

        return self._attempted(keys)

    def check(self) -> EngineState:
        """Read everything and compare it with what was written."""
        try:
            return self._attempted(checked)
        except EngineError as error:
            return EngineState(0, 0, 0, (str(error),))

    def close(self) -> None:
        """Close all connections; the next call opens them again."""
        self._connections.close()

    def _reading(self, read: Callable[[Snapshot], _T]) -> _T:
        return self._attempted(
            lambda connection, tables, state: read(Snapshot(connection, tables, state, self._known(state)))
        )

    def _known(self, state: State) -> dict[str, list[int]]:
        """The frequencies that are known of this state already: what `candidates` learns, `statistics` needs."""
        of, known = self._counted
        if of != (state.build, state.generation) or len(known) > REMEMBERED:
            known = {}
            self._counted = ((state.build, state.generation), known)
        return known

    def _attempted(self, read: Callable[[Connection, Tables, State], _T]) -> _T:
        """Run `read` on the newest state; once more if the connection was lost or the build replaced meanwhile."""

        def attempt(fresh: bool) -> _T:
            with self._connections.reading(fresh) as connection:
                state = read_state(connection, self._schema)
                return read(connection, Tables(self._schema, state.build), state)

        with translated():
            try:
                return attempt(fresh=False)
            except psycopg.errors.QueryCanceled:
                raise  # it would only take as long again
            except (*MISSING, psycopg.OperationalError, psycopg.InterfaceError):
                return attempt(fresh=True)
