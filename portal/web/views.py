"""Pages of no room: home, static files, theme colours, language, health, robots, site map, OpenSearch."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, abort, current_app, g, redirect, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.extensions import db
from portal.tenancy.directory import directory
from portal.web import colours, themes
from portal.web import site_map as site_maps
from portal.web.home import home_blocks
from portal.web.request import LOCALES, current_portal, path, portal_url, public_url
from portal.web.safe_redirect import safe_target
from portal.web.structured import organisation
from portal.web.templating import STATIC

bp = Blueprint("web", __name__, template_folder="templates")
FOREVER = "public, max-age=31536000, immutable"
MIME = {".woff2": "font/woff2", ".svg": "image/svg+xml", ".ico": "image/x-icon", ".js": "text/javascript"}


@bp.get("/")
def home() -> str:
    """The home page: the blocks that rooms contribute, switched and ordered by the tenant."""
    portal, url = current_portal(), public_url("/")
    return render_template(
        "web/home.html",
        blocks=home_blocks,  # asked only when the page's main part is not kept
        canonical_url=url,
        description=_("Cổng thông tin điện tử của %(name)s", name=portal.authority),
        json_ld=organisation(portal, url),
    )


def _file(found: Path | None) -> Response:
    if found is None:
        abort(404)
    answer = send_file(found, mimetype=MIME.get(found.suffix), conditional=True, etag=True)
    answer.headers["Cache-Control"] = FOREVER
    return answer


@bp.get("/tinh/<digest>/<path:name>", endpoint="asset_file")
def asset_file(digest: str, name: str) -> Response:
    """A file of portal/web/static/ under a versioned address."""
    return _file(themes.file_below(STATIC, name))


@bp.get("/giao-dien/<theme>/<digest>/<path:name>")
def theme_file(theme: str, digest: str, name: str) -> Response:
    """A static file of a theme or of its parents under a versioned address."""
    return _file(themes.shelf().file(theme, name))


@bp.get("/giao-dien.css")
def theme_colours() -> Response:
    """The tenant's colours as CSS variables."""
    return Response(colours.stylesheet(current_portal()), mimetype="text/css")


@bp.get("/ngon-ngu/<code>")
def language(code: str) -> ResponseReturnValue:
    """Choose the interface language and go back."""
    if code not in LOCALES:
        abort(404)
    answer = redirect(safe_target(request.args.get("ve"), path("/")))
    secure = current_app.config["PORTAL"].cookie_secure
    answer.set_cookie("ngon-ngu", code, max_age=31536000, samesite="Lax", httponly=True, secure=secure)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/robots.txt")
def robots() -> Response:
    """What crawlers may read: everything but the desk."""
    lines = ["User-agent: *", f"Disallow: {path('/quan-tri/')}", f"Sitemap: {public_url('/sitemap.xml')}", ""]
    return Response("\n".join(lines), mimetype="text/plain")


@bp.get("/sitemap.xml")
def site_map() -> Response:
    """Every public page of this portal; an index of parts where one file should not hold them all."""
    parts = site_maps.parts()
    if len(parts) == 1:
        return _site_map_of(parts[0])
    body = render_template("web/sitemap_index.xml", parts=range(1, len(parts) + 1), base=public_url(""))
    return Response(body, mimetype="application/xml")


@bp.get("/sitemap-<int:number>.xml")
def site_map_part(number: int) -> Response:
    """A part of the site map, as its index names it."""
    parts = site_maps.parts()
    if len(parts) == 1 or not 1 <= number <= len(parts):
        abort(404)
    return _site_map_of(parts[number - 1])


def _site_map_of(part: site_maps.Part) -> Response:
    body = render_template("web/sitemap.xml", entries=part.read(), base=public_url(""))
    return Response(body, mimetype="application/xml")


@bp.get("/opensearch.xml")
def opensearch() -> Response:
    """The description that lets a browser search this portal."""
    return Response(
        render_template("web/opensearch.xml", public_url=public_url),
        mimetype="application/opensearchdescription+xml",
    )


@bp.get("/so-do-cong")
def site_guide() -> str:
    """The site map for people: menu and all portals of the district."""
    portals = [
        {"name": one.name, "url": portal_url(one)} for one in directory().living() if one.status == "active"
    ]
    here = current_portal()
    ended = [one for one in directory().all() if not one.is_living and directory().heir_of(one).id == here.id]
    return render_template(
        "web/site_guide.html", portals=portals, archives=ended, crumbs=[(_("Sơ đồ cổng"), None)]
    )


def healthz() -> ResponseReturnValue:
    """200 "ok" when the database answers, else 503."""
    try:
        db.session.execute(select(1))
    except Exception:
        return Response("database\n", 503, mimetype="text/plain")
    finally:
        db.session.remove()
    g.portal = None
    return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})
