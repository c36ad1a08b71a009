"""The verbs of a citizen's account: coming for the first time, agreeing, telling who one is, changing, leaving.

The caller commits. Nothing here is told to a portal's trail but that somebody left: the account belongs to no portal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from portal.accounts.permissions import Actor
from portal.citizens import sessions
from portal.citizens.consent import VERSION
from portal.citizens.contacts import Contact
from portal.citizens.identity import (
    NO_PROVINCE,
    NOT_BORN_YET,
    NOT_TWELVE,
    OLD_CARD,
    OTHER_YEAR,
    InvalidNumber,
    read_number,
)
from portal.citizens.models import EMAIL, VNEID, Citizen
from portal.clock import today, utc_now
from portal.extensions import db
from portal.publishing.service import audit
from portal.sealing.marks import mark

OLDEST = date(1900, 1, 1)


class ContactTaken(ValueError):
    """Another account has this contact."""


class InvalidProfile(ValueError):
    """A field of the profile does not hold; `field` names it, the message says what is wrong."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Profile:
    """Who somebody says to be; empty where they say nothing."""

    name: str = ""
    identity: str = ""
    born: date | None = None
    address: str = ""


def by_id(citizen_id: int) -> Citizen | None:
    """The account of this id, unless it was closed."""
    found = db.session.get(Citizen, citizen_id)
    return found if found is not None and found.closed_at is None else None


def by_contact(contact: Contact) -> Citizen | None:
    """The account of a proven contact."""
    column = Citizen.email_mark if contact.kind == EMAIL else Citizen.phone_mark
    return db.session.scalar(select(Citizen).where(column == contact.mark))


def identity_mark(number: str) -> str:
    """What accounts and dossiers of a number are found by; of a number as `read_number` gives it."""
    return mark("citizen.identity", number)


def arrive(contact: Contact) -> Citizen:
    """The account of somebody who has just proven a contact; a new one, which has not agreed yet, where none is."""
    found = by_contact(contact)
    if found is not None:
        return found
    try:
        with db.session.begin_nested():
            made = Citizen()
            _set_contact(made, contact)
            db.session.add(made)
        return made
    except IntegrityError:  # the same person in another tab was faster
        again = by_contact(contact)
        if again is None:
            raise
        return again


def _set_contact(citizen: Citizen, contact: Contact) -> None:
    if contact.kind == EMAIL:
        citizen.email, citizen.email_mark = contact.value, contact.mark
    else:
        citizen.phone, citizen.phone_mark = contact.value, contact.mark


def agree(citizen: Citizen) -> None:
    """Agree to what is in force (consent.VERSION)."""
    citizen.consent_version, citizen.consent_at, citizen.withdrawn_at = VERSION, utc_now(), None


def set_profile(citizen: Citizen, profile: Profile) -> None:
    """Tell who one is. What VNeID said stays as it said. Raises InvalidProfile."""
    citizen.address = profile.address
    if citizen.level == VNEID:
        return
    if profile.born is not None and not OLDEST <= profile.born <= today():
        raise InvalidProfile("born", _("Ngày sinh chưa đúng"))
    number = ""
    if profile.identity:
        try:
            number = read_number(profile.identity, today(), profile.born).text
        except InvalidNumber as error:
            raise InvalidProfile("identity", why_invalid(error.reason)) from None
    citizen.name = profile.name
    citizen.born = profile.born.isoformat() if profile.born else ""
    citizen.identity, citizen.identity_mark = number, identity_mark(number)


def why_invalid(reason: str) -> str:
    """What is said of a number that is nobody's."""
    said = {
        NOT_TWELVE: _("Số định danh cá nhân gồm đúng 12 chữ số, ghi trên thẻ căn cước"),
        OLD_CARD: _(
            "Đây là số chứng minh nhân dân 9 số, đã hết hiệu lực. Nhập số định danh 12 số trên thẻ căn cước"
        ),
        NO_PROVINCE: _("Ba chữ số đầu không phải mã tỉnh, thành phố nào. Xem lại số trên thẻ căn cước"),
        NOT_BORN_YET: _("Số này chỉ năm sinh chưa tới. Xem lại số trên thẻ căn cước"),
        OTHER_YEAR: _("Số định danh không khớp với năm sinh. Xem lại hai ô này"),
    }
    return str(said[reason])


def change_contact(citizen: Citizen, contact: Contact) -> str:
    """Give an account a contact that its owner has proven; returns the one from before, or "". Raises ContactTaken. An
    account that another browser began with this contact and never agreed holds nothing, and gives way."""
    other = by_contact(contact)
    if other is not None and other.id != citizen.id:
        if other.consent_at is not None or other.withdrawn_at is not None:
            raise ContactTaken
        db.session.execute(delete(Citizen).where(Citizen.id == other.id))
        db.session.expunge(other)
    before = citizen.email if contact.kind == EMAIL else citizen.phone
    _set_contact(citizen, contact)
    db.session.flush()
    return before


def withdraw(citizen: Citizen, tenant_id: int) -> None:
    """Take consent back: the account opens nothing, what it says of the person falls, sessions end. Only the contact
    stays, so that its owner can come back by agreeing anew. What the rooms hold is forgotten by `leaving.finish`."""
    citizen.withdrawn_at, citizen.consent_at, citizen.forget_due = utc_now(), None, True
    sessions.end_sessions(citizen.id)
    audit(Actor(None, "người dân", tenant_id), "citizen.withdrew")


def close(citizen: Citizen, tenant_id: int | None = None) -> None:
    """Close an account for good: like `withdraw`, and the contacts are free for a new one. `tenant_id`: where; None
    where nobody did it but time."""
    now = utc_now()
    citizen.closed_at, citizen.withdrawn_at, citizen.consent_at, citizen.forget_due = now, now, None, True
    citizen.email_mark = citizen.phone_mark = citizen.vneid_mark = None
    sessions.end_sessions(citizen.id)
    if tenant_id is not None:
        audit(Actor(None, "người dân", tenant_id), "citizen.closed")
