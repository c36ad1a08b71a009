"""Standing pages of each portal: introduction, organisation, mandatory sections."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal import screens
from portal.pages import desk, queries, searchable
from portal.pages.views import bp
from portal.screens.contract import WordStart
from portal.search.registry import register as register_search
from portal.web.contributions import MenuEntry, SiteMapEntry, contributions


def register(app: Flask) -> None:
    """Bind standing pages to the application: pages, menu, desk screens, site map."""
    screen = desk.PageScreen()
    register_search(app, searchable.SEARCHABLE)
    app.register_blueprint(bp)
    screens.add(app, screen, WordStart("title", body="body"))
    shared = contributions(app)
    shared.menu.append(MenuEntry(_l("Giới thiệu"), "/gioi-thieu/", 10, _top))
    shared.desk_counts.append(desk.counts)
    shared.addresses["page"] = "/gioi-thieu/"
    shared.visibility["page"] = queries.visible_ids
    shared.site_map.append(
        lambda: [SiteMapEntry(queries.page_path(one.slug), one.updated_at) for one in queries.tree()]
    )


def _top() -> list[tuple[str, str]]:
    return [(one["title"], one["path"]) for one in queries.branch(queries.tree(), None)]
