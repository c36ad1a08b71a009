"""Standing pages of each portal: introduction, organisation, mandatory sections."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal import screens, sharing
from portal.pages import desk, mandatory, queries, searchable
from portal.pages.models import Page
from portal.pages.sharable import SHARABLE
from portal.pages.views import bp
from portal.quality.registry import Checked, check, provide
from portal.screens.contract import WordStart
from portal.search.registry import register as register_search
from portal.sharing.queries import not_canonical
from portal.web.contributions import MenuEntry, SiteMapEntry, contributions


def register(app: Flask) -> None:
    """Bind standing pages to the application: pages, menu, desk screens, site map."""
    screen = desk.PageScreen()
    register_search(app, searchable.SEARCHABLE)
    app.register_blueprint(bp)
    screens.add(app, screen, WordStart("title", body="body"))
    sharing.add(app, SHARABLE)
    written = mandatory.is_being_written
    check(app, Checked(Page, summary="summary", texts=("body",), needs_owner=True, is_being_written=written))
    provide(app, mandatory.met)
    shared = contributions(app)
    shared.menu.append(MenuEntry(_l("Giới thiệu"), "/gioi-thieu/", 10, _top))
    shared.desk_counts.append(desk.counts)
    shared.addresses["page"] = "/gioi-thieu/"
    shared.visibility["page"] = queries.visible_ids
    shared.site_map.append(_site_map)


def _site_map() -> list[SiteMapEntry]:
    elsewhere = not_canonical("page")
    return [
        SiteMapEntry(queries.page_path(one.slug), one.updated_at)
        for one in queries.tree()
        if one.id not in elsewhere
    ]


def _top() -> list[tuple[str, str]]:
    return [(one["title"], one["path"]) for one in queries.branch(queries.tree(), None)]
