"""The desk's pages of previews: the page in a frame as wide as a telephone or a desk, links made and closed."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.signing_in import acting
from portal.publishing.preview_links import USUAL_DAYS, link_by_id, make_link, revoke
from portal.publishing.service import commit
from portal.screens.contract import Rule, Screen
from portal.screens.previews.rendering import WIDTHS, preview_of
from portal.web.request import path, public_url


class PreviewPages:
    """The views of one screen."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen

    def rules(self) -> list[Rule]:
        """Where they are."""
        post, link = ("POST",), "/<int:object_id>/duong-dan"
        return [
            Rule("/<int:object_id>/xem-truoc", "preview", self.preview, "content.read"),
            Rule("/<int:object_id>/khung-xem", "frame", self.frame, "content.read"),
            Rule(link, "share_link", self.share, "content.edit_own", post),
            Rule(f"{link}/<int:link_id>/dong", "close_link", self.close, "content.edit_own", post),
        ]

    def _load(self, object_id: int) -> Any:
        thing = self.screen.load(object_id)
        if thing is None:
            abort(404)
        return thing

    def preview(self, object_id: int) -> Response:
        """The page as citizens will see it."""
        return preview_of(self.screen, self._load(object_id), "/quan-tri/tep/")

    def frame(self, object_id: int) -> str:
        """The page in a frame of a telephone's, a tablet's or a desk's width."""
        asked = request.args.get("rong", "")
        width = int(asked) if asked in map(str, WIDTHS) else WIDTHS[0]
        thing = self._load(object_id)
        return render_template(
            "screens/previews/frame.html", screen=self.screen, thing=thing, width=width, widths=WIDTHS
        )

    def share(self, object_id: int) -> ResponseReturnValue:
        """Make a link; its address is shown once, to be sent."""
        thing, actor = self._load(object_id), acting()
        actor.require_edit(thing.created_by_id)
        text = request.form.get("days", "")
        days = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else USUAL_DAYS
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
