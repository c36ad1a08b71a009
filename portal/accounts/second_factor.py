"""The second factor: who must show one, codes of an authenticator (RFC 6238), recovery codes, taking it away.

A code counts once; wrong ones are counted per person over all web workers, five in a row cost a pause that doubles.
"""

from __future__ import annotations

import base64
import hmac
import secrets
import time
from datetime import timedelta

import pyotp
from flask import current_app, has_request_context
from flask_babel import gettext as _
from sqlalchemy import delete, func, select, update

from portal.accounts import tries
from portal.accounts.known_devices import device_of
from portal.accounts.models import Passkey, RecoveryCode, SignInSession, User
from portal.accounts.passwords import ALPHABET
from portal.accounts.permissions import FACTOR_ROLES
from portal.accounts.sealing import digest, keyed_digest, seal, unseal
from portal.accounts.sessions import end_sessions
from portal.clock import utc_now
from portal.digits import whole_number
from portal.extensions import db

STEP = 30  # seconds that a code of an authenticator lasts
TRIES = 5  # wrong codes in a row before a pause
LONGEST_PAUSE = timedelta(hours=1)
RECOVERY_CODES = 10
_PURPOSE = "totp"


class WrongCode(ValueError):
    """The code does not fit, or was used before; the message tells what to do."""


class TooManyTries(WrongCode):
    """Too many wrong codes: none is looked at for a while, not even the right one."""


def is_required(user: User) -> bool:
    """Whether one of the person's roles, in whichever portal, asks for a second factor."""
    if current_app.config["PORTAL"].second_factor != "required":
        return False
    return any(one.role in FACTOR_ROLES for one in user.memberships)


def is_whole(session: SignInSession) -> bool:
    """Whether a session may do what its person may: the second factor was shown, or none is asked for."""
    user = session.user
    return session.factor_at is not None or (user.factor_since is None and not is_required(user))


def offered_secret(session: SignInSession) -> str:
    """The secret that setting up an authenticator proposes in this session (base32, 160 bits).

    Made from the session, so that reloading the page shows the same one; another one after each use.
    """
    seed = f"{session.token_hash} {session.user.totp_step}"
    return base64.b32encode(keyed_digest("totp offered", seed)[:20]).decode()


def address_for_app(secret: str, user: User, issuer: str) -> str:
    """The otpauth: address that an authenticator reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=issuer)


def _device(user: User) -> str:
    """The device of this request if the person signed in from it before, as tries are counted under; else ""."""
    device = device_of(user.id) if has_request_context() else ""
    return tries.name_of("factor device", f"{device} {user.id}") if device else ""


def set_up_authenticator(user: User, secret: str, code: str) -> None:
    """Keep a person's authenticator after its first code fitted (the caller commits, also after a WrongCode, so
    that it is counted). Raises WrongCode."""
    locked = _begin_try(user)
    step = _step_of(secret, _plain(code))
    if step is None:
        _count_failure(locked)
        raise WrongCode(_wrong_code())
    locked.totp_secret = seal(_PURPOSE, secret)
    locked.totp_step = step
    _succeed(locked)
    locked.factor_since = locked.factor_since or utc_now()
    db.session.flush()


def check_code(user: User, code: str) -> str:
    """Use up a code of the authenticator, or a recovery code; tells which it was: "totp" or "recovery".

    The caller commits, also after a WrongCode, so that it is counted. Raises WrongCode.
    """
    locked = _begin_try(user)
    plain = _plain(code)
    kind = ""
    if len(plain) == 6 and whole_number(plain) is not None:
        kind = "totp" if _use_authenticator(locked, plain) else ""
    elif plain:
        kind = "recovery" if _use_recovery_code(locked, plain) else ""
    if not kind:
        _count_failure(locked)
        raise WrongCode(_wrong_code())
    _succeed(locked)
    db.session.flush()
    return kind


def _plain(code: str) -> str:
    return "".join(code.split()).replace("-", "").lower()


def _wrong_code() -> str:
    return _("Mã không đúng hoặc đã dùng. Hãy đợi ứng dụng hiện mã mới rồi nhập lại.")


def _begin_try(user: User) -> User:
    """The person's row, locked: tries at the same time are counted one after the other. Who knows the password and
    guesses at the code must not shut out the owner: a device that the owner signed in from before has a count of its
    own (and commits it)."""
    device = _device(user)
    if device:
        try:
            tries.begin(device)
        except tries.TooManyTries as error:
            raise TooManyTries(str(error)) from error
    locked = db.session.get_one(User, user.id, with_for_update=True, populate_existing=True)
    if device:
        return locked
    now = utc_now()
    if locked.factor_wait_until is not None and locked.factor_wait_until > now:
        minutes = int((locked.factor_wait_until - now).total_seconds() // 60) + 1
        raise TooManyTries(_("Nhập sai quá nhiều lần. Hãy thử lại sau %(minutes)s phút.", minutes=minutes))
    return locked


def _count_failure(user: User) -> None:
    if _device(user):
        return  # counted before it was looked at
    user.factor_failures += 1
    rounds, rest = divmod(user.factor_failures, TRIES)
    if rest == 0:
        user.factor_wait_until = utc_now() + min(timedelta(minutes=2 ** min(rounds - 1, 6)), LONGEST_PAUSE)
    db.session.flush()


def _succeed(user: User) -> None:
    device = _device(user)
    if device:
        tries.succeeded(device)
        return  # what strangers try goes on to be counted
    user.factor_failures = 0
    user.factor_wait_until = None


def _step_of(secret: str, code: str) -> int | None:
    """The time step whose code this is: the present one, or a neighbour, for clocks that differ a little."""
    if not code.isascii():  # compare_digest refuses such a text instead of comparing it
        return None
    now = int(time.time()) // STEP
    generator = pyotp.TOTP(secret)
    return next(
        (step for step in (now, now - 1, now + 1) if hmac.compare_digest(generator.at(step * STEP), code)),
        None,
    )


def _use_authenticator(user: User, code: str) -> bool:
    secret = unseal(_PURPOSE, user.totp_secret) if user.totp_secret else None
    step = _step_of(secret, code) if secret else None
    if step is None:
        return False
    # A code counts once: neither it nor one from before it is accepted again.
    moved = db.session.execute(
        update(User).where(User.id == user.id, User.totp_step < step).values(totp_step=step)
    )
    return bool(moved.rowcount)  # type: ignore[attr-defined]


def _use_recovery_code(user: User, code: str) -> bool:
    used = db.session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.code_hash == digest(code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=utc_now())
    )
    return bool(used.rowcount)  # type: ignore[attr-defined]


def new_recovery_codes(user: User) -> list[str]:
    """Ten fresh recovery codes of 59 bits; those from before are void (the caller commits). Shown once: the
    database keeps their hashes."""
    codes = ["".join(secrets.choice(ALPHABET) for _i in range(12)) for _j in range(RECOVERY_CODES)]
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    db.session.add_all(RecoveryCode(user_id=user.id, code_hash=digest(one)) for one in codes)
    return [f"{one[:4]}-{one[4:8]}-{one[8:]}" for one in codes]


def recovery_codes_left(user: User) -> int:
    """How many recovery codes were not used yet."""
    statement = select(func.count(RecoveryCode.id)).where(
        RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None)
    )
    return db.session.scalar(statement) or 0


def passkeys_of(user: User) -> list[Passkey]:
    """A person's passkeys, the oldest first."""
    return list(db.session.scalars(select(Passkey).where(Passkey.user_id == user.id).order_by(Passkey.id)))


def remove_authenticator(user: User) -> None:
    """Forget a person's authenticator (the caller commits). Raises WrongCode if it is the last factor of somebody
    who must have one."""
    _require_another(user, len(passkeys_of(user)))
    user.totp_secret = ""
    _forget_if_none(user)


def remove_passkey(user: User, passkey_id: int) -> Passkey | None:
    """Forget a person's passkey (the caller commits); None if there is none of this id. Raises WrongCode if it is
    the last factor of somebody who must have one."""
    found = next((one for one in passkeys_of(user) if one.id == passkey_id), None)
    if found is not None:
        _require_another(user, len(passkeys_of(user)) - 1 + bool(user.totp_secret))
        db.session.delete(found)
        db.session.flush()
        _forget_if_none(user)
    return found


def _require_another(user: User, others: int) -> None:
    if not others and is_required(user):
        raise WrongCode(
            _("Vai trò của bạn cần xác thực hai lớp. Hãy thêm cách khác trước khi gỡ cách cuối cùng này.")
        )


def _forget_if_none(user: User) -> None:
    if not user.totp_secret and not passkeys_of(user):
        user.factor_since = None
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))


def reset(user: User) -> None:
    """Take away every factor of somebody who lost theirs; sessions end, and the next signing in leads through
    setting up a new one (the caller commits)."""
    db.session.execute(delete(Passkey).where(Passkey.user_id == user.id))
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    user.totp_secret, user.factor_since = "", None
    user.factor_failures, user.factor_wait_until = 0, None
    end_sessions(user.id)
