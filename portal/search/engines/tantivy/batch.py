"""Changes to a build of a Tantivy index that nobody reads yet."""

from __future__ import annotations

import contextlib
import json
import secrets
from collections.abc import Iterable
from itertools import count
from pathlib import Path

import tantivy

from portal.search.documents import SearchDocument
from portal.search.engine import EngineError
from portal.search.engines.errors import translated
from portal.search.engines.tantivy.fields import packed, schema

LARGE, SMALL = 200_000_000, 40_000_000
"""Bytes of postings after which Tantivy writes a segment: for a new index, and for changes to one."""


BLOCK = 4096
"""Bytes of stored entries and texts that are compressed together, and unpacked to read one of them. With Tantivy's own
16,384 the index is a tenth smaller and reading an entry takes twice as long."""


class TantivyBatch:
    """A Batch. Raises EngineError.

    build: a directory with an index, or an empty one (`empty`).
    """

    def __init__(self, build: Path, empty: bool) -> None:
        self.position: int | None = None
        self._empty = empty
        self._written: set[str] = set()  # keys, where nothing else can be in the way of an entry
        self._serials = count(secrets.randbits(62))
        if empty:
            _create(build)
        index = tantivy.Index.open(str(build))
        # One thread: Python makes the tokens in another, and entries stay in the order in which they came.
        self._writer = index.writer(heap_size=LARGE if empty else SMALL, num_threads=1)

    def add(self, documents: Iterable[SearchDocument]) -> int:
        """Put entries in, in the place of those with the same keys; returns how many."""
        added = 0
        for document in documents:
            with translated(EngineError):
                if not self._empty or document.key in self._written:
                    self._writer.delete_documents_by_term("key", document.key)
                if self._empty:
                    self._written.add(document.key)
                self._writer.add_document(packed(document, next(self._serials)))
            added += 1
        return added

    def delete(self, keys: Iterable[str]) -> None:
        """Take the entries with these keys out."""
        for key in keys:
            with translated(EngineError):
                self._writer.delete_documents_by_term("key", key)

    def replace_object(self, object_key: str, documents: Iterable[SearchDocument]) -> int:
        """Take all entries of an object out and put these in; ValueError for one of another object."""
        entries = list(documents)
        for document in entries:
            if document.object_key != object_key:
                raise ValueError(f"{document.key!r} is no part of {object_key!r}")
        with translated(EngineError):
            self._writer.delete_documents_by_term("object", object_key)
        return self.add(entries)

    def mark(self, position: int) -> None:
        """Say up to which row of the change log the index is right."""
        self.position = position

    def commit(self) -> None:
        """Write everything; nothing runs any more afterwards."""
        self._writer.commit()
        self._writer.wait_merging_threads()

    def discard(self) -> None:
        """Stop writing. The build is good for nothing afterwards."""
        with contextlib.suppress(Exception):
            self._writer.rollback()
            self._writer.wait_merging_threads()


def _create(build: Path) -> None:
    """Make an index without entries. The size of a block can only be told in the file that describes the index."""
    tantivy.Index(schema(), str(build))
    described = build / "meta.json"
    settings = json.loads(described.read_text(encoding="utf-8"))
    settings["index_settings"]["docstore_blocksize"] = BLOCK
    described.write_text(json.dumps(settings), encoding="utf-8")
