"""Reading a whole index and comparing it with what was written."""

from __future__ import annotations

from collections.abc import Iterator

from portal.search.engine import EngineState
from portal.search.engines.postgresql.connections import Connection
from portal.search.engines.postgresql.kept import unpacked_entry, unpacked_reading
from portal.search.engines.postgresql.lexemes import quoted
from portal.search.engines.postgresql.tables import State, Tables

SAMPLE = 200
"""Entries that are unpacked, and of which a term is looked for through the text index."""

_WRONG = {
    "entries are not what was written": """
        SELECT count(*) FROM {entries} WHERE sha256(convert_to(entry, 'UTF8') || reading) <> digest""",
    "entries and terms do not belong together": """
        SELECT count(*) FROM {entries} AS one FULL JOIN {postings} AS other USING (id)
        WHERE one.key IS NULL OR other.length IS NULL""",
    "terms are not counted right": """
        SELECT (SELECT coalesce(sum(length(terms)), 0) FROM {postings})
             - (SELECT coalesce(sum(count), 0) FROM {frequencies})""",
    "entries stand on no shelf": """
        SELECT count(*) FROM {postings} LEFT JOIN {shelves} AS one ON one.id = shelf WHERE one.id IS NULL""",
    "the text index is missing": """
        SELECT 1 - least(1, count(*)) FROM pg_index WHERE indrelid = to_regclass(%(postings)s)
        AND indisvalid AND pg_get_indexdef(indexrelid) LIKE '%% USING gin (terms, marks)%%'""",
}
"""What may be wrong, and a question whose answer is 0 if it is not."""


def checked(connection: Connection, tables: Tables, state: State) -> EngineState:
    """What was found when everything was read. Raises psycopg.Error."""
    return EngineState(
        state.entries,
        _bytes(connection, tables),
        state.generation,
        tuple(_problems(connection, tables, state)),
    )


def _problems(connection: Connection, tables: Tables, state: State) -> Iterator[str]:
    connection.execute("SET LOCAL statement_timeout = '5min'")
    totals = "SELECT count(*), coalesce(sum(length), 0) FROM {postings}"
    if connection.execute(tables.statement(totals)).fetchone() != (state.entries, state.lengths):
        yield "there are more or fewer entries than were written"
    name = tables.statement("{postings}").as_string(connection)
    for problem, question in _WRONG.items():
        row = connection.execute(tables.statement(question), {"postings": name}).fetchone()
        if row is None or row[0] != 0:
            yield problem
    yield from _sample(connection, tables)


def _sample(connection: Connection, tables: Tables) -> Iterator[str]:
    """Look at some entries as a search does."""
    drawn = """
        SELECT id, entry, reading, (SELECT lexeme FROM unnest(terms) ORDER BY length(lexeme) DESC LIMIT 1)
        FROM {entries} JOIN {postings} USING (id) WHERE id IN (SELECT id FROM {entries} ORDER BY random() LIMIT %s)
        """
    rows = connection.execute(tables.statement(drawn), (SAMPLE,)).fetchall()
    for _number, entry, reading, _word in rows:
        try:
            unpacked_entry(entry)
            unpacked_reading(reading)
        except Exception:
            yield "entries cannot be read"
            break
    known = {number: quoted(word) for number, _entry, _reading, word in rows if word}
    missed = """
        SELECT count(*) FROM unnest(%s::bigint[], %s::text[]::tsquery[]) AS one(id, word) WHERE NOT EXISTS (
            SELECT FROM (SELECT id FROM {postings} WHERE terms @@ word OFFSET 0) AS held WHERE held.id = one.id
        )"""
    if connection.execute(tables.statement(missed), (list(known), list(known.values()))).fetchone() != (0,):
        yield "the text index does not find what is there"


def _bytes(connection: Connection, tables: Tables) -> int:
    """What the build takes on disk, its indexes included."""
    names = [tables.statement(f"{{{name}}}").as_string(connection) for name in tables.NAMES]
    text = "SELECT coalesce(sum(pg_total_relation_size(to_regclass(name))), 0)::bigint FROM unnest(%s::text[]) AS name"
    row = connection.execute(text, (names,)).fetchone()
    return int(row[0]) if row else 0
