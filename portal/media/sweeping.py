"""Taking away stored bytes that nothing names any more: of files deleted for good, of uploads that came to nothing.

Bytes are shared by all portals, so all of their rows are asked. Nothing younger than a day goes: who is about to
write a row that names bytes has made them young before (`keep_young` at every flush), so that neither an upload nor a
transaction that is still open can lose them.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import has_app_context
from sqlalchemy import event, inspect
from sqlalchemy.orm import Mapper

from portal.accounts.permissions import system_actor
from portal.media.held import attributes_of, hashes_in, named
from portal.media.service import file_store
from portal.media.store import Store
from portal.publishing.service import audit, commit
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from portal.web.contributions import Step

log = logging.getLogger(__name__)
SAFE_AGE = 24 * 3600.0
"""Seconds; longer than any upload, any transaction and any sweep takes together."""
ACTION = "media.sweep"
DIGITS = "0123456789abcdef"
TURN = 24 * 3600 // len(DIGITS)
"""Seconds: the follower looks at one first digit of the hashes in each, at all of them in a day."""
MOST = 2000
"""Files that one turn takes away at most; the rest goes a day later."""


@dataclass
class Swept:
    """What went, or would go: stored files and their bytes, remains of broken uploads, notes about renditions; and the
    hashes that each portal still names."""

    files: int = 0
    size: int = 0
    unfinished: int = 0
    notes: int = 0
    named: dict[int, set[str]] = field(default_factory=dict)


def sweep(beginning: str = "", *, dry_run: bool = False, most: int | None = None) -> Swept:
    """Take away what nothing names and what has not been young for a day; only hashes that begin so, at most `most`
    files. The trail of the district tells how many. Needs an application context, no scope.

    Raises OSError where the disk refuses, database errors; what went until then stays gone, and is told.
    """
    store, before = file_store(), time.time() - SAFE_AGE
    swept = Swept(named=named(beginning))
    known = set().union(*swept.named.values())
    try:
        for sha256, size in store.orphans(known, before, beginning):
            if most is not None and swept.files >= most:
                break
            if dry_run or store.remove(sha256, before):
                log.info("stored file %s (%d bytes): nothing names it", sha256, size)
                swept.files += 1
                swept.size += size
        _take(store.unfinished(before), "unfinished", swept, dry_run)
        _take(list(_notes(store, before, beginning)), "notes", swept, dry_run)
    finally:
        if not dry_run and (swept.files or swept.unfinished):
            _tell(swept)
    return swept


def _take(paths: list[Path], what: str, swept: Swept, dry_run: bool) -> None:
    for path in paths:
        if not dry_run:
            path.unlink(missing_ok=True)
        setattr(swept, what, getattr(swept, what) + 1)


def _notes(store: Store, before: float, beginning: str) -> Iterator[Path]:
    """Notes about renditions of pictures that are no longer stored: a cache, made again when one comes again."""
    for note in store.root.glob(f"renditions/{beginning}*.json"):
        try:
            is_left = note.stat().st_mtime < before and not store.exists(note.stem)
        except (OSError, ValueError):
            continue
        if is_left:
            yield note


def _tell(swept: Swept) -> None:
    district = directory().district()
    if district is None:
        return
    with entered(editing(district.id)):
        said = f"{swept.files} tệp, {swept.size} byte; {swept.unfinished} phần tải dở dang"
        audit(system_actor(district.id), ACTION, kind="media", detail=said)
        commit()


def sweeping() -> Step:
    """The follower's step: a sixteenth of the store in each turn, so that it never rests long on one thing. Which one
    follows from the hour, so that nothing has to be remembered over a restart."""
    done: int | None = None

    def step(now: datetime) -> None:
        nonlocal done
        turn = int(now.replace(tzinfo=UTC).timestamp() // TURN)
        if turn != done:
            done = turn  # a fault waits for the next day: the bytes harm nobody until then
            sweep(DIGITS[turn % len(DIGITS)], most=MOST)

    return step


def keep_young(_mapper: Any, _connection: Any, row: Any) -> None:
    """Make the bytes young that a row names anew, before it is written (a listener of every flush). What it named
    before is named by it in the database, so no sweep takes that: a new caption asks the store for nothing."""
    names = attributes_of(type(row))
    if names and has_app_context():
        state = inspect(row)
        fresh = [one for one in names if not state.persistent or state.attrs[one].history.has_changes()]
        for sha256 in set(hashes_in([getattr(row, one) for one in fresh])):
            file_store().touch(sha256)


def install() -> None:
    """Follow the flushes of all entities (once per process)."""
    for name in ("before_insert", "before_update"):
        if not event.contains(Mapper, name, keep_young):
            event.listen(Mapper, name, keep_young)
