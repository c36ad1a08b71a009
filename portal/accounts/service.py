"""The verbs of people: create, sign in and out, change password, suspend, hand over to another portal."""

from __future__ import annotations

import hashlib
import logging
import secrets
from datetime import timedelta

from argon2.exceptions import Argon2Error, InvalidHashError
from flask_babel import gettext as _
from sqlalchemy import delete, select, update

from portal.accounts.models import Handover, Membership, SignInSession, User
from portal.accounts.permissions import DISTRICT_ROLES, ROLES, Actor
from portal.clock import utc_now
from portal.extensions import db, password_hasher
from portal.tenancy.directory import Portal

log = logging.getLogger(__name__)
MINIMUM_PASSWORD = 10
_dummy_hash: dict[int, str] = {}


class InvalidAccount(ValueError):
    """The account can't be made or changed so; the message tells what to do."""


def normalise_email(raw: str) -> str:
    """An e-mail address as it is stored and compared."""
    return raw.strip().lower()


def create_user(email: str, name: str, password: str) -> User:
    """Add a person (the caller commits). Raises InvalidAccount for a taken address or a weak password."""
    address = normalise_email(email)
    _check_password(password)
    if db.session.scalar(select(User.id).where(User.email == address)) is not None:
        raise InvalidAccount(_("%(email)s đã có tài khoản", email=address))
    user = User(email=address, name=name.strip(), password_hash=password_hasher().hash(password))
    db.session.add(user)
    db.session.flush()
    return user


def _check_password(password: str) -> None:
    if len(password) < MINIMUM_PASSWORD or len(password) > 256:
        raise InvalidAccount(_("Mật khẩu cần từ %(least)s đến 256 ký tự", least=MINIMUM_PASSWORD))


def grant(user: User, tenant_id: int, role: str, *, is_district: bool) -> None:
    """Give a role in a tenant (the caller commits); the person's sessions end, so that the new rights are
    those of a fresh sign-in. Raises InvalidAccount for an unknown role or a district's role elsewhere."""
    if role not in ROLES or (role in DISTRICT_ROLES and not is_district):
        raise InvalidAccount(_("Vai trò %(role)s không dùng được ở cổng này", role=role))
    held = select(Membership.id).where(
        Membership.user_id == user.id, Membership.for_tenant_id == tenant_id, Membership.role == role
    )
    if db.session.scalar(held) is None:
        db.session.add(Membership(user_id=user.id, for_tenant_id=tenant_id, role=role))
        end_sessions(user.id)


def revoke(user: User, tenant_id: int, role: str) -> None:
    """Take a role away and end the person's sessions (the caller commits)."""
    db.session.execute(
        delete(Membership).where(
            Membership.user_id == user.id, Membership.for_tenant_id == tenant_id, Membership.role == role
        )
    )
    end_sessions(user.id)


def verify_password(email: str, password: str) -> User | None:
    """The active person with this password, or None. An unknown address costs the same time as a known one."""
    user = db.session.scalar(select(User).where(User.email == normalise_email(email)))
    hasher = password_hasher()
    if user is None:
        cost = hasher.memory_cost
        if cost not in _dummy_hash:
            _dummy_hash[cost] = hasher.hash(secrets.token_hex(16))
    try:
        hasher.verify(user.password_hash if user else _dummy_hash[hasher.memory_cost], password)
    except (Argon2Error, InvalidHashError):
        return None
    return user if user is not None and user.is_active else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def start_session(user: User, tenant_id: int, hours: int, browser: str) -> str:
    """Open a session for a signed-in person (the caller commits); returns the secret for the cookie."""
    token = secrets.token_urlsafe(32)
    db.session.execute(delete(SignInSession).where(SignInSession.expires_at < utc_now() - timedelta(days=30)))
    db.session.add(
        SignInSession(
            token_hash=_digest(token),
            user_id=user.id,
            at_tenant_id=tenant_id,
            expires_at=utc_now() + timedelta(hours=hours),
            browser=browser[:200],
        )
    )
    return token


def live_session(token: str, tenant_id: int) -> SignInSession | None:
    """The session of this secret on this portal, unless it was ended, ran out, or its person was suspended."""
    found = db.session.get(SignInSession, _digest(token))
    if (
        found is None
        or found.ended_at is not None
        or found.expires_at < utc_now()
        or not found.user.is_active
    ):
        return None
    return found if found.at_tenant_id == tenant_id else None


def end_session(token: str) -> None:
    """Sign out one browser (the caller commits)."""
    row = db.session.get(SignInSession, _digest(token))
    if row is not None:
        row.ended_at = utc_now()


def end_sessions(user_id: int) -> None:
    """Sign a person out everywhere (the caller commits)."""
    db.session.execute(
        update(SignInSession)
        .where(SignInSession.user_id == user_id, SignInSession.ended_at.is_(None))
        .values(ended_at=utc_now())
    )


def change_password(user: User, old: str, new: str) -> None:
    """Set a new password and end all sessions (the caller commits). Raises InvalidAccount."""
    if verify_password(user.email, old) is None:
        raise InvalidAccount(_("Mật khẩu hiện tại không đúng"))
    set_password(user, new)


def set_password(user: User, new: str) -> None:
    """Set a password without asking for the old one and end all sessions (the caller commits)."""
    _check_password(new)
    user.password_hash = password_hasher().hash(new)
    end_sessions(user.id)


def suspend(user: User) -> None:
    """Close an account and end its sessions (the caller commits)."""
    user.is_active = False
    end_sessions(user.id)


def reinstate(user: User) -> None:
    """Open a suspended account again (the caller commits)."""
    user.is_active = True


def actor_for(user: User, portal: Portal) -> Actor:
    """What a person may do in a portal: roles held there, and a district administrator's in every portal below."""
    roles = {one.role for one in user.memberships if one.for_tenant_id == portal.id}
    above = {one.role for one in user.memberships if one.for_tenant_id in portal.ancestors}
    if "district_admin" in above:
        roles.add("district_admin")
    return Actor(user.id, user.name, portal.id, frozenset(roles))


def open_handover(user: User, tenant_id: int) -> str:
    """A ticket of one minute and one use for the same person at another portal (the caller commits)."""
    token = secrets.token_urlsafe(32)
    db.session.execute(delete(Handover).where(Handover.expires_at < utc_now()))
    db.session.add(
        Handover(
            token_hash=_digest(token),
            user_id=user.id,
            to_tenant_id=tenant_id,
            expires_at=utc_now() + timedelta(seconds=60),
        )
    )
    return token


def redeem_handover(token: str, tenant_id: int) -> User | None:
    """The person of a ticket for this portal, once; None if it is unknown, used, late or meant for another."""
    ticket = db.session.get(Handover, _digest(token))
    if ticket is None:
        return None
    db.session.delete(ticket)
    db.session.flush()
    if ticket.to_tenant_id != tenant_id or ticket.expires_at < utc_now():
        return None
    user = db.session.get(User, ticket.user_id)
    return user if user is not None and user.is_active else None
