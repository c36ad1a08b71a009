"""The verbs of a report of figures, within the portal that hands it in: the only code that writes its tables.

Every verb checks the permission, the state (`transitions`) and the version that the page was made from, and writes rows
and audit entry in one transaction, which it commits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.indicators import telling, transitions
from portal.indicators.catalogue import Measure, catalogue, due
from portal.indicators.checking import Entry, Fault, faults
from portal.indicators.forms_data import FormData, form_data
from portal.indicators.models import DONE, DRAFT, IndicatorFigure, IndicatorReport, IndicatorRevision
from portal.indicators.periods import Period
from portal.indicators.transitions import ENTER, WRITABLE, WrongState
from portal.publishing.service import StaleVersion, audit, commit, log_change
from portal.tenancy.directory import Portal, directory

KIND = "indicator_report"
LONGEST_NOTE, LONGEST_REASON = 1000, 1000


class NotDue(LookupError):
    """Nothing is asked of this portal for this period."""


class Faulty(ValueError):
    """The figures cannot be handed in as they are; `faults` say why."""

    def __init__(self, found: Sequence[Fault]) -> None:
        super().__init__(f"{len(found)} faults")
        self.faults = list(found)


def save(
    period: Period, typed: Mapping[str, Entry], seen: int, actor: Actor, *, portal: Portal | None = None
) -> IndicatorReport:
    """Keep what was typed for a period, whatever is wrong with it; what is not in `typed` stays as it is.

    `seen` is the version that the form was made from, 0 for none yet. Raises Forbidden, NotDue, WrongState where the
    report is no longer to be typed in, StaleVersion where somebody else saved in between. Commits.
    """
    actor.require(ENTER)
    portal = portal or _portal_of(actor)
    measures = {one.code: one for one in due(catalogue(portal), portal, period)}
    if not measures:
        raise NotDue(period.key)
    report = report_of(period.key)
    if report is not None and report.version != seen and not (seen == 0 and _is_untouched(report)):
        raise StaleVersion
    if report is None and seen != 0:
        raise StaleVersion
    if report is None:
        report = _begun(period, list(measures.values()), actor)
    if report.state not in WRITABLE:
        raise WrongState(report.state)
    changed = _write(report, {code: one for code, one in typed.items() if code in measures}, measures)
    if changed:
        report.writer_id, report.writer_name, report.wrote_at = actor.user_id, actor.name, utc_now()
        audit(
            actor,
            "indicator.save",
            kind=KIND,
            object_id=report.id,
            detail=f"{period.key}: {', '.join(changed)}",
        )
    _settle()
    return report


def _begun(period: Period, measures: Sequence[Measure], actor: Actor) -> IndicatorReport:
    report = IndicatorReport(
        tenant_id=actor.tenant_id,
        period_key=period.key,
        first_day=period.first,
        last_day=period.last,
        due_on=max(one.due_on(period) for one in measures),
    )
    db.session.add(report)
    _flush()
    return report


def _is_untouched(report: IndicatorReport) -> bool:
    """Whether nobody typed in it yet: a reminder began it."""
    return report.state == DRAFT and report.wrote_at is None


def opened(period: Period, measures: Sequence[Measure], actor: Actor) -> IndicatorReport:
    """The report of a period, begun empty where there is none (the caller commits)."""
    return report_of(period.key) or _begun(period, measures, actor)


def _write(report: IndicatorReport, typed: Mapping[str, Entry], measures: Mapping[str, Measure]) -> list[str]:
    """Put figures into a report; the codes of those that changed."""
    held = {one.code: one for one in figures_of(report)}
    changed = []
    for code, entry in typed.items():
        note = entry.note.strip()[:LONGEST_NOTE]
        row = held.get(code)
        if row is None:
            if entry.value is None and not note:
                continue
            row = IndicatorFigure(tenant_id=report.tenant_id, report_id=report.id, code=code)
            db.session.add(row)
        elif (row.value, row.note, row.decimals) == (entry.value, note, measures[code].decimals):
            continue
        row.value, row.note, row.decimals = entry.value, note, measures[code].decimals
        changed.append(code)
    return changed


def submit(report: IndicatorReport, seen: int, actor: Actor) -> None:
    """Hand a report to who approves it. Raises Forbidden, WrongState, StaleVersion, and Faulty where something is wrong
    or unusual and unexplained. Commits."""
    way = transitions.checked(transitions.SUBMIT, report.state, report.writer_id, actor)
    _check_seen(report, seen)
    found = faults_of(report, form_data(report.period_key, _portal_of(actor)))
    if found:
        raise Faulty(found)
    report.submitted_at, report.submitter_id, report.submitter_name = utc_now(), actor.user_id, actor.name
    report.first_submitted_at = report.first_submitted_at or report.submitted_at
    _go(report, way, "indicator.submit", actor)
    telling.submitted(report, actor)
    _settle()


def take_back(report: IndicatorReport, seen: int, actor: Actor) -> None:
    """Take a report back that nobody approved yet, to type on. Raises as `submit`. Commits."""
    way = transitions.checked(transitions.TAKE_BACK, report.state, report.writer_id, actor)
    _check_seen(report, seen)
    _go(report, way, "indicator.take_back", actor)
    _settle()


def send_back(report: IndicatorReport, reason: str, seen: int, actor: Actor) -> None:
    """The approver of this portal returns a report with words. Raises as `submit`, and ReasonMissing. Commits."""
    way = transitions.checked(transitions.SEND_BACK, report.state, report.writer_id, actor, reason)
    _check_seen(report, seen)
    report.reason, report.returned_by = reason.strip()[:LONGEST_REASON], actor.name
    _go(report, way, "indicator.send_back", actor, report.reason)
    telling.sent_back(report, actor)
    _settle()


def approve(report: IndicatorReport, seen: int, actor: Actor) -> None:
    """Let a report through: its figures count from now on. With four eyes: not by who typed last.

    Every value that was approved before and is another one now becomes a revision, whose reason are the words with
    which the report was returned. Raises Forbidden, WrongState, OwnFigures, StaleVersion. Commits.
    """
    way = transitions.checked(transitions.APPROVE, report.state, report.writer_id, actor)
    _check_seen(report, seen)
    for figure in figures_of(report):
        _keep_value(figure, report, actor)
    report.approved_at, report.approver_name = utc_now(), actor.name
    _go(report, way, "indicator.approve", actor)
    log_change(report.tenant_id, KIND, report.id)
    telling.approved(report, actor)
    _settle()


def _keep_value(figure: IndicatorFigure, report: IndicatorReport, actor: Actor) -> None:
    """Note a value that counts from now on beside those that counted before."""
    last = last_value(figure.id)
    if last is not None and (last.value, last.note) == (figure.value, figure.note):
        return
    now = utc_now()
    db.session.add(
        IndicatorRevision(
            tenant_id=figure.tenant_id,
            figure_id=figure.id,
            number=next_number(figure.id),
            before=last.value if last is not None else None,
            value=figure.value,
            decimals=figure.decimals,
            note=figure.note,
            reason=report.reason if last is not None else "",
            state=DONE,
            asker_id=report.writer_id,
            asker_name=report.writer_name,
            asked_at=report.wrote_at or now,
            decider_id=actor.user_id,
            decider_name=actor.name,
            decided_at=now,
        )
    )


def _go(
    report: IndicatorReport, way: transitions.Transition, action: str, actor: Actor, detail: str = ""
) -> None:
    report.state = way.to
    words = f"{report.period_key}: {detail}" if detail else report.period_key
    audit(actor, action, kind=KIND, object_id=report.id, detail=words)


def _check_seen(report: IndicatorReport, seen: int) -> None:
    if report.version != seen:
        raise StaleVersion


def _flush() -> None:
    try:
        db.session.flush()
    except (IntegrityError, StaleDataError) as error:
        db.session.rollback()
        raise StaleVersion from error


def _settle() -> None:
    _flush()
    commit()


def _portal_of(actor: Actor) -> Portal:
    found = directory().by_id(actor.tenant_id)
    if found is None:
        raise LookupError(actor.tenant_id)
    return found


def faults_of(report: IndicatorReport, data: FormData) -> list[Fault]:
    """What stops a report from being handed in."""
    entries = {one.code: Entry(one.value, one.note) for one in figures_of(report)}
    return faults(data.measures, entries, data.before, data.known)


def report_of(key: str) -> IndicatorReport | None:
    """The report of a period, in the portal in force."""
    return db.session.scalar(select(IndicatorReport).where(IndicatorReport.period_key == key))


def by_id(report_id: int) -> IndicatorReport | None:
    """A report of the portal in force."""
    return db.session.scalar(select(IndicatorReport).where(IndicatorReport.id == report_id))


def figures_of(report: IndicatorReport) -> list[IndicatorFigure]:
    """The figures of a report, as they stand now."""
    return list(
        db.session.scalars(
            select(IndicatorFigure).where(IndicatorFigure.report_id == report.id).order_by(IndicatorFigure.id)
        )
    )


def last_value(figure_id: int) -> IndicatorRevision | None:
    """The value of a figure that was let through last."""
    return db.session.scalar(
        select(IndicatorRevision)
        .where(IndicatorRevision.figure_id == figure_id, IndicatorRevision.state == DONE)
        .order_by(IndicatorRevision.number.desc())
        .limit(1)
    )


def next_number(figure_id: int) -> int:
    """The number of the next revision of a figure."""
    last = db.session.scalar(
        select(IndicatorRevision.number)
        .where(IndicatorRevision.figure_id == figure_id)
        .order_by(IndicatorRevision.number.desc())
        .limit(1)
    )
    return (last or 0) + 1
