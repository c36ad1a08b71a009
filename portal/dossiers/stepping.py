"""A step begins, changes hands, ends: the row of its run, and what the dossier's row says of the step in hand."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.accounts.permissions import Actor
from portal.clock import to_local
from portal.dossiers.errors import NotPossible
from portal.dossiers.models import Dossier
from portal.dossiers.models_course import DossierStep
from portal.dossiers.people import in_role, stand_in_of, told_of_queue
from portal.dossiers.plan import definition_of
from portal.dossiers.running import reckon, spent_between, step_row
from portal.dossiers.telling import tell_desk
from portal.extensions import db


def begin_step(
    dossier: Dossier, position: int, instant: datetime, *, to: User | None = None, unit: str | None = None
) -> None:
    """Put a dossier into a step of its process, in somebody's hands or in the queue of the step's role and unit."""
    step = definition_of(dossier).steps[position]
    dossier.step_key, dossier.step_position = step.key, position
    dossier.step_role, dossier.step_at = step.role, step.at
    dossier.step_began_at = instant
    dossier.unit = (step.unit if unit is None else unit)[:120]
    last = db.session.scalar(select(func.max(DossierStep.number)).where(DossierStep.dossier_id == dossier.id))
    db.session.add(
        DossierStep(
            tenant_id=dossier.tenant_id,
            dossier_id=dossier.id,
            number=(last or 0) + 1,
            step_key=step.key,
            name=step.name[:200],
            role=step.role,
            unit=dossier.unit,
            began_at=instant,
            due_minutes=step.hours * 60,
        )
    )
    db.session.flush()
    give(dossier, to, instant)
    reckon(dossier)


def give(dossier: Dossier, to: User | None, instant: datetime) -> None:
    """Put the step in hand into somebody's hands, or back into the queue (None)."""
    dossier.holder_id, dossier.holder_name = (to.id, to.name) if to is not None else (None, "")
    row = step_row(dossier)
    if row is not None:
        row.by_id, row.by_name = dossier.holder_id, dossier.holder_name
        row.taken_at = instant if to is not None else None
        row.unit = dossier.unit


def end_step(dossier: Dossier, instant: datetime, outcome: str, note: str = "") -> None:
    """End the run of the step in hand: what it took, and how it ended."""
    row = step_row(dossier)
    if row is None:
        return
    row.ended_at, row.outcome, row.note = instant, outcome, note[:4000] or None
    until = instant if dossier.done_at is None else min(instant, dossier.done_at)  # the clock ended there
    row.minutes = spent_between(dossier, row.began_at, until)
    db.session.flush()


def leave_steps(dossier: Dossier) -> None:
    """Nobody has the dossier in hand any more."""
    dossier.step_key, dossier.step_position, dossier.step_role, dossier.step_at = "", -1, "", "own"
    dossier.step_began_at = dossier.step_due_at = None
    dossier.holder_id, dossier.holder_name, dossier.unit = None, "", ""


def person_for(user_id: int, role: str, tenant_id: int, instant: datetime) -> User:
    """Who gets what is given to somebody: they, or who stands in for them. Raises NotPossible without the role."""
    known = {one.id: one for one in in_role(role, tenant_id)}
    stand_in = stand_in_of(user_id, to_local(instant).date())
    found = known.get(stand_in) if stand_in is not None else None
    found = found or known.get(user_id)
    if found is None:
        raise NotPossible(_("Người này không có vai trò của bước này."))
    return found


def tell_next(dossier: Dossier, actor: Actor) -> None:
    """Tell who has the dossier now, or everybody of the queue in which it waits."""
    if dossier.step_at != "own":
        return
    if dossier.holder_id is not None:
        title = _("Có hồ sơ được chuyển đến bạn")
        text = _("Một hồ sơ vừa được chuyển đến bạn. Hãy mở mục Hồ sơ để xử lý đúng hạn.")
        tell_desk(dossier, [dossier.holder_id], "passed", title, actor, mail=text)
        return
    waiting = told_of_queue(dossier.step_role, dossier.unit, dossier.tenant_id)
    tell_desk(dossier, waiting, "waiting", _("Có hồ sơ chờ nhận xử lý"), actor)
