"""What an address of the web means, and which addresses of the network belong to everybody. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Literal, TypeAlias
from urllib.parse import SplitResult, quote, urlsplit

IP: TypeAlias = IPv4Address | IPv6Address
Refusal = Literal["malformed", "scheme", "port", "userinfo", "private", "internal"]
"""Why an address is not followed: it is none; neither http nor https; another port; a name and password in it; it names
a machine that only its own network knows; its name stands for such a machine."""

PORTS = {"http": 80, "https": 443}
LONGEST = 2_000  # characters of an address
LONGEST_NAME = 253  # of a host, RFC 1035, 2.3.4

# What IANA's registries of special-purpose addresses (RFC 6890) keep from the public net, and what clouds keep for
# themselves. The standard library's own list changed between versions of Python 3.11, so ours stands here.
_NOT_PUBLIC_4 = tuple(
    ip_network(one)
    for one in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32",
    )
)  # fmt: skip
_PUBLIC_6 = ip_network("2000::/3")  # all that IANA gives out for use over the net
_NOT_PUBLIC_6 = tuple(
    ip_network(one)
    for one in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")  # Teredo, examples, 6to4
)
_NAT64 = ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are the IPv4 address that is meant
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\Z")
_NUMBER = re.compile(r"(?:\d+|0x[0-9a-f]*)\Z")
_BRACKETS = re.compile(r"\[[0-9A-Fa-f:.]+\](?::\d*)?\Z", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")
_DROPPED = str.maketrans("", "", "\t\r\n")  # as browsers do
_SAFE = "%/:=&?~+!$,;'@()*[]"


class Refused(Exception):
    """An address that is not followed; `reason` says why."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason: Refusal = reason


@dataclass(frozen=True)
class Target:
    """An address, read: `host` in ASCII and lower case (`literal`: where it is itself an address of the network),
    `path` as it is sent, with the query."""

    scheme: str
    host: str
    port: int
    path: str
    literal: IP | None = None

    @property
    def authority(self) -> str:
        """Host and port as the header Host names them."""
        host = f"[{self.host}]" if isinstance(self.literal, IPv6Address) else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The whole address."""
        return f"{self.scheme}://{self.authority}{self.path}"


def is_public(address: IP) -> bool:
    """Whether an address of the network is one of the public net: not of a private network, this machine, a link,
    a group, a reserved or translated range. IPv4 within IPv6 counts only as NAT64 gives it, and by its own rule."""
    if isinstance(address, IPv4Address):
        return not any(address in one for one in _NOT_PUBLIC_4)
    if address.scope_id is not None:
        return False
    if address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _PUBLIC_6 and not any(address in one for one in _NOT_PUBLIC_6)


def read(text: str) -> Target:
    """What an address means, without asking anybody. Raises Refused: for everything that two readers might understand
    differently, since what is checked must be what is asked."""
    address = text.strip().translate(_DROPPED)
    if not address or len(address) > LONGEST or _CONTROL.search(address):
        raise Refused("malformed")
    try:
        address.encode("utf-8")  # half a character (a lone surrogate) cannot be sent
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise Refused("malformed") from None
    if parts.scheme not in PORTS:
        raise Refused("scheme")
    if "@" in parts.netloc:
        raise Refused("userinfo")
    host, literal = _host(parts)
    number = PORTS[parts.scheme] if port is None else port
    query = f"?{quote(parts.query, _SAFE)}" if parts.query else ""
    return Target(parts.scheme, host, number, quote(parts.path or "/", _SAFE) + query, literal)


def _host(parts: SplitResult) -> tuple[str, IP | None]:
    host = parts.hostname or ""
    if not host or "%" in host:
        raise Refused("malformed")
    if "[" in parts.netloc:
        if not _BRACKETS.match(parts.netloc):
            raise Refused("malformed")
        literal: IP | None = _literal(host)
        if not isinstance(literal, IPv6Address):
            raise Refused("malformed")
        return str(literal), literal
    name = _name(host)
    literal = _literal(name)
    last = name.rpartition(".")[2]
    if literal is None and _NUMBER.match(last):
        raise Refused("malformed")  # 0x7f.1, 2130706433, 0177.0.0.1: some readers take these for addresses
    if literal is None and "." not in name:
        raise Refused("private")  # "localhost", "intranet": a name that only its own network knows
    return name, literal


def _name(host: str) -> str:
    """The name in ASCII, as DNS knows it. Letters of other scripts may become dots and digits on the way."""
    if len(host) > LONGEST_NAME:
        raise Refused("malformed")
    try:
        name = host.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError:
        raise Refused("malformed") from None
    if len(name) > LONGEST_NAME or not all(_LABEL.match(one) for one in name.split(".")):
        raise Refused("malformed")
    return name


def _literal(host: str) -> IP | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
