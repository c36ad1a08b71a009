"""The file of rejected records: one JSON object a line, so that a person can correct it and load it again."""

from __future__ import annotations

import json
from pathlib import Path
from types import TracebackType
from typing import IO, Any

_EXCERPT = 2000


class RejectsFile:
    """Writes rejects to `path`; the file is made at the first reject, a former one is replaced by then.

    Use as a context manager. `count` is the number of rejects written.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.count = 0
        self._stream: IO[str] | None = None

    def write(self, line: int, key: str, reason: str, raw: Any) -> None:
        """Add the reject of line number `line`; `raw` is the record or the start of the line."""
        if self._stream is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._stream = self.path.open("w", encoding="utf-8", errors="backslashreplace")
        text = raw if isinstance(raw, str) else json.dumps(raw, ensure_ascii=False, default=str)
        entry = {"line": line, "key": key, "reason": reason, "raw": text[:_EXCERPT]}
        self._stream.write(json.dumps(entry, ensure_ascii=False) + "\n")
        self.count += 1

    def __enter__(self) -> RejectsFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None
