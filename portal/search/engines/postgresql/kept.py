"""What an index keeps of an entry to show it: packed when it is written, unpacked when it is read."""

from __future__ import annotations

import json
import zlib
from hashlib import blake2b, sha256

from portal.search.documents import Entry, Reading, SearchDocument, entry_of
from portal.search.terms import Tokens, reading_of


def packed_key(key: str) -> bytes:
    """A key as it is stored: any string has one form, and only that string."""
    return key.encode("utf-8", "surrogatepass")


def unpacked_key(packed: bytes) -> str:
    """The key that was packed."""
    return packed.decode("utf-8", "surrogatepass")


def packed_entry(document: SearchDocument) -> str:
    """The entry of a document, in characters that every database takes."""
    return json.dumps(entry_of(document), separators=(",", ":"))


def unpacked_entry(packed: str) -> Entry:
    """The entry that was packed. Raises ValueError or TypeError for anything else."""
    held = json.loads(packed)
    held[-1] = tuple(map(tuple, held[-1]))  # the facets
    return Entry(*held)


def packed_reading(document: SearchDocument, tokens: Tokens) -> bytes:
    """The texts of a document for the close reading: title, context and body on a line each, compressed."""
    one = reading_of(document, tokens)
    return zlib.compress(f"{one.title}\n{one.context}\n{one.body}".encode(), 1)


def unpacked_reading(packed: bytes) -> Reading:
    """The texts that were packed. Raises zlib.error, ValueError or TypeError for anything else."""
    return Reading(*zlib.decompress(packed).decode().split("\n"))


def digest(entry: str, reading: bytes) -> bytes:
    """The seal of what is kept of an entry; PostgreSQL computes the same in a check."""
    return sha256(entry.encode() + reading).digest()


def terms_digest(length: int, shelf: int, terms: str, marks: str) -> bytes:
    """The seal of what an entry is found by (the vectors as they are sent): as long as it and `digest` are the same,
    writing the entry again would change nothing."""
    return blake2b(f"{length}/{shelf}\0{terms}\0{marks}".encode(), digest_size=16).digest()
