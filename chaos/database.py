"""A database that somebody else keeps locked, and one that is gone and comes back: its files on SQLite, the server on
PostgreSQL, killed so that it must recover."""

from __future__ import annotations

import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

from chaos import server
from chaos.asking import Desk, reads, refused, works_again
from chaos.installation import Installation, installed
from chaos.looking import Inspector
from chaos.report import Trial

PARTS = ("", "-wal", "-shm")
LONGER = 3.0  # seconds that a foreign writer stays after the refusal


def locked(base: Path, folder: Path, rounds: int) -> Trial:
    """A foreign writer holds the lock longer than a save waits."""
    trial = Trial(
        "cơ sở dữ liệu bị khóa", "503 with the text in the page, reading goes on, works again at once"
    )
    waits = []
    with installed(base, folder) as installation:
        inspector, desk = Inspector(installation), Desk(installation)
        desk.sign_in()
        for number in range(rounds):
            with _foreign_writer(installation):
                reads(trial, f"locked {number}", installation)
                began = time.monotonic()
                refused(trial, f"locked {number}", *desk.save())
                waits.append(time.monotonic() - began)
                reads(trial, f"locked {number}", installation)
            works_again(trial, f"locked {number}", desk)
            inspector.until_followed()
            trial.found(*desk.lost(), *inspector.findings())
            trial.times += 1
        trial.figure(f"refused after {max(waits):.0f} s at most")
        inspector.close()
    trial.end()
    return trial


@contextmanager
def _foreign_writer(installation: Installation) -> Iterator[None]:
    """Somebody who lets others read and nobody write."""
    if installation.database:
        with psycopg.connect(server.as_administrator(installation.database)) as other:
            found = other.execute(
                "SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            )
            other.execute(f"LOCK TABLE {', '.join(name for (name,) in found)} IN SHARE MODE".encode())
            yield
            other.rollback()
        return
    path = installation.instance / "portal.db"
    with closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as one:
        one.execute("BEGIN IMMEDIATE")
        yield
        one.execute("ROLLBACK")


def gone(base: Path, folder: Path, rounds: int) -> Trial:
    """The files of the database are moved away under load, and back; a server is killed, and started again."""
    trial = Trial(
        "cơ sở dữ liệu biến mất", "503 or kept in full, works again without a restart, nothing lost"
    )
    with installed(base, folder) as installation:
        inspector, desk = Inspector(installation), Desk(installation)
        desk.sign_in()
        statuses = set()
        for number in range(rounds):
            with _away(trial, number, installation):
                for answer in _meanwhile(desk):
                    statuses.add(answer)
                    if answer not in {200, 302, 503, 507}:
                        trial.found(f"gone {number}: a request was answered {answer}")
            took = works_again(trial, f"gone {number}", desk)
            inspector.until_followed()
            trial.found(*desk.lost(), *inspector.findings())
            trial.times += 1
        trial.figure(f"answers meanwhile: {sorted(statuses)}; worked again after {took:.1f} s")
        inspector.close()
    trial.end()
    return trial


@contextmanager
def _away(trial: Trial, number: int, installation: Installation) -> Iterator[None]:
    """While the database is not there."""
    cluster = server.running()
    if cluster is not None:
        cluster.stop(signal.SIGQUIT)
        try:
            yield
        finally:
            cluster.start()
        return
    away = installation.folder / "away"
    away.mkdir()
    _move(installation, installation.instance, away)
    try:
        yield
        if any((installation.instance / f"portal.db{one}").exists() for one in PARTS):
            trial.found(f"gone {number}: an empty database was made in the place of the one that is gone")
    finally:
        _move(installation, away, installation.instance)
        away.rmdir()


def _meanwhile(desk: Desk) -> list[int]:
    found: list[int] = []

    def ask() -> None:
        for _ in range(6):
            answer, _title = desk.save()
            found.extend((answer.status, desk.client.get("/tin-tuc/").status))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return found


def _move(installation: Installation, source: Path, target: Path) -> None:
    for part in PARTS:
        path = source / f"portal.db{part}"
        if path.exists():
            path.replace(target / path.name)
