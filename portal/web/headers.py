"""Headers of every answer: content security, caching, and the mark for the page cache."""

from __future__ import annotations

from flask import Flask, Response, current_app, g, request

from portal.config import Settings
from portal.tenancy.directory import directory
from portal.web.cookies import carries_citizen, carries_session
from portal.web.request import is_desk, portal_url

CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; connect-src 'self'"
)
SANDBOX = "default-src 'none'; sandbox"
"""A file that goes away from here: opened as a page all the same, it may do nothing."""
DATA = "default-src 'none'; frame-ancestors 'none'"
"""What is no page and no file: data, feeds, streams."""
PAGES = frozenset({"text/html", "text/css", "text/javascript", "application/pdf", "image/svg+xml"})
"""Browsers show these as pages, take them into pages, or show them with a viewer that a sandbox would stop."""
FEATURES = ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "serial", "usb")
"""What of a device no page asks for, but for the reader's place where a report is written (LOCATES)."""
NOTHING = ", ".join(f"{one}=()" for one in FEATURES)
LOCATES = frozenset({"reports.report"})
SHARED = frozenset({"media.public_file"})
"""What pages of other sites may show: pictures and files that are public. So may readers of feeds."""
FEEDS = frozenset({"application/atom+xml", "application/rss+xml"})
A_YEAR = 31_536_000
# A page with a card of a video (sanitise_additions) may frame its player, once the reader asked for it; no other page.
PLAYERS = "; frame-src https://www.youtube-nocookie.com https://player.vimeo.com"
_ALWAYS = [
    (name.lower(), (name, value))
    for name, value in (
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    )
]
_VIDEO_CARD = b'<p class="video">'
# The same for everybody, signed in or not: a browser need not fetch them again with every page.
ASSETS = frozenset({"web.asset_file", "web.theme_file", "web.theme_colours"})


def strictness(settings: Settings) -> str:
    """How long, and how far down, browsers ask over TLS alone (HSTS)."""
    return f"max-age={A_YEAR}; includeSubDomains" if settings.https_subdomains else f"max-age={A_YEAR}"


def _policy(response: Response) -> str:
    """The policy of this page. From the desk one goes on to other portals of the installation by a form that is
    answered with a redirect there, and browsers hold the redirect of a form to `form-action` too."""
    if response.headers.get("Content-Disposition", "").startswith("attachment"):
        return SANDBOX
    if response.mimetype and response.mimetype not in PAGES:
        return DATA
    policy = CSP + PLAYERS if _has_video(response) else CSP
    if g.get("may_be_framed"):  # a preview stands in a frame of the desk
        policy = policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    if not is_desk() or g.get("actor") is None or request.environ.get("portal.by_path"):
        return policy
    origins = sorted({portal_url(one, "") for one in directory().all()})
    return policy.replace("form-action 'self'", " ".join(["form-action 'self'", *origins]))


def _has_video(response: Response) -> bool:
    is_page = response.mimetype == "text/html" and response.is_sequence and not response.direct_passthrough
    return is_page and _VIDEO_CARD in response.get_data()


def _readers(response: Response) -> str:
    """Whether pages of other sites may take this in: what is public anyway and made for that."""
    shared = request.endpoint in SHARED or response.mimetype in FEEDS
    return "cross-origin" if shared and response.status_code < 400 else "same-origin"


def _finish(response: Response) -> Response:
    headers = response.headers
    given = {name.lower() for name, _value in headers}
    if "content-security-policy" not in given:
        headers.add("Content-Security-Policy", _policy(response))
    if "x-frame-options" not in given:
        headers.add("X-Frame-Options", "SAMEORIGIN" if g.get("may_be_framed") else "DENY")
    if "permissions-policy" not in given:
        place = request.endpoint in LOCATES
        headers.add(
            "Permissions-Policy",
            NOTHING.replace("geolocation=()", "geolocation=(self)") if place else NOTHING,
        )
    if "cross-origin-resource-policy" not in given:
        headers.add("Cross-Origin-Resource-Policy", _readers(response))
    settings = current_app.config["PORTAL"]
    if settings.cookie_secure:  # behind TLS: from now on only so
        headers["Strict-Transport-Security"] = strictness(settings)
    headers.extend([pair for name, pair in _ALWAYS if name not in given])
    if "vary" in given:
        response.vary.add("HX-Request")
    else:
        headers.add("Vary", "HX-Request")
    if request.endpoint in ASSETS and request.method == "GET" and response.status_code == 200:
        headers["X-Page-Cache"] = "ok"  # compressed once, not by every reader who comes for the first time
    signed_in = carries_session() or carries_citizen() or g.get("actor") is not None
    for_all = request.endpoint in ASSETS and response.status_code < 400
    if (is_desk() or signed_in) and not for_all:
        headers["Cache-Control"] = "no-store"
    elif "cache-control" not in given:
        headers["Cache-Control"] = "no-cache"
        if request.method in {"GET", "HEAD"} and response.status_code == 200 and "Set-Cookie" not in headers:
            headers["X-Page-Cache"] = "ok"
    return response


def install(app: Flask) -> None:
    """Register the headers on every answer."""
    app.after_request(_finish)
