"""What the tests of `portal.serve` serve: a stub of the application, of preparing and of the companion.

`python -m tests.serve_stub PORT` serves it; `python -m portal.processes tests.serve_stub` is the companion.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal import serve, web_server
from portal.config import Settings


@dataclass(frozen=True)
class Prepared:
    """As portal.setup gives it."""

    first_admin: tuple[str, str] | None
    portals: list[tuple[str, str]]


def prepare(instance: str, port: int) -> Prepared:
    """Fails or takes its time as STUB_PREPARE says."""
    how = os.environ.get("STUB_PREPARE", "")
    if how == "fail":
        raise ValueError("tenants.toml dòng 3")
    if how == "slow":
        print("đang chuẩn bị", flush=True)
        time.sleep(60)
    return Prepared(("quantri@example.vn", "mat-khau-ngau-nhien"), [("Huyện", f"http://localhost:{port}/")])


def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Tells its process and the headers that it believes to have got."""
    if environ["PATH_INFO"] == "/die":
        os._exit(3)
    if environ["PATH_INFO"].startswith("/sleep/"):
        time.sleep(float(environ["PATH_INFO"].removeprefix("/sleep/")))
    "localhost".encode("idna")  # imports: hangs if a lock was left behind when the worker was forked
    told = [
        str(os.getpid()),
        f"cpus={sorted(os.sched_getaffinity(0))}",
        *(f"{k}={v}" for k, v in sorted(environ.items()) if k.startswith("HTTP_")),
    ]
    body = "\n".join(told).encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


def companion() -> None:
    """Writes its number to a file and stays, or dies at once as STUB_COMPANION says."""
    with Path(os.environ["STUB_PIDS"]).open("a") as file:
        file.write(f"{os.getpid()}\n")
    if os.environ.get("STUB_COMPANION") == "dies":
        sys.exit(3)
    time.sleep(60)


if os.environ.get("STUB_LOADING") == "fails" and __name__ != "__main__":
    raise RuntimeError("it cannot be loaded")

if __name__ == "__main__":
    if len(sys.argv) > 1:
        web_server.PATIENCE = float(os.environ.get("STUB_PATIENCE", "10"))
        settings = Settings.from_environment()
        beside = ("tests.serve_stub" if "STUB_PIDS" in os.environ else "portal.missing",)
        try:
            sys.exit(serve.run(prepare, settings, int(sys.argv[1]), "tests.serve_stub:app", beside))
        except KeyboardInterrupt:
            sys.exit(130)
    companion()
