"""A small web of this machine for tests: pages by path, and what was asked of them."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from portal.outbound.addresses import IP
from portal.outbound.asking import Asker
from portal.outbound.guard import Guard

LOOPBACK = IPv4Address("127.0.0.1")
Page = int | tuple[int, str] | Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Web:
    """The pages (path → status, status and Location, or what to do), the requests that came, by how many at once."""

    port: int
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    at_once: int = 0
    names: dict[str, list[str]] = field(default_factory=dict)
    resolved: list[str] = field(default_factory=list)

    def url(self, path: str = "/", host: str = "trang.vn") -> str:
        """The address of a page, at a name that stands for this machine."""
        return f"http://{host}:{self.port}{path}"

    def resolve(self, host: str, _port: int) -> list[str]:
        """The tests' resolver: every name ending in .vn stands for this machine, unless `names` says otherwise."""
        self.resolved.append(host)
        if host in self.names:
            return self.names[host]
        if not host.endswith(".vn"):
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return [str(LOOPBACK)]

    def guard(self, admits: Callable[[IP], bool] = lambda one: one == LOOPBACK) -> Guard:
        """A guard that lets this one machine through, at the web's port."""
        return Guard(frozenset({self.port}), admits, self.resolve)

    def asker(self, **more: Any) -> Asker:
        """Whoever asks this web, patient for a short while."""
        return Asker(**({"guard": self.guard(), "agent": "thu/1.0", "seconds": 5.0} | more))


@contextmanager
def serving(certificate: Path | None = None) -> Iterator[Web]:
    """A web that stands until the block ends; over TLS with a certificate."""
    busy: list[int] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            web.asked.append((self.command, self.path, dict(self.headers)))
            page = web.pages.get(self.path, 404)
            if callable(page):
                page(self)
                return
            busy.append(1)
            web.at_once = max(web.at_once, len(busy))
            time.sleep(0.002)  # so that another one at the same time would be seen
            busy.pop()
            self._answer(page)

        do_HEAD = do_GET

        def _answer(self, page: int | tuple[int, str]) -> None:
            status, location = (page, "") if isinstance(page, int) else page
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_args: None  # type: ignore[method-assign]
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    web = Web(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def certificate(folder: Path, name: str, days: int = 30) -> Path:
    """A certificate for a name with its key, signed by itself, valid for so many days from two days ago."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begin = datetime.now(UTC) - timedelta(days=abs(days) + 2)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(datetime.now(UTC) + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}{days}.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path
