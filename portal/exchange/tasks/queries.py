"""Reads of tasks within the scope in force: given, received, late, waiting for a decision (the briefing asks too)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from portal.accounts.permissions import Actor
from portal.exchange.tasks.course import OPEN, REPORTED, TO_DO
from portal.exchange.tasks.models import Assignment, ReceivedTask, Task
from portal.exchange.tasks.settling import present_day
from portal.exchange.tasks.telling import GIVE, HANDLE, READ
from portal.extensions import db

MINE, OPEN_ONES, LATE, DONE = "cua-toi", "dang-lam", "qua-han", "da-xong"
VIEWS = (MINE, OPEN_ONES, LATE, DONE)


def received(actor: Actor, view: str, words: str = "") -> Select[tuple[ReceivedTask]]:
    """What this office was given, by when it is due; `view` is one of VIEWS. Raises Forbidden."""
    actor.require(READ)
    statement = select(ReceivedTask)
    if words:
        like = f"%{_escaped(words)}%"
        statement = statement.where(
            or_(ReceivedTask.title.ilike(like, escape="\\"), ReceivedTask.source.ilike(like, escape="\\"))
        )
    if view == DONE:
        ended = statement.where(ReceivedTask.state.not_in(OPEN))
        return ended.order_by(ReceivedTask.ended_at.desc(), ReceivedTask.id.desc())
    if view == MINE:
        statement = statement.where(*_for(actor))
    elif view == LATE:
        statement = statement.where(*late(ReceivedTask))
    else:
        statement = statement.where(ReceivedTask.state.in_(OPEN))
    return statement.order_by(ReceivedTask.due, ReceivedTask.importance.desc(), ReceivedTask.id)


def late(kind: Any) -> tuple[ColumnElement[bool], ...]:
    """The condition of being late now, of assignments or received tasks."""
    return kind.state.in_(TO_DO), kind.due < present_day()


def given(actor: Actor, *, is_open: bool, words: str = "") -> Select[tuple[Task]]:
    """What this office gave, newest first: what somebody still works on, or what is over. Raises Forbidden."""
    actor.require(READ)
    works = exists().where(
        Assignment.tenant_id == Task.tenant_id, Assignment.task_id == Task.id, Assignment.state.in_(OPEN)
    )
    statement = select(Task).where(works if is_open else ~works)
    if words:
        like = f"%{_escaped(words)}%"
        statement = statement.where(
            or_(Task.title.ilike(like, escape="\\"), Task.source.ilike(like, escape="\\"))
        )
    return statement.order_by(Task.given_at.desc(), Task.id.desc())


def task(object_id: int) -> Task | None:
    """A task that the portal in force gave."""
    return db.session.scalar(select(Task).where(Task.id == object_id)) if object_id < 2**63 else None


def assignment(object_id: int) -> Assignment | None:
    """One office's (or person's) part of a task of the portal in force."""
    found = select(Assignment).where(Assignment.id == object_id)
    return db.session.scalar(found) if object_id < 2**63 else None


def received_one(object_id: int) -> ReceivedTask | None:
    """A task that the portal in force received."""
    found = select(ReceivedTask).where(ReceivedTask.id == object_id)
    return db.session.scalar(found) if object_id < 2**63 else None


def assignments_of(task_ids: Iterable[int]) -> dict[int, list[Assignment]]:
    """The parts of tasks in order, by task; one statement."""
    found: dict[int, list[Assignment]] = {}
    statement = select(Assignment).where(Assignment.task_id.in_(list(task_ids)))
    for one in db.session.scalars(statement.order_by(Assignment.position, Assignment.id)):
        found.setdefault(one.task_id, []).append(one)
    return found


def tasks_by_id(ids: Iterable[int]) -> dict[int, Task]:
    """Tasks by id; one statement."""
    return {one.id: one for one in db.session.scalars(select(Task).where(Task.id.in_(list(ids))))}


def following_from(register: str, document_id: int) -> tuple[list[Task], list[ReceivedTask]]:
    """Tasks that follow from a document of a register ("out", "in"): given here, received here."""
    column = Task.outgoing_id if register == "out" else Task.incoming_id
    gave = list(db.session.scalars(select(Task).where(column == document_id).order_by(Task.id)))
    if register == "out":
        return gave, []
    got = select(ReceivedTask).where(ReceivedTask.incoming_id == document_id).order_by(ReceivedTask.id)
    return gave, list(db.session.scalars(got))


def waiting_for(actor: Actor, limit: int) -> list[ReceivedTask]:
    """What somebody has in hand, or may take, by when it is due."""
    statement = select(ReceivedTask).where(*_for(actor))
    return list(db.session.scalars(statement.order_by(ReceivedTask.due, ReceivedTask.id).limit(limit)))


def to_do(actor: Actor) -> int:
    """How many tasks somebody has in hand or may take, and how many of those they gave wait for their decision."""
    mine = db.session.scalar(select(func.count()).select_from(ReceivedTask).where(*_for(actor))) or 0
    return int(mine) + (count_decisions() if actor.may(GIVE) else 0)


def _for(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    holds = ReceivedTask.holder_id == actor.user_id
    free = ReceivedTask.holder_id.is_(None)
    return ReceivedTask.state.in_(TO_DO), or_(holds, free) if actor.may(HANDLE) else holds


def _waits() -> ColumnElement[bool]:
    """Of an assignment: its giver must decide (reported complete, more time asked for)."""
    return or_(
        Assignment.state == REPORTED, and_(Assignment.state.in_(TO_DO), Assignment.asked_until.is_not(None))
    )


def count_decisions() -> int:
    """How many assignments wait for a decision of the portal in force."""
    return int(db.session.scalar(select(func.count()).select_from(Assignment).where(_waits())) or 0)


def decisions_waiting(limit: int) -> list[tuple[Assignment, Task]]:
    """What waits for a decision of the portal in force, the longest first (for the briefing and "Hôm nay")."""
    statement = select(Assignment).where(_waits()).order_by(Assignment.reported_at, Assignment.id)
    return _with_task(statement.limit(limit))


def late_given(limit: int) -> list[tuple[Assignment, Task]]:
    """What the portal in force gave and is late now, the longest first (for the briefing)."""
    statement = select(Assignment).where(*late(Assignment)).order_by(Assignment.due, Assignment.id)
    return _with_task(statement.limit(limit))


def late_received(limit: int) -> list[ReceivedTask]:
    """What the portal in force was given and is late now, the longest first (for the briefing)."""
    statement = select(ReceivedTask).where(*late(ReceivedTask))
    return list(db.session.scalars(statement.order_by(ReceivedTask.due, ReceivedTask.id).limit(limit)))


def _with_task(statement: Any) -> list[tuple[Assignment, Task]]:
    rows: list[Assignment] = list(db.session.scalars(statement))
    tasks = tasks_by_id({one.task_id for one in rows})
    return [(one, tasks[one.task_id]) for one in rows]


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")[:200]
