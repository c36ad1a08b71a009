"""Which reports a portal owes, has in hand and has handed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.clock import to_local, today
from portal.extensions import db
from portal.indicators.catalogue import Measure, due, kinds_of
from portal.indicators.models import DRAFT, RETURNED, IndicatorReport
from portal.indicators.periods import HALF, MONTH, QUARTER, YEAR, Period, up_to
from portal.tenancy.directory import Portal

SHOWN = {MONTH: 13, QUARTER: 6, HALF: 5, YEAR: 4}
"""How many periods of each kind the page shows, the running one among them."""
OWED = (DRAFT, RETURNED)


@dataclass(frozen=True)
class Line:
    """A period of which something is asked: `state` None where nothing was begun."""

    period: Period
    asked: int
    due_on: date
    report: IndicatorReport | None

    @property
    def state(self) -> str | None:
        """Where its report stands."""
        return self.report.state if self.report is not None else None

    @property
    def is_running(self) -> bool:
        """Whether the period has not ended yet."""
        return self.period.last >= today()

    @property
    def is_owed(self) -> bool:
        """Whether the period has ended and its report is still to be handed in."""
        return not self.is_running and (self.state is None or self.state in OWED)

    @property
    def is_late(self) -> bool:
        """Whether it was handed in after the deadline, or is still owed after it."""
        first = self.report.first_submitted_at if self.report is not None else None
        return (
            to_local(first).date() > self.due_on
            if first is not None
            else self.is_owed and today() > self.due_on
        )


def lines(measures: list[Measure], portal: Portal) -> list[Line]:
    """The periods that a portal reports on, by kind, the newest first. In the portal's own scope."""
    found: list[tuple[Period, list[Measure]]] = []
    for kind in kinds_of(measures):
        for period in reversed(up_to(kind, today(), SHOWN[kind])):
            wanted = due(measures, portal, period)
            if wanted:
                found.append((period, wanted))
    keys = [period.key for period, _wanted in found]
    reports = {
        one.period_key: one
        for one in db.session.scalars(select(IndicatorReport).where(IndicatorReport.period_key.in_(keys)))
    }
    return [
        Line(period, len(wanted), max(one.due_on(period) for one in wanted), reports.get(period.key))
        for period, wanted in found
    ]
