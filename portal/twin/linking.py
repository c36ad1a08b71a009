"""Where a link of a page leads: to a page that the twin holds or may hold, out of the installation, or nowhere."""

from __future__ import annotations

from urllib.parse import unquote, urljoin, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from portal.tenancy.directory import Portal, directory
from portal.tenancy.hosts import normalise_host
from portal.twin.addresses import KEPT_QUERIES, Site, is_keepable, link_to, site_of
from portal.twin.choosing import ASSET, FILE, KEPT, OWN_PART, SEARCH, SHOWN_SUSPENDED, Chosen

OUTSIDE, NOWHERE, HERE, SEARCHING = "outside", "nowhere", "here", "searching"
Led = Chosen | str


class Links:
    """Follows links by the rules of the application's addresses; asks nobody."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._rules = app.url_map.bind("localhost")
        self._by_path = app.config["PORTAL"].tenants_by == "path"

    def lead(self, portal: Portal, site: Site, path: str, address: str) -> Led:
        """Where `address`, as it stands in the page at `path` of a portal, leads: a page that can be kept, or OUTSIDE,
        NOWHERE, HERE (a place of the same page), SEARCHING (a part of
        the twin itself)."""
        address = address.strip()
        if not address or address.startswith("#"):
            return HERE
        base = f"http://{site.host}{link_to(site.prefix + path, '')}"
        try:
            parts = urlsplit(urljoin(base, address))
        except ValueError:
            return OUTSIDE
        if parts.scheme not in {"http", "https"}:
            return OUTSIDE
        there = directory(self._app).by_host(normalise_host(parts.netloc))
        if there is None:
            return OUTSIDE
        whole = unquote(parts.path) or "/"
        if self._by_path:
            head, _, tail = whole.lstrip("/").partition("/")
            named = directory(self._app).by_slug(head)
            there = named or directory(self._app).district() or there
            whole = f"/{tail}" if named is not None else whole
        return self.choose(there, whole, parts.query)

    def choose(self, portal: Portal, path: str, query: str) -> Led:
        """The page at a decoded path of a portal, if it is one that the twin holds."""
        portal = directory(self._app).heir_of(portal)
        view = self._view(path)
        kind = KEPT.get(view or "")
        if site_of(portal) is None or (portal.status != "active" and view not in SHOWN_SUSPENDED):
            return NOWHERE
        if path == SEARCH or path.startswith(OWN_PART):
            return SEARCHING
        if view is None or kind is None or not is_keepable(path):
            return NOWHERE
        if kind in {FILE, ASSET}:
            return Chosen(portal.id, path, "", view, kind)
        if query and not KEPT_QUERIES.match(query):
            return NOWHERE
        return Chosen(portal.id, path, query, view, kind)

    def _view(self, path: str) -> str | None:
        try:
            return str(self._rules.match(path, method="GET")[0])
        except RequestRedirect as onward:
            # `/tin-tuc` is `/tin-tuc/`; the application redirects, and so does a page of the twin.
            try:
                return str(self._rules.match(unquote(urlsplit(onward.new_url).path), method="GET")[0])
            except HTTPException:
                return None
        except HTTPException:
            return None
