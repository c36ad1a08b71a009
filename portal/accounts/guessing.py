"""Passwords and codes that are tried: how often, and by whom, without shutting out whom they belong to.

Who is at the door is counted by device where somebody signed in from it before, else by the account that is tried
(`tries.py`, `known_devices.py`). Who is signed in and asked once more is counted by their session.
"""

from __future__ import annotations

from flask_babel import gettext as _

from portal.accounts import confirming, service, tries
from portal.accounts.known_devices import device_of
from portal.accounts.models import SignInSession, User
from portal.accounts.tries import TooManyTries

__all__ = ["TooManyTries", "check_at_the_door", "counted_at_the_door", "require_own_password"]


def counted_at_the_door(what: str, who: str, user: User | None) -> str:
    """What tries of `who` at a door are counted under: their device where they are known there, else `who`."""
    device = device_of(user.id if user is not None else 0)
    return tries.name_of(f"{what} device", f"{device} {who}") if device else tries.name_of(what, who)


def check_at_the_door(email: str, password: str) -> User | None:
    """The active person with this password, or None; the try is counted and committed. An unknown address is counted
    and answered like a known one. Raises TooManyTries."""
    address = service.normalise_email(email)
    name = counted_at_the_door("password", address, service.user_by_email(address))
    tries.begin(name)
    found = service.verify_password(address, password)
    if found is not None:
        tries.succeeded(name)
    return found


def require_own_password(session: SignInSession, password: str) -> None:
    """Raise InvalidAccount unless the password is that of the person of this session, who is asked once more (the
    caller commits). The try is counted and committed; where there were too many, InvalidAccount says so."""
    try:
        fits = _fits(session, password)
    except TooManyTries as error:
        raise service.InvalidAccount(str(error)) from error
    if not fits:
        raise service.InvalidAccount(_("Mật khẩu hiện tại không đúng"))
    confirming.note(session)


def _fits(session: SignInSession, password: str) -> bool:
    name = tries.name_of("session", session.token_hash)
    tries.begin(name)
    if service.verify_password(session.user.email, password) is None:
        return False
    tries.succeeded(name)
    return True
