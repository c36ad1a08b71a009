"""What a tab sends while somebody writes, and the piece of the page that offers what was not saved."""

from __future__ import annotations

from typing import Any

from flask import abort, jsonify, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField

from portal.accounts.permissions import Actor
from portal.accounts.signing_in import acting
from portal.clock import to_local, utc_now
from portal.publishing import revisions, working_copies
from portal.publishing.models_writing import WorkingCopy
from portal.publishing.service import commit
from portal.publishing.working_copies import Sent, TooMuch
from portal.screens.contract import Rule, Screen
from portal.screens.filling import content_fields, values_of
from portal.screens.writing.saving import held_of, state_of
from portal.screens.writing.shown import others_in_words, shown
from portal.screens.writing.tabs import sent_tab, take_over, taken


class Keeping:
    """The views of one screen."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen

    def rules(self) -> list[Rule]:
        """Where writing is kept, of a thing and of something new."""
        post, one = ("POST",), "/<int:object_id>/ban-lam"
        return [
            Rule(one, "keep_copy", self.keep, "content.edit_own", post),
            Rule(one, "copies", self.offered, "content.read"),
            Rule("/ban-lam", "keep_new_copy", self.keep, "content.create", post),
            Rule("/ban-lam", "new_copies", self.offered, "content.create"),
        ]

    def _load(self, object_id: int | None) -> Any | None:
        thing = self.screen.load(object_id) if object_id is not None else None
        if object_id is not None and thing is None:
            abort(404)
        return thing

    def keep(self, object_id: int | None = None) -> ResponseReturnValue:
        """Keep what the form holds as a working copy: no revision, whatever state the form is in. Answers when it was
        kept, who else is writing, and what was saved meanwhile."""
        thing, actor = self._load(object_id), acting()
        if thing is not None:
            actor.require_edit(thing.created_by_id)
        sent = sent_tab()
        if sent is None:
            abort(400)
        form = self.screen.form(thing)
        title = self.screen.title_of(thing) if thing is not None else _first_words(form)
        base = _base(self.screen, thing, sent, actor)
        try:
            copy = working_copies.keep(
                self.screen.kind, thing, sent, values_of(form), actor, title=title, base=base
            )
        except TooMuch as error:
            return jsonify(message=_why_not(error)), 422
        take_over(actor)
        commit()
        return jsonify(
            at=f"{to_local(copy.updated_at):%H:%M}",
            others=others_in_words(self.screen, thing, actor),
            moved=_moved(self.screen, thing, copy, actor),
        )

    def offered(self, object_id: int | None = None) -> ResponseReturnValue:
        """The piece of the edit page that offers what this person has not saved."""
        thing = self._load(object_id)
        part = shown(self.screen, thing)
        return render_template("screens/writing/_mine.html", screen=self.screen, thing=thing, part=part)


def _first_words(form: FlaskForm) -> str:
    """What something new may be called until it has a title: the first words in its form."""
    for one in content_fields(form):
        if isinstance(one, StringField) and one.data and str(one.data).strip():
            return " ".join(str(one.data).split())[:120]
    return ""


def _base(screen: Screen, thing: Any | None, sent: Sent, actor: Actor) -> dict[str, Any] | None:
    """The text that the form was made from where no revision holds it: that of a correction, and what a restored copy
    remembers."""
    restored = taken(actor)
    if restored is not None and restored[0].base is not None:
        return restored[0].base
    held = held_of(screen, thing) if thing is not None else None
    if thing is None or held is None or (thing.version, held.version) != (sent.version, sent.correction):
        return None
    return dict(held.fields)


def _why_not(error: TooMuch) -> str:
    if str(error) == "long":
        return _("Nội dung quá dài để tự lưu. Hãy bấm Lưu thường xuyên.")
    return _("Bạn có quá nhiều bài viết dở chưa lưu. Hãy mở trang Đang viết dở và dọn bớt.")


def _moved(screen: Screen, thing: Any | None, copy: WorkingCopy, actor: Actor) -> str:
    """Says who saved the thing since the tab opened it, and that saving merges; "" where nobody did."""
    if thing is None or state_of(screen, thing) == (copy.of_version, copy.of_correction):
        return ""
    held = held_of(screen, thing)
    if held is not None:
        by_id, name, at = held.by_id, held.by_name, held.updated_at
    else:
        found = revisions.of_version(thing, thing.version)
        by_id, name, at = (found.by_id, found.by_name, found.at) if found else (None, "", utc_now())
    hour = f"{to_local(at):%H:%M}"
    if by_id is not None and by_id == actor.user_id:
        return _(
            "Bạn đã lưu mục này ở thẻ khác lúc %(hour)s. Khi bấm Lưu, hai phần được ghép lại.", hour=hour
        )
    return _(
        "%(name)s đã lưu mục này lúc %(hour)s. Khi bấm Lưu, phần sửa của hai người được ghép để bạn xem lại.",
        name=name or _("hệ thống"),
        hour=hour,
    )
