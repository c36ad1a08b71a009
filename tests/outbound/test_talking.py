"""Talking with a server: which may be asked, and for how long it is listened to."""

from __future__ import annotations

import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest

from portal.outbound.addresses import Refused
from portal.outbound.asking import NoAnswer
from portal.outbound.talking import LARGEST, Talker
from tests.outbound.service import Service, serving


@pytest.fixture()
def service() -> Iterator[Service]:
    with serving() as made:
        yield made


@pytest.mark.asvs("13.2.5")
def test_only_named_servers_of_the_inner_network_are_talked_to(service: Service) -> None:
    address = f"http://127.0.0.1:{service.port}/"
    for talker in (
        Talker(),
        Talker(frozenset({("127.0.0.1", service.port + 1)})),
        Talker(frozenset({("localhost", service.port)})),
    ):
        with pytest.raises(Refused):
            talker.talk("POST", address, body=b"x")
    for odd in (
        "http://example.vn/",
        "ftp://127.0.0.1/",
        f"http://u:p@127.0.0.1:{service.port}/",
        "http://[::1]/",
        "x",
    ):
        with pytest.raises(Refused):
            Talker(frozenset({("127.0.0.1", service.port)})).talk("POST", odd)
    assert service.got == []
    assert (
        Talker(frozenset({("localhost", service.port)}))
        .talk("POST", f"http://localhost:{service.port}/a?b=c", body=b"x")
        .status
        == 202
    )


def test_an_answer_without_end_is_not_waited_for(service: Service) -> None:
    def without_end(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _piece in range(200):
                handler.wfile.write(b"x" * (LARGEST // 20))
        except OSError:
            pass

    service.act = without_end
    talker = Talker(frozenset({("127.0.0.1", service.port)}))
    with pytest.raises(NoAnswer):
        talker.talk("POST", f"http://127.0.0.1:{service.port}/", body=b"x")

    def slowly(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _piece in range(100):
                handler.wfile.write(b"x")
                time.sleep(0.05)
        except OSError:
            pass

    service.act = slowly
    begun = time.monotonic()
    with pytest.raises(NoAnswer, match="timeout"):
        Talker(frozenset({("127.0.0.1", service.port)}), seconds=0.5).talk(
            "POST", f"http://127.0.0.1:{service.port}/", body=b"x"
        )
    assert time.monotonic() - begun < 3


@pytest.mark.asvs("1.2.1")
def test_headers_cannot_be_added_through_a_value(service: Service) -> None:
    with pytest.raises((NoAnswer, ValueError)):
        Talker(frozenset({("127.0.0.1", service.port)})).talk(
            "POST", f"http://127.0.0.1:{service.port}/", body=b"x", headers={"A": "b\r\nX-Evil: 1"}
        )
    assert service.got == []
