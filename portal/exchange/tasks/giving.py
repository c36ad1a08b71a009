"""Giving tasks: to offices below, to people of the own office; later to more of them. The caller commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.accounts.permissions import Actor
from portal.dossiers import moment
from portal.exchange.tasks import files
from portal.exchange.tasks.carrying import bring_within
from portal.exchange.tasks.errors import NotPossible
from portal.exchange.tasks.files import Brought
from portal.exchange.tasks.models import COUNT, NORMAL, ONCE, PERCENT, Assignment, Task
from portal.exchange.tasks.service import LONGEST
from portal.exchange.tasks.settling import present_day, settle
from portal.exchange.tasks.telling import GIVE, HANDLE
from portal.extensions import db
from portal.notices.service import people_who_may
from portal.publishing.service import audit
from portal.tenancy.directory import Portal, directory


@dataclass(frozen=True)
class TaskDraft:
    """What a task says and who gets it: portals below by id, people of the own office by id; `due` is its last day.
    `form_key` makes a second submission of the same form the same task."""

    form_key: str
    title: str
    due: date
    portals: Sequence[int] = ()
    people: Sequence[int] = ()
    text: str = ""
    wanted: str = ""
    importance: int = NORMAL
    rhythm: str = ONCE
    weekday: int = 4
    measure: str = PERCENT
    total: int | None = None
    unit: str = ""
    outgoing_id: int | None = None
    incoming_id: int | None = None
    source: str = ""
    source_key: str = ""
    files: Sequence[Brought] = ()


_CONTENT = (
    "form_key",
    "title",
    "text",
    "wanted",
    "importance",
    "rhythm",
    "weekday",
    "measure",
    "outgoing_id",
    "incoming_id",
    "source",
    "source_key",
)


def offices_below(tenant_id: int) -> list[Portal]:
    """The living offices below, that tasks can be given to, by name."""
    portal = directory().by_id(tenant_id)
    below = portal.descendants if portal is not None else ()
    return [one for one in directory().living() if one.id in below]


def people_here(tenant_id: int) -> list[User]:
    """The people of the own office that tasks can be given to, by name."""
    return people_who_may(HANDLE, tenant_id)


def give(draft: TaskDraft, actor: Actor) -> Task:
    """Give a task. Raises Forbidden, NotPossible, media's Refused, StoreUnavailable."""
    actor.require(GIVE)
    held = db.session.scalar(select(Task).where(Task.form_key == draft.form_key))
    if held is not None:
        return held
    _check(draft)
    _checked(actor.tenant_id, draft.portals, draft.people, draft.due)
    is_count = draft.measure == COUNT
    task = Task(
        tenant_id=actor.tenant_id,
        given_at=moment.now(),
        given_by_id=actor.user_id,
        given_by_name=actor.name[:120],
        total=draft.total if is_count else None,
        unit=draft.unit.strip() if is_count else "",
        **{name: _clean(getattr(draft, name)) for name in _CONTENT},
    )
    db.session.add(task)
    db.session.flush()
    files.keep(draft.files, task.tenant_id, task_id=task.id)
    audit(actor, "task.give", kind="task", object_id=task.id, detail=task.title[:200])
    add(task, draft.portals, draft.people, draft.due, actor)
    return task


def add(
    task: Task, portals: Sequence[int], people: Sequence[int], due: date, actor: Actor
) -> list[Assignment]:
    """Give a task to offices and people who do not have it yet. Raises Forbidden, NotPossible."""
    actor.require(GIVE)
    able = _checked(task.tenant_id, portals, people, due)
    held = db.session.execute(
        select(Assignment.to_portal_id, Assignment.person_id).where(Assignment.task_id == task.id)
    ).all()
    known = {(portal, person) for portal, person in held}
    wanted: list[tuple[int, int | None]] = [(one, None) for one in dict.fromkeys(portals)]
    wanted += [(task.tenant_id, one) for one in dict.fromkeys(people)]
    fresh = [one for one in wanted if one not in known]
    return [_assigned(task, portal, able.get(person or 0), due, actor) for portal, person in fresh]


def _assigned(task: Task, portal_id: int, person: User | None, due: date, actor: Actor) -> Assignment:
    last = db.session.scalar(select(func.max(Assignment.position)).where(Assignment.task_id == task.id))
    name = person.name[:120] if person is not None else ""
    row = Assignment(
        tenant_id=task.tenant_id,
        task_id=task.id,
        position=(last or 0) + 1,
        to_portal_id=portal_id,
        person_id=person.id if person is not None else None,
        first_due=due,
        due=due,
        first_holder=name,
        holder_name=name,
        given_at=moment.now(),
        carry_at=moment.now(),
    )
    db.session.add(row)
    db.session.flush()
    settle(row, task)
    audit(actor, "task.assign", kind="task_assignment", object_id=row.id, detail=task.title[:200])
    bring_within(row)
    return row


def _check(draft: TaskDraft) -> None:
    if not draft.title.strip():
        raise NotPossible(_("Hãy ghi tên nhiệm vụ."))
    if draft.measure == COUNT and not 1 <= (draft.total or 0) <= 10_000_000:
        raise NotPossible(_("Hãy ghi tổng số cần làm, ví dụ 120."))


def _checked(tenant_id: int, portals: Sequence[int], people: Sequence[int], due: date) -> dict[int, User]:
    """The people here by id, once day and recipients are known to be possible."""
    day = present_day()
    if not day <= due <= day + LONGEST:
        raise NotPossible(_("Hạn phải từ hôm nay trở đi, không quá ba năm."))
    if not portals and not people:
        raise NotPossible(_("Hãy chọn ít nhất một nơi nhận hoặc một người."))
    below = {one.id for one in offices_below(tenant_id)}
    able = {one.id: one for one in people_here(tenant_id)}
    if not {*portals} <= below or not {*people} <= able.keys():
        raise NotPossible(_("Có nơi nhận không còn nhận được nhiệm vụ. Hãy chọn lại."))
    return able


def _clean(value: object) -> object:
    return value.strip() if isinstance(value, str) else value
