"""People keep their rights: what they may do at an old portal, they may do at the new one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from portal.accounts.models import Membership, User
from portal.accounts.service import grant, revoke
from portal.accounts.sessions import end_sessions
from portal.extensions import db


def give_rights(old_id: int, new_id: int) -> list[list[Any]]:
    """Give the roles held at one portal at another one too, and end these people's sessions (the caller commits).

    Answers what was new: [person, role]. The old memberships stay: they are what undoing goes back to.
    """
    at_new = select(Membership.user_id, Membership.role).where(Membership.for_tenant_id == new_id)
    held = {(user_id, role) for user_id, role in db.session.execute(at_new)}
    given: list[list[Any]] = []
    for user, role in _members(old_id):
        if (user.id, role) not in held:
            grant(user, new_id, role, is_district=False)
            given.append([user.id, role])
        end_sessions(user.id)
    return given


def take_rights(new_id: int, given: list[list[Any]]) -> None:
    """Take back what `give_rights` gave (the caller commits)."""
    for user_id, role in given:
        user = db.session.get(User, user_id)
        if user is not None:
            revoke(user, new_id, role)


def _members(tenant_id: int) -> list[tuple[User, str]]:
    statement = (
        select(User, Membership.role)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.for_tenant_id == tenant_id)
        .order_by(User.email, Membership.role)
    )
    return [(user, role) for user, role in db.session.execute(statement)]


def told(tenant_id: int) -> list[list[Any]]:
    """Who has which roles at a portal, for the report: [name, e-mail, roles]."""
    found: dict[str, list[Any]] = {}
    for user, role in _members(tenant_id):
        found.setdefault(user.email, [user.name, user.email, []])[2].append(role)
    return list(found.values())
