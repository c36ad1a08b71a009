"""Running what touches foreign bytes in a child process with limits on time, memory and output."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

WORKER = Path(__file__).with_name("worker.py")


class IsolatedFailure(RuntimeError):
    """The child refused, crashed or met a limit; the message is for the person who brought the file."""


def run_isolated(
    task: str, args: dict[str, Any], *, seconds: int = 10, memory_mb: int = 512
) -> dict[str, Any]:
    """Run a task of worker.py in a fresh Python without our modules; its answer.

    The child gets its own session, no open files of ours, a bare environment, and limits on address space, CPU time
    and written bytes. Raises IsolatedFailure with a Vietnamese reason for refusal, crash, time or memory.
    """
    order = json.dumps({"task": task, "args": args, "seconds": seconds, "memory_mb": memory_mb})
    process = subprocess.Popen(
        [sys.executable, "-I", str(WORKER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        start_new_session=True,
        close_fds=True,
        text=True,
    )
    try:
        answer, _ = process.communicate(order, timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise IsolatedFailure("Tệp quá phức tạp, xử lý quá thời gian cho phép. Hãy thử tệp khác.") from error
    finally:
        _end(process)
    try:
        found: dict[str, Any] = json.loads(answer)
    except ValueError as error:
        raise IsolatedFailure("Không đọc được tệp này: tệp hỏng hoặc quá lớn. Hãy thử tệp khác.") from error
    if "refused" in found:
        raise IsolatedFailure(str(found["refused"]))
    return found


def _end(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
