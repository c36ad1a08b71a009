"""Tables of people: accounts, roles in tenants, second factors, invitations, sessions that the server can end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.clock import utc_now
from portal.extensions import db
from portal.tenancy.owned import TenantOwned


class User(db.Model):  # type: ignore[name-defined]
    """A person who signs in. `email` is stored lower-case; what may be done comes from memberships.

    `password_at` is when the password was set (None: before this was noted, so with the account); `password_given_at`
    when somebody else made it for the person, None once it is their own (`password_age.py`).

    `factor_since` is set while the person has a second factor: an authenticator (`totp_secret`, sealed with the
    installation's key; `totp_step` is the last time step whose code was used) or passkeys. Wrong codes in a row
    are counted in `factor_failures`; until `factor_wait_until` none is looked at.
    """

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200))
    password_at: Mapped[datetime | None] = mapped_column(DateTime, default=utc_now)
    password_given_at: Mapped[datetime | None] = mapped_column(DateTime)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    last_seen_at: Mapped[datetime | None] = mapped_column(DateTime)
    factor_since: Mapped[datetime | None] = mapped_column(DateTime)
    totp_secret: Mapped[str] = mapped_column(String(300), default="")
    totp_step: Mapped[int] = mapped_column(BigInteger, default=0)
    factor_failures: Mapped[int] = mapped_column(Integer, default=0)
    factor_wait_until: Mapped[datetime | None] = mapped_column(DateTime)

    memberships: Mapped[list[Membership]] = relationship(
        back_populates="user", cascade="all, delete-orphan", lazy="selectin"
    )


class Membership(db.Model):  # type: ignore[name-defined]
    """One role of one person in one tenant."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("user_id", "for_tenant_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    for_tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), index=True)
    role: Mapped[str] = mapped_column(String(30))

    user: Mapped[User] = relationship(back_populates="memberships")


class SignInSession(db.Model):  # type: ignore[name-defined]
    """A signed-in browser. The cookie holds a secret whose SHA-256 is `token_hash`; ending the row ends it.

    `factor_at` is when the second factor was shown, here or at the portal that handed over; `confirmed_at` when the
    person last showed who they are, by password or factor (None: before this was noted). `challenge` is the one thing
    that a passkey may sign in this session until `challenge_until`.
    """

    __tablename__ = "sign_in_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    at_tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    started_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    expires_at: Mapped[datetime] = mapped_column(DateTime)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime)
    last_seen_at: Mapped[datetime | None] = mapped_column(DateTime)
    browser: Mapped[str] = mapped_column(String(200), default="")
    factor_at: Mapped[datetime | None] = mapped_column(DateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTime)
    challenge: Mapped[str] = mapped_column(String(100), default="")
    challenge_until: Mapped[datetime | None] = mapped_column(DateTime)

    user: Mapped[User] = relationship(lazy="joined")


class Handover(db.Model):  # type: ignore[name-defined]
    """A single-use ticket, valid for a minute, that carries a signed-in person to another portal's desk."""

    __tablename__ = "handover"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    to_tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    expires_at: Mapped[datetime] = mapped_column(DateTime)
    factor_at: Mapped[datetime | None] = mapped_column(DateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTime)


class SignInTry(db.Model):  # type: ignore[name-defined]
    """Wrong tries that somebody or some device has to answer for; which one, only a keyed hash tells (`tries.py`)."""

    __tablename__ = "sign_in_try"

    who: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    latest_at: Mapped[datetime] = mapped_column(DateTime, index=True)
    wait_until: Mapped[datetime | None] = mapped_column(DateTime)


class Passkey(db.Model):  # type: ignore[name-defined]
    """A key in a person's telephone, computer or token. It answers only at hosts of `rp_id` (WebAuthn)."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)  # base64url, at most 1023 bytes
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    rp_id: Mapped[str] = mapped_column(String(253))
    name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    last_used_at: Mapped[datetime | None] = mapped_column(DateTime)


class RecoveryCode(db.Model):  # type: ignore[name-defined]
    """A code on paper that stands in for the second factor, once."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(DateTime)


class AccountToken(db.Model):  # type: ignore[name-defined]
    """What an e-mailed link stands for: a new password (`reset`) or a new address (`email`); short, single use.

    `made_for` is the address of the account when it was made: a link does not outlive a change of address.
    """

    __tablename__ = "account_token"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(String(10))
    made_for: Mapped[str] = mapped_column(String(254))
    new_email: Mapped[str] = mapped_column(String(254), default="")
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    expires_at: Mapped[datetime] = mapped_column(DateTime)


class Invitation(TenantOwned, db.Model):  # type: ignore[name-defined]
    """An e-mail address that may become somebody with these roles in this portal, by a link that is used once."""

    __tablename__ = "invitation"
    __table_args__ = (Index("ix_invitation_token", "tenant_id", "token_hash", unique=True),)

    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(120))
    roles: Mapped[list[str]] = mapped_column(JSON)
    token_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    sent_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    expires_at: Mapped[datetime] = mapped_column(DateTime)
    by_id: Mapped[int | None] = mapped_column(Integer)
    by_name: Mapped[str] = mapped_column(String(120), default="")
    accepted_at: Mapped[datetime | None] = mapped_column(DateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime)
