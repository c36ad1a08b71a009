"""nginx with the micro-cache of `flask export nginx --cache`: pages for everybody are kept a second, nothing else."""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from portal import create_app
from portal.config import Settings
from portal.twin.nginx import configuration
from portal.twin.trees import CURRENT
from tests.conftest import A, B, Browser, settings_for
from tests.deploy.test_tls import MAIN, _free, _wait_for
from tests.factories import Factory

pytestmark = pytest.mark.skipif(shutil.which("nginx") is None, reason="không có nginx")
STORM = "BÃO SỐ 12 VÀO BỜ ĐÊM NAY"


class Counted(BaseHTTPRequestHandler):
    """Stands for the application: says how often it was asked, with the headers that the query wants."""

    protocol_version = "HTTP/1.1"
    count = 0
    slow = 0.0

    def do_GET(self) -> None:
        Counted.count += 1
        number = Counted.count
        time.sleep(Counted.slow)
        body = f"{number} {self.headers['Host']} {self.headers['Cookie'] or ''}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        for part in filter(None, self.path.partition("?")[2].split("&")):
            name, _equals, value = part.partition("=")
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


class Door:
    """A running nginx, and what is asked of it."""

    def __init__(self, port: int, folder: Path) -> None:
        self.port, self.folder = port, folder

    def ask(self, path: str, host: str = "a.example", **headers: str) -> tuple[int, dict[str, str], str]:
        """One request; names of headers with underscores."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers={"Host": host} | sent)
        answer = connection.getresponse()
        told = answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode()
        connection.close()
        return told


def _nginx(folder: Path, upstream: int) -> Iterator[Door]:
    port = _free()
    folder.chmod(0o755)
    bare = Flask("bare")
    bare.config["PORTAL"] = Settings()
    with bare.app_context():
        portals = configuration(folder, f"127.0.0.1:{port}", f"127.0.0.1:{upstream}", folder / "kept")
    user = "user root;" if os.geteuid() == 0 else ""
    config = folder / "nginx.conf"
    config.write_text(MAIN.format(user=user, folder=folder, tls="", portals=portals))
    process = subprocess.Popen(["nginx", "-c", str(config), "-e", str(folder / "error.log")])
    _wait_for(port, process, folder)
    yield Door(port, folder)
    process.terminate()
    process.wait(15)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    behind = ThreadingHTTPServer(("127.0.0.1", 0), Counted)
    threading.Thread(target=behind.serve_forever, daemon=True).start()
    yield from _nginx(tmp_path_factory.mktemp("kept"), behind.server_port)
    behind.shutdown()


def _asked_anew(door: Door, path: str, **headers: str) -> bool:
    """Whether two requests of the same, a moment apart, both reached the application."""
    first, second = door.ask(path, **headers)[2], door.ask(path, **headers)[2]
    return first.split()[0] != second.split()[0]


MARKED = "X-Accel-Expires=60"  # longer than a second: the tests are no race with the clock


def test_what_the_application_marks_is_kept_and_the_mark_is_taken_out(door: Door) -> None:
    assert not _asked_anew(door, f"/marked?{MARKED}")
    assert not _asked_anew(door, f"/marked-2?{MARKED}&Cache-Control=no-cache&Vary=Cookie")
    assert "x-accel-expires" not in door.ask(f"/marked?{MARKED}")[1]


@pytest.mark.parametrize(
    "query",
    [
        *("", "Cache-Control=public,max-age=600", "Cache-Control=no-store", "Expires=Mon,01%20Jan%202035"),
        f"{MARKED}&Set-Cookie=phien=x",
    ],
    ids=["silent", "public", "no-store", "expires", "sets-a-cookie"],
)  # fmt: skip
def test_nothing_else_is_kept(door: Door, query: str) -> None:
    assert _asked_anew(door, f"/else?{query}")


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "phien=abc"}, {"Cookie": "__Host-phien=abc"}, {"Cookie": "a=b; __Secure-cong_dan=1"},
        {"Cookie": "remember_token=1"}, {"Authorization": "Bearer x"}, {"Range": "bytes=0-3"}, {"HX-Request": "true"},
        {"Cookie": "ngon-ngu=fr"}, {"Cookie": "ngon-ngu=vi; ngon-ngu=en"},
    ],
    ids=lambda one: " ".join(map(str, one.items())),
)  # fmt: skip
def test_whoever_is_somebody_gets_nothing_kept_and_leaves_nothing(
    door: Door, headers: dict[str, str]
) -> None:
    path = f"/somebody-{abs(hash(str(headers)))}?{MARKED}"
    assert _asked_anew(door, path, **headers)
    kept = door.ask(path)[2]
    assert kept.split()[2:] == []  # no cookie came through to it
    assert door.ask(path)[2] == kept
    assert door.ask(path, **headers)[2] != kept


def test_hosts_languages_and_packings_never_mix(door: Door) -> None:
    path = f"/mixed?{MARKED}"
    seen = {
        door.ask(path, host, **headers)[2].split()[0]
        for host in ("a.example", "b.example", "a.example:81")
        for headers in (
            {},
            {"Cookie": "ngon-ngu=en"},
            {"Cookie": "x=1; ngon-ngu=vi"},
            {"Accept-Encoding": "gzip, br"},
        )
        for _ in range(2)
    }
    assert len(seen) == 12
    assert "b.example" in door.ask(path, "b.example")[2]
    # What no page depends on makes no page of its own.
    assert door.ask(path, Cookie="_ga=1")[2] == door.ask(path, Cookie="_ga=2")[2]


def test_the_desk_and_forms_are_never_looked_up(door: Door) -> None:
    for path in ("/quan-tri/tin-tuc/", "/ho-so/tra-cuu", "/api/v1/news"):
        assert _asked_anew(door, f"{path}?{MARKED}"), path


def test_a_crowd_makes_one_request(door: Door) -> None:
    Counted.slow = 0.3
    try:
        with ThreadPoolExecutor(12) as pool:
            seen = {one[2] for one in pool.map(lambda _: door.ask(f"/crowd?{MARKED}"), range(12))}
    finally:
        Counted.slow = 0.0
    assert len(seen) == 1


def test_style_and_scripts_come_from_the_disk_where_the_twin_has_them(door: Door) -> None:
    folder = door.folder / CURRENT / "hosts" / "a.example" / "tinh" / "0123456789"
    folder.mkdir(parents=True)
    (folder / "site.css").write_text("p{}")
    for part in (folder, *list(folder.parents)[:5]):
        part.chmod(0o755)
    status, headers, text = door.ask("/tinh/0123456789/site.css")
    assert (status, text) == (200, "p{}")
    assert headers["content-type"].startswith("text/css")
    assert "immutable" in headers["cache-control"]
    assert headers["x-content-type-options"] == "nosniff"
    assert door.ask("/tinh/0123456789/other.css")[2].split()[1] == "a.example"  # from the application
    assert door.ask("/tinh/0123456789/site.css", "b.example")[2].split()[1] == "b.example"


@pytest.fixture()
def portal_door(app: Flask, tmp_path: Path) -> Iterator[Door]:
    """nginx before the portal itself, whose database is the one of the test."""
    behind = create_app(settings_for(tmp_path / "instance", trusted_proxies=1))
    server = make_server("127.0.0.1", 0, behind, threaded=True, request_handler=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    place = tmp_path / "nginx"
    place.mkdir()
    tmp_path.chmod(0o755)
    yield from _nginx(place, server.server_port)
    server.shutdown()


class _Quiet(WSGIRequestHandler):
    def log_request(self, *_: Any, **_more: Any) -> None:
        pass


def test_the_portal_marks_its_pages_and_an_urgent_notice_gets_through(
    factory: Factory, signed_in: Callable[..., Browser], portal_door: Door
) -> None:
    factory.news(A, title="Tin của xã A")
    pages = {slug: portal_door.ask("/tin-tuc/", f"{slug}.localhost") for slug in (A, B)}
    assert "Tin của xã A" in pages[A][2]
    assert "Tin của xã A" not in pages[B][2]
    assert any((portal_door.folder / "kept").rglob("*")), "nothing was kept"
    assert "x-accel-expires" not in pages[A][1]
    sent = signed_in(A, "approver").post(
        "/quan-tri/canh-bao/moi",
        {
            "hazard": "bao", "level": "3", "title": STORM, "text": "- Ở trong nhà", "area": "", "source": "",
            "until": "2099-01-01T10:00", "on_own": "y", "once": "x" * 32,
        },
    )  # fmt: skip
    assert sent.status_code == 302
    seen = time.monotonic()
    while STORM not in portal_door.ask("/tin-tuc/", f"{A}.localhost")[2]:
        assert time.monotonic() - seen < 60, "the notice never came through"
        time.sleep(0.1)
    assert STORM not in portal_door.ask("/tin-tuc/", f"{B}.localhost")[2]
