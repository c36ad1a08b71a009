"""A database that somebody else keeps locked, and one whose file is gone and comes back."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

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
            with closing(
                sqlite3.connect(installation.instance / "portal.db", isolation_level=None, timeout=30)
            ) as one:
                one.execute("BEGIN IMMEDIATE")
                reads(trial, f"locked {number}", installation)
                began = time.monotonic()
                refused(trial, f"locked {number}", *desk.save())
                waits.append(time.monotonic() - began)
                reads(trial, f"locked {number}", installation)
                one.execute("ROLLBACK")
            works_again(trial, f"locked {number}", desk)
            inspector.until_followed()
            trial.found(*desk.lost(), *inspector.findings())
            trial.times += 1
        trial.figure(f"refused after {max(waits):.0f} s at most")
        inspector.close()
    trial.end()
    return trial


def gone(base: Path, folder: Path, rounds: int) -> Trial:
    """The files of the database are moved away under load, and back."""
    trial = Trial(
        "cơ sở dữ liệu biến mất", "503 or kept in full, works again without a restart, nothing lost"
    )
    with installed(base, folder) as installation:
        inspector, desk = Inspector(installation), Desk(installation)
        desk.sign_in()
        statuses = set()
        for number in range(rounds):
            away = folder / "away"
            away.mkdir()
            _move(installation, installation.instance, away)
            try:
                for answer in _meanwhile(desk):
                    statuses.add(answer)
                    if answer not in {200, 302, 503, 507}:
                        trial.found(f"gone {number}: a request was answered {answer}")
                made = [one for one in PARTS if (installation.instance / f"portal.db{one}").exists()]
                if made:
                    trial.found(
                        f"gone {number}: an empty database was made in the place of the one that is gone"
                    )
            finally:
                _move(installation, away, installation.instance)
                away.rmdir()
            took = works_again(trial, f"gone {number}", desk)
            inspector.until_followed()
            trial.found(*desk.lost(), *inspector.findings())
            trial.times += 1
        trial.figure(f"answers meanwhile: {sorted(statuses)}; worked again after {took:.1f} s")
        inspector.close()
    trial.end()
    return trial


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
