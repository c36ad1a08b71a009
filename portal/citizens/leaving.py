"""After a withdrawal or a closing: every room forgets what no law keeps, then the account itself is emptied.

Begun at once and, where a room fails, gone on with by the follower until all is done.
"""

from __future__ import annotations

import logging

from sqlalchemy import delete, select

from portal.citizens.held import all_held
from portal.citizens.models import OTP, Citizen, CitizenSession, OneTimeCode
from portal.extensions import db
from portal.tenancy.scope import system_task

log = logging.getLogger(__name__)
_REASON = "quên dữ liệu của người đã rút đồng ý"


def finish(citizen_id: int) -> bool:
    """Forget what is still to be forgotten of a citizen; whether all is done. Commits by itself."""
    with system_task(_REASON):
        citizen = db.session.get(Citizen, citizen_id)
        if citizen is None or not citizen.forget_due:
            return True
    done = True
    for held in all_held():
        if held.forget is None:
            continue
        try:
            held.forget(citizen)
        except Exception:
            log.exception("%s could not be forgotten; trying again", held.kind)
            done = False
    if done:
        with system_task(_REASON):
            _empty(citizen_id)
    return done


def _empty(citizen_id: int) -> None:
    citizen = db.session.get(Citizen, citizen_id)
    if citizen is None or not citizen.forget_due:
        return
    if citizen.consent_at is None:  # who came back meanwhile and agreed keeps what they tell now
        citizen.name = citizen.identity = citizen.identity_mark = citizen.born = citizen.address = ""
        citizen.level = OTP
    if citizen.closed_at is not None:
        citizen.email = citizen.phone = citizen.consent_version = ""
        db.session.execute(delete(CitizenSession).where(CitizenSession.citizen_id == citizen_id))
        db.session.execute(delete(OneTimeCode).where(OneTimeCode.citizen_id == citizen_id))
    citizen.forget_due = False
    db.session.commit()


def finish_all() -> int:
    """Go on with everybody of whom something is still to be forgotten; how many are done."""
    with system_task(_REASON):
        waiting = list(db.session.scalars(select(Citizen.id).where(Citizen.forget_due)))
    return sum(finish(one) for one in waiting)
