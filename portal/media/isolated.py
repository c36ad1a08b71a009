"""Running what touches foreign bytes in a child process with limits on time, memory and output."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

WORKER = Path(__file__).with_name("worker.py")
MAX_ANSWER = 1024 * 1024


class IsolatedFailure(RuntimeError):
    """The child refused, crashed or met a limit; the message is for the person who brought the file."""


def run_isolated(
    task: str,
    args: dict[str, Any],
    *,
    seconds: int = 10,
    memory_mb: int = 512,
    script: Path | None = None,
    max_answer: int = MAX_ANSWER,
) -> dict[str, Any]:
    """Run a task of a worker script (worker.py unless given) in a fresh Python without our modules; its answer.

    The script reads the order, sets the limits and answers as worker.py does. The child gets its own session, no open
    files of ours, a bare environment, and limits on address space, CPU time and written bytes; it and whatever it
    started are dead when this returns. Its answer is as foreign as the file was: the caller checks it. Raises
    IsolatedFailure with a Vietnamese reason for refusal, crash, time or memory.
    """
    order = json.dumps({"task": task, "args": args, "seconds": seconds, "memory_mb": memory_mb})
    with (
        tempfile.TemporaryFile() as output
    ):  # a file: the limit on written bytes holds for it, for a pipe it doesn't
        process = subprocess.Popen(
            [sys.executable, "-I", str(script or WORKER)],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.DEVNULL,
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
            cwd="/",
            start_new_session=True,
            close_fds=True,
        )
        try:
            process.communicate(order.encode(), timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise IsolatedFailure(
                "Tệp quá phức tạp, xử lý quá thời gian cho phép. Hãy thử tệp khác."
            ) from error
        finally:
            _end(process)
        output.seek(0)
        return _answer(output.read(max_answer + 1), max_answer)


def _answer(raw: bytes, limit: int) -> dict[str, Any]:
    """What the child said. Raises IsolatedFailure for a refusal and where it died or talked nonsense."""
    try:
        found = json.loads(raw) if len(raw) <= limit else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise IsolatedFailure("Không đọc được tệp này: tệp hỏng hoặc quá lớn. Hãy thử tệp khác.")
    if "refused" in found:
        raise IsolatedFailure(str(found["refused"]))
    return found


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the child and all that it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
    process.wait()
