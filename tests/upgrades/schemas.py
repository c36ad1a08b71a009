"""What of a schema code of before would miss in a later one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, String, inspect
from sqlalchemy.engine import Inspector


@dataclass(frozen=True)
class Column:
    """As code sees it: what it may write and what it may leave out."""

    kind: str
    length: int | None
    nullable: bool
    has_default: bool


@dataclass(frozen=True)
class Table:
    """The columns by name, and what is refused: unique columns, references, checks, as texts that name them."""

    columns: dict[str, Column]
    refused: frozenset[str] = field(default_factory=frozenset)


Schema = dict[str, Table]


def read(connection: Connection) -> Schema:
    """The schema of a database."""
    found = inspect(connection)
    return {name: _table(found, name) for name in found.get_table_names()}


def missed(old: Schema, new: Schema) -> list[str]:
    """What code that was written for `old` does and `new` does not allow, a line each."""
    gone = [f"{name}: bỏ bảng" for name in sorted(old.keys() - new.keys())]
    return gone + [
        line for name in sorted(old.keys() & new.keys()) for line in _in_table(name, old[name], new[name])
    ]


def _in_table(name: str, old: Table, new: Table) -> list[str]:
    lines = [f"{name}: {rule}" for rule in sorted(new.refused - old.refused)]
    lines += [f"{name}.{column}: bỏ cột" for column in sorted(old.columns.keys() - new.columns.keys())]
    for column, now in sorted(new.columns.items()):
        before = old.columns.get(column)
        if before is None:
            if not now.nullable and not now.has_default:
                lines.append(f"{name}.{column}: cột mới phải điền")
            continue
        if before.kind != now.kind or _narrower(before.length, now.length):
            lines.append(f"{name}.{column}: {before.kind}({before.length}) thành {now.kind}({now.length})")
        if before.nullable and not now.nullable:
            lines.append(f"{name}.{column}: trước được để trống")
        if before.has_default and not now.has_default and not now.nullable:
            lines.append(f"{name}.{column}: trước có giá trị mặc định")
    return lines


def _narrower(before: int | None, now: int | None) -> bool:
    return now is not None and (before is None or now < before)


def _table(found: Inspector, name: str) -> Table:
    columns = {one["name"]: _column(one) for one in found.get_columns(name)}
    key = found.get_pk_constraint(name)["constrained_columns"]
    refused = {f"khóa chính {key}"}
    refused |= {f"duy nhất {sorted(one['column_names'])}" for one in found.get_unique_constraints(name)}
    refused |= {
        f"duy nhất {sorted(str(column) for column in one['column_names'])} {_where(one)}".rstrip()
        for one in found.get_indexes(name)
        if one["unique"]
    }
    refused |= {
        f"tham chiếu {one['constrained_columns']} → {one['referred_table']}"
        for one in found.get_foreign_keys(name)
    }
    refused |= {f"điều kiện {one['name']}: {one['sqltext']}" for one in found.get_check_constraints(name)}
    return Table(columns, frozenset(refused))


def _where(index: Any) -> str:
    return " ".join(
        str(value) for key, value in index.get("dialect_options", {}).items() if key.endswith("_where")
    )


def _column(told: Any) -> Column:
    kind = told["type"]
    length = kind.length if isinstance(kind, String) else None
    has_default = told["default"] is not None or bool(told.get("autoincrement") is True) or "identity" in told
    return Column(type(kind).__name__, length, told["nullable"], has_default)
