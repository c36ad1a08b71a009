"""Does this SQL text bind the tenant of every tenant-owned table that it touches? (cached per text)"""

from __future__ import annotations

import re
from functools import lru_cache

_TOKEN = re.compile(
    r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/|\"(?:[^\"]|\"\")*\"|%\(\w+\)s|%s|[:$@?]\w*|[A-Za-z_][\w$]*|\d+|[^\s]",
    re.DOTALL,
)
_NOT_ALIAS = frozenset(
    [
        "WHERE",
        "ON",
        "SET",
        "JOIN",
        "LEFT",
        "RIGHT",
        "INNER",
        "OUTER",
        "CROSS",
        "FULL",
        "NATURAL",
        "ORDER",
        "GROUP",
        "LIMIT",
        "OFFSET",
        "UNION",
        "EXCEPT",
        "INTERSECT",
        "VALUES",
        "DEFAULT",
        "RETURNING",
        "HAVING",
        "USING",
        "INDEXED",
        "NOT",
        "FOR",
        "WINDOW",
        "SELECT",
    ]
)
_CLAUSE_END = frozenset(
    [
        "GROUP",
        "ORDER",
        "LIMIT",
        "OFFSET",
        "UNION",
        "EXCEPT",
        "INTERSECT",
        "RETURNING",
        "HAVING",
        "WINDOW",
        "FOR",
    ]
)


def _tokens(statement: str) -> list[str]:
    found = []
    for token in _TOKEN.findall(statement):
        if token.startswith(("--", "/*")):
            continue
        found.append(token[1:-1].replace('""', '"') if token.startswith('"') else token)
    return found


def _aliases(tokens: list[str], tables: frozenset[str]) -> list[tuple[str, str]]:
    """(table, alias) of each place where a tenant-owned table is named as a table."""
    found = []
    for at, token in enumerate(tokens):
        name = token.lower()
        if name not in tables or at == 0:
            continue
        before = tokens[at - 1].upper()
        after = tokens[at + 1] if at + 1 < len(tokens) else ""
        if after == "." or before == "AS" or (before == "." and tokens[at - 2].lower() != "main"):
            continue
        if before not in {"FROM", "JOIN", "UPDATE", "INTO", ",", "(", ".", "TABLE", "ONLY"}:
            continue
        if before in {",", "("} and after not in {"", ";", ",", ")"} and not after.isidentifier():
            continue
        alias = token
        if after.upper() == "AS" and at + 2 < len(tokens):
            alias = tokens[at + 2]
        elif after.isidentifier() and after.upper() not in _NOT_ALIAS:
            alias = after
        found.append((name, alias))
    return found


def _binds_tenant(tokens: list[str], alias: str, single: bool) -> bool:
    """Whether `alias.tenant_id = <value>` or `IN (…)` stands in the statement."""
    for at, token in enumerate(tokens):
        if token != "tenant_id" or at + 1 >= len(tokens):
            continue
        qualified = at >= 2 and tokens[at - 1] == "." and tokens[at - 2] == alias
        bare = single and tokens[at - 1] != "."
        if not (qualified or bare):
            continue
        operator, value = tokens[at + 1], tokens[at + 2] if at + 2 < len(tokens) else ""
        if operator == "=" and (value[:1] in {"?", ":", "%", "$"} or value.isdigit()):
            return True
        if operator.upper() == "IN":
            return True
    return False


def _has_bare_or(tokens: list[str]) -> bool:
    """Whether a WHERE holds an OR at its own level: SQLAlchemy brackets its own, `text()` does not."""
    depth = 0
    open_wheres: list[int] = []
    for token in tokens:
        if token == "(":
            depth += 1
        elif token == ")":
            depth -= 1
            while open_wheres and open_wheres[-1] > depth:
                open_wheres.pop()
        elif (word := token.upper()) == "WHERE":
            open_wheres.append(depth)
        elif open_wheres and open_wheres[-1] == depth:
            if word == "OR":
                return True
            if word in _CLAUSE_END:
                open_wheres.pop()
    return False


@lru_cache(maxsize=8192)
def unscoped_table(statement: str, tables: frozenset[str]) -> str | None:
    """The first tenant-owned table that the statement touches without binding its tenant_id, or None.

    `statement` is SQL as it goes to the driver, `tables` the names of the tenant-owned tables. An INSERT always
    answers its table: the caller checks the values. An OR beside the predicate voids it.
    """
    tokens = _tokens(statement)
    touched = _aliases(tokens, tables)
    if not touched:
        return None
    if tokens[0].upper() in {"INSERT", "REPLACE"}:
        return touched[0][0]
    if _has_bare_or(tokens):
        return touched[0][0]
    single = len(touched) == 1
    for table, alias in touched:
        if not _binds_tenant(tokens, alias, single):
            return table
    return None


@lru_cache(maxsize=8192)
def changes_tenant(statement: str, tables: frozenset[str]) -> bool:
    """Whether the statement is an UPDATE of a tenant-owned table that sets its tenant_id."""
    tokens = _tokens(statement)
    if not tokens or tokens[0].upper() != "UPDATE" or not _aliases(tokens, tables):
        return False
    words = [token.upper() for token in tokens]
    start = words.index("SET") if "SET" in words else len(words)
    depth = 0
    for at in range(start + 1, len(words)):
        depth += (words[at] == "(") - (words[at] == ")")
        if depth == 0 and words[at] in {"WHERE", "FROM"}:
            return False
        if (
            words[at] == "TENANT_ID"
            and depth <= 1
            and words[at + 1 : at + 2] != ["."]
            and words[at - 1] != "."
        ):
            return True
    return False
