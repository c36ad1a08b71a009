"""Tasks in somebody's hands pass on when they leave: to their successor where that one may, else into nobody's."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.accounts.permissions import system_actor
from portal.exchange.tasks.course import OPEN
from portal.exchange.tasks.models import ReceivedTask
from portal.exchange.tasks.service import hand_over
from portal.exchange.tasks.telling import HANDLE, RECEIVED_PATH
from portal.extensions import db
from portal.notices.service import people_who_may
from portal.publishing.holdings import Held, Holding


def _in_hand(user_id: int) -> list[Held]:
    statement = select(ReceivedTask).where(ReceivedTask.holder_id == user_id, ReceivedTask.state.in_(OPEN))
    return [
        Held("task_received", one.id, one.title, f"{RECEIVED_PATH}{one.id}")
        for one in db.session.scalars(statement.order_by(ReceivedTask.due, ReceivedTask.id))
    ]


def _pass_on(things: list[Held], successor_id: int) -> None:
    found = db.session.scalars(
        select(ReceivedTask).where(ReceivedTask.id.in_([one.object_id for one in things]))
    )
    for row in found.all():
        able = {one.id: one for one in people_who_may(HANDLE, row.tenant_id)}
        hand_over(row, able.get(successor_id), system_actor(row.tenant_id))


HOLDING = Holding(_l("Nhiệm vụ được giao"), _in_hand, _pass_on)
