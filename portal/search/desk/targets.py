"""The page that a promoted result leads to: chosen by its title, or given as an address of this portal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from flask import current_app, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.urls import iri_to_uri

from portal.digits import whole_number
from portal.search.desk.trying import as_visitor, found_by
from portal.search.documents import SearchDocument
from portal.search.registry import kind_labels
from portal.search.searching import texts
from portal.tenancy.hosts import normalise_host
from portal.web.request import DESK_PREFIX, current_portal
from portal.web.safe_redirect import safe_target

OFFERED = 8
_KEY = re.compile(r"[a-z_]{1,30}:([0-9]{1,19}):([0-9]{1,19})(?::[a-z0-9-]{1,120})?\Z", re.ASCII)


class InvalidTarget(ValueError):
    """The address leads to no public page of this portal; the message says so to an editor."""


@dataclass(frozen=True)
class Choice:
    """A page that can be chosen: the key of its entry, its title, its path, what kind of thing it is."""

    key: str
    title: str
    path: str
    kind: str


def offered(question: str) -> list[Choice]:
    """Pages of this portal whose title or text answers `question`; none where the index cannot serve."""
    tried = found_by(question, OFFERED)
    return [_choice(key, document) for key, document in tried.documents]


def chosen(key: str) -> Choice | None:
    """The page of an entry as visitors see it; None if they do not, or for any other text."""
    named = _KEY.match(key)
    if named is None or None in (whole_number(named[1]), whole_number(named[2])):
        return None
    with as_visitor():
        document = texts([key]).get(key)
    return _choice(key, document) if document is not None else None


def _choice(key: str, document: SearchDocument) -> Choice:
    label = str(kind_labels().get(document.kind, document.kind))
    number = f"{document.number} – " if document.number else ""
    part = f"Điều {document.article}. " if document.article else ""
    return Choice(key, f"{number}{part}{document.title}"[:200], document.url_path, label)


def path_of(address: str) -> str:
    """The portal-relative path of an address of this portal ("/…", or in full). Raises InvalidTarget."""
    text = _relative(address.strip())
    if not text.isprintable():
        text = ""
    bare, hash_sign, anchor = text.partition("#")
    found = safe_target(iri_to_uri(bare), "")
    if not found or found.startswith((DESK_PREFIX + "/", "/api/")) or found == DESK_PREFIX:
        raise InvalidTarget(_("Hãy nhập đường dẫn bắt đầu bằng / của một trang công khai trên cổng này."))
    _require_route(unquote(found.partition("?")[0]))
    whole = found + (hash_sign + iri_to_uri(anchor) if anchor else "")
    if len(whole) > 500:
        raise InvalidTarget(_("Địa chỉ quá dài."))
    return whole


def _relative(address: str) -> str:
    """An address in full without its scheme, host and the segment of this portal."""
    if "://" not in address:
        return address
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    host = normalise_host(parts.netloc)
    own = {*current_portal().hosts, normalise_host(request.host)}
    prefix = request.script_root
    if parts.scheme not in {"http", "https"} or host not in own or not parts.path.startswith(f"{prefix}/"):
        raise InvalidTarget(
            _("Địa chỉ này ở trang khác. Kết quả đề xuất chỉ dẫn đến trang của chính cổng này.")
        )
    rest = parts.path[len(prefix) :]
    return (
        rest + (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
    )


def _require_route(path: str) -> None:
    try:
        current_app.url_map.bind("localhost").match(path, "GET")
    except RequestRedirect:
        return
    except HTTPException as error:
        raise InvalidTarget(
            _("Cổng này không có trang nào ở địa chỉ đó. Hãy mở trang ấy và chép địa chỉ từ trình duyệt.")
        ) from error
