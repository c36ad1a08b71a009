"""A Redis of the tests' own: started when the first test wants it, on a socket in a folder, gone with them."""

from __future__ import annotations

import atexit
import contextlib
import functools
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest

START_SECONDS = 30.0


class RedisServer:
    """A server that keeps nothing on the disk unless told to."""

    def __init__(self, program: str) -> None:
        self._program = program
        self.folder = Path(tempfile.mkdtemp(prefix="cl-redis-", dir="/tmp"))
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def url(self) -> str:
        """The setting of the portal for it."""
        return f"unix://{self.folder}/redis.sock"

    def client(self) -> Any:
        """A client of the test's own."""
        import redis

        return redis.Redis.from_url(self.url, socket_timeout=5)

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._process = subprocess.Popen(
            [self._program, "--port", "0", "--unixsocket", "redis.sock", "--save", "", "--appendonly", "no",
             "--dir", str(self.folder), "--daemonize", "no", "--databases", "1"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder,
        )  # fmt: skip
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            with contextlib.suppress(Exception):
                self.client().ping()
                return
            time.sleep(0.02)
        self.remove()
        raise RuntimeError("Redis did not start")

    def stop(self) -> None:
        """Kill it; everything in it is lost."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()

    def remove(self) -> None:
        """Stop it and remove its folder."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def fresh_server() -> RedisServer:
    """A server for one test alone (the test removes it); skips where none is installed."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        pytest.skip("không có máy chủ Redis (redis-server)")
    return RedisServer(program)


@functools.cache
def server() -> RedisServer:
    """This process's server; whoever takes it empties it."""
    made = fresh_server()
    atexit.register(made.remove)
    return made
