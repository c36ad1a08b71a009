"""Links that are e-mailed to a person: to set a new password, to confirm a new address. Short and single use."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from portal.accounts import service
from portal.accounts.models import AccountToken, User
from portal.accounts.sealing import digest, new_token
from portal.clock import utc_now
from portal.extensions import db

VALID = timedelta(minutes=30)
RESET, EMAIL = "reset", "email"
MOST = 3  # links of a kind for one person while one is valid: nobody's mailbox is filled by a stranger


def count_lately(user_id: int, purpose: str) -> int:
    """How many links of a kind a person has that are still valid; the others are swept away (the caller commits)."""
    db.session.execute(delete(AccountToken).where(AccountToken.expires_at < utc_now()))
    sent = select(func.count(AccountToken.token_hash)).where(
        AccountToken.user_id == user_id, AccountToken.purpose == purpose
    )
    return db.session.scalar(sent) or 0


def open_link(user: User, purpose: str, new_email: str = "") -> str | None:
    """A token for a link to this person (the caller commits); None if enough were sent lately.

    Of several links each works until one was used.
    """
    now = utc_now()
    if count_lately(user.id, purpose) >= MOST:
        return None
    token = new_token()
    db.session.add(
        AccountToken(
            token_hash=digest(token),
            user_id=user.id,
            purpose=purpose,
            made_for=user.email,
            new_email=new_email,
            expires_at=now + VALID,
        )
    )
    return token


def look_up(token: str, purpose: str) -> tuple[User, AccountToken] | None:
    """The person of a link that may still be used; None if it is unknown, used, late, or the account changed."""
    found = db.session.get(AccountToken, digest(token)) if token else None
    if found is None or found.purpose != purpose or found.expires_at < utc_now():
        return None
    user = db.session.get(User, found.user_id)
    if user is None or not user.is_active or user.email != found.made_for:
        return None
    return user, found


def _use(found: AccountToken) -> bool:
    used = db.session.execute(delete(AccountToken).where(AccountToken.token_hash == found.token_hash))
    return bool(used.rowcount)  # type: ignore[attr-defined]


def set_password_by_link(token: str, password: str) -> User | None:
    """Set a new password by a link, once; every session ends (the caller commits). None where the link is void.
    Raises InvalidAccount, which leaves the link valid."""
    found = look_up(token, RESET)
    if found is None:
        return None
    user, link = found
    service.check_password(password, (user.email, user.name))
    if not _use(link):
        return None
    service.set_password(user, password)
    return user


def open_address_change(user: User, new_email: str) -> str:
    """A token for the link that confirms a new address of one's own (the caller has asked for the password, and
    commits). Raises InvalidAccount.

    A taken address is told only to whom owns it: the link to it is then refused when it is opened.
    """
    address = service.normalise_email(new_email)
    if address == user.email:
        raise service.InvalidAccount(_("Đây đang là địa chỉ của bạn"))
    token = open_link(user, EMAIL, address)
    if token is None:
        raise service.InvalidAccount(
            _("Đã gửi nhiều thư xác nhận. Hãy xem hộp thư, hoặc thử lại sau 30 phút.")
        )
    return token


def change_address_by_link(token: str) -> tuple[User, str] | None:
    """Give an account its confirmed address, once: the person and the address from before (the caller commits).
    None where the link is void. Raises InvalidAccount if somebody else has the address by now."""
    found = look_up(token, EMAIL)
    if found is None or not _use(found[1]):
        return None
    user, link = found
    if service.user_by_email(link.new_email) is not None:
        raise service.InvalidAccount(_("Địa chỉ này đã thuộc về một tài khoản khác."))
    before, user.email = user.email, link.new_email
    service.forget_links(user.id)
    db.session.flush()
    return user, before
