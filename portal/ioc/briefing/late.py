"""What is late, for who may see it: the very records of the own office, or how many there are; each office below
by numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.accounts.permissions import Actor
from portal.dossiers.paths import COUNTER, DESK
from portal.dossiers.queries import ALL, Queue
from portal.dossiers.queries import count as count_dossiers
from portal.dossiers.queries import rows as dossiers
from portal.exchange.registers.models import IncomingDocument
from portal.exchange.registers.paths import INCOMING
from portal.exchange.registers.wanted import late as late_documents
from portal.exchange.tasks import queries as tasks
from portal.exchange.tasks.models import Assignment, ReceivedTask
from portal.exchange.tasks.telling import GIVEN_PATH, PART_PATH, RECEIVED_PATH
from portal.extensions import db
from portal.ioc.briefing.shapes import BAD, Heap, Line, Unit
from portal.ioc.pages.catalogue import FIGURES
from portal.ioc.warehouse import facts
from portal.tenancy.directory import Portal, directory
from portal.voice.cases.queries import count_of, desk_rows, desk_statement
from portal.web.templating import viet_datetime
from portal.workdays.clock import RED

SHOWN = 5
LATE = ("dossiers_late", "documents_late", "tasks_late", "cases_late")
"""The figures of what is late, by which offices below are told apart."""
VOICE = "/quan-tri/y-kien/"


def late_things(actor: Actor, day: date) -> tuple[Heap, ...]:
    """What is late in the portal in force; kinds of which this person reads none are told as numbers of the
    warehouse."""
    readers: list[tuple[str, str, Callable[[Actor], Sequence[Heap]]]] = [
        ("dossiers_late", "dossier.read", _dossiers),
        ("documents_late", "exchange.read", _documents),
        ("tasks_late", "exchange.read", _tasks),
        ("cases_late", "content.read", _cases),
    ]
    unseen = [key for key, action, _read in readers if not actor.may(action)]
    numbers = facts.by_unit(unseen, day, day, [actor.tenant_id])[actor.tenant_id] if unseen else {}
    found: list[Heap] = []
    for key, action, read in readers:
        if actor.may(action):
            found += read(actor)
        else:
            found.append(Heap(str(FIGURES[key].label), numbers.get(key, 0)))
    return tuple(one for one in found if one.count)


def _dossiers(actor: Actor) -> list[Heap]:
    queue = Queue(ALL, urgency=RED)
    lines = tuple(
        Line(
            one.code,
            f"{one.title}. {_due(viet_datetime(one.due_at), one.holder_name)}",
            f"{DESK}{one.id}",
            BAD,
        )
        for one in dossiers(queue, actor, 0, SHOWN)
    )
    path = f"{COUNTER}?xem=tat-ca&gap=qua-han"
    return [Heap(_("Hồ sơ một cửa quá hạn"), count_dossiers(queue, actor), lines, path)]


def _documents(_actor: Actor) -> list[Heap]:
    statement = select(IncomingDocument).where(late_documents())
    rows = db.session.scalars(
        statement.order_by(IncomingDocument.due, IncomingDocument.id).limit(SHOWN)
    ).all()
    count = db.session.scalar(select(func.count()).select_from(IncomingDocument).where(late_documents()))
    lines = tuple(
        Line(one.subject, _due(_day(one.due), one.holder_name), f"{INCOMING}{one.id}", BAD) for one in rows
    )
    path = f"{INCOMING}?xem=tat-ca&tre=1"
    return [Heap(_("Văn bản đến quá hạn xử lý"), int(count or 0), lines, path)]


def _tasks(_actor: Actor) -> list[Heap]:
    received = tuple(
        Line(one.title, _due(_day(one.due), one.holder_name), f"{RECEIVED_PATH}{one.id}", BAD)
        for one in tasks.late_received(SHOWN)
    )
    given = tuple(
        Line(task.title, _due(_day(one.due), _office(one)), f"{PART_PATH}{one.id}", BAD)
        for one, task in tasks.late_given(SHOWN)
    )
    return [
        Heap(_("Nhiệm vụ được giao quá hạn"), _count(ReceivedTask), received, RECEIVED_PATH),
        Heap(_("Nhiệm vụ đã giao quá hạn"), _count(Assignment), given, GIVEN_PATH),
    ]


def _count(kind: type[ReceivedTask] | type[Assignment]) -> int:
    return int(db.session.scalar(select(func.count()).select_from(kind).where(*tasks.late(kind))) or 0)


def _office(part: Assignment) -> str:
    portal = directory().by_id(part.to_portal_id) if part.to_portal_id is not None else None
    return part.first_holder or (portal.name if portal is not None else "")


def _cases(_actor: Actor) -> list[Heap]:
    statement = desk_statement(view="late")
    lines = tuple(
        Line(one.title, _("Hạn %(due)s", due=_day(one.due_on)), f"{VOICE}{one.id}", BAD)
        for one in desk_rows(statement, 0, SHOWN)
    )
    return [Heap(_("Ý kiến người dân quá hạn trả lời"), count_of(statement), lines, f"{VOICE}?xem=qua-han")]


def _due(due: str, who: str) -> str:
    """Until when, and who has it in hand."""
    return _("Hạn %(due)s. Người giữ: %(who)s", due=due, who=who or _("chưa có"))


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day is not None else ""


def late_units(portal: Portal, day: date) -> tuple[Unit, ...]:
    """What is late in each office below, those with most first. Needs a scope that reads facts of all."""
    living = {one.id: one for one in directory().living()}
    below = [living[one] for one in portal.descendants if one in living]
    if not below:
        return ()
    numbers = facts.by_unit(LATE, day, day, [one.id for one in below])
    units = [
        Unit(
            one.name,
            tuple(numbers[one.id].get(key, 0) for key in LATE),
            sum(numbers[one.id].get(key, 0) for key in LATE),
            f"/quan-tri/dieu-hanh/mot-cua?don-vi={one.slug}",
        )
        for one in below
    ]
    return tuple(sorted(units, key=lambda one: (-one.total, one.name)))
