"""Whether a host leads here, and with which certificate: facts alone, about hosts of portals alone.

Nothing is asked of a host that does not lead to this installation: its certificate is looked at only where it has an
address in common with the district's own host. So no form of the desk can make the server knock at foreign doors.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLong
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

HTTPS = 443
PATIENCE = 4.0  # seconds; a person is waiting for the page
RIGHT, ELSEWHERE, UNKNOWN = "right", "elsewhere", "unknown"
Resolver = Callable[[str], Iterable[str]]


@dataclass(frozen=True)
class Certificate:
    """What a server showed: who issued it, until when (UTC), for which names, whether a browser would trust it."""

    issuer: str
    until: datetime
    names: tuple[str, ...]
    trusted: bool
    covers: bool

    def is_good(self, now: datetime) -> bool:
        """Whether citizens see no warning."""
        return self.trusted and self.covers and self.until > now


@dataclass(frozen=True)
class HostCheck:
    """What was found of a host: where it leads, at which addresses, its certificate (None: none was looked at or
    shown, and `problem` says so)."""

    host: str
    leads: str
    addresses: tuple[str, ...] = ()
    certificate: Certificate | None = None
    problem: str = ""


def look_up(host: str) -> list[str]:
    """The addresses of a host. Raises OSError."""
    return [str(one[4][0]) for one in socket.getaddrinfo(host, HTTPS, type=socket.SOCK_STREAM)]


def check_host(
    host: str, own_host: str, resolver: Resolver = look_up, port: int = HTTPS, patience: float = PATIENCE
) -> HostCheck:
    """Look at one host of a portal; `own_host` is the district's. Never raises for what the network does."""
    addresses, own = (_resolved(one, resolver, patience) for one in (host, own_host))
    if not addresses:
        return HostCheck(host, UNKNOWN)
    if not set(addresses) & set(own):
        return HostCheck(host, ELSEWHERE, addresses)
    address = next(one for one in addresses if one in own)
    certificate, problem = _certificate(address, host, port, patience)
    return HostCheck(host, RIGHT, addresses, certificate, problem)


def _resolved(host: str, resolver: Resolver, patience: float) -> tuple[str, ...]:
    pool = ThreadPoolExecutor(1)
    try:
        return tuple(dict.fromkeys(pool.submit(lambda: list(resolver(host))).result(patience)))
    except (OSError, TooLong, UnicodeError):
        return ()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # one that hangs ends by itself


def _certificate(address: str, host: str, port: int, patience: float) -> tuple[Certificate | None, str]:
    try:
        raw, trusted = _shown(address, host, port, patience, verify=True), True
    except ssl.SSLCertVerificationError:
        try:
            raw, trusted = _shown(address, host, port, patience, verify=False), False
        except OSError:
            return None, "no_tls"
    except OSError:
        return None, "no_tls"
    try:
        return _facts(raw, host, trusted), ""
    except ValueError:
        return None, "no_tls"


def _shown(address: str, host: str, port: int, patience: float, *, verify: bool) -> bytes:
    context = ssl.create_default_context()
    context.check_hostname = False  # said apart, so that a wrong name can be told from a wrong issuer
    if not verify:
        context.verify_mode = ssl.CERT_NONE
    with (
        socket.create_connection((address, port), timeout=patience) as plain,
        context.wrap_socket(plain, server_hostname=host) as secured,
    ):
        return secured.getpeercert(binary_form=True) or b""


def _facts(raw: bytes, host: str, trusted: bool) -> Certificate:
    read = x509.load_der_x509_certificate(raw)
    try:
        extension = read.extensions.get_extension_for_class(x509.SubjectAlternativeName)
        names = tuple(extension.value.get_values_for_type(x509.DNSName))
    except x509.ExtensionNotFound:
        names = ()
    organisation = read.issuer.get_attributes_for_oid(x509.NameOID.ORGANIZATION_NAME)
    common = read.issuer.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    issuer = str((organisation or common)[0].value) if organisation or common else ""
    until = read.not_valid_after_utc.replace(tzinfo=None)
    return Certificate(issuer[:120], until, names[:20], trusted, any(_covers(one, host) for one in names))


def _covers(name: str, host: str) -> bool:
    name = name.lower()
    return name == host or (name.startswith("*.") and host.partition(".")[2] == name[2:])
