"""Links by which somebody without an account sees a thing before citizens do: for some days, and only with the link."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, DateTime, Index, Integer, String, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.publishing.service import audit
from portal.tenancy.owned import TenantOwned

DAYS = (1, 3, 7, 14, 30)
USUAL_DAYS = 3


class PreviewLink(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A link to a thing as it stands; the address holds a secret whose SHA-256 is `token_hash`. Of who opened it
    only how often and when last is kept."""

    __tablename__ = "preview_link"
    __table_args__ = (
        Index("ix_preview_link_object", "tenant_id", "kind", "object_id"),
        Index("ix_preview_link_token", "tenant_id", "token_hash"),
    )

    kind: Mapped[str] = mapped_column(String(30))
    object_id: Mapped[int] = mapped_column(BigInteger)
    token_hash: Mapped[str] = mapped_column(String(64))
    for_whom: Mapped[str] = mapped_column(String(120), default="")
    by_id: Mapped[int | None] = mapped_column(Integer)
    by_name: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    expires_at: Mapped[datetime] = mapped_column(DateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime)
    opened: Mapped[int] = mapped_column(default=0)
    last_opened_at: Mapped[datetime | None] = mapped_column(DateTime)

    def is_live(self, now: datetime) -> bool:
        """Whether it still opens at this UTC instant."""
        return self.revoked_at is None and self.expires_at > now


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def make_link(kind: str, object_id: int, for_whom: str, days: int, actor: Actor) -> str:
    """Make a link to a thing (the caller has checked that the actor may edit it, and commits); its secret, told only
    now. `days` that are not offered become the usual ones."""
    actor.require("content.edit_own")
    token = secrets.token_urlsafe(24)
    lasting = timedelta(days=days if days in DAYS else USUAL_DAYS)
    db.session.add(
        PreviewLink(
            tenant_id=actor.tenant_id,
            kind=kind,
            object_id=object_id,
            token_hash=_digest(token),
            for_whom=for_whom.strip()[:120],
            by_id=actor.user_id,
            by_name=actor.name,
            expires_at=utc_now() + lasting,
        )
    )
    audit(actor, "preview.share", kind=kind, object_id=object_id, detail=for_whom.strip()[:120])
    return token


def revoke(link: PreviewLink, actor: Actor) -> None:
    """Close a link at once (the caller commits)."""
    actor.require("content.edit_own")
    link.revoked_at = utc_now()
    audit(actor, "preview.revoke", kind=link.kind, object_id=link.object_id, detail=link.for_whom)


def find(token: str) -> PreviewLink | None:
    """The link of a secret in the portal in force, live or not."""
    return db.session.scalar(select(PreviewLink).where(PreviewLink.token_hash == _digest(token)))


def note_opened(link: PreviewLink) -> None:
    """Count that it was opened (the caller commits)."""
    link.opened += 1
    link.last_opened_at = utc_now()


def links_of(kind: str, object_id: int) -> list[PreviewLink]:
    """The links of a thing, the newest first; those that ended more than a month ago are left out."""
    lately = utc_now() - timedelta(days=30)
    mine = (PreviewLink.kind == kind, PreviewLink.object_id == object_id, PreviewLink.expires_at > lately)
    return list(
        db.session.scalars(select(PreviewLink).where(*mine).order_by(PreviewLink.created_at.desc()).limit(50))
    )


def link_by_id(kind: str, object_id: int, link_id: int) -> PreviewLink | None:
    """A link of this thing."""
    mine = (PreviewLink.id == link_id, PreviewLink.kind == kind, PreviewLink.object_id == object_id)
    return db.session.scalar(select(PreviewLink).where(*mine))
