"""People of the counter: who works in a role, in which units, who is away and who stands in for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.models import Membership, User
from portal.accounts.permissions import COUNTER_ROLES, Forbidden
from portal.clock import to_local
from portal.dossiers import moment
from portal.dossiers.errors import NotPossible
from portal.dossiers.models_aside import CounterPerson
from portal.dossiers.party import Party
from portal.extensions import db
from portal.publishing.service import StaleVersion, audit

MOST_STAND_INS = 5  # in a chain: who stands in may be away too
LONGEST_UNIT, MOST_UNITS = 120, 20


def in_role(role: str, tenant_id: int) -> list[User]:
    """The active people with a role of the counter here, by name."""
    statement = (
        select(User)
        .join(Membership)
        .where(Membership.for_tenant_id == tenant_id, Membership.role == role, User.is_active)
        .order_by(User.name, User.id)
    )
    return list(db.session.scalars(statement))


def of_counter(tenant_id: int) -> list[User]:
    """Everybody who works on dossiers here, by name."""
    statement = (
        select(User)
        .join(Membership)
        .where(Membership.for_tenant_id == tenant_id, Membership.role.in_(COUNTER_ROLES), User.is_active)
        .distinct()
        .order_by(User.name, User.id)
    )
    return list(db.session.scalars(statement))


def person(user_id: int) -> CounterPerson | None:
    """What is known of somebody here."""
    return db.session.scalar(select(CounterPerson).where(CounterPerson.user_id == user_id))


def units_of(user_id: int) -> list[str]:
    """The units that somebody works in."""
    found = person(user_id)
    return list(found.units) if found is not None else []


def is_away(who: CounterPerson, day: date) -> bool:
    """Whether somebody said to be away on a Vietnamese day."""
    begun = who.away_from is not None and who.away_from <= day
    return begun and (who.away_to is None or day <= who.away_to)


def stand_in_of(user_id: int, day: date | None = None) -> int | None:
    """Who does the work of somebody who is away on a day (today), over those who are away themselves; None where nobody
    needs to, or nobody was named."""
    day = day or to_local(moment.now()).date()
    known = {one.user_id: one for one in db.session.scalars(select(CounterPerson))}
    current, seen = user_id, {user_id}
    while (who := known.get(current)) is not None and is_away(who, day):
        if who.stand_in_id is None or who.stand_in_id in seen or len(seen) > MOST_STAND_INS:
            return None
        current = who.stand_in_id
        seen.add(current)
    return current if current != user_id else None


def told_of_queue(role: str, unit: str, tenant_id: int) -> list[int]:
    """Who is told that something waits in the queue of a role: those of the unit, or all where none works in it."""
    everybody = [one.id for one in in_role(role, tenant_id)]
    if not unit:
        return everybody
    inside = {
        one.user_id
        for one in db.session.scalars(select(CounterPerson).where(CounterPerson.user_id.in_(everybody)))
        if unit in one.units
    }
    return [one for one in everybody if one in inside] or everybody


def arrange(
    user_id: int,
    by: Party,
    *,
    units: Sequence[str],
    away_from: date | None,
    away_to: date | None,
    stand_in_id: int | None,
    seen: int | None = None,
) -> CounterPerson:
    """Say in which units somebody works, when they are away and who stands in (the caller commits).

    Everybody says so of themselves; of others who assigns dossiers or oversees the counter. Raises Forbidden,
    NotPossible, StaleVersion.
    """
    if by.actor.user_id != user_id:
        if not by.actor.may("dossier.oversee"):
            by.actor.require("dossier.assign")
    elif not by.actor.may("dossier.read"):
        raise Forbidden("dossier.read")
    known = {one.id for one in of_counter(by.actor.tenant_id)}
    if user_id not in known or (stand_in_id is not None and stand_in_id not in known):
        raise NotPossible(_("Người này không làm việc ở bộ phận một cửa của nơi này."))
    if stand_in_id == user_id:
        raise NotPossible(_("Chọn một người khác làm thay."))
    if away_from is not None and away_to is not None and away_to < away_from:
        raise NotPossible(_("Ngày trở lại phải sau ngày bắt đầu vắng."))
    row = person(user_id)
    if row is None:
        row = CounterPerson(tenant_id=by.actor.tenant_id, user_id=user_id)
        db.session.add(row)
    elif seen is not None and row.version != seen:
        raise StaleVersion
    names = [" ".join(one.split())[:LONGEST_UNIT] for one in units]
    row.units = sorted({one for one in names if one})[:MOST_UNITS]
    row.away_from, row.away_to, row.stand_in_id = away_from, away_to, stand_in_id
    db.session.flush()
    audit(by.actor, "dossier.arrange", kind="counter_person", object_id=row.id)
    return row
