"""The child process of reading: it is run by path, and loads only the driver and the folder `child`."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
DRIVER = HERE.parent / "driving"
PACKAGE = "reading_child"
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


def main() -> None:
    """Do one order."""
    sys.path.append(str(DRIVER))
    driver = importlib.import_module("driver")
    driver.serve(
        driver.Tasks(
            HERE / "child",
            PACKAGE,
            TASKS,
            too_much="Tệp cần quá nhiều bộ nhớ để đọc. Hãy chia nhỏ tệp rồi thử lại.",
            broken="Không đọc được tệp này: tệp hỏng. Hãy mở và lưu lại tệp rồi thử lại.",
            written_mb_of={"searchable": 1024},  # the copy of a large scan is as large as the scan
        )
    )


if __name__ == "__main__":
    main()
