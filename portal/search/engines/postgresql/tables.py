"""The tables of an index, their names and their state. They are the engine's own, not the application's.

Each build has tables of its own, numbered; one row says which build serves. What a query runs over is narrow
(`postings`: a few dozen bytes per entry, everything large kept outside of the row), what is shown lies beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

from psycopg import sql

from portal.search.engines.postgresql.connections import Connection
from portal.search.engines.postgresql.errors import MISSING, NoIndexError

SCHEMA = "cong_lang_search"

WRITING = {
    # A rebuild takes minutes, and waits for the portal's database meanwhile.
    "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    # A writer whose machine has vanished must not hold the lock for hours.
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}
"""Settings of a transaction that writes, whatever the server's own are."""


@dataclass
class State:
    """Which build serves, and what is in it.

    generation: counts every batch. lengths: of all entries together, in syllables. next_id: number of the next
    entry. position: what was marked.
    """

    build: int
    generation: int = 0
    entries: int = 0
    lengths: int = 0
    next_id: int = 1
    position: int = -1


class Tables:
    """The names of one build's tables; every statement is made with them."""

    NAMES = ("postings", "entries", "shelves", "frequencies")

    def __init__(self, schema: str, build: int) -> None:
        self.build = build
        self._names = {
            "schema": sql.Identifier(schema),
            "state": sql.Identifier(schema, "state"),
            **{name: sql.Identifier(schema, f"{name}_{build}") for name in self.NAMES},
            **{f"{name}_key": sql.Identifier(f"{name}_{build}_key") for name in self.NAMES},
        }

    def statement(self, text: str, **parts: sql.Composable) -> sql.Composed:
        """A statement with the names, and `parts`, in their places."""
        return sql.SQL(text).format(**self._names, **parts)


def lock_number(schema: str) -> int:
    """The advisory lock that a writer holds."""
    return int.from_bytes(blake2b(schema.encode(), digest_size=8).digest(), "big", signed=True)


def lock(connection: Connection, schema: str, timeout: float) -> None:
    """Be the only writer until the transaction ends. Raises LockNotAvailable after `timeout` seconds."""
    wanted = WRITING | {"lock_timeout": str(max(1, round(timeout * 1000)))}
    connection.execute(
        "SELECT set_config(name, value, true) FROM unnest(%s::text[], %s::text[]) AS one(name, value)",
        (list(wanted), list(wanted.values())),
    )
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (lock_number(schema),))


def ensure_schema(connection: Connection, schema: str) -> None:
    """Make what all builds share; the writer's lock is held."""
    found = connection.execute(
        "SELECT to_regclass(%s) IS NOT NULL, EXISTS (SELECT FROM pg_namespace WHERE nspname = %s)",
        (f'"{schema}".state', schema),
    ).fetchone()
    tables_there, schema_there = found or (False, False)
    if tables_there:
        return
    for text in (
        # An administrator may have made the schema for an account that must not make any.
        *(() if schema_there else ("CREATE SCHEMA {schema}",)),
        "CREATE SEQUENCE IF NOT EXISTS {builds}",
        """CREATE TABLE IF NOT EXISTS {state} (
            single boolean PRIMARY KEY DEFAULT true CHECK (single), build bigint NOT NULL,
            generation bigint NOT NULL, entries bigint NOT NULL, lengths bigint NOT NULL,
            next_id bigint NOT NULL, "position" bigint NOT NULL
        ) WITH (fillfactor = 50)""",
    ):
        connection.execute(Tables(schema, 0).statement(text, builds=sql.Identifier(schema, "builds")))


def read_state(connection: Connection, schema: str) -> State:
    """The state of the build that serves. Raises NoIndexError where there is none."""
    text = "SELECT build, generation, entries, lengths, next_id, position FROM {state}"
    try:
        row = connection.execute(Tables(schema, 0).statement(text)).fetchone()
    except MISSING as error:
        raise NoIndexError from error
    if row is None:
        raise NoIndexError
    return State(*row)


def write_state(connection: Connection, schema: str, state: State) -> None:
    """Make this the state; the build that it names serves from the commit on."""
    text = """
        INSERT INTO {state} (build, generation, entries, lengths, next_id, position)
        VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (single) DO UPDATE SET
            build = excluded.build, generation = excluded.generation, entries = excluded.entries,
            lengths = excluded.lengths, next_id = excluded.next_id,
            position = excluded.position
        """
    values = (
        state.build, state.generation, state.entries, state.lengths, state.next_id, state.position,
    )  # fmt: skip
    connection.execute(Tables(schema, 0).statement(text), values)


def create(connection: Connection, schema: str) -> Tables:
    """New tables for a build, without the text index; the writer's lock is held."""
    row = connection.execute(
        sql.SQL("SELECT nextval({})").format(sql.Literal(f'"{schema}".builds'))
    ).fetchone()
    assert row is not None
    tables = Tables(schema, row[0])
    found = connection.execute("SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = %s",
                               ("default_toast_compression",)).fetchone()  # fmt: skip
    packing = sql.SQL("COMPRESSION lz4" if found == (True,) else "")
    for text in (
        # toast_tuple_target: everything that does not have to be in the row goes out of it.
        """CREATE TABLE {postings} (
            id bigint PRIMARY KEY, length integer NOT NULL, shelf smallint NOT NULL,
            published text COLLATE "C" NOT NULL,
            terms tsvector {packing} NOT NULL, marks tsvector {packing} NOT NULL
        ) WITH (toast_tuple_target = 128)""",
        """CREATE TABLE {entries} (
            id bigint PRIMARY KEY, key bytea NOT NULL UNIQUE, object bytea NOT NULL,
            entry text NOT NULL, reading bytea NOT NULL, digest bytea NOT NULL, terms_digest bytea NOT NULL
        ) WITH (toast_tuple_target = 512)""",
        "CREATE INDEX ON {entries} (object)",
        "CREATE TABLE {shelves} (id smallint PRIMARY KEY, terms text[] NOT NULL UNIQUE)",
        """CREATE TABLE {frequencies} (lexeme text COLLATE "C" NOT NULL, count integer NOT NULL)
           WITH (fillfactor = 90)""",
        # Already compressed, or never looked at by the planner.
        "ALTER TABLE {entries} ALTER reading SET STORAGE EXTERNAL, ALTER entry SET STORAGE MAIN",
        "ALTER TABLE {entries} ALTER entry SET STATISTICS 0, ALTER reading SET STATISTICS 0",
        "ALTER TABLE {postings} ALTER terms SET STATISTICS 0, ALTER marks SET STATISTICS 0",
    ):
        connection.execute(tables.statement(text, packing=packing))
    return tables


def finish(connection: Connection, tables: Tables) -> None:
    """Index and analyse what was put into new tables, and count in how many entries each lexeme is."""
    connection.execute("SELECT set_config('maintenance_work_mem', '512MB', true)")
    for text in (
        # fastupdate: hundreds of entries are listed first and sorted in together, by `sort_in`.
        "CREATE INDEX {postings_key} ON {postings} USING gin (terms, marks) WITH (fastupdate = on)",
        "INSERT INTO {frequencies} SELECT word, ndoc FROM ts_stat({vectors}) ORDER BY word",
        "ALTER TABLE {frequencies} ADD PRIMARY KEY (lexeme)",
        "ANALYZE {postings}",
        "ANALYZE {entries}",
        "ANALYZE {frequencies}",
    ):
        vectors = sql.Literal(tables.statement("SELECT terms FROM {postings}").as_string(connection))
        connection.execute(tables.statement(text, vectors=vectors))


def sort_in(connection: Connection, tables: Tables) -> None:
    """Sort the entries that were written into the text index: what is only listed is read anew for every term of every
    query. That the transaction may still fail does not matter, the index says nothing of which entries are seen."""
    index = sql.Literal(tables.statement("{schema}.{postings_key}").as_string(connection))
    connection.execute(tables.statement("SELECT gin_clean_pending_list({index}::regclass)", index=index))


def drop_others(connection: Connection, schema: str, build: int) -> None:
    """Drop the tables of all builds but this one; the writer's lock is held."""
    rows = connection.execute(
        """SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
           WHERE nspname = %s AND relkind = 'r' AND relname ~ %s""",
        (schema, rf"^({'|'.join(Tables.NAMES)})_\d+$"),
    ).fetchall()
    for (name,) in rows:
        if not name.endswith(f"_{build}"):
            connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(schema, name)))
