"""Reads of the work schedule, each with a bounded number of statements."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from portal.clock import today
from portal.extensions import db
from portal.publishing.service import visible
from portal.publishing.wanted import Wanted
from portal.schedule.models import WorkWeek
from portal.schedule.service import monday_of


def week_path(slug: str) -> str:
    """Where citizens find a week."""
    return f"/lich-cong-tac/{slug}"


def _weeks() -> Select[Any]:
    return visible(select(WorkWeek), WorkWeek).options(selectinload(WorkWeek.entries))


def present_week() -> WorkWeek | None:
    """The portal's own week of today, else the latest one before it, else the first one after it."""
    monday = monday_of(today())
    own = _weeks().where(WorkWeek.agency == "")
    past = db.session.scalar(own.where(WorkWeek.monday <= monday).order_by(WorkWeek.monday.desc()).limit(1))
    if past is not None:
        return past
    coming: WorkWeek | None = db.session.scalar(own.order_by(WorkWeek.monday).limit(1))
    return coming


def week_by_slug(slug: str) -> WorkWeek | None:
    """A visible week with its lines."""
    found: WorkWeek | None = db.session.scalar(_weeks().where(WorkWeek.slug == slug))
    return found


def neighbours(week: WorkWeek) -> tuple[str | None, str | None]:
    """Slugs of the same agency's visible weeks before and after."""
    slugs = visible(select(WorkWeek.slug).where(WorkWeek.agency == week.agency), WorkWeek)
    before = db.session.scalar(
        slugs.where(WorkWeek.monday < week.monday).order_by(WorkWeek.monday.desc()).limit(1)
    )
    after = db.session.scalar(slugs.where(WorkWeek.monday > week.monday).order_by(WorkWeek.monday).limit(1))
    return before, after


def weekday(day: date) -> str:
    """The name of a day of the week."""
    names = (_("Thứ Hai"), _("Thứ Ba"), _("Thứ Tư"), _("Thứ Năm"), _("Thứ Sáu"), _("Thứ Bảy"), _("Chủ nhật"))
    return names[day.weekday()]


def days(week: WorkWeek) -> list[dict[str, Any]]:
    """The days of a week with their lines, as templates show them."""
    ordered = sorted(week.entries, key=lambda one: (one.day, one.time))
    return [
        {
            "date": day,
            "label": weekday(day),
            "entries": [
                {"time": one.time, "title": one.title, "place": one.place, "host": one.host}
                for one in entries
            ],
        }
        for day, entries in groupby(ordered, key=lambda one: one.day)
    ]


def by_id(week_id: int) -> WorkWeek | None:
    """One week of this portal, whatever its state."""
    return db.session.scalar(
        select(WorkWeek).where(WorkWeek.id == week_id).options(selectinload(WorkWeek.entries))
    )


def desk_statement(wanted: Wanted) -> Select[Any]:
    """The desk's list."""
    statement = select(WorkWeek)
    return wanted.narrow(statement, WorkWeek)


def visible_ids(ids: list[int]) -> set[int]:
    """Those of the weeks that citizens see now."""
    return set(db.session.scalars(visible(select(WorkWeek.id).where(WorkWeek.id.in_(ids)), WorkWeek)))
