"""Public pages of urgent notices: those in force and past ones, one by itself, and all of them as plain text."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.alerts import queries
from portal.alerts.plain import as_text
from portal.publishing.models import WITHDRAWN
from portal.web.feeds import Entry, atom_feed
from portal.web.request import current_portal, public_url

bp = Blueprint("alerts", __name__, template_folder="templates")
WHERE = "/canh-bao/"


@bp.get("/canh-bao/")
def listing() -> str:
    """What is in force, and what was."""
    portal = current_portal()
    return render_template(
        "alerts/list.html",
        active=[queries.shown(one) for one in queries.on_top(portal)],
        past=[queries.shown(one) for one in queries.past(portal)],
        canonical_url=public_url(WHERE),
        crumbs=[(_("Thông báo khẩn"), None)],
    )


@bp.get("/canh-bao.txt")
def plain() -> Response:
    """What is in force, as plain text of at most 20 KB."""
    portal = current_portal()
    notices = [queries.shown(one) for one in queries.on_top(portal)]
    contact = _("Đường dây nóng: %(phone)s", phone=portal.hotline) if portal.hotline else ""
    return Response(as_text(portal.authority, notices, contact, public_url(WHERE)), mimetype="text/plain")


@bp.get("/canh-bao/feed.xml")
def feed() -> Response:
    """What is in force and the latest past ones, as an Atom feed."""
    portal = current_portal()
    found = [queries.shown(one) for one in [*queries.on_top(portal), *queries.past(portal)[:20]]]
    entries = [
        Entry(one["path"], one["title"], one["text"][:500], one["from"], one["level_name"]) for one in found
    ]
    return atom_feed(_("Thông báo khẩn"), WHERE, entries)


@bp.get("/canh-bao/<slug>")
def alert(slug: str) -> ResponseReturnValue:
    """One notice; one that was withdrawn answers 410."""
    found = queries.by_slug(slug, current_portal())
    if found is None:
        abort(404)
    if found.status == WITHDRAWN:
        abort(410)
    one = queries.shown(found)
    crumbs = [(_("Thông báo khẩn"), WHERE), (found.title, None)]
    return render_template(
        "alerts/alert.html", alert=one, canonical_url=public_url(one["path"]), crumbs=crumbs
    )
