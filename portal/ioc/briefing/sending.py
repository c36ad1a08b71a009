"""The briefing by e-mail: on working mornings, to who wants it, once a day. Summary and figures; the rest is
behind the link."""

from __future__ import annotations

from datetime import date, datetime, time

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, or_, select

from portal.accounts.models import User
from portal.accounts.service import actor_for
from portal.clock import to_local, utc_now
from portal.extensions import db
from portal.ioc.briefing import wording
from portal.ioc.briefing.desk import READ, WHERE
from portal.ioc.briefing.gathering import gather
from portal.ioc.briefing.shapes import Briefing
from portal.ioc.warehouse.facts import reading_all
from portal.ioc.watching.models import WatchReader
from portal.mail.service import ADDRESS, send_mail
from portal.notices.service import written_out
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import editing, entered
from portal.workdays.queries import calendar_of

EVERY = 60
"""Seconds between two looks."""
MORNING, TOO_LATE = time(6, 30), time(12, 0)
"""Between these times of Viet Nam a briefing of the day is sent; later it is none of the morning any more."""
REASON = "briefing"


def send_briefings(now: datetime | None = None) -> int:
    """Send the briefings that are due; how many. Needs an application context and no scope."""
    local = to_local(now or utc_now())
    if not MORNING <= local.time() < TOO_LATE:
        return 0
    day = local.date()
    with reading_all():
        found = db.session.execute(select(WatchReader.tenant_id).where(*_due(day)).distinct())
        tenants = {tenant for (tenant,) in found}
    return sum(_send_in(one, day) for one in directory().living() if one.id in tenants)


def _due(day: date) -> tuple[ColumnElement[bool], ...]:
    return WatchReader.briefing.is_(True), or_(WatchReader.briefed_on.is_(None), WatchReader.briefed_on < day)


def _send_in(portal: Portal, day: date) -> int:
    if not calendar_of(portal).is_working_day(day):
        return 0
    with entered(editing(portal.id, writes=False)):
        ids = list(db.session.scalars(select(WatchReader.id).where(*_due(day))))
    return sum(_send_one(portal, one, day) for one in ids)


def _send_one(portal: Portal, reader_id: int, day: date) -> int:
    """One person's, in one transaction with the note that it was sent."""
    with entered(editing(portal.id)):
        reader = db.session.scalar(select(WatchReader).where(WatchReader.id == reader_id, *_due(day)))
        if reader is None:
            return 0
        reader.briefed_on = day
        person = db.session.get(User, reader.for_user_id)
        sent = 0
        if person is not None and person.is_active and ADDRESS.fullmatch(person.email):
            actor = actor_for(person, portal)
            if actor.may(READ):
                briefing = gather(portal, actor, day, cards=False)
                text = written_out(text_of(briefing), WHERE, portal.id)
                send_mail(person.email, wording.title_of(briefing), text, tenant_id=portal.id, reason=REASON)
                sent = 1
        db.session.commit()
    return sent


def text_of(briefing: Briefing) -> str:
    """A briefing as the text of an e-mail: no record of a citizen stands in it, only how many there are."""
    lines = [wording.title_of(briefing).upper(), "", *(f"- {one}" for one in wording.summary(briefing))]
    if briefing.alerts.lines:
        lines += ["", _("CẢNH BÁO")]
        lines += [f"- [{one.note}] {one.label}" for one in briefing.alerts.lines]
    lines += ["", _("SO VỚI TUẦN TRƯỚC")]
    for one in (*briefing.levels, *briefing.flows):
        value = wording.value_text(one.figure, one.week)
        lines.append(f"- {one.figure.label}: {value} ({wording.change_text(one)})")
    return "\n".join(lines)
