"""News and notices of each portal."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal import screens, sharing
from portal.news import desk, queries, searchable
from portal.news.models import NewsItem
from portal.news.sharable import SHARABLE
from portal.news.views import bp
from portal.quality.providers import of_kind
from portal.quality.registry import Checked, check, provide
from portal.screens.contract import WordStart
from portal.search.registry import register as register_search
from portal.web.contributions import HomeBlock, MenuEntry, SiteMapEntry, SiteMapShelf, contributions


def register(app: Flask) -> None:
    """Bind news to the application: pages, menu, home blocks, desk screens, site map."""
    screen = desk.NewsScreen()
    register_search(app, searchable.SEARCHABLE)
    app.register_blueprint(bp)
    screens.add(app, screen, WordStart("title", "lead", "body"), desk.GROUPING)
    sharing.add(app, SHARABLE)
    picture = ("picture_id", "picture_alt")
    check(app, Checked(NewsItem, summary="lead", texts=("body",), picture=picture))
    provide(app, of_kind(NewsItem, "tin-tuc", "/tin-tuc/"))
    shared = contributions(app)
    shared.menu.append(MenuEntry(_l("Tin tức"), "/tin-tuc/", 20, _section_links))
    shared.desk_counts.append(desk.counts)
    shared.home.extend(
        (
            HomeBlock("lead", _l("Tin tiêu điểm"), 10, lambda: _items(queries.lead_stories())),
            HomeBlock("notices", _l("Thông báo"), 20, _notices),
            HomeBlock("news", _l("Tin theo chuyên mục"), 50, _by_section),
        )
    )
    shared.actions["move"] = _l("Chuyển chuyên mục")
    shared.addresses["news"] = "/tin-tuc/"
    shared.visibility["news"] = queries.visible_ids
    shared.site_map.append(SiteMapShelf(queries.count_items, _site_map))


def _site_map(offset: int, limit: int) -> list[SiteMapEntry]:
    return [
        SiteMapEntry(f"/tin-tuc/{slug}", changed) for slug, changed in queries.for_site_map(offset, limit)
    ]


def _section_links() -> list[tuple[str, str]]:
    return [(_("Tất cả"), "/tin-tuc/")] + [
        (one.name, f"/tin-tuc/chuyen-muc/{one.slug}") for one in queries.sections()
    ]


def _items(items: list[Any]) -> dict[str, Any] | None:
    return {"items": items} if items else None


def _notices() -> dict[str, Any] | None:
    items = queries.notices()
    return {"items": items, "path": "/tin-tuc/chuyen-muc/thong-bao"} if items else None


def _by_section() -> dict[str, Any] | None:
    sections = queries.by_section()
    return {"sections": sections} if sections else None
