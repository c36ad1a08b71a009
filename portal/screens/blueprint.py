"""From a room's Screen to its desk pages. Each works as a plain form; HTMX only makes lists live."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.orm.exc import StaleDataError
from wtforms import BooleanField, SelectField

from portal.accounts.signing_in import acting, desk_view
from portal.clock import utc_now
from portal.extensions import db
from portal.media import service as media
from portal.publishing import service as publishing
from portal.screens import care, hints, history, previews, trash, workflow, writing
from portal.screens.contract import InvalidField, Part, Rule, Screen
from portal.screens.listing import page_of, wanted_of_request
from portal.screens.registry import registered
from portal.web.request import path

PARTS = (
    writing.PART,
    workflow.PART,
    hints.PART,
    previews.PART,
    history.PART,
    care.PART,
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
        Rule("/<int:object_id>", "edit", pages.edit, "content.read", ("GET", "POST")),
        Rule("/<int:object_id>/xem-truoc", "preview", pages.preview, "content.read"),
        Rule("/<int:object_id>/dang", "publish", pages.publish, "content.publish", ("POST",)),
        Rule("/<int:object_id>/go", "withdraw", pages.withdraw, "content.withdraw", ("POST",)),
        Rule("/<int:object_id>/nhap", "redraft", pages.redraft, "content.edit", ("POST",)),
        Rule("/<int:object_id>/tep", "attach", pages.attach, "media.upload", ("POST",)),
        Rule("/<int:object_id>/tep/<int:use_id>/xoa", "detach", pages.detach, "media.upload", ("POST",)),
    ]
    for one in rules + [rule for part in PARTS for rule in part.rules(screen)]:
        bp.add_url_rule(one.rule, one.name, desk_view(one.action)(one.view), methods=list(one.methods))
    return bp


def parts_for(screen: Screen, thing: Any | None) -> list[tuple[Part, dict[str, Any]]]:
    """The parts that the edit page shows for a thing (None while something new is written), with their data."""
    parts = sorted([*PARTS, *registered().parts], key=lambda one: one.order)
    found = [(part, part.data(screen, thing)) for part in parts]
    return [(part, data) for part, data in found if data is not None]


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
        """The list, filtered live by words and state."""
        wanted = wanted_of_request()
        template = "screens/_list.html" if request.headers.get("HX-Request") else "screens/list.html"
        page = page_of(self.screen, wanted)
        return render_template(template, screen=self.screen, page=page, wanted=wanted)

    def new(self) -> ResponseReturnValue:
        """Write a new thing."""
        form = self.screen.form(None)
        if form.validate_on_submit():
            try:
                thing = self.screen.create(form, acting())
            except InvalidField as error:
                db.session.rollback()
                form[error.field].errors = [error.message]
            else:
                flash(_("Đã lưu bản nháp."), "success")
                return self._to(thing)
        return self._edit_page(form, None)

    def edit(self, object_id: int) -> ResponseReturnValue:
        """Edit a thing; a save made from an old version answers 409 with both texts."""
        thing = self._load(object_id)
        form = self.screen.form(thing)
        if request.method == "POST":
            acting().require_edit(thing.created_by_id)
        if form.validate_on_submit():
            try:
                self.screen.save(thing, form, _seen_version(), acting())
            except (publishing.StaleVersion, StaleDataError):
                db.session.rollback()
                return self._conflict(object_id, form)
            except InvalidField as error:
                db.session.rollback()
                form[error.field].errors = [error.message]
                thing = self._load(object_id)
            else:
                flash(_("Đã lưu."), "success")
                return self._to(thing)
        return self._edit_page(form, thing)

    def _edit_page(self, form: FlaskForm, thing: Any | None) -> ResponseReturnValue:
        files = media.uses_of(self.screen.kind, thing.id) if thing is not None else []
        page = render_template(
            "screens/edit.html",
            screen=self.screen,
            form=form,
            thing=thing,
            files=files,
            parts=parts_for(self.screen, thing),
            live=thing is not None and thing.is_visible(utc_now()),
            version=_seen_version()
            if request.method == "POST" and thing is not None
            else getattr(thing, "version", 0),
        )
        return page, 422 if form.errors else 200

    def _conflict(self, object_id: int, form: FlaskForm) -> ResponseReturnValue:
        theirs = self._load(object_id)
        stored = self._form_as_stored(theirs)
        texts = [
            (mine.label.text, _in_words(mine), _in_words(stored[mine.name]))
            for mine in form
            if mine.name not in {"csrf_token", "version"}
        ]
        pairs = [(label, mine, stored_text) for label, mine, stored_text in texts if mine != stored_text]
        return render_template(
            "screens/conflict.html", screen=self.screen, form=form, thing=theirs, pairs=pairs
        ), 409

    def _form_as_stored(self, thing: Any) -> FlaskForm:
        """The form as somebody sees it who opens the thing now, whatever this request sent."""
        method, request.method = request.method, "GET"
        try:
            return self.screen.form(thing)
        finally:
            request.method = method

    def preview(self, object_id: int) -> ResponseReturnValue:
        """The page as citizens will see it."""
        return self.screen.render_public(self._load(object_id))

    def _act(self, object_id: int, verb: Any, message: str) -> ResponseReturnValue:
        thing = self._load(object_id)
        verb(thing)
        publishing.commit()
        flash(message, "success")
        return self._to(thing)

    def publish(self, object_id: int) -> ResponseReturnValue:
        """Publish at once."""
        return self._act(object_id, lambda thing: publishing.publish(thing, acting()), _("Đã đăng lên cổng."))

    def withdraw(self, object_id: int) -> ResponseReturnValue:
        """Take off the public pages, with a reason."""
        reason = request.form.get("reason", "")[:300]
        return self._act(
            object_id, lambda thing: publishing.withdraw(thing, acting(), reason), _("Đã gỡ khỏi cổng.")
        )

    def redraft(self, object_id: int) -> ResponseReturnValue:
        """Make a withdrawn thing a draft again."""
        return self._act(
            object_id, lambda thing: publishing.back_to_draft(thing, acting()), _("Đã chuyển về bản nháp.")
        )

    def attach(self, object_id: int) -> ResponseReturnValue:
        """Attach uploaded files; each is inspected, refused ones are named with the reason."""
        thing = self._load(object_id)
        acting().require_edit(thing.created_by_id)
        refused = media.attach_uploads(request.files.getlist("files"), thing, acting())
        publishing.commit()
        if request.headers.get("HX-Request"):
            files = media.uses_of(self.screen.kind, thing.id)
            body = render_template(
                "screens/_files.html", screen=self.screen, thing=thing, files=files, refused=refused
            )
            return body, 422 if refused else 200
        for name, reason in refused:
            flash(f"{name}: {reason}", "danger")
        return self._to(thing)

    def detach(self, object_id: int, use_id: int) -> ResponseReturnValue:
        """Take a file off a thing."""
        thing = self._load(object_id)
        acting().require_edit(thing.created_by_id)
        media.detach(thing, use_id, acting())
        publishing.commit()
        flash(_("Đã bỏ tệp."), "success")
        return self._to(thing)


def _in_words(field: Any) -> str:
    """What a field holds, as people read it."""
    if isinstance(field, BooleanField):
        return _("Có") if field.data else _("Không")
    if isinstance(field, SelectField):
        labels = {str(choice[0]): str(choice[1]) for choice in field.choices or []}
        chosen = field.data if isinstance(field.data, list) else ["0" if field.data is None else field.data]
        return ", ".join(labels.get(str(one), "") for one in chosen)
    text = str(field._value()) if hasattr(field, "_value") else str(field.data or "")
    return text.replace("\r\n", "\n").strip()


def _seen_version() -> int:
    text = request.form.get("version", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
