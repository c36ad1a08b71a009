"""Public standing pages."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext as _

from portal.media import queries as media
from portal.pages import queries
from portal.pages.models import Page
from portal.sharing.queries import origin_of
from portal.web.request import public_url
from portal.web.sanitise import render_markdown

bp = Blueprint("pages", __name__, template_folder="templates", url_prefix="/gioi-thieu")
HERE = "/gioi-thieu/"


@bp.get("/")
def index() -> str:
    """All standing pages as a tree."""
    pages = queries.tree()
    return render_template(
        "pages/index.html",
        tree=queries.branch(pages, None),
        canonical_url=public_url(HERE),
        crumbs=[(_("Giới thiệu"), None)],
    )


@bp.get("/<slug>")
def page(slug: str) -> str:
    """One page with its place in the tree; 410 where it was taken off."""
    found = queries.page_by_slug(slug)
    if found is None:
        abort(410 if queries.was_withdrawn(slug) else 404)
    return render_template("pages/page.html", preview=False, **page_context(found))


def page_context(page: Page) -> dict[str, Any]:
    """What a standing page shows."""
    pages = queries.tree()
    line = queries.line_to(pages, page)
    url = public_url(queries.page_path(page.slug))
    origin = origin_of("page", page.id)
    return {
        "page": page,
        "body": render_markdown(page.body, request.script_root),
        "children": queries.branch(pages, page.id),
        "siblings": queries.branch(pages, page.parent_id),
        "here": queries.page_path(page.slug),
        "files": media.uses_of("page", page.id),
        "origin": origin,
        "canonical_url": origin.url if origin is not None and origin.is_canonical else url,
        "description": page.summary[:300],
        "og_title": page.title,
        "crumbs": [(_("Giới thiệu"), HERE), *line, (page.title, None)],
    }
