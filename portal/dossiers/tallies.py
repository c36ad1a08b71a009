"""How many dossiers there are of something, each in one statement: for the desk's menu, the head of the queue, and the
list of services."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import and_, func, or_, select

from portal.accounts.permissions import Actor
from portal.dossiers.models import Dossier
from portal.dossiers.queries import Queue, conditions, waiting_for
from portal.dossiers.states import DONE, NEW, OPEN_STATES, RUNNING
from portal.extensions import db


def tally(queues: Mapping[str, Queue], actor: Actor) -> dict[str, int]:
    """How many each of these lists has, by the names given; of dossiers that are open or wait to be handed out. Raises
    Forbidden."""
    numbers = [
        func.count().filter(and_(*conditions(queue, actor))).label(f"n{at}")
        for at, queue in enumerate(queues.values())
    ]
    found = db.session.execute(
        select(*numbers).select_from(Dossier).where(Dossier.state.in_((*OPEN_STATES, DONE)))
    ).one()
    return dict(zip(queues, (int(one) for one in found), strict=True))


def to_do(actor: Actor) -> int:
    """How many dossiers somebody of the counter can go on with: in hand and not waiting for the citizen, or waiting for
    one of their roles. 0 for anybody else."""
    if not actor.may("dossier.read"):
        return 0
    mine = (Dossier.holder_id == actor.user_id) & Dossier.state.in_((NEW, *RUNNING, DONE))
    statement = select(func.count()).select_from(Dossier).where(or_(mine, waiting_for(actor)))
    return int(db.session.scalar(statement.where(Dossier.state.in_((NEW, *RUNNING, DONE)))) or 0)


def of_services(ids: list[int]) -> dict[int, int]:
    """How many dossiers each of these services has ever had, of those that have any."""
    statement = select(Dossier.service_id, func.count()).where(Dossier.service_id.in_(ids))
    return {row[0]: row[1] for row in db.session.execute(statement.group_by(Dossier.service_id))}
