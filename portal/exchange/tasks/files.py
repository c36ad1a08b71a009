"""Files of tasks and reports: sealed among the papers of each office, opened for the moment of carrying alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.permissions import system_actor
from portal.exchange.tasks.errors import NotPossible
from portal.exchange.tasks.models import TaskEvent, TaskFile
from portal.extensions import db
from portal.papers import queries as papers
from portal.papers import service
from portal.papers.models import SCAN
from portal.tenancy.owned import new_id

ACCEPTED = frozenset({"picture", "pdf", "docx", "doc", "xlsx", "xls", "pptx", "odt", "text"})
MOST = 5
"""Files that one task, or one report, may have."""
KIND = "nhiem-vu"


@dataclass(frozen=True)
class Brought:
    """A file that somebody brings with a task or a report."""

    name: str
    data: bytes


@dataclass(frozen=True)
class CarriedFile:
    """A file on its way to the other office: its bytes in the open, in memory alone; or, within one office, the paper
    itself."""

    key: int
    name: str
    position: int
    data: bytes = b""
    paper_id: int | None = None


def keep(brought: Sequence[Brought], tenant_id: int, **of: int) -> list[TaskFile]:
    """Keep files sealed, of a task, a received task or an event (`task_id=`, `received_id=`, `event_id=`; the caller
    checked what the person may, and commits). Raises NotPossible, media's Refused, StoreUnavailable."""
    if len(brought) > MOST:
        raise NotPossible(_("Kèm nhiều nhất %(most)s tệp.", most=MOST))
    return [
        _kept(CarriedFile(new_id(), one.name, number, one.data), tenant_id, of)
        for number, one in enumerate(brought)
    ]


def land(carried: Iterable[CarriedFile], tenant_id: int, **of: int) -> None:
    """Keep files that were carried over (the caller commits)."""
    for one in carried:
        _kept(one, tenant_id, of)


def _kept(one: CarriedFile, tenant_id: int, of: dict[str, int]) -> TaskFile:
    held = papers.paper(one.paper_id) if one.paper_id is not None else None
    if held is None:
        actor = system_actor(tenant_id)
        held = service.keep(one.data, one.name, KIND, "", SCAN, actor, accept=ACCEPTED, read=False)
    row = TaskFile(
        tenant_id=tenant_id,
        paper_id=held.id,
        key=one.key,
        position=one.position,
        name=held.name,
        mime=held.mime,
        size=held.size,
        **of,
    )
    db.session.add(row)
    db.session.flush()
    return row


def of_place(column: Any, ids: Iterable[int]) -> dict[int, list[TaskFile]]:
    """Files by what they belong to (`TaskFile.task_id`, `received_id` or `event_id`), in order; one statement."""
    found: dict[int, list[TaskFile]] = {}
    statement = select(TaskFile).where(column.in_(list(ids))).order_by(TaskFile.position, TaskFile.id)
    for one in db.session.scalars(statement):
        found.setdefault(getattr(one, column.key), []).append(one)
    return found


def to_carry(rows: Iterable[TaskFile], *, share: bool) -> tuple[CarriedFile, ...]:
    """Files opened to be carried, or named where the other side is the same office (`share`). Raises PaperLost."""
    rows = list(rows)
    held = papers.papers([one.paper_id for one in rows])
    return tuple(
        CarriedFile(one.key, one.name, one.position, paper_id=one.paper_id)
        if share
        else CarriedFile(one.key, one.name, one.position, service.content(held[one.paper_id]))
        for one in rows
        if one.paper_id in held
    )


def by_id(
    file_id: int, *, assignment_id: int | None = None, received_id: int | None = None
) -> TaskFile | None:
    """A file that belongs to this assignment's task or reports, or to this received task, by its row's id."""
    file = db.session.scalar(select(TaskFile).where(TaskFile.id == file_id))
    if file is None:
        return None
    if file.event_id is not None:
        event = db.session.scalar(select(TaskEvent).where(TaskEvent.id == file.event_id))
        mine = event is not None and (
            event.assignment_id == assignment_id
            if assignment_id is not None
            else event.received_id == received_id
        )
        return file if mine else None
    return file if received_id is not None and file.received_id == received_id else None
