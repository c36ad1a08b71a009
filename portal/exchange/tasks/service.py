"""The verbs of tasks: what somebody does with a task that was given or received. Giving stands in `giving`.

Each checks the right, the version that the page was made from and the table of transitions, writes what happened, and
lets the other side know: at once where it is the same office, else by `carrying`. The caller commits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.models import User
from portal.accounts.permissions import Actor
from portal.dossiers import moment
from portal.exchange.tasks import course, files
from portal.exchange.tasks.carrying import bring_within
from portal.exchange.tasks.course import DOER, GIVER, Standing
from portal.exchange.tasks.errors import NotInHand, NotPossible, StaleVersion
from portal.exchange.tasks.files import Brought
from portal.exchange.tasks.models import TEXT_LENGTH, Assignment, ReceivedTask, Task, TaskEvent
from portal.exchange.tasks.settling import Row, events_of, present_day, settle
from portal.exchange.tasks.telling import ASSIGN, GIVE, HANDLE
from portal.extensions import db
from portal.notices.service import people_who_may
from portal.publishing.service import audit
from portal.tenancy.owned import new_id

LONGEST = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Said:
    """What comes with an act: words, a day, how much is done, files."""

    text: str = ""
    until: date | None = None
    done: int | None = None
    files: Sequence[Brought] = ()


def act(row: Row, kind: str, said: Said, seen: int, actor: Actor) -> TaskEvent:
    """Do one of `course.TRANSITIONS` but HAND. Raises Forbidden, StaleVersion, NotPossible (NotInHand, a day or number
    that cannot be, words missing), media's Refused."""
    side = GIVER if isinstance(row, Assignment) else DOER
    _check_rights(row, kind, actor)
    _check_version(row, seen)
    content = content_of(row)
    _check_possible(row, kind, side)
    _check_said(row, content, kind, said)
    event = _write(row, side, kind, actor, said)
    if said.files:
        files.keep(said.files, row.tenant_id, event_id=event.id)
    _happened(row, content, kind, actor)
    return event


def hand(row: ReceivedTask, to_id: int, seen: int, actor: Actor) -> TaskEvent:
    """Put a task into somebody's hands, or take one that nobody has. Raises Forbidden, StaleVersion, NotPossible."""
    actor.require(HANDLE)
    taking = to_id == actor.user_id and row.holder_id is None
    if not taking:
        actor.require(ASSIGN)
    _check_version(row, seen)
    _check_possible(row, course.HAND, DOER)
    able = {one.id: one for one in people_who_may(HANDLE, row.tenant_id)}
    if to_id not in able:
        raise NotPossible(_("Người này không xử lý văn bản, nhiệm vụ ở đơn vị."))
    return hand_over(row, able[to_id], actor)


def hand_over(row: ReceivedTask, to: User | None, actor: Actor) -> TaskEvent:
    """Put a task into other hands, or into nobody's (the caller checked the right and commits)."""
    row.holder_id = to.id if to is not None else None
    event = _write(row, DOER, course.HAND, actor, Said(), name=to.name if to is not None else "")
    _happened(row, row, course.HAND, actor)
    return event


def content_of(row: Row) -> Task | ReceivedTask:
    """What a task says: of an assignment the giver's task, of a received one itself."""
    if isinstance(row, ReceivedTask):
        return row
    return db.session.scalars(select(Task).where(Task.id == row.task_id)).one()


def standing(row: Row) -> Standing:
    """Where a task stands, as it was written down."""
    return Standing(row.due, row.state, row.holder_name, row.done, row.asked_until)


def may_act(row: ReceivedTask, actor: Actor) -> bool:
    """Whether somebody may report on a received task: who has it in hand, who assigns, anybody while nobody has it."""
    return actor.may(HANDLE) and (row.holder_id in {None, actor.user_id} or actor.may(ASSIGN))


def _check_rights(row: Row, kind: str, actor: Actor) -> None:
    if kind not in course.TRANSITIONS or kind == course.HAND:
        raise NotPossible(_("Không có thao tác này."))
    if isinstance(row, Assignment):
        actor.require(GIVE)
        return
    actor.require(HANDLE)
    if kind != course.RECEIVE and not may_act(row, actor):
        raise NotInHand(_("%(name)s đang làm nhiệm vụ này.", name=row.holder_name))


def _check_version(row: Row, seen: int) -> None:
    if row.version != seen:
        raise StaleVersion


def _check_possible(row: Row, kind: str, side: str) -> None:
    if not course.possible(standing(row), kind, side):
        raise NotPossible(_("Không làm được bước này: nhiệm vụ đang ở trạng thái khác. Hãy xem lại."))


def _check_said(row: Row, content: Task | ReceivedTask, kind: str, said: Said) -> None:
    if course.TRANSITIONS[kind].needs_words and not said.text.strip():
        raise NotPossible(_("Hãy ghi nội dung."))
    if len(said.text) > TEXT_LENGTH:
        raise NotPossible(_("Nội dung dài quá %(most)s chữ.", most=TEXT_LENGTH))
    if said.done is not None and not 0 <= said.done <= content.whole:
        raise NotPossible(_("Số đã làm phải từ 0 đến %(whole)s.", whole=content.whole))
    if kind == course.REPORT and said.done is None:
        raise NotPossible(_("Hãy ghi đã làm được bao nhiêu."))
    _check_day(row, kind, said.until)


def _check_day(row: Row, kind: str, until: date | None) -> None:
    day = present_day()
    if kind in {course.ASK, course.MOVE} and until is None:
        raise NotPossible(_("Hãy chọn hạn mới."))
    if until is None:
        return
    if kind == course.ASK and until <= row.due:
        raise NotPossible(_("Hạn xin phải sau hạn đang có (%(day)s).", day=f"{row.due:%d/%m/%Y}"))
    if until < day or until > day + LONGEST:
        raise NotPossible(_("Hạn mới phải từ hôm nay trở đi, không quá ba năm."))


def _write(row: Row, side: str, kind: str, actor: Actor, said: Said, name: str = "") -> TaskEvent:
    event = TaskEvent(
        tenant_id=row.tenant_id,
        assignment_id=row.id if isinstance(row, Assignment) else None,
        received_id=row.id if isinstance(row, ReceivedTask) else None,
        key=new_id(),
        at=_next_instant(row),
        side=side,
        kind=kind,
        by_id=actor.user_id,
        by_name=actor.name[:120],
        text=said.text.strip(),
        until=said.until,
        done=said.done,
        name=name[:120],
    )
    db.session.add(event)
    _flush()
    return event


def _next_instant(row: Row) -> datetime:
    """Now, or just after what happened last: a clock that was put back turns no order around."""
    events = events_of(row)
    return max(moment.now(), events[-1].at + timedelta(microseconds=1)) if events else moment.now()


def _happened(row: Row, content: Task | ReceivedTask, kind: str, actor: Actor) -> None:
    settle(row, content)
    row.carry_at = moment.now()
    _flush()
    audit(actor, f"task.{kind}", kind=row.__tablename__, object_id=row.id, detail=content.title[:200])
    bring_within(row)
    _flush()


def _flush() -> None:
    try:
        db.session.flush()
    except StaleDataError:
        raise StaleVersion from None
