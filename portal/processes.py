"""Processes beside the web workers: started again when they die, ended with the parent.

`python -m portal.processes MODULE` runs a module that ends when its parent does, however that ended.
"""

from __future__ import annotations

import ctypes
import logging
import multiprocessing
import os
import random
import runpy
import signal
import subprocess
import sys
import threading
import time

PATIENCE = 10.0  # seconds that a process has to end by itself
LONGEST_PAUSE = 30.0  # seconds between two starts of a process that keeps dying
STEADY = 60.0  # seconds after which a process counts as running well

_PR_SET_PDEATHSIG = 1
_log = logging.getLogger(__name__)


def end_with_parent(parent: int) -> None:
    """Makes the kernel end this process when `parent` dies, even by SIGKILL (on Linux; else nothing)."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:  # it died before the line above
        os.kill(os.getpid(), signal.SIGTERM)


class Seats:
    """A processor for each of several like processes, so that its threads hand over to each other cheaply.

    Made before they are forked; each calls `take` once. One that dies leaves its seat to the next. Without effect
    where there are fewer processors than processes, or where the system cannot bind processes.
    """

    def __init__(self, count: int) -> None:
        usable = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
        # Not always the first ones: other installations on the same machine bind theirs too.
        self._processors = random.sample(usable, count) if 0 < count <= len(usable) else []
        context = multiprocessing.get_context("fork")
        self._holders = context.Array("l", max(1, count), lock=False)
        self._lock = context.Lock()

    def leave(self, pid: int) -> None:
        """Give the seat of this process to the next one, though it still runs for a while."""
        for seat in range(len(self._processors)):
            if self._holders[seat] == pid:
                self._holders[seat] = 0

    def take(self) -> int | None:
        """Binds the calling process; returns the processor, or None if it stays unbound."""
        if not self._processors or not self._lock.acquire(timeout=1.0):
            return None
        try:
            for seat, processor in enumerate(self._processors):
                if not self._holders[seat] or not _exists(self._holders[seat]):
                    self._holders[seat] = os.getpid()
                    os.sched_setaffinity(0, {processor})
                    return processor
        except OSError:
            pass
        finally:
            self._lock.release()
        return None


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


class Companion:
    """Keeps `python -m module` running until `stop`.

    It runs in a session of its own, so that Ctrl-C in the terminal reaches the parent alone, which then ends
    it with SIGTERM. `first_pause` leaves the processor to whoever starts first.
    """

    def __init__(self, module: str, first_pause: float = 0.0) -> None:
        self._module = module
        self._pause = first_pause
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._starting = threading.Lock()
        self._thread = threading.Thread(target=self._keep_running, name=f"companion {module}", daemon=True)

    def start(self) -> None:
        """Starts it in the background."""
        self._thread.start()

    def stop(self) -> None:
        """Ends it and waits until it is gone: SIGTERM, after PATIENCE seconds SIGKILL."""
        self._stopping.set()
        with self._starting:
            process = self._process
        if process is not None and process.poll() is None:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self._thread.is_alive():
            self._thread.join(PATIENCE)

    def _keep_running(self) -> None:
        failures = 0
        while not self._stopping.wait(self._pause):
            with self._starting:
                if self._stopping.is_set():
                    return
                self._process = self._launch()
            started = time.monotonic()
            status = self._process.wait()
            if self._stopping.is_set():
                return
            failures = 0 if time.monotonic() - started > STEADY else failures + 1
            self._pause = min(LONGEST_PAUSE, 2.0 ** max(0, failures - 1))
            _log.warning("%s đã dừng (mã %s); chạy lại sau %.0f giây", self._module, status, self._pause)

    def _launch(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "portal.processes", self._module, str(os.getpid())]
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)


def _main(module: str, parent: str) -> None:
    end_with_parent(int(parent))
    sys.argv = [module]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _main(*sys.argv[1:3])
