"""Asking servers: only where the guard lets through, once resolved, bounded in time and size."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from portal.outbound.addresses import Refused
from portal.outbound.asking import MOST_REDIRECTS, NoAnswer
from portal.outbound.guard import Guard
from tests.outbound.web import LOOPBACK, Web, certificate, serving


@pytest.fixture(scope="module")
def standing() -> Iterator[Web]:
    with serving() as web:
        yield web


@pytest.fixture()
def web(standing: Web) -> Web:
    """The module's web, empty again."""
    for one in (standing.pages, standing.asked, standing.names, standing.resolved):
        one.clear()
    return standing


def reason(web: Web, address: str, **more: object) -> str:
    """Why there is no answer."""
    with pytest.raises(NoAnswer) as none:
        web.asker(**more).ask("GET", address)
    return none.value.reason


def test_the_head_of_an_answer_is_all_that_is_read(web: Web) -> None:
    web.pages |= {"/co": 200, "/khong": 404}
    assert web.asker().ask("HEAD", web.url("/co")).status == 200
    assert web.asker().ask("GET", web.url("/khong")).status == 404
    method, path, headers = web.asked[0]
    assert (method, path, headers["Host"]) == ("HEAD", "/co", f"trang.vn:{web.port}")
    assert headers["User-Agent"] == "thu/1.0" and headers["Connection"] == "close"
    assert not {"Authorization", "Cookie", "Referer"} & set(headers)


def test_neither_proxies_of_the_environment_nor_names_in_addresses_are_used(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    web.pages["/"] = 200
    assert web.asker().ask("GET", web.url()).status == 200
    with pytest.raises(Refused, match="userinfo"):
        web.asker().ask("GET", f"http://ai:mat-khau@trang.vn:{web.port}/")
    assert len(web.asked) == 1


def test_redirections_are_followed_five_times(web: Web) -> None:
    for n in range(10):
        web.pages[f"/{n}"] = (301, f"/{n + 1}")
    web.pages[f"/{MOST_REDIRECTS}"] = 200
    assert web.asker().ask("GET", web.url("/0")).url == web.url(f"/{MOST_REDIRECTS}")
    web.pages[f"/{MOST_REDIRECTS}"] = (302, "/6")
    assert reason(web, web.url("/0")) == "redirects"
    web.pages["/vong"] = (302, "/vong")
    assert reason(web, web.url("/vong")) == "redirects"


@pytest.mark.parametrize(
    "where",
    [
        "http://169.254.169.254/latest/meta-data/", "http://[::ffff:169.254.169.254]/", "http://0x7f.1/", "http://ben-trong.vn/",
        "//10.0.0.1/", "file:///etc/passwd", "http://ai@trang.vn/", "http://localhost/", "http://[", "gopher://trang.vn/",
    ],
)  # fmt: skip
@pytest.mark.asvs("15.3.2", "1.3.6")
def test_a_redirection_is_checked_as_the_first_address_was(web: Web, where: str) -> None:
    web.names["ben-trong.vn"] = ["192.168.1.1"]
    web.pages["/di"] = (302, where)
    guard = Guard(frozenset({80, 443, web.port}), lambda one: one == LOOPBACK, web.resolve)
    assert reason(web, web.url("/di"), guard=guard) == "misled"
    assert len(web.asked) == 1


@pytest.mark.asvs("1.3.6")
def test_a_name_of_an_inner_machine_is_refused_also_beside_public_ones(web: Web) -> None:
    web.names |= {"localtest.me": ["10.0.0.1"], "hai-mat.vn": [str(LOOPBACK), "::1"]}
    for host in web.names:
        with pytest.raises(Refused, match="internal"):
            web.asker().ask("GET", web.url(host=host))
    assert not web.asked


def test_the_very_address_that_was_checked_is_asked(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    web.pages["/"] = 200

    def again(*_args: object, **_more: object) -> list[object]:
        raise AssertionError("a second resolution: the name may stand for another machine by now")

    monkeypatch.setattr(socket, "getaddrinfo", again)
    assert web.asker().ask("GET", web.url()).status == 200
    assert web.resolved == ["trang.vn"]


def test_the_next_address_of_a_name_is_tried(web: Web) -> None:
    web.pages["/"] = 200
    web.names["hai.vn"] = ["127.0.0.2", "127.0.0.1"]  # nobody listens on the first
    guard = web.guard(lambda one: one.is_loopback)
    assert web.asker(guard=guard).ask("GET", web.url(host="hai.vn")).status == 200


def test_what_hinders_is_told_apart(web: Web) -> None:
    assert reason(web, web.url(host="khong-co.example")) == "dns"
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    guard = Guard(frozenset({port}), lambda one: one == LOOPBACK, web.resolve)
    assert reason(web, f"http://trang.vn:{port}/", guard=guard) == "closed"


def _silent(_handler: BaseHTTPRequestHandler) -> None:
    time.sleep(0.5)


def _dripping(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for _ in range(50):
        handler.wfile.write(b"X: y\r\n")
        time.sleep(0.02)


def _endless(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"X-Header: " + b"y" * 8000 + b"\r\n")


def _rude(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")


def _announcing(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n")


@pytest.mark.parametrize(("page", "said"), [(_silent, "timeout"), (_dripping, "timeout")])
@pytest.mark.asvs("16.5.2")
def test_time_is_bounded_as_a_whole(web: Web, page: object, said: str) -> None:
    web.pages["/"] = page  # type: ignore[assignment]
    began = time.monotonic()
    assert reason(web, web.url(), seconds=0.2) == said
    assert time.monotonic() - began < 0.45


def test_a_resolver_that_hangs_holds_nobody_up(web: Web) -> None:
    hanging = threading.Event()

    def resolve(_host: str, _port: int) -> list[str]:
        hanging.wait(5)
        return []

    guard = Guard(frozenset({web.port}), lambda one: one == LOOPBACK, resolve)
    assert reason(web, web.url(), guard=guard, seconds=0.1) == "dns"
    hanging.set()


def test_size_is_bounded_and_what_is_no_http_is_said_so(web: Web) -> None:
    web.pages |= {"/nhieu": _endless, "/la": _rude, "/dong": lambda _handler: None, "/truoc": _announcing}
    assert reason(web, web.url("/nhieu")) == "strange"
    assert reason(web, web.url("/la")) == "strange"
    assert reason(web, web.url("/dong")) == "closed"
    assert web.asker().ask("GET", web.url("/truoc")).status == 204


@pytest.mark.asvs("12.3.2", "16.3.4")
def test_faults_of_certificates_are_told_apart(tmp_path: Path) -> None:
    good, old = certificate(tmp_path, "trang.vn"), certificate(tmp_path, "trang.vn", -1)

    def said(made: Path, host: str, trusted: bool) -> str:
        def trust() -> ssl.SSLContext:
            return ssl.create_default_context(cafile=str(made) if trusted else None)

        with serving(made) as web:
            web.pages["/"] = 200
            address = f"https://{host}:{web.port}/"
            try:
                return str(web.asker(trust=trust).ask("GET", address).status)
            except NoAnswer as none:
                return none.reason

    assert said(good, "trang.vn", True) == "200"
    assert said(good, "trang.vn", False) == "tls-trust"
    assert said(good, "khac.vn", True) == "tls-name"
    assert said(old, "trang.vn", True) == "tls-expired"
    with serving() as web:
        assert reason(web, f"https://trang.vn:{web.port}/") == "tls"
