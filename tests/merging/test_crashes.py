"""A crash at any moment of a merge or of undoing it: what is left is whole, and calling it again finishes it."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from portal.extensions import db
from portal.merging import service
from portal.merging.models import MERGE
from portal.merging.orders import Order
from portal.tenancy.directory import directory
from tests.conftest import ROOT
from tests.merging.conftest import closed, opened
from tests.merging.world import NEW, SON, THANH, Things, broken_references, merge, rows_of, undo

ORDER = Order(MERGE, NEW, (SON, THANH), name="Xã Đức Phú", day="2025-07-01")


class Crash(BaseException):
    """The process ends here."""


@contextmanager
def crashing(at: int) -> Iterator[list[int]]:
    """The `at`-th statement is the last one of this process; answers how many there were."""
    count = itertools.count(1)
    seen = [0]

    def stop(*_arguments: Any) -> None:
        seen[0] = next(count)
        if seen[0] == at:
            raise Crash

    event.listen(db.engine, "before_cursor_execute", stop)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", stop)


def _crash(number: int, at: int) -> bool:
    """Go on until the crash; whether there was one."""
    try:
        with crashing(at):
            service.go_on(number)
    except Crash:
        service.announce()
        return True
    return False


def _trial(app: Flask, things: Things, at: int) -> bool:
    with app.app_context():
        before = {slug: rows_of(slug) for slug in (SON, THANH)}
        number = service.begin(ORDER, service.COMMAND_LINE)
        crashed = _crash(number, at)
        assert broken_references() == []
        service.go_on(number)
        assert broken_references() == [] and directory().by_slug(NEW) is not None
        things.check_addresses()
        service.begin_undoing(number, service.COMMAND_LINE)
        _crash(number, at)
        assert broken_references() == []
        service.go_on(number)
        assert {slug: rows_of(slug) for slug in (SON, THANH)} == before
    return crashed


@pytest.mark.parametrize("at", [90, 400])
def test_a_crash_in_the_middle_is_made_good(app: Flask, things: Things, at: int) -> None:
    assert _trial(app, things, at)


@pytest.mark.chaos
def test_a_crash_at_every_thirteenth_statement_is_made_good(
    filled: tuple[Path, Things], tmp_path: Path
) -> None:
    for at in itertools.count(1, 13):
        folder = tmp_path / f"{at}"
        shutil.copytree(filled[0], folder)
        app = opened(folder)
        crashed = _trial(app, filled[1].at(app), at)
        closed(app)
        shutil.rmtree(folder)
        if not crashed:
            assert at > 300
            return


KILLED = """
import os, signal, sys
from sqlalchemy import event
from pathlib import Path
from portal import create_app
from portal.extensions import db
from portal.merging import service
from tests.conftest import settings_for

app = create_app(settings_for(Path(sys.argv[1])))
seen = 0

def stop(*_arguments):
    global seen
    seen += 1
    if seen == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)

with app.app_context():
    event.listen(db.engine, "before_cursor_execute", stop)
    service.announce()
    service.go_on(int(sys.argv[2]))
"""


def test_a_killed_process_leaves_whole_portals(app: Flask, things: Things) -> None:
    with app.app_context():
        before = {slug: rows_of(slug) for slug in (SON, THANH)}
        number = service.begin(ORDER, service.COMMAND_LINE)
        db.session.remove()
        db.engine.dispose()
    instance = str(app.config["PORTAL"].instance_path)
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), instance, str(number), "330"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL
    with app.app_context():
        service.announce()
        assert broken_references() == []
        service.go_on(number)
        things.check_addresses()
        undo(number)
        assert {slug: rows_of(slug) for slug in (SON, THANH)} == before


def test_two_who_go_on_at_once_do_each_step_once(app: Flask, things: Things) -> None:
    with app.app_context():
        number = merge(NEW, SON, THANH)
        after = rows_of(NEW)
        service.go_on(number)  # nothing is left: nothing happens
        assert rows_of(NEW) == after
