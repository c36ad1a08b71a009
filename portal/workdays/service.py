"""The verbs of working years: the only code that writes their table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.permissions import Actor
from portal.clock import today, utc_now
from portal.extensions import db
from portal.publishing.service import StaleVersion, audit, commit, touch
from portal.workdays.calendar import YearTable
from portal.workdays.models import WorkYear
from portal.workdays.queries import year_of
from portal.workdays.shapes import fill

EDIT = "tenant.settings"
KIND = "work_year"
YEARS_BACK, YEARS_AHEAD = 3, 2
"""Which years the desk shows, seen from this one."""


class NoHours(ValueError):
    """A year in which nobody ever works: no deadline would end."""


def years() -> range:
    """The years that may be decided now."""
    this = today().year
    return range(this - YEARS_BACK, this + YEARS_AHEAD + 1)


def keep(table: YearTable, notes: Mapping[date, str], seen: int, actor: Actor, *, confirm: bool) -> WorkYear:
    """Keep a year of the actor's portal; with `confirm` it counts from now on, for the portals below too that have none
    of their own. A confirmed year stays so.

    `seen`: the version that the form was made from, 0 for none yet. Raises Forbidden, StaleVersion where somebody saved
    in between, NoHours, ValueError for a year out of `years`. Commits.
    """
    actor.require(EDIT)
    if table.year not in years():
        raise ValueError("a year that the desk does not show")
    if not any(table.hours.values()):
        raise NoHours
    row = year_of(table.year)
    if (row.version if row is not None else 0) != seen:
        raise StaleVersion
    if row is None:
        row = WorkYear(tenant_id=actor.tenant_id, year=table.year)
        db.session.add(row)
    fill(row, table, notes)
    row.changed_at = utc_now()
    confirm = confirm or row.confirmed_at is not None
    if confirm:
        row.confirmed_at, row.confirmed_by_id, row.confirmed_by = utc_now(), actor.user_id, actor.name
        row.shared = True
    _settle(row, "workdays.confirm" if confirm else "workdays.save", actor)
    return row


def drop(year: int, seen: int, actor: Actor) -> None:
    """Give up the own year: the portal counts by the one above again, or by the proposal.

    Raises Forbidden, StaleVersion. Commits.
    """
    actor.require(EDIT)
    row = year_of(year)
    if row is None or row.version != seen:
        raise StaleVersion
    db.session.delete(row)
    _settle(row, "workdays.drop", actor)


def _settle(row: WorkYear, action: str, actor: Actor) -> None:
    try:
        db.session.flush()
    except (IntegrityError, StaleDataError) as error:  # the same year at the same instant
        db.session.rollback()
        raise StaleVersion from error
    audit(actor, action, kind=KIND, object_id=row.id, detail=str(row.year))
    touch(db.session(), actor.tenant_id)
    commit()
