"""A child process that does one task of the folder `child` beside its script: limits, no network, one answer.

Stands alone: scripts that are run by path put this folder at the end of their path (no other module lies in it) and
import it; it knows the standard library only. The order comes as JSON from standard input, the answer goes as JSON to
standard output.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import json
import os
import resource
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MEBIBYTE = 1024 * 1024
_NEW_NETWORK, _NEW_USER = 0x40000000, 0x10000000


@dataclass(frozen=True)
class Tasks:
    """What a script does: its folder `child` and the name that it is imported under, task → module and function, words
    for a file that takes too much memory and for one that cannot be read, megabytes that may be written (by task)."""

    folder: Path
    package: str
    tasks: dict[str, tuple[str, str]]
    too_much: str
    broken: str
    written_mb: int = 64
    written_mb_of: dict[str, int] = field(default_factory=dict)


def limit(seconds: int, memory_mb: int, written_mb: int) -> None:
    """No more address space, processor time, written bytes and open files than these."""
    memory, written = memory_mb * MEBIBYTE, written_mb * MEBIBYTE
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"  # threads of their own would take address space from the limit


def leave_network() -> None:
    """Give up the network where the system lets us: nothing here needs it, so that a parser's hole finds none."""
    unshare = getattr(ctypes.CDLL(None), "unshare", None)
    if unshare is not None and unshare(_NEW_NETWORK) != 0:
        unshare(_NEW_NETWORK | _NEW_USER)


def load_package(folder: Path, name: str) -> None:
    """Make a folder importable under a name of its own, without our application. Raises ImportError."""
    spec = importlib.util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(str(folder))
    package = importlib.util.module_from_spec(spec)
    sys.modules[name] = package
    spec.loader.exec_module(package)


def _done(these: Tasks, task: str, args: dict[str, Any]) -> dict[str, Any]:
    module, function = these.tasks[task]
    refusal = importlib.import_module(f"{these.package}.refusal").Refusal
    try:
        return {"result": getattr(importlib.import_module(f"{these.package}.{module}"), function)(**args)}
    except refusal as error:
        return {"refused": str(error)}


def serve(these: Tasks) -> None:
    """Do one order."""
    order = json.load(sys.stdin)
    task = order["task"]
    limit(int(order["seconds"]), int(order["memory_mb"]), these.written_mb_of.get(task, these.written_mb))
    leave_network()
    load_package(these.folder, these.package)
    try:
        answer = _done(these, task, order["args"])
    except MemoryError:
        answer = {"refused": these.too_much}
    except Exception:
        answer = {"refused": these.broken}
    json.dump(answer, sys.stdout)
