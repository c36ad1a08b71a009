"""What the twin holds, in a small database beside its files: which pages, what is due, what each one shows.

It can be thrown away with the files at any time; `flask export static` makes both anew.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from portal.twin.addresses import file_of
from portal.twin.asking import Thing
from portal.twin.choosing import ASSET, FILE, OWN, Chosen

FORMAT = "1"
URGENT, TOUCHED, FRONT, LISTS, NEW, MENDING, ROUND, LATER = range(8)
"""When a page is due: what shows an urgent notice, what a change touched, home and feeds, other lists, what was found
just now, pages with links that died or came alive, everything else in rounds, what failed."""
_TABLES = """
CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS page (
  id INTEGER PRIMARY KEY, portal INTEGER NOT NULL, path TEXT NOT NULL, query TEXT NOT NULL, view TEXT NOT NULL,
  kind TEXT NOT NULL, file TEXT, dead INTEGER NOT NULL DEFAULT 0, due INTEGER, looked REAL NOT NULL DEFAULT 0,
  version INTEGER NOT NULL DEFAULT -1, title TEXT NOT NULL DEFAULT '', dated TEXT NOT NULL DEFAULT '',
  said TEXT NOT NULL DEFAULT '', UNIQUE (portal, path, query));
CREATE INDEX IF NOT EXISTS page_due ON page (due, id) WHERE due IS NOT NULL;
CREATE TABLE IF NOT EXISTS link (target INTEGER NOT NULL, source INTEGER NOT NULL, PRIMARY KEY (target, source))
  WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS link_source ON link (source);
CREATE TABLE IF NOT EXISTS shown (kind TEXT NOT NULL, object INTEGER NOT NULL, page INTEGER NOT NULL,
  PRIMARY KEY (kind, object, page)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS shown_page ON shown (page);
"""
_COLUMNS = "id, portal, path, query, view, kind, file, dead, due, looked, version, title, dated, said"
_NAMES = _COLUMNS.split(", ")


@dataclass(frozen=True)
class Page:
    """A page that the twin knows. `file` is None while there is none, `dead` when the application has no such page,
    `looked` when it was asked last (Unix time), `version` the portal's content version then."""

    id: int
    portal: int
    path: str
    query: str
    view: str
    kind: str
    file: str | None
    dead: bool
    due: int | None
    looked: float
    version: int
    title: str
    dated: str
    said: str


class State:
    """The database of one tree. One process writes; `careful`: what is committed outlives a loss of power,
    which a tree that nobody reads yet need not."""

    def __init__(self, path: Path, *, careful: bool) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=10)
        run = self._connection.execute
        run("PRAGMA journal_mode=WAL")
        run(f"PRAGMA synchronous={'NORMAL' if careful else 'OFF'}")
        self._connection.executescript(_TABLES)
        if self.note("format") is None:
            self.keep_note("format", FORMAT)

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()

    def begin(self) -> None:
        """Begin what belongs together."""
        self._connection.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Keep what was begun."""
        self._connection.execute("COMMIT")

    def rollback(self) -> None:
        """Forget what was begun."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def note(self, name: str) -> str | None:
        """A value kept under a name."""
        row = self._connection.execute("SELECT value FROM note WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else None

    def keep_note(self, name: str, value: str) -> None:
        """Keep a value under a name."""
        self._connection.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (name, value))

    def found(self, chosen: Chosen, due: int) -> Page:
        """The page of an address, known from now on; due then if it is new."""
        self._connection.execute(
            "INSERT OR IGNORE INTO page (portal, path, query, view, kind, due) VALUES (?, ?, ?, ?, ?, ?)",
            (chosen.portal_id, chosen.path, chosen.query, chosen.view, chosen.kind, due),
        )
        page = self.at(chosen.portal_id, chosen.path, chosen.query)
        assert page is not None
        return page

    def at(self, portal: int, path: str, query: str = "") -> Page | None:
        """The page of an address, if it is known."""
        where = "portal = ? AND path = ? AND query = ?"
        return next(self._pages(where, (portal, path, query)), None)

    def pages(self, portal: int | None = None) -> Iterator[Page]:
        """Every page, or those of a portal."""
        return self._pages("portal = ?", (portal,)) if portal is not None else self._pages("1 = 1", ())

    def shown_by_search(self, portal: int, views: Iterable[str]) -> list[Page]:
        """Pages of these views that are there, the latest first; those without a date stand first."""
        wanted = list(views)
        marks = ", ".join("?" * len(wanted))
        where = f"portal = ? AND file IS NOT NULL AND title <> '' AND query = '' AND view IN ({marks})"
        return list(self._pages(f"{where} ORDER BY dated = '' DESC, dated DESC, id", (portal, *wanted)))

    def next_due(self, most: int, but: frozenset[int] = frozenset()) -> Page | None:
        """What is due next, of everything that is due as `most` or earlier; pages with these numbers wait."""
        marks = ", ".join("?" * len(but))
        where = f"due <= ? AND id NOT IN ({marks}) ORDER BY due, id LIMIT 1"
        return next(self._pages(where, (most, *but)), None)

    def count_due(self) -> dict[int, int]:
        """How many pages are due, by when."""
        rows = self._connection.execute("SELECT due, count(*) FROM page WHERE due IS NOT NULL GROUP BY due")
        return dict(rows.fetchall())

    def make_due(self, due: int, where: str, values: tuple[object, ...] = ()) -> int:
        """Let pages be due, unless they are due earlier; how many that changed. `where` is one of the conditions of
        this package, never a text from outside."""
        # nosemgrep: sql-of-strings – `where` is none of a stranger's, see above
        cursor = self._connection.execute(
            f"UPDATE page SET due = ? WHERE (due IS NULL OR due > ?) AND {where}",  # nosec B608
            (due, due, *values),
        )
        return cursor.rowcount

    def touch(self, thing: Thing, due: int) -> int:
        """Let every page that showed a thing be due; how many."""
        return self.make_due(
            due, "id IN (SELECT page FROM shown WHERE kind = ? AND object = ?)", (thing[0], thing[1])
        )

    def mend_around(self, page: Page) -> None:
        """Let pages that link to this one be due: its link died or came alive."""
        self.make_due(MENDING, "id IN (SELECT source FROM link WHERE target = ?)", (page.id,))

    def files_of(self, page: Page) -> list[str]:
        """Paths of the files that a page links to."""
        statement = "SELECT path FROM page JOIN link ON target = page.id WHERE source = ? AND kind = ?"
        return [row[0] for row in self._connection.execute(statement, (page.id, FILE))]

    def kept(
        self,
        page: Page,
        *,
        file: str | None,
        version: int,
        links: Iterable[int] = (),
        things: Iterable[Thing] = (),
        told: tuple[str, str, str] = ("", "", ""),
    ) -> None:
        """A page was asked for and is as it is now: its file (None: the application has no such page), what it links
        to and shows, and (title, day, description) for the search."""
        run = self._connection
        run.execute(
            "UPDATE page SET file = ?, dead = ?, due = NULL, looked = ?, version = ?, title = ?, dated = ?, said = ?"
            " WHERE id = ?",
            (file, int(file is None), time.time(), version, *told, page.id),
        )
        run.execute("DELETE FROM link WHERE source = ?", (page.id,))
        run.executemany("INSERT OR IGNORE INTO link VALUES (?, ?)", [(one, page.id) for one in links])
        run.execute("DELETE FROM shown WHERE page = ?", (page.id,))
        run.executemany(
            "INSERT OR IGNORE INTO shown VALUES (?, ?, ?)", [(kind, thing, page.id) for kind, thing in things]
        )

    def later(self, page: Page) -> None:
        """The application could not answer: the file stands, and the page is tried again."""
        self._connection.execute(
            "UPDATE page SET due = ?, looked = ? WHERE id = ?", (LATER, time.time(), page.id)
        )

    def give_up(self, page: Page) -> None:
        """The application could not answer at all: without a file of former times the page counts as dead."""
        self._connection.execute("UPDATE page SET dead = 1 WHERE id = ? AND file IS NULL", (page.id,))

    def seal(self) -> None:
        """Put everything into the one file, which may then be moved."""
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def forget_portal(self, portal: int) -> list[str]:
        """Forget a portal; the files that it had."""
        files = [
            row[0] for row in self._connection.execute("SELECT file FROM page WHERE portal = ?", (portal,))
        ]
        for table, column in (("link", "source"), ("link", "target"), ("shown", "page")):
            # nosemgrep: sql-of-strings – the names stand in the line above
            self._connection.execute(
                f"DELETE FROM {table} WHERE {column} IN (SELECT id FROM page WHERE portal = ?)",  # nosec B608
                (portal,),
            )
        self._connection.execute("DELETE FROM page WHERE portal = ?", (portal,))
        return [one for one in files if one]

    def portals(self) -> set[int]:
        """Ids of the portals that have pages."""
        return {row[0] for row in self._connection.execute("SELECT DISTINCT portal FROM page")}

    def oldest(self, portal: int) -> float | None:
        """When that page of a portal was asked that waits longest (Unix time); None where none is there."""
        statement = (
            "SELECT min(looked) FROM page WHERE portal = ? AND file IS NOT NULL AND kind NOT IN (?, ?)"
        )
        row = self._connection.execute(statement, (portal, ASSET, OWN)).fetchone()
        return float(row[0]) if row and row[0] is not None else None

    def _pages(self, where: str, values: tuple[object, ...]) -> Iterator[Page]:
        # nosemgrep: sql-of-strings – conditions of this class, with their values as parameters
        rows = self._connection.execute(f"SELECT {_COLUMNS} FROM page WHERE {where}", values)  # nosec B608
        for row in rows.fetchall():
            values_of = dict(zip(_NAMES, row, strict=True))
            yield Page(**(values_of | {"dead": bool(values_of["dead"])}))


def file_for(page: Page, mimetype: str) -> str:
    """The file of a page, below its portal's folder."""
    return file_of(page.path, page.query, mimetype)
