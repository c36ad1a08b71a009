"""Files of a thing at the desk: attached at once, or waiting with a correction where somebody else must approve."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from werkzeug.datastructures import FileStorage

from portal.accounts.permissions import Actor
from portal.media import service as media
from portal.media import waiting
from portal.media.queries import LISTED, WAITING, names_of, uses_of
from portal.publishing import corrections
from portal.publishing.corrections import correction_of
from portal.publishing.service import revise
from portal.screens.contract import Screen
from portal.screens.workflow.saving import begin, waits_for_approval


def files_of(screen: Screen, thing: Any) -> list[dict[str, Any]]:
    """The files of a thing as its edit page shows them: with those that wait, without those that will go."""
    held = correction_of(screen.kind, thing.id)
    gone = set(held.removed) if held is not None else set()
    waiting_too = uses_of(screen.kind, thing.id, (WAITING,)) if held is not None else []
    return [one for one in (*uses_of(screen.kind, thing.id, LISTED), *waiting_too) if one["id"] not in gone]


def attach(screen: Screen, thing: Any, uploads: Iterable[FileStorage], actor: Actor) -> list[tuple[str, str]]:
    """Attach uploads, or let them wait; (name, reason) of each that was refused (the caller commits).

    Raises Forbidden.
    """
    actor.require_edit(thing.created_by_id)
    if not waits_for_approval(thing, actor):
        before = names_of(thing)
        refused = media.attach_uploads(uploads, thing, actor)
        _note(thing, "attach", before, actor)
        return refused
    held = begin(screen, thing, actor)
    refused = media.attach_uploads(uploads, thing, actor, WAITING)
    corrections.note_files(held, actor)
    return refused


def detach(screen: Screen, thing: Any, use_id: int, actor: Actor) -> bool:
    """Take a file off, or let it go with the correction: False (the caller commits). Raises Forbidden."""
    actor.require_edit(thing.created_by_id)
    if not waits_for_approval(thing, actor) or waiting.is_waiting(thing, use_id):
        before = names_of(thing)
        media.detach(thing, use_id, actor)
        _note(thing, "detach", before, actor)
        return True
    actor.require("media.upload")
    corrections.note_files(begin(screen, thing, actor), actor, removed=use_id)
    return False


def _note(thing: Any, action: str, before: list[dict[str, Any]], actor: Actor) -> None:
    """Keep in the thing's history that its files changed, if they did."""
    after = names_of(thing)
    changed = [one["name"] for one in (*before, *after) if (one in before) != (one in after)]
    if changed:
        revise(thing, action, actor, detail=", ".join(changed))
