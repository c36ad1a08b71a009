"""Asking the ClamAV daemon about a file that comes in, where the installation has one (`PORTAL_CLAMAV`).

Its socket is of this machine (a path, or a port of the loopback): files of citizens never cross a network unsealed.
What cannot be looked at is not taken: a scanner that is down must not let everything in.
"""

from __future__ import annotations

import logging
import socket
import struct
from pathlib import Path

from flask import current_app, has_app_context

from portal.config import local_socket
from portal.media.refusal import Refused

CHUNK = 1 << 16
PATIENCE = 30.0  # seconds that a step of the talk may take
LONGEST = 4096  # bytes of an answer
_log = logging.getLogger(__name__)


def scan(path: Path) -> None:
    """Ask about a file. Nothing happens where no scanner is set. Raises Refused: "malware", "unscanned"."""
    address = current_app.config["PORTAL"].clamav if has_app_context() else ""
    if not address:
        return
    try:
        answer = _asked(address, path)
    except OSError as error:
        _log.error("ClamAV không trả lời: %s", error)
        answer = ""
    if answer.endswith(" FOUND"):
        _log.warning("ClamAV: %s", answer.encode("unicode_escape").decode())
        raise Refused("Tệp bị nhận là mã độc nên không được nhận. Hãy quét vi-rút máy của bạn.", "malware")
    if not answer.endswith(": OK"):
        if answer:
            _log.error("ClamAV: %s", answer.encode("unicode_escape").decode())
        raise Refused(
            "Chưa quét được vi-rút cho tệp này nên chưa nhận. Hãy thử lại sau ít phút.", "unscanned"
        )


def _asked(address: str, path: Path) -> str:
    """The daemon's answer to the bytes of a file (INSTREAM). Raises OSError."""
    family, where = local_socket(address)
    with socket.socket(family, socket.SOCK_STREAM) as line, path.open("rb") as file:
        line.settimeout(PATIENCE)
        line.connect(where)
        try:
            line.sendall(b"zINSTREAM\0")
            while chunk := file.read(CHUNK):
                line.sendall(struct.pack(">I", len(chunk)) + chunk)
            line.sendall(struct.pack(">I", 0))
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has said why: a file above its limit is not read to the end
        return _answer(line)


def _answer(line: socket.socket) -> str:
    told = b""
    while len(told) < LONGEST and b"\0" not in told and (piece := line.recv(LONGEST)):
        told += piece
    return told.split(b"\0")[0].decode("utf-8", "replace").strip()
