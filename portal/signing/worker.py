"""The child process that reads and signs PDFs. Run by path; loads only `child`, never the application.

Reads one order as JSON from standard input, sets its own limits, does the task, answers JSON on standard output.
"""

from __future__ import annotations

import importlib
import json
import logging
import resource
import sys
from pathlib import Path
from typing import Any

TASKS = {"check": ("child.reading", "check"), "sign": ("child.writing", "sign")}
BROKEN = "Không đọc được tệp PDF này: tệp hỏng hoặc có cấu trúc bất thường."


def limit(seconds: int, memory_mb: int) -> None:
    """No more address space, processor time, written bytes and open files than these."""
    memory = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (128 * 1024 * 1024, 128 * 1024 * 1024))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Do one order."""
    order = json.load(sys.stdin)
    limit(int(order["seconds"]), int(order["memory_mb"]))
    logging.disable(logging.CRITICAL)
    # At the end of the path, so that no module here can stand in for one of the library's.
    sys.path.append(str(Path(__file__).parent))
    module, name = TASKS[order["task"]]
    try:
        # After the limits are set: reading the libraries counts too, and so does what they do while being loaded.
        answer: dict[str, Any] = {"result": getattr(importlib.import_module(module), name)(**order["args"])}
    except MemoryError:
        answer = {"refused": "Tệp PDF cần quá nhiều bộ nhớ để đọc."}
    except Exception as error:
        words = getattr(error, "for_people", "")
        answer = {"refused": words or BROKEN}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
