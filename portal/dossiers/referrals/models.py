"""Tables of what passes between a commune's counter and the district's: each office reads its own rows alone.

A `Referral` lies with the commune that needs the step done, a `Referred` with the district that does it; each names the
other by id, and `carrying`, in a named task, brings over what the other side must know. `carry_at` marks what is to be
brought: it is set in the transaction of the act, so that nothing is forgotten. Ids are unique over portals: rows find
each other after portals became one.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import BigInteger, DateTime, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import utc_now
from portal.extensions import db
from portal.papers import models as _papers  # noqa: F401 - referred_paper refers to their table
from portal.sealing.columns import SealedJSON, SealedText
from portal.tenancy.owned import TenantOwned, same_tenant
from portal.tenancy.versioned import Versioned

SENDING, WAITING, TAKEN, ASKING = "sending", "waiting", "taken", "asking"
ANSWERED, RETURNED, RECALLED = "answered", "returned", "recalled"
OPEN_STATES = (SENDING, WAITING, TAKEN, ASKING)
STATES = (*OPEN_STATES, ANSWERED, RETURNED, RECALLED)
LABELS = {
    SENDING: (_l("Đang chuyển đi"), "neutral"),
    WAITING: (_l("Chờ nhận xử lý"), "info"),
    TAKEN: (_l("Đang xử lý"), "info"),
    ASKING: (_l("Chờ nơi gửi trả lời"), "warn"),
    ANSWERED: (_l("Đã trả lời"), "good"),
    RETURNED: (_l("Đã trả lại"), "bad"),
    RECALLED: (_l("Nơi gửi đã thu hồi"), "neutral"),
}
"""(what a state is called, the tone of its badge)."""

BELOW, ABOVE = "below", "above"
"""Which side wrote or brought something: the commune, the district."""


class Referral(Versioned, TenantOwned, db.Model):  # type: ignore[name-defined]
    """A step of a dossier of this portal that the portal above does; one per run of the step (`step_number`).

    `state`, `holder_name` and `answer` are what the other side told last. `thread` are the words between both offices,
    [{"key", "side", "kind", "text", "by", "at"}], the same on both sides. `until` is when the step is due; `applied_at`
    when the answer moved the dossier on (it waits where an apology to the citizen must go first). `late_told_at`: that
    it is late was told here. `tries` counts failures of carrying in a row.
    """

    __tablename__ = "referral"
    __table_args__ = (
        same_tenant("dossier_id", "dossier", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "dossier_id", "step_number", "round"),
        Index("ix_referral_carry", "carry_at"),
        Index("ix_referral_state", "tenant_id", "state", "until"),
    )

    dossier_id: Mapped[int] = mapped_column(BigInteger)
    step_number: Mapped[int] = mapped_column(Integer)
    round: Mapped[int] = mapped_column(Integer, default=1)
    step_key: Mapped[str] = mapped_column(String(60))
    step_name: Mapped[str] = mapped_column(String(200))
    code: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(500))
    to_portal_id: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(10), default=SENDING)
    holder_name: Mapped[str] = mapped_column(String(120), default="")
    thread: Mapped[list[dict[str, Any]] | None] = mapped_column(SealedJSON("referral.thread"))
    answer: Mapped[str | None] = mapped_column(SealedText("referral.answer"))
    sent_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    sent_by_id: Mapped[int | None] = mapped_column(Integer)
    sent_by_name: Mapped[str] = mapped_column(String(120), default="")
    until: Mapped[datetime | None] = mapped_column(DateTime)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime)
    applied_at: Mapped[datetime | None] = mapped_column(DateTime)
    late_told_at: Mapped[datetime | None] = mapped_column(DateTime)
    forgotten_at: Mapped[datetime | None] = mapped_column(DateTime)
    carry_at: Mapped[datetime | None] = mapped_column(DateTime, default=utc_now)
    tries: Mapped[int] = mapped_column(Integer, default=0)

    @property
    def is_open(self) -> bool:
        """Whether the other side still has to do something."""
        return self.state in OPEN_STATES


class Referred(Versioned, TenantOwned, db.Model):  # type: ignore[name-defined]
    """A step that another portal's dossier needs from this one: exactly the fields and papers that the step names.

    `extract` is [{"title", "lines": [[label, text]]}]; `thread` as in `Referral`; `notes` are for this office alone,
    [{"text", "by", "at"}]. `role` is who may take it; `holder_id` who has it. Nothing of a person is left once it was
    recalled or returned, or the dossier was forgotten (`emptied_at`).
    """

    __tablename__ = "referred"
    __table_args__ = (
        UniqueConstraint("tenant_id", "referral_id"),
        Index("ix_referred_carry", "carry_at"),
        Index("ix_referred_state", "tenant_id", "state", "until"),
        Index("ix_referred_holder", "tenant_id", "holder_id", "state"),
    )

    referral_id: Mapped[int] = mapped_column(BigInteger)
    from_portal_id: Mapped[int] = mapped_column(Integer)
    code: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(500))
    step_name: Mapped[str] = mapped_column(String(200))
    instruction: Mapped[str] = mapped_column(String(2000), default="")
    role: Mapped[str] = mapped_column(String(20))
    unit: Mapped[str] = mapped_column(String(120), default="")
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    extract: Mapped[list[dict[str, Any]] | None] = mapped_column(SealedJSON("referred.extract"))
    thread: Mapped[list[dict[str, Any]] | None] = mapped_column(SealedJSON("referred.thread"))
    notes: Mapped[list[dict[str, Any]] | None] = mapped_column(SealedJSON("referred.notes"))
    answer: Mapped[str | None] = mapped_column(SealedText("referred.answer"))
    holder_id: Mapped[int | None] = mapped_column(Integer)
    holder_name: Mapped[str] = mapped_column(String(120), default="")
    arrived_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    taken_at: Mapped[datetime | None] = mapped_column(DateTime)
    until: Mapped[datetime | None] = mapped_column(DateTime)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime)
    late_told_at: Mapped[datetime | None] = mapped_column(DateTime)
    emptied_at: Mapped[datetime | None] = mapped_column(DateTime)
    carry_at: Mapped[datetime | None] = mapped_column(DateTime)

    @property
    def is_open(self) -> bool:
        """Whether this office still has to do something."""
        return self.state in OPEN_STATES


class ReferredPaper(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A paper of a referred step, kept by this office itself: it came along (BELOW), or goes back (ABOVE)."""

    __tablename__ = "referred_paper"
    __table_args__ = (
        same_tenant("referred_id", "referred", ondelete="CASCADE"),
        same_tenant("paper_id", "paper"),
        Index("ix_referred_paper_of", "tenant_id", "referred_id", "position"),
    )

    referred_id: Mapped[int] = mapped_column(BigInteger)
    paper_id: Mapped[int] = mapped_column(BigInteger)
    paper_key: Mapped[str] = mapped_column(String(60), default="")
    title: Mapped[str] = mapped_column(String(500))
    side: Mapped[str] = mapped_column(String(5))
    position: Mapped[int] = mapped_column(Integer, default=0)


class ReferredReading(TenantOwned, db.Model):  # type: ignore[name-defined]
    """Somebody of this office opened a referred step or a paper of it; the citizen can see these rows."""

    __tablename__ = "referred_reading"
    __table_args__ = (
        same_tenant("referred_id", "referred", ondelete="CASCADE"),
        Index("ix_referred_reading_of", "tenant_id", "referred_id", "at"),
        Index("ix_referred_reading_person", "tenant_id", "by_id", "at"),
    )

    referred_id: Mapped[int] = mapped_column(BigInteger)
    by_id: Mapped[int | None] = mapped_column(Integer)
    by_name: Mapped[str] = mapped_column(String(120), default="")
    what: Mapped[str] = mapped_column(String(20), default="dossier")
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
