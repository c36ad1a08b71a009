"""Tables of tasks. Each office reads and writes its own rows: a `Task` with an `Assignment` for each office, or person
of the own office, lies with who gave it; a `ReceivedTask` with who does it. `carrying` brings over what the other side
must know; `carry_at` marks what is to be brought, in the transaction of the act.

How a task stands follows from its happenings and is kept for lists; `course.standing_of` is the rule.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import utc_now
from portal.exchange.registers import models as _registers  # noqa: F401 - tasks refer to their tables
from portal.exchange.tasks.course import GIVEN, OPEN, TO_DO
from portal.extensions import db
from portal.papers import models as _papers  # noqa: F401 - files refer to their table
from portal.tenancy.owned import TenantOwned, same_tenant
from portal.tenancy.versioned import Versioned

NORMAL, IMPORTANT, URGENT = 0, 1, 2
ONCE, WEEKLY = "once", "weekly"
"""When reports are asked for: when it is done, or every week too."""
PERCENT, COUNT = "percent", "count"
TEXT_LENGTH = 4000


class _Content:
    """What a task says, the same words on both sides. `total` and `unit` go with COUNT ("120 hộ"); `weekday` (0 is
    Monday, 4 Friday) with WEEKLY. `source` is how the directive is cited, `source_key` how the exchange names it."""

    title: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(String(TEXT_LENGTH), default="")
    wanted: Mapped[str] = mapped_column(String(1000), default="")
    importance: Mapped[int] = mapped_column(Integer, default=NORMAL)
    source: Mapped[str] = mapped_column(String(300), default="")
    source_key: Mapped[str] = mapped_column(String(160), default="")
    rhythm: Mapped[str] = mapped_column(String(10), default=ONCE)
    weekday: Mapped[int] = mapped_column(Integer, default=4)
    measure: Mapped[str] = mapped_column(String(10), default=PERCENT)
    total: Mapped[int | None] = mapped_column(Integer)
    unit: Mapped[str] = mapped_column(String(40), default="")
    given_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    given_by_name: Mapped[str] = mapped_column(String(120), default="")

    @property
    def whole(self) -> int:
        """What "all done" is in the measure of the task."""
        return self.total or 100 if self.measure == COUNT else 100


class _Course:
    """How a task stands; `first_due` and `first_holder` are what it was given with. `report_on` is the day of the next
    weekly report, `remind_on` the day on which somebody must be reminded next, `reminded_on` when that was last."""

    state: Mapped[str] = mapped_column(String(10), default=GIVEN)
    first_due: Mapped[date] = mapped_column(Date)
    due: Mapped[date] = mapped_column(Date)
    first_holder: Mapped[str] = mapped_column(String(120), default="")
    holder_name: Mapped[str] = mapped_column(String(120), default="")
    done: Mapped[int] = mapped_column(Integer, default=0)
    asked_until: Mapped[date | None] = mapped_column(Date)
    received_at: Mapped[datetime | None] = mapped_column(DateTime)
    reported_at: Mapped[datetime | None] = mapped_column(DateTime)
    finished_at: Mapped[datetime | None] = mapped_column(DateTime)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime)
    report_on: Mapped[date | None] = mapped_column(Date)
    remind_on: Mapped[date | None] = mapped_column(Date)
    reminded_on: Mapped[date | None] = mapped_column(Date)

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done, by one side or the other."""
        return self.state in OPEN

    @property
    def is_to_do(self) -> bool:
        """Whether it is the turn of who was given it."""
        return self.state in TO_DO


class Task(_Content, TenantOwned, db.Model):  # type: ignore[name-defined]
    """A task that this office gave. `form_key` is of the form that gave it: a double click gives one task.

    `outgoing_id`, `incoming_id`: the directive that it follows from, where it follows from one.
    """

    __tablename__ = "task"
    __table_args__ = (
        same_tenant("outgoing_id", "outgoing_document"),
        same_tenant("incoming_id", "incoming_document"),
        UniqueConstraint("tenant_id", "form_key"),
        Index("ix_task_given", "tenant_id", "given_at"),
        Index("ix_task_outgoing", "tenant_id", "outgoing_id"),
        Index("ix_task_incoming", "tenant_id", "incoming_id"),
    )
    kind_of_thing = "task"

    form_key: Mapped[str] = mapped_column(String(40))
    outgoing_id: Mapped[int | None] = mapped_column(BigInteger)
    incoming_id: Mapped[int | None] = mapped_column(BigInteger)
    given_by_id: Mapped[int | None] = mapped_column(Integer)


class Assignment(_Course, Versioned, TenantOwned, db.Model):  # type: ignore[name-defined]
    """What one office is to do of a task, or one person of the own office (`person_id`); `to_portal_id` is the office,
    by the name that it had then. `tries` counts failures of carrying in a row."""

    __tablename__ = "task_assignment"
    __table_args__ = (
        same_tenant("task_id", "task", ondelete="CASCADE"),
        Index("ix_task_assignment_task", "tenant_id", "task_id", "position"),
        Index("ix_task_assignment_state", "tenant_id", "state", "due"),
        Index("ix_task_assignment_carry", "carry_at"),
        Index("ix_task_assignment_remind", "remind_on"),
    )

    task_id: Mapped[int] = mapped_column(BigInteger)
    position: Mapped[int] = mapped_column(Integer, default=0)
    to_portal_id: Mapped[int] = mapped_column(Integer)
    person_id: Mapped[int | None] = mapped_column(Integer)
    given_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    carry_at: Mapped[datetime | None] = mapped_column(DateTime)
    tries: Mapped[int] = mapped_column(Integer, default=0)


class ReceivedTask(_Content, _Course, Versioned, TenantOwned, db.Model):  # type: ignore[name-defined]
    """A task that this office was given, by another office or its own leader; `assignment_id` is the giver's row.

    `incoming_id` is the directive in the own register, where it came in. `holder_id` has it in hand.
    """

    __tablename__ = "task_received"
    __table_args__ = (
        same_tenant("incoming_id", "incoming_document"),
        UniqueConstraint("tenant_id", "assignment_id"),
        Index("ix_task_received_state", "tenant_id", "state", "due"),
        Index("ix_task_received_holder", "tenant_id", "holder_id", "state"),
        Index("ix_task_received_incoming", "tenant_id", "incoming_id"),
        Index("ix_task_received_carry", "carry_at"),
        Index("ix_task_received_remind", "remind_on"),
    )
    kind_of_thing = "task_received"

    assignment_id: Mapped[int] = mapped_column(BigInteger)
    from_portal_id: Mapped[int] = mapped_column(Integer)
    incoming_id: Mapped[int | None] = mapped_column(BigInteger)
    holder_id: Mapped[int | None] = mapped_column(Integer)
    carry_at: Mapped[datetime | None] = mapped_column(DateTime)


class TaskEvent(TenantOwned, db.Model):  # type: ignore[name-defined]
    """Something that happened to a task, as one side keeps it; rows are never changed. `key` is the same on both sides;
    `by_id` is known where it was done."""

    __tablename__ = "task_event"
    __table_args__ = (
        same_tenant("assignment_id", "task_assignment", ondelete="CASCADE"),
        same_tenant("received_id", "task_received", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "assignment_id", "key"),
        UniqueConstraint("tenant_id", "received_id", "key"),
        CheckConstraint("(assignment_id IS NULL) <> (received_id IS NULL)", name="one_side"),
    )

    assignment_id: Mapped[int | None] = mapped_column(BigInteger)
    received_id: Mapped[int | None] = mapped_column(BigInteger)
    key: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(DateTime)
    side: Mapped[str] = mapped_column(String(5))
    kind: Mapped[str] = mapped_column(String(10))
    by_id: Mapped[int | None] = mapped_column(Integer)
    by_name: Mapped[str] = mapped_column(String(120), default="")
    text: Mapped[str] = mapped_column(String(TEXT_LENGTH), default="")
    until: Mapped[date | None] = mapped_column(Date)
    done: Mapped[int | None] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(120), default="")


class TaskFile(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A file that goes with a task (`task_id` at the giver, `received_id` at the doer) or with what was reported
    (`event_id`); sealed among the papers of each office by itself. `key` is the same on both sides."""

    __tablename__ = "task_file"
    __table_args__ = (
        same_tenant("task_id", "task", ondelete="CASCADE"),
        same_tenant("received_id", "task_received", ondelete="CASCADE"),
        same_tenant("event_id", "task_event", ondelete="CASCADE"),
        same_tenant("paper_id", "paper"),
        CheckConstraint(
            "CASE WHEN task_id IS NULL THEN 0 ELSE 1 END + CASE WHEN received_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN event_id IS NULL THEN 0 ELSE 1 END = 1",
            name="one_place",
        ),
        Index("ix_task_file_task", "tenant_id", "task_id"),
        Index("ix_task_file_received", "tenant_id", "received_id"),
        Index("ix_task_file_event", "tenant_id", "event_id"),
    )

    task_id: Mapped[int | None] = mapped_column(BigInteger)
    received_id: Mapped[int | None] = mapped_column(BigInteger)
    event_id: Mapped[int | None] = mapped_column(BigInteger)
    paper_id: Mapped[int] = mapped_column(BigInteger)
    key: Mapped[int] = mapped_column(BigInteger)
    position: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[str] = mapped_column(String(200))
    mime: Mapped[str] = mapped_column(String(120))
    size: Mapped[int] = mapped_column(Integer)
