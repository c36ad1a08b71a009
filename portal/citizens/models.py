"""Tables of citizens: accounts of the whole installation, their sessions, codes, arrivals from VNeID, messages.

Like the desk's people they belong to no portal: whoever moves from one commune to the next keeps the account. Whatever
says who somebody is lies sealed; rows are found by marks (portal/sealing/marks.py). What belongs to an office (a
dossier) is tenant-owned and lies in the rooms above.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.clock import utc_now
from portal.extensions import db
from portal.sealing.columns import SealedJSON, SealedText
from portal.sealing.marks import MARK_LENGTH
from portal.tenancy.owned import new_id

OTP, VNEID = "otp", "vneid"
EMAIL, PHONE = "email", "phone"
SIGN_IN, CONTACT, LEAVING = "sign_in", "contact", "leaving"
WAITING, SENT, FAILED = "waiting", "sent", "failed"


class Citizen(db.Model):  # type: ignore[name-defined]
    """A citizen's account. E-mail and phone are proven by codes; with level `vneid` name, number and birth are VNeID's.

    `born` is an ISO date or "". `consent_at` is None until the person agreed (and again after a withdrawal): until then
    the account opens nothing. An account that was closed keeps its id, with everything else emptied, so that what an
    office must keep by law does not refer to nothing.
    """

    __tablename__ = "citizen"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, default=new_id, autoincrement=False)
    level: Mapped[str] = mapped_column(String(10), default=OTP)
    name: Mapped[str] = mapped_column(SealedText("citizen.name"), default="")
    identity: Mapped[str] = mapped_column(SealedText("citizen.identity"), default="")
    identity_mark: Mapped[str] = mapped_column(String(MARK_LENGTH), default="", index=True)
    born: Mapped[str] = mapped_column(SealedText("citizen.born"), default="")
    address: Mapped[str] = mapped_column(SealedText("citizen.address"), default="")
    email: Mapped[str] = mapped_column(SealedText("citizen.email"), default="")
    email_mark: Mapped[str | None] = mapped_column(String(MARK_LENGTH), unique=True)
    phone: Mapped[str] = mapped_column(SealedText("citizen.phone"), default="")
    phone_mark: Mapped[str | None] = mapped_column(String(MARK_LENGTH), unique=True)
    vneid_mark: Mapped[str | None] = mapped_column(String(MARK_LENGTH), unique=True)  # of issuer and subject
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    last_seen_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    consent_version: Mapped[str] = mapped_column(String(20), default="")
    consent_at: Mapped[datetime | None] = mapped_column(DateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime)
    closed_at: Mapped[datetime | None] = mapped_column(DateTime)
    forget_due: Mapped[bool] = mapped_column(default=False)  # what the rooms hold is still to be forgotten


class CitizenSession(db.Model):  # type: ignore[name-defined]
    """A citizen's signed-in browser at one portal. The cookie holds a secret whose SHA-256 is `token_hash`."""

    __tablename__ = "citizen_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"), index=True)
    at_tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    how: Mapped[str] = mapped_column(String(10), default=OTP)  # otp or vneid: how this browser signed in
    started_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    expires_at: Mapped[datetime] = mapped_column(DateTime)
    last_seen_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime)
    browser: Mapped[str] = mapped_column(String(200), default="")

    citizen: Mapped[Citizen] = relationship(lazy="joined")


class OneTimeCode(db.Model):  # type: ignore[name-defined]
    """A code on its way to a contact. The form that waits for it holds a secret whose SHA-256 is `handle_hash`: a code
    is good in the browser that asked for it and nowhere else. `code_hash` is an HMAC under the installation's key."""

    __tablename__ = "one_time_code"
    __table_args__ = (Index("ix_one_time_code_contact_mark", "contact_mark", "created_at"),)

    handle_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    contact_kind: Mapped[str] = mapped_column(String(10))
    contact: Mapped[str] = mapped_column(SealedText("one_time_code.contact"))
    contact_mark: Mapped[str] = mapped_column(String(MARK_LENGTH))
    code_hash: Mapped[str] = mapped_column(String(64))
    purpose: Mapped[str] = mapped_column(String(10))
    citizen_id: Mapped[int | None] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"), index=True)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    expires_at: Mapped[datetime] = mapped_column(DateTime)
    used_at: Mapped[datetime | None] = mapped_column(DateTime)


class VneidArrival(db.Model):  # type: ignore[name-defined]
    """Somebody whom VNeID vouches for and who has no account yet: what it said of them, for some minutes."""

    __tablename__ = "vneid_arrival"

    handle_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    vneid_mark: Mapped[str] = mapped_column(String(MARK_LENGTH))
    claims: Mapped[dict[str, Any]] = mapped_column(SealedJSON("vneid_arrival.claims"))
    expires_at: Mapped[datetime] = mapped_column(DateTime)


class CitizenMessage(db.Model):  # type: ignore[name-defined]
    """A message to one person, by e-mail or SMS: written in the transaction of the act, sent afterwards.

    Not in the offices' outbox of e-mails: to whom it goes and what it says is nobody's but that person's. Both fall
    with the sending. `reason` is "code" or "news". What comes after `expires_at` is of no use any more and is not sent.
    """

    __tablename__ = "citizen_message"
    __table_args__ = (Index("ix_citizen_message_state", "state", "next_try_at"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, default=new_id, autoincrement=False)
    at_tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    channel: Mapped[str] = mapped_column(String(10))
    to: Mapped[str] = mapped_column(SealedText("citizen_message.to"))
    text: Mapped[str] = mapped_column(SealedText("citizen_message.text"))
    reason: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    next_try_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    expires_at: Mapped[datetime | None] = mapped_column(DateTime)
    leased_until: Mapped[datetime | None] = mapped_column(DateTime)
    sent_at: Mapped[datetime | None] = mapped_column(DateTime)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    error: Mapped[str] = mapped_column(String(300), default="")
