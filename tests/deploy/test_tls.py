"""nginx in front with TLS, as deploy/nginx/tls.conf and `flask export nginx` set it up: a real one, on loopback."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.config import Settings
from portal.twin.nginx import configuration
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(
    shutil.which("nginx") is None or shutil.which("openssl") is None, reason="không có nginx hoặc openssl"
)
TLS = (ROOT / "deploy" / "nginx" / "tls.conf").read_text()
MAIN = """{user} daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log warn;
events {{ worker_connections 64; }}
http {{
  access_log off; default_type text/plain;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
{tls}
{portals}
}}
"""


class Behind(BaseHTTPRequestHandler):
    """Stands for the application: says how it was asked."""

    def do_GET(self) -> None:
        body = f"{self.headers['X-Forwarded-Proto']} {self.headers['X-Forwarded-For']}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_: Any) -> None:
        pass


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """The ports of a running nginx: without and with TLS."""
    folder = tmp_path_factory.mktemp("nginx")
    folder.chmod(0o755)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=portal.example",
         "-keyout", str(folder / "khoa.pem"), "-out", str(folder / "chung-thu.pem")],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    behind = ThreadingHTTPServer(("127.0.0.1", 0), Behind)
    threading.Thread(target=behind.serve_forever, daemon=True).start()
    plain, secure = _free(), _free()
    tls = TLS.replace("/etc/cong-lang/tls", str(folder)).replace("listen 80 ", f"listen 127.0.0.1:{plain} ")
    bare = Flask("bare")
    bare.config["PORTAL"] = Settings(cookie_secure=True)
    with bare.app_context():
        portals = configuration(folder, f"127.0.0.1:{secure} ssl", f"127.0.0.1:{behind.server_port}")
    user = "user root;" if os.geteuid() == 0 else ""
    config = folder / "nginx.conf"
    config.write_text(MAIN.format(user=user, folder=folder, tls=tls, portals=portals))
    process = subprocess.Popen(["nginx", "-c", str(config), "-e", str(folder / "error.log")])
    _wait_for(secure, process, folder)
    yield plain, secure
    process.terminate()
    process.wait(15)
    behind.shutdown()


def _wait_for(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            assert process.poll() is None and time.monotonic() < until, (folder / "error.log").read_text()
            time.sleep(0.05)


def _spoken(port: int, least: ssl.TLSVersion, most: ssl.TLSVersion, ciphers: str = "") -> tuple[str, str]:
    """The version and the cipher that both sides agree on. Raises ssl.SSLError, OSError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers(ciphers or "ALL:@SECLEVEL=0")
    context.minimum_version, context.maximum_version = least, most
    with socket.create_connection(("127.0.0.1", port), 10) as bare, context.wrap_socket(bare) as wrapped:
        cipher = wrapped.cipher()
        assert cipher is not None
        return str(wrapped.version()), str(cipher[0])


def _asked(port: int, method: str, path: str, host: str = "portal.example") -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, headers={"Host": host})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


@pytest.mark.asvs("12.1.1")
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.tcvn("7.2.2.4.b")
def test_only_versions_that_hold_are_spoken(front: tuple[int, int]) -> None:
    _plain, secure = front
    v = ssl.TLSVersion
    assert _spoken(secure, v.TLSv1_2, v.TLSv1_3)[0] == "TLSv1.3"
    assert _spoken(secure, v.TLSv1_2, v.TLSv1_2)[0] == "TLSv1.2"
    with pytest.raises((ssl.SSLError, OSError)):
        _spoken(secure, v.TLSv1, v.TLSv1_1)


@pytest.mark.asvs("12.1.2")
def test_only_ciphers_with_forward_secrecy_and_authentication(front: tuple[int, int]) -> None:
    _plain, secure = front
    v = ssl.TLSVersion
    assert _spoken(secure, v.TLSv1_2, v.TLSv1_2)[1] == "ECDHE-RSA-AES256-GCM-SHA384"  # the server's choice
    for weak in ("AES256-SHA", "AES128-GCM-SHA256", "ECDHE-RSA-AES128-SHA", "DHE-RSA-AES256-SHA"):
        with pytest.raises((ssl.SSLError, OSError)):
            _spoken(secure, v.TLSv1_2, v.TLSv1_2, f"{weak}:@SECLEVEL=0")


@pytest.mark.asvs("12.2.1", "4.1.2")
@pytest.mark.tcvn("7.2.3.1.h", "7.2.3.2.a", "7.2.3.4.a")
def test_people_are_led_to_tls_and_machines_are_refused(front: tuple[int, int]) -> None:
    plain, _secure = front
    page = _asked(plain, "GET", "/tin-tuc/?trang=2")
    assert (page.status, page.headers["Location"]) == (301, "https://portal.example/tin-tuc/?trang=2")
    assert _asked(plain, "GET", "/api/v1/news").status == 403
    assert _asked(plain, "POST", "/quan-tri/dang-nhap").status == 403
    assert "nginx/" not in (page.headers["Server"] or "")


def test_the_application_hears_that_it_was_tls_and_from_whom(front: tuple[int, int]) -> None:
    _plain, secure = front
    context = ssl._create_unverified_context()
    connection = http.client.HTTPSConnection("127.0.0.1", secure, timeout=10, context=context)
    connection.request("GET", "/", headers={"Host": "portal.example", "X-Forwarded-For": "203.0.113.9"})
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (200, b"https 127.0.0.1")
    connection.close()


@pytest.mark.asvs("3.4.1")
def test_what_nginx_says_itself_is_strict_too(front: tuple[int, int]) -> None:
    _plain, secure = front
    context = ssl._create_unverified_context()
    connection = http.client.HTTPSConnection("127.0.0.1", secure, timeout=10, context=context)
    connection.request("GET", "/_twin/404", headers={"Host": "portal.example"})
    answer = connection.getresponse()
    assert answer.status == 404
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    connection.close()
