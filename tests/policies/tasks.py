"""Tasks that follow from directives."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from portal.accounts.models import User
from portal.accounts.permissions import Actor
from portal.accounts.service import create_user, grant
from portal.clock import today
from portal.exchange.tasks import giving
from portal.exchange.tasks.models import Assignment, ReceivedTask
from portal.extensions import db
from portal.publishing.service import commit
from tests.factories import Factory

READ, GIVE, HANDLE = "exchange.read", "task.give", "exchange.handle"
ROUTES = {
    "tasks_start.start": READ,
    "tasks_board.matrix": READ,
    "tasks_board.units": READ,
    "tasks_board.workbook": READ,
    "desk_received_task.listing": READ,
    "desk_received_task.one": READ,
    "desk_received_task.file": READ,
    "desk_received_task.act": HANDLE,
    "desk_task.listing": READ,
    "desk_task.new": GIVE,
    "desk_task.one": READ,
    "desk_task.file": READ,
    "desk_task.act": GIVE,
    "desk_task_part.part": READ,
    "desk_task_part.part_file": READ,
    "desk_task_part.part_act": GIVE,
}
VALUES = {
    "desk_received_task.act": {"act": "nhan"},
    "desk_received_task.file": {"file_id": "1"},
    "desk_task.act": {"act": "nhac"},
    "desk_task.file": {"file_id": "1"},
    "desk_task_part.part_act": {"act": "nhac"},
    "desk_task_part.part_file": {"file_id": "1"},
}
_count = itertools.count(1)


def _person(actor: Actor) -> User:
    found = db.session.scalars(
        db.select(User).where(User.email == f"viec@{actor.tenant_id}.example")
    ).one_or_none()
    if found is None:
        found = create_user(f"viec@{actor.tenant_id}.example", "Người làm", "mot-mat-khau-dai-de-thu")
        grant(found, actor.tenant_id, "case_officer", is_district=False)
    return found


def _given(actor: Actor, text: str) -> int:
    """A task for somebody of the own office, so that both sides are there; its id."""
    due: date = today() + timedelta(days=9)
    draft = giving.TaskDraft(
        f"quyen-{next(_count)}", text, due, people=[_person(actor).id], text=text, wanted=text
    )
    made = giving.give(draft, actor)
    commit()
    return made.id


def _task(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    with factory.acting(slug) as actor:
        return _given(actor, text), ""


def _part(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    with factory.acting(slug) as actor:
        made = _given(actor, text)
        return db.session.scalars(db.select(Assignment.id).where(Assignment.task_id == made)).one(), ""


def _received(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    with factory.acting(slug) as actor:
        made = _given(actor, text)
        part = db.session.scalars(db.select(Assignment.id).where(Assignment.task_id == made)).one()
        return db.session.scalars(
            db.select(ReceivedTask.id).where(ReceivedTask.assignment_id == part)
        ).one(), ""


THINGS = {"task": _task, "task_part": _part, "received_task": _received}
