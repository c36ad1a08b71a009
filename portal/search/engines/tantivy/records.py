"""Entries and readings as bytes: small, and quick to read a thousand of."""

from __future__ import annotations

import re
from functools import lru_cache
from sys import intern

from portal.search.documents import Entry, Reading

_SEPARATOR = "\x1f"
_SPECIAL = re.compile(r"[\\\x1f]")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_MARKS = {"\\": "\\\\", _SEPARATOR: "\\s"}
_MEANT = {"\\": "\\", "s": _SEPARATOR}
_NONE = "\\N"
_FIXED = 8  # fields before the facets


def pack_entry(entry: Entry) -> bytes:
    """The fields of an entry in order, the facets as names and values in turn."""
    fields: list[str | None] = [
        entry.key, str(entry.tenant_id), "1" if entry.shared else "", entry.kind, entry.group_key,
        entry.number, entry.article, entry.published_at,
    ]  # fmt: skip
    fields += [part for pair in entry.facets for part in pair]
    if _SPECIAL.search("".join(filter(None, fields))):
        fields = [field and _SPECIAL.sub(lambda found: _MARKS[found.group()], field) for field in fields]
    return _SEPARATOR.join([_NONE if field is None else field for field in fields]).encode()


def unpack_entry(record: bytes) -> Entry:
    """The entry that was packed. What hundreds of entries share they share in memory too.

    Raises ValueError or KeyError for anything else.
    """
    key, tenant, shared, kind, group, number, article, published, *facets = record.decode().split(
        _SEPARATOR, _FIXED
    )
    pairs = _facets(facets[0]) if facets else ()
    return Entry(
        _text(key), int(tenant), bool(shared), intern(_text(kind)), _read(group), _read(number), _read(article),
        intern(_text(published)), pairs,
    )  # fmt: skip


def _read(field: str) -> str | None:
    return None if field == _NONE else intern(_text(field))


def _text(field: str) -> str:
    return _ESCAPED.sub(lambda found: _MEANT[found[1]], field) if "\\" in field else field


@lru_cache(maxsize=4096)
def _facets(record: str) -> tuple[tuple[str, str], ...]:
    parts = [_text(part) for part in record.split(_SEPARATOR)]
    return tuple(zip(parts[::2], parts[1::2], strict=True))


def pack_reading(reading: Reading) -> bytes:
    """Title, context and body on a line each; they consist of syllables and blanks."""
    return f"{reading.title}\n{reading.context}\n{reading.body}".encode()


def unpack_reading(record: bytes) -> Reading:
    """The reading that was packed. Raises ValueError or TypeError for anything else."""
    return Reading(*record.decode().split("\n"))
