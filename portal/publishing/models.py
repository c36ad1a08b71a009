"""Tables that every published thing shares: states, revisions, audit trail, change log."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    DateTime,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    event,
    inspect,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from portal.clock import utc_now
from portal.extensions import db
from portal.letters import without_accents
from portal.tenancy.owned import TenantOwned

DRAFT, SUBMITTED, APPROVED = "draft", "submitted", "approved"
PUBLISHED, WITHDRAWN, TRASHED = "published", "withdrawn", "trashed"
GONE = (WITHDRAWN, TRASHED)
"""What citizens once saw and find no longer (410)."""
STATES = (DRAFT, SUBMITTED, APPROVED, PUBLISHED, WITHDRAWN)
"""The life of a thing, in its order; what lies in the trash is TRASHED and remembers where it came from."""

WORDS = ("title", "name", "number", "code", "lead", "summary")
"""Columns of which a kind has some: what the lists of the desk look for words in."""
LONGEST_SOUGHT = 2_000


def sought_words(values: dict[str, Any]) -> str:
    """What a thing with these values of its columns is found by in lists: without accents, its name first."""
    given = [str(values[one]) for one in WORDS if values.get(one)]
    return without_accents(" ".join(given))[:LONGEST_SOUGHT]


def _words_of(context: Any) -> str:
    return sought_words(context.get_current_parameters())


def _beginner(context: Any) -> int | None:
    found: int | None = context.get_current_parameters().get("created_by_id")
    return found


class Publishable:
    """The columns of a thing with a life: draft → submitted → approved → published → withdrawn, an embargo and an end.

    Somebody answers for it (`owner_id`, a person, at first who began it, or `owner_office`) and looks at it again by
    `review_on`. `sought` follows from other columns (see `sought_words`); `grouped_by` names the column of the groups
    that lists are narrowed by, where a kind has some.
    `version` guards against two editors on one text: a save names the version it was made from.
    `kind` names the thing in revisions, audit entries, change log and search. `derived` are columns that follow from
    others: nobody wrote them, so comparing two revisions passes over them.
    """

    kind: ClassVar[str]
    derived: ClassVar[frozenset[str]] = frozenset()
    grouped_by: ClassVar[str] = ""

    slug: Mapped[str] = mapped_column(String(160))
    status: Mapped[str] = mapped_column(String(12), default=DRAFT)
    publish_at: Mapped[datetime | None] = mapped_column(DateTime)  # visible from; set when published
    expires_at: Mapped[datetime | None] = mapped_column(DateTime)
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now, onupdate=utc_now)
    created_by_id: Mapped[int | None] = mapped_column(Integer)
    updated_by_id: Mapped[int | None] = mapped_column(Integer)  # the person who acted on it last
    owner_id: Mapped[int | None] = mapped_column(Integer, default=_beginner)
    owner_office: Mapped[str] = mapped_column(String(120), default="")
    review_on: Mapped[date | None] = mapped_column(Date)
    trashed_at: Mapped[datetime | None] = mapped_column(DateTime)
    trashed_from: Mapped[str] = mapped_column(String(12), default="")  # its state before
    version: Mapped[int] = mapped_column(Integer, default=1)
    origin: Mapped[str] = mapped_column(String(300), default="")  # file or source that it was loaded from
    origin_digest: Mapped[str] = mapped_column(String(64), default="")
    sought: Mapped[str] = mapped_column(Text, default=_words_of)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}

    def kept_elsewhere(self) -> dict[str, Any]:
        """What belongs to the thing but lies in other tables (provisions, papers), as JSON-ready data: part of each
        revision."""
        return {}

    def is_visible(self, now: datetime) -> bool:
        """Whether citizens see it at this UTC instant."""
        started = self.publish_at is not None and self.publish_at <= now
        return self.status == PUBLISHED and started and (self.expires_at is None or self.expires_at > now)


@event.listens_for(Publishable, "before_update", propagate=True)
def _follow_words(_mapper: Any, _connection: Any, row: Any) -> None:
    state = inspect(row)
    mine = [one for one in WORDS if one in state.mapper.column_attrs]
    if any(state.attrs[one].history.has_changes() for one in mine):
        row.sought = sought_words({one: getattr(row, one) for one in mine})


class Revision(TenantOwned, db.Model):  # type: ignore[name-defined]
    """What a thing was after one act: all its fields as data (see contents.contents_of).

    `of_version` is the version of the thing that it holds, `status` the state of the thing; `added` and `removed`
    count the words by which it differs from the revision before, so that a list needs no texts.
    """

    __tablename__ = "revision"
    __table_args__ = (Index("ix_revision_object", "tenant_id", "kind", "object_id", "number"),)

    kind: Mapped[str] = mapped_column(String(30))
    object_id: Mapped[int] = mapped_column(BigInteger)
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    by_id: Mapped[int | None] = mapped_column(Integer)
    by_name: Mapped[str] = mapped_column(String(120), default="")
    action: Mapped[str] = mapped_column(String(60), default="save")
    detail: Mapped[str] = mapped_column(String(500), default="")
    of_version: Mapped[int] = mapped_column(default=0)
    status: Mapped[str] = mapped_column(String(12), default="")
    added: Mapped[int] = mapped_column(default=0)
    removed: Mapped[int] = mapped_column(default=0)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)


class AuditEntry(TenantOwned, db.Model):  # type: ignore[name-defined]
    """Who did what to which thing, when; also what was refused. A link of its portal's chain (publishing.trail)."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_at", "tenant_id", "at"),
        Index("ix_audit_entry_object", "tenant_id", "kind", "object_id"),
        UniqueConstraint("tenant_id", "number"),
    )

    number: Mapped[int] = mapped_column(BigInteger)  # 1, 2, 3 … without a gap
    at: Mapped[datetime] = mapped_column(DateTime)
    by_id: Mapped[int | None] = mapped_column(Integer)
    by_name: Mapped[str] = mapped_column(String(120), default="")
    action: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(30), default="")
    object_id: Mapped[int | None] = mapped_column(BigInteger)
    detail: Mapped[str] = mapped_column(String(500), default="")
    previous: Mapped[str] = mapped_column(String(64))  # digest of the entry before
    digest: Mapped[str] = mapped_column(String(64))


class AuditHead(TenantOwned, db.Model):  # type: ignore[name-defined]
    """The last entry of a portal's audit trail: found without searching, and locked while one is added."""

    __tablename__ = "audit_head"
    __table_args__ = (UniqueConstraint("tenant_id"),)

    number: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(64))


class Change(db.Model):  # type: ignore[name-defined]
    """The change log that the indexer follows. It names objects and holds no content, so it is not tenant-owned."""

    __tablename__ = "change_log"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    of_tenant_id: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(30))
    object_id: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
