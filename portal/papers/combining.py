"""Raw papers of one matter made into one that is ready: prepared, kept, the raw ones gone, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.accounts.permissions import Actor
from portal.papers import service
from portal.papers.models import READY, Paper
from portal.papers.preparing.making import Corners, Made, Source, make


@dataclass(frozen=True)
class Piece:
    """A paper that becomes part of another, and what a person said of it (as `making.Source`)."""

    paper: Paper
    corners: Corners | None = None
    turn: int | None = None
    colour: str = "auto"
    pages: tuple[int, ...] | None = None
    is_ready: bool = False


def rehearse(pieces: Sequence[Piece]) -> Made:
    """What would be made, for a person to look at; nothing is kept. Raises as `making.make` and `service.content`."""
    return make(
        [
            Source(service.content(one.paper), one.corners, one.turn, one.colour, one.pages, one.is_ready)
            for one in pieces
        ]
    )


def combine(
    pieces: Sequence[Piece],
    name: str,
    actor: Actor,
    *,
    made: Made | None = None,
    forget_on: date | None = None,
) -> Paper:
    """One paper of several, of the first one's kind, owner and source; the pieces are discarded (the caller commits).

    `name` is without its ending; `made` is what `rehearse` gave for the same pieces, so that it is not made twice.
    Raises as `rehearse` and `service.keep`; ValueError without pieces or where they are not one person's.
    """
    if not pieces or len({(one.paper.owner_mark, one.paper.citizen_id) for one in pieces}) != 1:
        raise ValueError("pieces of one person are combined")
    ready, first = made or rehearse(pieces), pieces[0].paper
    row = service.keep(
        ready.pdf,
        f"{name}.pdf",
        first.kind,
        first.owner_mark,
        first.source,
        actor,
        citizen_id=first.citizen_id,
        forget_on=forget_on or first.forget_on,
    )
    row.state = READY
    for one in pieces:
        service.discard(one.paper, actor, noted=False)
    return row
