"""Which portal is this request for: from the Host header, or from the first path segment."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})?(\.[a-z0-9_]([a-z0-9_-]{0,62})?)*\Z")
StartResponse = Callable[..., Any]
WSGIApp = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


def normalise_host(raw: str) -> str:
    """The bare lower-case host name of a Host header ("" where it is not one): port and last dot fall."""
    host = raw.strip().lower()
    if host.startswith("["):
        return "127.0.0.1" if re.fullmatch(r"\[::1\](:\d{1,5})?", host) else ""
    host = host.rsplit(":", 1)[0] if host.rpartition(":")[2].isdigit() else host
    host = host.rstrip(".")
    return host if _HOST.match(host) else ""


class PathTenants:
    """WSGI middleware for PORTAL_TENANTS_BY=path: `/tam-hai/tin-tuc/` becomes script root `/tam-hai`.

    Links made by `url_for` and `path()` then carry the prefix by themselves. The district has no prefix.
    """

    def __init__(self, app: WSGIApp, slugs: Callable[[], frozenset[str]]) -> None:
        self.app = app
        self.slugs = slugs

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        environ.pop("portal.tenant_slug", None)
        environ["portal.by_path"] = True
        head, _, tail = environ.get("PATH_INFO", "/").lstrip("/").partition("/")
        if head in self.slugs():
            environ["portal.tenant_slug"] = head
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/" + head
            environ["PATH_INFO"] = "/" + tail
        return self.app(environ, start_response)
