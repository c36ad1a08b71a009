"""Saving what is published: at once by who may, else as a correction that waits; letting a correction through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.media import waiting
from portal.publishing import corrections
from portal.publishing.answering import Writer, must_wait, rehearsal, written_by
from portal.publishing.corrections import check_seen, correction_of
from portal.publishing.models import PUBLISHED
from portal.publishing.models_workflow import Correction
from portal.publishing.service import audit, commit
from portal.screens.contract import InvalidField, Screen
from portal.screens.filling import Values, values_of
from portal.screens.workflow.sent import faults_of, stored_form
from portal.web.sent import sent_version

CORRECT = "correct"


@dataclass(frozen=True)
class Saved:
    """What became of a save: whether it waits for approval, and what the person is told."""

    waits: bool
    message: str


def waits_for_approval(thing: Any, actor: Actor) -> bool:
    """Whether this person's changes of the thing wait for somebody else."""
    return thing is not None and thing.status == PUBLISHED and must_wait(actor)


def form_of(screen: Screen, thing: Any | None) -> FlaskForm:
    """The form of a thing as the desk writes on it: its correction where one waits, else the thing itself."""
    if thing is None or request.method == "POST" or thing.status != PUBLISHED:
        return screen.form(thing)
    held = correction_of(screen.kind, thing.id)
    return screen.form(thing, held.fields) if held else screen.form(thing)


def seen_correction() -> int:
    """The version of the correction that the sent form was made from; 0: of the thing itself."""
    return sent_version("correction")


def save(
    screen: Screen,
    thing: Any,
    form: FlaskForm,
    seen_version: int,
    actor: Actor,
    action: str = "save",
    detail: str = "",
    *,
    held_version: int | None = None,
) -> Saved:
    """Save a form, as this act of the audit trail. `held_version` is that of the correction that it was made from (the
    one that the form names unless given). Raises Forbidden, StaleVersion, InvalidField."""
    seen_held = seen_correction() if held_version is None else held_version
    if thing.status != PUBLISHED:
        screen.save(thing, form, seen_version, actor, action, detail)
        return Saved(False, _("Đã lưu."))
    if must_wait(actor):
        return _keep(screen, thing, form, seen_version, seen_held, actor)
    held = correction_of(screen.kind, thing.id)
    check_seen(held, seen_held)
    if held is not None:  # it was in the form, so it goes with it
        _settle(held, thing, actor)
    screen.save(thing, form, seen_version, actor, action, detail)
    return Saved(False, _("Đã lưu."))


def _keep(screen: Screen, thing: Any, form: FlaskForm, seen_version: int, seen: int, actor: Actor) -> Saved:
    values, object_id = values_of(form), thing.id
    check_seen(correction_of(screen.kind, object_id), seen)
    with rehearsal():
        screen.save(thing, form, seen_version, actor)
        title = screen.title_of(thing)
    corrections.keep(screen.load(object_id), title, values, seen, actor)
    commit()
    return Saved(
        True,
        _("Đã lưu bản sửa. Người dân vẫn thấy bản đang đăng cho đến khi bản sửa được duyệt."),
    )


def begin(screen: Screen, thing: Any, actor: Actor) -> Correction:
    """The correction of a thing, begun with its present text where none waits (the caller commits)."""
    held = correction_of(screen.kind, thing.id)
    if held is not None:
        return held
    values: Values = values_of(stored_form(screen, thing))
    return corrections.keep(thing, screen.title_of(thing), values, 0, actor)


def apply(screen: Screen, thing: Any, held: Correction, actor: Actor) -> None:
    """Let a correction through: the thing says what it says, by its writer, from now on; commits.

    Raises Forbidden, StaleVersion, WrongState, InvalidField.
    """
    corrections.require_may_apply(held, thing, actor)
    form = screen.form(thing, held.fields)
    for name, message in faults_of(form).items():
        raise InvalidField(name, message)
    audit(actor, "correction.approve", kind=screen.kind, object_id=thing.id, detail=held.by_name)
    with written_by(Writer(held.by_id, held.by_name)):
        _settle(held, thing, actor)
        screen.save(thing, form, thing.version, actor, CORRECT)


def _settle(held: Correction, thing: Any, actor: Actor) -> None:
    waiting.settle(thing, held.removed, actor)
    db.session.delete(held)
    db.session.flush()


def drop(thing: Any, held: Correction, actor: Actor) -> None:
    """Throw a correction away with the files that came with it (the caller commits). Raises Forbidden."""
    corrections.drop(held, thing, actor)
    waiting.drop(thing)


def rendered(screen: Screen, thing: Any) -> str:
    """The page as citizens would see it with the correction that waits, else as they will see the thing."""
    held = correction_of(screen.kind, thing.id) if thing.status == PUBLISHED else None
    if held is None:
        return screen.render_public(thing)
    return rendered_with(screen, thing, screen.form(thing, held.fields), held.by_name)


def rendered_with(screen: Screen, thing: Any, form: FlaskForm, by_name: str) -> str:
    """The page as citizens would see it if this form were saved."""
    trusted = Actor(None, by_name, thing.tenant_id, frozenset({"tenant_admin", "district_editor"}))
    with rehearsal():
        try:
            screen.save(thing, form, thing.version, trusted, CORRECT)
        except InvalidField:  # something else took the slug or number meanwhile: then the text alone
            db.session.rollback()
        return screen.render_public(thing)


def keep_as_text(screen: Screen, thing: Any, held: Correction, actor: Actor) -> bool:
    """What is withdrawn is no longer public, so its correction becomes its text; commits. False where it cannot be: it
    waits on, and is there again when the thing is published."""
    form = screen.form(thing, held.fields)
    if faults_of(form):
        return False
    try:
        with written_by(Writer(held.by_id, held.by_name)):
            _settle(held, thing, actor)
            screen.save(thing, form, thing.version, actor, CORRECT)
    except InvalidField:
        db.session.rollback()
        return False
    return True
