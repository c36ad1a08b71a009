"""The child process that prepares papers: it is run by path, and loads only the driver and the folder `child`."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
DRIVER = HERE.parents[1] / "media" / "driving"
PACKAGE = "preparing_child"
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


def main() -> None:
    """Do one order."""
    sys.path.append(str(DRIVER))
    driver = importlib.import_module("driver")
    driver.serve(
        driver.Tasks(
            HERE / "child",
            PACKAGE,
            TASKS,
            too_much="Ảnh cần quá nhiều bộ nhớ để xử lý. Hãy chụp lại ở độ phân giải nhỏ hơn rồi gửi.",
            broken="Không đọc được tệp này: tệp hỏng hoặc không phải ảnh, PDF. Hãy thử tệp khác.",
            written_mb=256,
        )
    )


if __name__ == "__main__":
    main()
