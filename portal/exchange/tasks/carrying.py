"""Carrying over what the other office must know of a task (a step of the follower): what was given, what happened.

What is due is marked in the transaction of the act (`carry_at`). Each assignment is carried in one transaction of its
own, under a named system task: what was killed in the middle is done again, and what is there already (known by its
key) is not done twice. Within it each side is read and written as that portal alone. Where giver and doer are the same
office, `bring_within` does the same within the transaction of the act.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from portal.clock import utc_now
from portal.dossiers import moment
from portal.exchange.tasks.course import RECALLED
from portal.exchange.tasks.landing import landed_above, landed_below, message_down, message_up
from portal.exchange.tasks.models import Assignment, ReceivedTask, TaskEvent
from portal.exchange.tasks.settling import Row
from portal.extensions import db
from portal.publishing.service import commit
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants, narrowed, system_task

log = logging.getLogger(__name__)
REASON = "chuyển nhiệm vụ và báo cáo giữa cơ quan giao và cơ quan làm"
LONGEST_PAUSE = timedelta(minutes=10)
AT_ONCE = 100
Within = Callable[[int], AbstractContextManager[Any]]


def carry(now: datetime | None = None) -> int:
    """Carry over everything that is due; how many assignments were. Needs an application context, no scope. One that
    fails is logged and tried again later; it holds up no other."""
    instant, done = now or utc_now(), 0
    for assignment_id in _due(instant):
        try:
            with moment.at(instant):
                done += _carry_one(assignment_id)
        except Exception as error:
            # Only the kind of the fault: its words may hold what is in a task.
            log.error("task %s could not be carried over (%s)", assignment_id, type(error).__name__)
            _put_off(assignment_id, instant)
    return done


def _due(until: datetime) -> list[int]:
    with all_tenants(REASON):
        given = select(Assignment.id).where(Assignment.carry_at <= until).order_by(Assignment.carry_at)
        taken = (
            select(ReceivedTask.assignment_id)
            .where(ReceivedTask.carry_at <= until)
            .order_by(ReceivedTask.carry_at)
        )
        found = {*db.session.scalars(given.limit(AT_ONCE)), *db.session.scalars(taken.limit(AT_ONCE))}
        return sorted(found)


def _row(kind: Any, condition: Any) -> Any:
    statement = select(kind).where(condition).with_for_update()
    return db.session.scalar(statement.execution_options(populate_existing=True))


def _put_off(assignment_id: int, now: datetime) -> None:
    """Try again later, the later the oftener it failed."""
    with system_task(REASON):
        given = _row(Assignment, Assignment.id == assignment_id)
        tries = given.tries + 1 if given is not None else 10
        again = now + min(timedelta(seconds=2 ** min(tries, 10)), LONGEST_PAUSE)
        _mark(Assignment, Assignment.id == assignment_id, carry_at=again, tries=tries)
        taken = None if given is not None else again  # the assignment asks for both
        _mark(ReceivedTask, ReceivedTask.assignment_id == assignment_id, carry_at=taken)
        commit()


def _mark(kind: Any, condition: Any, **values: Any) -> None:
    """Set marks of carrying; the version that pages were made from stays."""
    db.session.execute(
        update(kind).where(condition).values(**values).execution_options(synchronize_session=False)
    )


def _carry_one(assignment_id: int) -> int:
    with system_task(REASON):
        given = _row(Assignment, Assignment.id == assignment_id)
        taken = _row(ReceivedTask, ReceivedTask.assignment_id == assignment_id)
        if given is None:
            _mark(ReceivedTask, ReceivedTask.assignment_id == assignment_id, carry_at=None)
            commit()
            return 0
        doer = taken.tenant_id if taken is not None else _office(given)
        if doer is not None:
            _bring(assignment_id, given.tenant_id, doer, narrowed)
        _mark(Assignment, Assignment.id == assignment_id, carry_at=None, tries=0)
        _mark(ReceivedTask, ReceivedTask.assignment_id == assignment_id, carry_at=None)
        commit()
    return 1


def _office(given: Assignment) -> int | None:
    """Where a task goes that has not arrived: the office, or its heir; None where nothing goes."""
    portal = directory().by_id(given.to_portal_id)
    if portal is None or given.state == RECALLED:
        return None
    return directory().heir_of(portal).id


def bring_within(row: Row) -> None:
    """Let the other side know at once where it is the same office (the caller commits); else `carry` will."""
    if isinstance(row, Assignment):
        assignment_id, other = row.id, row.to_portal_id
    else:
        assignment_id, other = row.assignment_id, row.from_portal_id
    if other != row.tenant_id:
        return
    db.session.flush()
    _bring(assignment_id, row.tenant_id, row.tenant_id, lambda _tenant: nullcontext())
    _mark(Assignment, Assignment.id == assignment_id, carry_at=None, tries=0)
    _mark(ReceivedTask, ReceivedTask.assignment_id == assignment_id, carry_at=None)
    row.carry_at = None
    db.session.flush()


def _bring(assignment_id: int, giver: int, doer: int, within: Within) -> None:
    """Let both sides know what the other knows; what each has is left alone."""
    share = giver == doer
    with within(doer):
        below = _known(TaskEvent.received_id, ReceivedTask.id, ReceivedTask.assignment_id == assignment_id)
    with within(giver):
        down = message_down(assignment_id, below, share=share)
        above = _known(TaskEvent.assignment_id, Assignment.id, Assignment.id == assignment_id) or frozenset()
    with within(doer):
        landed_below(down, doer)
        up = message_up(assignment_id, above, share=share)
    with within(giver):
        landed_above(assignment_id, up)


def _known(column: Any, row_id: Any, condition: Any) -> frozenset[int] | None:
    """The keys of what a side holds; None where it has no row yet."""
    row = db.session.scalar(select(row_id).where(condition))
    if row is None:
        return None
    return frozenset(db.session.scalars(select(TaskEvent.key).where(column == row)))
