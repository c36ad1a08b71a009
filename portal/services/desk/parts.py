"""The desk's pages of the parts of a definition: each a form; lists are arranged with buttons. Everything goes into the
draft; whoever saved in between is not overwritten (409, what was typed stays in the form)."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.signing_in import acting, desk_view
from portal.extensions import db
from portal.publishing.service import StaleVersion, commit
from portal.services import service
from portal.services.definition.faults import Place
from portal.services.definition.reading import to_json
from portal.services.definition.shapes import Definition
from portal.services.desk import editing, places
from portal.services.desk.blueprint import WHERE, bp, load, page, working
from portal.services.desk.inputs import FIELD_KINDS, INPUTS, Input, inputs_for
from portal.services.desk.views import stale_answer
from portal.services.models import Service
from portal.web.request import path
from portal.web.sent import sent_version

INSIDE_ROWS = tuple(one for one in FIELD_KINDS if one not in ("rows", "note"))


@bp.route("/<int:object_id>/chung", methods=["GET", "POST"])
@desk_view(service.EDIT)
def general(object_id: int) -> ResponseReturnValue:
    """What concerns the whole: level, introduction, channels, how long it is kept."""
    found = load(object_id)
    _held, definition = working(found)
    return _form(found, definition, (), to_json(definition), INPUTS["general"], _("Thông tin chung"))


@bp.route("/<int:object_id>/muc", methods=["GET", "POST"])
@desk_view(service.EDIT)
def part(object_id: int) -> ResponseReturnValue:
    """One part: a section, a field, a paper …; `?o=` is its place, `?loai=` another kind for a field."""
    found = load(object_id)
    _held, definition = working(found)
    data = to_json(definition)
    try:
        place = places.read_place(request.args.get("o", ""))
        present = places.at(data, place)
    except places.NoSuchPlace:
        abort(404)
    kind = places.kind_of(place)
    if kind == "fields":
        present = _of_kind(present, place)
    inputs = inputs_for(kind, str(present.get("kind", "text")))
    title = places.name_of_part(present) or str(places.TITLES[kind])
    return _form(found, definition, place, present, inputs, title)


@bp.route("/<int:object_id>/them", methods=["GET", "POST"])
@desk_view(service.EDIT)
def add(object_id: int) -> ResponseReturnValue:
    """A new part at the end of the list `?o=`; for a field its kind is chosen first (`?loai=`)."""
    found = load(object_id)
    _held, definition = working(found)
    data = to_json(definition)
    try:
        place = places.read_list(request.args.get("o", ""))
        places.list_at(data, place)
    except places.NoSuchPlace:
        abort(404)
    kind = places.kind_of(place)
    title = _("Thêm: %(what)s", what=str(places.TITLES[kind]))
    present: dict[str, Any] = {}
    if kind == "fields":
        if request.args.get("loai") not in _kinds_at(place):
            return page(
                "kinds.html", found, place=places.written(place), kinds=_shown_kinds(place), title=title
            )
        present = {"kind": request.args["loai"]}
    inputs = inputs_for(kind, str(present.get("kind", "")))
    return _form(found, definition, place, present, inputs, title, is_new=True)


def _kinds_at(place: Place) -> tuple[str, ...]:
    return INSIDE_ROWS if len([step for step in place if step == "fields"]) > 1 else tuple(FIELD_KINDS)


def _shown_kinds(place: Place) -> list[tuple[str, Any, Any]]:
    return [(kind, *FIELD_KINDS[kind]) for kind in _kinds_at(place)]


def _of_kind(present: dict[str, Any], place: Place) -> dict[str, Any]:
    """The field, of another kind where that was asked for: what only the old kind knows falls away."""
    wanted = request.args.get("loai", "")
    if wanted not in _kinds_at(place) or wanted == present.get("kind", "text"):
        return present
    goes_along = {one.name for one in inputs_for("fields", wanted)} | {"key"}
    return {name: value for name, value in present.items() if name in goes_along} | {"kind": wanted}


def _form(
    found: Service,
    definition: Definition,
    place: Place,
    present: dict[str, Any],
    inputs: tuple[Input, ...],
    title: str,
    *,
    is_new: bool = False,
) -> ResponseReturnValue:
    errors: dict[str, str] = {}
    status, sent, whole = 200, None, ""
    if request.method == "POST":
        sent = request.form
        made, errors, status, whole = _save(found, definition, place, present, inputs, is_new=is_new)
        if made is not None:
            flash(_("Đã lưu vào bản nháp."), "success")
            anchor = places.written(made).replace(".", "-") if made else "chung"
            return redirect(path(f"{WHERE}{found.id}") + f"#o-{anchor}")
        found = load(found.id)
    boxes = editing.boxes(inputs, present, definition, place, errors, sent)
    answer = page(
        "part.html",
        found,
        title=title,
        boxes=boxes,
        place=places.written(place),
        key=present.get("key", ""),
        is_new=is_new,
        kind=present.get("kind", "text") if place and places.kind_of(place) == "fields" else "",
        kind_label=FIELD_KINDS[present.get("kind", "text")][0]
        if place and places.kind_of(place) == "fields"
        else "",
        kinds=_shown_kinds(place) if place and places.kind_of(place) == "fields" and not is_new else [],
        conflict=status == 409,
        whole_error=whole,
        has_errors=bool(errors),
    )
    return answer, status


def _save(
    found: Service,
    definition: Definition,
    place: Place,
    present: dict[str, Any],
    inputs: tuple[Input, ...],
    *,
    is_new: bool,
) -> tuple[Place | None, dict[str, str], int, str]:
    """Save what was sent: (place, …) where that went well, else (None, messages, status, message about the whole)."""
    if sent_version() != found.version or (
        not is_new and request.form.get("key", "") != present.get("key", "")
    ):
        return None, {}, 409, ""
    made, errors = editing.read_part(inputs, request.form, present, definition, place)
    if errors:
        return None, errors, 422, ""
    data = to_json(definition)
    try:
        where = places.add(data, place, made) if is_new else place
    except places.NoSuchPlace:
        return None, {}, 422, _("Danh sách này đã đầy.")
    fresh, errors = editing.with_part(data, where, made)
    if fresh is None:
        shown = {one.name for one in inputs}
        whole = "; ".join(message for name, message in errors.items() if name not in shown)
        return None, errors, 422, whole
    try:
        service.save_draft(found, fresh, sent_version(), acting())
        commit()
    except (StaleVersion, StaleDataError):
        db.session.rollback()
        return None, {}, 409, ""
    return where, {}, 200, ""


@bp.post("/<int:object_id>/sap-xep")
@desk_view(service.EDIT)
def arrange(object_id: int) -> ResponseReturnValue:
    """Move a part up or down, or take it out: `act` is "up:", "down:" or "remove:" and its place."""
    found = load(object_id)
    _held, definition = working(found)
    data = to_json(definition)
    act, _sep, text = request.form.get("act", "").partition(":")
    try:
        place = places.read_place(text)
        if act == "remove":
            places.remove(data, place)
        elif act in ("up", "down"):
            places.move(data, place, -1 if act == "up" else 1)
        else:
            abort(400)
    except places.NoSuchPlace:
        abort(404)
    fresh, _errors = editing.with_part(data, (), data)
    assert fresh is not None, "whole parts were moved"
    try:
        service.save_draft(found, fresh, sent_version(), acting())
        commit()
    except (StaleVersion, StaleDataError):
        return stale_answer(object_id)
    if act == "remove":
        flash(_("Đã xóa khỏi bản nháp. Bản đang dùng chưa đổi cho đến khi công bố."), "success")
    anchor = text.replace(".", "-") if act == "remove" else _moved(place, -1 if act == "up" else 1)
    return redirect(path(f"{WHERE}{object_id}") + f"#o-{anchor}")


def _moved(place: Place, by: int) -> str:
    return places.written((*place[:-1], max(0, int(place[-1]) + by))).replace(".", "-")
