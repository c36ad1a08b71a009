"""Entries of PDF objects, where anything may be of another type than it should be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

MAX_NODES = 20_000


def entry(node: Any, key: str, usual: Any = None) -> Any:
    """The value at `key`, references followed; `usual` where there is none or `node` is no dictionary.

    The library's own `get` does not follow references.
    """
    if not isinstance(node, generic.DictionaryObject) or key not in node:
        return usual
    return node[key]


def entries(node: Any, key: str, limit: int) -> list[Any]:
    """The elements of the array at `key`, references followed, no more than `limit`."""
    found = entry(node, key)
    if not isinstance(found, generic.ArrayObject):
        return []
    return [
        one.get_object() if isinstance(one, generic.IndirectObject) else one for one in list(found)[:limit]
    ]


def page_annotations(reader: PdfFileReader) -> Iterator[generic.DictionaryObject]:
    """The annotations of all pages, up to MAX_NODES."""
    waiting, visited = [reader.root["/Pages"]], 0
    while waiting and visited < MAX_NODES:
        node, visited = waiting.pop(), visited + 1
        if not isinstance(node, generic.DictionaryObject):
            continue
        waiting.extend(reversed(entries(node, "/Kids", MAX_NODES)))
        for one in entries(node, "/Annots", MAX_NODES):
            visited += 1
            if isinstance(one, generic.DictionaryObject):
                yield one
