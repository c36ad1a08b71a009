"""The verbs of invitations: an e-mail address may become somebody with roles in a portal, by a link used once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select, update

from portal.accounts import service
from portal.accounts.models import Invitation, User
from portal.accounts.permissions import DISTRICT_ROLES, ROLES, Actor, Forbidden
from portal.accounts.sealing import digest, new_token
from portal.accounts.service import InvalidAccount
from portal.clock import utc_now
from portal.extensions import db

VALID = timedelta(days=7)
SHOWN = timedelta(days=30)  # how long an invitation that ran out stays in the list


def require_giving(actor: Actor, roles: Sequence[str], *, is_district: bool) -> None:
    """Raise Forbidden unless the actor may give all these roles, InvalidAccount where the portal has them not."""
    if not roles or any(one not in ROLES or (one in DISTRICT_ROLES and not is_district) for one in roles):
        raise InvalidAccount(_("Chọn ít nhất một vai trò của cổng này"))
    for one in roles:
        if not actor.may_give(one):
            raise Forbidden("tenant.people")


def invite(
    email: str, name: str, roles: Sequence[str], actor: Actor, *, is_district: bool
) -> tuple[Invitation, str]:
    """Open an invitation to the actor's portal, and the secret of its link (the caller commits).

    An open one to the same address is withdrawn: only the latest link works. Raises Forbidden, InvalidAccount.
    """
    actor.require("tenant.people")
    require_giving(actor, roles, is_district=is_district)
    address, token, now = service.normalise_email(email), new_token(), utc_now()
    db.session.execute(
        update(Invitation)
        .where(
            Invitation.tenant_id == actor.tenant_id,
            Invitation.email == address,
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now)
    )
    row = Invitation(
        tenant_id=actor.tenant_id,
        email=address,
        name=" ".join(name.split())[:120],
        roles=sorted(set(roles)),
        token_hash=digest(token),
        expires_at=now + VALID,
        by_id=actor.user_id,
        by_name=actor.name,
    )
    db.session.add(row)
    db.session.flush()
    return row, token


def invitations(tenant_id: int) -> list[Invitation]:
    """The invitations to a portal that wait for an answer or ran out lately, the latest first."""
    statement = select(Invitation).where(
        Invitation.tenant_id == tenant_id,
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
        Invitation.expires_at > utc_now() - SHOWN,
    )
    return list(db.session.scalars(statement.order_by(Invitation.sent_at.desc())))


def invitation(invitation_id: int, actor: Actor) -> Invitation | None:
    """An invitation of the actor's portal that was neither accepted nor withdrawn. Raises Forbidden."""
    actor.require("tenant.people")
    return next((one for one in invitations(actor.tenant_id) if one.id == invitation_id), None)


def renew(row: Invitation, actor: Actor, *, is_district: bool) -> str:
    """Give an invitation seven more days and a new link, whose secret is answered; the old link is void (the caller
    commits). Raises Forbidden."""
    actor.require("tenant.people")
    require_giving(actor, row.roles, is_district=is_district)
    token = new_token()
    row.token_hash = digest(token)
    row.sent_at = utc_now()
    row.expires_at = row.sent_at + VALID
    return token


def withdraw(row: Invitation, actor: Actor) -> None:
    """Make an invitation void (the caller commits). Raises Forbidden."""
    actor.require("tenant.people")
    row.withdrawn_at = utc_now()


def by_token(token: str, tenant_id: int) -> Invitation | None:
    """The invitation of a link to this portal that may still be accepted."""
    if not token:
        return None
    statement = select(Invitation).where(
        Invitation.tenant_id == tenant_id,
        Invitation.token_hash == digest(token),
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
        Invitation.expires_at > utc_now(),
    )
    return db.session.scalar(statement)


def accept(row: Invitation, name: str, password: str, *, is_district: bool) -> User:
    """Take up an invitation (the caller commits): a new account with this name and password, or, where the address
    has one already, that account after its own password. Raises InvalidAccount."""
    known = service.user_by_email(row.email)
    if known is None:
        user = service.create_user(row.email, name, password)
        service.rename(user, name)
    else:
        found = service.verify_password(row.email, password)
        if found is None:
            raise InvalidAccount(_("Mật khẩu không đúng. Hãy nhập mật khẩu của tài khoản này."))
        user = found
    taken = db.session.execute(
        update(Invitation)
        .where(
            Invitation.tenant_id == row.tenant_id, Invitation.id == row.id, Invitation.accepted_at.is_(None)
        )
        .values(accepted_at=utc_now())
    )
    if not taken.rowcount:  # type: ignore[attr-defined]
        raise InvalidAccount(_("Lời mời này đã được dùng."))
    for role in row.roles:
        service.grant(user, row.tenant_id, role, is_district=is_district)
    db.session.flush()
    db.session.expire(user, ["memberships"])
    return user
