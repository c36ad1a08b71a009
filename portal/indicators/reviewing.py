"""The portal above takes or returns what a unit handed in: one transaction that writes the unit's report and both
trails, in a named task."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.indicators import revising, telling, transitions
from portal.indicators.models import IndicatorReport
from portal.indicators.service import KIND, LONGEST_REASON
from portal.publishing.service import StaleVersion, audit, commit, log_change
from portal.tenancy.directory import directory
from portal.tenancy.scope import narrowed, system_task

REASON = "huyện tiếp nhận hoặc trả lại số liệu chỉ tiêu của đơn vị"


def accept(portal_id: int, report_id: int, seen: int, actor: Actor) -> None:
    """Take a unit's report. Raises Forbidden, LookupError where it is none of a portal below the actor's, WrongState,
    StaleVersion. Commits by itself, in a session of its own."""
    _decide(transitions.ACCEPT, portal_id, report_id, "", seen, actor)


def give_back(portal_id: int, report_id: int, reason: str, seen: int, actor: Actor) -> None:
    """Return a unit's report with words: its figures do not count until they were approved again; every value that
    counted stays among the revisions. Raises as `accept`, and ReasonMissing."""
    _decide(transitions.RETURN, portal_id, report_id, reason, seen, actor)


def _decide(verb: str, portal_id: int, report_id: int, reason: str, seen: int, actor: Actor) -> None:
    actor.require(transitions.TRANSITIONS[verb].action)
    above = directory().by_id(actor.tenant_id)
    unit = directory().by_id(portal_id)
    if above is None or unit is None or unit.id not in above.descendants:
        raise LookupError(portal_id)
    db.session.rollback()  # the lock of the request's own transaction would keep the task's waiting
    there = Actor(actor.user_id, f"{actor.name} ({above.name})"[:120], unit.id, actor.roles)
    with system_task(REASON):
        with narrowed(unit.id):
            report = db.session.scalar(select(IndicatorReport).where(IndicatorReport.id == report_id))
            if report is None:
                raise LookupError(report_id)
            way = transitions.checked(verb, report.state, None, actor, reason)
            if report.version != seen:
                raise StaleVersion
            key = report.period_key
            _apply(report, way, reason.strip()[:LONGEST_REASON], there)
        with narrowed(above.id):
            words = f"{unit.name}, {key}" + (f": {reason.strip()}" if reason.strip() else "")
            audit(actor, f"indicator.{verb}", kind=KIND, object_id=report_id, detail=words)
        commit()


def _apply(report: IndicatorReport, way: transitions.Transition, reason: str, actor: Actor) -> None:
    report.state = way.to
    if way.verb == transitions.ACCEPT:
        report.accepted_at, report.accepter_name = utc_now(), actor.name
    else:
        report.reason, report.returned_by = reason, actor.name
        report.accepted_at, report.accepter_name = None, ""
        revising.drop_waiting(report, _("Huyện đã trả lại phiếu; sửa thẳng trong phiếu."))
        telling.returned(report, actor)
    audit(actor, f"indicator.{way.verb}", kind=KIND, object_id=report.id, detail=report.period_key)
    log_change(report.tenant_id, KIND, report.id)
    db.session.flush()
