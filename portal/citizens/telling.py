"""Telling somebody something by e-mail or SMS, in the transaction of the act: the message leaves after the commit.

    tell(citizen, _("Hồ sơ của ông/bà đã có kết quả."), f"/ho-so/{code}")

The text goes to that person alone; the subject of an e-mail says nothing of it.
"""

from __future__ import annotations

import re
from datetime import datetime

from portal.citizens.contacts import Contact
from portal.citizens.models import EMAIL, PHONE, Citizen, CitizenMessage
from portal.clock import utc_now
from portal.extensions import db
from portal.notices.addresses import desk_url
from portal.tenancy.directory import directory
from portal.tenancy.scope import current_scope

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u0085\u2028\u2029]+")


class NoSuchPortal(LookupError):
    """A message was to be sent for a portal that is not there."""


def contact_of(citizen: Citizen) -> Contact | None:
    """Where a citizen is told things: e-mail costs nobody anything, so it goes first; None where nothing is proven."""
    if citizen.closed_at is not None:
        return None
    if citizen.email:
        return Contact(EMAIL, citizen.email)
    return Contact(PHONE, citizen.phone) if citizen.phone else None


def tell(
    to: Citizen | Contact, text: str, path: str = "", *, tenant_id: int | None = None
) -> CitizenMessage | None:
    """Write a message of plain text with, below it, the address of `path` (portal-relative) at the portal in force or
    `tenant_id` (the caller commits). None where the person has no contact. Raises NoSuchPortal."""
    contact = to if isinstance(to, Contact) else contact_of(to)
    where = tenant_id if tenant_id is not None else current_scope().own
    portal = directory().by_id(where) if where is not None else None
    if portal is None:
        raise NoSuchPortal(where)
    if contact is None:
        return None
    return post(contact, f"{text}\n{desk_url(portal.id, path)}" if path else text, portal.id)


def post(
    contact: Contact, text: str, tenant_id: int, *, reason: str = "news", expires_at: datetime | None = None
) -> CitizenMessage:
    """Put a message into the outbox (the caller commits)."""
    message = CitizenMessage(
        at_tenant_id=tenant_id,
        channel=contact.kind,
        to=contact.value,
        text=_CONTROL.sub(" ", text).strip(),
        reason=reason,
        created_at=utc_now(),
        next_try_at=utc_now(),
        expires_at=expires_at,
    )
    db.session.add(message)
    db.session.flush()
    return message
