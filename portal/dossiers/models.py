"""The tables at the heart of the counter: a dossier, what it is found by, its papers, the numbers given to codes.

Whatever tells of a person is sealed (portal/sealing); lists, statistics and the clock read plain columns only.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, DateTime, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import utc_now
from portal.dossiers.states import AT_COUNTER, NEW, OPEN_STATES, RUNNING
from portal.extensions import db
from portal.papers import models as _papers  # noqa: F401 - dossier_paper refers to their table
from portal.sealing.columns import SealedJSON, SealedText
from portal.sealing.marks import MARK_LENGTH
from portal.services import models as _services  # noqa: F401 - dossier refers to their tables
from portal.tenancy.owned import TenantOwned, same_tenant
from portal.tenancy.versioned import Versioned


class Dossier(Versioned, TenantOwned, db.Model):  # type: ignore[name-defined]
    """A dossier and where it stands. `title` is the service's name: nothing of a person.

    `submit_key` is the single-use number of the form that it came with: a form that is sent twice makes one dossier.

    The clock, in naive UTC: `received_at` is the act of receiving, `counts_from` when time began to count, `due_at` the
    legal end, `promised_at` what the citizen was told last (form 01, or the apology of form 04), `amber_at` when 70 %
    of `total_minutes` (working minutes; 480 a day) are spent, `paused_since` since when the office waits. `limit_days`
    or `limit_minutes` is the legal time. `warned`: "", "amber" or "late" – what was told last.

    The step in hand: `step_key` at `step_position` (-1: none), its role, whether it lies elsewhere (`step_at`), since
    when and until when. `holder_id` is who has it (an account; None: waits in the queue of its role and `unit`).

    `version` counts every act (optimistic locking), `last_event` numbers the story.
    """

    __tablename__ = "dossier"
    __table_args__ = (
        UniqueConstraint("tenant_id", "code"),
        UniqueConstraint("tenant_id", "submit_key"),
        same_tenant("service_id", "service"),
        same_tenant("version_id", "service_version"),
        Index("ix_dossier_due", "tenant_id", "state", "due_at"),
        Index("ix_dossier_holder", "tenant_id", "holder_id", "state", "due_at"),
        Index("ix_dossier_unit", "tenant_id", "unit", "state", "due_at"),
        Index("ix_dossier_service", "tenant_id", "service_id", "state", "due_at"),
        Index("ix_dossier_submitted", "tenant_id", "submitted_at"),
        Index("ix_dossier_received", "tenant_id", "received_at"),
        Index("ix_dossier_done", "tenant_id", "done_at"),
        Index("ix_dossier_promised", "tenant_id", "state", "promised_at"),
        Index("ix_dossier_citizen", "citizen_id"),
        Index("ix_dossier_forget", "tenant_id", "forget_on"),
    )

    code: Mapped[str] = mapped_column(String(60))
    submit_key: Mapped[str] = mapped_column(String(60))
    service_id: Mapped[int] = mapped_column(BigInteger)
    version_id: Mapped[int] = mapped_column(BigInteger)
    service_code: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(500))
    state: Mapped[str] = mapped_column(String(12), default=NEW)
    channel: Mapped[str] = mapped_column(String(12))

    citizen_id: Mapped[int | None] = mapped_column(BigInteger)
    applicant: Mapped[dict[str, Any] | None] = mapped_column(SealedJSON("dossier.applicant"))
    applicant_name: Mapped[str | None] = mapped_column(SealedText("dossier.applicant_name"))
    answers: Mapped[dict[str, Any] | None] = mapped_column(SealedJSON("dossier.answers"))
    guide_answers: Mapped[dict[str, Any] | None] = mapped_column(SealedJSON("dossier.guide_answers"))
    delivery: Mapped[str] = mapped_column(String(12), default=AT_COUNTER)
    delivery_address: Mapped[dict[str, Any] | None] = mapped_column(SealedJSON("dossier.delivery_address"))
    consent_version: Mapped[str] = mapped_column(String(20), default="")
    consent_at: Mapped[datetime | None] = mapped_column(DateTime)

    submitted_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    received_at: Mapped[datetime | None] = mapped_column(DateTime)
    counts_from: Mapped[datetime | None] = mapped_column(DateTime)
    limit_days: Mapped[int | None] = mapped_column(Integer)
    limit_minutes: Mapped[int | None] = mapped_column(Integer)
    total_minutes: Mapped[int] = mapped_column(Integer, default=0)
    due_at: Mapped[datetime | None] = mapped_column(DateTime)
    promised_at: Mapped[datetime | None] = mapped_column(DateTime)
    amber_at: Mapped[datetime | None] = mapped_column(DateTime)
    warned: Mapped[str] = mapped_column(String(6), default="")
    paused_since: Mapped[datetime | None] = mapped_column(DateTime)
    paused_minutes: Mapped[int] = mapped_column(Integer, default=0)
    spent_minutes: Mapped[int] = mapped_column(Integer, default=0)

    step_key: Mapped[str] = mapped_column(String(60), default="")
    step_position: Mapped[int] = mapped_column(Integer, default=-1)
    step_role: Mapped[str] = mapped_column(String(20), default="")
    step_at: Mapped[str] = mapped_column(String(10), default="own")
    step_began_at: Mapped[datetime | None] = mapped_column(DateTime)
    step_due_at: Mapped[datetime | None] = mapped_column(DateTime)
    holder_id: Mapped[int | None] = mapped_column(Integer)
    holder_name: Mapped[str] = mapped_column(String(120), default="")
    unit: Mapped[str] = mapped_column(String(120), default="")

    decision: Mapped[dict[str, Any] | None] = mapped_column(SealedJSON("dossier.decision"))
    outcome_key: Mapped[str] = mapped_column(String(60), default="")
    decided_at: Mapped[datetime | None] = mapped_column(DateTime)
    signed_at: Mapped[datetime | None] = mapped_column(DateTime)
    done_at: Mapped[datetime | None] = mapped_column(DateTime)
    returned_at: Mapped[datetime | None] = mapped_column(DateTime)
    closed_at: Mapped[datetime | None] = mapped_column(DateTime)
    outcome: Mapped[str] = mapped_column(String(8), default="")

    forget_on: Mapped[date | None] = mapped_column(Date)
    forgotten_at: Mapped[datetime | None] = mapped_column(DateTime)
    last_event: Mapped[int] = mapped_column(Integer, default=0)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something until there is a result."""
        return self.state in OPEN_STATES

    @property
    def is_running(self) -> bool:
        """Whether the office works on it and the clock runs."""
        return self.state in RUNNING


class DossierMark(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A blind mark that a dossier is found by: of the applicant's name, identity number or telephone."""

    __tablename__ = "dossier_mark"
    __table_args__ = (
        same_tenant("dossier_id", "dossier", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "dossier_id", "kind", "mark"),
        Index("ix_dossier_mark_found", "tenant_id", "kind", "mark"),
    )

    dossier_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(10))
    mark: Mapped[str] = mapped_column(String(MARK_LENGTH))


class DossierPaper(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A paper of the dossier: by its key in the definition, in `paper` (None: handed in on paper, not scanned yet).

    `source` is "upload", "counter", "reuse" or "result"; `title` is what the definition calls it; `originals` and
    `copies` count sheets handed in at the counter. `accepted` is None until somebody looked; `remark` tells what is
    wrong with it. `replaced_at`: a later one took its place. `request_id` names the request that it answered.
    """

    __tablename__ = "dossier_paper"
    __table_args__ = (
        same_tenant("dossier_id", "dossier", ondelete="CASCADE"),
        same_tenant("paper_id", "paper"),
        Index("ix_dossier_paper_dossier", "tenant_id", "dossier_id", "position"),
        Index("ix_dossier_paper_paper", "tenant_id", "paper_id"),
    )

    dossier_id: Mapped[int] = mapped_column(BigInteger)
    paper_key: Mapped[str] = mapped_column(String(60))
    paper_id: Mapped[int | None] = mapped_column(BigInteger)
    title: Mapped[str] = mapped_column(String(500), default="")
    source: Mapped[str] = mapped_column(String(10))
    position: Mapped[int] = mapped_column(Integer, default=0)
    originals: Mapped[int] = mapped_column(Integer, default=0)
    copies: Mapped[int] = mapped_column(Integer, default=0)
    accepted: Mapped[bool | None]
    remark: Mapped[str | None] = mapped_column(SealedText("dossier_paper.remark"))
    request_id: Mapped[int | None] = mapped_column(BigInteger)
    added_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    replaced_at: Mapped[datetime | None] = mapped_column(DateTime)


class DossierNumber(TenantOwned, db.Model):  # type: ignore[name-defined]
    """The last number that was given to a code on a day."""

    __tablename__ = "dossier_number"
    __table_args__ = (UniqueConstraint("tenant_id", "day"),)

    day: Mapped[date] = mapped_column(Date)
    last: Mapped[int] = mapped_column(Integer, default=0)
