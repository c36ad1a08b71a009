"""The child process that prepares papers. Stands alone: it is run by path, and loads only the folder `child` beside it.

Reads one order as JSON from standard input, sets its own limits, does the task, answers JSON on standard output.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

PACKAGE = "preparing_child"
MEBIBYTE = 1024 * 1024
WRITTEN_MB = 256
_NEW_NETWORK, _NEW_USER = 0x40000000, 0x10000000
# Task → the module that does it, and the function.
TASKS = {
    "picture": ("loading", "picture"),
    "corners": ("pages", "corners"),
    "page": ("pages", "page"),
    "assemble": ("assembling", "assemble"),
    "look": ("assembling", "look"),
    "draw": ("assembling", "draw"),
    "split": ("assembling", "split"),
}


def _limit(seconds: int, memory_mb: int) -> None:
    memory, written = memory_mb * MEBIBYTE, WRITTEN_MB * MEBIBYTE
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"  # threads of their own would take address space from the limit


def _leave_network() -> None:
    """Give up the network where the system lets us: nothing here needs it, so that a decoder's hole finds none."""
    unshare = getattr(ctypes.CDLL(None), "unshare", None)
    if unshare is not None and unshare(_NEW_NETWORK) != 0:
        unshare(_NEW_NETWORK | _NEW_USER)


def _load_package() -> None:
    """Make the folder `child` importable under a name of its own, without our application."""
    folder = Path(__file__).with_name("child")
    spec = importlib.util.spec_from_file_location(
        PACKAGE, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(str(folder))
    package = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = package
    spec.loader.exec_module(package)


def _done(task: str, args: dict[str, Any]) -> dict[str, Any]:
    module, function = TASKS[task]
    refusal = importlib.import_module(f"{PACKAGE}.refusal").Refusal
    try:
        return {"result": getattr(importlib.import_module(f"{PACKAGE}.{module}"), function)(**args)}
    except refusal as error:
        return {"refused": str(error)}


def main() -> None:
    """Do one order."""
    order = json.load(sys.stdin)
    _limit(int(order["seconds"]), int(order["memory_mb"]))
    _leave_network()
    _load_package()
    try:
        answer = _done(order["task"], order["args"])
    except MemoryError:
        answer = {
            "refused": "Ảnh cần quá nhiều bộ nhớ để xử lý. Hãy chụp lại ở độ phân giải nhỏ hơn rồi gửi."
        }
    except Exception:
        answer = {"refused": "Không đọc được tệp này: tệp hỏng hoặc không phải ảnh, PDF. Hãy thử tệp khác."}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
