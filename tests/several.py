"""Two real web servers as on two machines: instance folders of their own, and one database, one S3, one Redis."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from portal.config import Settings
from portal.content.files import folder_digest
from tests.conftest import DISTRICT, FAST, PASSWORD, ROOT
from tests.databases import address_of
from tests.media import s3
from tests.redis_server import RedisServer, fresh_server

PATIENCE = 180.0  # seconds until a server answers on a busy machine


@dataclass
class Shared:
    """What the servers have in common."""

    folder: Path
    redis: RedisServer
    media_store: str

    def settings(self, instance: Path, **more: Any) -> dict[str, Any]:
        """The settings of one server."""
        database = address_of(self.folder) or f"sqlite:///{self.folder / 'portal.db'}"
        return (
            FAST
            | {
                "instance": str(instance),
                "database_url": database,
                "media_store": self.media_store,
                "media_s3_key": s3.KEY,
                "media_s3_secret": s3.SECRET,
                "redis_url": self.redis.url,
            }
            | more
        )


def shared_in(folder: Path) -> Shared:
    """A migrated database in this folder, with an empty bucket and a Redis of its own."""
    return Shared(folder, fresh_server(), s3.address(s3.fresh_bucket()))


_ALONE = """
import sys
from portal.config import Settings
from portal.serve import run
from portal.setup import prepare
settings = Settings.from_environment()
sys.exit(run(prepare, settings, settings.port, companions=()))
"""


class WebServer:
    """One of them: `python -m portal.serve` with its follower and worker, or the same without (`whole=False`)."""

    def __init__(self, shared: Shared, folder: Path, *, whole: bool = True, **more: Any) -> None:
        self.folder = folder
        self.port = s3.free_port()
        content = folder.parent / "content"
        content.mkdir(exist_ok=True)
        folder.mkdir()
        (folder / "prepared.json").write_text(json.dumps({"content": folder_digest(content)}))
        settings = shared.settings(folder, content=str(content), workers=1, port=self.port, **more)
        said = {f"PORTAL_{name.upper()}": _said(value) for name, value in settings.items()}
        self.output = folder / "output.txt"
        with self.output.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, *(("-m", "portal.serve") if whole else ("-c", _ALONE))],
                cwd=ROOT,
                env={name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
                | said,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
            )

    def until_ready(self) -> None:
        """Wait until it answers."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.1)
        raise RuntimeError(self.output.read_text(errors="replace")[-3000:])

    def stop(self) -> None:
        """End it as Ctrl-C does, by force if that takes too long."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _said(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


class Reader:
    """A browser behind a load balancer: every request goes to the server that the test names, as the same host."""

    def __init__(self, slug: str) -> None:
        self.host = "localhost" if slug == DISTRICT else f"{slug}.localhost"
        self.server: WebServer | None = None
        self._session = requests.Session()
        self._session.trust_env = False

    def at(self, server: WebServer) -> Reader:
        """Go on at this server."""
        self.server = server
        return self

    def get(self, path: str, **options: Any) -> requests.Response:
        """GET a page; redirections are not followed."""
        return self._ask("GET", path, **options)

    def post(self, path: str, data: dict[str, Any] | None = None, *, token_from: str, **options: Any) -> Any:
        """POST a form with the CSRF token of a page."""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(token_from).text)
        return self._ask(
            "POST", path, data={"csrf_token": found[1] if found else ""} | (data or {}), **options
        )

    def sign_in(self, email: str, password: str = PASSWORD) -> requests.Response:
        """Sign in through the public door."""
        where = "/quan-tri/dang-nhap"
        answer: requests.Response = self.post(where, {"email": email, "password": password}, token_from=where)
        return answer

    def _ask(self, method: str, path: str, **options: Any) -> requests.Response:
        assert self.server is not None
        headers = {
            "Host": self.host,
            "Cookie": "; ".join(f"{one.name}={one.value}" for one in self._session.cookies),
        }
        address = f"http://127.0.0.1:{self.server.port}{path}"
        return self._session.request(
            method, address, headers=headers, allow_redirects=False, timeout=60, **options
        )


def seconds_until(holds: Callable[[], bool], most: float) -> float:
    """How long it takes until something holds; fails after `most` seconds."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < most, "did not happen in time"
        time.sleep(0.1)
    return time.monotonic() - began


def typed(settings: dict[str, Any]) -> Settings:
    """The same settings for an application in the test's own process."""
    return Settings(**settings)
