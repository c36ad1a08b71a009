"""In the hands of the office: take, give back, pass on, send back, assign anew. Of two who take one, one wins."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import or_, select

from portal.accounts.models import User
from portal.dossiers import moment
from portal.dossiers.errors import Forbidden, NotPossible
from portal.dossiers.facts import require
from portal.dossiers.models import Dossier
from portal.dossiers.models_course import DossierStep
from portal.dossiers.party import Party
from portal.dossiers.people import in_role, units_of
from portal.dossiers.plan import definition_of
from portal.dossiers.states import RUNNING
from portal.dossiers.stepping import begin_step, end_step, give, person_for, tell_next
from portal.dossiers.story import happened, move
from portal.dossiers.telling import tell_desk
from portal.extensions import db


def take(dossier: Dossier, by: Party, seen: int | None) -> None:
    """Take a dossier that waits, or that somebody who is away has and one stands in for. Raises Forbidden,
    AlreadyTaken (with who has it), StaleVersion, NotPossible."""
    require("take", dossier, by, seen)
    _take(dossier, by)


def take_next(by: Party, unit: str = "") -> Dossier | None:
    """Take the most urgent dossier that waits for a role of this person: of a unit if one is named, else of theirs and
    of none; None where nothing waits. Raises Forbidden."""
    by.actor.require("dossier.read")
    if by.actor.user_id is None:
        raise Forbidden("dossier.read")
    units = [unit] if unit else [*units_of(by.actor.user_id), ""]
    waiting = (
        select(Dossier)
        .where(
            Dossier.state.in_(RUNNING),
            Dossier.holder_id.is_(None),
            Dossier.step_at == "own",
            Dossier.step_role.in_(sorted(by.actor.roles)),
            or_(*(Dossier.unit == one for one in units)),
        )
        .order_by(Dossier.due_at.nulls_last(), Dossier.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    dossier = db.session.scalar(waiting)
    if dossier is None:
        return None
    require("take", dossier, by)
    _take(dossier, by)
    return dossier


def _take(dossier: Dossier, by: Party) -> None:
    who = db.session.get(User, by.actor.user_id)
    if who is None:
        raise Forbidden("dossier.read")
    before = move(dossier, "take")
    give(dossier, who, moment.now())
    told = _("Hồ sơ đang được xử lý.") if before != dossier.state else ""
    happened(dossier, "take", before, by, told=told, message=False)


def release(dossier: Dossier, by: Party, seen: int | None, *, note: str = "") -> None:
    """Put a dossier back into the queue. Raises Forbidden, NotInHand, StaleVersion, NotPossible."""
    require("release", dossier, by, seen)
    before = move(dossier, "release")
    give(dossier, None, moment.now())
    happened(dossier, "release", before, by, note=note)
    tell_next(dossier, by.actor)


def pass_on(
    dossier: Dossier,
    by: Party,
    seen: int | None,
    *,
    to_id: int | None = None,
    unit: str | None = None,
    note: str = "",
) -> None:
    """Pass a dossier on to the next step: to a person (or who stands in for them), or to the queue of a unit.

    Raises Forbidden, NotInHand, PromisePassed, StaleVersion, NotPossible.
    """
    require("pass", dossier, by, seen)
    _go(dossier, "pass", by, dossier.step_position + 1, to_id, unit, note)


def send_back(
    dossier: Dossier,
    by: Party,
    seen: int | None,
    *,
    note: str,
    position: int | None = None,
    to_id: int | None = None,
) -> None:
    """Send a dossier back to an earlier step (the one before), to whoever did it last unless somebody is named. A
    result that was not signed is to be decided anew. Raises as `pass_on`."""
    require("send_back", dossier, by, seen)
    position = dossier.step_position - 1 if position is None else position
    if not 0 <= position < dossier.step_position:
        raise NotPossible(_("Chỉ chuyển lại được cho một bước trước đó."))
    if not note.strip():
        raise NotPossible(_("Ghi lý do chuyển lại."))
    if dossier.signed_at is None:
        dossier.decided_at = None
    to_id = to_id if to_id is not None else _last_at(dossier, position)
    _go(dossier, "send_back", by, position, to_id, None, note)


def _last_at(dossier: Dossier, position: int) -> int | None:
    """Who did a step last, if they still work in its role."""
    step = definition_of(dossier).steps[position]
    rows = db.session.scalars(
        select(DossierStep.by_id)
        .where(
            DossierStep.dossier_id == dossier.id,
            DossierStep.step_key == step.key,
            DossierStep.by_id.is_not(None),
        )
        .order_by(DossierStep.number.desc())
        .limit(1)
    )
    last = rows.first()
    return last if last in {one.id for one in in_role(step.role, dossier.tenant_id)} else None


def _go(
    dossier: Dossier, verb: str, by: Party, position: int, to_id: int | None, unit: str | None, note: str
) -> None:
    instant, step = moment.now(), definition_of(dossier).steps[position]
    to = None
    if to_id is not None and step.at == "own":
        to = person_for(to_id, step.role, dossier.tenant_id, instant)
    before = move(dossier, verb)
    end_step(dossier, instant, verb, note)
    begin_step(dossier, position, instant, to=to, unit=unit)
    told = _("Hồ sơ đã chuyển đến bước: %(step)s.", step=step.name)
    happened(dossier, verb, before, by, told=told, note=note, message=False)
    tell_next(dossier, by.actor)


def reassign(
    dossier: Dossier,
    by: Party,
    seen: int | None,
    *,
    to_id: int | None,
    unit: str | None = None,
    note: str = "",
) -> None:
    """Put the step in hand into other hands, or into the queue of a unit; both are told. The step goes on.

    Raises Forbidden, StaleVersion, NotPossible.
    """
    require("reassign", dossier, by, seen)
    before, former, instant = move(dossier, "reassign"), dossier.holder_id, moment.now()
    to = person_for(to_id, dossier.step_role, dossier.tenant_id, instant) if to_id is not None else None
    if unit is not None:
        dossier.unit = unit.strip()[:120]
    give(dossier, to, instant)
    happened(dossier, "reassign", before, by, note=note)
    tell_next(dossier, by.actor)
    if former is not None and former != dossier.holder_id:
        title = _("Một hồ sơ của bạn được giao cho người khác")
        tell_desk(dossier, [former], "reassigned", title, by.actor)
