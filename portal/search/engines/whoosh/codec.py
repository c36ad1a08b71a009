"""A codec for Whoosh: postings as packed numbers, gathered per term instead of sorted one by one.

Whoosh's own writer makes a tuple of every posting, sorts them and pickles them in blocks of 128: on the
legal corpus (15 million postings) several minutes. Here a posting is one 32-bit number (document << 8 |
weight), a term's postings are one array that only grows, and what is sorted are the terms alone. Each
posting list carries a checksum, which Whoosh's do not.
"""

from __future__ import annotations

import struct
import zlib
from array import array
from collections.abc import Iterable, Iterator
from typing import Any

from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3TermInfo, W3TermsReader
from whoosh.matching import ListMatcher
from whoosh.reading import TermNotFound

MAX_WEIGHT = 255
MAX_DOCUMENTS = 1 << 24
"""Documents of one segment that a posting can name."""

_HEAD = struct.Struct("<II")  # number of postings, CRC-32 of what follows


class DamagedPostingsError(Exception):
    """A posting list is not what was written."""


class PackedPool:
    """The postings of a segment while it is written, by field and term."""

    def __init__(self) -> None:
        self.fields: dict[str, dict[str, int | array[int]]] = {}
        self.size = 0

    def add_terms(self, field: str, document: int, weights: dict[str, int]) -> None:
        """Add one posting per term; documents must come in rising order."""
        terms = self.fields.setdefault(field, {})
        get, base = terms.get, document << 8
        for term, weight in weights.items():
            posting = base | (weight if weight < MAX_WEIGHT else MAX_WEIGHT)
            found = get(term)
            if found is None:
                terms[term] = posting
            elif type(found) is int:
                terms[term] = array("I", (found, posting))
            else:
                found.append(posting)  # type: ignore[union-attr]
        self.size += len(weights)

    def add_packed(self, field: str, term: str, postings: array[int]) -> None:
        """Add many postings of one term, of documents after all that it has so far."""
        terms = self.fields.setdefault(field, {})
        found = terms.get(term)
        merged = array("I") if found is None else array("I", (found,)) if isinstance(found, int) else found
        merged.extend(postings)
        terms[term] = merged
        self.size += len(postings)

    def iter_postings(self) -> Iterator[tuple[str, bytes, array[int]]]:
        """(field, term, postings) in the order that the term dictionary needs; empties the pool."""
        for field in sorted(self.fields):
            terms = self.fields.pop(field)
            for term in sorted(terms):  # the order of code points is the order of UTF-8
                found = terms[term]
                yield field, term.encode(), array("I", (found,)) if isinstance(found, int) else found

    def cleanup(self) -> None:
        """Forget everything (Whoosh calls this when a writer ends)."""
        self.fields.clear()


class PackedFieldWriter(W3FieldWriter):
    """Writes what PackedPool gives into Whoosh's files for terms and postings."""

    def add_postings(self, schema: Any, lengths: Any, items: Iterable[tuple[str, bytes, array[int]]]) -> None:
        """Write all terms; `lengths` is part of Whoosh's interface and not needed."""
        current = None
        for field, term, postings in items:
            if field != current:
                if current is not None:
                    self.finish_field()
                self.start_field(field, schema[field])
                current = field
            self._write_term(term, postings)
        if current is not None:
            self.finish_field()

    def _write_term(self, term: bytes, postings: array[int]) -> None:
        raw = postings.tobytes()
        info = W3TermInfo()
        info._weight, info._df = float(len(postings)), len(postings)
        info._minlength, info._maxlength, info._maxweight = 1, 1, 1.0
        info._minid, info._maxid = postings[0] >> 8, postings[-1] >> 8
        start = self._postfile.tell()
        self._postfile.write(_HEAD.pack(len(postings), zlib.crc32(raw)))
        self._postfile.write(raw)
        info.set_extent(start, _HEAD.size + len(raw))
        self._tindex.add(self._fieldid.to_bytes(2, "big") + term, info.to_bytes())


class PackedTermsReader(W3TermsReader):
    """Whoosh's reader of terms, and the postings of a term as the numbers that were written."""

    def packed(self, field: str, term: str) -> array[int] | None:
        """The postings of a term, None if there are none. Raises DamagedPostingsError."""
        try:
            info = self.term_info(field, term.encode())
        except TermNotFound:
            return None
        return read_packed(self._postfile, info)

    def frequency_of(self, field: str, term: str) -> int:
        """In how many documents of the segment the term is, deleted ones included."""
        try:
            frequency: int = self.doc_frequency(field, term.encode())
        except (KeyError, TermNotFound):
            return 0
        return frequency

    def all_packed(self) -> Iterator[tuple[str, str, array[int]]]:
        """(field, term, postings) of the whole segment."""
        for (field, term), info in self.items():
            yield field, term.decode(), read_packed(self._postfile, info)


def read_packed(file: Any, info: Any) -> array[int]:
    """The postings that `info` (of a term) points to in `file`. Raises DamagedPostingsError."""
    start, length = info.extent()
    # Whoosh reads the length of an extent as a tuple of one number.
    data = file.get(start, length[0] if isinstance(length, tuple) else length)
    if len(data) < _HEAD.size:
        raise DamagedPostingsError("a posting list ends early")
    count, checksum = _HEAD.unpack_from(data)
    raw = data[_HEAD.size :]
    if len(raw) != 4 * count or zlib.crc32(raw) != checksum:
        raise DamagedPostingsError("a posting list is not what was written")
    postings = array("I")
    postings.frombytes(raw)
    return postings


class PackedCodec(W3Codec):
    """Whoosh 3's codec with packed postings; columns and stored values stay as they are."""

    def field_writer(self, storage: Any, segment: Any) -> PackedFieldWriter:
        """The writer of terms and postings."""
        return PackedFieldWriter(self, storage, segment)

    def terms_reader(self, storage: Any, segment: Any) -> PackedTermsReader:
        """The reader of terms and postings."""
        name = segment.make_filename(self.TERMS_EXT)
        terms, postings = storage.open_file(name), segment.open_file(storage, self.POSTS_EXT)
        return PackedTermsReader(self, terms, storage.file_length(name), postings)

    def postings_reader(
        self, file: Any, info: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> ListMatcher:
        """The same postings for Whoosh's own query machinery."""
        postings = read_packed(file, info)
        ids = [posting >> 8 for posting in postings]
        weights = [float(posting & MAX_WEIGHT) for posting in postings]
        return ListMatcher(ids, weights, [b""] * len(ids), format_, scorer, term=term, terminfo=info)
