"""The count of what is asked for: noted in memory, written by a thread of its own, so that no search waits for it.

What a process that is killed has not written yet is lost: these are statistics, not records.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from weakref import WeakSet

from flask import Flask, current_app, g

from portal.clock import today
from portal.search.curation import keeping
from portal.search.curation.questions import countable, key_of
from portal.tenancy.directory import Portal

log = logging.getLogger(__name__)

INTERVAL = 10.0
"""Seconds after which what was noted is written."""

ENOUGH = 50
"""Different questions that are written at once."""

MOST_HELD = 2_000
"""Different questions that are held while the database cannot be written; further ones are not counted."""

AT_ONCE = 200
"""Different questions that one transaction writes."""

TYPING = 4.0
"""Seconds within which a question that goes on where another one ended is the same one, still being typed."""

_EXTENSION = "search_query_log"
_logs: WeakSet[QueryLog] = WeakSet()


@dataclass
class Noted:
    """What was noted of one question since the last writing. `total` is None until a search of the portal itself."""

    spellings: Counter[str] = field(default_factory=Counter)
    count: int = 0
    empty: int = 0
    total: int | None = None


Key = tuple[int, str, date]  # tenant, bare syllables, day


class QueryLog:
    """The questions that one process noted and has not written yet. Every method may be called by any thread."""

    def __init__(self, app: Flask, interval: float = INTERVAL, enough: int = ENOUGH) -> None:
        self._app, self._interval, self._enough = app, interval, enough
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._due = threading.Event()
        self._held: dict[Key, Noted] = {}
        self._last: dict[int, tuple[float, Key, str, bool]] = {}
        self._writer: threading.Thread | None = None
        _logs.add(self)

    def note(self, tenant_id: int, question: str, scope: str, total: int) -> None:
        """Count a question of a tenant's visitor; what must not be kept is not even held."""
        shown = countable(question)
        if not shown:
            return
        key = (tenant_id, key_of(shown), today())
        with self._lock:
            self._take_back_beginning(key)
            if key not in self._held and len(self._held) >= MOST_HELD:
                return
            noted = self._held.setdefault(key, Noted())
            noted.spellings[shown] += 1
            noted.count += 1
            noted.empty += total == 0
            if scope == "own" or total == 0:
                noted.total = total
            self._last[tenant_id] = (time.monotonic(), key, shown, total == 0)
            self._wake()

    def _take_back_beginning(self, key: Key) -> None:
        """Results appear while one types: of "khai", "khai si", "khai sinh" only the last is a question."""
        at, before, shown, was_empty = self._last.get(key[0], (0.0, key, "", False))
        noted = self._held.get(before)
        fresh = time.monotonic() - at < TYPING
        if noted is None or not fresh or before == key or not key[1].startswith(before[1]):
            return
        noted.count -= 1
        noted.empty -= was_empty
        noted.spellings[shown] -= 1
        if noted.count <= 0:
            del self._held[before]

    def _wake(self) -> None:
        if len(self._held) >= self._enough:
            self._due.set()
        if self._writer is None:
            self._writer = threading.Thread(target=self._write_soon, name="search-query-log", daemon=True)
            self._writer.start()

    def _write_soon(self) -> None:
        """Wait until it is time, write, end: a process in which nobody searches has no thread for it."""
        self._due.wait(self._interval)
        with self._lock:
            self._due.clear()
            self._writer = None
        self.flush()

    def flush(self) -> bool:
        """Write what was noted; whether it worked. What could not be written is held on.

        In short transactions: who publishes meanwhile must not wait for what gathered while nothing could be written.
        """
        with self._writing:
            with self._lock:
                held, self._held = self._held, {}
            while held:
                part = dict(islice(held.items(), AT_ONCE))
                try:
                    with self._app.app_context():
                        keeping.keep(part)
                except Exception as error:  # whatever it is, it must not end a search
                    log.warning(
                        "the count of searches could not be written and waits: %s", type(error).__name__
                    )
                    self._hold_again(held)
                    return False
                for key in part:
                    del held[key]
        return True

    def _hold_again(self, held: dict[Key, Noted]) -> None:
        with self._lock:
            for key, noted in held.items():
                newer = self._held.get(key)
                if newer is None:
                    if len(self._held) < MOST_HELD:
                        self._held[key] = noted
                    continue
                newer.spellings.update(noted.spellings)
                newer.count += noted.count
                newer.empty += noted.empty
                newer.total = noted.total if newer.total is None else newer.total


def bind(app: Flask) -> None:
    """Give an application its log."""
    app.extensions[_EXTENSION] = QueryLog(app)


def query_log(app: Flask | None = None) -> QueryLog:
    """The application's log."""
    found: QueryLog = (app or current_app).extensions[_EXTENSION]
    return found


def note(question: str, scope: str, total: int) -> None:
    """Count a search of the present portal that found `total`; never raises, never touches the database.

    `scope` is "own" for a search of this portal alone: what a wider one finds elsewhere says nothing about this one.
    """
    portal: Portal | None = g.get("portal")
    if portal is None:
        return
    with contextlib.suppress(Exception):  # a thread that cannot be started is no reason to show no results
        query_log().note(portal.id, question, scope, total)


@atexit.register
def _write_the_rest() -> None:
    for one in list(_logs):
        one.flush()
