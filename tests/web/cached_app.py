"""A small application behind the page cache, for the tests: says all that its answer depends on.

Run under a real server with CACHED_APP_DIR, the folder of its versions and of `text`, what it shows.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from werkzeug.http import parse_cookie

from portal.web.page_cache import PageCache
from portal.web.versions import ContentVersions

TENANTS = {"huyen.localhost": 1, "xa.localhost": 2}


def normalise_host(raw: str) -> str:
    """As tenancy does, in small: lower case, without port and last dot."""
    host = raw.strip().lower()
    name, _, port = host.rpartition(":")
    return (name if port.isdigit() else host).rstrip(".")


def slot_of(host: str, path: str) -> tuple[int, ...] | None:
    """The version slots of a host, None for a stranger."""
    return (0, TENANTS[host]) if host in TENANTS and path else None


class SpeakingApp:
    """Answers with everything that the answer may depend on; counts how often it was asked."""

    def __init__(self) -> None:
        self.calls = 0
        self.text = "first text"
        self.status = "200 OK"
        self.headers: list[tuple[str, str]] = []
        self.marked = True
        self.filler = ""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.calls += 1
        cookies = parse_cookie(environ.get("HTTP_COOKIE"))
        user = (
            cookies.get("phien")
            or cookies.get("remember_token")
            or environ.get("HTTP_AUTHORIZATION")
            or "nobody"
        )
        language = cookies.get("ngon-ngu", "vi")
        facts = {
            "tenant": TENANTS.get(normalise_host(environ.get("HTTP_HOST", "")), "?"),
            "host": environ.get("HTTP_HOST"),
            "url": f"{environ['wsgi.url_scheme']}:{environ.get('SCRIPT_NAME')}|{environ['PATH_INFO']}",
            "query": environ.get("QUERY_STRING"),
            "language": language if language in {"vi", "en"} else "vi",
            "user": user,
            "htmx": sorted((k, v) for k, v in environ.items() if k.startswith("HTTP_HX_")),
            "text": self.text,
            "pid": os.getpid(),
        }
        body = ("\n".join(f"{name}={value!r}" for name, value in facts.items()) + self.filler).encode()
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            *self.headers,
        ]
        if self.marked and user == "nobody":
            headers.append(("X-Page-Cache", "ok"))
        start_response(self.status, headers)
        return [body] if environ["REQUEST_METHOD"] != "HEAD" else []


class TextFromFile(SpeakingApp):
    """The same, with a text that any process may change; never kept under /live."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.text = (self._folder / "text").read_text()
        self.marked = not environ["PATH_INFO"].startswith("/live")
        return super().__call__(environ, start_response)


def load() -> PageCache:
    """The application for a server."""
    folder = Path(os.environ["CACHED_APP_DIR"])
    versions = ContentVersions(folder / "versions.bin")
    return PageCache(TextFromFile(folder), versions, slot_of, 1 << 20, normalise_host=normalise_host)


if "CACHED_APP_DIR" in os.environ:
    application = load()
