"""Finished pages in memory: what is sent for each encoding, and how many bytes of them are kept."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Hashable

from portal.web.compression import IDENTITY, SMALLEST, compress, is_text

Headers = list[tuple[str, str]]
OVERHEAD = 1500  # bytes that an entry costs beside its bodies: key, headers, tables

_ALSO_IN_304 = frozenset({"etag", "vary", "cache-control", "expires", "content-location", "last-modified"})


class Copy:
    """One encoding of a page, ready to send."""

    __slots__ = ("body", "etag", "headers", "headers_304")

    def __init__(self, body: bytes, etag: str, headers: Headers) -> None:
        self.body = body
        self.etag = etag
        self.headers: Headers = [*headers, ("Content-Length", str(len(body))), ("ETag", etag)]
        self.headers_304: Headers = [pair for pair in self.headers if pair[0].lower() in _ALSO_IN_304]


class Page:
    """A rendered page with its versions; compressed copies are made when first asked for.

    `headers` come without Content-Length and ETag; both are computed here from the body.
    """

    __slots__ = (
        "_headers",
        "_identity_tag",
        "compressible",
        "copies",
        "expires",
        "status",
        "used",
        "versions",
    )

    def __init__(
        self,
        status: str,
        headers: Headers,
        body: bytes,
        versions: tuple[tuple[int, int], ...],
        expires: float,
    ) -> None:
        self.status = status
        self.versions = versions
        self.expires = expires
        self.used = False
        self._headers = headers
        seed = "\n".join([status, *(f"{name}:{value}" for name, value in headers)]).encode(
            "latin-1", "replace"
        )
        self._identity_tag = hashlib.blake2b(
            body, digest_size=12, key=hashlib.sha256(seed).digest()
        ).hexdigest()
        types = [value for name, value in headers if name.lower() == "content-type"]
        encoded = any(name.lower() == "content-encoding" for name, _ in headers)
        self.compressible = len(body) >= SMALLEST and not encoded and bool(types) and is_text(types[0])
        self.copies = {IDENTITY: Copy(body, f'"{self._identity_tag}"', headers)}

    def add_copy(self, encoding: str) -> int:
        """Makes the copy in `encoding` (or notes that it is not worth it); returns the bytes that it adds."""
        plain = self.copies[IDENTITY]
        if not self.compressible:
            self.copies[encoding] = plain
            return 0
        body = compress(plain.body, encoding, keep=True)
        if len(body) >= len(plain.body):
            self.copies[encoding] = plain
            return 0
        headers = [*self._headers, ("Content-Encoding", encoding)]
        self.copies[encoding] = Copy(body, f'"{self._identity_tag}-{encoding}"', headers)
        return len(body)

    @property
    def size(self) -> int:
        """Bytes of memory, roughly."""
        return OVERHEAD + sum(len(copy.body) for copy in set(self.copies.values()))


class Shelf:
    """Pages by key within a budget of bytes. Looking up takes no lock; what was not used lately goes."""

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._bytes = 0
        self._lock = threading.Lock()
        self._pages: dict[Hashable, Page] = {}
        self.get = self._pages.get

    def __len__(self) -> int:
        return len(self._pages)

    @property
    def bytes(self) -> int:
        """Bytes of the pages that are kept."""
        return self._bytes

    @property
    def largest(self) -> int:
        """The largest body that is worth keeping, in bytes."""
        return self._budget // 8

    def put(self, key: Hashable, page: Page) -> None:
        """Keeps `page` instead of an older one under the same key."""
        with self._lock:
            self._remove(key)
            self._pages[key] = page
            self._bytes += page.size
            self._shrink()

    def add_copy(self, key: Hashable, page: Page, encoding: str) -> Copy:
        """The page's copy in `encoding`, made at the first call."""
        with self._lock:
            if encoding not in page.copies:
                added = page.add_copy(encoding)
                if self._pages.get(key) is page:
                    self._bytes += added
                    self._shrink()
        return page.copies[encoding]

    def drop(self, key: Hashable, page: Page) -> None:
        """Forgets `page` if it is still the one under `key`."""
        with self._lock:
            if self._pages.get(key) is page:
                self._remove(key)

    def _remove(self, key: Hashable) -> None:
        page = self._pages.pop(key, None)
        if page is not None:
            self._bytes -= page.size

    def _shrink(self) -> None:
        """Second chance: the oldest goes, unless it was used since it was last looked at."""
        while self._bytes > self._budget and self._pages:
            key = next(iter(self._pages))
            page = self._pages[key]
            if page.used:
                page.used = False
                del self._pages[key]
                self._pages[key] = page
            else:
                self._remove(key)
