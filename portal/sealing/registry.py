"""Who keeps sealed bytes outside of columns (files): packages above register, so that keys reach everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

_EXTENSION = "portal_sealed_files"


@dataclass(frozen=True)
class SealedFiles:
    """Files that are sealed one by one. `all()` gives what names each of them, in an order that stays the same;
    `key_of(name)` the number of the key that it is sealed with (None where it is gone, BrokenSeal where it is none of
    ours); `reseal(name)` seals it anew, whole or not at all (False where it is gone).

    All three are called within an application context and without a scope.
    """

    name: str
    all: Callable[[], Iterator[Any]]
    key_of: Callable[[Any], int | None]
    reseal: Callable[[Any], bool]


def register_files(app: Flask, files: SealedFiles) -> None:
    """Let `flask sealing` see these files too."""
    app.extensions.setdefault(_EXTENSION, []).append(files)


def sealed_files() -> list[SealedFiles]:
    """All that was registered."""
    return list(current_app.extensions.get(_EXTENSION, []))
