"""Whose figures a page shows, and beside whom: the district sees every unit by name, a commune itself beside the rest.

A commune is shown its place and the median of the communes, never another's figure: numbers of a neighbour are the
neighbour's to show.
"""

from __future__ import annotations

from dataclasses import dataclass

from portal.tenancy.directory import Portal, directory


@dataclass(frozen=True)
class Viewed:
    """`here` is the portal of the desk; `units` those whose figures are added up; `beside` all that are compared.
    `chosen`: the one unit that the district looks at alone."""

    here: Portal
    units: tuple[Portal, ...]
    beside: tuple[Portal, ...]
    chosen: Portal | None = None

    @property
    def is_district(self) -> bool:
        """Whether units are told by name."""
        return self.here.is_district

    @property
    def own(self) -> Portal | None:
        """The unit that stands out in a comparison."""
        if not self.is_district:
            return self.here
        return self.chosen

    @property
    def ids(self) -> list[int]:
        """The portals whose figures are added up."""
        return [one.id for one in self.units]

    @property
    def name(self) -> str:
        """What the page is about."""
        return self.own.name if self.own is not None else self.here.name


def viewed(here: Portal, slug: str = "") -> Viewed | None:
    """What somebody at the desk of a portal sees, narrowed to one unit; None for a unit that they may not narrow to."""
    living = directory().living()
    if not here.is_district:
        peers = tuple(one for one in living if one.parent_id == here.parent_id)
        return Viewed(here, (here,), peers) if slug in {"", here.slug} else None
    every = tuple(living)
    if not slug:
        return Viewed(here, every, every)
    chosen = next((one for one in every if one.slug == slug), None)
    return Viewed(here, (chosen,), every, chosen) if chosen is not None else None
