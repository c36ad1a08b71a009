"""What goes from one side of a task to the other, as values, and how it is kept there: each happening once, by its key.

All of it runs within one portal's scope; nothing here crosses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from portal.accounts.permissions import system_actor
from portal.exchange.registers.models import IncomingDocument
from portal.exchange.tasks import files
from portal.exchange.tasks.files import CarriedFile
from portal.exchange.tasks.models import Assignment, ReceivedTask, Task, TaskEvent, TaskFile
from portal.exchange.tasks.settling import Row, events_of, settle
from portal.exchange.tasks.telling import tell_arrived, tell_doers, tell_givers
from portal.extensions import db
from portal.publishing.service import audit

CONTENT = (
    "title",
    "text",
    "wanted",
    "importance",
    "source",
    "source_key",
    "rhythm",
    "weekday",
    "measure",
    "total",
    "unit",
    "given_by_name",
)


@dataclass(frozen=True)
class CarriedEvent:
    """Something that happened, on its way; `files` came with it."""

    key: int
    at: datetime
    side: str
    kind: str
    by_name: str
    text: str
    until: date | None
    done: int | None
    name: str
    files: tuple[CarriedFile, ...]


@dataclass(frozen=True)
class Down:
    """What who does a task must know: what it says, with which day and person it was given, what happened that is not
    known there. `files` come with the first message alone."""

    assignment_id: int
    from_portal_id: int
    incoming_id: int | None
    content: dict[str, Any]
    given_at: datetime
    first_due: date
    first_holder: str
    person_id: int | None
    files: tuple[CarriedFile, ...]
    events: tuple[CarriedEvent, ...]


def message_down(assignment_id: int, known: frozenset[int] | None, *, share: bool) -> Down:
    """What the doer must know, read as the giver. `known` are the keys held there, None where nothing arrived yet."""
    row = db.session.scalars(select(Assignment).where(Assignment.id == assignment_id)).one()
    task = db.session.scalars(select(Task).where(Task.id == row.task_id)).one()
    first = known is None
    held = files.of_place(TaskFile.task_id, [task.id]).get(task.id, []) if first else []
    return Down(
        assignment_id=row.id,
        from_portal_id=row.tenant_id,
        incoming_id=task.incoming_id if share else None,
        content={name: getattr(task, name) for name in CONTENT},
        given_at=row.given_at,
        first_due=row.first_due,
        first_holder=row.first_holder,
        person_id=row.person_id if share else None,
        files=files.to_carry(held, share=share),
        events=_carried(events_of(row), known or frozenset(), share=share),
    )


def message_up(assignment_id: int, known: frozenset[int], *, share: bool) -> tuple[CarriedEvent, ...]:
    """What happened that the giver does not know, read as the doer."""
    row = _received(assignment_id)
    return _carried(events_of(row), known, share=share) if row is not None else ()


def landed_below(down: Down, tenant_id: int) -> None:
    """Bring the doer's row to where the task is (the caller commits)."""
    row, fresh = _received(down.assignment_id), False
    if row is None:
        row, fresh = _made(down, tenant_id), True
    row.from_portal_id = down.from_portal_id
    added = _added(row, down.events)
    settle(row, row)
    if fresh and row.is_open:
        tell_arrived(row)
    for one in added:
        if not fresh:
            tell_doers(row, one)


def landed_above(assignment_id: int, events: tuple[CarriedEvent, ...]) -> None:
    """Bring the giver's row to where the task is (the caller commits)."""
    if not events:
        return
    row = db.session.scalars(select(Assignment).where(Assignment.id == assignment_id)).one()
    task = db.session.scalars(select(Task).where(Task.id == row.task_id)).one()
    added = _added(row, events)
    settle(row, task)
    for one in added:
        tell_givers(task, row, one)


def _received(assignment_id: int) -> ReceivedTask | None:
    statement = select(ReceivedTask).where(ReceivedTask.assignment_id == assignment_id)
    return db.session.scalar(statement.with_for_update())


def _made(down: Down, tenant_id: int) -> ReceivedTask:
    row = ReceivedTask(
        tenant_id=tenant_id,
        assignment_id=down.assignment_id,
        from_portal_id=down.from_portal_id,
        incoming_id=down.incoming_id or _directive(down.content["source_key"]),
        given_at=down.given_at,
        first_due=down.first_due,
        due=down.first_due,
        first_holder=down.first_holder,
        holder_name=down.first_holder,
        holder_id=down.person_id,
        **down.content,
    )
    db.session.add(row)
    db.session.flush()
    files.land(down.files, tenant_id, received_id=row.id)
    actor = system_actor(tenant_id)
    audit(actor, "task.arrive", kind="task_received", object_id=row.id, detail=row.title[:200])
    return row


def _directive(key: str) -> int | None:
    """The directive in the own register, where it came in by the exchange."""
    if not key:
        return None
    statement = select(IncomingDocument.id).where(IncomingDocument.key == key)
    return db.session.scalar(statement.order_by(IncomingDocument.id.desc()).limit(1))


def directive_moved(row: IncomingDocument, _status: str, _words: str) -> None:
    """A directive came, or went on: tasks that came before it find it (a listener of the registers)."""
    if not row.key:
        return
    waiting = (ReceivedTask.source_key == row.key, ReceivedTask.incoming_id.is_(None))
    statement = update(ReceivedTask).where(*waiting).values(incoming_id=row.id)
    db.session.execute(statement.execution_options(synchronize_session=False))


def _carried(events: Iterable[TaskEvent], known: frozenset[int], *, share: bool) -> tuple[CarriedEvent, ...]:
    fresh = [one for one in events if one.key not in known]
    held = files.of_place(TaskFile.event_id, [one.id for one in fresh]) if fresh else {}
    return tuple(
        CarriedEvent(
            one.key,
            one.at,
            one.side,
            one.kind,
            one.by_name,
            one.text,
            one.until,
            one.done,
            one.name,
            files.to_carry(held.get(one.id, []), share=share),
        )
        for one in fresh
    )


def _added(row: Row, events: Iterable[CarriedEvent]) -> list[TaskEvent]:
    """Keep what is new here."""
    known = {one.key for one in events_of(row)}
    added = []
    for one in events:
        if one.key in known:
            continue
        event = TaskEvent(
            tenant_id=row.tenant_id,
            assignment_id=row.id if isinstance(row, Assignment) else None,
            received_id=row.id if isinstance(row, ReceivedTask) else None,
            key=one.key,
            at=one.at,
            side=one.side,
            kind=one.kind,
            by_name=one.by_name,
            text=one.text,
            until=one.until,
            done=one.done,
            name=one.name,
        )
        db.session.add(event)
        db.session.flush()
        files.land(one.files, row.tenant_id, event_id=event.id)
        added.append(event)
    return added
