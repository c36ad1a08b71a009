"""nginx in front of the installation, with the configuration that `flask export nginx` writes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.servers import free_port, nginx_path
from chaos.installation import Installation

_WHOLE = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log crit;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  include {folder}/portal.conf;
}}
"""


@contextmanager
def proxied(installation: Installation, folder: Path) -> Iterator[int]:
    """nginx on a port of its own until the end; gives the port. Raises RuntimeError where it does not start."""
    folder.mkdir()
    port = free_port()
    done = installation.command(
        "export",
        "nginx",
        "--to",
        str(folder),
        "--listen",
        f"127.0.0.1:{port}",
        "--upstream",
        f"127.0.0.1:{installation.port}",
    )
    if done.returncode:
        raise RuntimeError(f"flask export nginx: {done.stderr[-500:]}")
    (folder / "portal.conf").write_text(done.stdout)
    (folder / "nginx.conf").write_text(_WHOLE.format(folder=folder))
    for one in (folder.parent, folder):
        os.chmod(one, 0o755)
    process = subprocess.Popen([nginx_path() or "nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        _until_open(process, port)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _until_open(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("nginx did not start")
