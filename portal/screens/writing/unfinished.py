"""A person's own page of what they have not saved: go on, see what differs, throw away; and who is signed in now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from portal.accounts.permissions import Actor
from portal.accounts.signing_in import acting, desk_view
from portal.publishing import working_copies
from portal.publishing.models_writing import WorkingCopy
from portal.publishing.service import commit
from portal.screens.comparing import compared
from portal.screens.contract import Screen
from portal.screens.registry import screen_of
from portal.screens.texts import form_texts
from portal.screens.workflow.saving import form_of
from portal.screens.writing.shown import copy_form
from portal.web.contributions import Card, CardLine
from portal.web.request import path
from portal.web.templating import viet_datetime

PAGE = "/quan-tri/dang-viet/"
SHOWN = 6

bp = Blueprint("desk_writing", __name__, url_prefix=PAGE.rstrip("/"), template_folder="../templates")


@dataclass(frozen=True)
class Line:
    """Something unsaved, as a list shows it."""

    id: int
    title: str
    kind: str
    is_new: bool
    at: datetime
    go_on: str


def _line(screen: Screen, copy: WorkingCopy) -> Line:
    kind = str(screen.singular)
    where = f"{copy.object_id}" if copy.object_id is not None and _thing(screen, copy) is not None else "moi"
    return Line(
        copy.id,
        copy.title or _("(chưa có tiêu đề)"),
        kind[:1].upper() + kind[1:],
        copy.object_id is None,
        copy.updated_at,
        f"{screen.path}{where}?ban={copy.id}",
    )


def _thing(screen: Screen, copy: WorkingCopy) -> Any | None:
    return screen.load(copy.object_id) if copy.object_id is not None else None


def _lines(copies: list[WorkingCopy]) -> list[Line]:
    known = ((screen_of(one.kind), one) for one in copies)
    return [_line(screen, one) for screen, one in known if screen is not None]


def unfinished_new(kind: str) -> list[Line]:
    """The new things of a kind that somebody began and has not saved yet, for the list of this kind."""
    return _lines(working_copies.unfinished_of(kind, None, acting()))


def card(actor: Actor) -> Card | None:
    """The card of the desk's first page; none where nothing is unsaved."""
    lines = _lines(working_copies.unfinished(actor))
    if not lines:
        return None
    shown = tuple(
        CardLine(
            one.title, one.go_on, _("%(kind)s · tự lưu %(time)s", kind=one.kind, time=viet_datetime(one.at))
        )
        for one in lines[:SHOWN]
    )
    return Card(
        _("Đang viết dở, chưa lưu"), 29, "edit", shown, len(lines), "", PAGE, _("Xem và dọn"), brief=False
    )


@bp.get("/")
@desk_view("content.read")
def listing() -> ResponseReturnValue:
    """All that the person has not saved, of all kinds."""
    lines = _lines(working_copies.unfinished(acting()))
    return render_template("screens/writing/list.html", lines=lines)


@bp.get("/phien")
@desk_view("content.read")
def session_page() -> ResponseReturnValue:
    """Who is signed in now, and the token for their forms: a page that was opened before goes on with it."""
    return jsonify(user=acting().user_id, csrf=generate_csrf())


def _own(object_id: int) -> tuple[WorkingCopy, Screen]:
    copy = working_copies.by_id(object_id, acting())
    screen = screen_of(copy.kind) if copy is not None else None
    if copy is None or screen is None:
        abort(404)
    return copy, screen


@bp.get("/<int:object_id>")
@desk_view("content.read")
def compare(object_id: int) -> ResponseReturnValue:
    """What a copy says beside what is stored."""
    copy, screen = _own(object_id)
    thing = _thing(screen, copy)
    found = compared(form_texts(form_of(screen, thing)), form_texts(copy_form(screen, thing, copy)))
    return render_template(
        "screens/writing/compare.html",
        screen=screen,
        line=_line(screen, copy),
        thing=thing,
        found=found,
        gone=copy.object_id is not None and thing is None,
        moved=thing is not None and thing.version > copy.of_version,
    )


@bp.post("/<int:object_id>/bo")
@desk_view("content.read")
def drop(object_id: int) -> ResponseReturnValue:
    """Throw a copy away; what is stored stays as it is."""
    copy, screen = _own(object_id)
    thing = _thing(screen, copy)
    working_copies.drop(copy, acting())
    commit()
    flash(_("Đã bỏ bản viết dở."), "success")
    return redirect(path(f"{screen.path}{thing.id}" if thing is not None else PAGE))
