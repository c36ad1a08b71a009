"""WSGI middleware in front of the page cache that counts what people read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from portal.visits.acts import is_machine
from portal.visits.spool import Spool

StartResponse = Callable[..., Any]
WSGIApp = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]
_COUNTED = ("200", "304")
_SESSION = "phien="  # people of the desk look at their own pages


class Counting:
    """Passes everything through; notes GET requests of people that were answered with a page or a file."""

    def __init__(self, app: WSGIApp, spool: Spool) -> None:
        self._app = app
        self._spool = spool

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if not _may_count(environ):
            return self._app(environ, start_response)
        # Read now: middleware behind this one may move the prefix of a portal elsewhere.
        host, path = environ.get("HTTP_HOST", ""), environ.get("PATH_INFO", "")
        asked = "q=" in environ.get("QUERY_STRING", "")

        def started(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            if status[:3] in _COUNTED:
                self._spool.add((host, path, asked))
            return start_response(status, headers, *more)

        return self._app(environ, started)


def _may_count(environ: dict[str, Any]) -> bool:
    get = environ.get
    return (
        environ["REQUEST_METHOD"] == "GET"
        and "HTTP_HX_REQUEST" not in environ
        and _SESSION not in get("HTTP_COOKIE", "")
        and get("HTTP_SEC_PURPOSE", "") != "prefetch"
        and not is_machine(get("HTTP_USER_AGENT", ""))
    )
