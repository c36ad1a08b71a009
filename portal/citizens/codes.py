"""One-time codes: six digits that prove that somebody reads what is sent to a contact.

Five minutes, five tries, used once, and only in the browser that asked (it holds the handle). Asking is the same for
contacts with and without an account: nothing is looked up before a code was right. Limits: RESEND between two codes to
a contact, CONTACT_MOST an hour to a contact, VISITOR_MOST an hour from an address.
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app, has_request_context
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select, update

from portal.accounts.known_devices import CITIZENS, device_of
from portal.accounts.sealing import digest, keyed_digest, new_token
from portal.citizens.contacts import Contact
from portal.citizens.models import PHONE, Citizen, CitizenMessage, OneTimeCode
from portal.citizens.telling import post
from portal.clock import utc_now
from portal.extensions import db
from portal.tenancy.directory import Portal
from portal.web import rates

_SIX = re.compile(r"[0-9]{6}\Z")
VALID = timedelta(minutes=5)
RESEND = timedelta(seconds=60)
TRIES = 5
HOUR = timedelta(hours=1)
CONTACT_MOST = 6
VISITOR_MOST = 30
"""Generous: a whole hamlet may share one address of a mobile network (CGNAT)."""
GUESSES_MOST = 60
"""Wrong codes of an address in an hour."""


class NotSent(ValueError):
    """No code was sent; the message says when to come back. `status` is the HTTP status."""

    def __init__(self, message: str, status: int = 429) -> None:
        super().__init__(message)
        self.status = status


class WrongCode(ValueError):
    """The code does not hold; the message says what to do. `over`: no further try will do, a new one is needed."""

    def __init__(self, message: str, *, over: bool = False, status: int = 422) -> None:
        super().__init__(message)
        self.over = over
        self.status = status


@dataclass(frozen=True)
class Proven:
    """What a right code proves, once: the contact, and whose change it was for."""

    contact: Contact
    purpose: str
    citizen_id: int | None


def _hash(handle: str, code: str) -> str:
    return keyed_digest("one-time code", f"{handle}:{code}").hex()


def send_code(contact: Contact, purpose: str, portal: Portal, citizen: Citizen | None = None) -> str:
    """Send a code to a contact (the caller commits); returns the handle for the form that waits for it. Raises
    NotSent."""
    now = utc_now()
    device = device_of(contact.mark, CITIZENS) if has_request_context() else ""
    if device:
        _check_device(device)
    else:
        _check_contact(contact)
    if rates.count_visitor("citizen code", HOUR.total_seconds()) > VISITOR_MOST:
        raise NotSent(_("Từ địa chỉ mạng này có nhiều lượt yêu cầu mã. Hãy thử lại sau một giờ."))
    if contact.kind == PHONE:
        _check_sms()
    handle, code = new_token(), f"{secrets.randbelow(1_000_000):06d}"
    db.session.add(
        OneTimeCode(
            handle_hash=digest(handle), contact_kind=contact.kind, contact=contact.value, contact_mark=contact.mark,
            code_hash=_hash(handle, code), purpose=purpose, citizen_id=citizen.id if citizen else None,
            created_at=now, expires_at=now + VALID,
        )
    )  # fmt: skip
    text = _(
        "%(code)s là mã xác nhận của ông/bà tại %(portal)s. Mã có hiệu lực 5 phút. Không đưa mã này cho bất cứ ai, "
        "kể cả người tự xưng là cán bộ.",
        code=code,
        portal=portal.name,
    )
    post(contact, str(text), portal.id, reason="code", expires_at=now + VALID)
    return handle


def _check_contact(contact: Contact) -> None:
    """Refuse where a code went to the contact just now, or many within the hour: nobody's mailbox is filled."""
    now = utc_now()
    lately = select(func.count(OneTimeCode.handle_hash), func.max(OneTimeCode.created_at)).where(
        OneTimeCode.contact_mark == contact.mark, OneTimeCode.created_at > now - HOUR
    )
    count, latest = db.session.execute(lately).one()
    if latest is not None and latest > now - RESEND:
        raise NotSent(_("Vừa gửi mã tới đây. Hãy đợi 60 giây rồi yêu cầu mã mới."))
    if count >= CONTACT_MOST:
        raise NotSent(_("Đã gửi nhiều mã tới đây. Hãy thử lại sau một giờ."))


def _check_device(device: str) -> None:
    """The same for a device that the contact signed in from before, by its own count: a stranger who asks for codes to
    somebody else's contact does not keep its owner out."""
    what = "citizen code of a device"
    if rates.rates().seen(what, device, RESEND.total_seconds()):
        raise NotSent(_("Vừa gửi mã tới đây. Hãy đợi 60 giây rồi yêu cầu mã mới."))
    if rates.rates().count(what, device, HOUR.total_seconds()) > CONTACT_MOST:
        raise NotSent(_("Đã gửi nhiều mã tới đây. Hãy thử lại sau một giờ."))


def _check_sms() -> None:
    """Refuse where no SMS can go out, or so many went within the hour that somebody must be abusing it."""
    settings = current_app.config["PORTAL"]
    if settings.sms == "none":
        raise NotSent(_("Cổng chưa gửi được tin nhắn. Hãy dùng thư điện tử."), 422)
    sent = select(func.count(CitizenMessage.id)).where(
        CitizenMessage.channel == PHONE, CitizenMessage.created_at > utc_now() - HOUR
    )
    if (db.session.scalar(sent) or 0) >= settings.sms_per_hour:
        raise NotSent(
            _("Hệ thống tin nhắn đang quá tải. Hãy dùng thư điện tử, hoặc thử lại sau một giờ."), 503
        )


def waiting_for(handle: str, purpose: str) -> OneTimeCode | None:
    """The code that a handle waits for, right or wrong, late or not; None for a handle of nothing."""
    found = db.session.get(OneTimeCode, digest(handle)) if handle else None
    return found if found is not None and found.purpose == purpose else None


def contact_of(code: OneTimeCode) -> Contact:
    """Where a code was sent."""
    return Contact(code.contact_kind, code.contact)


def prove(handle: str, purpose: str, typed: str, citizen_id: int | None = None) -> Proven:
    """Try a code: what it proves, once (the caller commits, with what it opens). Raises WrongCode."""
    found = check(handle, purpose, typed, citizen_id)
    return use(found)


def check(handle: str, purpose: str, typed: str, citizen_id: int | None = None) -> OneTimeCode:
    """The code, where what was typed is right. Each try is counted and committed before it is looked at, so that of
    many at the same time no more than TRIES are looked at. Raises WrongCode."""
    if rates.rates().seen("citizen guess", rates.visitor(), HOUR.total_seconds()) >= GUESSES_MOST:
        raise WrongCode(_("Có quá nhiều lần nhập sai. Hãy thử lại sau một giờ."), over=True, status=429)
    of_whom = OneTimeCode.citizen_id.is_(None) if citizen_id is None else OneTimeCode.citizen_id == citizen_id
    tried = db.session.execute(
        update(OneTimeCode)
        .where(*_open(handle), OneTimeCode.purpose == purpose, of_whom, OneTimeCode.tries < TRIES)
        .values(tries=OneTimeCode.tries + 1)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    found = db.session.get(OneTimeCode, digest(handle), populate_existing=True)
    if found is None or not tried.rowcount:  # type: ignore[attr-defined]
        raise WrongCode(_("Mã đã hết hiệu lực. Hãy yêu cầu mã mới."), over=True)
    if not hmac.compare_digest(found.code_hash, _hash(handle, _digits(typed))):
        rates.count_visitor("citizen guess", HOUR.total_seconds())
        if found.tries >= TRIES:
            raise WrongCode(_("Đã nhập sai 5 lần, mã không dùng được nữa. Hãy yêu cầu mã mới."), over=True)
        raise WrongCode(_("Mã chưa đúng. Hãy xem lại tin nhắn hoặc thư vừa nhận."))
    return found


def use(code: OneTimeCode) -> Proven:
    """Use up a code that was right, once (the caller commits). Raises WrongCode where another one was faster."""
    used = db.session.execute(
        update(OneTimeCode)
        .where(OneTimeCode.handle_hash == code.handle_hash, OneTimeCode.used_at.is_(None))
        .values(used_at=utc_now())
        .execution_options(synchronize_session=False)
    )
    if not used.rowcount:  # type: ignore[attr-defined]
        raise WrongCode(_("Mã đã hết hiệu lực. Hãy yêu cầu mã mới."), over=True)
    return Proven(contact_of(code), code.purpose, code.citizen_id)


def discard(handle: str) -> None:
    """Make a code void, for a newer one is on its way (the caller commits)."""
    db.session.execute(
        update(OneTimeCode)
        .where(OneTimeCode.handle_hash == digest(handle), OneTimeCode.used_at.is_(None))
        .values(used_at=utc_now())
        .execution_options(synchronize_session=False)
    )


def _open(handle: str) -> tuple[ColumnElement[bool], ...]:
    """Of this handle, not used, not late."""
    return (
        OneTimeCode.handle_hash == digest(handle),
        OneTimeCode.used_at.is_(None),
        OneTimeCode.expires_at >= utc_now(),
    )


def _digits(typed: str) -> str:
    """What was typed, as six digits: spaces between them do not count."""
    plain = "".join(typed.split())
    return plain if _SIX.match(plain) else ""
