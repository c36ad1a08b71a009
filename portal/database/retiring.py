"""A database that was moved away: it can be read, and refuses every write, whichever process still has it open.

Without it a web worker that was not started again would go on writing where nobody looks any more.
"""

from __future__ import annotations

import re

from sqlalchemy import Connection, inspect

from portal.database.rows import stored_tables

_MARK = "moved_away"
_TRIGGER = "refuse_moved"
_VERBS = ("INSERT", "UPDATE", "DELETE")


def retire(connection: Connection, where: str) -> None:
    """Refuse all writing from the commit of the running transaction on; `where` (an address without password) is told
    to whoever tries."""
    if is_retired(connection):
        return
    quote = connection.dialect.identifier_preparer.quote
    told = re.sub(r"[^\w.:/@?=&,+* -]", "", where)  # part of a statement, and of a format
    message = f"CSDL này đã chuyển sang {told}"
    connection.exec_driver_sql(f"CREATE TABLE {_MARK} (told VARCHAR(500) NOT NULL)")
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            f"CREATE FUNCTION {_TRIGGER}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION USING ERRCODE = 'read_only_sql_transaction', MESSAGE = '{message}'; END $$"
        )
    for one in stored_tables():
        table = quote(one.name)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(
                f"CREATE TRIGGER {_TRIGGER} BEFORE INSERT OR UPDATE OR DELETE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {_TRIGGER}()"
            )
            continue
        for verb in _VERBS:
            # RAISE would be a broken rule of the data, which pages show as a fault of ours; a table that is not there
            # is a database that cannot be used just now (503), and its name is told in the log.
            connection.exec_driver_sql(
                f"CREATE TRIGGER {quote(_name(one.name, verb))} BEFORE {verb} ON {table} "
                f"BEGIN SELECT 1 FROM {quote(message)}; END"  # nosec B608 # quoted
            )


def reopen(connection: Connection) -> bool:
    """Let the database be written again (for going back to it); False where it was not moved away."""
    if not is_retired(connection):
        return False
    quote = connection.dialect.identifier_preparer.quote
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"DROP FUNCTION {_TRIGGER}() CASCADE")
    else:
        for one in stored_tables():
            for verb in _VERBS:
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {quote(_name(one.name, verb))}")
    connection.exec_driver_sql(f"DROP TABLE {_MARK}")
    return True


def is_retired(connection: Connection) -> bool:
    """Whether the database was moved away."""
    return inspect(connection).has_table(_MARK)


def _name(table: str, verb: str) -> str:
    return f"{_TRIGGER}_{table}_{verb.lower()}"
