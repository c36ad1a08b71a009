"""The verbs of the work schedule: the only code that writes its tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.publishing.service import check_version, commit, record
from portal.publishing.slugs import unique_slug
from portal.schedule.models import WorkEntry, WorkWeek


class WeekTaken(ValueError):
    """There is a schedule for this week already."""


@dataclass(frozen=True)
class Entry:
    """One line: day, time of day, what, where, who chairs."""

    day: date
    time: str
    title: str
    place: str = ""
    host: str = ""


@dataclass
class WeekDraft:
    """What a form or a file says of a week."""

    title: str
    monday: date
    entries: Sequence[Entry] = ()


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def _apply(week: WorkWeek, draft: WeekDraft, actor: Actor) -> None:
    monday = monday_of(draft.monday)
    taken = select(WorkWeek.id).where(
        WorkWeek.monday == monday,
        WorkWeek.agency == (week.agency or ""),
        WorkWeek.tenant_id == actor.tenant_id,
        WorkWeek.id != (week.id or 0),
    )
    if db.session.scalar(taken) is not None:
        raise WeekTaken(monday.isoformat())
    week.title, week.monday = draft.title, monday
    week.entries[:] = [
        WorkEntry(
            tenant_id=actor.tenant_id,
            day=one.day,
            time=one.time,
            title=one.title,
            place=one.place,
            host=one.host,
        )
        for one in draft.entries
    ]


def write(draft: WeekDraft, actor: Actor) -> WorkWeek:
    """Make a draft week (the caller commits). Raises Forbidden, WeekTaken."""
    actor.require("content.create")
    week = WorkWeek(tenant_id=actor.tenant_id, created_by_id=actor.user_id)
    year, number, _day = monday_of(draft.monday).isocalendar()
    week.slug = unique_slug(WorkWeek, f"tuan-{number:02d}-nam-{year}")
    _apply(week, draft, actor)
    db.session.add(week)
    record(week, "create", actor, detail=week.title)
    return week


def create(draft: WeekDraft, actor: Actor) -> WorkWeek:
    """Make a draft week. Raises Forbidden, WeekTaken."""
    week = write(draft, actor)
    commit()
    return week


def rewrite(week: WorkWeek, draft: WeekDraft, actor: Actor, action: str, detail: str = "") -> None:
    """Put a draft's content onto a week (the caller commits). Raises WeekTaken."""
    _apply(week, draft, actor)
    record(week, action, actor, detail=detail or week.title)


def save(
    week: WorkWeek, draft: WeekDraft, seen_version: int, actor: Actor, action: str = "save", detail: str = ""
) -> None:
    """Save an edited week. Raises Forbidden, StaleVersion, WeekTaken."""
    actor.require_edit(week.created_by_id)
    check_version(week, seen_version)
    rewrite(week, draft, actor, action, detail)
    commit()
