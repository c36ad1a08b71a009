"""The start of each request: which portal, which scope, which language."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Flask, Response, current_app, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.tenancy.directory import Portal, directory
from portal.tenancy.hosts import normalise_host
from portal.tenancy.scope import Scope, editing, entered, reading
from portal.web.contributions import contributions
from portal.web.freshness import GLOBAL_SLOT, versions

DESK_PREFIX = "/quan-tri"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
UNSHOWN = frozenset(
    {
        *{"csrf_token", "password", "old", "new", "again", "code", "version"},
        *{"xac-nhan-mat-khau", "xac-nhan-ma"},
    }
)
TENANTLESS = frozenset({"healthz", "static", "web.asset_file", "web.theme_file"})
LOCALES = ("vi", "en")
# Where other offices bring packages, and look who is there: their book may name an address of former times.
EXCHANGE = frozenset({"exchange.receive", "exchange.card"})
# What a portal that was merged still answers by itself: the log of what it published, signed under its name, news of
# payments that were begun there, and other offices.
STAYS_BEHIND = frozenset({"web.theme_colours", "web.language", "payments.news"}) | EXCHANGE
# What is heard at the former addresses of a renamed portal too, and while a portal is suspended: whoever calls there
# follows no redirection, and what they tell has happened.
HEARD_EVERYWHERE = frozenset({"payments.news"}) | EXCHANGE
SHOWN_SUSPENDED = frozenset({"web.theme_colours"}) | HEARD_EVERYWHERE


def install(app: Flask) -> None:
    """Register the request's beginning and end."""
    app.before_request(_begin)
    app.teardown_request(_end)


def current_portal() -> Portal:
    """The portal of this request; only views that run under one may ask."""
    portal: Portal = g.portal
    return portal


def find_portal(environ: dict[str, Any]) -> Portal | None:
    """The portal that a request is for: by path segment where configured so, else by host."""
    known = directory()
    portal = known.by_host(normalise_host(environ.get("HTTP_HOST", "")))
    if portal is None or not environ.get("portal.by_path"):
        return portal  # by path too: links in e-mails are made with the host that was asked
    slug = environ.get("portal.tenant_slug")
    return (known.by_slug(slug) or known.by_former_slug(slug)) if slug else known.district()


def is_desk() -> bool:
    """Whether the request is for the editing desk."""
    asked = request.path
    return asked == DESK_PREFIX or asked.startswith(DESK_PREFIX + "/")


def _begin() -> ResponseReturnValue | None:
    g.locale = request.cookies.get("ngon-ngu", "vi")
    if g.locale not in LOCALES:
        g.locale = "vi"
    at = versions().read(GLOBAL_SLOT)
    directory().refresh(at)
    portal = find_portal(request.environ)
    g.portal = portal
    if portal is not None:
        # Read before anything of the portal is: what this request remembers is never newer than what it saw.
        g.content_at = (at, versions().read(portal.id))
    if request.endpoint in TENANTLESS:
        return None
    if portal is None:
        return render_template("web/error.html", code=404, portals=portal_links()), 404
    if not portal.is_living and request.blueprint != "proofs" and request.endpoint not in STAYS_BEHIND:
        return lead_on(directory().heir_of(portal), new_address(portal))
    if _under_former_name(portal) and request.endpoint not in HEARD_EVERYWHERE:
        return lead_on(portal, None)
    _enter(_scope_of_request(portal))
    if portal.status == "suspended" and not is_desk() and request.endpoint not in SHOWN_SUSPENDED:
        target = new_address(portal)  # what went on from here is not suspended with it
        if target is not None:
            return lead_on(portal, target, 302)
        return render_template("web/suspended.html", tenant=portal, portals=portal_links()), 503
    return None


def _under_former_name(portal: Portal) -> bool:
    """Whether a renamed portal was asked for by a host or a first path segment of former times."""
    if request.environ.get("portal.by_path"):
        return request.environ.get("portal.tenant_slug", portal.slug) != portal.slug
    return normalise_host(request.host) in portal.former_hosts


def new_address(portal: Portal) -> str | None:
    """Where that has gone which stood at this address of a portal; None where nobody knows."""
    found = (find(portal, request.path) for find in contributions().forwarding)
    return next((one for one in found if one is not None), None)


def lead_on(portal: Portal, target: str | None, code: int = 301) -> ResponseReturnValue:
    """Lead to `target`, else to the same address of `portal`; the query goes along.

    A form that was sent is not sent on, since who sends it is not signed in there: what was typed is shown instead, to
    be copied (409).
    """
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    where = f"{target}{query}" if target else portal_url(portal, f"{quote(request.path)}{query}")
    if request.method not in SAFE_METHODS:
        g.portal = portal
        if "scope_context" not in g:
            _enter(reading(portal.id, portal.ancestors))
        there = portal_url(portal, DESK_PREFIX + "/") if is_desk() else where
        typed = [
            (name, value)
            for name, value in request.form.items(multi=True)
            if value.strip() and name not in UNSHOWN and len(value) > 2
        ]
        page = render_template("web/moved.html", heir=portal, where=there, typed=typed)
        return page, 409
    if request.headers.get("HX-Request"):
        return Response(status=200, headers={"HX-Redirect": where})
    return redirect(where, code)


def _scope_of_request(portal: Portal) -> Scope:
    if is_desk():
        view = current_app.view_functions.get(request.endpoint or "")
        others = (find(portal) for find in contributions().desk_scopes)
        own = next((one for one in others if one is not None), portal)
        return editing(own.id, writes=request.method not in SAFE_METHODS or hasattr(view, "writes"))
    return reading(portal.id, portal.ancestors)


def _enter(scope: Scope) -> None:
    context = entered(scope)
    context.__enter__()
    g.scope_context = context


def _end(_error: BaseException | None) -> None:
    context = g.pop("scope_context", None)
    if context is not None:
        context.__exit__(None, None, None)


def portal_url(portal: Portal, path: str = "/") -> str:
    """The absolute address of a page of any portal, by host or by path as the installation tells tenants apart."""
    scheme = request.scheme
    port = request.host.rpartition(":")[2]
    suffix = f":{port}" if port.isdigit() and not request.host.endswith("]") else ""
    if request.environ.get("portal.by_path"):
        prefix = "" if portal.is_district else f"/{portal.slug}"
        return f"{scheme}://{request.host}{prefix}{path}"
    host = portal.hosts[0] if portal.hosts else f"{portal.slug}.localhost"
    return f"{scheme}://{host}{suffix}{path}"


def portal_links() -> list[dict[str, str]]:
    """Name and address of every active portal, for the page of an unknown host and for choosers."""
    return [
        {"name": one.name, "url": portal_url(one)}
        for one in directory().all()
        if one.status == "active" and one.merged_into_id is None
    ]


def path(target: str) -> str:
    """The link to a portal-relative path ("/tin-tuc/"), right by host and by path."""
    return request.script_root + target


def public_url(target: str) -> str:
    """The absolute, canonical address of a portal-relative path."""
    return portal_url(current_portal(), target)


__all__ = ["current_portal", "install", "is_desk", "path", "portal_links", "portal_url", "public_url"]
