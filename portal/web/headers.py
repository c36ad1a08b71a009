"""Headers of every answer: content security, caching, and the mark for the page cache."""

from __future__ import annotations

from flask import Flask, Response, g, request

from portal.tenancy.directory import directory
from portal.web.request import is_desk, portal_url

CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; connect-src 'self'"
)
CITIZEN_COOKIE = "cong_dan"
"""Holds a citizen's session (portal/citizens): whoever carries it, or the desk's, gets pages that nobody keeps."""
# A page with a card of a video (sanitise_additions) may frame its player, once the reader asked for it; no other page.
PLAYERS = "; frame-src https://www.youtube-nocookie.com https://player.vimeo.com"
_VIDEO_CARD = b'<p class="video">'
# The same for everybody, signed in or not: a browser need not fetch them again with every page.
ASSETS = frozenset({"web.asset_file", "web.theme_file", "web.theme_colours"})


def _policy(response: Response) -> str:
    """The policy of this page. From the desk one goes on to other portals of the installation by a form that is
    answered with a redirect there, and browsers hold the redirect of a form to `form-action` too."""
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


def _finish(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _policy(response))
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    headers.setdefault("X-Frame-Options", "SAMEORIGIN" if g.get("may_be_framed") else "DENY")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.vary.add("HX-Request")
    signed_in = "phien" in request.cookies or CITIZEN_COOKIE in request.cookies or g.get("actor") is not None
    for_all = request.endpoint in ASSETS and response.status_code < 400
    if (is_desk() or signed_in) and not for_all:
        headers["Cache-Control"] = "no-store"
    elif "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-cache"
        if request.method in {"GET", "HEAD"} and response.status_code == 200 and "Set-Cookie" not in headers:
            headers["X-Page-Cache"] = "ok"
    return response


def install(app: Flask) -> None:
    """Register the headers on every answer."""
    app.after_request(_finish)
