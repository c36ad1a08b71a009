"""The edit page of a thing, for every view that ends on it: a save refused, a merge to look over, a text restored."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from portal.clock import utc_now
from portal.screens.contract import Part, Screen
from portal.screens.registry import registered
from portal.screens.workflow.files import files_of
from portal.web.sent import sent_version


def parts_for(screen: Screen, thing: Any | None) -> list[tuple[Part, dict[str, Any]]]:
    """The parts that the edit page shows for a thing (None while something new is written), with their data."""
    parts = sorted(registered().parts, key=lambda one: one.order)
    found = [(part, part.data(screen, thing)) for part in parts]
    return [(part, data) for part, data in found if data is not None]


def edit_page(
    screen: Screen,
    form: FlaskForm,
    thing: Any | None,
    *,
    version: int | None = None,
    status: int | None = None,
    **more: Any,
) -> ResponseReturnValue:
    """The page with this form; a save of it names `version` (the one that the sent form named, else the thing's).

    The answer is `status`, else 422 where the form has errors. `more` is for the templates of parts.
    """
    if version is None:
        version = sent_version() if request.method == "POST" and thing is not None else None
    parts = parts_for(screen, thing)
    page = render_template(
        "screens/edit.html",
        screen=screen,
        form=form,
        thing=thing,
        files=files_of(screen, thing) if thing is not None else [],
        parts=parts,
        locked=any(data.get("locked") for _part, data in parts),
        live=thing is not None and thing.is_visible(utc_now()),
        version=getattr(thing, "version", 0) if version is None else version,
        **more,
    )
    return page, status or (422 if form.errors else 200)
