"""Sending as many requests as are answered: with wrk where it is installed, else with Python, more slowly."""

from __future__ import annotations

import multiprocessing
import re
import select
import shutil
import socket
import subprocess
import time
from multiprocessing.queues import Queue

CONNECTIONS = 16


class Failed(RuntimeError):
    """The load could not be sent, or was answered by errors."""


def tool() -> str:
    """What the load is sent with."""
    return "wrk" if shutil.which("wrk") else "python"


def requests_per_second(port: int, path: str, headers: dict[str, str], seconds: float) -> float:
    """Answers per second from 127.0.0.1:`port`; raises Failed when answers are errors (status 400 and more)."""
    if tool() == "wrk":
        return _wrk(port, path, headers, seconds)
    return _python(port, path, headers, seconds)


def _wrk(port: int, path: str, headers: dict[str, str], seconds: float) -> float:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    done = subprocess.run(
        [*command, f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=False
    )
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    if rate is None or "Non-2xx" in done.stdout:
        raise Failed(f"{path} at port {port}: {done.stdout}{done.stderr}")
    return float(rate[1])


def _python(port: int, path: str, headers: dict[str, str], seconds: float) -> float:
    """One process that keeps all connections busy; its own speed bounds what it can measure."""
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    result: Queue[float] = multiprocessing.Queue()
    sender = multiprocessing.Process(target=_send, args=(port, "\r\n".join(lines).encode(), seconds, result))
    sender.start()
    rate = result.get(timeout=seconds + 30)
    sender.join()
    return rate


def _send(port: int, request: bytes, seconds: float, result: Queue[float]) -> None:
    connections: dict[int, socket.socket] = {}
    poll = select.poll()
    for _ in range(CONNECTIONS):
        connection = socket.create_connection(("127.0.0.1", port))
        connections[connection.fileno()] = connection
        poll.register(connection, select.POLLIN)
        connection.sendall(request)
    missing = dict.fromkeys(connections, 0)  # bytes of the current answer that have not come yet
    answered, began = 0, time.monotonic()
    while time.monotonic() - began < seconds:
        for number, _ in poll.poll(1000):
            data = connections[number].recv(1 << 18)
            if not missing[number]:
                missing[number] = _length(data)
            missing[number] -= len(data)
            if missing[number] <= 0:
                missing[number] = 0
                answered += 1
                connections[number].sendall(request)
    result.put(answered / (time.monotonic() - began))


def _length(start: bytes) -> int:
    """The length of a whole answer, from its first bytes."""
    head, _, _ = start.partition(b"\r\n\r\n")
    said = re.search(rb"(?i)\ncontent-length: *(\d+)", head)
    return len(head) + 4 + (int(said[1]) if said else 0)
