"""What the search of the twin knows: the latest things of a portal, in a file that an old telephone can take.

The browser does the searching (`static/twin-search.js`), by the same folding of Vietnamese as `search/analysis`.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from datetime import date

from portal.twin.addresses import link_to
from portal.twin.choosing import SHOWN
from portal.twin.state import Page, State

LARGEST_INDEX = 60 * 1024  # bytes of the packed index
MOST_LISTED = 60
LONGEST_SAID = 200  # characters of a description


@dataclass(frozen=True)
class Listed:
    """A line of the plain list: name, address, what it is, its day."""

    title: str
    path: str
    kind: str
    day: date | None


def listed(known: State, portal: int) -> list[Listed]:
    """The latest things of a portal, for readers without a script: those with a day, the latest first."""
    dated = [page for page in known.shown_by_search(portal, SHOWN) if page.dated]
    return [
        Listed(one.title, link_to(one.path, ""), SHOWN[one.view], _day(one.dated))
        for one in dated[:MOST_LISTED]
    ]


def index(known: State, portal: int, prefix: str = "") -> bytes:
    """The index of a portal as JSON, at most LARGEST_INDEX bytes once it is packed: `kinds` names, `items` lists of
    address, title, place in `kinds`, day (ISO or ""), description. The oldest are left out where it would be larger."""
    pages = known.shown_by_search(portal, SHOWN)
    least, most = 0, len(pages)
    made = _written(pages, prefix)
    if _packed(made) <= LARGEST_INDEX:
        return made
    while most - least > 1:
        middle = (least + most) // 2
        if _packed(_written(pages[:middle], prefix)) <= LARGEST_INDEX:
            least = middle
        else:
            most = middle
    return _written(pages[:least], prefix)


def _written(pages: list[Page], prefix: str) -> bytes:
    kinds = list(dict.fromkeys(SHOWN.values()))
    items = [
        [
            prefix + link_to(one.path, ""),
            one.title,
            kinds.index(SHOWN[one.view]),
            one.dated,
            one.said[:LONGEST_SAID] if one.said != one.title else "",
        ]
        for one in pages
    ]
    return json.dumps({"kinds": kinds, "items": items}, ensure_ascii=False, separators=(",", ":")).encode()


def _packed(data: bytes) -> int:
    return len(gzip.compress(data, 6, mtime=0))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
