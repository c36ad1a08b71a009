"""Asking a server what it says of an address: the head of its answer and nothing more."""

from __future__ import annotations

import errno
import re
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv6Address
from typing import Literal
from urllib.parse import urljoin

from portal.outbound.addresses import IP, Refused, Target
from portal.outbound.guard import Guard, NoName

Silence = Literal[
    "dns", "timeout", "unreachable", "closed", "tls", "tls-expired", "tls-name", "tls-trust", "tls-chain",
    "redirects", "misled", "strange",
]  # fmt: skip
"""Why there is no answer. `tls-chain`: we cannot judge the certificate, a browser that knows the authority may.
`misled`: a redirection leads where the guard lets nobody go."""

MOST_REDIRECTS = 5
LARGEST_HEAD = 64 * 1024  # bytes of an answer that are read at most
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})(?: |\r|\n)")
_LOCATION = re.compile(rb"^location:[ \t]*([^\r\n]*?)[ \t]*\r?$", re.I | re.M)
_END = re.compile(rb"\r?\n\r?\n")
_REDIRECTS = {301, 302, 303, 307, 308}
# OpenSSL's numbers (X509_V_ERR_…) of what is wrong with a certificate.
_CERTIFICATE: dict[int, Silence] = {
    9: "tls-expired",
    10: "tls-expired",
    18: "tls-trust",
    62: "tls-name",
    64: "tls-name",
    2: "tls-chain",
    19: "tls-chain",
    20: "tls-chain",
    21: "tls-chain",
}


class NoAnswer(Exception):
    """Nothing that could be understood came. `connected`: the server took the connection and the question."""

    def __init__(self, reason: Silence, *, connected: bool = False) -> None:
        super().__init__(reason)
        self.reason: Silence = reason
        self.connected = connected


@dataclass(frozen=True)
class Answer:
    """An answer: its status, the address that gave it, and where it sends on. `ask` gives the last one."""

    status: int
    url: str
    leads_to: str | None = None


@lru_cache(maxsize=1)
def usual_trust() -> ssl.SSLContext:
    """The authorities that the system trusts."""
    return ssl.create_default_context()


@dataclass(frozen=True)
class Asker:
    """Who asks: behind which guard, under which name, for how many seconds in all (redirections counted)."""

    guard: Guard = field(default_factory=Guard)
    agent: str = "CongLang/1.0"
    seconds: float = 10.0
    trust: Callable[[], ssl.SSLContext] = usual_trust

    def ask(self, method: Literal["HEAD", "GET"], address: str) -> Answer:
        """What the server says of an address. No proxy, no credentials, no cookies; every redirection is checked as the
        first address was. Raises Refused, NoAnswer."""
        until = time.monotonic() + self.seconds
        answer = self._step(method, self.guard.target(address), until)
        for _turn in range(MOST_REDIRECTS):
            if answer.leads_to is None:
                return answer
            try:
                answer = self._step(method, self.guard.target(answer.leads_to), until)
            except Refused:
                raise NoAnswer("misled", connected=True) from None
        if answer.leads_to is None:
            return answer
        raise NoAnswer("redirects", connected=True)

    def _step(self, method: str, target: Target, until: float) -> Answer:
        status, location = _understood(self._exchange(method, target, until))
        if status not in _REDIRECTS or location is None:
            return Answer(status, target.url)
        try:
            return Answer(status, target.url, urljoin(target.url, location))
        except ValueError:
            raise NoAnswer("misled", connected=True) from None

    def _exchange(self, method: str, target: Target, until: float) -> bytes:
        try:
            addresses = self.guard.addresses(target, until - time.monotonic())
        except NoName:
            raise NoAnswer("dns") from None
        connection = _connected(addresses, target.port, until)
        try:
            if target.scheme == "https":
                connection = _secured(connection, target, self.trust(), until)
            return _head(connection, self._question(method, target), until)
        finally:
            connection.close()

    def _question(self, method: str, target: Target) -> bytes:
        lines = (
            f"{method} {target.path} HTTP/1.1",
            f"Host: {target.authority}",
            f"User-Agent: {self.agent}",
            "Accept: */*",
            "Accept-Encoding: identity",
            "Accept-Language: vi, en;q=0.5",
            "Connection: close",
        )
        return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def _left(until: float, *, connected: bool) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise NoAnswer("timeout", connected=connected)
    return left


def _connected(addresses: list[IP], port: int, until: float) -> socket.socket:
    """A connection to the first of the addresses that takes one. Raises NoAnswer."""
    last: Silence = "unreachable"
    for place, address in enumerate(addresses):
        family = socket.AF_INET6 if isinstance(address, IPv6Address) else socket.AF_INET
        connection = socket.socket(family, socket.SOCK_STREAM)
        try:
            # What is left is shared, so that an address that swallows everything leaves time for the next.
            connection.settimeout(_left(until, connected=False) / (len(addresses) - place))
            connection.connect((str(address), port))
            return connection
        except OSError as error:
            last = _reason(error)
            connection.close()
        except NoAnswer:
            connection.close()
            raise
    raise NoAnswer(last)


def _reason(error: OSError) -> Silence:
    if isinstance(error, TimeoutError):
        return "timeout"
    if error.errno in {errno.ECONNREFUSED, errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED}:
        return "closed"
    return "unreachable"


def _secured(connection: socket.socket, target: Target, trust: ssl.SSLContext, until: float) -> socket.socket:
    connection.settimeout(_left(until, connected=False))
    try:
        return trust.wrap_socket(connection, server_hostname=target.host)
    except ssl.SSLCertVerificationError as error:
        raise NoAnswer(_CERTIFICATE.get(error.verify_code, "tls")) from None
    except TimeoutError:
        raise NoAnswer("timeout") from None
    except (ssl.SSLError, OSError, ValueError):
        raise NoAnswer("tls") from None


def _head(connection: socket.socket, question: bytes, until: float) -> bytes:
    """The head of the answer; those that only announce it (1xx) are passed over. Raises NoAnswer."""
    held, seen = b"", 0
    try:
        connection.settimeout(_left(until, connected=True))
        connection.sendall(question)
        while len(held) <= LARGEST_HEAD:
            end = _END.search(held, max(0, seen - 3))
            if end is not None and not held.startswith(b"HTTP/1.1 1"):
                return held[: end.end()]
            if end is not None:
                held, seen = held[end.end() :], 0
                continue
            seen = len(held)
            connection.settimeout(_left(until, connected=True))
            more = connection.recv(8192)
            if not more:
                break
            held += more
    except TimeoutError:
        raise NoAnswer("timeout", connected=True) from None
    except OSError:
        raise NoAnswer("closed", connected=True) from None
    raise NoAnswer("strange" if held else "closed", connected=True)


def _understood(head: bytes) -> tuple[int, str | None]:
    """Status and redirection of an answer's head. Raises NoAnswer."""
    status = _STATUS.match(head)
    if status is None:
        raise NoAnswer("strange", connected=True)
    location = _LOCATION.search(head)
    if location is None or not location[1]:
        return int(status[1]), None
    try:
        return int(status[1]), location[1].decode("utf-8")
    except UnicodeDecodeError:
        return int(status[1]), location[1].decode("latin-1")
