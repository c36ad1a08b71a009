"""The desk's page of all links that leave the portal, and asking for one anew."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.signing_in import acting, desk_view
from portal.publishing.service import commit
from portal.quality.outside import keeping, queries
from portal.quality.outside.verdicts import STATUSES
from portal.quality.service import PAGE as DUTIES_PAGE
from portal.quality.shown import edit_path, kind_label
from portal.web.paging import paged
from portal.web.request import path

PATH = "/quan-tri/chat-luong/lien-ket/"
BOARD = "/quan-tri/chat-luong/"
_BACK = {"bang": f"{BOARD}#lien-ket-hong", "nghi-dinh": f"{DUTIES_PAGE}#lien-ket-hong"}
bp = Blueprint("desk_links", __name__, template_folder="templates", url_prefix=PATH.rstrip("/"))


@bp.get("/")
@desk_view("content.read")
def listing() -> str:
    """Every address of other servers on this portal, with what is known of it; a fragment for HTMX."""
    status = request.args.get("tt", "")
    status = status if status in STATUSES else ""
    q = request.args.get("q", "")[:200].strip()
    page = paged(queries.count(status, q), lambda offset, limit: queries.some(status, q, offset, limit))
    shown = {
        "page": page,
        "status": status,
        "q": q,
        "outside": queries.overview(),
        "outside_statuses": STATUSES,
        "edit_path": edit_path,
        "kind_label": kind_label,
    }
    name = "quality/_links.html" if request.headers.get("HX-Request") else "quality/links.html"
    return render_template(name, **shown)


@bp.post("/<int:object_id>/kiem-tra")
@desk_view("content.edit_own")
def ask_again(object_id: int) -> ResponseReturnValue:
    """Let an address be asked at the next turn."""
    link = queries.by_id(object_id)
    if link is None:
        abort(404)
    keeping.ask_again(link, acting())
    commit()
    flash(
        _("Sẽ kiểm tra lại ở lượt tới, thường trong vài phút: %(address)s", address=link.address), "success"
    )
    return redirect(path(_BACK.get(request.form.get("ve", ""), PATH)))
