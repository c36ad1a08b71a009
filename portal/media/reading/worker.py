"""The child process of reading. Stands alone: it is run by path, and loads only the folder `child` beside it.

Reads one order as JSON from standard input, sets its own limits, does the task, answers JSON on standard output.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import json
import resource
import sys
from pathlib import Path
from typing import Any

PACKAGE = "reading_child"
MEBIBYTE = 1024 * 1024
WRITTEN_MB = {"searchable": 1024}  # the copy of a large scan is as large as the scan
_NEW_NETWORK, _NEW_USER = 0x40000000, 0x10000000
# Task → the module that does it, and the function.
TASKS = {
    "count": ("pdf_pages", "count"),
    "pages": ("pdf_pages", "pages"),
    "recognise": ("ocr", "read_picture"),
    "recognise_again": ("again", "read_again"),
    "picture": ("pdf_pages", "picture"),
    "searchable": ("searchable", "make"),
    "document": ("documents", "read"),
    "article": ("articles", "read"),
}


def _limit(seconds: int, memory_mb: int, written_mb: int) -> None:
    memory, written = memory_mb * MEBIBYTE, written_mb * MEBIBYTE
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _leave_network() -> None:
    """Give up the network where the system lets us: nothing here needs it, so that a parser's hole finds none."""
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
    _limit(int(order["seconds"]), int(order["memory_mb"]), WRITTEN_MB.get(order["task"], 64))
    _leave_network()
    _load_package()
    try:
        answer = _done(order["task"], order["args"])
    except MemoryError:
        answer = {"refused": "Tệp cần quá nhiều bộ nhớ để đọc. Hãy chia nhỏ tệp rồi thử lại."}
    except Exception:
        answer = {"refused": "Không đọc được tệp này: tệp hỏng. Hãy mở và lưu lại tệp rồi thử lại."}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
