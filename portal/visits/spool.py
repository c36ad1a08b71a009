"""Counts on their way from the web processes to the table: in memory, then in small files."""

from __future__ import annotations

import atexit
import json
import logging
import os
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypeAlias

from portal.clock import today

log = logging.getLogger(__name__)
EVERY = 10.0  # seconds; as much is lost at most when a process is killed
MOST_KEYS = 5_000  # of one file: a flood of addresses makes files, not memory


class Seen(NamedTuple):
    """What is counted: host and path as WSGI gives them (a portal's prefix still in it), whether something was
    asked (`?q=`), day in Vietnam."""

    host: str
    path: str
    asked: bool
    day: date


Request: TypeAlias = tuple[str, str, bool]
"""Host, path and whether something was asked; the day is that of the file, which is seconds old at most."""


class Spool:
    """Counts of this process. `add` costs a lock and a dictionary; a thread of its own writes them down."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._counts: dict[Request, int] = {}
        self._thread: threading.Thread | None = None
        self._number = 0

    def add(self, request: Request) -> None:
        """Count one."""
        with self._lock:
            self._counts[request] = self._counts.get(request, 0) + 1
            full = len(self._counts) >= MOST_KEYS
            if self._thread is None:  # not before the first request: processes are forked after the import
                self._thread = threading.Thread(target=self._run, name="visits", daemon=True)
                self._thread.start()
                atexit.register(self.flush)
        if full:
            self.flush()

    def _run(self) -> None:
        while True:
            time.sleep(EVERY)
            self.flush()

    def flush(self) -> None:
        """Write what was counted to a file of its own; what cannot be written is counted again later."""
        with self._lock:
            counts, self._counts = self._counts, {}
            self._number += 1
            name = f"{os.getpid()}-{time.time_ns()}-{self._number}"
        if not counts:
            return
        day = today().isoformat()
        lines = [json.dumps([*request, day, number]) for request, number in counts.items()]
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            draft = self._folder / f"{name}.part"
            draft.write_text("\n".join(lines), encoding="utf-8")
            draft.rename(draft.with_suffix(".jsonl"))
        except OSError:
            log.warning("visits could not be written down; trying again", exc_info=True)
            with self._lock:
                if len(self._counts) < MOST_KEYS:
                    for request, number in counts.items():
                        self._counts[request] = self._counts.get(request, 0) + number


def read_file(path: Path) -> Iterator[tuple[Seen, int]]:
    """What a file counted; lines that make no sense are passed over."""
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            host, where, asked, day, count = json.loads(line)
            yield Seen(str(host), str(where), bool(asked), date.fromisoformat(day)), int(count)
        except (ValueError, TypeError):
            continue
