"""Tables of people: accounts, roles in tenants, sessions that the server can end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.clock import utc_now
from portal.extensions import db


class User(db.Model):  # type: ignore[name-defined]
    """A person who signs in. `email` is stored lower-case; what may be done comes from memberships."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)

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
    """A signed-in browser. The cookie holds a secret whose SHA-256 is `token_hash`; ending the row ends it."""

    __tablename__ = "sign_in_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    at_tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    started_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    expires_at: Mapped[datetime] = mapped_column(DateTime)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime)
    browser: Mapped[str] = mapped_column(String(200), default="")

    user: Mapped[User] = relationship(lazy="joined")


class Handover(db.Model):  # type: ignore[name-defined]
    """A single-use ticket, valid for a minute, that carries a signed-in person to another portal's desk."""

    __tablename__ = "handover"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    to_tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    expires_at: Mapped[datetime] = mapped_column(DateTime)
