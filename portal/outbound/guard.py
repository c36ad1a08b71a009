"""The guard: a name is resolved once, and nothing that is not public gets through."""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address

from portal.outbound.addresses import IP, PORTS, Refused, Target, is_public, read

MOST_ADDRESSES = 4  # of a name that are tried


class NoName(Exception):
    """A name stands for nothing, or nobody says in time what it stands for."""


def system_resolve(host: str, port: int) -> list[str]:
    """What the system's resolver says a name stands for, in the order in which to try. Raises OSError."""
    return [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True)
class Guard:
    """What may be reached. `admits` and `ports` are wider only where tests ask a server of this machine."""

    ports: frozenset[int] = field(default=frozenset(PORTS.values()))
    admits: Callable[[IP], bool] = is_public
    resolve: Callable[[str, int], list[str]] = system_resolve

    def target(self, address: str) -> Target:
        """The address, read. Raises Refused, also where it names itself a machine that is not public, or a port of
        something else than the web."""
        target = read(address)
        if target.literal is not None and not self.admits(target.literal):
            raise Refused("private")
        if target.port not in self.ports:
            raise Refused("port")
        return target

    def addresses(self, target: Target, seconds: float) -> list[IP]:
        """Where to connect: the addresses of the target's name, every one of which is admitted.

        One that is not refuses them all: who answers with both means the inner one. Raises Refused, NoName.
        """
        if target.literal is not None:
            return [target.literal]
        found = [ip_address(one) for one in dict.fromkeys(self._resolved(target, seconds))]
        if not found:
            raise NoName(target.host)
        if not all(map(self.admits, found)):
            raise Refused("internal")
        return found[:MOST_ADDRESSES]

    def _resolved(self, target: Target, seconds: float) -> list[str]:
        """The resolver takes no time limit, so it works in a thread that nobody waits for longer."""
        answer: queue.SimpleQueue[list[str] | None] = queue.SimpleQueue()

        def resolve() -> None:
            try:
                answer.put(self.resolve(target.host, target.port))
            except (OSError, UnicodeError):
                answer.put(None)

        threading.Thread(target=resolve, name="resolver", daemon=True).start()
        try:
            found = answer.get(timeout=max(seconds, 0.001))
        except queue.Empty:
            found = None
        if found is None:
            raise NoName(target.host)
        return found
