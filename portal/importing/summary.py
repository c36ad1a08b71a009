"""What an import did, in numbers that add up to the records of the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["taken", "updated", "unchanged", "kept", "joined", "skipped", "rejected"]


@dataclass
class ImportSummary:
    """Counts of records: new ones taken, known ones updated, left unchanged, or kept as a person edited them; those
    that were joined to another half, that the choice of level skipped, and rejected ones."""

    taken: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0
    joined: int = 0
    skipped: int = 0
    rejected: int = 0

    def add(self, outcome: Outcome) -> None:
        """Count one record."""
        setattr(self, outcome, getattr(self, outcome) + 1)

    @property
    def total(self) -> int:
        """All records seen."""
        return (
            self.taken
            + self.updated
            + self.unchanged
            + self.kept
            + self.joined
            + self.skipped
            + self.rejected
        )

    def __str__(self) -> str:
        return (
            f"Đã đọc {self.total} bản ghi: {self.taken} mới, {self.updated} cập nhật, "
            f"{self.unchanged} không đổi, {self.kept} giữ bản đã sửa, {self.joined} ghép vào nửa kia, "
            f"{self.skipped} ngoài phạm vi, "
            f"{self.rejected} bị loại."
        )
