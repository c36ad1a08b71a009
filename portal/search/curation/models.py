"""Tables of what editors give to search, and of what citizens ask for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Date, DateTime, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from portal.clock import utc_now
from portal.extensions import db
from portal.tenancy.owned import TenantOwned, TenantShared, same_tenant

EXACT, CONTAINS = "exact", "contains"


class Curated:
    """The columns of a row that an editor keeps: switched on or off, deleted with a way back.

    `version` guards against two editors on one row: a save names the version it was made from.
    """

    active: Mapped[bool] = mapped_column(Boolean, default=True)
    deleted_at: Mapped[datetime | None] = mapped_column(DateTime)
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now, onupdate=utc_now)
    updated_by: Mapped[str] = mapped_column(String(120), default="")
    version: Mapped[int] = mapped_column(Integer, default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


class Synonym(Curated, TenantShared, db.Model):  # type: ignore[name-defined]
    """Who asks for `term` is also shown what says `meaning`; unless `one_way`, the reverse holds too.

    The keys are the bare syllables, by which search compares.
    """

    __tablename__ = "search_synonym"
    __table_args__ = (Index("ix_search_synonym_term", "tenant_id", "term_key"),)
    kind = "synonym"

    term: Mapped[str] = mapped_column(String(120))
    meaning: Mapped[str] = mapped_column(String(120))
    term_key: Mapped[str] = mapped_column(String(120))
    meaning_key: Mapped[str] = mapped_column(String(120))
    one_way: Mapped[bool] = mapped_column(Boolean, default=False)

    @property
    def name(self) -> str:
        """How lists and the audit trail call it."""
        return f"{self.term} {'→' if self.one_way else '='} {self.meaning}"


class PromotedResult(Curated, TenantShared, db.Model):  # type: ignore[name-defined]
    """A page that stands above the results of a question.

    `target` is a path of this portal. `entry_key` names the search entry that was chosen by its title, if it was:
    what citizens no longer see of it is then not promoted either. `position`: the smaller, the higher.
    """

    __tablename__ = "search_promoted"
    __table_args__ = (Index("ix_search_promoted_question", "tenant_id", "question_key"),)
    kind = "promoted"

    question: Mapped[str] = mapped_column(String(120))
    question_key: Mapped[str] = mapped_column(String(120))
    matching: Mapped[str] = mapped_column(String(10), default=EXACT)  # exact | contains
    target: Mapped[str] = mapped_column(String(500))
    entry_key: Mapped[str] = mapped_column(String(200), default="")
    title: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(String(300), default="")
    starts: Mapped[date | None] = mapped_column(Date)
    ends: Mapped[date | None] = mapped_column(Date)  # the last day on which it is shown
    position: Mapped[int] = mapped_column(Integer, default=0)

    @property
    def name(self) -> str:
        """How lists and the audit trail call it."""
        return f"“{self.question}” → {self.title}"

    def shown_on(self, day: date) -> bool:
        """Whether it is shown on this day."""
        begun = self.starts is None or self.starts <= day
        return self.active and begun and (self.ends is None or day <= self.ends)


class AskedQuery(TenantOwned, db.Model):  # type: ignore[name-defined]
    """How often a question was asked, nothing about who asked it.

    `key`: its bare syllables. `shown`: its most frequent spelling of `spellings` (spelling → times). `empty`: times
    that nothing was found. `last_total`: how much was found the last time. `days`: on how many different days.
    `ignored`: editors need not see it among what was not found. `blocked`: never suggested.
    """

    __tablename__ = "search_query"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        Index("ix_search_query_last", "tenant_id", "last_day"),
    )

    key: Mapped[str] = mapped_column(String(200))
    shown: Mapped[str] = mapped_column(String(120))
    spellings: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    count: Mapped[int] = mapped_column(Integer, default=0)
    empty: Mapped[int] = mapped_column(Integer, default=0)
    last_total: Mapped[int] = mapped_column(Integer, default=0)
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    days: Mapped[int] = mapped_column(Integer, default=1)
    ignored: Mapped[bool] = mapped_column(Boolean, default=False)
    blocked: Mapped[bool] = mapped_column(Boolean, default=False)


class AskedOnDay(TenantOwned, db.Model):  # type: ignore[name-defined]
    """How often a question was asked on one day in Vietnam; kept for a little more than a month."""

    __tablename__ = "search_query_day"
    __table_args__ = (
        same_tenant("query_id", "search_query", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "query_id", "day"),
        Index("ix_search_query_day_day", "tenant_id", "day"),
    )

    query_id: Mapped[int] = mapped_column(BigInteger)
    day: Mapped[date] = mapped_column(Date)
    count: Mapped[int] = mapped_column(Integer, default=0)
    empty: Mapped[int] = mapped_column(Integer, default=0)
