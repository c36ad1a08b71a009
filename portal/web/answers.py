"""An answer of a WSGI application, caught before it is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any, TypeAlias

from portal.web.compression import LARGEST, SMALLEST, choose, compress, is_text
from portal.web.page_store import Headers

Environ: TypeAlias = dict[str, Any]
StartResponse: TypeAlias = Callable[..., Any]
WSGIApp: TypeAlias = Callable[[Environ, StartResponse], Iterable[bytes]]

MARK = "x-page-cache"


class Answer:
    """Status, headers (without the mark) and what the application returned.

    `body` holds the whole of it, or None while it was not read; `rest` is then what is to be passed on.
    """

    __slots__ = ("body", "exc_info", "headers", "marked", "rest", "status")

    def __init__(self) -> None:
        self.status = ""
        self.headers: Headers = []
        self.exc_info: Any = None
        self.marked = False
        self.body: bytes | None = None
        self.rest: Iterable[bytes] = ()

    def start(self, status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], object]:
        """The application's `start_response`; the old `write` callable is not offered."""
        self.status, self.exc_info = status, exc_info
        self.marked = any(name.lower() == MARK and value.strip().lower() == "ok" for name, value in headers)
        self.headers = [pair for pair in headers if pair[0].lower() != MARK]
        return _no_write

    def read(self) -> bytes:
        """The whole body; closes what the application returned."""
        if self.body is None:
            try:
                self.body = b"".join(self.rest)
            finally:
                _close(self.rest)
        return self.body


def capture(app: WSGIApp, environ: Environ, largest: int) -> Answer:
    """Calls `app`; reads the body of a marked answer that says it has at most `largest` bytes."""
    answer = Answer()
    returned = app(environ, answer.start)
    answer.rest = returned
    if not answer.status:
        # A generator that starts its answer only when its first part is asked for.
        answer.rest = _Started(returned)
    if answer.marked and 0 <= declared_length(answer.headers, returned) <= largest:
        answer.read()
    return answer


def quickly(
    answer: Answer, environ: Environ, start_response: StartResponse, personal: bool
) -> Iterable[bytes]:
    """Sends an answer that is not kept, compressed at low cost where that is safe and worth it.

    Answers to signed-in people, and those that set a cookie, hold secrets beside text that others may choose:
    compressed, their length would tell the secret (BREACH).
    """
    encoding = choose(environ.get("HTTP_ACCEPT_ENCODING"))
    personal = personal and not _same_for_all(answer)
    if encoding and not personal and _compressible(answer, environ):
        body = answer.read()
        packed = compress(body, encoding, keep=False) if len(body) >= SMALLEST else body
        answer.headers = _with_vary(answer.headers)
        if len(packed) < len(body):
            answer.body = packed
            answer.headers = _recoded(answer.headers, encoding, len(packed))
    if answer.exc_info:
        start_response(answer.status, answer.headers, answer.exc_info)
    else:
        start_response(answer.status, answer.headers)
    if answer.body is None:
        return answer.rest
    return [answer.body] if environ["REQUEST_METHOD"] != "HEAD" else []


def header_values(headers: Headers, name: str) -> list[str]:
    """All values of the header `name` (lower case)."""
    return [value for given, value in headers if given.lower() == name]


def declared_length(headers: Headers, returned: Iterable[bytes]) -> int:
    """The length of the body as far as it is known without reading; -1 where it is not."""
    said = header_values(headers, "content-length")
    if said and said[0].isdigit():
        return int(said[0])
    return sum(map(len, returned)) if isinstance(returned, list | tuple) else -1


def _compressible(answer: Answer, environ: Environ) -> bool:
    headers = answer.headers
    if environ["REQUEST_METHOD"] == "HEAD" or not answer.status.startswith(("200", "4", "5")):
        return False
    if header_values(headers, "content-encoding") or header_values(headers, "set-cookie"):
        return False
    if "no-transform" in ",".join(header_values(headers, "cache-control")).lower():
        return False
    types = header_values(headers, "content-type")
    known = len(answer.body) if answer.body is not None else declared_length(headers, answer.rest)
    return bool(types) and is_text(types[0]) and SMALLEST <= known <= LARGEST


def _same_for_all(answer: Answer) -> bool:
    """Whether the answer is a versioned asset, which holds nothing of whoever asks."""
    control = ",".join(header_values(answer.headers, "cache-control")).lower()
    return "public" in control and "immutable" in control


def _with_vary(headers: Headers) -> Headers:
    values = header_values(headers, "vary")
    if any("accept-encoding" in value.lower() or value.strip() == "*" for value in values):
        return headers
    rest = [pair for pair in headers if pair[0].lower() != "vary"]
    return [*rest, ("Vary", ", ".join([*values, "Accept-Encoding"]))]


def _recoded(headers: Headers, encoding: str, length: int) -> Headers:
    """The headers of the compressed form; a strong tag, which named the bytes, becomes a weak one."""
    changed: Headers = []
    for name, value in headers:
        if name.lower() == "etag" and not value.startswith("W/"):
            value = "W/" + value
        if name.lower() not in {"content-length", "accept-ranges"}:
            changed.append((name, value))
    return [*changed, ("Content-Encoding", encoding), ("Content-Length", str(length))]


class _Started:
    """An iterable whose first part was asked for already."""

    def __init__(self, inner: Iterable[bytes]) -> None:
        self._inner = inner
        iterator = iter(inner)
        first = list(_first(iterator))
        self._parts = chain(first, iterator)

    def __iter__(self) -> Iterator[bytes]:
        return self._parts

    def close(self) -> None:
        """Closes what the application returned."""
        _close(self._inner)


def _first(iterator: Iterator[bytes]) -> Iterator[bytes]:
    for part in iterator:
        yield part
        return


def _close(returned: Iterable[bytes]) -> None:
    close = getattr(returned, "close", None)
    if close is not None:
        close()


def _no_write(_data: bytes) -> object:
    raise RuntimeError("the write() callable of WSGI is not supported; return the body instead")
