"""A real installation in a folder of its own, served by `python -m portal.serve` in a process of its own."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.databases import environment_of

ROOT = Path(__file__).resolve().parents[2]
DISTRICT = "nui-thanh"
PATIENCE = 400.0  # seconds to prepare 18 portals on a busy machine
CLERK, CLERK_PASSWORD = "mot-cua", "mot-mat-khau-dai-de-thu"  # who works at the counter of some communes
PREPARE = f"""
import json, sys
from portal import create_app
from portal.accounts.service import create_user, grant, set_password, user_by_email
from portal.extensions import db
from portal.setup import prepare
from portal.tenancy.models import Tenant
from contextlib import redirect_stdout
with redirect_stdout(sys.stderr):
    made = prepare()
    with create_app().app_context():  # without a clerk nothing is handed in online
        for slug in ("tam-hai", "tam-thanh"):
            user = create_user(f"{CLERK}@{{slug}}.example", "Cán bộ một cửa", "{CLERK_PASSWORD}")
            portal = db.session.query(Tenant).filter_by(slug=slug).one()
            grant(user, portal.id, "counter_clerk", is_district=False)
        set_password(user_by_email(made.first_admin[0]), made.first_admin[1])  # as if it were their own by now
        db.session.commit()
print(json.dumps(made.first_admin))
"""


@dataclass
class Installation:
    """A running server, and how its first administrator signs in."""

    port: int
    process: subprocess.Popen[bytes]
    email: str
    password: str
    instance: Path

    def host(self, slug: str) -> str:
        """The Host header of a portal."""
        return f"localhost:{self.port}" if slug == DISTRICT else f"{slug}.localhost:{self.port}"

    def url(self, slug: str, path: str = "/") -> str:
        """The address of a page; Chromium resolves *.localhost by itself."""
        return f"http://{self.host(slug)}{path}"

    def stop(self) -> None:
        """End the server as Ctrl-C does; by force if that takes too long."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def settings(instance: Path) -> dict[str, str]:
    """The environment of an installation of tests."""
    return (
        os.environ
        | {
            "PORTAL_WORKERS": "1",
            "PORTAL_ARGON2_MEMORY_KIB": "64",
            "PORTAL_SIGN_IN_LIMIT": "10000 per minute",
            "PORTAL_SECOND_FACTOR": "optional",
            "PORTAL_CHECK_LINKS": "0",
            "PYTHONUNBUFFERED": "1",
        }
        | environment_of(instance)
    )


def prepared(folder: Path) -> tuple[str, str]:
    """Prepare an instance of the real content in `folder`, once for all workers; e-mail and password of its first
    administrator. It is only ever copied."""
    folder.mkdir(exist_ok=True)
    told = folder / "first_administrator.json"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.is_file():
            shutil.rmtree(folder / "instance", ignore_errors=True)
            done = subprocess.run(
                [sys.executable, "-c", PREPARE],
                cwd=ROOT,
                env=settings(folder / "instance"),
                capture_output=True,
                text=True,
                timeout=PATIENCE,
            )
            assert done.returncode == 0, done.stderr
            told.write_text(done.stdout.splitlines()[-1])
    email, password = json.loads(told.read_text())
    return str(email), str(password)


def start(folder: Path, made: Path) -> Installation:
    """Serve a copy, in `folder`, of what is `prepared` in the folder `made`."""
    email, password = prepared(made)
    shutil.copytree(made / "instance", folder / "instance")
    port, output = free_port(), folder / "output.txt"
    with output.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "portal.serve"],
            cwd=ROOT,
            env=settings(folder / "instance") | {"PORT": str(port)},
            stdout=file,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
    running = Installation(port, process, email, password, folder / "instance")
    try:
        _until_ready(process, output)
    except BaseException:
        running.stop()
        raise
    return running


def _until_ready(process: subprocess.Popen[bytes], output: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        text = output.read_text()
        if "Đã sẵn sàng" in text:
            return
        assert process.poll() is None, f"the server ended:\n{text}"
        time.sleep(0.1)
    raise AssertionError(f"not ready after {PATIENCE:.0f} s:\n{output.read_text()}")
