"""The desk's pages of previews: the page in a frame as wide as a telephone or a desk, links made and closed."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.signing_in import acting
from portal.digits import whole_number
from portal.extensions import db
from portal.publishing import working_copies
from portal.publishing.models_writing import WorkingCopy
from portal.publishing.preview_links import USUAL_DAYS, link_by_id, make_link, revoke
from portal.publishing.service import commit
from portal.screens.contract import InvalidField, Rule, Screen
from portal.screens.previews.rendering import WIDTHS, preview_of, preview_with
from portal.screens.workflow.sent import faults_of
from portal.screens.writing.shown import copy_form
from portal.web.request import path, public_url

FILES = "/quan-tri/tep/"


class PreviewPages:
    """The views of one screen."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen

    def rules(self) -> list[Rule]:
        """Where they are."""
        post, link = ("POST",), "/<int:object_id>/duong-dan"
        return [
            Rule("/<int:object_id>/xem-truoc", "preview", self.preview, "content.read"),
            Rule("/xem-truoc", "preview_new", self.preview_new, "content.create"),
            Rule("/<int:object_id>/khung-xem", "frame", self.frame, "content.read"),
            Rule(link, "share_link", self.share, "content.edit_own", post),
            Rule(f"{link}/<int:link_id>/dong", "close_link", self.close, "content.edit_own", post),
        ]

    def _load(self, object_id: int) -> Any:
        thing = self.screen.load(object_id)
        if thing is None:
            abort(404)
        return thing

    def preview(self, object_id: int) -> ResponseReturnValue:
        """The page as citizens will see it; with `?the=` as it will be once that tab of the person is saved."""
        thing = self._load(object_id)
        copy = self._unsaved(object_id)
        return preview_of(self.screen, thing, FILES) if copy is None else self._of_copy(thing, copy)

    def preview_new(self) -> ResponseReturnValue:
        """The page of something new that a tab of the person is writing (`?the=`) and nobody saved yet."""
        copy = self._unsaved(None)
        if copy is None:
            abort(404)
        return self._of_copy(None, copy)

    def _unsaved(self, object_id: int | None) -> WorkingCopy | None:
        """What the named tab has not saved of the thing; nobody sees another person's."""
        tab = request.args.get("the", "")
        copy = working_copies.of_tab(tab, acting()) if tab else None
        is_of_it = copy is not None and copy.kind == self.screen.kind and copy.object_id == object_id
        return copy if copy is not None and copy.is_open and is_of_it else None

    def _of_copy(self, thing: Any | None, copy: WorkingCopy) -> ResponseReturnValue:
        form = copy_form(self.screen, thing, copy)
        faults = {str(form[name].label.text): said for name, said in faults_of(form).items()}
        if not faults:
            try:
                return preview_with(self.screen, thing, form, acting(), FILES)
            except InvalidField as error:
                db.session.rollback()
                faults = {str(form[error.field].label.text): error.message}
        page = render_template("screens/previews/faults.html", screen=self.screen, faults=faults)
        return page, 422

    def frame(self, object_id: int) -> str:
        """The page in a frame of a telephone's, a tablet's or a desk's width."""
        asked = request.args.get("rong", "")
        width = int(asked) if asked in map(str, WIDTHS) else WIDTHS[0]
        return render_template(
            "screens/previews/frame.html",
            screen=self.screen,
            thing=self._load(object_id),
            width=width,
            tab=request.args.get("the", "") if self._unsaved(object_id) is not None else "",
        )

    def share(self, object_id: int) -> ResponseReturnValue:
        """Make a link; its address is shown once, to be sent."""
        thing, actor = self._load(object_id), acting()
        actor.require_edit(thing.created_by_id)
        days = whole_number(request.form.get("days"), 99)
        days = USUAL_DAYS if days is None else days
        for_whom = request.form.get("for_whom", "")
        token = make_link(self.screen.kind, thing.id, for_whom, days, actor)
        commit()
        page = render_template(
            "screens/previews/link.html",
            screen=self.screen,
            thing=thing,
            for_whom=for_whom,
            url=public_url(f"/xem-truoc/{token}"),
        )
        return page, 201

    def close(self, object_id: int, link_id: int) -> ResponseReturnValue:
        """Close a link at once."""
        thing, actor = self._load(object_id), acting()
        actor.require_edit(thing.created_by_id)
        link = link_by_id(self.screen.kind, object_id, link_id)
        if link is None:
            abort(404)
        revoke(link, actor)
        commit()
        flash(_("Đã đóng đường dẫn. Ai mở sẽ thấy là nó không còn hiệu lực."), "success")
        return redirect(path(f"{self.screen.path}{object_id}"))
