"""Dossiers in somebody's hands pass on when they leave: to their successor where that one has the role, else into the
queue. Each is an act of its story."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.dossiers.models import Dossier
from portal.dossiers.party import system
from portal.dossiers.paths import desk_path
from portal.dossiers.people import in_role
from portal.dossiers.states import DONE, RUNNING, WAITING
from portal.dossiers.verbs.working import reassign
from portal.extensions import db
from portal.publishing.holdings import Held, Holding


def _in_hand(user_id: int) -> list[Held]:
    statement = (
        select(Dossier)
        .where(Dossier.holder_id == user_id, Dossier.state.in_((*RUNNING, *WAITING, DONE)))
        .order_by(Dossier.due_at.nulls_last(), Dossier.id)
    )
    return [
        Held("dossier", one.id, f"{one.code}: {one.title}", desk_path(one))
        for one in db.session.scalars(statement)
    ]


def _pass_on(things: list[Held], successor_id: int) -> None:
    found = db.session.scalars(select(Dossier).where(Dossier.id.in_([one.object_id for one in things])))
    for dossier in found:
        able = successor_id in {one.id for one in in_role(dossier.step_role, dossier.tenant_id)}
        note = _("Bàn giao khi người giữ hồ sơ thôi việc.")
        reassign(dossier, system(dossier.tenant_id), None, to_id=successor_id if able else None, note=note)


HOLDING = Holding(_l("Hồ sơ một cửa đang xử lý"), _in_hand, _pass_on)
