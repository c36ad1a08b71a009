"""The pages of what is said about a thing; HTMX puts the list of remarks in place, without it the page comes again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.permissions import Actor
from portal.accounts.signing_in import acting
from portal.digits import whole_number
from portal.extensions import db
from portal.notices.service import people_who_may
from portal.publishing import comments
from portal.publishing.comments import InvalidComment
from portal.publishing.models_workflow import DraftComment
from portal.publishing.service import commit
from portal.screens.contract import Rule, Screen
from portal.screens.workflow import telling
from portal.web.request import path


class Comments:
    """The views of one screen."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen

    def rules(self) -> list[Rule]:
        """Where they are; whoever reads the desk may speak."""
        post, one = ("POST",), "/<int:object_id>/gop-y"
        return [
            Rule(one, "comment", self.say, "content.read", post),
            Rule(f"{one}/<int:comment_id>/xong", "comment_settle", self.settle, "content.read", post),
            Rule(f"{one}/<int:comment_id>/mo-lai", "comment_reopen", self.reopen, "content.read", post),
            Rule(f"{one}/<int:comment_id>/xoa", "comment_remove", self.remove, "content.read", post),
        ]

    def say(self, object_id: int) -> ResponseReturnValue:
        """Say something, or answer; addressed to somebody or to all who have to do with it."""
        thing, actor = self._load(object_id), acting()
        parent = self._parent(object_id)
        try:
            said = comments.say(
                self.screen.kind,
                object_id,
                request.form.get("text", ""),
                actor,
                quote=request.form.get("quote", ""),
                parent=parent,
                to=_addressee(actor),
            )
        except InvalidComment as error:
            db.session.rollback()
            return self._answer(object_id, str(error), request.form.get("text", ""))
        telling.tell_comment(self.screen, thing, said, actor)
        commit()
        return self._answer(object_id)

    def _parent(self, object_id: int) -> DraftComment | None:
        parent = whole_number(request.form.get("parent"))
        return comments.by_id(self.screen.kind, object_id, parent) if parent is not None else None

    def settle(self, object_id: int, comment_id: int) -> ResponseReturnValue:
        """Mark a remark as dealt with."""
        return self._on(object_id, comment_id, comments.settle)

    def reopen(self, object_id: int, comment_id: int) -> ResponseReturnValue:
        """Take a settled remark up again."""
        return self._on(object_id, comment_id, comments.reopen)

    def remove(self, object_id: int, comment_id: int) -> ResponseReturnValue:
        """Delete an own remark."""
        return self._on(object_id, comment_id, comments.take_away)

    def _on(
        self, object_id: int, comment_id: int, verb: Callable[[DraftComment, Actor], None]
    ) -> ResponseReturnValue:
        self._load(object_id)
        said = comments.by_id(self.screen.kind, object_id, comment_id)
        if said is None:
            abort(404)
        verb(said, acting())
        commit()
        return self._answer(object_id)

    def _load(self, object_id: int) -> Any:
        thing = self.screen.load(object_id)
        if thing is None:
            abort(404)
        return thing

    def _answer(self, object_id: int, error: str = "", text: str = "") -> ResponseReturnValue:
        if request.headers.get("HX-Request"):
            piece = render_template(
                "screens/workflow/_comments.html",
                screen=self.screen,
                thing=self._load(object_id),
                part=shown(self.screen, object_id, acting()) | {"error": error, "text": text},
            )
            return piece, 422 if error else 200
        if error:
            flash(error, "danger")
        return redirect(path(f"{self.screen.path}{object_id}#gop-y"))


def _addressee(actor: Actor) -> tuple[int, str] | None:
    """The person of this portal that a remark is addressed to."""
    wanted = request.form.get("to", "")
    people = people_who_may("content.read", actor.tenant_id)
    return next(((one.id, one.name) for one in people if str(one.id) == wanted), None)


def shown(screen: Screen, object_id: int, actor: Actor) -> dict[str, Any]:
    """What the list of remarks shows."""
    people = people_who_may("content.read", actor.tenant_id)
    return {
        "threads": comments.threads(screen.kind, object_id),
        "people": [(one.id, one.name) for one in people if one.id != actor.user_id],
        "me": actor.user_id,
        "error": "",
        "text": "",
        "acts": {"return": _("trả lại"), "withdraw": _("gỡ khỏi cổng")},
    }
