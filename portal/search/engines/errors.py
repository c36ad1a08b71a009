"""What goes wrong inside an engine's library, said in the words of SearchEngine."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from portal.search.engine import EngineDamagedError, EngineError


@contextlib.contextmanager
def translated(otherwise: type[EngineError] = EngineDamagedError) -> Iterator[None]:
    """Every error of a library, of damaged data or of the disk becomes an EngineError.

    otherwise: what an error becomes that is neither the disk's nor an EngineError already. A panic of a library in
    Rust counts as an error too, although it derives from BaseException alone.
    """
    try:
        yield
    except EngineError:
        raise
    except OSError as error:
        raise EngineError(f"the index cannot be read or written: {error}") from error
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        told = "the index is damaged" if otherwise is EngineDamagedError else "the index cannot serve"
        raise otherwise(f"{told}: {type(error).__name__}: {error}") from error
