"""What SQLite's planner is told of the tables whose lists grow long.

Without numbers it takes every table for a small one: it walks over all rows of a portal where twenty keys would do, or
over all that is published to find what is not begun yet. Numbers that `ANALYZE` finds are those of the day on which it
ran, and a portal that was empty then gets the plans of an empty one. So the numbers are fixed, those of a large
installation: plans are the same everywhere, and a test looks at them. PostgreSQL counts by itself, all the time.
"""

from __future__ import annotations

from sqlalchemy import Connection

ROWS = {
    "news_item": 400_000,
    "news_tag": 400_000,
    "legal_document": 400_000,
    "legal_field": 400_000,
    "legal_relation": 400_000,
    "provision": 4_000_000,
}
DIFFERENT = {
    "tenant_id": 20,
    "id": 1_000_000_000,
    "status": 2,
    "state": 2,
    "shared": 1,
    "section_id": 5,
    "category": 1,
    "type": 10,
    "issuer": 10,
    "year": 10,
    "review_on": 50,
    "issued": 2_000,
    "slug": 2_000,
}
"""How many different values a column has within those before it; of those not named, so many that few share one."""
MANY = 20_000
FEW = 2_000  # rows of an index of some rows alone


def tell(connection: Connection) -> None:
    """Write the numbers, in the running transaction; nothing to be done where it is not SQLite. New connections heed
    them."""
    if connection.dialect.name != "sqlite":
        return
    connection.exec_driver_sql("ANALYZE sqlite_schema")  # makes the table of numbers, and counts nothing
    for table, rows in ROWS.items():
        connection.exec_driver_sql("DELETE FROM sqlite_stat1 WHERE tbl = ?", (table,))
        for _number, name, unique, _origin, partial in connection.exec_driver_sql(
            f"PRAGMA index_list({table})"
        ).all():
            columns = [one[2] for one in connection.exec_driver_sql(f"PRAGMA index_info({name})").all()]
            held = FEW if partial else rows
            connection.exec_driver_sql(
                "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)",
                (table, name, _numbers(columns, held, unique=bool(unique))),
            )


def _numbers(columns: list[str], rows: int, *, unique: bool) -> str:
    """ "rows, rows with the same first column, with the same first two …", as SQLite writes it."""
    same, found = rows, [rows]
    for column in columns:
        same = max(1, same // DIFFERENT.get(column, MANY))
        found.append(same)
    if unique:
        found[-1] = 1
    return " ".join(map(str, found))
