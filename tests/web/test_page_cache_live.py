"""The page cache under the real server: two processes, odd requests as they come over the wire."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.web.versions import ContentVersions

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = (
    "import sys; from portal.serve import serve; serve(sys.argv[1], '127.0.0.1', int(sys.argv[2]), 2, ())"
)


class Site:
    """The cached application on two workers, and the means to publish from this process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.publish("first text")
        self.process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, "tests.web.cached_app:application", str(self.port)],
            cwd=ROOT,
            env={**os.environ, "CACHED_APP_DIR": str(folder)},
        )
        end = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except OSError:
                assert time.monotonic() < end, "the server did not start"
                time.sleep(0.05)

    def publish(self, text: str) -> None:
        """Change the text, then the versions: as after a commit."""
        temporary = self.folder / "text.new"
        temporary.write_text(text)
        temporary.replace(self.folder / "text")
        ContentVersions(self.folder / "versions.bin").bump([1, 2])

    def get(
        self, path: str = "/", host: str = "xa.localhost", **headers: str
    ) -> tuple[int, dict[str, str], str]:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers={"Host": host, **headers})
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode()
        finally:
            connection.close()

    def raw(self, request: str) -> str:
        """Bytes as they are; everything that comes back until the server closes or falls silent."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
            connection.sendall(request.encode("latin-1"))
            got = b""
            try:
                while data := connection.recv(65536):
                    got += data
                    if b"pid=" in got and got.rstrip()[-1:].isdigit():
                        break
            except (TimeoutError, ConnectionResetError):
                pass
        return got.decode()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    running = Site(tmp_path_factory.mktemp("site"))
    yield running
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(15) == 0


def fact(answer: str, name: str) -> str | None:
    """What the application said of itself, e.g. its tenant."""
    found = [line for line in answer.split("\n") if line.startswith(f"{name}=")]
    return found[-1].partition("=")[2] if found else None


def test_after_publishing_the_next_request_of_every_process_sees_the_new_text(site: Site) -> None:
    pids = set()
    for number in range(30):
        for _ in range(8):
            site.get()  # kept in both processes
        site.publish(f"text {number}")
        for _ in range(10):
            status, _, body = site.get()
            assert (status, fact(body, "text")) == (200, f"'text {number}'")
            pids.add(fact(body, "pid"))
    assert len(pids) == 2


def test_a_kept_page_is_answered_with_304_by_both_processes(site: Site) -> None:
    tags = {site.get("/once")[1]["etag"] for _ in range(40)}
    assert len(tags) == 2  # the page tells its process, so that each process has its own
    answers = [site.get("/once", **{"If-None-Match": ", ".join(tags)}) for _ in range(10)]
    assert {(status, body) for status, _, body in answers} == {(304, "")}


def test_head_sends_the_length_and_no_body(site: Site) -> None:
    site.get("/head")
    answer = site.raw("HEAD /head HTTP/1.1\r\nHost: xa.localhost\r\nConnection: close\r\n\r\n")
    head, _, body = answer.partition("\r\n\r\n")
    assert "200 OK" in head
    assert "content-length:" in head.lower()
    assert body == ""


ODD = [
    "GET {path} HTTP/1.1\r\nHost: XA.LOCALHOST\r\n\r\n",
    "GET {path} HTTP/1.1\r\nHost: xa.localhost.\r\n\r\n",
    "GET {path} HTTP/1.1\r\nHost: xa.localhost:80\r\n\r\n",
    "GET {path} HTTP/1.1\r\nHost:   xa.localhost   \r\n\r\n",
    "GET {path} HTTP/1.1\r\nHost: xa.localhost\r\nHost: huyen.localhost\r\n\r\n",
    "GET {path} HTTP/1.1\r\nHost: huyen.localhost\r\nHost: xa.localhost\r\n\r\n",
    "GET {path} HTTP/1.1\r\nHost: xa.localhost, huyen.localhost\r\n\r\n",
    "GET {path} HTTP/1.1\r\nHost: xa.localhost@huyen.localhost\r\n\r\n",
    "GET {path} HTTP/1.1\r\nHost: xa.localhost\r\nX-Forwarded-Host: huyen.localhost\r\n\r\n",
    "GET {path} HTTP/1.1\r\nHost: xa.localhost\r\nX_Forwarded_Host: huyen.localhost\r\n\r\n",
    "GET http://huyen.localhost{path} HTTP/1.1\r\nHost: xa.localhost\r\n\r\n",
    "GET http://xa.localhost{path} HTTP/1.1\r\nHost: huyen.localhost\r\n\r\n",
    "GET http://xa.localhost{path} HTTP/1.1\r\n\r\n",
    "GET {path} HTTP/1.0\r\n\r\n",
    "GET //huyen.localhost{path} HTTP/1.1\r\nHost: xa.localhost\r\n\r\n",
    "GET {path}%2F HTTP/1.1\r\nHost: xa.localhost\r\n\r\n",
    "GET {path}%2e%2e/ HTTP/1.1\r\nHost: xa.localhost\r\n\r\n",
    "GET {path}%00 HTTP/1.1\r\nHost: xa.localhost\r\n\r\n",
    "GET {path}%3Fq=1 HTTP/1.1\r\nHost: xa.localhost\r\n\r\n",
    "GET {path}?q=1?q=2 HTTP/1.1\r\nHost: xa.localhost\r\n\r\n",
    "GET {path}#x HTTP/1.1\r\nHost: xa.localhost\r\n\r\n",
    "GET {path} HTTP/1.1\r\nHost: xa.localhost\r\nCookie: phien=an\r\nCookie: a=b\r\n\r\n",
    "GET {path} HTTP/1.1\r\nHost: xa.localhost\r\nCookie: a=b\r\nCookie: phien=an\r\n\r\n",
    "GET {path} HTTP/1.1\r\nHost: xa.localhost\r\nCookie: a=b\r\nCookie: ngon-ngu=en\r\n\r\n",
    "GET {path} HTTP/1.1\r\nHost: xa.localhost\r\nContent-Length: 3\r\n\r\nabc",
    "GET {path} HTTP/1.1\r\nHost: xa.localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
]


@pytest.mark.parametrize("request_text", ODD)
def test_an_odd_request_gets_from_the_cache_what_the_application_would_say(
    site: Site, request_text: str
) -> None:
    for _ in range(6):
        for host in ("xa.localhost", "huyen.localhost"):
            site.get("/odd", host)
            site.get("/odd", host, Cookie="ngon-ngu=en")
    own = site.raw(request_text.format(path="/live"))  # never kept
    for _ in range(3):
        kept = site.raw(request_text.format(path="/odd"))
        assert kept[:12] == own[:12]
        for name in ("tenant", "host", "query", "language", "user"):
            assert fact(kept, name) == fact(own, name)
    for host, tenant in (("xa.localhost", "2"), ("huyen.localhost", "1")):
        for _ in range(3):
            assert fact(site.get("/odd", host)[2], "tenant") == tenant


HIDDEN = "GET /hidden HTTP/1.1\r\nHost: xa.localhost\r\nConnection: close\r\n\r\n"
AMBIGUOUS = [
    "Content-Length: 0\r\nContent-Length: {length}\r\n",
    "Content-Length: {length}\r\nContent-Length: 0\r\n",
    "Content-Length: 0, {length}\r\n",
    "Content-Length: +{length}\r\n",
    "Content-Length: -1\r\n",
    "Content-Length: 0x10\r\n",
    "Transfer-Encoding: xchunked\r\n",
    "Transfer-Encoding: chunked, identity\r\n",
    "Transfer-Encoding : chunked\r\n",
    " Transfer-Encoding: chunked\r\n",
    "Transfer-Encoding: \x0bchunked\r\n",
]


@pytest.mark.asvs("4.2.1")
@pytest.mark.parametrize("framing", AMBIGUOUS)
def test_where_a_request_ends_is_never_a_matter_of_opinion(site: Site, framing: str) -> None:
    """No server in front that reads the framing otherwise is led to pass a hidden request on (RFC 9112, 6.3)."""
    asked = (
        "POST /live HTTP/1.1\r\nHost: xa.localhost\r\n" + framing.format(length=len(HIDDEN)) + "\r\n" + HIDDEN
    )
    answer = site.raw(asked)
    assert answer.startswith("HTTP/1.1 400") or answer == ""
    assert answer.count("HTTP/1.1 ") <= 1


@pytest.mark.asvs("4.2.1")
def test_chunks_say_where_a_request_ends_and_no_length_beside_them(site: Site) -> None:
    beside = f"Transfer-Encoding: chunked\r\nContent-Length: {5 + len(HIDDEN)}\r\n\r\n0\r\n\r\n{HIDDEN}"
    answer = site.raw(f"POST /live HTTP/1.1\r\nHost: xa.localhost\r\n{beside}")
    assert answer.startswith("HTTP/1.1 200") and answer.count("HTTP/1.1 ") == 1
    assert "connection: close" in answer.lower()  # what follows is looked at by nobody
