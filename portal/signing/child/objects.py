"""Entries of PDF objects, where anything may be of another type than it should be."""

from __future__ import annotations

from typing import Any

from pyhanko.pdf_utils import generic


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
