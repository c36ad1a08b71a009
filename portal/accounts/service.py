"""The verbs of people: create, check and change a password, give and take roles, suspend."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable

from argon2.exceptions import Argon2Error, InvalidHashError
from flask_babel import gettext as _
from sqlalchemy import delete, select

from portal.accounts import guessable
from portal.accounts.models import AccountToken, Membership, User
from portal.accounts.permissions import DISTRICT_ROLES, ROLES, Actor
from portal.accounts.sessions import end_sessions
from portal.clock import utc_now
from portal.extensions import db, password_hasher
from portal.tenancy.directory import Portal

MINIMUM_PASSWORD = 10
log = logging.getLogger(__name__)
_dummy_hash: dict[int, str] = {}


class InvalidAccount(ValueError):
    """The account can't be made or changed so; the message tells what to do."""


def normalise_email(raw: str) -> str:
    """An e-mail address as it is stored and compared."""
    return raw.strip().lower()


def user_by_email(email: str) -> User | None:
    """The person with this address."""
    return db.session.scalar(select(User).where(User.email == normalise_email(email)))


def create_user(email: str, name: str, password: str, *, given: bool = False) -> User:
    """Add a person (the caller commits). `given`: somebody else made the password, who signs in with it changes it
    first. Raises InvalidAccount for a taken address or a weak password."""
    address = normalise_email(email)
    check_password(password, (address, name))
    if user_by_email(address) is not None:
        raise InvalidAccount(_("%(email)s đã có tài khoản", email=address))
    user = User(email=address, name=name.strip(), password_hash=password_hasher().hash(password))
    user.password_given_at = utc_now() if given else None
    db.session.add(user)
    db.session.flush()
    return user


def check_password(password: str, about: Iterable[str] = ()) -> None:
    """Raise InvalidAccount for a password that is too short, too long, soon guessed by who knows these things about
    its owner, or known from a leak. Which characters it is made of is nobody's business (ASVS 5.0, 6.2.5)."""
    if len(password) < MINIMUM_PASSWORD or len(password) > 256:
        raise InvalidAccount(_("Mật khẩu cần từ %(least)s đến 256 ký tự", least=MINIMUM_PASSWORD))
    if guessable.is_guessable(password, about):
        raise InvalidAccount(
            _("Mật khẩu này dễ đoán. Hãy ghép vài từ không liên quan, ví dụ một câu ngắn chỉ mình bạn nhớ.")
        )
    if _was_leaked(password):
        raise InvalidAccount(
            _("Mật khẩu này đã bị lộ ở nơi khác và nhiều người biết. Hãy chọn mật khẩu khác.")
        )


def _was_leaked(password: str) -> bool:
    try:
        return guessable.was_leaked(password)
    except OSError as error:
        log.exception("the list of leaked passwords cannot be read")
        raise InvalidAccount(
            _("Chưa tra được danh sách mật khẩu đã lộ nên chưa đổi gì. Hãy báo quản trị hệ thống.")
        ) from error


def grant(user: User, tenant_id: int, role: str, *, is_district: bool) -> None:
    """Give a role in a tenant (the caller commits); the person's sessions there end, so that the new rights are
    those of a fresh sign-in. Raises InvalidAccount for an unknown role or a district's role elsewhere."""
    if role not in ROLES or (role in DISTRICT_ROLES and not is_district):
        raise InvalidAccount(_("Vai trò %(role)s không dùng được ở cổng này", role=role))
    held = select(Membership.id).where(
        Membership.user_id == user.id, Membership.for_tenant_id == tenant_id, Membership.role == role
    )
    if db.session.scalar(held) is None:
        db.session.add(Membership(user_id=user.id, for_tenant_id=tenant_id, role=role))
        _end_sessions_of_role(user, tenant_id, role)


def _end_sessions_of_role(user: User, tenant_id: int, role: str) -> None:
    """End the sessions where a role counts: in its portal alone, so that no commune signs people out elsewhere; the
    district's roles count in others too."""
    end_sessions(user.id, at_tenant_id=None if role in DISTRICT_ROLES else tenant_id)


def revoke(user: User, tenant_id: int, role: str) -> None:
    """Take a role away and end the person's sessions where it counted (the caller commits)."""
    db.session.execute(
        delete(Membership).where(
            Membership.user_id == user.id, Membership.for_tenant_id == tenant_id, Membership.role == role
        )
    )
    _end_sessions_of_role(user, tenant_id, role)


def verify_password(email: str, password: str) -> User | None:
    """The active person with this password, or None. An unknown address costs the same time as a known one."""
    user = user_by_email(email)
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


def set_password(user: User, new: str, *, given: bool = False) -> None:
    """Set a password without asking for the old one; all sessions end, links sent before are void (the caller
    commits). `given`: it is somebody else who sets it. Raises InvalidAccount."""
    check_password(new, (user.email, user.name))
    user.password_hash = password_hasher().hash(new)
    user.password_at = utc_now()
    user.password_given_at = user.password_at if given else None
    end_sessions(user.id)
    forget_links(user.id)


def forget_links(user_id: int) -> None:
    """Make every link void that was e-mailed to a person (the caller commits)."""
    db.session.execute(delete(AccountToken).where(AccountToken.user_id == user_id))


def rename(user: User, name: str) -> None:
    """Give a person another name (the caller commits). Raises InvalidAccount for an empty one."""
    plain = " ".join(name.split())
    if not plain or len(plain) > 120:
        raise InvalidAccount(_("Nhập họ và tên, tối đa 120 ký tự"))
    user.name = plain


def suspend(user: User) -> None:
    """Close an account: its sessions end, links sent before are void (the caller commits)."""
    user.is_active = False
    end_sessions(user.id)
    forget_links(user.id)


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


def may_manage(actor: Actor, user: User) -> bool:
    """Whether the actor may lock, unlock or renew the account of somebody of their portal.

    An account that also works elsewhere is the district's matter: a commune must not lock out a district's
    administrator, or take over the account by a new password. Neither is somebody's who has more rights.
    """
    if not actor.may("tenant.people"):
        return False
    if actor.may("district.tenants"):
        return True
    return all(one.for_tenant_id == actor.tenant_id and actor.may_give(one.role) for one in user.memberships)
