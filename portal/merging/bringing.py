"""Splits and copies that had stayed behind: who loses the copy that stood for another one gets that one."""

from __future__ import annotations

from typing import Any

from portal.merging import adapting, copies, journal
from portal.merging.models import KEPT, Merge, MergeStep
from portal.merging.move import Move
from portal.merging.moving import carry_out
from portal.merging.orders import by_id
from portal.merging.selection import Selection, still_there, with_owned
from portal.tenancy.directory import directory


def beside(step: MergeStep, move: Move) -> list[tuple[int, int, Selection]]:
    """Copies at portals that ended that a split gives back to who loses the one that stood for them: from, to, rows."""
    own = copies.folded_at(step.about_id or 0)
    about = directory().by_id(step.about_id or 0)
    mine = about is not None and directory().heir_of(about).id == move.old.id
    found = [(step.about_id or 0, move.new.id, own)] if own and mine else []
    others = copies.stood_for(move.selection, move.old.id)
    return found + [(one, move.old.id, rows) for one, rows in others.items() if one != step.about_id]


def bring(merge: Merge, from_id: int, to_id: int, rows: Selection) -> dict[str, Any]:
    """Give such rows to a portal; what undoing needs to know."""
    rows = still_there(rows, from_id)
    carry_out(Move(merge.id, by_id(from_id), by_id(to_id), with_owned(rows, from_id)))
    copies.ask_anew(rows)
    return {"from": from_id, "to": to_id, "rows": {name: sorted(ids) for name, ids in rows.items()}}


def take_back(merge: Merge, brought: dict[str, Any]) -> None:
    """Let rows that `bring` gave lie again where they were."""
    rows = still_there({name: set(ids) for name, ids in brought["rows"].items()}, brought["to"])
    back = Move(
        merge.id,
        by_id(brought["to"]),
        by_id(brought["from"]),
        with_owned(rows, brought["to"]),
        returning=True,
    )
    adapting.want_back(back, journal.lines_of(merge.id, brought["from"]))
    carry_out(back)
    adapting.tighten(back, journal.lines_of(merge.id, brought["from"], KEPT))
    journal.mark_undone(merge.id, brought["from"])
