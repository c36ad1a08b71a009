"""Targets: what a figure shall come to in a year. Who sets one leaves a line in the trail; the first wins, the second
is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.ioc.pages.catalogue import FIGURES
from portal.ioc.pages.figures import Figure
from portal.ioc.warehouse.models import FigureTarget
from portal.ioc.warehouse.registry import FLOW, SUM, warehouse
from portal.publishing.service import audit
from portal.tenancy.directory import Portal, directory

SET = "ioc.set"
MOST = 10**14  # hundredths
FIRST_YEAR, LAST_YEAR = 2020, 2100


class NotATarget(ValueError):
    """No such figure, year or number."""


class Changed(Exception):
    """Somebody set the same target in between; nothing was overwritten. `row` is how it stands (None: removed)."""

    def __init__(self, row: FigureTarget | None) -> None:
        super().__init__()
        self.row = row


@dataclass(frozen=True)
class Target:
    """A target as it holds for what is shown; `of` is the portal that set it."""

    value: Decimal
    basis: str
    of: str


def grows(figure: Figure) -> bool:
    """Whether the figure grows through the year, so that only the whole year can be held against its target."""
    return not figure.under and all(warehouse().measures[one].kind == FLOW for one in figure.over)


def holds_for_each(figure: Figure) -> bool:
    """Whether what holds for the district holds for each unit too: shares and means, no sums."""
    return bool(figure.under) or any(warehouse().measures[one].joined != SUM for one in figure.over)


def targets_for(portal: Portal, year: int, figures: Iterable[Figure]) -> dict[str, Target]:
    """The targets of a year that a portal goes by: its own, else the district's where that holds for each. Within
    `facts.reading_all`, or for the district alone."""
    wanted = {one.key: one for one in figures}
    top = directory().district()
    whose = [portal.id, *([top.id] if top is not None and top.id != portal.id else [])]
    rows = db.session.scalars(
        select(FigureTarget).where(
            FigureTarget.tenant_id.in_(whose),
            FigureTarget.year == year,
            FigureTarget.figure.in_(list(wanted)),
        )
    )
    found: dict[str, Target] = {}
    for row in sorted(rows, key=lambda one: one.tenant_id == portal.id):
        if row.tenant_id == portal.id or holds_for_each(wanted[row.figure]):
            giver = directory().by_id(row.tenant_id)
            found[row.figure] = Target(
                Decimal(row.hundredths) / 100, row.basis, giver.name if giver is not None else ""
            )
    return found


def of_year(year: int) -> dict[str, FigureTarget]:
    """The targets that the portal in force set for a year, by figure."""
    rows = db.session.scalars(select(FigureTarget).where(FigureTarget.year == year))
    return {one.figure: one for one in rows}


def one_of(figure: str, year: int) -> FigureTarget | None:
    """The target that the portal in force set."""
    return db.session.scalar(
        select(FigureTarget).where(FigureTarget.figure == figure, FigureTarget.year == year)
    )


def set_target(figure: str, year: int, hundredths: int, basis: str, seen: int, actor: Actor) -> FigureTarget:
    """Set a target (the caller commits); `seen` is the version that the form was made from, 0 for none. Raises
    Forbidden, NotATarget, Changed."""
    actor.require(SET)
    if figure not in FIGURES or not FIRST_YEAR <= year <= LAST_YEAR or not 0 <= hundredths <= MOST:
        raise NotATarget(figure)
    row = one_of(figure, year)
    if (row.version if row is not None else 0) != seen:
        raise Changed(row)
    before = _told(row.hundredths) if row is not None else "–"
    values: dict[str, Any] = {
        "hundredths": hundredths,
        "basis": basis.strip()[:300],
        "updated_by_name": actor.name,
    }
    if row is None:
        row = FigureTarget(tenant_id=actor.tenant_id, figure=figure, year=year, **values)
        db.session.add(row)
    else:
        for name, value in values.items():
            setattr(row, name, value)
    db.session.flush()
    audit(
        actor,
        "ioc.target",
        kind=row.kind,
        object_id=row.id,
        detail=_detail(row, f"{before} → {_told(hundredths)}"),
    )
    return row


def remove_target(figure: str, year: int, seen: int, actor: Actor) -> None:
    """Take a target away (the caller commits). Raises Forbidden, NotATarget, Changed."""
    actor.require(SET)
    row = one_of(figure, year)
    if row is None:
        raise NotATarget(figure)
    if row.version != seen:
        raise Changed(row)
    audit(
        actor,
        "ioc.target_removed",
        kind=row.kind,
        object_id=row.id,
        detail=_detail(row, _told(row.hundredths)),
    )
    db.session.delete(row)
    db.session.flush()


def _told(hundredths: int) -> str:
    return f"{Decimal(hundredths) / 100:f}".replace(".", ",")


def _detail(row: FigureTarget, what: str) -> str:
    figure = FIGURES.get(row.figure)
    label = str(figure.label) if figure is not None else row.figure
    return f"{label}, {row.year}: {what}. {row.basis}"[:500]
