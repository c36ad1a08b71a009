"""What rooms register so that their things are found; search knows no room by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask, current_app

from portal.search.documents import SearchDocument


@dataclass(frozen=True)
class Searchable:
    """How one kind of object becomes entries.

    kind: first part of the objects' keys. labels: what each kind of entry is called, in the order of the tabs.
    object_ids: every object there is, whatever its state. documents: the entries of those of these objects that
    citizens see now. texts: the entries with these keys, as they are now and as far as the scope in force sees
    them (a ranking and an extract need the text that the engine does not keep). due: objects that appeared or
    ended between two instants (UTC) without anybody touching them, with their tenant. find: objects whose
    name holds a text, straight from the database, for when the index cannot serve. locate: the path and the name of
    the part of an entry in which a place of its body stands (a clause of an article), ("", "") for no part. sample: the
    entries that a folder of real data would make in tenant 1, without a database, for `flask search evaluate`.
    """

    kind: str
    labels: Mapping[str, Any]
    object_ids: Callable[[], Iterable[int]]
    documents: Callable[[Sequence[int]], Iterable[SearchDocument]]
    texts: Callable[[Sequence[str]], Mapping[str, SearchDocument]]
    due: Callable[[datetime, datetime], Mapping[int, int]]
    find: Callable[[str, int], Sequence[int]]
    locate: Callable[[SearchDocument, int], tuple[str, str]] = lambda _entry, _place: ("", "")
    sample: Callable[[Path], Iterable[SearchDocument]] = lambda _data: ()


def searchables(app: Flask | None = None) -> dict[str, Searchable]:
    """Everything registered on an application, by kind."""
    found: dict[str, Searchable] = (app or current_app).extensions.setdefault("searchables", {})
    return found


def register(app: Flask, searchable: Searchable) -> None:
    """Register a kind of object. Raises ValueError if it is registered already."""
    if searchable.kind in searchables(app):
        raise ValueError(f"{searchable.kind} is registered already")
    searchables(app)[searchable.kind] = searchable


def kind_labels() -> dict[str, Any]:
    """Every kind of entry with its label."""
    return {kind: label for one in searchables().values() for kind, label in one.labels.items()}
