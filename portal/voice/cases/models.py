"""Tables of cases: what is answered and published, what is personal (held apart, deleted in time), what was done.

A case is no `Publishable`: revisions keep every wording for ever, and what citizens write must be forgotten in time.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, DateTime, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from portal.clock import utc_now
from portal.extensions import db
from portal.tenancy.owned import TenantOwned, same_tenant

QUESTION, REPORT, COMMENT = "question", "report", "comment"
KINDS = (QUESTION, REPORT, COMMENT)

NEW, ACCEPTED, ASSIGNED, DRAFTED = "new", "accepted", "assigned", "drafted"
ANSWERED, REFUSED, MERGED, TAKEN_BACK = "answered", "refused", "merged", "taken_back"
STATES = (NEW, ACCEPTED, ASSIGNED, DRAFTED, ANSWERED, REFUSED, MERGED, TAKEN_BACK)
OPEN_STATES = (NEW, ACCEPTED, ASSIGNED, DRAFTED)


class VoiceCase(TenantOwned, db.Model):  # type: ignore[name-defined]
    """One question, report or comment. `title` and `text` are the wording that may be published.

    `form_token` is the single-use number of the form that it came with: a form that is sent twice makes one case.
    `suspicion` names the signs of spam that were seen. `published_at` is set while citizens see it.
    """

    __tablename__ = "voice_case"
    __table_args__ = (
        UniqueConstraint("tenant_id", "code"),
        UniqueConstraint("tenant_id", "form_token"),
        same_tenant("consultation_id", "consultation", ondelete="CASCADE"),
        same_tenant("merged_into_id", "voice_case"),
        Index("ix_voice_case_list", "tenant_id", "kind", "state", "received_at"),
        Index("ix_voice_case_public", "tenant_id", "kind", "published_at"),
        Index("ix_voice_case_due", "tenant_id", "due_on"),
    )

    kind: Mapped[str] = mapped_column(String(12))
    code: Mapped[str] = mapped_column(String(16))
    form_token: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(12), default=NEW)
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text, default="")
    field: Mapped[str] = mapped_column(
        String(120), default=""
    )  # field of a question, sort of a report, group
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[str] = mapped_column(String(200), default="")
    answered_at: Mapped[datetime | None] = mapped_column(DateTime)
    published_at: Mapped[datetime | None] = mapped_column(DateTime)
    received_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now, onupdate=utc_now)
    due_on: Mapped[date | None] = mapped_column(Date)
    closed_at: Mapped[datetime | None] = mapped_column(DateTime)
    refusal: Mapped[str] = mapped_column(String(500), default="")
    office: Mapped[str] = mapped_column(String(120), default="")
    assignee_id: Mapped[int | None] = mapped_column(Integer)
    consultation_id: Mapped[int | None] = mapped_column(BigInteger)
    merged_into_id: Mapped[int | None] = mapped_column(BigInteger)
    area: Mapped[str] = mapped_column(String(120), default="")
    place: Mapped[str] = mapped_column(String(300), default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    may_publish: Mapped[bool] = mapped_column(default=False)
    suspicion: Mapped[list[str]] = mapped_column(JSON, default=list)
    suspected: Mapped[bool] = mapped_column(default=False)  # until somebody has looked at it
    helpful: Mapped[int] = mapped_column(default=0)
    unhelpful: Mapped[int] = mapped_column(default=0)
    forgotten_at: Mapped[datetime | None] = mapped_column(DateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in OPEN_STATES


class VoicePerson(TenantOwned, db.Model):  # type: ignore[name-defined]
    """What is personal about a case: who wrote, how to tell them, and what they wrote to the letter.

    Held apart so that no list, page or export of cases can show it by accident; deleted as a whole.
    """

    __tablename__ = "voice_person"
    __table_args__ = (
        same_tenant("case_id", "voice_case", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "case_id"),
    )

    case_id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(120), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    title: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    consent_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    consent: Mapped[str] = mapped_column(String(600), default="")  # the sentence that was agreed to


class VoiceEvent(TenantOwned, db.Model):  # type: ignore[name-defined]
    """One act on a case; `note` is for the desk alone."""

    __tablename__ = "voice_event"
    __table_args__ = (
        same_tenant("case_id", "voice_case", ondelete="CASCADE"),
        Index("ix_voice_event_case", "tenant_id", "case_id", "at"),
    )

    case_id: Mapped[int] = mapped_column(BigInteger)
    action: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    by_id: Mapped[int | None] = mapped_column(Integer)
    by_name: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(String(1000), default="")
