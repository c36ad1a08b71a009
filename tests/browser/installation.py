"""A real installation in a folder of its own, served by `python -m portal.serve` in a process of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DISTRICT = "nui-thanh"
PATIENCE = 400.0  # seconds to prepare 18 portals on a busy machine


@dataclass
class Installation:
    """A running server, and how its first administrator signs in."""

    port: int
    process: subprocess.Popen[bytes]
    email: str
    password: str

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


def start(folder: Path) -> Installation:
    """Prepare an installation of the real content in `folder` and serve it."""
    port, output = free_port(), folder / "output.txt"
    environment = os.environ | {
        "PORT": str(port),
        "PORTAL_INSTANCE": str(folder / "instance"),
        "PORTAL_WORKERS": "1",
        "PORTAL_ARGON2_MEMORY_KIB": "64",
        "PORTAL_SIGN_IN_LIMIT": "10000 per minute",
        "PORTAL_SECOND_FACTOR": "optional",
        "PYTHONUNBUFFERED": "1",
    }
    with output.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "portal.serve"],
            cwd=ROOT,
            env=environment,
            stdout=file,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
    made = Installation(port, process, "", "")
    try:
        text = _until_ready(process, output)
    except BaseException:
        made.stop()
        raise
    found = re.search(r"Đăng nhập lần đầu: (\S+)\s+Mật khẩu:\s+(\S+)", text)
    assert found, text
    made.email, made.password = found[1], found[2]
    return made


def _until_ready(process: subprocess.Popen[bytes], output: Path) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        text = output.read_text()
        if "Đã sẵn sàng" in text:
            return text
        assert process.poll() is None, f"the server ended:\n{text}"
        time.sleep(0.1)
    raise AssertionError(f"not ready after {PATIENCE:.0f} s:\n{output.read_text()}")
