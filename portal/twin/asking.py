"""Asking the application for a page as anybody on the web would, without a server between.

No cookie, no session, no address: what the twin holds is what the application says to a stranger. While it answers,
what it reads of published things is noted, so that one knows which pages a change of a thing touches.
"""

from __future__ import annotations

from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

from flask import Flask
from sqlalchemy import event
from werkzeug.test import EnvironBuilder

from portal.config import Settings
from portal.publishing.models import Publishable
from portal.tenancy.directory import directory
from portal.tenancy.hosts import PathTenants, WSGIApp
from portal.twin.addresses import Site
from portal.web.answers import MARK

Thing = tuple[str, int]
_read: ContextVar[set[Thing] | None] = ContextVar("twin_read", default=None)
_BLOCK = 1 << 16


@dataclass
class Reply:
    """What the application answered: status, headers (names in lower case), the bytes or the file that they lie in, and
    the published things that were read for it."""

    status: int
    headers: dict[str, str]
    body: bytes = b""
    stored: Path | None = None
    things: set[Thing] = field(default_factory=set)

    @property
    def mimetype(self) -> str:
        """The content type without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_for_all(self) -> bool:
        """Whether the application itself says that this answer holds nothing of whoever asks."""
        control = self.headers.get("cache-control", "")
        if "set-cookie" in self.headers or "no-store" in control or "private" in control:
            return False
        return self.headers.get(MARK) == "ok" or "public" in control


class _StoredFile:
    """What stands for the server's own way of sending a file: it tells which one."""

    def __init__(self, file: BinaryIO, _block: int = _BLOCK) -> None:
        self._file = file
        name = getattr(file, "name", None)
        self.path = Path(name) if isinstance(name, str | Path) else None

    def __iter__(self) -> Any:
        while block := self._file.read(_BLOCK):
            yield block

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _note(thing: Any, _context: Any) -> None:
    noted = _read.get()
    if noted is not None:
        noted.add((thing.kind, thing.id))


class Asker:
    """Asks one application. Page cache and counts of visits are passed by: nobody reads here."""

    def __init__(self, app: Flask) -> None:
        settings: Settings = app.config["PORTAL"]
        self._scheme = settings.public_scheme
        door: WSGIApp = lambda environ, start: Flask.wsgi_app(app, environ, start)  # noqa: E731
        if settings.tenants_by == "path":
            door = PathTenants(door, directory(app).slugs_by_path)
        self._door = door
        if not event.contains(Publishable, "load", _note):
            event.listen(Publishable, "load", _note, propagate=True)

    def environ(self, host: str, path: str, query: str = "") -> dict[str, Any]:
        """The WSGI environment of a request for a decoded path on a host."""
        builder = EnvironBuilder(
            path=quote(path, safe="/"), query_string=query, base_url=f"{self._scheme}://{host}"
        )
        try:
            environ = builder.get_environ()
        finally:
            builder.close()
        environ["wsgi.file_wrapper"] = _StoredFile
        return environ

    def ask(self, site: Site, path: str, query: str = "") -> Reply:
        """The answer to a GET of a portal-relative path. Never raises for what the application does."""
        return copy_context().run(self._ask, self.environ(site.host, site.prefix + path, query))

    def _ask(self, environ: dict[str, Any]) -> Reply:
        reply = Reply(500, {})

        def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Any:
            reply.status = int(status[:3])
            reply.headers = {name.lower(): value for name, value in headers}
            return lambda _data: None

        _read.set(reply.things)
        returned = self._door(environ, start)
        try:
            if isinstance(returned, _StoredFile) and returned.path is not None and returned.path.is_file():
                reply.stored = returned.path
            else:
                reply.body = b"".join(returned)
        finally:
            close = getattr(returned, "close", None)
            if close is not None:
                close()
        return reply
