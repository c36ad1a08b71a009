"""What makes an application cheap to build again and again, as tests do; nothing of it changes what one does."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

_builders: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}
_compile_builder = Rule._compile_builder


def _builder(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    """The function that makes addresses of a rule: it depends on these alone, and takes the rule as an argument."""
    defaults = sorted((rule.defaults or {}).items())
    key = (rule.rule, tuple(rule._trace), repr(defaults), append_unknown)
    if key not in _builders:
        _builders[key] = _compile_builder(rule, append_unknown)
    return _builders[key]


def share_route_builders() -> None:
    """Compile each route's function once per process: it is two thirds of the time that `create_app` takes."""
    Rule._compile_builder = _builder  # type: ignore[method-assign,assignment]


def share_compiled_statements() -> None:
    """Compile each SQL statement once per process: the SQLite databases of tests count as one, speaking one dialect."""
    dialect: Any = SQLiteDialect_pysqlite
    dialect.__hash__ = lambda self: hash(type(self))
    dialect.__eq__ = lambda self, other: type(self) is type(other)
    statements: Any = LRUCache(5000)

    @event.listens_for(Engine, "engine_connect")
    def share(connection: Connection) -> None:
        if isinstance(connection.dialect, dialect):
            connection.engine._compiled_cache = statements


def collect_seldom() -> None:
    """Let the garbage collector pass by what was imported, and come once in several applications instead of hundreds of
    times in each: it was more than half of what a fresh application cost. All of it still goes, some 200 MB at a time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 10, 2)
