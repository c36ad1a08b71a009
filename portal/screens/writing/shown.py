"""What the edit page shows of writing: what the person has not saved, and who else is at it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import flash, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from portal.accounts.permissions import Actor, Forbidden
from portal.accounts.signing_in import acting
from portal.clock import utc_now
from portal.digits import whole_number
from portal.publishing import working_copies
from portal.publishing.models_writing import WorkingCopy
from portal.screens.contract import Screen
from portal.screens.filling import Values, content_fields, values_of
from portal.screens.workflow.sent import stored_form
from portal.screens.writing.saving import held_of
from portal.screens.writing.tabs import sent_tab, taken


@dataclass(frozen=True)
class Unsaved:
    """A copy that is offered: the labels of the fields in which it differs from what is stored."""

    copy: WorkingCopy
    labels: tuple[str, ...]


def present_values(screen: Screen, thing: Any | None) -> Values:
    """What the desk would show of a thing now."""
    held = held_of(screen, thing) if thing is not None else None
    return dict(held.fields) if held is not None else values_of(stored_form(screen, thing))


def copy_form(screen: Screen, thing: Any | None, copy: WorkingCopy) -> FlaskForm:
    """The form with what a copy holds."""
    return screen.form(thing, present_values(screen, thing) | copy.fields)


def unsaved(screen: Screen, thing: Any | None, actor: Actor, passed_over: frozenset[int]) -> list[Unsaved]:
    """What a person has not saved of a thing, without what says the same as what is stored."""
    copies = working_copies.unfinished_of(screen.kind, thing.id if thing is not None else None, actor)
    waiting = [one for one in copies if one.id not in passed_over]
    if not waiting:
        return []
    present = present_values(screen, thing)
    names = {one.name: str(one.label.text) for one in content_fields(stored_form(screen, thing))}
    found = []
    for one in waiting:
        labels = tuple(
            names[name]
            for name, value in one.fields.items()
            if name in names and (value or None) != (present.get(name) or None)
        )
        if labels:
            found.append(Unsaved(one, labels))
    return found


def others_in_words(screen: Screen, thing: Any | None, actor: Actor) -> str:
    """Who else is writing on the thing now: "Lan đang sửa (2 phút trước)"; "" for nobody."""
    if thing is None:
        return ""
    now, said = utc_now(), []
    for one in working_copies.writing_now(screen.kind, thing.id, actor):
        minutes = int((now - one.at).total_seconds() // 60)
        name = one.name or _("Một người khác")
        if minutes < 1:
            said.append(_("%(name)s đang sửa (vừa xong)", name=name))
        else:
            said.append(_("%(name)s đang sửa (%(minutes)s phút trước)", name=name, minutes=minutes))
    return "; ".join(said)


def restored_copy(screen: Screen, thing: Any | None) -> WorkingCopy | None:
    """The copy that the address asks to be put into the form (`?ban=`)."""
    wanted = whole_number(request.args.get("ban"))
    if request.method != "GET" or wanted is None:
        return None
    copy = working_copies.by_id(wanted, acting())
    if copy is None or copy.kind != screen.kind:
        return None
    gone = thing is None and copy.object_id is not None and screen.load(copy.object_id) is None
    return copy if gone or copy.object_id == (thing.id if thing is not None else None) else None


def opened(screen: Screen, thing: Any | None) -> tuple[FlaskForm, dict[str, Any]] | None:
    """The form with the copy that the address asks for, and what the edit page is told with it; None where it asks for
    none. One that is not there any more is said to be so."""
    copy = restored_copy(screen, thing)
    if copy is None:
        if request.method == "GET" and "ban" in request.args:
            flash(_("Bản viết dở này không còn: nó đã được lưu hoặc đã bỏ."), "info")
        return None
    version = copy.of_version if thing is not None else 0
    return copy_form(screen, thing, copy), {"version": version, "seen_correction": copy.of_correction}


def shown(screen: Screen, thing: Any | None) -> dict[str, Any] | None:
    """The part's data for the edit page; None for who may not write there."""
    actor = acting()
    try:
        if thing is None:
            actor.require("content.create")
        else:
            actor.require_edit(thing.created_by_id)
    except Forbidden:
        return None
    restored = restored_copy(screen, thing) if "ban" in request.args else None
    sent, taking = sent_tab(), taken(actor)
    going_on = working_copies.of_tab(sent.tab, actor) if sent is not None else None
    here = {one.id for one in (restored, going_on, taking[0] if taking else None) if one is not None}
    object_id = thing.id if thing is not None else None
    return {
        "user": actor.user_id,
        "keep_path": f"{screen.path}{f'{object_id}/' if object_id else ''}ban-lam",
        "mine": unsaved(screen, thing, actor, frozenset(here)),
        "others": others_in_words(screen, thing, actor),
        "done": json.dumps(working_copies.saved_tabs(screen.kind, object_id, actor)),
        "tab": sent.tab if sent is not None else "",
        "seq": sent.seq if sent is not None else 0,
        "takes": f"{restored.id}-{restored.seq}" if restored else request.form.get("takes", ""),
        "restored": restored,
    }
