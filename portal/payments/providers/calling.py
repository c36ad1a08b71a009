"""The way out to a provider: one address that the administrator configured, behind the guard of `portal.outbound`."""

from __future__ import annotations

import http.client
import ipaddress
import secrets
import socket
import ssl
import time
from dataclasses import dataclass, field
from typing import Any

from portal.outbound.addresses import PORTS, Refused, Target, is_public
from portal.outbound.asking import usual_trust
from portal.outbound.guard import Guard, NoName, system_resolve
from portal.payments.providers.contract import ProviderSilent
from portal.payments.providers.signing import (
    ANSWERING,
    ASKING,
    NONCE_HEADER,
    SIGNATURE_HEADER,
    TIME_HEADER,
    Signed,
    is_signed,
    signature_of,
)  # fmt: skip

SECONDS = 10.0
LARGEST_ANSWER = 64 * 1024


@dataclass(frozen=True)
class Line:
    """A line to a provider: its address (`https://…/`), the shared key; `inside`: it stands in our own network, which
    the guard allows nobody else (an administrator wrote so beside the address)."""

    address: str
    key: bytes = field(repr=False)
    inside: bool = False
    seconds: float = SECONDS

    def _target(self) -> tuple[Target, str]:
        """The address read, and the one address of the network to connect to. Raises ProviderSilent."""
        ports = frozenset(PORTS.values())
        if self.inside:
            ports |= frozenset(range(1, 65_536))
        guard = Guard(ports, (lambda _address: True) if self.inside else is_public, system_resolve)
        try:
            target = guard.target(self.address)
            return target, str(guard.addresses(target, self.seconds)[0])
        except (Refused, NoName) as error:
            raise ProviderSilent(f"địa chỉ của đơn vị thanh toán không dùng được: {error}") from None

    def post(self, path: str, body: bytes) -> bytes:
        """The answer's body, its signature checked; `path` stands below the address. Raises ProviderSilent."""
        target, address = self._target()
        whole = target.path.rstrip("/") + path
        stamp, nonce = str(int(time.time())), secrets.token_hex(16)
        signed = Signed(ASKING, stamp, nonce, "POST", whole, body)
        head = {
            "Host": target.authority,
            "Content-Type": "application/json",
            "Connection": "close",
            TIME_HEADER: stamp,
            NONCE_HEADER: nonce,
            SIGNATURE_HEADER: signature_of(self.key, signed),
        }
        connection = _Pinned(target, address, self.seconds)
        try:
            connection.request("POST", whole, body, head)
            answer = connection.getresponse()
            got = answer.read(LARGEST_ANSWER + 1)
        except (OSError, http.client.HTTPException) as error:
            raise ProviderSilent(type(error).__name__) from None
        finally:
            connection.close()
        if answer.status != 200 or len(got) > LARGEST_ANSWER:
            raise ProviderSilent(f"HTTP {answer.status}")
        # The nonce of the question is that of the answer: an answer to another question is none to this.
        answered = Signed(ANSWERING, answer.getheader(TIME_HEADER, ""), nonce, "POST", whole, got)
        if not is_signed(self.key, answered, answer.getheader(SIGNATURE_HEADER, ""), time.time()):
            raise ProviderSilent("chữ ký của câu trả lời không đúng")
        return got


class _Pinned(http.client.HTTPConnection):
    """A connection to the very address that the guard admitted, whatever the name may stand for a moment later."""

    def __init__(self, target: Target, address: str, seconds: float) -> None:
        super().__init__(target.host, target.port, timeout=seconds)
        self._target, self._address = target, ipaddress.ip_address(address)
        self._trust: ssl.SSLContext | None = usual_trust() if target.scheme == "https" else None

    def connect(self) -> None:
        """Connect, and prove the name where it is TLS."""
        made: Any = socket.create_connection((str(self._address), self._target.port), self.timeout)
        self.sock = (
            self._trust.wrap_socket(made, server_hostname=self._target.host)
            if self._trust is not None
            else made
        )
