"""What the district sees over all offices: tasks against communes, each commune in figures; the same as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, exists, func, select

from portal.clock import to_local
from portal.exchange.tasks import course
from portal.exchange.tasks.course import ACCEPTED, GIVEN, OPEN, RECALLED, REPORTED, is_late
from portal.exchange.tasks.models import Assignment, Task
from portal.exchange.tasks.queries import assignments_of, late
from portal.exchange.tasks.settling import present_day
from portal.exchange.tasks.wording import IMPORTANCE, STATES, office_name, progress
from portal.extensions import db
from portal.tenancy.directory import Portal, directory
from portal.web.spreadsheet import Cell, Sheet

MOST = 5000
"""Tasks that a workbook holds at most."""


@dataclass(frozen=True)
class Wanted:
    """What the board shows: only what is worked on, only what is late, only one office, words of the title."""

    is_open: bool = True
    is_late: bool = False
    portal_id: int | None = None
    words: str = ""


def tasks(wanted: Wanted) -> Select[tuple[Task]]:
    """The tasks that the portal in force gave to other offices and that match, the earliest day first."""
    mine: list[ColumnElement[bool]] = [
        Assignment.tenant_id == Task.tenant_id,
        Assignment.task_id == Task.id,
        Assignment.person_id.is_(None),
    ]
    if wanted.is_open:
        mine.append(Assignment.state.in_(OPEN))
    if wanted.is_late:
        mine += late(Assignment)
    if wanted.portal_id is not None:
        mine.append(Assignment.to_portal_id.in_(_names_of(wanted.portal_id)))
    statement = select(Task).where(exists().where(*mine))
    if wanted.words:
        plain = wanted.words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")[:200]
        statement = statement.where(Task.title.ilike(f"%{plain}%", escape="\\"))
    soonest = select(func.min(Assignment.due)).where(*mine).scalar_subquery()
    return statement.order_by(soonest, Task.id.desc())


def _names_of(portal_id: int) -> list[int]:
    """An office with those that became part of it."""
    return [one.id for one in directory().all() if directory().heir_of(one).id == portal_id]


def columns(
    rows: Sequence[Task], parts: dict[int, list[Assignment]], below: Sequence[Portal]
) -> list[Portal]:
    """The offices of the board: those below, and any other that one of these tasks was given to (an heir)."""
    known = {one.id: one for one in below}
    for row in rows:
        for part in parts.get(row.id, []):
            heir = _office(part)
            if part.person_id is None and heir is not None:
                known.setdefault(heir.id, heir)
    return sorted(known.values(), key=lambda one: one.name)


def _office(part: Assignment) -> Portal | None:
    portal = directory().by_id(part.to_portal_id)
    return directory().heir_of(portal) if portal is not None else None


def cells(parts: Sequence[Assignment]) -> dict[int, Assignment]:
    """A task's parts by office; of several (offices that became one) the one that most is left to do of."""
    order = {state: place for place, state in enumerate(course.STATES)}
    found: dict[int, Assignment] = {}
    for one in parts:
        office = _office(one)
        if office is None or one.person_id is not None:
            continue
        held = found.get(office.id)
        if held is None or (order[one.state], one.due) < (order[held.state], held.due):
            found[office.id] = one
    return found


@dataclass
class UnitFigures:
    """One office in figures: given, worked on, late now, waiting to be accepted, accepted (of these in time), days from
    given to reported complete, weekly reports that are missing."""

    portal: Portal
    given: int = 0
    working: int = 0
    late: int = 0
    reported: int = 0
    accepted: int = 0
    finished: int = 0
    in_time: int = 0
    missing: int = 0
    days: list[int] = field(default_factory=list)

    @property
    def average_days(self) -> float | None:
        """Days from given to reported complete on average; None where nothing was."""
        return sum(self.days) / len(self.days) if self.days else None

    @property
    def in_time_share(self) -> float | None:
        """Share of what was reported complete that was so in time, per cent."""
        return 100 * self.in_time / self.finished if self.finished else None


def units(below: Sequence[Portal], first: date, last: date) -> list[UnitFigures]:
    """The offices in figures over what was given in these days (both included); what was recalled does not count."""
    found = {one.id: UnitFigures(one) for one in below}
    day = present_day()
    statement = select(Assignment).where(Assignment.person_id.is_(None), Assignment.state != RECALLED)
    begin, end = first - timedelta(days=1), last + timedelta(days=2)  # a day of Vietnam lies over two of UTC
    for part in db.session.scalars(statement.where(Assignment.given_at.between(begin, end))):
        office = _office(part)
        if office is not None and first <= to_local(part.given_at).date() <= last:
            _count(found.setdefault(office.id, UnitFigures(office)), part, day)
    return sorted(found.values(), key=lambda one: (-one.late, one.portal.name))


def _count(figures: UnitFigures, part: Assignment, day: date) -> None:
    figures.given += 1
    figures.working += part.is_to_do
    figures.reported += part.state == REPORTED
    figures.accepted += part.state == ACCEPTED
    figures.late += part.is_to_do and part.due < day
    figures.missing += part.report_on is not None and part.report_on < day
    if part.finished_at is not None:
        figures.finished += 1
        figures.in_time += not is_late(part.state, part.due, part.finished_at, day)
        figures.days.append((part.finished_at - part.given_at).days)


def sheets(wanted: Wanted, below: Sequence[Portal], first: date, last: date) -> list[Sheet]:
    """The board as a workbook: tasks against offices, every part with its course, offices in figures."""
    rows: list[Task] = list(db.session.scalars(tasks(wanted).limit(MOST)))
    parts = assignments_of([one.id for one in rows])
    offices, day = columns(rows, parts, below), present_day()
    head = [_("Nhiệm vụ"), _("Văn bản"), _("Mức độ"), _("Hạn sớm nhất"), *(one.name for one in offices)]
    board = [
        [
            row.title,
            row.source,
            str(IMPORTANCE[row.importance][0]),
            min((one.due for one in parts.get(row.id, [])), default=None),
            *(_cell_words(row, cells(parts.get(row.id, [])).get(one.id), day) for one in offices),
        ]
        for row in rows
    ]
    return [
        Sheet(_("Bảng theo dõi"), head, board),
        Sheet(
            _("Từng nơi nhận"),
            _part_head(),
            [_part_row(row, one, day) for row in rows for one in parts[row.id]],
        ),
        unit_sheet(units(below, first, last)),
    ]


def _cell_words(task: Task, part: Assignment | None, day: date) -> str:
    if part is None:
        return ""
    said = [str(STATES[part.state][0])]
    if part.state not in {GIVEN, RECALLED}:
        said.append(progress(task, part.done))
    if is_late(part.state, part.due, part.finished_at, day):
        said.append(_("quá hạn"))
    return ", ".join(said)


def _part_head() -> list[str]:
    return [
        _("Nhiệm vụ"),
        _("Nơi nhận"),
        _("Người làm"),
        _("Trạng thái"),
        _("Tiến độ"),
        _("Ngày giao"),
        _("Hạn"),
        _("Báo cáo gần nhất"),
        _("Báo cáo hoàn thành"),
        _("Quá hạn"),
    ]


def _part_row(task: Task, part: Assignment, day: date) -> list[Cell]:
    def on(instant: object) -> Cell:
        return to_local(instant).date() if instant is not None else None  # type: ignore[arg-type]

    return [
        task.title,
        part.first_holder or office_name(part.to_portal_id),
        part.holder_name,
        str(STATES[part.state][0]),
        progress(task, part.done),
        on(part.given_at),
        part.due,
        on(part.reported_at),
        on(part.finished_at),
        _("Có") if is_late(part.state, part.due, part.finished_at, day) else "",
    ]


def unit_sheet(found: Sequence[UnitFigures]) -> Sheet:
    """The offices in figures as a sheet."""
    head = [
        _("Đơn vị"),
        _("Được giao"),
        _("Đang làm"),
        _("Quá hạn"),
        _("Chờ công nhận"),
        _("Đã công nhận"),
        _("Hoàn thành đúng hạn (%)"),
        _("Số ngày làm trung bình"),
        _("Thiếu báo cáo tuần"),
    ]
    rows: list[list[Cell]] = [
        [
            one.portal.name,
            one.given,
            one.working,
            one.late,
            one.reported,
            one.accepted,
            round(one.in_time_share, 1) if one.in_time_share is not None else None,
            round(one.average_days, 1) if one.average_days is not None else None,
            one.missing,
        ]
        for one in found
    ]
    return Sheet(_("Theo đơn vị"), head, rows)
