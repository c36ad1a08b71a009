"""What is done with a registered arrival: who handles it until when, notes, done, taken up again.

Nothing here commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.clock import today, utc_now
from portal.exchange.edxml.shapes import ACCEPTED, ARRIVED, ASSIGNED, DONE, HANDLING
from portal.exchange.registers.acting import (
    LONGEST_WORDS,
    Document,
    moved_to_target,
    note,
    register_of,
    require,
    tell_sender,
)
from portal.exchange.registers.errors import NotPossible, Wrong
from portal.exchange.registers.models import (
    ISSUED,
    OUT,
    HandlingNote,
    IncomingDocument,
    OutgoingDocument,
)
from portal.exchange.registers.people import handler, tell
from portal.extensions import db
from portal.workdays.queries import calendar_of

MOST_DAYS = 250


@dataclass(frozen=True)
class Assignment:
    """To whom an arrival is given: a person (`holder_id`), a unit, or both; until when (a day, or so many working days
    from today); the words of who gives it."""

    holder_id: int | None = None
    unit: str = ""
    due: date | None = None
    days: int | None = None
    words: str = ""

    @property
    def until(self) -> date | None:
        """The day: as given, else counted in working days of the office."""
        if self.due is not None or self.days is None:
            return self.due
        return calendar_of().add_days(today(), self.days)


def assign(row: IncomingDocument, given: Assignment, seen: int | None, actor: Actor) -> None:
    """Give an arrival to somebody (04; again to somebody else). Raises Forbidden, StaleVersion, NotPossible, Wrong."""
    require("assign", row, actor, seen)
    until = _until(given)
    unit = " ".join(given.unit.split())[:120]
    holder = handler(given.holder_id, row.tenant_id) if given.holder_id is not None else None
    if given.holder_id is not None and holder is None:
        raise Wrong({"holder": _("Người này không xử lý văn bản của cơ quan. Hãy chọn người khác.")})
    if holder is None and not unit:
        raise Wrong({"holder": _("Chọn người xử lý hoặc ghi đơn vị xử lý.")})
    before = row.holder_id
    row.holder_id, row.holder_name = (holder.id, holder.name) if holder is not None else (None, "")
    row.unit, row.due, row.assigned_at = unit, until, utc_now()
    moved_to_target("assign", row)
    to = ", ".join(one for one in (row.holder_name, unit) if one)
    by = _(" – hạn %(day)s", day=f"{until:%d/%m/%Y}") if until is not None else ""
    note(row, "assign", f"{to}{by}\n{given.words}".strip(), actor)
    tell_sender(row, ASSIGNED, unit)
    title = _("Bạn được giao xử lý văn bản: %(subject)s", subject=row.subject)
    tell(row, [row.holder_id], "assigned", title, actor, f"{by.strip(' –')} {given.words}".strip()[:500])
    if before not in {None, row.holder_id}:
        tell(
            row, [before], "passed", _("Văn bản đã giao người khác: %(subject)s", subject=row.subject), actor
        )


def _until(given: Assignment) -> date | None:
    if given.days is not None and not 1 <= given.days <= MOST_DAYS:
        raise Wrong({"days": _("Ghi số ngày làm việc từ 1 đến %(most)s.", most=MOST_DAYS)})
    until = given.until
    if until is not None and until < today():
        raise Wrong({"due": _("Hạn xử lý phải từ hôm nay trở đi.")})
    return until


def begin(row: IncomingDocument, seen: int | None, actor: Actor) -> None:
    """Begin to handle an arrival (05); who begins what nobody holds has it in hand. Raises as `assign`."""
    require("begin", row, actor, seen)
    if row.holder_id is None and handler(actor.user_id or 0, row.tenant_id) is not None:
        row.holder_id, row.holder_name = actor.user_id, actor.name
    moved_to_target("begin", row)
    note(row, "begin", "", actor)
    tell_sender(row, HANDLING)


def finish(
    row: IncomingDocument, words: str, seen: int | None, actor: Actor, answer_id: int | None = None
) -> None:
    """An arrival is done (06): with a note of what was done, or by an issued document of this office that answers it.

    Raises as `assign`; Wrong where there is neither.
    """
    require("finish", row, actor, seen)
    answer = _answer(row, answer_id)
    if answer is None and not words.strip():
        raise Wrong({"words": _("Ghi kết quả xử lý, hoặc chọn văn bản trả lời.")})
    by = _("Trả lời bằng văn bản số %(number)s", number=answer.number_text) if answer is not None else ""
    moved_to_target("finish", row)
    row.ended_at = utc_now()
    note(row, "finish", f"{by}\n{words}".strip(), actor)
    tell_sender(row, DONE, by)


def _answer(row: IncomingDocument, answer_id: int | None) -> OutgoingDocument | None:
    if answer_id is None:
        return None
    found = next((one for one in answers_to(row) if one.id == answer_id), None)
    if found is None:
        raise Wrong({"answer": _("Văn bản này không trả lời văn bản đến, hoặc chưa ban hành.")})
    return found


def answers_to(row: IncomingDocument) -> list[OutgoingDocument]:
    """The issued documents of this office that answer an arrival, newest first."""
    statement = select(OutgoingDocument).where(
        OutgoingDocument.answers_id == row.id, OutgoingDocument.state == ISSUED
    )
    return list(db.session.scalars(statement.order_by(OutgoingDocument.id.desc())))


def reopen(row: IncomingDocument, words: str, seen: int | None, actor: Actor) -> None:
    """Take a done arrival up again: by who has it (05), or to be assigned where nobody has. Raises as `assign`."""
    require("reopen", row, actor, seen, words)
    row.state = HANDLING if row.holder_id is not None or row.unit else ACCEPTED
    row.ended_at = None
    note(row, "reopen", words, actor)
    tell_sender(row, row.state)
    tell(
        row,
        [row.holder_id],
        "reopened",
        _("Xử lý tiếp: %(subject)s", subject=row.subject),
        actor,
        words[:500],
    )


def set_due(row: IncomingDocument, given: Assignment, seen: int | None, actor: Actor) -> None:
    """Change until when an arrival is to be handled, with the reason (`given.words`). Raises as `assign`."""
    require("set_due", row, actor, seen, given.words)
    until = _until(given)
    if until is None:
        raise Wrong({"due": _("Chọn hạn xử lý mới.")})
    former = f"{row.due:%d/%m/%Y}" if row.due is not None else _("không có")
    row.due = until
    text = _("Hạn cũ: %(former)s, hạn mới: %(now)s", former=former, now=f"{until:%d/%m/%Y}")
    note(row, "set_due", f"{text}\n{given.words}", actor)
    tell(row, [row.holder_id], "due", f"{text}: {row.subject}", actor)


def remark(row: Document, words: str, actor: Actor) -> HandlingNote:
    """Write a note into the course of a document of either register. Raises Forbidden, NotPossible, Wrong."""
    act = "remark" if register_of(row) == OUT else "note"
    require(act, row, actor, None, words)
    if len(words.strip()) > LONGEST_WORDS:
        raise Wrong({"words": _("Nhiều nhất %(most)s ký tự.", most=LONGEST_WORDS)})
    return note(row, act, words, actor)


def hand_over(row: IncomingDocument, holder_id: int | None, holder_name: str, actor: Actor) -> None:
    """Somebody leaves: what they hold passes to a successor, or (None) waits to be assigned."""
    if row.state not in {ASSIGNED, HANDLING}:
        raise NotPossible(_("Văn bản này không có ai đang xử lý."))
    row.holder_id, row.holder_name = holder_id, holder_name
    if holder_id is None:
        row.state = ACCEPTED if not row.unit else ASSIGNED
    note(row, "hand_over", holder_name, actor)


def course_of(row: Document) -> list[HandlingNote]:
    """What was done with a document, in its order."""
    statement = select(HandlingNote).where(
        HandlingNote.register == register_of(row), HandlingNote.document_id == row.id
    )
    return list(db.session.scalars(statement.order_by(HandlingNote.at, HandlingNote.id)))


def is_late(row: IncomingDocument, day: date | None = None) -> bool:
    """Whether an arrival is not done and its day has passed."""
    if row.due is None or row.is_closed or row.state not in {ARRIVED, ACCEPTED, ASSIGNED, HANDLING}:
        return False
    return row.due < (day or today())
