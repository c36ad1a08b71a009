"""The report of a period: how the counter did, by procedure, step, person, way of coming, money; and its index.

Everything is counted anew from rows when it is asked for: months of the past say what the rows say, and what was
forgotten of persons leaves the numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.clock import utc_now
from portal.performance.counting import MARKS, Tally, tallies
from portal.performance.index766 import Index, index_of
from portal.performance.measures import measured
from portal.performance.offering import Offering, names_of, offerings, voices
from portal.performance.periods import Period
from portal.performance.scheme import Scheme, scheme
from portal.tenancy.directory import Portal
from portal.tenancy.scope import all_tenants, entered, reading

NUMBERS = (
    *("carried_in", "received", "received_online", "received_counter", "received_post", "judged", "early"),
    *(
        "on_time",
        "late",
        "withdrawn",
        "open",
        "open_late",
        "open_waiting",
        "asked",
        "apologies",
        "spent",
        "paused",
    ),
    *(
        "submitted",
        "refused",
        "results",
        "paid",
        "paid_online",
        "free",
        "money",
        "money_online",
        "rated",
        "unhappy",
    ),
)
"""The numbers of a report, by the names that files use."""


@dataclass(frozen=True)
class OfService:
    """A procedure's numbers, by NUMBERS."""

    code: str
    name: str
    numbers: dict[str, int]


@dataclass(frozen=True)
class Report:
    """A period of a portal."""

    period: Period
    made_at: datetime
    totals: dict[str, int]
    stars: dict[str, float | None]
    services: tuple[OfService, ...]
    index: Index
    scheme: Scheme

    @property
    def timely_percent(self) -> float | None:
        """Of those that ended, how many in time."""
        judged = self.totals["judged"]
        return 100 * (judged - self.totals["late"]) / judged if judged else None


def report(portal: Portal, period: Period) -> Report:
    """The report of a portal, in a reading scope of its own."""
    now = utc_now()
    with entered(reading(portal.id, portal.ancestors)):
        tally = tallies([portal.id], period, now)[portal.id]
        offering = offerings([portal])[portal.id]
        voice = voices([portal.id], period, now)[portal.id]
        names = names_of([portal.id])[portal.id]
    return _report(tally, offering, names, period, now, measured(tally, offering, voice))


def _report(
    tally: Tally,
    offering: Offering,
    names: dict[str, str],
    period: Period,
    now: datetime,
    ratios: dict[str, Any],
) -> Report:
    chosen = scheme()
    services = [
        OfService(code, names.get(code, code), {name: numbers[name] for name in NUMBERS})
        for code, numbers in tally.by_service.items()
        if any(numbers[name] for name in NUMBERS)
    ]
    services.sort(key=lambda one: (-one.numbers["received"], -one.numbers["judged"], one.name))
    rated = tally.total("rated")
    stars = {name: tally.total(f"stars_{name}") / rated if rated else None for name in MARKS}
    totals = {name: tally.total(name) for name in NUMBERS}
    return Report(period, now, totals, stars, tuple(services), index_of(chosen.groups, ratios), chosen)


def indexes(
    portals: Sequence[Portal], period: Period, reason: str
) -> dict[int, tuple[Index, dict[str, int]]]:
    """The index and the totals of portals beside each other: one set of statements over all. The caller says whose
    portals may be seen, and why."""
    now, ids = utc_now(), [one.id for one in portals]
    with all_tenants(reason):
        counted, offered, said = tallies(ids, period, now), offerings(portals), voices(ids, period, now)
    groups = scheme().groups
    return {
        one: (
            index_of(groups, measured(counted[one], offered[one], said[one])),
            {name: counted[one].total(name) for name in NUMBERS},
        )
        for one in ids
    }
