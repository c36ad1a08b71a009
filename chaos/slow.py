"""Clients that take their time: headers byte by byte, a body that never ends, answers that nobody takes."""

from __future__ import annotations

import contextlib
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.servers import nginx_path
from chaos.installation import DISTRICT, Installation, host_of, installed
from chaos.proxy import proxied
from chaos.report import Trial

READERS, PATIENCE = 60, 30.0
"""Requests of an honest reader in each situation; seconds after which one counts as lost."""


def clients(base: Path, folder: Path, count: int) -> Trial:
    """So many slow clients at once, a third of each kind, while an honest one reads: through nginx as installed, and
    straight at the server."""
    trial = Trial("máy khách chậm", "an honest reader is answered every time", times=count)
    with installed(base, folder) as installation:
        direct = installation.port
        if nginx_path() is None:
            trial.found("nginx is not here: the installation as it is deployed was not tried")
        else:
            with proxied(installation, folder / "nginx") as port:
                _try(trial, "through nginx", installation, port, count, judged=True)
        _try(trial, "without nginx", installation, direct, count, judged=False)
    trial.end()
    return trial


def _try(trial: Trial, how: str, installation: Installation, port: int, count: int, *, judged: bool) -> None:
    quiet = _waits(installation, port)
    with _slow(port, count) as alive:
        time.sleep(5)
        held = alive()
        busy = _waits(installation, port)
    lost = sum(one >= PATIENCE for one in busy)
    trial.figure(
        f"{how}: {held} of {count} held open, median {_ms(quiet)} before, {_ms(busy)} meanwhile, {lost} lost"
    )
    if judged and lost:
        trial.found(f"{how}: {lost} of {len(busy)} honest requests were not answered in {PATIENCE:.0f} s")


def _ms(waits: list[float]) -> str:
    return f"{statistics.median(waits) * 1000:.0f} ms"


def _waits(installation: Installation, port: int) -> list[float]:
    """How long an honest reader waits for pages of no cache, one after the other; PATIENCE where nothing came."""
    found, lost = [], 0
    for number in range(READERS):
        began = time.monotonic()
        with (
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as one,
        ):
            host = host_of(DISTRICT, installation.port)
            one.sendall(
                f"GET /tin-tuc/?_={number}{began} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
            )
            one.settimeout(PATIENCE)
            if one.recv(64).startswith(b"HTTP/1.1 200"):
                found.append(min(PATIENCE, time.monotonic() - began))
                continue
        found.append(PATIENCE)
        lost += 1
        if lost >= 3:  # starved: more of it tells nothing new
            break
    return found


@contextmanager
def _slow(port: int, count: int) -> Iterator[Callable[[], int]]:
    """So many slow connections until the end; how many are still open is told when asked."""
    ended = threading.Event()
    sockets: list[socket.socket] = []

    def drip() -> None:
        while not ended.wait(1.0):
            for number, one in enumerate(list(sockets)):
                with contextlib.suppress(OSError):
                    if number % 3 == 0:
                        one.sendall(b"a")
                    elif number % 3 == 1:
                        one.sendall(b"b")
                    else:
                        one.recv(1)

    for number in range(count):
        sockets.append(_opened(port, number % 3))
    thread = threading.Thread(target=drip, daemon=True)
    thread.start()

    def alive() -> int:
        return sum(_is_open(one) for one in sockets)

    try:
        yield alive
    finally:
        ended.set()
        thread.join()
        for one in sockets:
            one.close()


def _opened(port: int, kind: int) -> socket.socket:
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    one.settimeout(5)
    with contextlib.suppress(OSError):
        one.connect(("127.0.0.1", port))
        if kind == 0:
            one.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        elif kind == 1:
            one.sendall(
                b"POST /quan-tri/dang-nhap HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n"
                b"Content-Type: application/x-www-form-urlencoded\r\n\r\nemail="
            )
        else:
            one.sendall(b"GET /van-ban/ HTTP/1.1\r\nHost: localhost\r\n\r\n" * 20)
    return one


def _is_open(one: socket.socket) -> bool:
    one.setblocking(False)
    try:
        return one.recv(1, socket.MSG_PEEK) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        one.settimeout(1)
