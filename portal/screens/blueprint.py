"""From a room's Screen to its desk pages. Each works as a plain form; HTMX only makes lists live."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.signing_in import acting, desk_view
from portal.extensions import db
from portal.media.names import clean_display_name
from portal.media.refusal import Refused
from portal.publishing import service as publishing
from portal.screens import bulk, care, from_word, hints, history, previews, trash, workflow, writing
from portal.screens.contract import InvalidField, Rule, Screen
from portal.screens.editing import edit_page
from portal.screens.history.collision import collision_page
from portal.screens.listing import choices_of, page_of, query_with, wanted_of_request
from portal.screens.workflow import files, saving, shown
from portal.screens.workflow.onward import act_on_saved, require_may_act
from portal.screens.writing import saving as own_tabs
from portal.screens.writing.shown import opened
from portal.web.request import path

PARTS = (
    from_word.PART,
    writing.PART,
    workflow.PART,
    hints.PART,
    previews.PART,
    history.PART,
    care.PART,
    bulk.PART,
    trash.PART,
)


def build(screen: Screen) -> Blueprint:
    """The blueprint `desk_<kind>` with all pages of one kind of thing."""
    bp = Blueprint(
        f"desk_{screen.kind}", __name__, template_folder="templates", url_prefix=screen.path.rstrip("/")
    )
    pages = _Pages(screen)
    rules = [
        Rule("/", "listing", pages.listing, "content.read"),
        Rule("/moi", "new", pages.new, "content.create", ("GET", "POST")),
        Rule("/tu-tep-word", "from_word", pages.from_word, "content.create", ("GET", "POST")),
        Rule("/<int:object_id>", "edit", pages.edit, "content.read", ("GET", "POST")),
        Rule("/<int:object_id>/tep", "attach", pages.attach, "media.upload", ("POST",)),
        Rule("/<int:object_id>/tep/<int:use_id>/xoa", "detach", pages.detach, "media.upload", ("POST",)),
    ]
    for one in rules + [rule for part in PARTS for rule in part.rules(screen)]:
        bp.add_url_rule(one.rule, one.name, desk_view(one.action)(one.view), methods=list(one.methods))
    return bp


class _Pages:
    """The views of one screen; `self.screen` does everything that is particular to the room."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen

    def _load(self, object_id: int) -> Any:
        thing = self.screen.load(object_id)
        if thing is None:
            abort(404)
        return thing

    def _to(self, thing: Any) -> ResponseReturnValue:
        return redirect(path(f"{self.screen.path}{thing.id}"))

    def listing(self) -> ResponseReturnValue:
        """The list, filtered live by words, people and state."""
        wanted, actor = wanted_of_request(), acting()
        counts = wanted.count(self.screen.model)
        page = page_of(self.screen, wanted, counts)
        return render_template(
            "screens/_list.html" if request.headers.get("HX-Request") else "screens/list.html",
            screen=self.screen,
            page=page,
            counts=counts,
            wanted=wanted,
            marks=shown.marks(self.screen, [line.row.id for line in page.items]),
            bulk=bulk.shown(self.screen, actor, wanted.status),
            query_with=query_with,
            **choices_of(self.screen, wanted, actor),
        )

    def new(self) -> ResponseReturnValue:
        """Write a new thing."""
        form, more = opened(self.screen, None) or (self.screen.form(None), {})
        require_may_act(acting())
        if form.validate_on_submit():
            try:
                thing, message = own_tabs.create(self.screen, form, acting())
            except (publishing.StaleVersion, StaleDataError):  # sent again, and somebody else went on with it
                db.session.rollback()
                return collision_page(self.screen, own_tabs.made_by_tab(self.screen, acting()), form)
            except InvalidField as error:
                db.session.rollback()
                form[error.field].errors = [error.message]
            else:
                flash(message, "success")
                return self._saved(thing)
        return edit_page(self.screen, form, None, **more)

    def from_word(self) -> ResponseReturnValue:
        """Begin from a Word file: the page of something new with what the file gives, nothing of it saved."""
        start = from_word.start_of(self.screen)
        if start is None or start.elsewhere:
            abort(404)
        upload = request.files.get("file")
        if upload is None or not upload.filename:
            return redirect(path(f"{self.screen.path}moi"))
        try:
            form, started = from_word.fill(self.screen, upload, acting())
        except Refused as error:
            db.session.rollback()
            flash(f"{clean_display_name(upload.filename)}: {error}", "danger")
            return redirect(path(f"{self.screen.path}moi"))
        return edit_page(self.screen, form, None, started=started)

    def edit(self, object_id: int) -> ResponseReturnValue:
        """Edit a thing; a save made from an old version answers 409 with both texts."""
        thing = self._load(object_id)
        form, more = opened(self.screen, thing) or (saving.form_of(self.screen, thing), {})
        if request.method == "POST":
            acting().require_edit(thing.created_by_id)
            require_may_act(acting())
            more = {"seen_correction": saving.seen_correction()}
        if form.validate_on_submit():
            try:
                saved = own_tabs.save(self.screen, thing, form, acting())
            except (publishing.StaleVersion, StaleDataError):
                db.session.rollback()
                return collision_page(self.screen, object_id, form)
            except InvalidField as error:
                db.session.rollback()
                form[error.field].errors = [error.message]
                thing = self._load(object_id)
            else:
                flash(saved.message, "success")
                return self._saved(thing)
        return edit_page(self.screen, form, thing, **more)

    def _saved(self, thing: Any) -> ResponseReturnValue:
        """To the page of what was saved; submitted or published too where the button said so."""
        said = act_on_saved(self.screen, self._load(thing.id), acting())
        if said:
            flash(said, "success")
        return self._to(thing)

    def attach(self, object_id: int) -> ResponseReturnValue:
        """Attach uploaded files; each is inspected, refused ones are named with the reason."""
        thing = self._load(object_id)
        refused = files.attach(self.screen, thing, request.files.getlist("files"), acting())
        publishing.commit()
        if request.headers.get("HX-Request"):
            attached = files.files_of(self.screen, thing)
            body = render_template(
                "screens/_files.html", screen=self.screen, thing=thing, files=attached, refused=refused
            )
            return body, 422 if refused else 200
        for name, reason in refused:
            flash(f"{name}: {reason}", "danger")
        return self._to(thing)

    def detach(self, object_id: int, use_id: int) -> ResponseReturnValue:
        """Take a file off a thing."""
        thing = self._load(object_id)
        done = files.detach(self.screen, thing, use_id, acting())
        publishing.commit()
        flash(_("Đã bỏ tệp.") if done else _("Tệp sẽ rời cổng khi bản sửa được duyệt."), "success")
        return self._to(thing)
