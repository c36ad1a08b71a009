"""The portal's own words: seen, added, taken away with a way back; and left alone from a hint with one click."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.signing_in import acting, desk_view
from portal.extensions import db
from portal.publishing import own_words
from portal.publishing.own_words import NotAWord, as_kept
from portal.publishing.service import commit
from portal.web.request import path
from portal.web.safe_redirect import safe_target

WHERE = "/quan-tri/tu-rieng/"
bp = Blueprint("desk_words", __name__, url_prefix=WHERE.rstrip("/"), template_folder="../templates")


@bp.get("/")
@desk_view("content.read")
def listing() -> str:
    """All words of the portal; what was just taken away is offered back."""
    removed = as_kept(request.args.get("vua-bo", "")[:200])
    rows = own_words.own_words()
    known = {one.word for one in rows}
    return render_template(
        "screens/hints/words.html", rows=rows, removed=removed if removed not in known else ""
    )


@bp.post("/them")
@desk_view("content.edit_own")
def add() -> ResponseReturnValue:
    """Leave a word alone: 204 for a script, else back to where it was asked for."""
    word = request.form.get("word", "")[:200]
    live = bool(request.headers.get("HX-Request"))
    try:
        row = own_words.add(word, acting())
        commit()
    except NotAWord as error:
        db.session.rollback()
        said = _why_not(error)
        if live:
            return said, 422
        flash(said, "danger")
    else:
        if live:
            return "", 204
        flash(_("Từ nay không nhắc từ “%(word)s” trên cổng này nữa.", word=row.word), "success")
    return redirect(safe_target(request.form.get("back"), path(WHERE)))


@bp.post("/<int:object_id>/bo")
@desk_view("content.edit_own")
def drop(object_id: int) -> ResponseReturnValue:
    """Mark a word again."""
    row = own_words.by_id(object_id)
    if row is None:
        abort(404)
    word = row.word
    own_words.remove(row, acting())
    commit()
    return redirect(f"{path(WHERE)}?vua-bo={quote(word, safe='')}")


def _why_not(error: NotAWord) -> str:
    if str(error) == "full":
        return _("Danh sách từ riêng đã đầy. Hãy bỏ bớt những từ không còn dùng.")
    return _("Chưa thêm: hãy nhập một từ có chữ cái, dài không quá 60 ký tự.")
