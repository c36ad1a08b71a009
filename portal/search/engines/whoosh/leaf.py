"""Reading one segment of a Whoosh index: scores of documents, and who may see them."""

from __future__ import annotations

import zlib
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from itertools import compress
from operator import mul
from sys import intern
from typing import Any

from whoosh.filedb.filestore import FileStorage

from portal.search.documents import Entry, Reading

K1, B = 1.0, 0.45
"""BM25: how fast repetition stops counting, and how much the length of a document counts."""

MASKS = 64
"""Masks (one byte per document) that a segment remembers."""

POSTINGS = 2_000_000
"""Postings that a segment remembers, 4 bytes each."""


class Leaf:
    """One opened segment. Not for use by two threads at once; the engine sees to that.

    Raises what Whoosh raises, and DamagedPostingsError; the engine translates.
    """

    def __init__(self, storage: FileStorage, segment: Any) -> None:
        codec = segment.codec()
        self.identity: str = segment.segment_id()
        self.size: int = segment.doc_count_all()
        self.deleted = frozenset(segment.deleted_docs())
        self._terms = codec.terms_reader(storage, segment)
        self._documents = codec.per_document_reader(storage, segment)
        length_of = self._documents.doc_field_length_reader("terms", 1)
        self.lengths = array("I", (length_of(number) or 1 for number in range(self.size)))
        if self.size:
            self.entry(0)  # opens the file now, while it is surely there
        self._norms: tuple[float, list[float]] = (0.0, [])
        self._published: list[str | None] = []
        self._masks: OrderedDict[object, bytearray] = OrderedDict()
        self._postings: OrderedDict[tuple[str, str], array[int]] = OrderedDict()
        self._held = 0

    def close(self) -> None:
        """Close the files."""
        self._terms.close()
        self._documents.close()

    def delete(self, deleted: frozenset[int]) -> None:
        """Take over the deletions of a newer generation."""
        if deleted != self.deleted:
            self.deleted = deleted
            self._masks.clear()

    def frequency(self, term: str) -> int:
        """In how many documents a ranked term is."""
        frequency: int = self._terms.frequency_of("terms", term)
        return frequency

    def postings(self, field: str, term: str) -> Sequence[int]:
        """Postings (document << 8 | weight) in rising order; those of deleted documents included."""
        held = self._postings.get((field, term))
        if held is not None:
            self._postings.move_to_end((field, term))
            return held
        found: array[int] = self._terms.packed(field, term) or array("I")
        self._held += len(found)
        self._postings[field, term] = found
        while self._held > POSTINGS and len(self._postings) > 1:
            self._held -= len(self._postings.popitem(last=False)[1])
        return found

    def numbers(self, field: str, term: str) -> Iterator[int]:
        """Documents with a term that are not deleted."""
        return (number for p in self.postings(field, term) if (number := p >> 8) not in self.deleted)

    def holding(self, field: str, terms: Sequence[str]) -> bytearray:
        """One byte per document: 1 if it has every one of `terms`."""
        found = bytearray(b"\x01") * self.size
        for term in terms:
            held = bytearray(self.size)
            for posting in self.postings(field, term):
                held[posting >> 8] = 1
            found = bytearray(map(mul, found, held))
        return found

    def mask(self, tenants: tuple[str, ...] | None, kinds: tuple[str, ...]) -> bytearray:
        """One byte per document: 1 if it has one of `tenants` (None: any) and one of `kinds` (empty: any)."""
        found = self._masks.get((tenants, kinds))
        if found is None:
            found = self._any_of(tenants)
            if kinds:
                found = bytearray(map(mul, found, self._any_of(kinds)))
            for number in self.deleted:
                found[number] = 0
            self._masks[tenants, kinds] = found
            if len(self._masks) > MASKS:
                self._masks.popitem(last=False)
        return found

    def _any_of(self, terms: tuple[str, ...] | None) -> bytearray:
        if terms is None:
            return bytearray(b"\x01") * self.size
        found = bytearray(self.size)
        for term in terms:
            for posting in self.postings("only", term):
                found[posting >> 8] = 1
        return found

    def scores(self, plan: Sequence[tuple[str, float]], mean_length: float, mask: bytearray) -> list[float]:
        """BM25 of every document for weighted terms; 0 for those outside of `mask`."""
        scores = [0.0] * self.size
        norms = self._norms_for(mean_length)
        for term, weight in plan:
            weight *= K1 + 1
            for posting in self.postings("terms", term):
                number = posting >> 8
                count = posting & 255
                scores[number] += weight * count / (count + norms[number])
        return list(map(mul, scores, mask))

    def _norms_for(self, mean_length: float) -> list[float]:
        """The length part of BM25; a mean that moved by less than a hundredth is taken for the same."""
        if not 0.99 < (self._norms[0] or 1e9) / mean_length < 1.01:
            of: Callable[[int], float] = lambda length: K1 * (1 - B + B * length / mean_length)  # noqa: E731
            known = {length: of(length) for length in set(self.lengths)}
            self._norms = (mean_length, [known[length] for length in self.lengths])
        return self._norms[1]

    def entry(self, number: int) -> Entry:
        """What the index keeps of a document."""
        return Entry(*self._documents.stored_fields(number)["entry"])

    def published(self, number: int) -> str:
        """When a document was published; remembered, since to read it takes ten times as long as to look at it."""
        if not self._published:
            self._published = [None] * self.size
        found = self._published[number]
        if found is None:
            found = self._published[number] = intern(self.entry(number).published_at)
        return found

    def reading(self, number: int) -> Reading:
        """The texts of a document."""
        return Reading(
            *zlib.decompress(self._documents.stored_fields(number)["reading"]).decode().split("\n")
        )

    def entries(self) -> Iterator[Entry]:
        """Every entry that is not deleted."""
        alive = bytearray(b"\x01") * self.size
        for number in self.deleted:
            alive[number] = 0
        return map(self.entry, compress(range(self.size), alive))
