"""Tables of the exchange: offices outside, packages that go and come, what recipients told, what was refused.

A row of a package is written in the transaction of the act that it tells of. The sealed bytes lie in files
(`store.py`); what stays of a package for good are its digests and the other side's sealed answer.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    DateTime,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import utc_now
from portal.exchange.registers import models as _registers  # noqa: F401 - packages refer to their tables
from portal.extensions import db
from portal.tenancy.owned import TenantOwned, same_tenant
from portal.tenancy.versioned import Versioned

INSIDE, HTTP, FOLDER = "inside", "http", "folder"
"""Carriers: within this installation; to another one over the web; by files that somebody else moves."""
WAITING, DELIVERED, TURNED_DOWN, GIVEN_UP, NEEDLESS = (
    "waiting",
    "delivered",
    "refused",
    "given_up",
    "needless",
)
"""Of a package that goes out. `needless`: what it was to take back never came there."""
DOCUMENT, STATUS = "document", "status"
TAKEN, HELD, LAPSED = "taken", "held", "lapsed"
"""Of a package that came: done; kept until the document comes that it speaks of; that never came."""

ID_LENGTH, ORGAN_LENGTH, WORDS_LENGTH = 80, 30, 500


class ExchangeOffice(Versioned, db.Model):  # type: ignore[name-defined]
    """An office outside of this installation. `address`: of http where its installation is reached
    ("https://…", without path), of a folder its name. `certificates` are PEM, the pinned ones (several while keys
    change); `revoked` are serial numbers in hexadecimal that are taken from it no more."""

    __tablename__ = "exchange_office"

    id: Mapped[int] = mapped_column(primary_key=True)
    organ_id: Mapped[str] = mapped_column(String(ORGAN_LENGTH), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    carrier: Mapped[str] = mapped_column(String(10))
    address: Mapped[str] = mapped_column(String(300), default="")
    certificates: Mapped[list[str]] = mapped_column(JSON, default=list)
    revoked: Mapped[list[str]] = mapped_column(JSON, default=list)
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)
    changed_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now, onupdate=utc_now)


class ExchangePackage(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A package that goes to one office: a document (`about` 0 to 3) or how an arrival stands (`code`).

    `payload` holds what the rows that it is made of cannot tell later: {"at", "words"}. `path` names the sealed bytes
    once they are made: every try sends the very same. `digest` is that of its content (`receipts.digest_of`).
    `handed_at`: since when it lies where somebody else carries it on. `reason` is a code of `troubles`, `detail` its
    particulars; `receipt` the sealed answer of the other side. `until` is when trying ends.
    """

    __tablename__ = "exchange_package"
    __table_args__ = (
        same_tenant("outgoing_id", "outgoing_document"),
        same_tenant("incoming_id", "incoming_document"),
        UniqueConstraint("tenant_id", "package_id"),
        Index("ix_exchange_package_due", "state", "next_at"),
        Index("ix_exchange_package_state", "tenant_id", "state", "created_at"),
        Index("ix_exchange_package_outgoing", "tenant_id", "outgoing_id", "to_organ"),
        Index("ix_exchange_package_incoming", "tenant_id", "incoming_id"),
    )

    package_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    from_organ: Mapped[str] = mapped_column(String(ORGAN_LENGTH))
    to_organ: Mapped[str] = mapped_column(String(ORGAN_LENGTH))
    to_name: Mapped[str] = mapped_column(String(200))
    what: Mapped[str] = mapped_column(String(10))
    about: Mapped[int] = mapped_column(Integer, default=0)
    code: Mapped[str] = mapped_column(String(2), default="")
    outgoing_id: Mapped[int | None] = mapped_column(BigInteger)
    incoming_id: Mapped[int | None] = mapped_column(BigInteger)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    next_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    until: Mapped[datetime] = mapped_column(DateTime)
    leased_until: Mapped[datetime | None] = mapped_column(DateTime)
    handed_at: Mapped[datetime | None] = mapped_column(DateTime)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime)
    path: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    size: Mapped[int] = mapped_column(Integer, default=0)
    digest: Mapped[str] = mapped_column(String(64), default="")
    reason: Mapped[str] = mapped_column(String(30), default="")
    detail: Mapped[str] = mapped_column(String(WORDS_LENGTH), default="")
    receipt: Mapped[str | None] = mapped_column(Text)


class ExchangeArrival(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A package that came and was taken, once: whoever brings it again gets the same `receipt` again.

    `sha256` is that of the bytes, `digest` that of the content: one that was sealed anew is still the same. `key` names
    the document that it speaks of. A held one keeps its sealed bytes at `path` until `until`.
    """

    __tablename__ = "exchange_arrival"
    __table_args__ = (
        same_tenant("incoming_id", "incoming_document"),
        same_tenant("outgoing_id", "outgoing_document"),
        UniqueConstraint("tenant_id", "sender_id", "package_id"),
        Index("ix_exchange_arrival_held", "state", "until"),
        Index("ix_exchange_arrival_key", "tenant_id", "sender_id", "key"),
        Index("ix_exchange_arrival_incoming", "tenant_id", "incoming_id"),
    )

    sender_id: Mapped[str] = mapped_column(String(ORGAN_LENGTH))
    package_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    to_organ: Mapped[str] = mapped_column(String(ORGAN_LENGTH))
    what: Mapped[str] = mapped_column(String(10))
    about: Mapped[int] = mapped_column(Integer, default=0)
    code: Mapped[str] = mapped_column(String(2), default="")
    key: Mapped[str] = mapped_column(String(160), default="")
    state: Mapped[str] = mapped_column(String(10), default=TAKEN)
    incoming_id: Mapped[int | None] = mapped_column(BigInteger)
    outgoing_id: Mapped[int | None] = mapped_column(BigInteger)
    came_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    again: Mapped[int] = mapped_column(Integer, default=0)
    until: Mapped[datetime | None] = mapped_column(DateTime)
    path: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    size: Mapped[int] = mapped_column(Integer, default=0)
    sha256: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    receipt: Mapped[str] = mapped_column(Text)


class ExchangeTold(TenantOwned, db.Model):  # type: ignore[name-defined]
    """What a recipient told of a document of ours in one message; `at` is by its clock, never later than it came."""

    __tablename__ = "exchange_told"
    __table_args__ = (
        same_tenant("document_id", "outgoing_document", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "document_id", "organ_id", "package_id"),
    )

    document_id: Mapped[int] = mapped_column(BigInteger)
    organ_id: Mapped[str] = mapped_column(String(ORGAN_LENGTH))
    package_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    at: Mapped[datetime] = mapped_column(DateTime)
    came_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    code: Mapped[str] = mapped_column(String(2))
    words: Mapped[str] = mapped_column(String(WORDS_LENGTH), default="")


class ExchangeRefusal(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A package that was not taken, and why (`edxml.refusing`); the same bytes for the same reason count up `times`.

    `claims` is who it says to be from: nobody knows whether that is so. `way` is how it came.
    """

    __tablename__ = "exchange_refusal"
    __table_args__ = (
        UniqueConstraint("tenant_id", "sha256", "reason"),
        Index("ix_exchange_refusal_at", "tenant_id", "last_at"),
    )

    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    last_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    times: Mapped[int] = mapped_column(Integer, default=1)
    claims: Mapped[str] = mapped_column(String(ORGAN_LENGTH), default="")
    is_proven: Mapped[bool] = mapped_column(Boolean, default=False)  # the seal shows that they did send it
    way: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(30))
    detail: Mapped[str] = mapped_column(String(WORDS_LENGTH), default="")
    size: Mapped[int] = mapped_column(Integer, default=0)
    sha256: Mapped[str] = mapped_column(String(64))
