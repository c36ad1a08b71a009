"""Changes to an index in PostgreSQL that become visible together, with the transaction that they are made in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice

from portal.search.documents import SearchDocument, lead_terms, lookup_keys, tokens_of, weighted_terms
from portal.search.engine import EngineDamagedError, kind_term, only_terms, tenant_terms
from portal.search.engines.postgresql.connections import Connection
from portal.search.engines.postgresql.errors import translated
from portal.search.engines.postgresql.kept import digest, packed_entry, packed_key, packed_reading
from portal.search.engines.postgresql.lexemes import lexeme, marks, ranked, vector
from portal.search.engines.postgresql.tables import State, Tables

AT_ONCE = 500
"""Entries that are sent together."""

COUNTED = 300_000
"""Lexemes whose counts are gathered before they are written."""


class PostgresBatch:
    """A Batch. `counting`: keep the frequencies right (a rebuild counts them at its end).

    The transaction is the caller's: it commits, or rolls back, after `flush()`.
    """

    def __init__(self, connection: Connection, tables: Tables, state: State, counting: bool) -> None:
        self._connection = connection
        self._tables = tables
        self._counting = counting
        self._counts: Counter[str] = Counter()
        self._shelves: dict[tuple[str, ...], int] | None = None
        self.state = state

    def add(self, documents: Iterable[SearchDocument]) -> int:
        """Put entries in, in the place of those with the same keys; returns how many."""
        count = 0
        rest = iter(documents)
        while chunk := list(islice(rest, AT_ONCE)):
            latest = {document.key: document for document in chunk}
            with translated():
                self._remove("key", map(packed_key, latest))
                self._insert(list(latest.values()))
            count += len(chunk)
        return count

    def delete(self, keys: Iterable[str]) -> None:
        """Take the entries with these keys out."""
        rest = iter(keys)
        while chunk := list(islice(rest, AT_ONCE)):
            with translated():
                self._remove("key", map(packed_key, chunk))

    def replace_object(self, object_key: str, documents: Iterable[SearchDocument]) -> int:
        """Take all entries of an object out and put these in; ValueError for one of another object."""
        entries = list(documents)
        for document in entries:
            if document.object_key != object_key:
                raise ValueError(f"{document.key!r} is no part of {object_key!r}")
        with translated():
            self._remove("object", [packed_key(object_key)])
        return self.add(entries)

    def mark(self, position: int) -> None:
        """Say up to which row of the change log the index is right; kept with the batch."""
        self.state.position = position

    def flush(self) -> None:
        """Write the counts that are still held. Raises psycopg.Error."""
        if not self._counts:
            return
        changed = {word: change for word, change in sorted(self._counts.items()) if change}
        self._connection.execute(
            self._tables.statement(
                """INSERT INTO {frequencies} AS held SELECT * FROM unnest(%s::text[], %s::integer[])
                   ON CONFLICT (lexeme) DO UPDATE SET count = held.count + excluded.count"""
            ),
            (list(changed), list(changed.values())),
        )
        fewer = [word for word, change in changed.items() if change < 0]
        if fewer:
            self._connection.execute(
                self._tables.statement("DELETE FROM {frequencies} WHERE lexeme = ANY(%s) AND count <= 0"),
                (fewer,),
            )
        self._counts.clear()

    def _remove(self, column: str, packed: Iterable[bytes]) -> None:
        gone = "DELETE FROM {entries} WHERE key = ANY(%s) RETURNING id"
        if column == "object":
            gone = "DELETE FROM {entries} WHERE object = ANY(%s) RETURNING id"
        execute, statement = self._connection.execute, self._tables.statement
        ids = [number for (number,) in execute(statement(gone), (list(packed),)).fetchall()]
        if not ids:
            return
        if self._counting:
            counted = """SELECT lexeme, count(*) FROM {postings} CROSS JOIN LATERAL unnest(terms)
                         WHERE id = ANY(%s) GROUP BY lexeme"""
            for word, count in execute(statement(counted), (ids,)):
                self._counts[word] -= count
        lengths = execute(
            statement("DELETE FROM {postings} WHERE id = ANY(%s) RETURNING length"), (ids,)
        ).fetchall()
        if len(lengths) != len(ids):
            raise EngineDamagedError("an entry has no terms")
        self.state.entries -= len(ids)
        self.state.lengths -= sum(length for (length,) in lengths)

    def _insert(self, documents: Sequence[SearchDocument]) -> None:
        postings: list[tuple[int, int, int, str, str]] = []
        entries: list[tuple[int, bytes, bytes, str, bytes, bytes]] = []
        for number, document in enumerate(documents, self.state.next_id):
            tokens = tokens_of(document)
            terms = weighted_terms(document, tokens)
            words = ranked(terms.weights)
            if self._counting:
                self._counts.update(set(words))
            length = max(1, terms.length)
            self.state.lengths += length
            leads = lead_terms(document, tokens)
            marked = marks(only_terms(document, tokens), lookup_keys(document), leads)
            postings.append((number, length, self._shelf(document), vector(words), vector(marked)))
            entry, reading = packed_entry(document), packed_reading(document, tokens)
            key, owner = packed_key(document.key), packed_key(document.object_key)
            entries.append((number, key, owner, entry, reading, digest(entry, reading)))
        # Rows of short texts are wide, since PostgreSQL moves values out of a row from 2 kB on only: put together, they
        # leave the others dense.
        postings.sort(key=lambda row: len(row[3]) + len(row[4]))
        self._copy("COPY {postings} (id, length, shelf, terms, marks) FROM STDIN", postings)
        self._copy("COPY {entries} (id, key, object, entry, reading, digest) FROM STDIN", entries)
        self.state.next_id += len(documents)
        self.state.entries += len(documents)
        if len(self._counts) > COUNTED:
            self.flush()

    def _copy(self, text: str, rows: Sequence[tuple[object, ...]]) -> None:
        if not self._counting:
            text += " WITH (FREEZE)"  # the tables of a rebuild are of this transaction
        with self._connection.cursor().copy(self._tables.statement(text)) as copy:
            for row in rows:
                copy.write_row(row)

    def _shelf(self, document: SearchDocument) -> int:
        """The number of the shelf of all entries that are of this kind and for the same tenants."""
        if self._shelves is None:
            rows = self._connection.execute(
                self._tables.statement("SELECT id, terms FROM {shelves}")
            ).fetchall()
            self._shelves = {tuple(terms): number for number, terms in rows}
        terms = (*tenant_terms(document.tenant_id, document.shared), kind_term(document.kind))
        wanted = tuple(map(lexeme, terms))
        found = self._shelves.get(wanted)
        if found is None:
            found = self._shelves[wanted] = len(self._shelves)
            self._connection.execute(
                self._tables.statement("INSERT INTO {shelves} VALUES (%s, %s)"), (found, list(wanted))
            )
        return found
