"""The card of the desk's first page: reports that are owed, that came back, that wait for somebody's eyes."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.clock import today
from portal.extensions import db
from portal.indicators.catalogue import catalogue
from portal.indicators.desk.listing import lines
from portal.indicators.models import RETURNED, SUBMITTED, WAITING, IndicatorReport, IndicatorRevision
from portal.indicators.periods import read
from portal.indicators.telling import WHERE
from portal.indicators.transitions import APPROVE_RIGHT, ENTER
from portal.tenancy.directory import directory
from portal.web.contributions import Card, CardLine

SHOWN = 5
MOST = 100


def waiting(actor: Actor) -> int:
    """How many reports and revisions wait for this person; two cheap statements."""
    if not actor.may(APPROVE_RIGHT):
        return 0
    reports = select(IndicatorReport.id).where(
        IndicatorReport.state == SUBMITTED, IndicatorReport.writer_id.is_distinct_from(actor.user_id)
    )
    revisions = select(IndicatorRevision.id).where(
        IndicatorRevision.state == WAITING, IndicatorRevision.asker_id.is_distinct_from(actor.user_id)
    )
    return sum(len(list(db.session.scalars(one.limit(MOST)))) for one in (reports, revisions))


def card(actor: Actor) -> Card | None:
    """What this person has to enter or to look at; None where there is nothing."""
    portal = directory().by_id(actor.tenant_id)
    if portal is None or not actor.may(ENTER):
        return None
    found = _to_look_at(actor) if actor.may(APPROVE_RIGHT) else []
    day = today()
    for one in lines(catalogue(portal), portal):
        if one.is_owed:
            title = _("Số liệu %(period)s", period=one.period.label)
            found.append(CardLine(title, f"{WHERE}ky/{one.period.key}", *_owed(one.due_on, one.state, day)))
    if not found:
        return None
    more = WHERE if len(found) > SHOWN else ""
    return Card(
        _("Số liệu kinh tế – xã hội"), 34, "list", tuple(found[:SHOWN]), len(found), "", more, _("Xem tất cả")
    )


def _to_look_at(actor: Actor) -> list[CardLine]:
    rows = db.session.scalars(
        select(IndicatorReport)
        .where(IndicatorReport.state == SUBMITTED, IndicatorReport.writer_id.is_distinct_from(actor.user_id))
        .order_by(IndicatorReport.due_on)
        .limit(SHOWN)
    )
    found = []
    for row in rows:
        period = read(row.period_key)
        title = _("Số liệu %(period)s", period=period.label if period is not None else row.period_key)
        note = _("%(name)s nộp", name=row.submitter_name)
        found.append(CardLine(title, f"{WHERE}ky/{row.period_key}", note, _("Chờ duyệt"), "info"))
    return found


def _owed(due_on: date, state: str | None, day: date) -> tuple[str, str, str]:
    """(remark, badge, tone) of a report that is owed."""
    note = _("hạn nộp %(day)s", day=f"{due_on:%d/%m/%Y}")
    if state == RETURNED:
        return note, _("Bị trả lại"), "bad"
    return (note, _("Quá hạn"), "bad") if day > due_on else (note, _("Cần nộp"), "warn")
