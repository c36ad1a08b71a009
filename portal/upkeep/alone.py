"""A folder that one process at a time works in; a killed one holds nobody up."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.upkeep.faults import UpkeepFault


@contextmanager
def held(folder: Path, busy: UpkeepFault, how: int = fcntl.LOCK_EX) -> Iterator[None]:
    """Hold a folder, alone or (LOCK_SH) with others who only read. Raises `busy` where it is held already, OSError."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, how | fcntl.LOCK_NB)
        except OSError as error:
            raise busy from error
        yield
    finally:
        os.close(handle)
