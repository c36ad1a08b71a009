"""The child process that reads workbooks: it is run by path, and loads only the driver and the folder `child`."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
DRIVER = HERE.parent / "media" / "driving"
TASKS = {"table": ("workbooks", "table")}


def main() -> None:
    """Do one order."""
    sys.path.append(str(DRIVER))
    driver = importlib.import_module("driver")
    driver.serve(
        driver.Tasks(
            HERE / "child",
            "indicators_child",
            TASKS,
            too_much="Tệp quá lớn. Hãy tải mẫu mới về và nhập lại.",
            broken="Không đọc được tệp Excel này: tệp hỏng. Hãy mở, lưu lại rồi tải lên.",
        )
    )


if __name__ == "__main__":
    main()
