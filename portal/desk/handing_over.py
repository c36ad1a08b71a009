"""What somebody has in hand in a portal when they leave, and putting it into other hands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, or_, select, update

from portal.accounts import service, sessions
from portal.accounts.models import Membership, User
from portal.accounts.permissions import PERMISSIONS, Actor, Forbidden
from portal.extensions import Base, db
from portal.notices.models import Notice
from portal.publishing.holdings import Held, Holding, holdings, register_holding
from portal.publishing.models import DRAFT, SUBMITTED, TRASHED, Publishable
from portal.publishing.service import audit
from portal.screens.registry import screen_of


@dataclass(frozen=True)
class Hand:
    """The things of one kind that somebody has in hand."""

    holding: Holding
    things: list[Held]


def _models() -> list[Any]:
    """Every kind of thing that somebody can own."""
    found = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Publishable)]
    return sorted(found, key=lambda model: model.kind)


def _of(user_id: int, model: Any) -> Any:
    """What is owned by a person; and drafts that they began and nobody owns."""
    began = and_(
        model.owner_id.is_(None), model.created_by_id == user_id, model.status.in_((DRAFT, SUBMITTED))
    )
    return and_(model.status != TRASHED, or_(model.owner_id == user_id, began))


def _owned_by(user_id: int) -> list[Held]:
    things = []
    for model in _models():
        screen = screen_of(model.kind)
        if screen is None:
            continue
        for row in db.session.scalars(select(model).where(_of(user_id, model)).order_by(model.id)):
            things.append(Held(model.kind, row.id, screen.title_of(row), f"{screen.path}{row.id}"))
    return things


def _give_owned(things: list[Held], successor_id: int) -> None:
    for model in _models():
        ids = [one.object_id for one in things if one.kind == model.kind]
        if ids:
            # Not a change of the text: neither its version nor its date moves, open forms can still be saved.
            values = {"owner_id": successor_id, "updated_at": model.updated_at}
            db.session.execute(update(model).where(model.id.in_(ids)).values(values))


def _unread_by(user_id: int) -> list[Held]:
    statement = select(Notice).where(Notice.for_user_id == user_id, Notice.read_at.is_(None))
    return [
        Held("notice", one.id, one.title, one.path)
        for one in db.session.scalars(statement.order_by(Notice.at))
    ]


def _give_notices(things: list[Held], successor_id: int) -> None:
    ids = [one.object_id for one in things]
    db.session.execute(update(Notice).where(Notice.id.in_(ids)).values(for_user_id=successor_id))


def install(app: Flask) -> None:
    """Let owned things and notices be handed over; rooms register what else people have in hand."""
    register_holding(app, Holding(_l("Nội dung đang phụ trách"), _owned_by, _give_owned))
    register_holding(app, Holding(_l("Việc chưa xem"), _unread_by, _give_notices))


def in_hand(user_id: int) -> list[Hand]:
    """What somebody has in hand in the portal of the scope in force, kinds without anything left out."""
    hands = [Hand(one, one.held_by(user_id)) for one in holdings()]
    return [one for one in hands if one.things]


def successors(user: User, tenant_id: int, actor: Actor) -> list[tuple[int, str]]:
    """Who may take over in a portal: its active people who may edit what others wrote, and the acting person."""
    editing = [role for role, held in PERMISSIONS.items() if "content.edit" in held]
    statement = (
        select(User)
        .join(Membership)
        .where(Membership.for_tenant_id == tenant_id, Membership.role.in_(editing), User.is_active)
        .distinct()
        .order_by(User.name, User.id)
    )
    found = {one.id: f"{one.name} ({one.email})" for one in db.session.scalars(statement)}
    if actor.user_id is not None and actor.may("content.edit"):
        found.setdefault(actor.user_id, actor.name)
    found.pop(user.id, None)
    return list(found.items())


def hand_over(user: User, successor_id: int, actor: Actor, reason: str = "") -> list[Hand]:
    """Put everything that somebody has in hand in the actor's portal into a successor's hands, and take their roles
    here; an account without any role left is suspended, and every session ends, else those here. Answers what was
    handed over.

    Everything is audited thing by thing (the caller commits). Raises Forbidden, InvalidAccount for a successor
    who may not take over.
    """
    actor.require("tenant.people")
    here = [one.role for one in user.memberships if one.for_tenant_id == actor.tenant_id]
    if user.id == actor.user_id or not all(actor.may_give(role) for role in here):
        raise Forbidden("tenant.people")
    names = dict(successors(user, actor.tenant_id, actor))
    if successor_id not in names:
        raise service.InvalidAccount(_("Chọn người nhận bàn giao trong danh sách"))
    hands = in_hand(user.id)
    for hand in hands:
        hand.holding.pass_on(hand.things, successor_id)
        for thing in hand.things:
            detail = f"{user.email} → {names[successor_id]}"
            audit(actor, "handed_over", kind=thing.kind, object_id=thing.object_id, detail=detail)
    elsewhere = any(one.for_tenant_id != actor.tenant_id for one in user.memberships)
    for role in here:
        service.revoke(user, actor.tenant_id, role)
    if not elsewhere:
        service.suspend(user)
    sessions.end_sessions(user.id, at_tenant_id=actor.tenant_id if elsewhere else None)
    count = sum(len(hand.things) for hand in hands)
    told = f"{user.email}: -{', -'.join(here)}; {count} → {names[successor_id]}"
    audit(actor, "people.left", detail=f"{told}; {reason}" if reason else told)
    return hands
