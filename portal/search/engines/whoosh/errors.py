"""What goes wrong inside Whoosh, said in the words of SearchEngine."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from portal.search.engine import EngineDamagedError, EngineError


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Every error of Whoosh, of damaged data or of the disk becomes an EngineError."""
    try:
        yield
    except EngineError:
        raise
    except OSError as error:
        raise EngineError(f"the index cannot be read or written: {error}") from error
    except Exception as error:
        raise EngineDamagedError(f"the index is damaged: {type(error).__name__}: {error}") from error
