"""A PostgreSQL of the tests' own: started when the first test wants it, gone when the tests end.

Every test process has one at most, in a temporary folder, reached by a socket in that folder. PostgreSQL refuses
to run as root, so that tests that run as root start it as another user.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest

from portal.search.engines.postgresql.engine import PostgresEngine

START_SECONDS = 60
ROOM = 4 << 30
"""What a cluster may need at most, in bytes: some hundred databases of 15 MB."""
_WATCH = 'read -r _; kill -QUIT "$1" 2>/dev/null; sleep 1; rm -rf -- "$2"'
"""Waits until its input ends, as it does when the tests end in whatever way: killed ones run no last wishes."""
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "128MB",
    "max_connections": "200",
    "autovacuum": "off",  # databases live a second
}


class Cluster:
    """A running server. Raises RuntimeError where it cannot be started."""

    def __init__(self, binaries: Path, **settings: str) -> None:
        self._binaries = binaries
        self._settings = _SETTINGS | settings
        self._user = _other_user()
        self.folder = Path(
            tempfile.mkdtemp(prefix="cl-pg-", dir=_quick_place())
        )  # short: a socket's path has 107 bytes
        self._process: subprocess.Popen[bytes] | None = None
        self._watch: subprocess.Popen[bytes] | None = None
        if self._user is not None:
            account = pwd.getpwnam(self._user)
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        self._run(
            "initdb", "-D", str(self.data), "-A", "trust", "-U", "test", "-E", "UTF8", "--locale=C", "-N"
        )
        self.start()

    @property
    def data(self) -> Path:
        """The folder of its files."""
        return self.folder / "data"

    @property
    def address(self) -> str:
        """The address of its database."""
        return f"postgresql:///postgres?host={self.folder}&user=test"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._binaries / "postgres", "-D", self.data, "-k", self.folder, *settings],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, **self._as_user(),
            )  # fmt: skip
        self._watch = subprocess.Popen(
            ["/bin/sh", "-c", _WATCH, "watch", str(self._process.pid), str(self.folder)],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            with contextlib.suppress(psycopg.Error), psycopg.connect(self.address, connect_timeout=5):
                return
            time.sleep(0.05)
        text = (self.folder / "log").read_text(errors="replace")
        self.remove()
        raise RuntimeError(f"PostgreSQL did not start: {text[-2000:]}")

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop the server, by its own number; connections that are open break off."""
        watch, self._watch = self._watch, None
        if watch is not None:  # first, so that it never signals a number that has become another's
            watch.kill()
            watch.wait()
            if watch.stdin is not None:
                watch.stdin.close()
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            process.send_signal(how)
            process.wait(START_SECONDS)

    def remove(self) -> None:
        """Stop the server and remove its folder."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, command: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._binaries / command, *arguments], capture_output=True, timeout=START_SECONDS, **self._as_user()
        )  # fmt: skip
        if done.returncode:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise RuntimeError(f"{command}: {done.stderr.decode(errors='replace')[-2000:]}")

    def _as_user(self) -> dict[str, Any]:
        if self._user is None:
            return {"cwd": self.folder}
        account = pwd.getpwnam(self._user)
        return {"cwd": self.folder, "user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _quick_place() -> str:
    """Memory that looks like files, where there is enough of it: databases are copied in half of the time."""
    memory = Path("/dev/shm")
    with contextlib.suppress(OSError):
        if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM:
            return str(memory)
    return "/tmp"


def _other_user() -> str | None:
    """Who runs the server where the tests run as root."""
    if os.geteuid() != 0:
        return None
    known = {account.pw_name for account in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


def binaries() -> Path | None:
    """The folder of the newest server's programs, None where there is none."""
    places = [Path(path) for path in os.environ.get("PATH", "").split(os.pathsep) if path]
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    places += sorted(debian, key=lambda place: _version(place.parent.name), reverse=True)
    for place in places:
        if all((place / name).exists() for name in ("initdb", "postgres")):
            return place
    return None


def _version(name: str) -> list[int]:
    return [int(part) for part in name.split(".") if part.isdigit()]


@functools.cache
def cluster() -> Cluster:
    """This process's server; skips the test where none is installed."""
    found = binaries()
    if found is None:
        pytest.skip("không có máy chủ PostgreSQL (initdb, postgres)")
    started = Cluster(found)
    atexit.register(started.remove)
    return started


def schema_of(path: Path) -> str:
    """A schema for the tests of one folder."""
    return f"search_{hashlib.sha256(str(path).encode()).hexdigest()[:16]}"


def engine(path: Path, lock_timeout: float = 0.1) -> PostgresEngine:
    """An engine on an index that belongs to this folder alone."""
    return PostgresEngine(cluster().address, schema_of(path), lock_timeout)
