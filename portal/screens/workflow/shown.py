"""What pages show of a thing's life: its state in words, what may be done with it, what a correction would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import StringField

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.publishing.answering import four_eyes, is_own_text, must_wait
from portal.publishing.models import PUBLISHED, SUBMITTED
from portal.publishing.models_workflow import Correction
from portal.screens.comparing import Comparison, compared
from portal.screens.contract import Screen
from portal.screens.filling import content_fields
from portal.screens.texts import FieldText, in_words
from portal.screens.workflow.hours import hour_label
from portal.screens.workflow.sent import stored_form


@dataclass(frozen=True)
class State:
    """A badge: the name of a state that status_badge knows, and the words, "" for the usual ones."""

    status: str
    label: str = ""


def state_of(status: str, publish_at: datetime | None, expires_at: datetime | None) -> State:
    """A thing's state as people see it: what is published may be yet to come, or over."""
    now = utc_now()
    if status != PUBLISHED:
        return State(status)
    if publish_at is not None and publish_at > now:
        return State("scheduled", _("Hẹn giờ %(hour)s", hour=hour_label(publish_at, now)))
    if expires_at is not None and expires_at <= now:
        return State("archived", _("Hết hạn %(hour)s", hour=hour_label(expires_at, now)))
    return State(status)


@dataclass(frozen=True)
class Mark:
    """What a list says of one thing beside its title."""

    state: State
    notes: tuple[str, ...] = ()


def marks(screen: Screen, ids: Sequence[int]) -> dict[int, Mark]:
    """Of these things: state with its hour, and what waits; two statements."""
    if not ids:
        return {}
    model = screen.model
    lives = db.session.execute(
        select(model.id, model.status, model.publish_at, model.expires_at).where(model.id.in_(ids))
    )
    waiting = dict(
        db.session.execute(
            select(Correction.object_id, Correction.state).where(
                Correction.kind == screen.kind, Correction.object_id.in_(ids)
            )
        ).all()
    )
    now, found = utc_now(), {}
    for object_id, status, publish_at, expires_at in lives:
        notes = []
        if object_id in waiting:
            waits = waiting[object_id] == SUBMITTED
            notes.append(_("Có bản sửa chờ duyệt") if waits else _("Có bản sửa đang viết"))
        if status == PUBLISHED and expires_at is not None and expires_at > now:
            notes.append(_("Tự gỡ lúc %(hour)s", hour=hour_label(expires_at, now)))
        found[object_id] = Mark(state_of(status, publish_at, expires_at), tuple(notes))
    return found


def differences(screen: Screen, thing: Any, held: Correction) -> Comparison:
    """What a correction would change, field by field, in the form's words."""
    return compared(_texts(stored_form(screen, thing)), _texts(screen.form(thing, held.fields)))


def _texts(form: FlaskForm) -> dict[str, FieldText]:
    return {
        one.name: FieldText(str(one.label.text), in_words(one), not isinstance(one, StringField))
        for one in content_fields(form)
    }


def about_correction(screen: Screen, thing: Any, held: Correction, actor: Actor) -> dict[str, Any]:
    """What the edit page shows of a correction that waits."""
    submitted = held.state == SUBMITTED
    mine = actor.user_id in {held.by_id, held.begun_by_id}
    may_write = actor.may("content.edit") or thing.created_by_id == actor.user_id
    may_let_through = actor.may("content.publish")
    own = is_own_text(held.by_id, actor)
    return {
        "held": held,
        "submitted": submitted,
        "differences": differences(screen, thing, held),
        "submit": not submitted and may_write and (must_wait(actor) or not may_let_through),
        "take_back": submitted and may_write and mine,
        "return": submitted and may_let_through and not mine,
        "approve": may_let_through and not own,
        "own": may_let_through and own,
        "drop": may_write and (mine or may_let_through),
    }


def eyes(actor: Actor) -> bool:
    """Whether this portal asks for a second person."""
    return four_eyes(actor.tenant_id)
