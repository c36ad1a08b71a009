"""What is counted: sources (tables and how days follow from their rows), measures, what is observed.

`portal/ioc/measures` registers them; whoever adds one adds words that say what it is and which rule asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from flask import Flask, current_app

FLOW, LEVEL, SAMPLE = "flow", "level", "sample"
"""What happened on a day · how much changed on a day, summed up to now · what was seen last on a day."""
UP, DOWN, NEITHER = "up", "down", "neither"
"""Whether more is better, less is better, or neither says anything."""
SUM, MEAN, LEAST = "sum", "mean", "least"
"""What a sample of several portals together is: their sum, their mean, the least of them."""
COUNT, MINUTES, DONG, BYTES, DAYS, HUNDREDTHS = "count", "minutes", "dong", "bytes", "days", "hundredths"

PORTALS, COUNTER, EXCHANGE, VOICE, SOCIETY, SYSTEMS = 1, 2, 3, 4, 5, 6
"""The six parts of the operations centre, in the order of the pages."""

_EXTENSION = "ioc_measures"


class Fact(NamedTuple):
    """A number of a measure on a day."""

    measure: str
    day: date
    dimension: str
    value: int


Counted = Callable[[date, date], Iterable[Fact]]
"""Takes the first and the last day, counts the rows of the portal in force; several facts of one key are summed."""


@dataclass(frozen=True)
class Source:
    """Rows of rooms that measures are counted from.

    `marks`: entity → names of columns with the days (or UTC instants) on which its rows count; a row counts on the day
    itself and, where a deadline passes, on the next. `days_of`: entity → the days of a row that follow from other
    rows. `keeps`: how many days back the rows are there still (or that, asked with the portal); of what
    is older no flow falls below what was counted once, while levels follow the rows that are left. `cares`: entity →
    whether a row of it counts at all, where most do not.
    """

    key: str
    marks: Mapping[Any, tuple[str, ...]]
    counted: Counted
    days_of: Mapping[Any, Callable[[Any], Iterable[date | None]]] = field(default_factory=dict)
    keeps: int | Callable[[int], int] | None = None
    cares: Mapping[Any, Callable[[Any], bool]] = field(default_factory=dict)

    def first_day(self, tenant_id: int, until: date) -> date | None:
        """The first day that can still be counted in a portal; None where nothing is ever deleted."""
        if self.keeps is None:
            return None
        return until - timedelta(days=self.keeps(tenant_id) if callable(self.keeps) else self.keeps)


@dataclass(frozen=True)
class Observation:
    """What can only be seen while it is so: `seen` answers, for each portal of the installation, numbers by measure,
    and is asked every `seconds`. `adds` tells that numbers of a day are summed instead of replaced."""

    key: str
    seen: Callable[[], Mapping[int, Iterable[tuple[str, str, int]]]]
    seconds: int = 600
    adds: bool = False


@dataclass(frozen=True)
class Measure:
    """A measure: what people call it, what exactly is counted, by which rule, of which source (or observation)."""

    key: str
    label: Any
    part: int
    kind: str
    source: str
    meaning: Any
    basis: Any = ""
    unit: str = COUNT
    better: str = NEITHER
    dimensions: Any = None  # dimension → label, where there are some
    joined: str = SUM  # only samples are anything else


@dataclass
class Warehouse:
    """Everything registered on one application."""

    sources: dict[str, Source] = field(default_factory=dict)
    observations: dict[str, Observation] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)

    def add_source(self, source: Source, *measures: Measure) -> None:
        """Register a source with what is counted from it."""
        self.sources[source.key] = source
        self.measures |= {one.key: one for one in measures}

    def add_observation(self, observation: Observation, *measures: Measure) -> None:
        """Register what is observed."""
        self.observations[observation.key] = observation
        self.measures |= {one.key: one for one in measures}

    def of_source(self, key: str) -> list[Measure]:
        """The measures of a source."""
        return [one for one in self.measures.values() if one.source == key]

    def recountable(self, measure: str) -> bool:
        """Whether the measure can be counted again from rows, or was only observed."""
        return self.measures[measure].source in self.sources


def warehouse(app: Flask | None = None) -> Warehouse:
    """The application's warehouse. Needs an application context, or the application."""
    found: Warehouse = (app or current_app).extensions.setdefault(_EXTENSION, Warehouse())
    return found
