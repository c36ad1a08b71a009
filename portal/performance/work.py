"""Where the work goes: by step, by person, month by month. Reads of the portal in force, each a few statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, or_, select

from portal.clock import today, utc_now
from portal.dossiers.models import Dossier
from portal.dossiers.models_course import DossierStep
from portal.extensions import db
from portal.performance.periods import Period, months_up_to
from portal.workdays.queries import calendar_of


@dataclass(frozen=True)
class OfStep:
    """A step over all dossiers whose run ended in the period: working minutes in all, waiting until somebody took it
    (clock minutes of office hours), allowed; how many took longer; how many lie in it now, how many late."""

    name: str
    role: str
    count: int
    minutes: int
    allowed: int
    over: int
    waited: int
    waiting_now: int = 0
    late_now: int = 0

    @property
    def average(self) -> float:
        """Working minutes of one run."""
        return self.minutes / self.count if self.count else 0.0


@dataclass(frozen=True)
class OfPerson:
    """What somebody did in the period, and has in hand now; for the portal's own management alone."""

    name: str
    count: int
    minutes: int
    over: int
    in_hand: int = 0
    late_in_hand: int = 0


@dataclass(frozen=True)
class OfMonth:
    """A month of the course of a year."""

    period: Period
    received: int
    done: int
    late: int


def steps(period: Period) -> list[OfStep]:
    """Where time goes, of the portal in force: the steps of its processes by name and role, the most time first."""
    now = _now_in_steps()
    waited = _waited(period)
    found = []
    for row in db.session.execute(_ended_steps(period)):
        key = (row.name, row.role)
        lying, late = now.pop(key, (0, 0))
        found.append(
            OfStep(
                row.name,
                row.role,
                row.runs,
                int(row.minutes or 0),
                int(row.allowed or 0),
                int(row.over or 0),
                waited.get(key, 0),
                lying,
                late,
            )
        )
    found += [OfStep(name, role, 0, 0, 0, 0, 0, *numbers) for (name, role), numbers in now.items()]
    return sorted(found, key=lambda one: (-one.minutes, -one.waiting_now, one.name))


def _ended_steps(period: Period) -> Any:
    return (
        select(
            DossierStep.name,
            DossierStep.role,
            func.count().label("runs"),
            func.sum(DossierStep.minutes).label("minutes"),
            func.sum(DossierStep.due_minutes).label("allowed"),
            func.sum(case((DossierStep.minutes > DossierStep.due_minutes, 1), else_=0)).label("over"),
        )
        .where(DossierStep.ended_at >= period.begins, DossierStep.ended_at < period.ends)
        .group_by(DossierStep.name, DossierStep.role)
    )


def _waited(period: Period) -> dict[tuple[str, str], int]:
    """Working minutes from when a run began until somebody took it."""
    calendar, found = calendar_of(), dict[tuple[str, str], int]()
    statement = select(DossierStep.name, DossierStep.role, DossierStep.began_at, DossierStep.taken_at).where(
        DossierStep.ended_at >= period.begins,
        DossierStep.ended_at < period.ends,
        DossierStep.taken_at > DossierStep.began_at,
    )
    for name, role, began, taken in db.session.execute(statement):
        assert taken is not None, "asked for"
        found[(name, role)] = found.get((name, role), 0) + calendar.minutes_between(began, taken)
    return found


def _now_in_steps() -> dict[tuple[str, str], tuple[int, int]]:
    late = and_(
        DossierStep.due_at.is_not(None), DossierStep.due_at < utc_now(), Dossier.paused_since.is_(None)
    )
    statement = (
        select(DossierStep.name, DossierStep.role, func.count(), func.sum(case((late, 1), else_=0)))
        .join(Dossier, and_(Dossier.id == DossierStep.dossier_id, Dossier.tenant_id == DossierStep.tenant_id))
        .where(DossierStep.ended_at.is_(None), Dossier.done_at.is_(None))
        .group_by(DossierStep.name, DossierStep.role)
    )
    return {
        (name, role): (count, int(late or 0)) for name, role, count, late in db.session.execute(statement)
    }


def persons(period: Period) -> list[OfPerson]:
    """What each person of the portal in force did, by name. The caller has checked dossier.oversee."""
    done = db.session.execute(
        select(
            DossierStep.by_id,
            func.max(DossierStep.by_name).label("name"),
            func.count().label("runs"),
            func.sum(DossierStep.minutes).label("minutes"),
            func.sum(case((DossierStep.minutes > DossierStep.due_minutes, 1), else_=0)).label("over"),
        )
        .where(
            DossierStep.by_id.is_not(None),
            DossierStep.ended_at >= period.begins,
            DossierStep.ended_at < period.ends,
        )
        .group_by(DossierStep.by_id)
    )
    late = and_(Dossier.due_at < utc_now(), Dossier.paused_since.is_(None), Dossier.done_at.is_(None))
    holding = db.session.execute(
        select(
            Dossier.holder_id,
            func.max(Dossier.holder_name).label("name"),
            func.count().label("runs"),
            func.sum(case((late, 1), else_=0)).label("late"),
        )
        .where(Dossier.holder_id.is_not(None))
        .group_by(Dossier.holder_id)
    )
    in_hand = {row.holder_id: row for row in holding}
    found = []
    for row in done:
        held = in_hand.pop(row.by_id, None)
        lying = (held.runs, int(held.late or 0)) if held is not None else (0, 0)
        found.append(OfPerson(row.name, row.runs, int(row.minutes or 0), int(row.over or 0), *lying))
    found += [OfPerson(row.name, 0, 0, 0, row.runs, int(row.late or 0)) for row in in_hand.values()]
    return sorted(found, key=lambda one: (one.name, -one.count))


def course(portal_ids: Iterable[int], last: Period | None = None, count: int = 12) -> list[OfMonth]:
    """Month by month up to a period: received, done, late; one statement in the scope in force."""
    months = months_up_to(last.last if last is not None else today(), count)
    begins, ends = months[0].begins, months[-1].ends
    end = func.coalesce(Dossier.done_at, Dossier.closed_at)
    columns = []
    for number, one in enumerate(months):
        came = and_(Dossier.received_at >= one.begins, Dossier.received_at < one.ends)
        left = and_(Dossier.outcome != "", end >= one.begins, end < one.ends)
        for name, condition in (("r", came), ("d", left), ("l", and_(left, Dossier.outcome == "late"))):
            columns.append(func.sum(case((condition, 1), else_=0)).label(f"{name}{number}"))
    row = db.session.execute(
        select(*columns).where(
            Dossier.tenant_id.in_(list(portal_ids)),
            Dossier.received_at < ends,
            or_(Dossier.received_at >= begins, end >= begins),
        )
    ).one()
    return [
        OfMonth(one, *(int(getattr(row, f"{name}{number}") or 0) for name in "rdl"))
        for number, one in enumerate(months)
    ]
