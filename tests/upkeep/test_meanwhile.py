"""A backup while others write, and one that is killed at any moment."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal.config import Settings
from portal.extensions import db
from portal.news.models import NewsItem
from portal.tenancy.scope import all_tenants
from portal.upkeep import repository
from portal.upkeep.keys import KeySource
from portal.upkeep.making import make_backup
from portal.upkeep.rebuilding import create_app
from portal.upkeep.repository import Repository
from portal.upkeep.restoring import restore
from portal.upkeep.verifying import verify
from tests.conftest import A, B
from tests.factories import Factory
from tests.thorough import THOROUGH, some
from tests.upkeep.things import backup

WRITERS = 4
KILLS = 50 if THOROUGH else 3


def _quiet(_what: str, _done: int, _total: int) -> None:
    pass


class _Writers:
    """Threads that publish as fast as they can; `acknowledged` are what each was told is kept, in order."""

    def __init__(self, app: Flask) -> None:
        self._factory = Factory(app)
        self.acknowledged: list[list[int]] = [[] for _one in range(WRITERS)]
        self._ended = threading.Event()
        self._threads = [
            threading.Thread(target=self._write, args=(one,), name=f"writer {one}") for one in range(WRITERS)
        ]

    def _write(self, number: int) -> None:
        while not self._ended.is_set():
            made, _slug = self._factory.news((A, B)[number % 2])
            self.acknowledged[number].append(made)
            time.sleep(0.02)  # SQLite hands its lock to nobody in turn: who never rests would keep it

    def start(self, wanted: int) -> None:
        """Begin, and wait until each has written so many."""
        for one in self._threads:
            one.start()
        self.wait_for(wanted)

    def wait_for(self, wanted: int) -> None:
        """Wait until each has written so many."""
        until = time.monotonic() + 60
        while min(map(len, self.acknowledged)) < wanted:
            assert time.monotonic() < until and all(one.is_alive() for one in self._threads)
            time.sleep(0.02)

    def end(self) -> None:
        """Stop and wait."""
        self._ended.set()
        for one in self._threads:
            one.join()


def test_a_backup_while_others_write_is_one_moment(
    filled: Flask, target: Settings, source: KeySource, tmp_path: Path
) -> None:
    folder = repository.prepared(tmp_path / "kho", source)
    writers = _Writers(filled)
    writers.start(3)
    try:
        before = [list(one) for one in writers.acknowledged]
        made = backup(folder)
        writers.wait_for(max(map(len, before)) + 2)
    finally:
        writers.end()
    restored = restore(folder, made.head.id, target, _quiet)
    assert restored.is_same and restored.is_sound, restored.findings
    fresh = create_app(target)
    with fresh.app_context():
        with all_tenants("đếm"):
            held = set(db.session.scalars(select(NewsItem.id)))
        db.engine.dispose()
    for first, all_of in zip(before, writers.acknowledged, strict=True):
        kept = [one in held for one in all_of]
        assert all(kept[: len(first)]), "what was acknowledged before the backup began is missing"
        assert kept == sorted(kept, reverse=True), "a later one is there and an earlier one is not"
        assert not all(kept), "the writers were no longer writing"


def _killed(app: Flask, folder: Path, source: KeySource, arm: Callable[[int], None]) -> bool:
    """Make a backup in a process of its own that `arm` (told its id, in that process for 0) kills; whether it was."""
    db.session.remove()
    db.engine.dispose()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            arm(0)
            make_backup(repository.opened(folder, source))
            status = 0
        finally:
            os._exit(status)
    arm(child)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def _dies_at(step: int) -> Callable[[int], None]:
    """Die at the n-th time that the process waits for the disk: before, between and after all that is written."""
    fsync, left = os.fsync, [step]

    def counted(handle: int) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        fsync(handle)

    def arm(child: int) -> None:
        if child == 0:
            os.fsync = counted

    return arm


def _dies_after(seconds: float) -> Callable[[int], None]:
    def arm(child: int) -> None:
        if child:
            time.sleep(seconds)
            os.kill(child, signal.SIGKILL)

    return arm


def _whole(folder: Repository, at_least: set[str]) -> None:
    assert at_least <= set(folder.ids())
    for one in folder.ids():
        verify(folder, one)


@pytest.mark.thorough
def test_a_killed_backup_leaves_the_earlier_ones_whole(
    filled: Flask, source: KeySource, tmp_path: Path
) -> None:
    folder = repository.prepared(tmp_path / "kho", source)
    done, step = {backup(folder).head.id}, 0
    factory = Factory(filled)
    steps = some(range(1, 60), 6)
    for step in steps:
        factory.news(A)
        path = filled.config["PORTAL"].instance_path / "rejects" / f"{step}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"new each time {step}")
        was_killed = _killed(filled, folder.folder, source, _dies_at(step))
        _whole(folder, done)
        if not was_killed:
            break
    assert step > 6, "a backup that waits for the disk so seldom is not safe"
    began = time.monotonic()
    done.add(backup(folder).head.id)
    took, chance = time.monotonic() - began, random.Random(7)
    for _turn in range(KILLS):
        factory.news(B)
        _killed(filled, folder.folder, source, _dies_after(chance.random() * took))
        _whole(folder, done)
        done = set(folder.ids())
    backup(folder)
    _whole(folder, done)
    left = [one.name for one in folder.folder.iterdir() if one.name.startswith(".making")]
    assert left == [] and list(folder.store.glob(".new-*")) == []
    assert list((filled.config["PORTAL"].instance_path / ".upkeep").iterdir()) == []
