"""Saving from several tabs of one person: what is sent twice is saved once, what one has written in another tab is
merged and never in one's own way. What others saved in between is for the page of two who met."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.orm.exc import StaleDataError
from wtforms import StringField

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.publishing import revisions, working_copies
from portal.publishing.contents import contents_of
from portal.publishing.corrections import correction_of
from portal.publishing.merging import clashes_of, merge, text_of
from portal.publishing.models import PUBLISHED
from portal.publishing.models_workflow import Correction
from portal.publishing.models_writing import WorkingCopy
from portal.publishing.service import StaleVersion, commit
from portal.publishing.working_copies import Sent
from portal.screens.contract import Screen
from portal.screens.filling import Values, content_fields, values_of
from portal.screens.workflow import saving
from portal.screens.workflow.saving import Saved, seen_correction
from portal.screens.workflow.sent import faults_of
from portal.screens.writing.tabs import sent_tab, take_over, taken
from portal.web.sent import sent_version


def held_of(screen: Screen, thing: Any) -> Correction | None:
    """The correction that the desk writes on; None where it is the thing itself."""
    return correction_of(screen.kind, thing.id) if thing.status == PUBLISHED else None


def state_of(screen: Screen, thing: Any) -> tuple[int, int]:
    """What a form that is opened now is made from: the versions of the thing and of its correction (0: none)."""
    held = held_of(screen, thing)
    return thing.version, held.version if held is not None else 0


def create(screen: Screen, form: FlaskForm, actor: Actor) -> tuple[Any, str]:
    """Make a thing of the sent form, and the words that say so. A form that comes a second time from its tab is saved
    onto what the first one made. Raises Forbidden, StaleVersion, InvalidField."""
    sent = sent_tab()
    made = screen.load(made_by_tab(screen, actor))
    if made is not None:
        return made, save(screen, made, form, actor).message
    fields = values_of(form)
    thing = screen.create(form, actor)
    _note(screen, thing.id, sent, fields, actor)
    return thing, _("Đã lưu bản nháp.")


def made_by_tab(screen: Screen, actor: Actor) -> int:
    """The id of what the tab of a form for something new has made already, without hearing of it; 0: nothing."""
    sent = sent_tab()
    copy = working_copies.of_tab(sent.tab, actor) if sent is not None else None
    return (copy.object_id or 0) if copy is not None and copy.kind == screen.kind else 0


def save(screen: Screen, thing: Any, form: FlaskForm, actor: Actor) -> Saved:
    """Save the sent form. Raises Forbidden, InvalidField, and StaleVersion where somebody else saved in between, or
    the person did so at the same places in another tab."""
    sent, fields, object_id = sent_tab(), values_of(form), thing.id
    copy = _copy(sent, screen, object_id, actor)
    if copy is not None and not copy.is_open and copy.saved_digest == working_copies.digest_of(fields):
        return Saved(False, _("Đã lưu."))  # a double click; a form sent again since no answer came
    stated = sent or Sent("", 0, sent_version(), seen_correction())
    state = working_copies.made_from(copy, stated)
    merged = False
    if copy is None or copy.base is None or state != state_of(screen, thing):
        try:
            saved = saving.save(screen, thing, form, state[0], actor, held_version=state[1])
        except (StaleVersion, StaleDataError):
            db.session.rollback()
            merged = True
    else:
        merged = True
    if merged:
        saved = _save_merged(screen, object_id, form, state, actor)
    _note(screen, object_id, sent, fields, actor, merged=merged)
    return saved


def _copy(sent: Sent | None, screen: Screen, object_id: int, actor: Actor) -> WorkingCopy | None:
    copy = working_copies.of_tab(sent.tab, actor) if sent is not None else None
    if copy is None:
        restored = taken(actor)
        copy = restored[0] if restored else None
    is_of_it = copy is not None and copy.kind == screen.kind and copy.object_id == object_id
    return copy if is_of_it else None


def _save_merged(
    screen: Screen, object_id: int, form: FlaskForm, state: tuple[int, int], actor: Actor
) -> Saved:
    thing = screen.load(object_id)
    copy = _copy(sent_tab(), screen, object_id, actor)
    values = _merged(screen, thing, form, copy, state, actor) if thing is not None else None
    if values is None:
        raise StaleVersion
    if values == values_of(form):
        ready = form
    else:
        ready = screen.form(thing, values)
        if faults_of(ready):
            raise StaleVersion
    now = state_of(screen, thing)
    saved = saving.save(screen, thing, ready, now[0], actor, held_version=now[1])
    if now == state:
        return saved
    return Saved(saved.waits, f"{saved.message} {_('Đã ghép với phần bạn vừa lưu ở thẻ khác.')}")


def _merged(
    screen: Screen,
    thing: Any,
    form: FlaskForm,
    copy: WorkingCopy | None,
    state: tuple[int, int],
    actor: Actor,
) -> Values | None:
    """The sent form with what the same person saved in between; None where that is not all, or both changed one place,
    or it is not known what both began with."""
    held, now = held_of(screen, thing), state_of(screen, thing)
    revision = revisions.of_version(thing, state[0]) if state[0] else None
    if state != now:
        own = revision is not None and working_copies.only_saved_by(actor.user_id, thing, revision.number)
        dropped = state[1] and held is None and thing.version == state[0]
        if not own or dropped or (held is not None and held.by_id != actor.user_id):
            return None
    if copy is not None and copy.base is not None:
        begun: Values = copy.base
    elif state[1] or revision is None:  # made from a correction, of which no revision is kept
        return None
    else:
        begun = screen.values(revision.data)
    theirs = dict(held.fields) if held is not None else screen.values(contents_of(thing))
    return merged_values(form, begun, theirs)


def merged_values(form: FlaskForm, begun: Values, theirs: Values) -> Values | None:
    """What the form sent and what was stored meanwhile, both made of `begun`, in one; None where both changed the same
    place."""
    mine = values_of(form)
    found: Values = {}
    for one in content_fields(form):
        name, my = one.name, mine[one.name]
        their, base = theirs.get(name, my), begun.get(name)
        if my == their or (name in begun and base == their):
            found[name] = my
        elif name in begun and base == my:
            found[name] = their
        elif name in begun and isinstance(one, StringField):
            parts = merge(str(base or ""), str(my or ""), str(their or ""))
            if clashes_of(parts):
                return None
            found[name] = text_of(parts, {})
        else:
            return None
    return found


def _note(
    screen: Screen, object_id: int, sent: Sent | None, fields: Values, actor: Actor, *, merged: bool = False
) -> None:
    """Forget what the tab was writing: it is saved."""
    thing = screen.load(object_id)
    take_over(actor)
    if sent is not None and thing is not None:
        version = state_of(screen, thing)[1]
        remember = merged or version > 0
        working_copies.note_saved(thing, version, sent, fields, actor, remember=remember)
    commit()
