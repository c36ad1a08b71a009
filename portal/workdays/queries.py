"""Reads of working years: the calendar that a portal counts by, and where each of its years comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy import select

from portal.extensions import db
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import ScopeViolation, current_scope, entered, reading
from portal.web.freshness import GLOBAL_SLOT, versions
from portal.workdays.calendar import Calendar, YearTable
from portal.workdays.models import WorkYear
from portal.workdays.proposal import notes_of as proposed_notes
from portal.workdays.proposal import proposal
from portal.workdays.shapes import notes_of, table_of

OWN, ABOVE, PROPOSED = "own", "above", "proposed"


@dataclass(frozen=True)
class Standing:
    """By what a portal counts in a year: its own confirmed year, that of a portal above, or the proposal by the law."""

    kind: str
    table: YearTable
    notes: Mapping[date, str] = field(default_factory=dict, hash=False)  # what compensatory days make up for
    above: str = ""  # the name of the portal whose year it is, for ABOVE


class _Known:
    """A portal's calendar and its confirmed years, as of some content version."""

    def __init__(self, rows: list[WorkYear], portal: Portal) -> None:
        line = [portal.id, *portal.ancestors]
        self.standing: dict[int, Standing] = {}
        self.above: dict[int, Standing] = {}
        for row in sorted(rows, key=lambda one: line.index(one.tenant_id)):
            owner = directory().by_id(row.tenant_id)
            kind = OWN if row.tenant_id == portal.id else ABOVE
            said = Standing(kind, table_of(row), notes_of(row), owner.name if owner and kind == ABOVE else "")
            self.standing.setdefault(row.year, said)
            if kind == ABOVE:
                self.above.setdefault(row.year, said)
        self.calendar = Calendar((one.table for one in self.standing.values()), proposal)


def portal_in_force() -> Portal:
    """The portal whose rows may be touched now. Raises ScopeViolation where no single one is in force."""
    own = current_scope().own
    portal = directory().by_id(own) if own is not None else None
    if portal is None:
        raise ScopeViolation("a calendar belongs to one portal: none is in force")
    return portal


def calendar_of(portal: Portal | None = None) -> Calendar:
    """The calendar that a portal (the one in force unless given) counts by: each year as it confirmed it, else as the
    nearest portal above did, else as the law proposes it.

    It is remembered in this process until something of the portal or of those above changes. What the running
    transaction wrote and did not commit is not in it. Raises ScopeViolation where no portal is given and none in force.
    """
    return _known(portal or portal_in_force()).calendar


def confirmed_years(portal: Portal | None = None) -> frozenset[int]:
    """The years that somebody confirmed for a portal, itself or above."""
    return frozenset(_known(portal or portal_in_force()).standing)


def standing(year: int, portal: Portal | None = None) -> Standing:
    """By what a portal counts in a year."""
    return _known(portal or portal_in_force()).standing.get(year) or by_law(year)


def by_law(year: int) -> Standing:
    """The proposal for a year."""
    return Standing(PROPOSED, proposal(year), proposed_notes(year))


def from_above(year: int, portal: Portal | None = None) -> Standing | None:
    """The confirmed year of the nearest portal above a portal that has one, be there an own one or not."""
    return _known(portal or portal_in_force()).above.get(year)


def year_of(year: int) -> WorkYear | None:
    """The row of a year of the portal in force, confirmed or not; for the desk."""
    return db.session.scalar(select(WorkYear).where(WorkYear.year == year))


def _known(portal: Portal) -> _Known:
    kept: dict[int, tuple[tuple[int, int], Any]] = current_app.extensions.setdefault("work_calendars", {})
    at = (versions().read(GLOBAL_SLOT), versions().read(portal.id))
    held = kept.get(portal.id)
    if held is None or held[0] != at:
        with entered(reading(portal.id, portal.ancestors)):
            found = select(WorkYear).where(WorkYear.confirmed_at.is_not(None))
            held = (at, _Known(list(db.session.scalars(found)), portal))
        kept[portal.id] = held
    known: _Known = held[1]
    return known
