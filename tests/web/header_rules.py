"""What the headers of every answer say, by what is answered: the one table that tests hold all answers to."""

from __future__ import annotations

from collections.abc import Mapping
from http.cookies import SimpleCookie
from typing import Any

from flask import Flask
from werkzeug.exceptions import HTTPException

from portal.web.headers import CSP, DATA, PLAYERS, SANDBOX

ALWAYS = {
    "X-Content-Type-Options": {"nosniff"},
    "Referrer-Policy": {"strict-origin-when-cross-origin", "no-referrer"},
    "X-Frame-Options": {"DENY", "SAMEORIGIN"},
    "Cross-Origin-Opener-Policy": {"same-origin"},
    "Cross-Origin-Resource-Policy": {"same-origin", "cross-origin"},
}
FEATURES = ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "serial", "usb")
NOTHING = ", ".join(f"{one}=()" for one in FEATURES)
TELLING = ("Server", "X-Powered-By", "X-Page-Cache", "Via")
COOKIES = {
    "phien": ("Lax", "/"),
    "cong_dan": ("Lax", "/"),
    "ngon-ngu": ("Lax", "/"),
    "thiet-bi": ("Strict", "/quan-tri"),
    "thiet-bi-dan": ("Strict", "/tai-khoan"),
    "thanh-toan": ("Lax", "/thanh-toan/"),
}

# What a public route answers. A route that is not here is a page; a new blueprint must be named in PAGES.
PERSONAL = frozenset({"citizens", "applying", "following", "payments", "voice", "preview_links", "ioc_wall"})
"""Blueprints whose answers are about somebody, or open by a secret in the address."""
ASSETS = frozenset({"web.asset_file", "web.theme_file", "web.theme_colours", "proofs.static_file"})
MACHINES = frozenset({"api", "opendata", "opendata_files", "exchange", "legal_exports"})
"""Blueprints that answer programs, and files of data."""
PAGES = frozenset(
    {
        *{"web", "news", "pages", "legal", "procedures", "schedule", "search", "proofs", "media", "alerts"},
        *{"services", "service_guide", "service_material", "consultations", "questions", "reports", "polls"},
        *{"performance", "visits", "archive", "workdays", "indicators", "results", "healthz"},
    }
)
SHOWN_ELSEWHERE = frozenset({"media.public_file"})


def wrong_headers(app: Flask, path: str, answer: Any, *, secure: bool = False) -> list[str]:
    """What the answer's headers lack, by the route that its address belongs to (none: a page that is not there)."""
    try:
        rule, _values = app.url_map.bind("").match(path.partition("?")[0], return_rule=True, method="GET")
        kind, endpoint = kind_of(rule.endpoint, rule.rule), rule.endpoint
    except HTTPException:
        kind, endpoint = ("desk" if path.startswith("/quan-tri") else "page"), ""
    return [f"{path} {answer.status_code}: {one}" for one in problems(kind, endpoint, answer, secure=secure)]


def kind_of(endpoint: str, rule: str) -> str:
    """The class of a route: desk, personal, asset, machine or page. Raises LookupError for one nobody classified."""
    blueprint = endpoint.partition(".")[0]
    if rule.startswith("/quan-tri"):
        return "desk"
    if endpoint in ASSETS:
        return "asset"
    for name, held in (("personal", PERSONAL), ("machine", MACHINES), ("page", PAGES)):
        if blueprint in held:
            return name
    raise LookupError(f"{endpoint} {rule}: no class of tests/web/header_rules.py names it")


def problems(kind: str, endpoint: str, answer: Any, *, secure: bool = False) -> list[str]:
    """What is wrong with the headers of an answer of this kind; empty if nothing is."""
    headers: Mapping[str, str] = answer.headers
    found = [
        f"{name}: {headers.get(name)!r}"
        for name, allowed in ALWAYS.items()
        if headers.get(name) not in allowed
    ]
    found += [f"{name} tells {headers[name]}" for name in TELLING if name in headers]
    strict = "max-age=31536000; includeSubDomains" if secure else None
    if headers.get("Strict-Transport-Security") != strict:
        found.append(f"Strict-Transport-Security: {headers.get('Strict-Transport-Security')!r}")
    if headers.get("Permissions-Policy") != NOTHING and endpoint != "reports.report":
        found.append(f"Permissions-Policy: {headers.get('Permissions-Policy')!r}")
    elsewhere = headers.get("Cross-Origin-Resource-Policy") == "cross-origin"
    if elsewhere and kind in {"desk", "personal"}:
        found.append("shown to pages of other sites")
    found += _policy(kind, answer) + _keeping(kind, answer) + _cookies(kind, answer, secure)
    return found


def _policy(kind: str, answer: Any) -> list[str]:
    """The content security policy is one of the few that there are, and the one for what is answered."""
    given = answer.headers.get("Content-Security-Policy", "")
    if answer.headers.get("Content-Disposition", "").startswith("attachment"):
        return [] if "sandbox" in given and "default-src 'none'" in given else [f"a file with {given!r}"]
    if answer.mimetype == "text/html":
        # On the desk, forms lead on to the desks of other portals.
        plain = given if kind != "desk" else _without_origins(given)
        allowed = {CSP, CSP + PLAYERS, CSP.replace("frame-ancestors 'none'", "frame-ancestors 'self'")}
        return [] if plain in allowed else [f"a page with {given!r}"]
    if kind == "asset" or answer.mimetype in {"application/pdf", "image/svg+xml"}:
        return (
            [] if "frame-ancestors 'none'" in given or "sandbox" in given else [f"no frame rule: {given!r}"]
        )
    return [] if given in {DATA, SANDBOX} else [f"{answer.mimetype} with {given!r}"]


def _without_origins(policy: str) -> str:
    parts = [one.strip() for one in policy.split(";")]
    return "; ".join(
        "form-action 'self'" if one.startswith("form-action 'self' http") else one for one in parts
    )


def _keeping(kind: str, answer: Any) -> list[str]:
    """Who may keep it: nobody what is of the desk or of somebody; the rest says so at least."""
    control, varies = answer.headers.get("Cache-Control", ""), answer.headers.get("Vary", "").lower()
    found = [] if control else ["no Cache-Control"]
    if kind == "desk" and control != "no-store":
        found.append(f"the desk with Cache-Control: {control}")
    if (
        kind == "personal"
        and answer.status_code < 300
        and "no-store" not in control
        and "no-cache" not in control
    ):
        found.append(f"something of somebody with Cache-Control: {control}")
    if "Set-Cookie" in answer.headers and control != "no-store" and "public" in control:
        found.append("a cookie in an answer that may be kept")
    if "hx-request" not in varies:
        found.append(f"Vary: {varies}")
    return found


def _cookies(kind: str, answer: Any, secure: bool) -> list[str]:
    found = []
    for laid in answer.headers.getlist("Set-Cookie"):
        cookie: SimpleCookie = SimpleCookie(laid)
        for name, morsel in cookie.items():
            bare = name.removeprefix("__Host-").removeprefix("__Secure-")
            same_site, path = COOKIES.get(bare, ("", ""))
            if bare.startswith("tham-do"):  # one for each poll, at its own path
                same_site, path = "Lax", morsel["path"]
            right = (morsel["samesite"], morsel["path"]) == (same_site, path) and morsel["httponly"]
            if not right or morsel["domain"] or bool(morsel["secure"]) is not secure:
                found.append(f"cookie {laid}")
            if secure and bare in {"phien", "cong_dan"} and not name.startswith("__Host-"):
                found.append(f"cookie {name} without its prefix")
    if kind in {"asset", "page", "machine"} and answer.status_code == 200 and "Set-Cookie" in answer.headers:
        found.append(f"a reader gets a cookie: {answer.headers['Set-Cookie']}")
    return found
