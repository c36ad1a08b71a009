"""Changes to a Whoosh index that become visible together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import TracebackType

from whoosh.index import FileIndex

from portal.search.documents import SearchDocument, object_key_of
from portal.search.engines.errors import translated
from portal.search.engines.whoosh.codec import PackedTermsReader
from portal.search.engines.whoosh.store import SealedStorage
from portal.search.engines.whoosh.writer import INDEX_NAME, EntryWriter, merge_policy

PART = 9_000_000
"""Postings after which a rebuild writes a segment (about 37,000 articles), which bounds its memory."""


class WhooshBatch:
    """A Batch. `in_parts`: write segments as they fill, for an index that nobody reads yet."""

    def __init__(self, storage: SealedStorage, in_parts: bool = False) -> None:
        self._storage = storage
        self._in_parts = in_parts
        self.position: int | None = None
        with translated():
            self._open()

    def _open(self) -> None:
        self._writer = EntryWriter(FileIndex(self._storage, indexname=INDEX_NAME))
        self._segments = list(self._writer.segments)
        self._terms: list[PackedTermsReader] = [
            segment.codec().terms_reader(self._storage, segment) for segment in self._segments
        ]
        self._added: dict[str, int] = {}

    def _close(self) -> None:
        for terms in self._terms:
            terms.close()
        self._terms = []

    def add(self, documents: Iterable[SearchDocument]) -> int:
        """Put entries in, in the place of those with the same keys; returns how many."""
        count = 0
        for document in documents:
            with translated():
                self._remove("key", document.key)
                self._added[document.key] = self._writer.add_entry(document)
                count += 1
                if self._in_parts and self._writer.pool.size > PART:
                    self._next_part()
        return count

    def delete(self, keys: Iterable[str]) -> None:
        """Take the entries with these keys out."""
        for key in keys:
            with translated():
                self._remove("key", key)

    def replace_object(self, object_key: str, documents: Iterable[SearchDocument]) -> int:
        """Take all entries of an object out and put these in; ValueError for one of another object."""
        entries = list(documents)
        for document in entries:
            if document.object_key != object_key:
                raise ValueError(f"{document.key!r} is no part of {object_key!r}")
        with translated():
            self._remove("object", object_key)
        return self.add(entries)

    def mark(self, position: int) -> None:
        """Say up to which row of the change log the index is right; the engine keeps it after the commit."""
        self.position = position

    def _remove(self, field: str, term: str) -> None:
        for segment, terms in zip(self._segments, self._terms, strict=True):
            for posting in terms.packed(field, term) or ():
                segment.delete_document(posting >> 8)
        for key in list(self._added_with(field, term)):
            self._writer.bury(self._added.pop(key))

    def _added_with(self, field: str, term: str) -> Iterator[str]:
        if field == "key":
            return iter((term,) if term in self._added else ())
        return (key for key in self._added if object_key_of(key) == term)

    def _next_part(self) -> None:
        self._close()
        self._writer.commit(mergetype=lambda _, segments: segments)
        self._open()

    def __enter__(self) -> WhooshBatch:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with translated():
            self._close()
            if kind is None:
                self._writer.commit(mergetype=merge_policy)
            else:
                self._writer.cancel()
