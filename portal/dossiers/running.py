"""The clock of a dossier: when it is due, when it turns amber, what a step has, how long waiting for the citizen took.

Everything follows from instants that are kept (received, asked, answered, step begun) and the calendar of the office,
so that it can be counted again when a year is confirmed (portal/workdays). Instants are naive UTC, times are working
minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from portal.clock import to_local
from portal.dossiers.models import Dossier
from portal.dossiers.models_course import DossierRequest, DossierStep
from portal.dossiers.states import EARLY, LATE, NEW, ON_TIME
from portal.extensions import db
from portal.services.definition.shapes import Deadline
from portal.workdays.calendar import Calendar
from portal.workdays.clock import AMBER_FROM, Limit, Pause, due, merged, spent
from portal.workdays.queries import calendar_of


def begin(dossier: Dossier, deadline: Deadline | None, instant: datetime) -> None:
    """Let the clock begin with the receiving: after the cut-off, or outside of office hours, at the next opening."""
    dossier.received_at = instant
    if deadline is not None and deadline.hours is not None:
        dossier.limit_minutes = deadline.hours * 60
    else:
        dossier.limit_days = deadline.days if deadline is not None and deadline.days is not None else 0
    dossier.total_minutes = limit_of(dossier).total
    calendar = calendar_of()
    dossier.counts_from = counts_from(calendar, instant)
    _reckon(dossier, calendar, [])
    dossier.promised_at = dossier.due_at


def counts_from(calendar: Calendar, instant: datetime) -> datetime:
    """When counting begins for what came at this instant, by the cut-off of its day."""
    return calendar.begins(instant, calendar.cutoff_on(to_local(instant).date()))


def limit_of(dossier: Dossier) -> Limit:
    """The legal time of a received dossier."""
    if dossier.limit_minutes is not None:
        return Limit(minutes=dossier.limit_minutes)
    return Limit(days=dossier.limit_days or 0)


def pauses_of(dossier: Dossier) -> list[Pause]:
    """The times that the office waited for the citizen since it received the dossier."""
    rows = db.session.scalars(
        select(DossierRequest)
        .where(DossierRequest.dossier_id == dossier.id, DossierRequest.came_from != NEW)
        .order_by(DossierRequest.number)
    )
    return [Pause(one.asked_at, one.resumes_at) for one in rows]


def resumption(instant: datetime, *, online: bool) -> datetime:
    """When the clock goes on after an answer at this instant; by the cut-off where it came online."""
    calendar = calendar_of()
    return counts_from(calendar, instant) if online else calendar.begins(instant)


def resume(dossier: Dossier, request: DossierRequest, instant: datetime, *, online: bool) -> None:
    """Let the clock go on: what was due, promised and due of the step moves on by what waiting took."""
    dossier.paused_since = None
    if dossier.received_at is None:
        request.resumes_at = instant
        return
    request.resumes_at = resumption(instant, online=online)
    db.session.flush()
    before, calendar, pauses = dossier.due_at, calendar_of(), pauses_of(dossier)
    _reckon(dossier, calendar, pauses)
    if dossier.promised_at == before:
        dossier.promised_at = dossier.due_at
    elif dossier.promised_at is not None:
        dossier.promised_at = _moved(dossier, calendar, request, dossier.promised_at)
    _forget_warning(dossier, instant)


def _moved(dossier: Dossier, calendar: Calendar, request: DossierRequest, promised: datetime) -> datetime:
    """A promise of an apology after a pause: what was left of it when the citizen was asked is left of it now."""
    asked, goes_on = request.asked_at, request.resumes_at
    if goes_on is None or promised <= asked:
        return promised
    if dossier.limit_minutes is not None:
        return calendar.add_minutes(goes_on, max(calendar.minutes_between(asked, promised), 0))
    days = calendar.days_between(to_local(asked).date(), to_local(promised).date())
    return calendar.due_after_days(goes_on, max(days, 0))


def reckon(dossier: Dossier) -> None:
    """Count due, amber and the step's time of a received dossier again from what is kept. While the office waits,
    what was due stays written as it was."""
    _reckon(dossier, calendar_of(), pauses_of(dossier))


def recount(dossier: Dossier, instant: datetime) -> bool:
    """Count a received dossier that is not closed again, by the calendar as it is now, its ended steps too; whether its
    due moment moved. A promise that was not made anew by an apology follows."""
    assert dossier.received_at is not None
    calendar, pauses, before = calendar_of(), pauses_of(dossier), dossier.due_at
    follows = dossier.promised_at == before
    dossier.counts_from = counts_from(calendar, dossier.received_at)
    for row in db.session.scalars(select(DossierStep).where(DossierStep.dossier_id == dossier.id)):
        if row.ended_at is not None:
            row.minutes = spent_between(dossier, row.began_at, row.ended_at, calendar, pauses)
    _reckon(dossier, calendar, pauses)
    if follows:
        dossier.promised_at = dossier.due_at
    _forget_warning(dossier, instant)
    return dossier.due_at != before


def _reckon(dossier: Dossier, calendar: Calendar, pauses: Sequence[Pause]) -> None:
    if dossier.counts_from is None:
        return
    ends = due(calendar, dossier.counts_from, limit_of(dossier), pauses)
    if ends is None:
        return
    dossier.due_at = ends
    allowed = spent(calendar, dossier.counts_from, ends, pauses)
    dossier.amber_at = due(
        calendar, dossier.counts_from, Limit(minutes=-(-allowed * AMBER_FROM // 100)), pauses
    )
    row = step_row(dossier)
    if row is not None:
        began = max(calendar.begins(row.began_at), dossier.counts_from)
        row.due_at = dossier.step_due_at = due(calendar, began, Limit(minutes=row.due_minutes), pauses)


def _forget_warning(dossier: Dossier, instant: datetime) -> None:
    """What was warned of and is not so any more may be warned of again."""
    if dossier.warned == LATE and dossier.due_at is not None and instant <= dossier.due_at:
        dossier.warned = "amber"
    if dossier.warned == "amber" and dossier.amber_at is not None and instant < dossier.amber_at:
        dossier.warned = ""


def step_row(dossier: Dossier) -> DossierStep | None:
    """The run of the step in hand."""
    return db.session.scalar(
        select(DossierStep).where(DossierStep.dossier_id == dossier.id, DossierStep.ended_at.is_(None))
    )


def spent_between(
    dossier: Dossier,
    since: datetime,
    until: datetime,
    calendar: Calendar | None = None,
    pauses: Sequence[Pause] | None = None,
) -> int:
    """Working minutes that ran between two instants, without what came before the clock began and without pauses."""
    if dossier.counts_from is None:
        return 0
    calendar = calendar or calendar_of()
    pauses = pauses_of(dossier) if pauses is None else pauses
    return spent(calendar, max(since, dossier.counts_from), until, pauses)


def waited(dossier: Dossier, until: datetime) -> int:
    """Working minutes up to an instant during which the clock stood."""
    if dossier.counts_from is None:
        return 0
    calendar, sum_of = calendar_of(), 0
    for pause in merged(pauses_of(dossier)):
        since, end = max(pause.since, dossier.counts_from), min(pause.until or until, until)
        if since < end:
            sum_of += calendar.minutes_between(since, end)
    return sum_of


def close(dossier: Dossier, instant: datetime, *, judged: bool) -> None:
    """Let the clock end: what was spent and waited is written down, and whether it was in time (`judged`)."""
    dossier.paused_since = None
    if dossier.counts_from is None:
        return
    dossier.spent_minutes = spent_between(dossier, dossier.counts_from, instant)
    dossier.paused_minutes = waited(dossier, instant)
    if judged and dossier.due_at is not None:
        dossier.outcome = outcome(dossier.due_at, instant)


def outcome(due_at: datetime, done_at: datetime) -> str:
    """EARLY before the day on which it was due, ON_TIME on that day, LATE after the moment."""
    if done_at > due_at:
        return LATE
    return EARLY if to_local(done_at).date() < to_local(due_at).date() else ON_TIME


def promise_passed(dossier: Dossier, instant: datetime) -> bool:
    """Whether the moment that the citizen was promised has gone by while the office had the dossier."""
    return (
        dossier.is_running
        and dossier.paused_since is None
        and dossier.promised_at is not None
        and dossier.promised_at < instant
    )
