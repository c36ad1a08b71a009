"""The verbs of the board: the only code that writes its tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from portal.accounts.permissions import Actor, system_actor
from portal.clock import utc_now
from portal.extensions import db
from portal.notices.service import notify, people_who_may
from portal.publishing.care import owners
from portal.publishing.service import StaleVersion
from portal.publishing.trail import audit
from portal.quality.decree import BY_CODE
from portal.quality.models import DutyNote, Finding, QualityDay
from portal.quality.standing import LATE, STATES, TO_DO, Standing

LONGEST_REASON = 300
DAYS_KEPT = 400
REMIND_EVERY = timedelta(days=7)
PAGE = "/quan-tri/nghi-dinh-42/"


class NotPossible(ValueError):
    """A value that cannot be; `field` names it, the text says what to do."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Fault:
    """What a look found on a thing."""

    object_id: int
    rule: str
    place: str
    title: str


def keep(
    tenant_id: int,
    kind: str,
    faults: Iterable[Fault],
    *,
    looked_at: Sequence[int],
    gone_but: set[int] | None = None,
) -> None:
    """Let the findings of the things that were looked at be these; what stood there before keeps its first day and
    that it was put aside (the caller commits). `gone_but`: findings of other things of the kind go."""
    held = {
        (one.object_id, one.rule, one.place): one
        for one in db.session.scalars(
            select(Finding).where(Finding.kind == kind, Finding.object_id.in_(looked_at))
        )
    }
    for fault in faults:
        same = held.pop((fault.object_id, fault.rule, fault.place), None)
        if same is None:
            db.session.add(
                Finding(
                    tenant_id=tenant_id,
                    kind=kind,
                    object_id=fault.object_id,
                    rule=fault.rule,
                    place=fault.place,
                    title=fault.title,
                )
            )
        else:
            same.title = fault.title
    for one in held.values():
        db.session.delete(one)
    if gone_but is not None:
        known = set(db.session.scalars(select(Finding.object_id).where(Finding.kind == kind).distinct()))
        gone = known - gone_but
        if gone:
            db.session.execute(delete(Finding).where(Finding.kind == kind, Finding.object_id.in_(gone)))
    db.session.flush()


def keep_day(tenant_id: int, day: date, now: datetime) -> int:
    """Note how many findings there are today (the caller commits); how many."""
    counted = select(Finding.rule, func.count()).where(Finding.ignored_at.is_(None)).group_by(Finding.rule)
    counts = Counter(dict(db.session.execute(counted).all()))
    row = db.session.scalar(select(QualityDay).where(QualityDay.day == day))
    if row is None:
        row = QualityDay(tenant_id=tenant_id, day=day)
        db.session.add(row)
    row.counts, row.at = dict(counts), now
    db.session.execute(delete(QualityDay).where(QualityDay.day < day - timedelta(days=DAYS_KEPT)))
    return counts.total()


def ignore(finding: Finding, reason: str, actor: Actor) -> None:
    """Put a finding aside, with the reason (the caller commits). Raises Forbidden, NotPossible."""
    actor.require("content.edit")
    words = " ".join(reason.split())
    if not words:
        raise NotPossible("reason", _("Viết lý do bỏ qua, để người sau biết vì sao."))
    if len(words) > LONGEST_REASON:
        raise NotPossible("reason", _("Lý do dài nhất 300 ký tự."))
    finding.ignored_at, finding.ignored_by, finding.reason = utc_now(), actor.name, words
    detail = f"{finding.rule}: {words}"
    audit(actor, "quality.ignore", kind=finding.kind, object_id=finding.object_id or None, detail=detail)


def heed(finding: Finding, actor: Actor) -> None:
    """Take a finding up again that was put aside (the caller commits). Raises Forbidden."""
    actor.require("content.edit")
    finding.ignored_at, finding.ignored_by, finding.reason = None, "", ""
    audit(actor, "quality.heed", kind=finding.kind, object_id=finding.object_id or None, detail=finding.rule)


@dataclass(frozen=True)
class DutyDraft:
    """What an administrator says of a section; None and "" leave what the list says."""

    days: int | None
    every: int | None
    source: str
    excused: str
    owner_id: int | None
    owner_office: str


def settle(code: str, draft: DutyDraft, seen_version: int, actor: Actor) -> DutyNote:
    """Correct a mandatory section for this portal (the caller commits). Raises Forbidden, NotPossible, StaleVersion."""
    actor.require("tenant.settings")
    note = _note(code, actor)
    if note.version != seen_version:
        raise StaleVersion
    known = {one for one, _name in owners(actor.tenant_id)}
    if draft.owner_id is not None and draft.owner_id not in known and draft.owner_id != note.owner_id:
        raise NotPossible("owner", _("Chọn một người của cổng này."))
    for name in ("days", "every", "source", "excused", "owner_id", "owner_office"):
        setattr(note, name, getattr(draft, name))
    note.version += 1
    audit(actor, "quality.duty", detail=f"{BY_CODE[code].title}: {draft.excused}"[:500])
    return note


def confirm(code: str, actor: Actor) -> None:
    """Somebody looked at a section and it still holds (the caller commits). Raises Forbidden."""
    actor.require("content.publish")
    note = _note(code, actor)
    note.confirmed_at, note.confirmed_by = utc_now(), actor.name
    note.version += 1
    audit(actor, "quality.confirm", detail=str(BY_CODE[code].title))


def _note(code: str, actor: Actor) -> DutyNote:
    if code not in BY_CODE:
        raise LookupError(code)
    found = db.session.scalar(select(DutyNote).where(DutyNote.code == code))
    if found is None:
        found = DutyNote(tenant_id=actor.tenant_id, code=code, version=0)
        db.session.add(found)
    return found


def remind(standing: Standing, actor: Actor) -> int:
    """Tell whoever is in charge of a section what is to be done, in the desk and by e-mail (the caller commits).

    Where nobody is in charge, those who administer the portal. Answers how many were told. Raises Forbidden.
    """
    actor.require("content.publish")
    told = _tell(_in_charge(standing, actor.tenant_id), [standing], actor)
    _note(standing.duty.code, actor).reminded_at = utc_now()
    return told


def remind_overdue(tenant_id: int, standings: list[Standing], now: datetime) -> int:
    """Tell of every section with something to do of which nobody was told for a week (the caller commits); how many.

    A person is told of all theirs at once.
    """
    due = [
        one
        for one in standings
        if one.state in TO_DO and (one.reminded is None or now - one.reminded >= REMIND_EVERY)
    ]
    actor = system_actor(tenant_id)
    by_person: dict[int, list[Standing]] = defaultdict(list)
    for one in due:
        for person in _in_charge(one, tenant_id):
            by_person[person].append(one)
    for person, those in by_person.items():
        _tell({person}, those, actor)
    told = {one.duty.code for those in by_person.values() for one in those}
    for code in told:
        _note(code, actor).reminded_at = now
    return len(told)


def _in_charge(standing: Standing, tenant_id: int) -> set[int]:
    """Who is told of a section: whoever is in charge of it, else those who administer the portal."""
    if standing.owner_id is not None:
        return {standing.owner_id}
    return {one.id for one in people_who_may("tenant.settings", tenant_id)}


def _tell(people: set[int], those: list[Standing], actor: Actor) -> int:
    first = those[0]
    if len(those) == 1:
        state = str(STATES[first.state][0])
        title = _("Mục bắt buộc cần cập nhật: %(title)s (%(state)s)", title=first.duty.title, state=state)
        where = f"{PAGE}#{first.duty.code}"
    else:
        title = _("%(n)s mục bắt buộc theo Nghị định 42 cần cập nhật", n=len(those))
        where = f"{PAGE}?xem=can-lam"
    lines = "\n".join(_line(one) for one in those)
    return notify(people, "quality.duty", title, where, actor, mail=f"{title}\n\n{lines}")


def _line(one: Standing) -> str:
    """A section in a letter: what it is, what is wrong with it, since when."""
    state = str(STATES[one.state][0])
    if one.state != LATE or one.renewed is None:
        return f"- {one.duty.title}: {state}"
    last = _(
        "cập nhật lần cuối %(day)s, phải làm mới mỗi %(n)s ngày", day=f"{one.renewed:%d/%m/%Y}", n=one.every
    )
    return f"- {one.duty.title}: {state} ({last})"
