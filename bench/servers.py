"""Starting what is measured, each on a free loopback port, and ending it by its process id."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NGINX = """
daemon off; worker_processes {workers}; pid {folder}/nginx.pid; error_log {folder}/error.log crit;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; open_file_cache max=100;
  default_type "text/html; charset=utf-8";
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; root {folder}/site; }}
}}
"""


def free_port() -> int:
    """A loopback port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def portal_server(target: str, workers: int, **environment: str) -> Iterator[int]:
    """`target` under the server of `portal.serve`, with the same options as `make run`; gives the port."""
    port = free_port()
    script = f"from portal.serve import serve; serve({target!r}, '127.0.0.1', {port}, {workers}, ())"
    command = [sys.executable, "-c", script]
    with running(command, port, {**os.environ, **environment}):
        yield port


@contextmanager
def nginx(body: bytes, folder: Path, workers: int) -> Iterator[int]:
    """nginx with a file of these bytes at `/index.html`; gives the port."""
    port = free_port()
    (folder / "site").mkdir()
    (folder / "site" / "index.html").write_bytes(body)
    # Its workers run as another user where this one is root.
    for part in (folder.parent, folder, folder / "site"):
        part.chmod(0o755)
    configuration = folder / "nginx.conf"
    configuration.write_text(NGINX.format(workers=workers, folder=folder, port=port))
    with running(
        [nginx_path() or "nginx", "-p", str(folder), "-c", str(configuration)], port, dict(os.environ)
    ):
        yield port


def nginx_path() -> str | None:
    """Where nginx is, also where root's path alone has it."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


@contextmanager
def running(command: list[str], port: int, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """The command, from when it listens on `port` to the end of the block. Raises RuntimeError if it never does."""
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=sys.stderr)
    try:
        _wait_until_open(process, port)
        yield process
    finally:
        if process.poll() is not None:
            print(f"ended by itself, status {process.returncode}: {command}", file=sys.stderr)
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_open(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + 600
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"did not start: {process.args!r}")


def fetch(port: int, path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    """One request: status, headers in lower case, body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()
