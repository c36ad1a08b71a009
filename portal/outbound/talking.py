"""Talking with a server that the installation is set to talk with: a request with a body, and the whole answer.

Behind the same guard as `asking`: one resolution, a connection to the very address that was checked, no redirections,
no proxy. A server within the own network (the province's SMS gateway, an identity provider) is reached only where the
administrator names it with its port (PORTAL_INNER_SERVERS).
"""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from portal.outbound.addresses import IP, PORTS, Refused, Target, read
from portal.outbound.asking import Asker, NoAnswer, _connected, _left, _secured
from portal.outbound.guard import Guard, NoName

LARGEST = 256 * 1024
"""Bytes of an answer that are read at most."""


@dataclass(frozen=True)
class Reply:
    """An answer: its status, its headers by lower-case name, its body."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


def inner_servers(text: str) -> frozenset[tuple[str, int]]:
    """The servers of PORTAL_INNER_SERVERS: `host:port` separated by commas. Raises ValueError for anything else."""
    found = set()
    for one in filter(None, (part.strip() for part in text.split(","))):
        parts = urlsplit(f"//{one}")
        if not parts.hostname or parts.port is None or parts.path or parts.username is not None:
            raise ValueError(one)
        found.add((parts.hostname.lower(), parts.port))
    return frozenset(found)


@dataclass(frozen=True)
class Talker:
    """Who talks: which inner servers are admitted, for how many seconds a request may take in all."""

    inner: frozenset[tuple[str, int]] = frozenset()
    seconds: float = 10.0

    def talk(
        self, method: str, address: str, *, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Reply:
        """One request and its answer, redirections included (they are answers). Outside of the inner servers only
        https is spoken. Raises Refused where the address may not be asked, NoAnswer where none came."""
        until = time.monotonic() + self.seconds
        target, addresses = self._resolved(address, until)
        connection: socket.socket = _connected(addresses, target.port, until)
        try:
            if target.scheme == "https":
                connection = _secured(connection, target, Asker().trust(), until)
            return _exchange(connection, method, target, body, headers or {}, until)
        finally:
            connection.close()

    def _resolved(self, address: str, until: float) -> tuple[Target, list[IP]]:
        target = self._inner_target(address)
        if target is not None:
            guard = Guard(ports=frozenset({target.port}), admits=lambda _address: True)
        else:
            guard = Guard()
            target = guard.target(address)
            if target.scheme != "https":
                raise Refused("scheme")
        try:
            return target, guard.addresses(target, until - time.monotonic())
        except NoName:
            raise NoAnswer("dns") from None

    def _inner_target(self, address: str) -> Target | None:
        """The address where it names an inner server: also one of a single label, which `read` refuses."""
        parts = urlsplit(address)
        if parts.scheme not in PORTS or parts.username is not None:
            return None
        host, port = (parts.hostname or "").lower(), parts.port or PORTS[parts.scheme]
        if (host, port) not in self.inner:
            return None
        if "." in host or ":" in host:
            return read(address)
        return Target(
            parts.scheme, host, port, read(f"{parts.scheme}://x.invalid{address_rest(address)}").path
        )


def address_rest(address: str) -> str:
    """Path and query of an address, as they stand in it."""
    parts = urlsplit(address)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _exchange(
    connection: socket.socket,
    method: str,
    target: Target,
    body: bytes,
    headers: Mapping[str, str],
    until: float,
) -> Reply:
    speaker = http.client.HTTPConnection(target.host, target.port)
    speaker.sock = connection
    sent = {"Host": target.authority, "User-Agent": "CongLang/1.0", "Connection": "close"} | dict(headers)
    try:
        connection.settimeout(_left(until, connected=True))
        speaker.request(method, target.path, body or None, sent)
        answer = speaker.getresponse()
        held = b""
        while True:  # in pieces: who sends a byte a second is not waited for without end
            connection.settimeout(_left(until, connected=True))
            piece = answer.read1(16 * 1024)
            held += piece
            if len(held) > LARGEST:
                raise NoAnswer("strange", connected=True)
            if not piece:
                break
    except TimeoutError:
        raise NoAnswer("timeout", connected=True) from None
    except (http.client.HTTPException, ValueError):
        raise NoAnswer("strange", connected=True) from None
    except OSError:
        raise NoAnswer("closed", connected=True) from None
    return Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, held)
