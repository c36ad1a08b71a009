"""Pages that only the twin has, and what it adds to every page: the line that says of when the copy is, its search,
what is answered where it has no page or where a service does not run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from html import escape
from pathlib import Path

from flask import Flask, render_template
from flask_babel import gettext as _

from portal.clock import utc_now
from portal.tenancy.directory import Portal
from portal.twin import recent
from portal.twin.addresses import Site, link_to
from portal.twin.asking import Asker
from portal.twin.choosing import OWN, OWN_PART, SEARCH, Chosen
from portal.twin.rewriting import Additions
from portal.twin.state import State
from portal.web.templating import viet_datetime

OWN_FOLDER = OWN_PART.strip("/")
URGENT_PART = f"{OWN_FOLDER}/khan.html"
INDEX = f"{OWN_FOLDER}/tim.json"
MISSING, UNAVAILABLE = "/_404", "/_503"
FILES = {SEARCH: f"{SEARCH}.html", MISSING: f"{MISSING}.html", UNAVAILABLE: f"{UNAVAILABLE}.html"}
_TEMPLATES = {SEARCH: "twin/search.html", MISSING: "twin/missing.html", UNAVAILABLE: "twin/unavailable.html"}
_STATIC = Path(__file__).parent / "static"
_NAMES = ("twin.css", "twin.js", "twin-search.js")


def pages(portal: int) -> list[Chosen]:
    """The twin's own pages of a portal."""
    return [Chosen(portal, path, "", "twin.own", OWN) for path in FILES]


def static_files() -> dict[str, bytes]:
    """Style and scripts of the twin: name below the portal's folder (which changes with the content) → bytes."""
    return {_static(name): (_STATIC / name).read_bytes() for name in _NAMES}


def _static(name: str) -> str:
    digest = hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:10]
    return f"{OWN_FOLDER}/{digest}/{name}"


def additions(app: Flask, portal: Portal, site: Site, path: str, query: str) -> Additions:
    """What a page of this portal gets, at this moment."""
    root = escape(link_to(site.prefix, ""))
    head = (
        f'<link rel="stylesheet" href="{root}/{_static("twin.css")}">\n'
        f'<script src="{root}/{_static("twin.js")}" data-urgent="{root}/{URGENT_PART}" defer></script>\n'
    )
    again = escape("./" if path in FILES and path != SEARCH else link_to(site.prefix + path, query))
    told = _("Bản lưu lúc %(when)s.", when=viet_datetime(utc_now()))
    why = _("Cổng đang tạm gián đoạn; đây là nội dung đã lưu lại gần nhất.")
    retry = _("Thử mở lại trang đang cập nhật")
    banner = (
        f'<aside class="twin-banner" aria-label="{escape(_("Bản lưu"))}"><div class="wrap">'
        f'<p><strong>{escape(told)}</strong> {escape(why)} <a href="{again}">{escape(retry)}</a></p></div></aside>\n'
    )
    form = f'<p class="twin-note" role="note">{escape(_form_note(portal))}</p>'
    off = f'data-twin-off title="{escape(_("Chưa mở được trong bản lưu"))}"'
    return Additions(head, banner, form, off)


def _form_note(portal: Portal) -> str:
    said = _(
        "Biểu mẫu và bộ lọc ở đây tạm thời chưa dùng được. Bạn đừng nhập gì vội, hãy quay lại sau ít phút."
    )
    phone = portal.hotline or portal.telephone
    return f"{said} {_('Việc gấp xin gọi %(phone)s.', phone=phone)}" if phone else said


def render(app: Flask, asker: Asker, known: State, portal: Portal, site: Site, path: str) -> str:
    """One of the twin's own pages, in the portal's theme, before it is rewritten. Raises RuntimeError where the portal
    shows no pages."""
    with app.request_context(asker.environ(site.host, site.prefix + path)):
        early = app.preprocess_request()
        if early is not None:
            raise RuntimeError(f"{portal.slug} shows no pages")
        return render_template(
            _TEMPLATES[path],
            recent=recent.listed(known, portal.id),
            index=f"{site.prefix}/{INDEX}",
            script=f"{site.prefix}/{_static('twin-search.js')}",
        )


def parts(known: State, portal: Portal, site: Site, path: str) -> Iterator[tuple[str, bytes]]:
    """What belongs to one of the twin's own pages: (file below the portal's folder, bytes)."""
    if path == SEARCH:
        yield INDEX, recent.index(known, portal.id, link_to(site.prefix, ""))


def onward(address: str) -> str:
    """A page that leads on to where something is now."""
    there = escape(address, quote=True)
    return (
        '<!doctype html>\n<html lang="vi"><head><meta charset="utf-8"><meta name="robots" content="noindex">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(_("Đã chuyển"))}</title>'
        f'<meta http-equiv="refresh" content="0; url={there}"></head>'
        f'<body><p><a href="{there}">{escape(_("Trang này đã chuyển sang địa chỉ khác"))}</a></p></body></html>\n'
    )
