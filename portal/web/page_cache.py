"""The page cache: WSGI middleware that answers with finished pages, each as fresh as its tenant's version.

What the application must hold to: it marks an answer with `X-Page-Cache: ok` only if the answer depends on
nothing but the address (scheme, host, path, query), the language cookie and the `HX-*` headers, and whoever
changes what pages show bumps the versions of the slots after the commit. Middleware that rewrites the address
(ProxyFix, path prefixes) stands outside of this one, so that the key is what the application sees.

Nothing of a request that carries a session, a remember cookie or an Authorization header is kept or served.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import TypeAlias

from portal.web.answers import Answer, Environ, StartResponse, WSGIApp, capture, header_values, quickly
from portal.web.compression import choose
from portal.web.page_store import Copy, Headers, Page, Shelf
from portal.web.turns import Turns
from portal.web.versions import GLOBAL_SLOT, ContentVersions

SlotOf: TypeAlias = Callable[[str, str], tuple[int, ...] | None]
Key: TypeAlias = tuple[str | None, ...]

LANGUAGES = ("vi", "en")
LONGEST_KEY = 2000  # characters; pages of longer addresses are not kept
MOST_NOT_KEPT = 2000  # addresses that are remembered as not kept
WAIT_FOR_RENEWAL = 2.0  # seconds that a request waits for another one that renders the same page anew
AT_ONCE = 3  # pages that a process renders at once
WAIT_FOR_TURN = (
    2.0  # seconds that a page waits for its turn at most: nobody is held up for long by what takes long
)
BEARABLE = (
    5.0  # seconds that a page of the present versions is shown beyond its time, while it is rendered anew
)
FOR_PROXY = ("X-Accel-Expires", "1")  # seconds
KEPT_STATUS = frozenset({"200", "301", "404"})
IN_KEY = frozenset(
    {"accept-encoding", "cookie", "hx-request"}
)  # what an answer may vary by and still be kept


class PageCache:
    """Serves marked answers of `app` from memory.

    `slot_of(host, path)` names the version slots of an address (None: not kept); `host` is normalised by
    `normalise_host`, the same function that finds the tenant. `max_bytes` bounds the memory of this process,
    `ttl_seconds` the time that a page may be served without a bump (texts that appear at a set time).
    With `proxy_keeps`, finished pages tell nginx in front that it may keep them for a second (it takes that out again).
    """

    def __init__(
        self,
        app: WSGIApp,
        versions: ContentVersions,
        slot_of: SlotOf,
        max_bytes: int,
        ttl_seconds: float = 60.0,
        *,
        normalise_host: Callable[[str], str],
        proxy_keeps: bool = False,
        session_cookie: str = "phien",
        remember_cookie: str = "remember_token",
        citizen_cookie: str = "cong_dan",
        language_cookie: str = "ngon-ngu",
    ) -> None:
        self._app = app
        self._versions = versions
        self._read = versions.read
        self._slot_of = slot_of
        self._normalise_host = normalise_host
        self._ttl = ttl_seconds
        self._personal = (session_cookie, remember_cookie, citizen_cookie)
        self._language_cookie = language_cookie
        self._for_proxy: Headers = [FOR_PROXY] if proxy_keeps else []
        # Addresses of which there may be any number must not push out the ordinary pages.
        self._pages = Shelf(max_bytes - max_bytes // 4)
        self._odd_pages = Shelf(max_bytes // 4)
        self._rendering: dict[Key, threading.Event] = {}
        self._rendering_lock = threading.Lock()
        # All threads of a process share one processor: many pages at once are no sooner done than three, and keep
        # the desk and those who only want a finished page waiting. Who waits here holds no connection yet.
        self._turns = Turns(AT_ONCE)
        self._not_kept: dict[Key, None] = {}  # addresses whose last answer was not kept, the oldest first

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        key = self._key(environ) if method == "GET" or method == "HEAD" else None
        if key is None:
            return self._pass(environ, start_response)
        shelf = self._pages
        page = shelf.get(key)
        if page is None:
            shelf = self._odd_pages
            page = shelf.get(key)
        if page is None or not self._is_fresh(page):
            return self._once(environ, start_response, key, shelf, page)
        return self._send(environ, start_response, shelf, key, page)

    def _key(self, environ: Environ) -> Key | None:
        """What the answer may depend on; None if the request must not touch the cache."""
        get = environ.get
        cookie = get("HTTP_COOKIE")
        language: str | None = None
        if cookie is not None:
            # By name anywhere in the header: however oddly it is written, a session is never taken for none.
            for name in self._personal:
                if name in cookie:
                    return None
            if self._language_cookie in cookie:
                language = self._language(cookie)
                if language is None:
                    return None
        host = get("HTTP_HOST")
        if not host or "HTTP_AUTHORIZATION" in environ or "HTTP_RANGE" in environ:
            return None
        fragment = _fragment(environ) if "HTTP_HX_REQUEST" in environ else None
        return (
            host,
            get("SCRIPT_NAME"),
            get("PATH_INFO"),
            get("QUERY_STRING"),
            language,
            fragment,
            environ["wsgi.url_scheme"],
        )

    def _language(self, cookie: str) -> str | None:
        """The language cookie's value; None where the application might read it otherwise than we do."""
        found = [part.strip() for part in cookie.split(";") if self._language_cookie in part]
        name, _, value = found[0].partition("=")
        return value if len(found) == 1 and name == self._language_cookie and value in LANGUAGES else None

    def _is_fresh(self, page: Page) -> bool:
        return page.expires >= time.monotonic() and self._is_current(page)

    def _is_current(self, page: Page) -> bool:
        """Whether nothing changed since it was rendered, however long ago that is."""
        read = self._read
        for slot, version in page.versions:  # noqa: SIM110  (the hot path: a generator costs twice as much)
            if read(slot) != version:
                return False
        return True

    def _send(
        self, environ: Environ, start_response: StartResponse, shelf: Shelf, key: Key, page: Page
    ) -> Iterable[bytes]:
        page.used = True
        encoding = choose(environ.get("HTTP_ACCEPT_ENCODING"))
        copy = page.copies.get(encoding) or shelf.add_copy(key, page, encoding)
        wanted = environ.get("HTTP_IF_NONE_MATCH")
        if wanted is not None and _matches(wanted, copy) and page.status[:3] == "200":
            start_response("304 NOT MODIFIED", copy.headers_304[:])
            return []
        start_response(page.status, copy.headers[:])
        return [copy.body] if environ["REQUEST_METHOD"] == "GET" else []

    def _once(
        self, environ: Environ, start_response: StartResponse, key: Key, shelf: Shelf, old: Page | None
    ) -> Iterable[bytes]:
        """One request renders a page that is missing or went stale; those who come meanwhile wait for it a little, or
        get the `old` one where nothing but its time is over.

        Nobody waits for an address whose answer is not kept: their own would be no sooner.
        """
        if key in self._not_kept or _length(key) > LONGEST_KEY:
            return self._render(environ, start_response, key)
        with self._rendering_lock:
            running = self._rendering.get(key)
            if running is None:
                mine = self._rendering[key] = threading.Event()
        if running is None:
            took_turn = self._turns.take(_rank(key, old), WAIT_FOR_TURN)
            try:
                return self._render(environ, start_response, key)
            finally:
                if took_turn:
                    self._turns.give_back()
                with self._rendering_lock:
                    del self._rendering[key]
                mine.set()
        if old is not None and old.expires + BEARABLE >= time.monotonic() and self._is_current(old):
            return self._send(environ, start_response, shelf, key, old)
        running.wait(WAIT_FOR_RENEWAL)
        for shelf in (self._pages, self._odd_pages):
            page = shelf.get(key)
            if page is not None and self._is_fresh(page):
                return self._send(environ, start_response, shelf, key, page)
        return self._render(environ, start_response, key)

    def _render(self, environ: Environ, start_response: StartResponse, key: Key) -> Iterable[bytes]:
        """Asks the application, and keeps the answer if it may be kept."""
        host = self._normalise_host(environ["HTTP_HOST"])
        path = _text(environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", ""))
        # Before anything is looked up or rendered: a change in between leaves the page stale, never wrong.
        general = self._read(GLOBAL_SLOT)
        slots = self._slot_of(host, path) if host else None
        if slots is None or environ["REQUEST_METHOD"] != "GET" or _length(key) > LONGEST_KEY:
            return self._pass(environ, start_response)
        versions = (
            (GLOBAL_SLOT, general),
            *((slot, self._read(slot)) for slot in slots if slot != GLOBAL_SLOT),
        )
        shelf = self._shelf(environ, host)
        answer = capture(self._app, environ, shelf.largest)
        # Middleware behind the cache that changed the address (X-Forwarded-Host) rendered another page than the
        # key says. And asked again: a host that changed hands while the page was rendered belongs to neither.
        same = self._key(environ) == key and self._slot_of(host, path) == slots
        if answer.body is None or not same or not self._may_keep(environ, answer):
            self._forget(key)
            self._note_not_kept(key)
            return quickly(answer, environ, start_response, self._is_personal(environ))
        headers = self._for_proxy + _sent_headers(answer.headers)
        page = Page(answer.status, headers, answer.body, versions, time.monotonic() + self._ttl)
        if shelf is self._pages and not answer.status.startswith("200"):
            shelf = self._odd_pages
        self._forget(key)
        self._not_kept.pop(key, None)
        shelf.put(key, page)
        return self._send(environ, start_response, shelf, key, page)

    def _pass(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """The application's own answer, never kept."""
        answer = capture(self._app, environ, 0)
        return quickly(answer, environ, start_response, self._is_personal(environ))

    def _is_personal(self, environ: Environ) -> bool:
        cookie = environ.get("HTTP_COOKIE", "")
        return "HTTP_AUTHORIZATION" in environ or any(name in cookie for name in self._personal)

    def _shelf(self, environ: Environ, host: str) -> Shelf:
        """Where a page of this address belongs: odd ones (query, port, fragment) live on a small budget."""
        sent = environ["HTTP_HOST"]
        usual = sent == host or sent == f"{host}:{environ.get('SERVER_PORT')}"
        odd = not usual or environ.get("QUERY_STRING") or "HTTP_HX_REQUEST" in environ
        return self._odd_pages if odd else self._pages

    def _may_keep(self, environ: Environ, answer: Answer) -> bool:
        headers = answer.headers
        if not answer.marked or answer.status[:3] not in KEPT_STATUS or header_values(headers, "set-cookie"):
            return False
        control = ",".join(header_values(headers, "cache-control")).lower()
        if "no-store" in control or "private" in control or header_values(headers, "content-encoding"):
            return False
        varies = {
            name.strip().lower() for value in header_values(headers, "vary") for name in value.split(",")
        }
        if not all(name in IN_KEY or name.startswith("hx-") for name in varies if name):
            return False
        return "HTTP_HX_REQUEST" in environ or not any(name.startswith("HTTP_HX_") for name in environ)

    def _note_not_kept(self, key: Key) -> None:
        with self._rendering_lock:
            self._not_kept[key] = None
            if len(self._not_kept) > MOST_NOT_KEPT:
                del self._not_kept[next(iter(self._not_kept))]

    def _forget(self, key: Key) -> None:
        for shelf in (self._pages, self._odd_pages):
            page = shelf.get(key)
            if page is not None:
                shelf.drop(key, page)


def _rank(key: Key, old: Page | None) -> int:
    """Who renders first: front pages, where an urgent notice is looked for; then what was read a moment ago and will be
    read by others; then what nobody asked for lately."""
    if key[2] == "/" and not key[3]:
        return 0
    return 1 if old is not None else 2


def _length(key: Key) -> int:
    return sum(map(len, filter(None, key)))


def _fragment(environ: Environ) -> str:
    """Everything that htmx says about the request: fragments may depend on it."""
    return "\n".join(
        sorted(f"{name}={value}" for name, value in environ.items() if name.startswith("HTTP_HX_"))
    )


def _matches(wanted: str, copy: Copy) -> bool:
    """If-None-Match: weak comparison of each tag, or `*`."""
    if wanted == copy.etag:
        return True
    tags = {tag.strip().removeprefix("W/") for tag in wanted[:4000].split(",")}
    return copy.etag in tags or "*" in tags


def _text(latin: str) -> str:
    """A WSGI string (bytes as Latin-1) as the text that was meant."""
    return latin.encode("latin-1", "replace").decode("utf-8", "replace")


def _sent_headers(headers: Headers) -> Headers:
    """The headers of a kept page: length and tag are computed anew, Vary says all that the key holds."""
    computed = {"content-length", "etag", "vary", "x-page-cache", "transfer-encoding", "connection", "date"}
    kept = [pair for pair in headers if pair[0].lower() not in computed]
    varies: dict[str, str] = {
        "accept-encoding": "Accept-Encoding",
        "cookie": "Cookie",
        "hx-request": "HX-Request",
    }
    if "immutable" in ",".join(header_values(headers, "cache-control")).lower():
        del varies["cookie"]  # the same for all: signing in is no reason to fetch style and scripts again
    for value in header_values(headers, "vary"):
        for name in filter(None, (part.strip() for part in value.split(","))):
            varies.setdefault(name.lower(), name)
    if not header_values(kept, "cache-control"):
        kept.append(("Cache-Control", "no-cache"))
    return [*kept, ("Vary", ", ".join(varies.values()))]
