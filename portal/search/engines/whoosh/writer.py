"""Writing one Whoosh segment from entries that are already analysed."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterator
from typing import Any

from whoosh.fields import ID, STORED, FieldType, Schema
from whoosh.formats import Frequency
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from portal.search.documents import SearchDocument, entry_of
from portal.search.engine import only_terms
from portal.search.engines.whoosh.codec import MAX_DOCUMENTS, PackedCodec, PackedPool
from portal.search.terms import Tokens, lead_terms, lookup_keys, reading_of, tokens_of, weighted_terms

INDEX_NAME = "MAIN"
MANY_SEGMENTS = 8
"""From this many segments on, a commit merges all but the largest."""
LARGE_SEGMENTS = 3
"""Segments that a merge leaves alone, unless a third of their documents are deleted."""


class Terms(FieldType):
    """A field of terms that come with their weights, made outside of Whoosh."""

    def __init__(self) -> None:
        self.format = Frequency()
        self.analyzer = None
        self.scorable, self.stored, self.unique, self.vector = True, False, False, None


def schema() -> Schema:
    """What an index holds: `terms` ranked by, `lookup` exact numbers, `only` what narrows, `lead` beginnings of words
    for suggestions, the entry and its texts."""
    return Schema(
        terms=Terms(),
        lookup=ID(),
        only=ID(),
        lead=ID(),
        key=ID(),
        object=ID(),
        entry=STORED(),
        reading=STORED(),
    )


def packed_reading(document: SearchDocument, tokens: Tokens) -> bytes:
    """The texts for the close reading, small: title, context and body on a line each."""
    one = reading_of(document, tokens)
    return zlib.compress(f"{one.title}\n{one.context}\n{one.body}".encode(), 1)


class EntryWriter(SegmentWriter):
    """Adds SearchDocuments to a Whoosh index; nothing is visible before `commit()`.

    Raises whatever Whoosh and the operating system raise; the engine translates.
    """

    def __init__(self, index: FileIndex) -> None:
        super().__init__(index, codec=PackedCodec(), compound=False)
        self.pool = PackedPool()
        self._dead: set[int] = set()

    def add_entry(self, document: SearchDocument) -> int:
        """Add one entry; returns its number within the segment."""
        number: int = self.docnum
        if number >= MAX_DOCUMENTS:
            raise ValueError("too many documents for one segment")
        tokens = tokens_of(document)
        terms = weighted_terms(document, tokens)
        add = self.pool.add_terms
        add("terms", number, terms.weights)
        add("lookup", number, dict.fromkeys(lookup_keys(document), 1))
        add("only", number, dict.fromkeys(only_terms(document, tokens), 1))
        add("lead", number, dict.fromkeys(lead_terms(document, tokens), 1))
        add("key", number, {document.key: 1})
        add("object", number, {document.object_key: 1})
        per_document, fields = self.perdocwriter, self.schema
        per_document.start_doc(number)
        per_document.add_field("terms", fields["terms"], None, max(1, terms.length))
        per_document.add_field("entry", fields["entry"], tuple(entry_of(document)), 0)
        per_document.add_field("reading", fields["reading"], packed_reading(document, tokens), 0)
        per_document.finish_doc()
        self._added = True
        self.docnum += 1
        return number

    def bury(self, number: int) -> None:
        """Take an entry out again that this writer itself has added."""
        self._dead.add(number)

    def add_postings_to_pool(self, reader: SegmentReader, start: int, numbers: dict[int, int] | None) -> None:
        """Take over the postings of a segment that is merged into this one (called by Whoosh)."""
        for field, term, postings in reader._terms.all_packed():
            moved = array("I", _renumbered(postings, start, numbers))
            if moved:
                self.pool.add_packed(field, term, moved)

    def _finalize_segment(self) -> Any:
        segment = super()._finalize_segment()
        for number in self._dead:
            segment.delete_document(number)
        return segment

    def _commit_toc(self, segments: list[Any]) -> None:
        self.storage.sealed_segments = [segment.segment_id() for segment in segments]
        super()._commit_toc(segments)


def _renumbered(postings: array[int], start: int, numbers: dict[int, int] | None) -> Iterator[int]:
    """Postings with new document numbers, without those of deleted documents."""
    if numbers is None:
        shift = start << 8
        return (posting + shift for posting in postings)
    moved = ((numbers.get(posting >> 8), posting & 255) for posting in postings)
    return (number << 8 | weight for number, weight in moved if number is not None)


def merge_policy(writer: EntryWriter, segments: list[Any]) -> list[Any]:
    """Merge small segments once there are many, and any that is mostly deleted; returns those left alone."""
    segments = sorted(segments, key=lambda segment: -segment.doc_count_all())
    keep = LARGE_SEGMENTS if len(segments) >= MANY_SEGMENTS else len(segments)
    left = []
    for place, segment in enumerate(segments):
        if segment.doc_count() == 0:
            continue
        if place < keep and 3 * segment.deleted_count() <= segment.doc_count_all():
            left.append(segment)
            continue
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return left
