"""An installation to be troubled: prepared once, copied for each fault, served by real processes."""

from __future__ import annotations

import contextlib
import http.client
import os
import shlex
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from bench.servers import ROOT, free_port
from chaos import server

PASSWORD = "mot-mat-khau-de-thu-loi"
DISTRICT = "nui-thanh"
SMALL = "chaos-content"
"""Folder in an installation that began with its portals alone, and with nothing in them."""
WORKERS = 3
READY = 240.0  # seconds that a start may take on a busy machine
CAUGHT_UP = 120.0  # seconds in which the index must have followed
_PEOPLE = """
from chaos.people import add
add()
"""


def settings(instance: Path, database: str = "") -> dict[str, str]:
    """The environment of every process of an installation: limits that would only slow the trial are wide."""
    said = {
        "PORTAL_INSTANCE": str(instance),
        "PORTAL_SECRET_KEY": "0123456789abcdef" * 4,
        "PORTAL_SECOND_FACTOR": "optional",
        "PORTAL_SIGN_IN_LIMIT": "100000 per minute",
        "PORTAL_ARGON2_MEMORY_KIB": "64",
        "PORTAL_CHECK_LINKS": "0",
        "PORTAL_LOG_LEVEL": "ERROR",
        "PORTAL_WORKERS": str(WORKERS),
    }
    if (instance / SMALL).is_dir():
        said["PORTAL_CONTENT"] = str(instance / SMALL)
    return said | ({"PORTAL_DATABASE_URL": database} if database else {})


def _environment(said: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")} | said


def prepare_base(folder: Path) -> None:
    """Make an installation with the starting content and an editor for each portal, unless it is there already."""
    if (folder / "chaos-ready").exists():
        return
    print(f"Preparing an installation in {folder} …", flush=True)
    database = server.fresh(folder)
    said = _environment(settings(folder, database))
    for script in ("from portal.setup import prepare; prepare()", _PEOPLE):
        subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=said, check=True, stdout=sys.stderr)
    (folder / "chaos-ready").touch()


def prepare_small(folder: Path) -> None:
    """Make an installation of the same portals without content, for trials whose time goes with what there is."""
    (folder / SMALL).mkdir(parents=True, exist_ok=True)
    for one in (ROOT / "content").glob("*.toml"):
        shutil.copy(one, folder / SMALL)
    prepare_base(folder)


class Installation:
    """A copy of the base in `folder`, and the processes that serve it. Use as a context manager: it ends them."""

    def __init__(self, base: Path, folder: Path, **more: str) -> None:
        self.folder = folder
        self.instance = folder / "instance"
        if not self.instance.exists():
            shutil.copytree(base, self.instance)
            server.copied(self.instance)
        self.database = server.database_of(self.instance)
        self.port = free_port()
        self.said = settings(self.instance, self.database) | {"PORT": str(self.port)} | more
        self.output = folder / "output.txt"
        self.process: subprocess.Popen[bytes] | None = None
        self.module = "portal.serve"
        self.sockets: list[socket.socket] = []
        """Listening sockets to hand over, as systemd does."""
        self.starts = 0

    def __enter__(self) -> Installation:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, **more: Any) -> None:
        """Start `python -m portal.serve` and wait until it answers. Raises RuntimeError where it does not."""
        self.starts += 1
        command = [sys.executable, "-m", self.module]
        if self.sockets:
            more["pass_fds"] = [one.fileno() for one in self.sockets]
            moves = " ".join(f"{3 + place}<&{number}" for place, number in enumerate(more["pass_fds"]))
            told = f"export LISTEN_PID=$$ LISTEN_FDS={len(self.sockets)}; exec {shlex.join(command)} {moves}"
            command = ["bash", "-c", told]
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=_environment(self.said),
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True, **more,
            )  # fmt: skip
        self.wait_until(self.answers, READY, "the server answers")

    def stop(self) -> int:
        """End it in order; by force after 40 s. The exit status."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(40)
            except subprocess.TimeoutExpired:
                self.kill()
        status, self.process = self.process.returncode, None
        return status

    def kill(self) -> None:
        """SIGKILL to the server and to all that it started, as when the power goes."""
        assert self.process is not None
        for pid in [self.process.pid, *(one for one, _line in self.children())]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def is_running(self) -> bool:
        """Whether the server's first process lives."""
        return self.process is not None and self.process.poll() is None

    def children(self) -> list[tuple[int, str]]:
        """Process id and command line of what the server started and still runs."""
        assert self.process is not None
        found = []
        for name in Path(f"/proc/{self.process.pid}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                for pid in name.read_text().split():
                    line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
                    found.append((int(pid), line))
        return found

    def workers(self) -> list[int]:
        """The process ids of the web workers."""
        return [pid for pid, line in self.children() if line and "portal.processes" not in line]

    def companion(self, module: str) -> int | None:
        """The process id of what runs beside the workers, if it runs now."""
        return next((pid for pid, line in self.children() if f"portal.processes {module}" in line), None)

    def answers(self) -> bool:
        """Whether the probe of the load balancer is answered, database included."""
        with contextlib.suppress(OSError, http.client.HTTPException):
            return self.fetch("/healthz")[0] == 200
        return False

    def fetch(self, path: str, slug: str = DISTRICT, timeout: float = 30.0) -> tuple[int, bytes]:
        """GET a page of a portal: status and body. Raises OSError, HTTPException."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)) as connection:
            connection.request("GET", path, headers={"Host": host_of(slug, self.port)})
            answer = connection.getresponse()
            return answer.status, answer.read()

    def wait_until(self, true: Callable[[], bool], seconds: float, what: str) -> float:
        """Wait; how long it took. Raises RuntimeError with the end of the output."""
        began = time.monotonic()
        while not true():
            if time.monotonic() - began > seconds or (
                self.process is not None and self.process.poll() is not None
            ):
                told = self.output.read_text(errors="replace")[-3000:] if self.output.exists() else ""
                raise RuntimeError(f"did not happen: {what}\n{told}")
            time.sleep(0.1)
        return time.monotonic() - began

    def ask(self, statement: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """What the database answers, read past the application."""
        if self.database:
            with psycopg.connect(server.as_administrator(self.database)) as connection:
                return connection.execute(statement.replace("?", "%s"), values).fetchall()
        address = f"file:{self.instance / 'portal.db'}"
        with closing(sqlite3.connect(address, uri=True, timeout=30)) as connection:
            return connection.execute(statement, values).fetchall()

    def command(self, *arguments: str, timeout: float = 600.0) -> subprocess.CompletedProcess[str]:
        """Run `flask …` on this installation."""
        line = [sys.executable, "-m", "flask", "--app", "portal", *arguments]
        return subprocess.run(
            line, cwd=ROOT, env=_environment(self.said), capture_output=True, text=True, timeout=timeout
        )

    def popen(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start `flask …` on this installation."""
        line = [sys.executable, "-m", "flask", "--app", "portal", *arguments]
        with (self.folder / "commands.txt").open("ab") as output:
            return subprocess.Popen(line, cwd=ROOT, env=_environment(self.said), stdout=output, stderr=output)


@contextmanager
def installed(base: Path, folder: Path, **more: str) -> Iterator[Installation]:
    """A copy of the base that is served."""
    folder.mkdir(parents=True)
    with Installation(base, folder, **more) as made:
        made.start()
        yield made


def host_of(slug: str, port: int) -> str:
    """The Host header of a portal."""
    return f"localhost:{port}" if slug == DISTRICT else f"{slug}.localhost:{port}"
