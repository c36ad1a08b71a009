"""Listens to every statement that reaches a database, and keeps those that may touch rows of another portal.

It judges by itself, not by `portal.tenancy.sql_guard`, so that a hole in the guard is heard too; it hears what the
guard refuses as well, as a caller may swallow the refusal. Besides the text it looks at values: a portal's scope asks
for rows of that portal, and of those above where it reads.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sqlalchemy import Engine, event

Report = Callable[[str], None]
_NOISE = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", re.DOTALL)
_NAMED = re.compile(r"%\(\w+\)s")  # a parameter of PostgreSQL's driver, whose name may be that of a table
_PLACE = re.compile(
    r'(?:\b(?:FROM|JOIN|UPDATE|INTO|ONLY)\s+|,\s*|\(\s*)(?=(?:main\.)?"?(\w+)"?(?:\s+(?:AS\s+)?"?(\w+)"?)?)',
    re.IGNORECASE,
)
_INNER = re.compile(r"\([^()]*\)")
_BARE_OR = re.compile(
    r"\bWHERE\b(?:(?!\b(?:GROUP|ORDER|LIMIT|UNION|EXCEPT|INTERSECT|RETURNING)\b).)*\bOR\b",
    re.IGNORECASE | re.DOTALL,
)
_WORDS = frozenset(
    (
        *("where", "on", "set", "join", "left", "right", "inner", "outer", "cross", "full", "natural"),
        *("order", "group", "limit", "union", "values"),
    )
)
_BINDS = r"tenant_id\s*(?:=\s*[:$%@?\d]|IN\b)"


def begin(report: Report) -> None:
    """Call `report` with each statement of this process that may touch rows of another portal."""
    from portal.tenancy import isolation

    def listen(_conn: Any, _cursor: Any, text: str, _values: Any, context: Any, _many: bool) -> None:
        if context is not None and (context.isddl or context.execution_options.get("migrating")):
            return
        fault = fault_of(
            text, getattr(context, "compiled_parameters", None) or [], isolation.owned_tables_cached()
        )
        if fault:
            report(f"{fault}: {text[:500]}\n{_who()}")

    event.listen(Engine, "before_cursor_execute", listen)


def _who() -> str:
    """The lines of ours that asked, the last ones last."""
    ours = [
        one for one in traceback.extract_stack() if "/portal/" in one.filename or "/tests/" in one.filename
    ]
    return "\n".join(f"  {one.filename}:{one.lineno} {one.name}" for one in ours[-9:-2])


def fault_of(text: str, values: list[dict[str, Any]], tables: frozenset[str]) -> str:
    """What is wrong with a statement in the scope that is in force; "" where nothing is."""
    from portal.tenancy.scope import scope_or_none

    scope = scope_or_none()
    if scope is not None and scope.crosses_tenants:
        return ""
    touched = places(text, tables)
    if not touched:
        return ""
    if scope is None or scope.own is None:
        return f"{touched[0][0]} without a scope"
    if text.lstrip()[:6].upper() not in {"INSERT", "REPLAC"}:
        loose = loose_table(text, tables)
        if loose:
            return f"{loose} without its portal"
    visible = {scope.own, *scope.parents}
    for row in values:
        for name, value in row.items():
            asked = value if isinstance(value, list | tuple) else [value]
            if name.startswith("tenant_id") and any(
                isinstance(one, int) and one not in visible for one in asked
            ):
                return f"{touched[0][0]} of portal {value} in the scope of {scope.own}"
    return ""


@lru_cache(maxsize=8192)
def places(text: str, tables: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """(table, name by which the statement calls it) of each place where a table of portals is named."""
    found = []
    for one in _PLACE.finditer(_plain(text)):
        table, alias = one[1].lower(), one[2] or ""
        if table in tables:
            found.append((table, one[1] if not alias or alias.lower() in _WORDS else alias))
    return tuple(found)


@lru_cache(maxsize=8192)
def loose_table(text: str, tables: frozenset[str]) -> str:
    """The first table of portals that the statement does not bind to portals; "" where it binds all."""
    plain = _plain(text)
    touched = places(text, tables)
    if touched and _is_open(plain):
        return touched[0][0]
    for table, alias in touched:
        if re.search(rf'(?:\b|"){re.escape(alias)}"?\."?{_BINDS}', plain, re.IGNORECASE):
            continue
        if len(touched) == 1 and re.search(rf"(?<![.\w]){_BINDS}", plain, re.IGNORECASE):
            continue
        return table
    return ""


def _plain(text: str) -> str:
    """The statement without what only looks like its parts: texts, comments, names of parameters."""
    return _NAMED.sub("%s", _NOISE.sub(" ", text))


def _is_open(plain: str) -> bool:
    """Whether a WHERE has an OR of its own, beside which whatever binds the portal does not hold."""
    while True:
        inner = _INNER.search(plain)
        if _BARE_OR.search(inner[0] if inner else plain):
            return True
        if inner is None:
            return False
        plain = f"{plain[: inner.start()]} ~ {plain[inner.end() :]}"
