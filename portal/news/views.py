"""Public pages of news."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import gettext as _

from portal.media import queries as media
from portal.news import queries
from portal.news.models import NewsItem
from portal.sharing.queries import origin_of
from portal.web.feeds import Entry, atom_feed
from portal.web.paging import ListPage, paged
from portal.web.request import current_portal, public_url
from portal.web.sanitise import render_markdown
from portal.web.structured import news_article

bp = Blueprint("news", __name__, template_folder="templates", url_prefix="/tin-tuc")
HERE = "/tin-tuc/"


@bp.get("/")
def listing() -> str:
    """All news, latest first."""
    page = _page()
    return _list(_("Tin tức"), page, HERE, "/tin-tuc/feed.xml", [(_("Tin tức"), None)])


@bp.get("/chuyen-muc/<slug>")
def section(slug: str) -> str:
    """The news of one section."""
    found = queries.section_by_slug(slug)
    if found is None or not found.enabled:
        abort(404)
    page = _page(found.id)
    here = f"/tin-tuc/chuyen-muc/{slug}"
    return _list(found.name, page, here, f"{here}/feed.xml", [(_("Tin tức"), HERE), (found.name, None)])


@bp.get("/the/<slug>")
def tag(slug: str) -> str:
    """The news with one tag."""
    name = queries.tag_name(slug)
    if name is None:
        abort(404)
    page = _page(tag=slug)
    title = _("Từ khóa: %(name)s", name=name)
    return _list(title, page, f"/tin-tuc/the/{slug}", None, [(_("Tin tức"), HERE), (name, None)])


def _page(section_id: int | None = None, tag: str | None = None) -> ListPage:
    total = queries.count_items(section_id, tag)
    return paged(total, lambda offset, limit: queries.list_items(offset, limit, section_id, tag, total=total))


def _list(title: str, page: Any, here: str, feed: str | None, crumbs: list[tuple[str, str | None]]) -> str:
    suffix = f"?trang={page.number}" if page.number > 1 else ""
    return render_template(
        "news/list.html",
        title=title,
        page=page,
        sections=queries.sections(),
        here=here,
        feed=feed,
        crumbs=crumbs,
        canonical_url=public_url(here + suffix),
    )


@bp.get("/<slug>")
def item(slug: str) -> str:
    """One article; 410 where it was taken off."""
    found = queries.item_by_slug(slug)
    if found is None:
        abort(410 if queries.was_withdrawn(slug) else 404)
    return render_template("news/item.html", preview=False, **item_context(found))


@bp.get("/<slug>/in")
def print_view(slug: str) -> str:
    """The article without menu and pictures around it, for paper."""
    found = queries.item_by_slug(slug)
    if found is None:
        abort(410 if queries.was_withdrawn(slug) else 404)
    return render_template("news/print.html", **item_context(found))


def item_context(item: NewsItem) -> dict[str, Any]:
    """What an article's page shows."""
    card = queries.cards([item])[0]
    picture = media.absolute_picture_url(item.picture_id)
    url = public_url(card["path"])
    origin = origin_of("news", item.id)
    return {
        "item": item,
        "card": card,
        "body": render_markdown(item.body, request.script_root),
        "files": media.uses_of("news", item.id),
        "related": queries.related(item),
        "origin": origin,
        "page_url": url,
        "canonical_url": origin.url if origin is not None and origin.is_canonical else url,
        "description": item.lead[:300],
        "og_type": "article",
        "og_title": item.title,
        "og_image": public_url(picture) if picture else None,
        "json_ld": news_article(item, url, public_url(picture) if picture else None, current_portal()),
        "crumbs": [
            (_("Tin tức"), HERE),
            (item.section.name, f"/tin-tuc/chuyen-muc/{item.section.slug}"),
            (item.title, None),
        ],
    }


@bp.get("/feed.xml")
def feed() -> Response:
    """Atom feed of all news."""
    return _atom(_("Tin tức"), HERE, queries.list_items(0, 30))


@bp.get("/chuyen-muc/<slug>/feed.xml")
def section_feed(slug: str) -> Response:
    """Atom feed of one section."""
    found = queries.section_by_slug(slug)
    if found is None or not found.enabled:
        abort(404)
    return _atom(found.name, f"/tin-tuc/chuyen-muc/{slug}", queries.list_items(0, 30, found.id))


def _atom(title: str, here: str, cards: list[dict[str, Any]]) -> Response:
    entries = [
        Entry(one["path"], one["title"], one["lead"], one["published_at"], one["section_name"])
        for one in cards
    ]
    return atom_feed(title, here, entries)
