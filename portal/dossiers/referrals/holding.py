"""Referred steps in somebody's hands pass on when they leave: to their successor in the role, else into the queue."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.accounts.permissions import system_actor
from portal.dossiers.people import in_role
from portal.dossiers.referrals.models import OPEN_STATES, Referred
from portal.dossiers.referrals.service import pass_to
from portal.dossiers.referrals.telling import CAME
from portal.extensions import db
from portal.publishing.holdings import Held, Holding


def _in_hand(user_id: int) -> list[Held]:
    statement = select(Referred).where(Referred.holder_id == user_id, Referred.state.in_(OPEN_STATES))
    return [
        Held("referred", one.id, f"{one.code}: {one.title}", f"{CAME}{one.id}")
        for one in db.session.scalars(statement.order_by(Referred.until.nulls_last(), Referred.id))
    ]


def _pass_on(things: list[Held], successor_id: int) -> None:
    found = db.session.scalars(select(Referred).where(Referred.id.in_([one.object_id for one in things])))
    for row in found:
        able = {one.id: one for one in in_role(row.role, row.tenant_id)}
        pass_to(row, able.get(successor_id), system_actor(row.tenant_id))


HOLDING = Holding(_l("Việc liên thông đang xử lý"), _in_hand, _pass_on)
