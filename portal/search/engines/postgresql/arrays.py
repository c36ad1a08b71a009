"""Arrays as PostgreSQL writes them: one text is sent faster than a thousand values are converted one by one."""

from __future__ import annotations

from collections.abc import Iterable


def numbers(values: Iterable[float]) -> str:
    """An array of numbers."""
    return f"{{{','.join(map(repr, values))}}}"


def strings(values: Iterable[str]) -> str:
    """An array of texts."""
    return f"{{{','.join(map(_quoted, values))}}}"


def _quoted(value: str) -> str:
    if "\\" in value or '"' in value:
        value = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{value}"'
