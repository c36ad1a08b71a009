"""The trials of `make chaos` would find what they look for: what is lost is told, what grows is seen."""

from __future__ import annotations

import hashlib
import shutil
import signal
from pathlib import Path
from typing import Any

import psycopg
import pytest

from chaos import server
from chaos.ledger import Ledger
from chaos.report import Trial, table
from chaos.soak import _judge, fitted
from tests.postgres import binaries

DATA = b"mot tep"
SHA = hashlib.sha256(DATA).hexdigest()


class Told:
    """An installation whose database answers what it is given."""

    def __init__(self, instance: Path, items: list[tuple[Any, ...]], files: list[str]) -> None:
        self.instance = instance
        self._items, self._files = items, files

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """As the database."""
        return self._items if "news_item" in statement else [(one,) for one in self._files]


def _ledger() -> Ledger:
    made = Ledger()
    made.wrote(1, "Một")
    made.published(1)
    made.wrote(2, "Hai")
    made.sends(2, "Hai, sửa")
    made.uploaded("tep.txt", DATA)
    return made


def _stored(folder: Path, data: bytes) -> None:
    place = folder / "files" / SHA[:2] / SHA[2:4]
    place.mkdir(parents=True)
    (place / SHA).write_bytes(data)


def test_what_is_kept_is_not_told(tmp_path: Path) -> None:
    _stored(tmp_path, DATA)
    for title in ("Hai", "Hai, sửa"):  # the second was sent and not answered: either may stand
        kept = Told(tmp_path, [(1, "Một", "published"), (2, title, "draft")], [SHA])
        assert _ledger().lost(kept) == []  # type: ignore[arg-type]


def test_what_was_acknowledged_and_is_gone_is_told(tmp_path: Path) -> None:
    _stored(tmp_path, b"anderes")
    gone = Told(tmp_path, [(1, "Một", "draft"), (2, "Khác", "draft")], [SHA])
    told = _ledger().lost(gone)  # type: ignore[arg-type]
    assert len(told) == 3 and all(
        any(word in one for one in told) for word in ("publication", "called", "bytes")
    )
    assert len(_ledger().lost(Told(tmp_path, [], []))) == 3  # type: ignore[arg-type]


def test_what_grows_is_found_and_what_stays_is_not() -> None:
    steady = [(float(at), 100.0 + (at % 3)) for at in range(900)]
    leaking = [(float(at), 100.0 + at / 20) for at in range(900)]
    assert abs(fitted(leaking).slope - 0.05) < 1e-9
    trial = Trial("", "")
    _judge(trial, "workers: memory MB", steady, 900)
    assert trial.findings == []
    _judge(trial, "workers: memory MB", leaking, 900)
    assert len(trial.findings) == 1


def test_the_table_names_every_finding() -> None:
    trial = Trial("đĩa đầy", "không mất gì", times=2, findings=["mất bài 7"])
    assert "mất bài 7" in table([trial]) and "đĩa đầy" in table([trial])


@pytest.mark.skipif(binaries() is None, reason="no PostgreSQL here")
def test_on_postgresql_who_is_copied_has_a_database_of_its_own(tmp_path: Path) -> None:
    with server.started():
        base = server.fresh(tmp_path / "base")
        with psycopg.connect(base) as connection:
            connection.execute("CREATE TABLE kept (n int)")
        shutil.copytree(tmp_path / "base", tmp_path / "instance")
        copy = server.copied(tmp_path / "instance")
        assert (
            server.database_of(tmp_path / "base") == base != copy == server.database_of(tmp_path / "instance")
        )
        with psycopg.connect(copy) as connection:
            connection.execute("INSERT INTO kept VALUES (1)")
        cluster = server.running()
        assert cluster is not None
        cluster.stop(signal.SIGQUIT)  # what was acknowledged is there after a kill
        cluster.start()
        for address, rows in ((base, 0), (copy, 1)):
            with psycopg.connect(server.as_administrator(address)) as connection:
                assert connection.execute("SELECT count(*) FROM kept").fetchone() == (rows,)
    assert server.running() is None
    assert server.fresh(tmp_path / "another") == server.copied(tmp_path / "another") == ""
