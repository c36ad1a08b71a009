"""One move of rows from a tenant to another: what it was told to do, and what it found."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from portal.merging import schema
from portal.merging.selection import Selection, drop
from portal.tenancy.models import Tenant

Changes = dict[str, dict[int, dict[str, Any]]]


@dataclass(frozen=True)
class Clash:
    """Two portals have the same address, number or code: the one that came got another."""

    table: str
    title: str
    column: str
    before: str
    after: str


@dataclass
class Move:
    """A move in the making. `changes`: new values by table, row and column; `twins`: rows that stay, and the row of the
    new tenant that stands for each; `loosened`: references of rows that stay to rows that go, to be emptied; `copies`:
    what copies.py let stay; `renamed`: slugs of things that stay → of what stands for them, for links."""

    merge_id: int
    old: Tenant
    new: Tenant
    selection: Selection
    changes: Changes = field(default_factory=lambda: defaultdict(lambda: defaultdict(dict)))
    twins: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    loosened: list[tuple[schema.Reference, int, int]] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    left: Selection = field(default_factory=lambda: defaultdict(set))
    copies: list[Any] = field(default_factory=list)
    renamed: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    returning: bool = False

    def change(self, name: str, row_id: int, column: str, value: Any) -> None:
        """Give a row another value when it goes."""
        self.changes[name][row_id][column] = value

    def wanted(self, name: str, row_id: int, column: str, value: Any) -> Any:
        """What a column of a row will be, that is `value` now."""
        return self.changes.get(name, {}).get(row_id, {}).get(column, value)

    def goes(self, name: str, row_id: int) -> bool:
        """Whether a row is among those that go."""
        return row_id in self.selection.get(name, set())

    @property
    def size(self) -> int:
        """How many rows go."""
        return sum(len(ids) for ids in self.selection.values())

    def let_stay(self, name: str, ids: set[int]) -> None:
        """Let rows stay with all that belongs to them, and remember it for the report."""
        before = {table: set(rows) for table, rows in self.selection.items()}
        drop(self.selection, name, ids, self.old.id)
        for table, rows in before.items():
            self.left[table] |= rows - self.selection[table]
