"""Counts that the database keeps by itself: how many things of a kind stand in each state, and how many of those that
are published have which type, issuer, year, field.

To count 100,000 rows takes longer than to make the page that tells their number. Triggers keep the numbers in the
transaction of every change, also of batches, restores and mergers that no model sees; nobody else writes `kept_count`.
A model that is counted says so (`counted_by`), a table of words on its rows likewise (`counted_as`). The triggers are
put on after migrations, and everything is counted anew then: what altered a table in between cannot leave a wrong
number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, inspect

from portal.extensions import Base
from portal.tenancy.owned import TenantShared

TABLE = "kept_count"
STATE = "state"
"""The facet that counts things by their state; the others count published ones alone."""
_LOCK = (
    "SELECT pg_advisory_xact_lock(17228, -1)"  # the change log's turns: one order of locks for all writers
)
_TARGET = f"INSERT INTO {TABLE} (tenant_id, kind, facet, value, shared, n) "
_MORE = f" ON CONFLICT (tenant_id, kind, facet, value, shared) DO UPDATE SET n = {TABLE}.n + excluded.n"


@dataclass(frozen=True)
class Aside:
    """A table of words on things: `column` names the thing, `words` are counted together as facet `name`."""

    table: str
    column: str
    name: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Counted:
    """A kind of thing that is counted: its table, the columns that it is counted by, tables of words on it."""

    kind: str
    table: str
    by: tuple[str, ...]
    is_shared: bool
    asides: tuple[Aside, ...]

    @property
    def watched(self) -> tuple[str, ...]:
        """The columns whose change changes a count."""
        return ("tenant_id", "status", *(("shared",) if self.is_shared else ()), *self.by)


def counted() -> list[Counted]:
    """All kinds that say that they are counted."""
    classes = sorted((one.class_ for one in Base.registry.mappers), key=lambda one: str(one.__name__))
    asides: dict[str, list[Aside]] = {}
    for one in classes:
        if said := one.__dict__.get("counted_as"):
            of, column, name, words = said
            asides.setdefault(of, []).append(Aside(one.__tablename__, column, name, words))
    return [
        Counted(
            one.kind,
            one.__tablename__,
            one.counted_by,
            issubclass(one, TenantShared),
            tuple(asides.get(one.__tablename__, ())),
        )
        for one in classes
        if "counted_by" in one.__dict__
    ]


def _word(row: str, columns: tuple[str, ...]) -> str:
    """The value that is counted; words that stand together have a blank between, which no slug has."""
    return " || ' ' || ".join(f"coalesce(CAST({row}.{one} AS TEXT), '')" for one in columns)


def _keys(one: Counted, row: str) -> Iterator[tuple[str, str, str]]:
    """(facet, value, condition) of a thing's row for each of its own counts."""
    yield STATE, f"{row}.status", "1 = 1"
    for column in one.by:
        yield column, _word(row, (column,)), f"{row}.status = 'published'"


def _shared(one: Counted, row: str) -> str:
    return f"{row}.shared" if one.is_shared else "false"


def _own_keys(one: Counted, row: str, aside: Aside) -> str:
    return (
        f"FROM {aside.table} WHERE {aside.table}.tenant_id = {row}.tenant_id"
        f" AND {aside.table}.{aside.column} = {row}.id AND {row}.status = 'published'"
    )


def _plus(one: Counted, row: str) -> Iterator[str]:
    shared = _shared(one, row)
    for facet, value, where in _keys(one, row):
        yield f"{_TARGET}SELECT {row}.tenant_id, '{one.kind}', '{facet}', {value}, {shared}, 1 WHERE {where}{_MORE}"
    for aside in one.asides:
        word = _word(aside.table, aside.words)
        yield (
            f"{_TARGET}SELECT {row}.tenant_id, '{one.kind}', '{aside.name}', {word}, {shared}, count(*)"
            f" {_own_keys(one, row, aside)} GROUP BY {word}{_MORE}"
        )


def _minus(one: Counted, row: str) -> Iterator[str]:
    here = f"tenant_id = {row}.tenant_id AND kind = '{one.kind}' AND shared = {_shared(one, row)}"
    for facet, value, where in _keys(one, row):
        yield (
            f"UPDATE {TABLE} SET n = n - 1 WHERE {here} AND facet = '{facet}' AND value = {value} AND {where}"
        )
    for aside in one.asides:
        word = _word(aside.table, aside.words)
        of = _own_keys(one, row, aside)
        yield (
            f"UPDATE {TABLE} SET n = n - (SELECT count(*) {of} AND {word} = {TABLE}.value)"
            f" WHERE {here} AND facet = '{aside.name}' AND value IN (SELECT {word} {of})"
        )
    yield _swept(one, row)


def _swept(one: Counted, row: str) -> str:
    return f"DELETE FROM {TABLE} WHERE tenant_id = {row}.tenant_id AND kind = '{one.kind}' AND n <= 0"


def _aside_plus(one: Counted, aside: Aside, row: str) -> str:
    return (
        f"{_TARGET}SELECT t.tenant_id, '{one.kind}', '{aside.name}', {_word(row, aside.words)}, {_shared(one, 't')}, 1"
        f" FROM {one.table} AS t WHERE t.tenant_id = {row}.tenant_id AND t.id = {row}.{aside.column}"
        f" AND t.status = 'published'{_MORE}"
    )


def _aside_minus(one: Counted, aside: Aside, row: str) -> Iterator[str]:
    shared = "AND t.shared = kept_count.shared " if one.is_shared else ""
    yield (
        f"UPDATE {TABLE} SET n = n - 1 WHERE tenant_id = {row}.tenant_id AND kind = '{one.kind}'"
        f" AND facet = '{aside.name}' AND value = {_word(row, aside.words)} AND EXISTS (SELECT 1 FROM {one.table} AS t"
        f" WHERE t.tenant_id = {row}.tenant_id AND t.id = {row}.{aside.column} {shared}AND t.status = 'published')"
    )
    yield _swept(one, row)


@dataclass(frozen=True)
class Trigger:
    """One trigger: before or after which act on which table, of which columns, what it does."""

    table: str
    moment: str
    act: str
    watched: tuple[str, ...]
    does: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its name, and that of its function."""
        return f"{TABLE}_{self.table}_{self.act.lower()}"

    def sqlite(self) -> str:
        """CREATE TRIGGER for SQLite."""
        of, when = "", ""
        if self.watched:
            of = f" OF {', '.join(self.watched)}"
            when = f" WHEN {' OR '.join(f'OLD.{one} IS NOT NEW.{one}' for one in self.watched)}"
        body = "; ".join(self.does)
        begun = f"CREATE TRIGGER {self.name} {self.moment} {self.act}{of} ON {self.table}"
        return f"{begun} FOR EACH ROW{when} BEGIN {body}; END"

    def postgresql(self) -> tuple[str, str]:
        """CREATE FUNCTION and CREATE TRIGGER for PostgreSQL."""
        of, when = "", ""
        if self.watched:
            of = f" OF {', '.join(self.watched)}"
            when = f" WHEN ({' OR '.join(f'OLD.{one} IS DISTINCT FROM NEW.{one}' for one in self.watched)})"
        body = "; ".join((_LOCK.replace("SELECT", "PERFORM"), *self.does))
        result = "OLD" if self.act == "DELETE" else "NEW"
        return (
            f"CREATE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {body}; RETURN {result}; END $$",
            f"CREATE TRIGGER {self.name} {self.moment} {self.act}{of} ON {self.table}"
            f" FOR EACH ROW{when} EXECUTE FUNCTION {self.name}()",
        )


def triggers(one: Counted) -> list[Trigger]:
    """Those of a kind. Before a thing goes, as its words go with it: afterwards nothing tells what they were on."""
    found = [
        Trigger(one.table, "AFTER", "INSERT", (), tuple(_plus(one, "NEW"))),
        Trigger(one.table, "AFTER", "UPDATE", one.watched, (*_minus(one, "OLD"), *_plus(one, "NEW"))),
        Trigger(one.table, "BEFORE", "DELETE", (), tuple(_minus(one, "OLD"))),
    ]
    for aside in one.asides:
        plus, minus = _aside_plus(one, aside, "NEW"), tuple(_aside_minus(one, aside, "OLD"))
        watched = ("tenant_id", aside.column, *aside.words)
        found += [
            Trigger(aside.table, "AFTER", "INSERT", (), (plus,)),
            Trigger(aside.table, "AFTER", "UPDATE", watched, (*minus, plus)),
            Trigger(aside.table, "BEFORE", "DELETE", (), minus),
        ]
    return found


def recount(connection: Connection) -> None:
    """Count everything anew."""
    connection.exec_driver_sql(f"DELETE FROM {TABLE}")
    for statement in expected():
        connection.exec_driver_sql(_TARGET + statement)


def expected() -> list[str]:
    """SELECTs of what should be in the table, in the order of its columns."""
    found = []
    for one in counted():
        shared = _shared(one, "t")
        for facet, value, where in _keys(one, "t"):
            found.append(
                f"SELECT t.tenant_id, '{one.kind}', '{facet}', {value}, {shared}, count(*) FROM {one.table} AS t"
                f" WHERE {where} GROUP BY 1, 4, 5"
            )
        for aside in one.asides:
            word = _word("w", aside.words)
            found.append(
                f"SELECT t.tenant_id, '{one.kind}', '{aside.name}', {word}, {shared}, count(*) FROM {aside.table} AS w"
                f" JOIN {one.table} AS t ON t.tenant_id = w.tenant_id AND t.id = w.{aside.column}"
                f" WHERE t.status = 'published' GROUP BY 1, 4, 5"
            )
    return found


def take_off(connection: Connection) -> None:
    """Take the triggers off: while tables are altered or filled with what was counted elsewhere."""
    if connection.dialect.name == "postgresql":
        names = connection.exec_driver_sql(
            "SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND proname LIKE %s",
            (f"{TABLE}\\_%",),
        )
        for name in names.scalars().all():
            connection.exec_driver_sql(f"DROP FUNCTION {name}() CASCADE")
        return
    named = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE ? ESCAPE '\\'", (f"{TABLE}\\_%",)
    )
    for name in named.scalars().all():
        connection.exec_driver_sql(f"DROP TRIGGER {name}")


def put_on(connection: Connection) -> None:
    """Put the triggers on, in the running transaction."""
    for one in counted():
        for trigger in triggers(one):
            made: Any = (
                trigger.postgresql() if connection.dialect.name == "postgresql" else (trigger.sqlite(),)
            )
            for statement in made:
                connection.exec_driver_sql(statement.replace("%", "%%"))


def are_on(connection: Connection) -> bool:
    """Whether every trigger is there: not after somebody died while migrations ran."""
    if connection.dialect.name == "postgresql":
        asked = (
            "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace"
        )
    else:
        asked = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    there = set(connection.exec_driver_sql(asked).scalars())
    return all(trigger.name in there for one in counted() for trigger in triggers(one))


def keep(connection: Connection) -> None:
    """After migrations: triggers as this code has them and everything counted anew, where the table is there."""
    if TABLE not in inspect(connection).get_table_names():
        return
    take_off(connection)
    put_on(connection)
    recount(connection)


def differences(connection: Connection) -> list[tuple[Any, ...]]:
    """Counts that are not what counting finds: (tenant, kind, facet, value, shared, kept, found)."""
    kept = _by_key(connection, f"SELECT tenant_id, kind, facet, value, shared, n FROM {TABLE}")
    found: dict[tuple[Any, ...], int] = {}
    for statement in expected():
        found |= _by_key(connection, statement)
    return [
        (*key, kept.get(key, 0), found.get(key, 0))
        for key in sorted({*kept, *found})
        if kept.get(key, 0) != found.get(key, 0)
    ]


def _by_key(connection: Connection, statement: str) -> dict[tuple[Any, ...], int]:
    rows = connection.exec_driver_sql(statement).all()
    return {(tenant, kind, facet, value, bool(shared)): n for tenant, kind, facet, value, shared, n in rows}
