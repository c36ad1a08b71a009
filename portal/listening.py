"""The sockets that the web workers listen on: held by the first process, so that a worker's end loses no connection.

Each worker has one of its own in a group that the kernel spreads connections over (SO_REUSEPORT): one socket for all
would give most connections to whichever worker wakes first. What waits at a socket whose worker is being replaced is
answered by the next one. systemd may hold them (deploy/systemd/cong-lang.socket): then connections wait while
everything is restarted too.
"""

from __future__ import annotations

import os
import select
import socket
import time
from collections.abc import MutableMapping

BACKLOG = 4096
"""Connections that may wait at each socket."""
_FIRST = 3
"""The file descriptor that systemd's first socket has (sd_listen_fds(3))."""


def own_sockets(bind: str, port: int, count: int) -> list[socket.socket]:
    """So many listening sockets of one address. Raises OSError."""
    family, kind, proto, _, address = socket.getaddrinfo(bind, port, type=socket.SOCK_STREAM)[0]
    made = []
    for _number in range(count):
        one = socket.socket(family, kind, proto)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        one.bind(address)
        made.append(one)
    for one in made:
        one.listen(BACKLOG)
    return made


def handed_sockets(environment: MutableMapping[str, str] | None = None) -> list[socket.socket]:
    """The listening sockets that systemd handed to this process, if it did. Told once: no child takes them for its
    own."""
    said = os.environ if environment is None else environment
    meant, count = said.pop("LISTEN_PID", ""), said.pop("LISTEN_FDS", "")
    said.pop("LISTEN_FDNAMES", None)
    if meant != str(os.getpid()) or not count.isdecimal():
        return []
    handed = [socket.socket(fileno=number) for number in range(_FIRST, _FIRST + int(count))]
    for one in handed:
        one.set_inheritable(False)
    return handed


class Loaded:
    """How a forked worker tells the first process that it has loaded the application. No lock that could stay held."""

    def __init__(self) -> None:
        self._reading, self._writing = os.pipe()
        os.set_blocking(self._reading, False)
        self.ever = False
        """Whether any worker was heard."""

    def tell(self) -> None:
        """In the worker: it is about to answer."""
        os.write(self._writing, b".")

    def forget(self) -> None:
        """Count from here on."""
        try:
            while os.read(self._reading, 1024):
                self.ever = True
        except BlockingIOError:
            pass

    def wait(self, seconds: float) -> bool:
        """Whether a worker told within so many seconds; what one told is heard once."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if select.select([self._reading], [], [], left)[0]:
                try:
                    self.ever = bool(os.read(self._reading, 1)) or self.ever
                    return True
                except BlockingIOError:  # somebody else heard it
                    continue
        return False
