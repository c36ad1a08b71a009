"""Whether addresses within the installation lead anywhere: told from routes and rows, without asking a server."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from flask import current_app
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from portal.digits import whole_number
from portal.extensions import db
from portal.media.models import MediaFile
from portal.publishing.service import visible
from portal.quality.registry import registered
from portal.tenancy.directory import Portal, directory
from portal.tenancy.hosts import normalise_host
from portal.tenancy.scope import current_scope
from portal.web.contributions import contributions

_FILE = re.compile(r"/tep/([0-9]{1,19})/")
_ARTICLE = re.compile(r"(dieu-[0-9a-z]+)(?:-|\Z)")


@dataclass(frozen=True)
class Target:
    """An address within this portal: what stands before the slug of a kind, its slug, the provision that is named."""

    address: str
    path: str
    fragment: str
    kind: str = ""
    slug: str = ""
    rest: str = ""


def faults(addresses: Iterable[str], portal: Portal) -> dict[str, str]:
    """Address → the rule that it breaks, of those that lead nowhere on this portal; the others are not in it.

    In the portal's reading scope, so that what its district shares counts; a statement per kind of thing. Addresses of
    other servers, of other portals and of the desk are passed over.
    """
    assert current_scope().own == portal.id
    targets = [one for address in addresses if (one := _target(address, portal)) is not None]
    found: dict[str, str] = {}
    for one in targets:
        if one.kind == "" and not _FILE.match(one.path) and not _is_route(one.path):
            found[one.address] = "link-broken"
    found |= _files(targets)
    by_kind: dict[str, list[Target]] = defaultdict(list)
    for one in targets:
        if one.kind:
            by_kind[one.kind].append(one)
    for kind, those in by_kind.items():
        found |= _things(kind, those)
    return {address: rule for address, rule in found.items() if not _leads_on(address, portal)}


def _target(address: str, portal: Portal) -> Target | None:
    try:
        parts = urlsplit(address)
    except ValueError:
        return Target(address, address, "")
    if parts.scheme or parts.netloc:
        if (
            parts.scheme not in {"http", "https", ""}
            or directory().by_host(normalise_host(parts.netloc)) != portal
        ):
            return None
    elif not parts.path.startswith("/"):
        return None  # a place on the same page, an e-mail address, something relative
    path = unquote(parts.path) or "/"
    if path.startswith("/quan-tri"):
        return None
    for kind, front in contributions().addresses.items():
        slug, _slash, rest = path.removeprefix(front).partition("/")
        if path.startswith(front) and slug and kind in registered().checked and _is_thing(path, front):
            return Target(address, path, parts.fragment, kind, slug, rest)
    return Target(address, path, parts.fragment)


def _is_thing(path: str, front: str) -> bool:
    """Whether the page below a kind's own front is one of its things, and not a list or a feed there."""
    values = _match(path)
    lists = (f"{front}chuyen-muc/", f"{front}the/")
    return values is not None and "slug" in values and not path.startswith(lists)


def _match(path: str) -> dict[str, object] | None:
    """The values of the route that answers a path; None where there is none."""
    try:
        _endpoint, values = current_app.url_map.bind("localhost").match(path, method="GET")
    except RequestRedirect:
        return {}
    except HTTPException:
        return None
    return dict(values)


def _is_route(path: str) -> bool:
    return _match(path) is not None


def _files(targets: list[Target]) -> dict[str, str]:
    named = {one.address: whole_number(found[1]) or 0 for one in targets if (found := _FILE.match(one.path))}
    if not named:
        return {}
    held = set(db.session.scalars(select(MediaFile.id).where(MediaFile.id.in_(set(named.values())))))
    return {address: "link-file" for address, number in named.items() if number not in held}


def _things(kind: str, targets: list[Target]) -> dict[str, str]:
    checked = registered().checked[kind]
    model, slugs = checked.model, {one.slug for one in targets}
    seen = dict(
        db.session.execute(visible(select(model.slug, model.id).where(model.slug.in_(slugs)), model)).all()
    )
    known = set(db.session.scalars(select(model.slug).where(model.slug.in_(slugs - seen.keys()))))
    found = {
        one.address: "link-withdrawn" if one.slug in known else "link-broken"
        for one in targets
        if one.slug not in seen
    }
    if checked.anchors is not None:
        named = {one: anchor for one in targets if one.slug in seen and (anchor := _article(one))}
        held = checked.anchors([seen[one.slug] for one in named]) if named else {}
        found |= {
            one.address: "link-anchor"
            for one, anchor in named.items()
            if anchor not in held.get(seen[one.slug], ())
        }
    return found


def _article(target: Target) -> str:
    """The article that an address names ("dieu-5"), "" for none."""
    found = _ARTICLE.match(target.fragment) or _ARTICLE.match(target.rest)
    return found[1] if found else ""


def _leads_on(address: str, portal: Portal) -> bool:
    """Whether the portal leads on from an old address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    path = unquote(parts.path)
    shared = contributions()
    return any(one(portal, path) for one in shared.forwarding) or any(
        one(path, parts.query) for one in shared.moved
    )
