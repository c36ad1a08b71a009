"""A stand-in for the ClamAV daemon, that speaks INSTREAM on a socket of this machine, and the real one."""

from __future__ import annotations

import contextlib
import shutil
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

SIGNATURE = b"TAP-TIN-THU-MA-DOC-CUA-CONG-LANG"  # what the tests call malware
PATIENCE = 60.0


class StandIn:
    """Finds SIGNATURE; `limit`: bytes beyond which it hangs up with an error; `answer`: what it says whatever comes."""

    def __init__(self, path: Path, *, limit: int = 1 << 24, answer: str = "") -> None:
        self.address, self.seen = f"unix:{path}", list[bytes]()
        self._limit, self._answer = limit, answer
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(path))
        self._listening.listen()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """No more answers."""
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                line, _where = self._listening.accept()
            except OSError:
                return
            with line, contextlib.suppress(OSError), line.makefile("rb") as told:
                line.sendall(self._verdict(told.read(10), told).encode() + b"\0")

    def _verdict(self, command: bytes, told: object) -> str:
        if command != b"zINSTREAM\0":
            return "UNKNOWN COMMAND"
        data = b""
        while size := struct.unpack(">I", told.read(4))[0]:  # type: ignore[attr-defined]
            data += told.read(size)  # type: ignore[attr-defined]
            if len(data) > self._limit:
                return "INSTREAM size limit exceeded. ERROR"
        self.seen.append(data)
        return self._answer or ("stream: CongLang.Thu FOUND" if SIGNATURE in data else "stream: OK")


@contextlib.contextmanager
def real(folder: Path) -> Iterator[str]:
    """The real daemon with one signature, ours; gives its address."""
    signatures, path = folder / "signatures", folder / "clamd.sock"
    signatures.mkdir()
    (signatures / "own.ndb").write_text(f"CongLang.Thu:0:*:{SIGNATURE.hex()}\n")
    (folder / "clamd.conf").write_text(
        f"LocalSocket {path}\nDatabaseDirectory {signatures}\nForeground yes\nLogFile {folder / 'clamd.log'}\n"
        f"TemporaryDirectory {folder}\nStreamMaxLength 1M\nUser root\n"
    )
    command = [str(clamd()), "-c", str(folder / "clamd.conf")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + PATIENCE
        while not path.exists():
            assert process.poll() is None and time.monotonic() < end, (folder / "clamd.log").read_text()
            time.sleep(0.1)
        yield f"unix:{path}"
    finally:
        process.terminate()
        process.wait(20)


def clamd() -> str | None:
    """Where the daemon is, if this machine has it."""
    return shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")
