"""Telling people of alerts when it is time: a notice in the desk, an e-mail to who wants one. Each thing once:
what was told is marked in the transaction of the telling."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.models import User
from portal.accounts.permissions import system_actor
from portal.accounts.service import actor_for
from portal.clock import utc_now
from portal.extensions import db
from portal.ioc.warehouse.facts import reading_all
from portal.ioc.watching import wording
from portal.ioc.watching.course import URGENT, Telling, tellings
from portal.ioc.watching.models import WatchAlert, WatchReader, WatchRule, WatchTold
from portal.ioc.watching.paths import ALERTS
from portal.mail.service import ADDRESS, send_mail
from portal.notices.service import notify, written_out
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import editing, entered

READ = "ioc.read"
KIND = "watch_alert"
MOST_NOTICES = 4
"""So many things are told one by one; more at once are one notice."""


def tell(now: datetime | None = None) -> int:
    """Tell everything that is due; how many people were told something. Needs an application context and no
    scope."""
    instant = now or utc_now()
    with reading_all():
        due = select(WatchTold.tenant_id).where(WatchTold.told_at.is_(None), WatchTold.due_at <= instant)
        tenants = set(db.session.scalars(due.distinct()))
    return sum(_tell_in(one, instant) for one in directory().all() if one.id in tenants)


def _tell_in(portal: Portal, now: datetime) -> int:
    with entered(editing(portal.id)):
        waiting = db.session.scalars(
            select(WatchTold).where(WatchTold.told_at.is_(None)).order_by(WatchTold.id)
        ).all()
        due = {(one.for_user_id, one.alert_id) for one in waiting if one.due_at <= now}
        by_person: dict[int, list[WatchTold]] = defaultdict(list)
        for one in waiting:  # that it opened is told with that it closed, never after it
            if (one.for_user_id, one.alert_id) in due:
                one.told_at = now
                by_person[one.for_user_id].append(one)
        told = sum(_tell_person(portal, user_id, rows) for user_id, rows in by_person.items())
        db.session.commit()
    return told


def _tell_person(portal: Portal, user_id: int, rows: Sequence[WatchTold]) -> int:
    person = db.session.get(User, user_id)
    if person is None or not person.is_active or not actor_for(person, portal).may(READ):
        return 0
    things = [_thing(one) for one in tellings((row.alert_id, row.what) for row in rows)]
    actor = system_actor(portal.id)
    if len(things) > MOST_NOTICES:
        title = _("%(count)s cảnh báo điều hành", count=len(things))
        notify([user_id], KIND, title, ALERTS, actor, detail="; ".join(one.title for one in things))
    else:
        for one in things:
            notify([user_id], KIND, one.title, one.path, actor, detail=one.detail)
    reader = db.session.scalar(select(WatchReader).where(WatchReader.for_user_id == user_id))
    wanted = [one for one in things if one.is_news or one.severity >= URGENT]
    if reader is not None and reader.by_mail and wanted and ADDRESS.fullmatch(person.email):
        text = "\n\n".join(f"{one.title}\n{one.detail}".strip() for one in things)
        subject = (
            things[0].title if len(things) == 1 else _("%(count)s cảnh báo điều hành", count=len(things))
        )
        where = things[0].path if len(things) == 1 else ALERTS
        send_mail(
            person.email, subject, written_out(text, where, portal.id), tenant_id=portal.id, reason=KIND
        )
    return 1


def _thing(telling: Telling) -> wording.Told:
    row = db.session.execute(
        select(WatchAlert, WatchRule)
        .join(WatchRule, (WatchRule.id == WatchAlert.rule_id) & (WatchRule.tenant_id == WatchAlert.tenant_id))
        .where(WatchAlert.id == telling.alert_id)
    ).one()
    return wording.told(row[0], row[1], opened=telling.opened, ended=telling.ended)
