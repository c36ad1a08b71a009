"""Papers opened for a moment: what a child process reads lies in memory (tmpfs) where the machine has one, in a folder
for us alone, and is gone when the block ends."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MEMORY = Path("/dev/shm")  # nosec B108 # only a folder made anew by mkdtemp, mode 0700, is written in


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder (mode 0700) that vanishes with all that is in it."""
    in_memory = str(_MEMORY) if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK | os.X_OK) else None
    with tempfile.TemporaryDirectory(prefix="giay-to-", dir=in_memory) as folder:
        yield Path(folder)


@contextmanager
def opened(data: bytes, name: str = "giay-to") -> Iterator[Path]:
    """A file with these bytes, for as long as the block lasts; `name` is ours, never the citizen's."""
    with workplace() as folder:
        path = folder / name
        path.write_bytes(data)
        yield path
