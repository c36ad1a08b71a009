"""Cases in somebody's hands pass on when they leave; what is finished keeps the name of who answered."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from portal.extensions import db
from portal.publishing.holdings import Held, Holding
from portal.voice.cases.models import OPEN_STATES, VoiceCase
from portal.voice.cases.service import desk_path


def _given_to(user_id: int) -> list[Held]:
    statement = (
        select(VoiceCase)
        .where(VoiceCase.assignee_id == user_id, VoiceCase.state.in_(OPEN_STATES))
        .order_by(VoiceCase.due_on.nulls_last(), VoiceCase.id)
    )
    return [
        Held(one.kind, one.id, f"{one.code}: {one.title}", desk_path(one))
        for one in db.session.scalars(statement)
    ]


def _pass_on(things: list[Held], successor_id: int) -> None:
    # Not a change of the words: the version stays, so that who is writing an answer can still save it.
    values = {"assignee_id": successor_id, "updated_at": VoiceCase.updated_at}
    db.session.execute(
        update(VoiceCase).where(VoiceCase.id.in_([one.object_id for one in things])).values(values)
    )


HOLDING = Holding(_l("Ý kiến người dân đang xử lý"), _given_to, _pass_on)
