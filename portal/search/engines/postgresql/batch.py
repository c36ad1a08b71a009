"""Changes to an index in PostgreSQL that become visible together, with the transaction that they are made in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from portal.search.documents import SearchDocument
from portal.search.engine import EngineDamagedError, kind_term, only_terms, tenant_terms
from portal.search.engines.postgresql.connections import Connection
from portal.search.engines.postgresql.errors import translated
from portal.search.engines.postgresql.kept import (
    digest,
    packed_entry,
    packed_key,
    packed_reading,
    terms_digest,
)
from portal.search.engines.postgresql.lexemes import lexeme, marks, ranked, vector
from portal.search.engines.postgresql.tables import State, Tables, sort_in
from portal.search.terms import lead_terms, lookup_keys, tokens_of, weighted_terms

AT_ONCE = 500
"""Entries that are sent together."""

COUNTED = 300_000
"""Lexemes whose counts are gathered before they are written."""


class _Row(NamedTuple):
    """What is written of an entry."""

    key: bytes
    owner: bytes
    length: int
    shelf: int
    published: str
    words: list[str]
    terms: str
    marks: str
    entry: str
    reading: bytes
    digest: bytes
    terms_digest: bytes


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
                self._put([self._row(document) for document in latest.values()])
            count += len(chunk)
        return count

    def delete(self, keys: Iterable[str]) -> None:
        """Take the entries with these keys out."""
        rest = iter(keys)
        while chunk := list(islice(rest, AT_ONCE)):
            with translated():
                self._remove("key = ANY(%s)", [packed_key(key) for key in chunk])

    def replace_object(self, object_key: str, documents: Iterable[SearchDocument]) -> int:
        """Take all entries of an object out and put these in; ValueError for one of another object."""
        entries = list(documents)
        for document in entries:
            if document.object_key != object_key:
                raise ValueError(f"{document.key!r} is no part of {object_key!r}")
        with translated():
            kept = [packed_key(document.key) for document in entries]
            self._remove("object = %s AND key <> ALL(%s)", packed_key(object_key), kept)
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

    def _remove(self, condition: str, *values: object) -> None:
        """Take out the entries of which this is true."""
        execute, statement = self._connection.execute, self._tables.statement
        # The condition is one of this module's own; what it compares with goes as parameters.
        gone = statement(f"DELETE FROM {{entries}} WHERE {condition} RETURNING id")  # nosec B608
        ids = [number for (number,) in execute(gone, values).fetchall()]
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

    def _row(self, document: SearchDocument) -> _Row:
        tokens = tokens_of(document)
        terms = weighted_terms(document, tokens)
        words, length, shelf = ranked(terms.weights), max(1, terms.length), self._shelf(document)
        leads = lead_terms(document, tokens)
        # In one order, since what comes as a set comes in another one in each process.
        marked = vector(sorted(marks(only_terms(document, tokens), lookup_keys(document), leads)))
        ranking = vector(words)
        entry, reading = packed_entry(document), packed_reading(document, tokens)
        return _Row(
            packed_key(document.key), packed_key(document.object_key), length, shelf,
            lexeme(document.published_at), words,
            ranking, marked, entry, reading, digest(entry, reading), terms_digest(length, shelf, ranking, marked),
        )  # fmt: skip

    def _put(self, rows: Sequence[_Row]) -> None:
        """Write these entries; those that are there already, just as they are, are left alone: of a law of which an
        article was changed, the hundreds of others need not go through the text index again."""
        text = "SELECT key, digest, terms_digest FROM {entries} WHERE key = ANY(%s)"
        found = self._connection.execute(self._tables.statement(text), ([row.key for row in rows],))
        held = {key: digests for key, *digests in found.fetchall()}
        changed = [row for row in rows if held.get(row.key) != [row.digest, row.terms_digest]]
        replaced = [row.key for row in changed if row.key in held]
        if replaced:
            self._remove("key = ANY(%s)", replaced)
        if changed:
            self._insert(changed)

    def _insert(self, rows: Sequence[_Row]) -> None:
        postings: list[tuple[int, int, int, str, str, str]] = []
        entries: list[tuple[int, bytes, bytes, str, bytes, bytes, bytes]] = []
        for number, row in enumerate(rows, self.state.next_id):
            if self._counting:
                self._counts.update(set(row.words))
            postings.append((number, row.length, row.shelf, row.published, row.terms, row.marks))
            kept = (row.entry, row.reading, row.digest, row.terms_digest)
            entries.append((number, row.key, row.owner, *kept))
        # Rows of short texts are wide, since PostgreSQL moves values out of a row from 2 kB on only: put together, they
        # leave the others dense.
        postings.sort(key=lambda row: len(row[4]) + len(row[5]))
        self._copy("COPY {postings} (id, length, shelf, published, terms, marks) FROM STDIN", postings)
        self._copy(
            "COPY {entries} (id, key, object, entry, reading, digest, terms_digest) FROM STDIN", entries
        )
        if self._counting:  # the tables of a rebuild have no text index yet
            sort_in(self._connection, self._tables)
        self.state.next_id += len(rows)
        self.state.entries += len(rows)
        self.state.lengths += sum(row.length for row in rows)
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
