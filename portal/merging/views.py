"""The archive: what the portals that went into this one had, on the day on which they ended."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext as _

from portal.merging import queries
from portal.merging.places import prefixes
from portal.tenancy.directory import Portal, directory
from portal.web.contributions import SiteMapEntry
from portal.web.paging import paged
from portal.web.request import current_portal, portal_url, public_url

bp = Blueprint("archive", __name__, template_folder="templates", url_prefix="/luu-tru")
HERE = "/luu-tru/"


@bp.get("/")
def index() -> str:
    """The portals that went into this one."""
    found = [queries.archive_of(one) for one in queries.archived_portals(current_portal())]
    return render_template(
        "merging/archives.html",
        archives=found,
        canonical_url=public_url(HERE),
        crumbs=[(_("Lưu trữ"), None)],
    )


@bp.get("/<slug>/")
def portal(slug: str) -> str:
    """One of them: who it was, when it ended, what it had by kind; `?loai=` opens one kind."""
    ended = _ended(slug)
    archive = queries.archive_of(ended)
    names = [name for name, _label, _count in archive.counts]
    chosen = next((name for name in names if _word(name) == request.args.get("loai")), None)
    chosen = chosen or (names[0] if names else None)
    page = (
        paged(
            queries.count_lines(ended, chosen),
            lambda offset, limit: queries.lines(ended, chosen, offset, limit),
        )
        if chosen
        else None
    )
    here = f"{HERE}{slug}/"
    return render_template(
        "merging/archive.html",
        archive=archive,
        ended=ended,
        page=page,
        tabs=[
            {"label": label, "path": f"{here}?loai={_word(name)}", "count": count, "active": name == chosen}
            for name, label, count in archive.counts
        ],
        proofs_url=portal_url(ended, "/bang-chung/"),
        robots="noindex, follow",  # the things themselves are what should be found
        canonical_url=public_url(here),
        crumbs=[(_("Lưu trữ"), HERE), (ended.name, None)],
    )


def _word(name: str) -> str:
    """The word for a kind of thing in addresses: that of its own pages ("tin-tuc")."""
    return prefixes()[name].strip("/")


def _ended(slug: str) -> Portal:
    found = directory().by_slug(slug)
    if found is None or found.is_living or directory().heir_of(found).id != current_portal().id:
        abort(404)
    return found


def site_map() -> list[SiteMapEntry]:
    """The archive's front page, where there is any."""
    return [SiteMapEntry(HERE, None)] if queries.archived_portals(current_portal()) else []
