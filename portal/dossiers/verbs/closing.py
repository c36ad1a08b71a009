"""What every ending has in common: open requests and demands are given up, the clock ends, the term of keeping runs."""

from __future__ import annotations

from datetime import date, datetime

from flask import current_app
from sqlalchemy import select

from portal.clock import to_local
from portal.dossiers import running
from portal.dossiers.models import Dossier
from portal.dossiers.models_course import APOLOGY, DossierForm, DossierRequest
from portal.dossiers.party import Party
from portal.dossiers.plan import definition_of
from portal.dossiers.stepping import end_step, leave_steps
from portal.extensions import db
from portal.payments.demanding import TooLate, cancel


def open_request(dossier: Dossier) -> DossierRequest | None:
    """What the citizen is asked for now."""
    return db.session.scalar(
        select(DossierRequest).where(
            DossierRequest.dossier_id == dossier.id, DossierRequest.ended_at.is_(None)
        )
    )


def close_requests(dossier: Dossier, instant: datetime, by: Party) -> None:
    """Nothing is asked of the citizen any more; a demand that was not paid is given up."""
    request = open_request(dossier)
    if request is None:
        return
    request.ended_at = request.resumes_at = instant
    if request.demand_id is not None:
        try:
            cancel(request.demand_id, dossier.code, by.actor)
        except TooLate:
            current_app.logger.info("a demand was paid before its dossier ended")
    db.session.flush()


def end(dossier: Dossier, instant: datetime, *, judged: bool, outcome: str = "") -> None:
    """The dossier leaves the hands of the office without a result to hand out: step and clock end, keeping begins."""
    end_step(dossier, instant, outcome or dossier.state)
    if dossier.done_at is None:
        running.close(dossier, instant, judged=judged)
    leave_steps(dossier)
    drop_draft_apologies(dossier)
    dossier.closed_at = instant
    dossier.forget_on = forget_on(definition_of(dossier).keep_years, to_local(instant).date())


def drop_draft_apologies(dossier: Dossier) -> None:
    """An apology that was prepared and not issued is not needed any more."""
    drafts = select(DossierForm).where(
        DossierForm.dossier_id == dossier.id, DossierForm.kind == APOLOGY, DossierForm.issued_at.is_(None)
    )
    for one in db.session.scalars(drafts):
        db.session.delete(one)


def forget_on(years: int, day: date) -> date:
    """The day on which what is personal goes, so many years after the end (29 February: the 28th)."""
    year = day.year + max(years, 0)
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
