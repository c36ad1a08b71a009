"""An S3 server of the tests' own (moto), started when the first test wants it, and a proxy that spoils what it says.

Of what PyPI, Debian and npm have, moto follows AWS most closely: it answers conditional writes, ranges, multipart
uploads and listings as S3 does; s3rver knows no If-None-Match, and Debian has no server of this size.
"""

from __future__ import annotations

import atexit
import functools
import http.client
import http.server
import secrets
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import Any

import pytest

KEY, SECRET = "thu-kho-tep", "khoa-thu-kho-tep"
START_SECONDS = 60.0


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@functools.cache
def server() -> int:
    """The port of this process's server; it ends with the tests, however they end."""
    pytest.importorskip("moto", reason="không có máy chủ S3 để thử (moto)")
    port = free_port()
    code = (
        "import sys, threading; from moto.server import main\n"
        "threading.Thread(target=lambda: (sys.stdin.read(), __import__('os')._exit(0)), daemon=True).start()\n"
        f"main(['-H', '127.0.0.1', '-p', '{port}'])"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    atexit.register(_end, process)
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return port
        time.sleep(0.05)
    _end(process)
    raise RuntimeError("the S3 server did not start")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    if process.stdin is not None:
        process.stdin.close()


def fresh_bucket() -> str:
    """The name of a new, empty bucket."""
    import boto3

    name = f"kho-{secrets.token_hex(6)}"
    boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{server()}",
        region_name="us-east-1",
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
    ).create_bucket(Bucket=name)
    return name


def address(bucket: str, port: int | None = None) -> str:
    """The setting for a bucket, reached at this port (the server's own unless given)."""
    return f"s3://{bucket}/cong?endpoint=http://127.0.0.1:{port or server()}&region=us-east-1"


class Proxy:
    """Passes requests on to the server, unless it is told to spoil them: `fault` is "", "refuse" (the connection ends
    at once), "error" (500), "slow", "wrong" (other bytes), "cut" (half of the body) or "html" (no S3 at all)."""

    def __init__(self) -> None:
        self.fault = ""
        self.slow_seconds = 3.0
        self.asked: list[str] = []
        proxy, target = self, server()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _pass(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                proxy.asked.append(f"{self.command} {self.path}")
                self.close_connection = True
                if proxy.fault == "refuse":
                    return
                if proxy.fault == "slow":
                    time.sleep(proxy.slow_seconds)
                if proxy.fault in {"error", "html"}:
                    self._answer(500 if proxy.fault == "error" else 200, {}, b"<html>Internal error</html>")
                    return
                upstream = http.client.HTTPConnection("127.0.0.1", target, timeout=20)
                upstream.request(self.command, self.path, body or None, dict(self.headers))
                answer = upstream.getresponse()
                data, headers = answer.read(), dict(answer.getheaders())
                upstream.close()
                self._answer(answer.status, headers, data)

            def _answer(self, status: int, headers: dict[str, str], data: bytes) -> None:
                is_content = self.command == "GET" and "list-type" not in self.path
                if proxy.fault == "wrong" and is_content and data:
                    data = bytes([data[0] ^ 1]) + data[1:]
                self.send_response(status)
                for name, value in headers.items():
                    if name.lower() not in {
                        "connection",
                        "transfer-encoding",
                        "content-length",
                        "date",
                        "server",
                    }:
                        self.send_header(name, value)
                length = (
                    headers.get("Content-Length", str(len(data))) if self.command == "HEAD" else len(data)
                )
                self.send_header("Content-Length", str(length))
                self.send_header("Connection", "close")
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(data[: len(data) // 2] if proxy.fault == "cut" and is_content else data)

            do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = _pass

            def log_message(self, *_args: Any) -> None:
                return

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_args: None  # type: ignore[method-assign]
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def end(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
