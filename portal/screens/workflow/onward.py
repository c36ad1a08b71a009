"""Saving and going on in one press: the buttons "Lưu và gửi duyệt" and "Lưu và đăng" below the form."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext as _

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.publishing import workflow
from portal.publishing.answering import OwnText, must_wait
from portal.publishing.service import commit
from portal.publishing.transitions import WrongState
from portal.screens.contract import Screen
from portal.screens.workflow import telling
from portal.screens.workflow.acts import submit

SUBMIT, PUBLISH = "submit", "publish"


def require_may_act(actor: Actor) -> None:
    """Refuse, before anything is saved, a form that asks to publish what this person may not publish by themselves.
    Raises Forbidden."""
    if request.method != "POST" or request.form.get("action") != PUBLISH:
        return
    actor.require("content.publish")
    if must_wait(actor):  # with four eyes the text is one's own, now that one saves it
        raise OwnText("content.publish")


def act_on_saved(screen: Screen, thing: Any, actor: Actor) -> str:
    """Do what the pressed button asks for beside saving; what the person is told, "" for nothing. Where somebody was
    faster, what was written is saved all the same."""
    acts = {SUBMIT: submit, PUBLISH: _publish}
    act = acts.get(request.form.get("action", ""))
    if act is None:
        return ""
    try:
        said = act(screen, thing, actor)
        commit()
    except WrongState:
        db.session.rollback()
        return ""
    return said


def _publish(screen: Screen, thing: Any, actor: Actor) -> str:
    """Publish at once; an hour of going that was fixed before and is to come stays."""
    until = thing.expires_at
    workflow.publish(thing, actor, None, until if until is not None and until > utc_now() else None)
    telling.tell_done(screen, thing, actor, "published")
    return _("Đã đăng lên cổng.")
