"""The index of Decision 766/QĐ-TTg (23/6/2022), 100 points in six groups: how rates become points. Pure.

A component has a weight and, where the practice of the National Public Service Portal has one, a target: who reaches
it has all points, who does not has them in proportion. A component about which nothing happened (0 / 0), or which this
system cannot see, gives no points and takes none: its weight is left out, and the index is what was reached of the
weights that remain, put to 100. How a thing is counted is told by the scheme (scheme.py) and done by measures.py.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

WHOLE = Decimal(100)
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Part:
    """What one procedure (or channel) adds to a ratio."""

    label: str
    numerator: int
    denominator: int


@dataclass(frozen=True)
class Ratio:
    """How many of how many; `parts` add up to both. Raises ValueError for more than all, or less than none."""

    numerator: int
    denominator: int
    parts: tuple[Part, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.numerator <= self.denominator:
            raise ValueError(f"{self.numerator} of {self.denominator}")

    @property
    def is_defined(self) -> bool:
        """Whether there was anything to count."""
        return self.denominator > 0

    @property
    def percent(self) -> Decimal | None:
        """The share in per cent, to two places; None for 0 / 0."""
        if not self.denominator:
            return None
        return (WHOLE * self.numerator / self.denominator).quantize(_CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Component:
    """A component criterion: `weight` points, full from `target` per cent on; `measure` names how it is counted here
    ("" where this system cannot see it, `why` says so). `verified`: the text of the rule was compared."""

    code: str
    name: str
    weight: Decimal
    measure: str
    numerator: str
    denominator: str
    target: Decimal = WHOLE
    why: str = ""
    note: str = ""
    verified: bool = False


@dataclass(frozen=True)
class Group:
    """A group of components; its weight is theirs together."""

    key: str
    name: str
    components: tuple[Component, ...]

    @property
    def weight(self) -> Decimal:
        """What can be reached in it."""
        return sum((one.weight for one in self.components), Decimal(0))


@dataclass(frozen=True)
class Line:
    """A component with what was counted: `points` of its weight; None where nothing could be counted."""

    component: Component
    ratio: Ratio | None
    points: Decimal | None

    @property
    def is_scored(self) -> bool:
        """Whether it counts in the index."""
        return self.points is not None


@dataclass(frozen=True)
class Scored:
    """A group, or the whole index, with its lines: points reached of the weights that could be scored."""

    key: str
    name: str
    weight: Decimal
    lines: tuple[Line, ...]

    @property
    def points(self) -> Decimal:
        """The points of its lines together."""
        return sum((one.points for one in self.lines if one.points is not None), Decimal(0))

    @property
    def scored_weight(self) -> Decimal:
        """The weights of the lines that could be scored."""
        return sum((one.component.weight for one in self.lines if one.is_scored), Decimal(0))

    @property
    def put_to_weight(self) -> Decimal | None:
        """The points as if everything could have been scored so: points / scored weight × weight, two places."""
        if not self.scored_weight:
            return None
        return (self.points * self.weight / self.scored_weight).quantize(_CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Index:
    """The index of a portal in a period."""

    groups: tuple[Scored, ...]

    @property
    def whole(self) -> Scored:
        """All groups as one."""
        lines = tuple(line for one in self.groups for line in one.lines)
        return Scored("", "", sum((one.weight for one in self.groups), Decimal(0)), lines)

    @property
    def total(self) -> Decimal | None:
        """The index, 0 to 100; None where nothing could be scored."""
        return self.whole.put_to_weight

    def without(self, codes: Collection[str]) -> Index:
        """The index without some lines: they are there, and neither counted nor scored."""
        return Index(
            tuple(
                replace(
                    group,
                    lines=tuple(
                        Line(one.component, None, None) if one.component.code in codes else one
                        for one in group.lines
                    ),
                )
                for group in self.groups
            )
        )

    def line(self, code: str) -> Line | None:
        """The line of a component."""
        return next((one for one in self.whole.lines if one.component.code == code), None)


def points(component: Component, ratio: Ratio | None) -> Decimal | None:
    """numerator / denominator × weight, in proportion to the target and at most the weight; two places.

    >>> points(Component("a", "", Decimal(6), "m", "", "", Decimal(80)), Ratio(60, 100))
    Decimal('4.50')
    """
    if ratio is None or not ratio.is_defined:
        return None
    share = Decimal(ratio.numerator) * WHOLE / (Decimal(ratio.denominator) * component.target)
    return (min(share, Decimal(1)) * component.weight).quantize(_CENT, ROUND_HALF_UP)


def index_of(groups: Iterable[Group], measured: Mapping[str, Ratio | None]) -> Index:
    """The index from what was counted, by the components' measures."""
    return Index(
        tuple(
            Scored(
                group.key,
                group.name,
                group.weight,
                tuple(_line(one, measured.get(one.measure)) for one in group.components),
            )
            for group in groups
        )
    )


def _line(component: Component, ratio: Ratio | None) -> Line:
    return Line(component, ratio, points(component, ratio))
