"""A streaming replica of the tests' own PostgreSQL, made by pg_basebackup over the socket."""

from __future__ import annotations

import os
import pwd
import shutil
import tempfile
import time
from pathlib import Path

import psycopg

from tests import postgres
from tests.postgres import START_SECONDS, Cluster, _quick_place


def basebackup() -> Path | None:
    """The program that copies a running server; None where it is not installed."""
    beside = (postgres.binaries() or Path()).joinpath("postgres").resolve().with_name("pg_basebackup")
    found = str(beside) if beside.exists() else shutil.which("pg_basebackup")
    return Path(found) if found else None


class ReplicaServer(Cluster):
    """A running replica of another server. Raises RuntimeError where it cannot be made."""

    def __init__(self, primary: Cluster) -> None:
        self._binaries, self._settings, self._user = primary._binaries, primary._settings, primary._user
        self.folder = Path(tempfile.mkdtemp(prefix="cl-pg-", dir=_quick_place()))
        self._process = self._watch = None
        if self._user is not None:
            account = pwd.getpwnam(self._user)
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        self._run(
            str(basebackup()), "-D", str(self.data), "-h", str(primary.folder), "-U", "test",
            "--write-recovery-conf", "--checkpoint=fast", "--wal-method=stream", "--no-sync",
        )  # fmt: skip
        self.start()

    def pause(self) -> None:
        """Take in what the primary sends and replay none of it."""
        self._ask("SELECT pg_wal_replay_pause()")
        self._wait_for("SELECT pg_get_wal_replay_pause_state() = 'paused'")

    def resume(self) -> None:
        """Replay again."""
        self._ask("SELECT pg_wal_replay_resume()")

    def promote(self) -> None:
        """Become a primary that goes its own way."""
        self._ask("SELECT pg_promote()")
        self._wait_for("SELECT NOT pg_is_in_recovery()")

    def catch_up(self, primary: Cluster) -> None:
        """Wait until everything is replayed that the primary has."""
        with psycopg.connect(primary.address, autocommit=True) as connection:
            row = connection.execute("SELECT pg_current_wal_insert_lsn()::text").fetchone()
        assert row is not None
        self._wait_for(f"SELECT pg_last_wal_replay_lsn() >= '{row[0]}'::pg_lsn")

    def _ask(self, question: str) -> object:
        with psycopg.connect(self.address, autocommit=True) as connection:
            row = connection.execute(question).fetchone()
            return row[0] if row else None

    def _wait_for(self, question: str) -> None:
        until = time.monotonic() + START_SECONDS
        while not self._ask(question):
            if time.monotonic() > until:
                raise RuntimeError(f"the replica did not get there: {question}")
            time.sleep(0.02)
