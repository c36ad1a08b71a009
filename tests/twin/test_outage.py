"""The application is killed in the middle of a storm: the same addresses go on being readable through nginx."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import sync_playwright

from portal.twin import renewing
from portal.twin.commands import export_cli
from portal.twin.nginx import HEADERS
from tests.chromium import SWITCHES, executable
from tests.conftest import DISTRICT, FAST, ROOT, A, Browser
from tests.factories import Factory
from tests.twin.conftest import Twin

STORM = "BÃO SỐ 12 VÀO BỜ ĐÊM NAY"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed (Debian: apt install nginx)")
SERVE = "from portal.serve import serve; serve('wsgi:app', '127.0.0.1', {port}, 1, ('portal.follower',))"
CONFIGURATION = """
{user} daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log warn;
events {{ worker_connections 256; }}
http {{
  access_log off; server_names_hash_bucket_size 128;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  {portals}
}}
"""


@dataclass
class Answer:
    """What a reader got."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Door:
    """nginx, in front of an application that runs or does not."""

    def __init__(self, folder: Path, instance: Path, twin: Path) -> None:
        self.port, self.upstream = _free(), _free()
        self._environment = os.environ | {
            f"PORTAL_{name.upper()}": str(value)
            for name, value in (
                FAST | {"instance": instance, "twin": twin, "public_scheme": "http", "check_links": False}
            ).items()
        }
        self._folder = folder
        self._running: list[subprocess.Popen[bytes]] = []

    def open(self, portals: str) -> None:
        """Start nginx with this part of its configuration."""
        file = self._folder / "nginx.conf"
        user = "user root;" if os.geteuid() == 0 else ""
        file.write_text(CONFIGURATION.format(user=user, folder=self._folder, portals=portals))
        self._start([str(NGINX), "-p", str(self._folder), "-c", str(file)], self.port)

    def serve(self) -> None:
        """Start the application and its follower."""
        command = [sys.executable, "-c", SERVE.format(port=self.upstream)]
        self.application = self._start(command, self.upstream)

    def _start(self, command: list[str], port: int) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(command, cwd=ROOT, env=self._environment, start_new_session=True)
        self._running.append(process)
        until = time.monotonic() + 120
        while time.monotonic() < until and process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return process
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"did not start: {command}")

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """End a process at once, with its children, which end with it."""
        process.kill()
        process.wait()
        if process in self._running:
            self._running.remove(process)

    def close(self) -> None:
        """End everything."""
        for process in list(self._running):
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def ask(
        self, slug: str, path: str, method: str = "GET", body: str | None = None, **headers: str
    ) -> Answer:
        """One request; names of headers with underscores."""
        host = slug if "." in slug else "localhost" if slug == DISTRICT else f"{slug}.localhost"
        sent = {"Host": host} | {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, told, answer.read())
        finally:
            connection.close()


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture()
def door(app: Flask, tmp_path: Path) -> Iterator[Door]:
    made = Door(tmp_path, tmp_path / "instance", tmp_path / "twin")
    yield made
    made.close()


def _until(found: Callable[[], Any], what: str) -> None:
    until = time.monotonic() + 90
    while not found():
        assert time.monotonic() < until, what
        time.sleep(0.1)


def _configuration(app: Flask, door: Door) -> str:
    listen = ["nginx", "--listen", f"127.0.0.1:{door.port}", "--upstream", f"127.0.0.1:{door.upstream}"]
    told = app.test_cli_runner().invoke(export_cli, listen)
    assert told.exit_code == 0, told.output
    return told.output


def test_what_nginx_gives_out_while_nobody_answers_behind_it(
    app: Flask, factory: Factory, twin: Twin, door: Door, warn: Callable[..., int], unhurried: None
) -> None:
    for number in range(22):
        factory.news(A, title=f"Tin thứ {number}")
    live = Browser(app, A).get("/")
    twin.follow()
    warn(STORM, A)
    with pytest.MonkeyPatch.context() as patch:  # the warning comes first; other pages are of before
        patch.setattr(renewing, "ROUND_SECONDS", 0.0)
        twin.follow()
    assert STORM not in (twin.read(A, "/tin-tuc/tin-thu-3") or "")
    door.open(_configuration(app, door))
    _read_through_the_outage(door, twin, {name.lower(): value for name, value in live.headers.items()})
    with ThreadPoolExecutor(
        1
    ) as beside:  # browser tests of this process may hold a loop of Playwright in this thread
        beside.submit(_search_in_a_browser, door).result()


@pytest.mark.chaos
def test_a_storm_warning_stays_readable_while_the_application_is_down(
    app: Flask, factory: Factory, twin: Twin, door: Door, warn: Callable[..., int]
) -> None:
    _, slug = factory.news(A)
    door.open(_configuration(app, door))
    door.serve()
    live = door.ask(A, "/")
    assert live.status == 200
    assert "Bản lưu lúc" not in live.text
    warn(STORM, A)
    _until(lambda: STORM in (twin.read(A, "/") or ""), "the twin has the warning")
    _until(lambda: twin.read(A, f"/tin-tuc/{slug}"), "the twin has the news")
    assert STORM in door.ask(A, "/").text
    door.kill(door.application)
    for path in ("/", "/canh-bao/", "/canh-bao.txt"):
        down = door.ask(A, path)
        assert (down.status, path) == (200, path)
        assert STORM in down.text
    assert "Bản lưu lúc" in door.ask(A, "/").text
    assert door.ask(A, f"/tin-tuc/{slug}").status == 200
    door.serve()
    again = door.ask(A, "/")
    assert again.status == 200
    assert "Bản lưu lúc" not in again.text
    assert STORM in again.text


def _read_through_the_outage(door: Door, twin: Twin, live: dict[str, str]) -> None:
    home = door.ask(A, "/")
    assert home.status == 200
    assert "Bản lưu lúc" in home.text
    assert STORM in home.text
    for name in ("content-security-policy", *(name.lower() for name, _value in HEADERS)):
        live_said = live[name]
        assert home.headers[name].startswith(live_said), name  # videos may be framed on any page of the twin
    for path, kind, part in (
        ("/canh-bao.txt", "text/plain", STORM),
        ("/canh-bao/feed.xml", "application/atom+xml", STORM),
        ("/tin-tuc/", "text/html", "Tin thứ 21"),
        ("/tin-tuc", "text/html", "Tin thứ 21"),
        ("/tin-tuc/?trang=2", "text/html", "Tin thứ 1"),
        ("/tin-tuc/?utm_source=zalo", "text/html", "Tin thứ 21"),
        ("/tin-tuc/tin-thu-3", "text/html", "Bản lưu lúc"),
        ("/sitemap.xml", "application/xml", "<urlset"),
        ("/tim-kiem?q=bao", "text/html", "Tin thứ 21"),
    ):
        answer = door.ask(A, path)
        assert (answer.status, path) == (200, path)
        assert answer.headers["content-type"].startswith(kind), path
        assert part in answer.text, path
    assert "Tin thứ 21" not in door.ask(A, "/tin-tuc/?trang=2").text
    assert "Tin thứ" not in door.ask(DISTRICT, "/tin-tuc/tin-thu-3").text
    _http(door, twin, home)
    missing = door.ask(A, "/tin-tuc/khong-co")
    assert missing.status == 404
    assert "Không có trong bản lưu" in missing.text
    for path in ("/quan-tri/", "/ho-so/tra-cuu", "/api/v1/news", "/tra-cuu/"):
        answer = door.ask(A, path)
        assert (answer.status, path) == (503, path)
        assert "Dịch vụ tạm gián đoạn" in answer.text
        assert answer.headers["retry-after"]
    sent = door.ask(
        A, "/hoi-dap/gui", "POST", "noi_dung=xin", Content_Type="application/x-www-form-urlencoded"
    )
    assert sent.status == 503
    assert "chưa được nhận" in sent.text
    stranger = door.ask("khong-co.example", "/")
    assert stranger.status == 404
    assert "Xã Tam Hải" in stranger.text
    closed = next(one for one in (twin.tree / "hosts").glob("*/_suspended")).parent.name
    answer = door.ask(closed, "/")
    assert answer.status == 503
    assert "tạm dừng hoạt động" in answer.text
    for path in ("/../state.db", "/%2e%2e/state.db", "/.lock", "/_404", "/..%2f..%2fstate.db"):
        assert door.ask(A, path).status in {400, 404}, path


def _http(door: Door, twin: Twin, home: Answer) -> None:
    packed = door.ask(A, "/", Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert len(packed.body) < len(home.body) / 2
    assert door.ask(A, "/", If_None_Match=home.headers["etag"]).status == 304
    asset = next(one for one in twin.host(A).rglob("site.css"))
    path = "/" + str(asset.relative_to(twin.host(A)))
    whole = door.ask(A, path)
    assert whole.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in whole.headers["cache-control"]
    part = door.ask(A, path, Range="bytes=10-19")
    assert (part.status, part.body) == (206, whole.body[10:20])
    assert door.ask(A, "/", "HEAD").body == b""


def _search_in_a_browser(door: Door) -> None:
    found = executable()
    if found is None:
        pytest.skip("no Chromium on this machine (Debian: apt install chromium)")
    said: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=SWITCHES)
        page = browser.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"http://{A}.localhost:{door.port}/tim-kiem?q=bao+so+12")
        link = page.locator(".twin-results a").first
        link.wait_for()
        assert link.inner_text() == STORM
        page.fill("#tim-lon", "TIN THỨ 21")
        page.locator(".twin-results a", has_text="Tin thứ 21").wait_for()
        page.fill("#tim-lon", "khongcotunay")
        page.locator(".twin-said", has_text="Không thấy").wait_for()
        # A page that was not renewed yet shows the notice as soon as its script runs.
        page.goto(f"http://{A}.localhost:{door.port}/tin-tuc/tin-thu-3")
        page.locator("section.urgent", has_text=STORM).wait_for()
        plain = browser.new_context(java_script_enabled=False).new_page()
        plain.goto(f"http://{A}.localhost:{door.port}/tim-kiem")
        assert plain.locator(".twin-recent a", has_text="Tin thứ 21").count() == 1
        browser.close()
    assert [one for one in said if "503" not in one and "404" not in one] == []
