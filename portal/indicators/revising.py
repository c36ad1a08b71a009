"""Changing a figure that was approved: somebody asks with a reason, somebody else decides, every value is kept."""

from __future__ import annotations

from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.indicators import service, telling
from portal.indicators.checking import Entry, faults
from portal.indicators.forms_data import FormData
from portal.indicators.models import (
    COUNTED,
    DONE,
    REFUSED,
    WAITING,
    IndicatorFigure,
    IndicatorReport,
    IndicatorRevision,
)
from portal.indicators.service import KIND, LONGEST_NOTE, LONGEST_REASON, Faulty
from portal.indicators.transitions import APPROVE_RIGHT, ENTER, OwnFigures, ReasonMissing, WrongState
from portal.publishing.service import audit, commit, log_change

LONGEST_ANSWER = 500


class AlreadyAsked(ValueError):
    """A revision of this figure waits for a decision; there is one at a time."""


class NothingChanged(ValueError):
    """The figure says so already."""


def ask(
    report: IndicatorReport, code: str, entry: Entry, reason: str, actor: Actor, data: FormData
) -> IndicatorRevision:
    """Ask that a figure be another one. Nothing changes until somebody else has decided.

    `data` is what is known of the report's period. Raises Forbidden, WrongState where the report was not approved,
    LookupError for a figure that it does not have, ReasonMissing, AlreadyAsked, NothingChanged, Faulty where the new
    figure cannot be. Commits.
    """
    actor.require(ENTER)
    if report.state not in COUNTED:
        raise WrongState(report.state)
    if not reason.strip():
        raise ReasonMissing(code)
    figures = {one.code: one for one in service.figures_of(report)}
    figure, measure = figures.get(code), data.known.get(code)
    if figure is None or measure is None:
        raise LookupError(code)
    if waiting_for(figure.id) is not None:
        raise AlreadyAsked(code)
    note = entry.note.strip()[:LONGEST_NOTE]
    if entry.value == figure.value and note == figure.note:
        raise NothingChanged(code)
    _check(code, Entry(entry.value, note or reason), figures, data)
    revision = IndicatorRevision(
        tenant_id=report.tenant_id,
        figure_id=figure.id,
        number=service.next_number(figure.id),
        before=figure.value,
        value=entry.value,
        decimals=figure.decimals,
        note=note,
        reason=reason.strip()[:LONGEST_REASON],
        state=WAITING,
        asker_id=actor.user_id,
        asker_name=actor.name,
    )
    db.session.add(revision)
    db.session.flush()
    shown = f"{measure.written(figure.value)} → {measure.written(entry.value)}"
    words = f"{report.period_key}: {code} {shown}"
    audit(actor, "indicator.revise_ask", kind=KIND, object_id=report.id, detail=words)
    telling.asked(report, measure.name, actor)
    commit()
    return revision


def _check(code: str, entry: Entry, figures: dict[str, IndicatorFigure], data: FormData) -> None:
    entries = {one.code: Entry(one.value, one.note) for one in figures.values()} | {code: entry}
    measures = [one for one in data.known.values() if one.code in entries and code in (one.code, one.part_of)]
    found = [one for one in faults(measures, entries, {}, data.known) if one.hard]
    if found:
        raise Faulty(found)


def decide(revision: IndicatorRevision, actor: Actor, *, take: bool, answer: str = "") -> None:
    """Let a revision through, or refuse it with words. Not by who asked for it.

    Raises Forbidden, WrongState where it was decided already or the report is no longer approved, OwnFigures,
    ReasonMissing. Commits.
    """
    actor.require(APPROVE_RIGHT)
    figure = figure_by_id(revision.figure_id)
    report = service.by_id(figure.report_id) if figure is not None else None
    if figure is None or report is None or revision.state != WAITING or report.state not in COUNTED:
        raise WrongState(revision.state)
    if revision.asker_id is not None and revision.asker_id == actor.user_id:
        raise OwnFigures(figure.code)
    if not take and not answer.strip():
        raise ReasonMissing(figure.code)
    revision.state = DONE if take else REFUSED
    revision.before = figure.value
    revision.decider_id, revision.decider_name, revision.decided_at = actor.user_id, actor.name, utc_now()
    revision.answer = answer.strip()[:LONGEST_ANSWER]
    if take:
        figure.value, figure.note = revision.value, revision.note
        report.writer_id, report.writer_name = revision.asker_id, revision.asker_name
        log_change(report.tenant_id, KIND, report.id)
    action = "indicator.revise" if take else "indicator.revise_refuse"
    audit(actor, action, kind=KIND, object_id=report.id, detail=f"{report.period_key}: {figure.code}")
    telling.decided(report, revision.asker_id, figure.code, revision.answer, actor, done=take)
    commit()


def drop_waiting(report: IndicatorReport, answer: str) -> None:
    """Refuse what waits on a report that goes back to typing (the caller commits)."""
    for one in of_report(report):
        if one.state == WAITING:
            one.state, one.answer, one.decided_at = REFUSED, answer, utc_now()


def waiting_for(figure_id: int) -> IndicatorRevision | None:
    """The revision of a figure that waits for a decision."""
    return db.session.scalar(
        select(IndicatorRevision).where(
            IndicatorRevision.figure_id == figure_id, IndicatorRevision.state == WAITING
        )
    )


def figure_by_id(figure_id: int) -> IndicatorFigure | None:
    """A figure of the portal in force."""
    return db.session.scalar(select(IndicatorFigure).where(IndicatorFigure.id == figure_id))


def by_id(revision_id: int) -> IndicatorRevision | None:
    """A revision of the portal in force."""
    return db.session.scalar(select(IndicatorRevision).where(IndicatorRevision.id == revision_id))


def of_report(report: IndicatorReport) -> list[IndicatorRevision]:
    """Every value that the figures of a report had or are to have, in order."""
    figures = [one.id for one in service.figures_of(report)]
    return list(
        db.session.scalars(
            select(IndicatorRevision)
            .where(IndicatorRevision.figure_id.in_(figures))
            .order_by(IndicatorRevision.figure_id, IndicatorRevision.number)
        )
    )
