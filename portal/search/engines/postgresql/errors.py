"""What goes wrong between us and PostgreSQL, said in the words of SearchEngine."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import psycopg
from psycopg import errors

from portal.search.engine import EngineBusyError, EngineDamagedError, EngineError


class NoIndexError(EngineError):
    """Nothing has been built yet."""

    def __init__(self) -> None:
        super().__init__("there is no index")


MISSING = (errors.UndefinedTable, errors.InvalidSchemaName)
"""A table or the schema is not there: nothing was built, or it was replaced a moment ago, or it is lost."""

_DAMAGED = (
    *MISSING,
    errors.UndefinedColumn,
    errors.UndefinedObject,
    errors.DataCorrupted,
    errors.IndexCorrupted,
    errors.UniqueViolation,
)


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Every error of the connection, of the server or of damaged data becomes an EngineError."""
    try:
        yield
    except EngineError:
        raise
    except errors.LockNotAvailable as error:
        raise EngineBusyError("another writer holds the index") from error
    except _DAMAGED as error:
        raise EngineDamagedError(f"the index is damaged: {error}") from error
    except (psycopg.Error, OSError) as error:
        raise EngineError(f"the index cannot be read or written: {error}") from error
    except Exception as error:
        raise EngineDamagedError(f"the index is damaged: {type(error).__name__}: {error}") from error
