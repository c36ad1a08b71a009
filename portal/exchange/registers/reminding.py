"""Reminders of arrivals (a step of the follower): on the working day before the last one, and once it has passed
(Nghị định 30/2020/NĐ-CP, điều 24: đôn đốc). Each day of each document is reminded of once: its course says so, in the
same transaction; everybody gets one notice a day, however many documents it speaks of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, String, and_, cast, select

from portal.accounts.permissions import Actor, system_actor
from portal.clock import to_local
from portal.exchange.edxml.shapes import ASSIGNED, HANDLING
from portal.exchange.registers.acting import note
from portal.exchange.registers.models import IN, HandlingNote, IncomingDocument
from portal.exchange.registers.paths import INCOMING
from portal.exchange.registers.transitions import ASSIGN
from portal.extensions import db
from portal.notices.service import notify, people_who_may
from portal.publishing.service import commit
from portal.tenancy.scope import all_tenants, editing, entered
from portal.workdays.queries import calendar_of

FROM = time(7, 0)
"""Nobody is reminded before this hour of Vietnam."""
SOON, LATE = "remind_soon", "remind_late"
AT_ONCE, MOST_NAMED = 500, 5
REASON = "nhắc hạn xử lý văn bản đến"


def _open() -> ColumnElement[bool]:
    return and_(
        IncomingDocument.state.in_((ASSIGNED, HANDLING)),
        IncomingDocument.taken_back_at.is_(None),
        IncomingDocument.replaced_by_id.is_(None),
    )


def _unreminded(act: str) -> ColumnElement[bool]:
    """No reminder of this kind for the day that is the last one now: a new deadline is reminded of anew."""
    said = select(HandlingNote.id).where(
        HandlingNote.tenant_id == IncomingDocument.tenant_id,
        HandlingNote.register == IN,
        HandlingNote.document_id == IncomingDocument.id,
        HandlingNote.act == act,
        HandlingNote.text == cast(IncomingDocument.due, String),
    )
    return ~said.exists()


def remind(now: datetime) -> int:
    """Remind whoever must be reminded; how many documents. Commits by itself, portal by portal; needs no scope."""
    local = to_local(now)
    if local.time() < FROM:
        return 0
    with all_tenants(REASON):
        due = select(IncomingDocument.tenant_id).where(_open(), IncomingDocument.due <= _far(local.date()))
        portals = sorted(set(db.session.scalars(due.distinct())))
    done = 0
    for tenant_id in portals:
        with entered(editing(tenant_id)):
            calendar = calendar_of()
            if not calendar.is_working_day(local.date()):
                continue
            next_day = calendar.add_days(local.date(), 1)
            done += _remind(LATE, IncomingDocument.due < local.date(), tenant_id)
            done += _remind(SOON, IncomingDocument.due.between(local.date(), next_day), tenant_id)
            commit()
    return done


def _far(day: date) -> date:
    """No next working day is later: the longest holiday is shorter than a month."""
    return date.fromordinal(day.toordinal() + 31)


def _remind(act: str, when: ColumnElement[bool], tenant_id: int) -> int:
    statement = select(IncomingDocument).where(_open(), when, _unreminded(act))
    rows = list(db.session.scalars(statement.order_by(IncomingDocument.due).limit(AT_ONCE)))
    actor = system_actor(tenant_id)
    held: dict[int, list[IncomingDocument]] = defaultdict(list)
    for row in rows:
        note(row, act, row.due.isoformat() if row.due is not None else "", actor)
        if row.holder_id is not None:
            held[row.holder_id].append(row)
    for person, documents in held.items():
        _tell([person], act, documents, "cua-toi", actor)
    if rows and act == LATE:
        leaders = [one.id for one in people_who_may(ASSIGN, tenant_id) if one.id not in held]
        _tell(leaders, act, rows, "qua-han", actor)
    return len(rows)


def _tell(people: list[int], act: str, rows: Sequence[IncomingDocument], tab: str, actor: Actor) -> None:
    count = len(rows)
    title = (
        _("%(count)s văn bản đến đã quá hạn xử lý", count=count)
        if act == LATE
        else _("%(count)s văn bản đến sắp hết hạn xử lý", count=count)
    )
    named = [f"{row.subject} ({row.due:%d/%m/%Y})" for row in rows[:MOST_NAMED] if row.due is not None]
    detail = "; ".join(named)
    notify(
        people,
        f"exchange.{act}",
        title,
        f"{INCOMING}?xem={tab}",
        actor,
        detail=detail[:500],
        mail=f"{title}\n{detail}",
    )
