"""What an import did, in four numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["taken", "updated", "unchanged", "rejected"]


@dataclass
class ImportSummary:
    """Counts of records: new ones taken, known ones updated or left unchanged, and rejected ones."""

    taken: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0

    def add(self, outcome: Outcome) -> None:
        """Count one record."""
        setattr(self, outcome, getattr(self, outcome) + 1)

    @property
    def total(self) -> int:
        """All records seen."""
        return self.taken + self.updated + self.unchanged + self.rejected

    def __str__(self) -> str:
        return (
            f"Đã đọc {self.total} bản ghi: {self.taken} mới, {self.updated} cập nhật, "
            f"{self.unchanged} không đổi, {self.rejected} bị loại."
        )
