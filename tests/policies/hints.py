"""Hints on language, and the portal's own words."""

from __future__ import annotations

from typing import Any

from portal.publishing import own_words
from portal.publishing.service import commit
from tests.factories import Factory

KINDS = ("news", "page", "legal", "procedure", "schedule", "consultation", "poll")
ROUTES = {
    "desk_words.listing": "content.read",
    "desk_words.add": "content.edit_own",
    "desk_words.drop": "content.edit_own",
}
OWN: set[str] = set()
for _kind in KINDS:
    ROUTES |= {f"desk_{_kind}.hints": "content.edit_own", f"desk_{_kind}.new_hints": "content.create"}
    OWN.add(f"desk_{_kind}.hints")


def _word(factory: Factory, slug: str, text: str = "mới") -> tuple[int, str]:
    """A word of a portal."""
    with factory.acting(slug) as actor:
        row = own_words.add(f"krông {slug} {text}"[:60], actor)
        commit()
        return row.id, row.word


def _another(factory: Factory, slug: str) -> int:
    return _word(factory, slug)[0]


THINGS: dict[str, Any] = {"words": _word}
FRESH: dict[str, Any] = {"desk_words.drop": _another}
