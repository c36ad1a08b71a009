"""What a revision keeps of a thing: its columns, what its kind keeps in other tables, what packages above add."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from flask import Flask, current_app
from sqlalchemy import inspect

from portal.publishing.models import Publishable
from portal.publishing.words import words_of

Provider = Callable[[Any], Any]
"""Takes the row, answers JSON-ready data."""

_EXTENSION = "portal_publishing_contents"
LIFE = frozenset(Publishable.__annotations__) | {"id", "tenant_id"}
"""Columns that tell of a thing's life, not of what it says."""


def provide(app: Flask, name: str, provider: Provider) -> None:
    """Keep under `name` in every revision what `provider` says of the thing (its files)."""
    app.extensions.setdefault(_EXTENSION, {})[name] = provider


def provided_names() -> frozenset[str]:
    """The names under which packages add to revisions."""
    return frozenset(current_app.extensions.get(_EXTENSION, {}))


def contents_of(row: Any) -> dict[str, Any]:
    """All that a revision of this thing holds, as JSON-ready data."""
    more = {name: ask(row) for name, ask in current_app.extensions.get(_EXTENSION, {}).items()}
    return fields_of(row) | row.kept_elsewhere() | more


def fields_of(row: Any) -> dict[str, Any]:
    """All column values of a row as JSON-ready data."""
    data: dict[str, Any] = {}
    for column in inspect(row).mapper.column_attrs:
        if column.key == "sought":  # made of others of them
            continue
        value = getattr(row, column.key)
        data[column.key] = value.isoformat() if isinstance(value, date | datetime) else value
    return data


def changed_words(
    before: Mapping[str, Any], after: Mapping[str, Any], *, passed_over: frozenset[str] = frozenset()
) -> tuple[int, int]:
    """How many words came and how many went between two revisions' data, wherever they stand.

    Counted, not aligned: it is asked at every save, and a word that only moved did not come. What one of the two
    did not keep (an import keeps no text of articles) counts neither way.
    """
    came: Counter[str] = Counter()
    went: Counter[str] = Counter()
    for name in after.keys() - LIFE - passed_over:
        if (not before or name in before) and before.get(name) != after[name]:
            came.update(word for text in texts_in(after[name]) for word in words_of(text))
            went.update(word for text in texts_in(before.get(name)) for word in words_of(text))
    return (came - went).total(), (went - came).total()


def says_else(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether two revisions' data differ in anything but the thing's life. What one of the two did not keep says
    nothing."""
    return any(before[name] != after[name] for name in (before.keys() & after.keys()) - LIFE)


def texts_in(value: Any) -> Iterator[str]:
    """Every text that stands in JSON-ready data, at any depth; keys are none."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from texts_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts_in(one)
