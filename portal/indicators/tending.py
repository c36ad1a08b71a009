"""Reminders: before a report is due, and once it is late. A step of the follower; each portal is one transaction."""

from __future__ import annotations

import logging
from datetime import date, timedelta

from sqlalchemy import select, update

from portal.accounts.permissions import system_actor
from portal.clock import today, utc_now
from portal.extensions import db
from portal.indicators import service, telling
from portal.indicators.catalogue import Measure, catalogue, due, kinds_of
from portal.indicators.models import DRAFT, RETURNED, IndicatorReport
from portal.indicators.periods import Period, before, holding
from portal.publishing.service import commit
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import editing, entered, reading

log = logging.getLogger(__name__)
AHEAD = timedelta(days=3)
"""How long before the deadline people are reminded."""
LOOKED_BACK = timedelta(days=45)
"""How long a report is missed after its deadline; who never handed in is not told of old times."""
OWED = (DRAFT, RETURNED)


def remind(day: date | None = None) -> int:
    """Tell every portal what it owes on a day (today in Vietnam): once before the deadline, once after it. How many
    reports people were told of. Commits by itself; may be called again at any time."""
    at = day or today()
    told = 0
    for portal in directory().living():
        wanted = _near(catalogue(portal), portal, at)
        if wanted and _untold(portal, wanted, at):
            try:
                told += _remind(portal, wanted, at)
            except Exception:  # of one portal: the others are reminded all the same
                log.exception("people of %s could not be reminded of reports", portal.slug)
    return told


def _near(measures: list[Measure], portal: Portal, day: date) -> dict[str, tuple[Period, list[Measure]]]:
    """The periods whose deadline is near, or was not long ago: key → (period, what is asked)."""
    found = {}
    for kind in kinds_of(measures):
        period: Period | None = holding(kind, day)
        for _each in range(3):
            if period is None:
                break
            wanted = due(measures, portal, period)
            until = max((one.due_on(period) for one in wanted), default=None)
            if until is not None and day - LOOKED_BACK <= until <= day + AHEAD:
                found[period.key] = (period, wanted)
            period = before(period)
    return found


def _untold(portal: Portal, wanted: dict[str, tuple[Period, list[Measure]]], day: date) -> bool:
    """Whether there is anything to do: read without the lock of writing."""
    with entered(reading(portal.id)):
        rows = {
            one.period_key: one
            for one in db.session.scalars(
                select(IndicatorReport).where(
                    IndicatorReport.tenant_id == portal.id, IndicatorReport.period_key.in_(wanted)
                )
            )
        }
        return any(key not in rows or _is_to_tell(rows[key], day) for key in wanted)


def _is_to_tell(report: IndicatorReport, day: date) -> bool:
    if report.state not in OWED:
        return False
    return report.late_told_at is None if day > report.due_on else report.soon_told_at is None


def _remind(portal: Portal, wanted: dict[str, tuple[Period, list[Measure]]], day: date) -> int:
    told = 0
    with entered(editing(portal.id)):
        actor = system_actor(portal.id)
        for period, measures in wanted.values():
            report = service.opened(period, measures, actor)
            if not _is_to_tell(report, day):
                continue
            late = day > report.due_on
            _note(report, late=late)
            telling.reminded(report, actor, late=late)
            told += 1
        commit()
    return told


def _note(report: IndicatorReport, *, late: bool) -> None:
    """Note that people were told; who types at this moment has not been overtaken by anybody: the version stays."""
    column = IndicatorReport.late_told_at if late else IndicatorReport.soon_told_at
    db.session.execute(
        update(IndicatorReport)
        .where(IndicatorReport.tenant_id == report.tenant_id, IndicatorReport.id == report.id)
        .values({column: utc_now()})
        .execution_options(synchronize_session=False)
    )
