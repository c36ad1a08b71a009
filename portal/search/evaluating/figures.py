"""Figures against their targets, as a table that says where and by how much one falls short."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured value. `target`: at least that (or at most, if `most`); None: nothing was promised."""

    name: str
    value: float
    target: float | None = None
    most: bool = False
    unit: str = ""

    @property
    def met(self) -> bool:
        """Whether the target is reached; True where there is none."""
        if self.target is None:
            return True
        return self.value <= self.target if self.most else self.value >= self.target

    def line(self) -> str:
        """The figure as a line of the table."""
        unit = f" {self.unit}" if self.unit else ""
        if self.target is None:
            return f"{self.name:<58} {_number(self.value)}{unit}"
        sign = "≤" if self.most else "≥"
        verdict = "đạt" if self.met else f"HỤT {_number(abs(self.value - self.target))}{unit}"
        return f"{self.name:<58} {_number(self.value)}{unit}  ({sign} {_number(self.target)})  {verdict}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value > 1 else f"{value:.3f}"


def percentile(values: Sequence[float], share: float) -> float:
    """The value under which this share of `values` lies; 0 for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


@dataclass(frozen=True)
class Ranks:
    """Where the right answer stood for each question: 0 is first, None is not in the first ten."""

    ranks: tuple[int | None, ...]

    @classmethod
    def of(cls, found: Iterable[tuple[Sequence[str], frozenset[str]]]) -> Ranks:
        """From (names in the order of the answer, right names) of each question."""
        return cls(
            tuple(
                next((place for place, name in enumerate(names[:10]) if name in right), None)
                for names, right in found
            )
        )

    def recall(self, within: int = 10) -> float:
        """The share of questions with a right answer among the first `within`."""
        return self._share(sum(rank is not None and rank < within for rank in self.ranks))

    @property
    def mrr(self) -> float:
        """Mean reciprocal rank within the first ten."""
        return self._share(sum(1 / (rank + 1) for rank in self.ranks if rank is not None))

    def _share(self, total: float) -> float:
        return total / len(self.ranks) if self.ranks else 0.0
