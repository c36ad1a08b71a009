"""Where a page asks for hints on what its form holds, while somebody writes and before anything is saved."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template

from portal.accounts.permissions import Actor, Forbidden
from portal.accounts.signing_in import acting
from portal.publishing.own_words import words_left_alone
from portal.screens.contract import Rule, Screen
from portal.screens.hints.found import hints_of_form


class HintPages:
    """The views of one screen."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen

    def rules(self) -> list[Rule]:
        """Where they are, of a thing and of something new."""
        post = ("POST",)
        return [
            Rule("/<int:object_id>/goi-y", "hints", self.hints, "content.edit_own", post),
            Rule("/goi-y", "new_hints", self.hints, "content.create", post),
        ]

    def hints(self, object_id: int | None = None) -> str:
        """The list of hints on the sent form, whether or not it could be saved. Writes nothing."""
        thing = self.screen.load(object_id) if object_id is not None else None
        if object_id is not None and thing is None:
            abort(404)
        if thing is not None:
            acting().require_edit(thing.created_by_id)
        groups = hints_of_form(self.screen, self.screen.form(thing), words_left_alone())
        return render_template("screens/hints/_list.html", groups=groups)


def may_write(thing: Any | None, actor: Actor) -> bool:
    """Whether the person may write on a thing (None: something new)."""
    try:
        if thing is None:
            actor.require("content.create")
        else:
            actor.require_edit(thing.created_by_id)
    except Forbidden:
        return False
    return True
