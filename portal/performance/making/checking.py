"""Looking through the dossiers of a portal: whether every rule of the counter holds for what lies in the database.

Knows the rules from `transitions` and `running`, not from what made the rows. Reads only: of what
counting again would change nothing is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from portal.clock import to_local
from portal.dossiers import running
from portal.dossiers.finding import marks_of
from portal.dossiers.models import Dossier, DossierMark, DossierNumber, DossierPaper
from portal.dossiers.models_aside import DossierRating
from portal.dossiers.models_course import PAYMENT, DossierEvent, DossierForm, DossierRequest, DossierStep
from portal.dossiers.plan import version_definition
from portal.dossiers.states import CLOSED, DONE, LATE, NEW, RETURNED, RUNNING, WAITING
from portal.dossiers.transitions import BACK, RULES
from portal.extensions import db
from portal.payments.models import PAID, PaymentDemand
from portal.services.definition.answers import deadline_of, validate
from portal.workdays.calendar import Calendar
from portal.workdays.clock import Pause, merged, spent
from portal.workdays.queries import calendar_of

AT_ONCE = 500


@dataclass(frozen=True)
class Fault:
    """What is wrong with which dossier (its code)."""

    code: str
    what: str


@dataclass
class Whole:
    """A dossier with everything that belongs to it."""

    dossier: Dossier
    events: Sequence[DossierEvent]
    steps: Sequence[DossierStep]
    requests: Sequence[DossierRequest]
    forms: Sequence[DossierForm]
    papers: Sequence[DossierPaper]
    marks: set[tuple[str, str]]


def check_dossiers() -> Iterator[Fault]:
    """Every fault in the dossiers of the portal in force."""
    yield from _numbers()
    calendar, last = calendar_of(), 0
    while True:
        found = list(
            db.session.scalars(select(Dossier).where(Dossier.id > last).order_by(Dossier.id).limit(AT_ONCE))
        )
        if not found:
            return
        last = found[-1].id
        for whole in _wholes(found):
            for what in _faults(whole, calendar):
                yield Fault(whole.dossier.code, what)
        db.session.expunge_all()


def _numbers() -> Iterator[Fault]:
    given: dict[str, list[int]] = defaultdict(list)
    for code in db.session.scalars(select(Dossier.code)):
        _agency, day, number = code.rsplit("-", 2)
        given[day].append(int(number))
    for row in db.session.scalars(select(DossierNumber)):
        day = f"{row.day:%y%m%d}"
        if sorted(given.pop(day, [])) != list(range(1, row.last + 1)):
            yield Fault(day, "số hồ sơ trong ngày không liên tục")
    for day in given:
        yield Fault(day, "ngày có hồ sơ mà không có sổ số")


def _wholes(found: Sequence[Dossier]) -> Iterator[Whole]:
    ids = [one.id for one in found]

    def grouped(model: Any, *order: Any) -> dict[int, list[Any]]:
        held: dict[int, list[Any]] = defaultdict(list)
        for row in db.session.scalars(select(model).where(model.dossier_id.in_(ids)).order_by(*order)):
            held[row.dossier_id].append(row)
        return held

    events, steps = grouped(DossierEvent, DossierEvent.number), grouped(DossierStep, DossierStep.number)
    requests, forms = grouped(DossierRequest, DossierRequest.number), grouped(DossierForm, DossierForm.number)
    papers, marks = grouped(DossierPaper, DossierPaper.id), grouped(DossierMark, DossierMark.id)
    for one in found:
        own = {(each.kind, each.mark) for each in marks[one.id]}
        yield Whole(one, events[one.id], steps[one.id], requests[one.id], forms[one.id], papers[one.id], own)


def _faults(whole: Whole, calendar: Calendar) -> Iterator[str]:
    yield from _story(whole)
    yield from _standing(whole)
    yield from _content(whole)
    yield from _promises(whole)
    if whole.dossier.received_at is not None:
        yield from _clock(whole, calendar)
    yield from _money(whole)


def _story(whole: Whole) -> Iterator[str]:
    """The events are a way that the table of transitions allows, and tell everything."""
    row, events = whole.dossier, whole.events
    if [one.number for one in events] != list(range(1, row.last_event + 1)):
        yield "diễn biến không liên tục"
        return
    if events[-1].after != row.state or events[-1].version != row.version:
        yield "diễn biến cuối không khớp với hồ sơ"
    if events[0].before or events[0].verb not in {"submit", "register"} or events[0].at != row.submitted_at:
        yield "diễn biến đầu không phải là nộp hồ sơ"
    for one, after in pairwise(events):
        if after.before != one.after or after.version <= one.version or after.at < one.at:
            yield f"diễn biến {after.number} không nối tiếp"
    for one in events:
        rule = RULES[one.verb]
        if one.before not in rule.sources or rule.target not in {None, BACK, one.after}:
            yield f"diễn biến {one.number} ({one.verb}) không được phép từ {one.before}"
        if rule.target is None and one.before != one.after:
            yield f"diễn biến {one.number} ({one.verb}) không được đổi trạng thái"


def _standing(whole: Whole) -> Iterator[str]:
    """Never two steps in hand, pauses only while somebody is waited for, ends where something ended."""
    row = whole.dossier
    current = [one for one in whole.steps if one.ended_at is None]
    in_hand = row.received_at is not None and row.state in (*RUNNING, *WAITING, DONE)
    if len(current) != int(in_hand) or (row.step_position >= 0) != in_hand:
        yield "số bước đang làm không đúng"
    if current and (current[0].step_key, current[0].by_id) != (row.step_key, row.holder_id):
        yield "bước đang làm không khớp với hồ sơ"
    if (row.paused_since is not None) != (row.state in WAITING and row.received_at is not None):
        yield "đồng hồ dừng không đúng lúc"
    open_requests = [one for one in whole.requests if one.ended_at is None]
    if len(open_requests) != int(row.state in WAITING):
        yield "yêu cầu đang chờ không khớp với trạng thái"
    if (row.closed_at is not None) != (row.state in CLOSED) or (row.forget_on is not None) != (
        row.state in CLOSED
    ):
        yield "ngày đóng hồ sơ không đúng"
    if (row.done_at is not None) != (row.state in {DONE, RETURNED}):
        yield "ngày giải quyết xong không đúng"
    if (row.received_at is None) != (not whole.steps):
        yield "hồ sơ chưa tiếp nhận mà có bước, hoặc ngược lại"
    keys = {one.key for one in version_definition(row.version_id).steps}
    if any(one.step_key not in keys for one in whole.steps):
        yield "có bước không thuộc quy trình"


def _content(whole: Whole) -> Iterator[str]:
    """Answers that the form takes, marks of the applicant, papers of the definition."""
    row, definition = whole.dossier, version_definition(whole.dossier.version_id)
    if row.forgotten_at is not None:
        return
    if validate(definition, row.answers or {}, row.guide_answers or {}):
        yield "tờ khai không hợp lệ"
    if whole.marks != marks_of(row.applicant or {}) or row.applicant_name != (row.applicant or {}).get(
        "name"
    ):
        yield "dấu tìm kiếm không khớp với người nộp"
    known = {one.key for one in definition.papers} | {f"result:{one.key}"[:60] for one in definition.outcomes}
    if any(one.paper_key not in known for one in whole.papers):
        yield "có giấy tờ không thuộc hồ sơ"
    if row.channel not in definition.channels or row.delivery not in definition.deliveries:
        yield "cách nộp hoặc cách nhận không được phép"


def _promises(whole: Whole) -> Iterator[str]:
    """Whoever missed a promised moment apologised before going on."""
    promised: Any = None
    apologies = iter([one for one in whole.forms if one.kind == "04" and one.issued_at is not None])
    for one in whole.events:
        if one.verb in {"pass", "ask", "finish", "charge"} and promised is not None and promised < one.at:
            yield f"diễn biến {one.number} đi trước phiếu xin lỗi"
        if one.verb == "apologise":
            form = next(apologies, None)
            if form is None or form.issued_at != one.at:
                yield "thiếu phiếu xin lỗi"
            promised = (
                None  # what was promised anew stands on the form; after it the promise is looked at no more
            )
        if one.verb == "receive":
            promised = whole.dossier.due_at if not whole.requests else None
    kinds = [one.kind for one in whole.forms]
    if (whole.dossier.received_at is not None) != ("01" in kinds):
        yield "thiếu giấy tiếp nhận và hẹn trả"


def _clock(whole: Whole, calendar: Calendar) -> Iterator[str]:
    """Counted again from instants and calendar, the same comes out; no minute is lost."""
    row = whole.dossier
    assert row.received_at is not None
    written = (row.counts_from, row.due_at, row.amber_at, row.promised_at)
    received = running.counts_from(calendar, row.received_at)
    deadline = deadline_of(version_definition(row.version_id), row.answers or {}, row.guide_answers or {})
    if row.forgotten_at is None and deadline is not None:
        minutes = deadline.hours * 60 if deadline.hours is not None else None
        days = None if minutes is not None else deadline.days
        if (row.limit_minutes, row.limit_days) != (minutes, days):
            yield "thời hạn không đúng với thủ tục"
    pauses = [Pause(one.asked_at, one.resumes_at) for one in whole.requests if one.came_from != NEW]
    with db.session.no_autoflush:
        if row.state in RUNNING or row.done_at is not None:
            running.reckon(row)
    if written != (row.counts_from, row.due_at, row.amber_at, row.promised_at) or received != row.counts_from:
        yield "đếm lại thời hạn ra kết quả khác"
    end = row.done_at or row.closed_at
    if end is None or row.counts_from is None:
        return
    elapsed = max(calendar.minutes_between(row.counts_from, end), 0)
    worked = spent(calendar, row.counts_from, end, pauses)
    idle = sum(
        calendar.minutes_between(max(one.since, row.counts_from), min(one.until or end, end))
        for one in merged(pauses)
        if max(one.since, row.counts_from) < min(one.until or end, end)
    )
    if (row.spent_minutes, row.paused_minutes) != (worked, idle) or worked + idle != elapsed:
        yield "số phút đã dùng hoặc đã dừng không đúng"
    if sum(one.minutes for one in whole.steps) != worked:
        yield "số phút của các bước cộng lại không đúng"
    if row.outcome and (row.outcome == LATE) != (row.due_at is not None and end > row.due_at):
        yield "đúng hạn, quá hạn ghi không đúng"
    if row.outcome == "early" and to_local(end).date() >= to_local(row.due_at or end).date():
        yield "trước hạn ghi không đúng"


def _money(whole: Whole) -> Iterator[str]:
    """What was asked for exists, and is paid where the dossier went on."""
    asked = [one for one in whole.requests if one.kind == PAYMENT]
    for one in asked:
        demand = db.session.scalar(select(PaymentDemand).where(PaymentDemand.id == one.demand_id))
        if demand is None or demand.subject_id != whole.dossier.id:
            yield "không thấy khoản phải thu"
        elif (demand.state == PAID) != (one.answered_at is not None):
            yield "khoản phải thu không khớp với yêu cầu"


def check_ratings() -> Iterator[Fault]:
    """Ratings from 1 to 5, of dossiers that ended."""
    statement = select(DossierRating, Dossier.code, Dossier.state).join(
        Dossier, (Dossier.id == DossierRating.dossier_id) & (Dossier.tenant_id == DossierRating.tenant_id)
    )
    for one, code, state in db.session.execute(statement):
        if not all(1 <= mark <= 5 for mark in (one.access, one.attitude, one.pace, one.result)):
            yield Fault(code, "đánh giá ngoài thang 1 đến 5")
        if state not in {DONE, *CLOSED}:
            yield Fault(code, "đánh giá trước khi xong")
