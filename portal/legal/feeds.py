"""Atom feed of the newest documents."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from flask import Response

from portal.web.feeds import Entry, atom_feed


def atom(rows: list[dict[str, Any]]) -> Response:
    """An Atom feed of list rows (portal.legal.queries.row)."""
    entries = [
        Entry(
            one["path"],
            f"{one['type']} {one['number']}",
            one["title"],
            datetime.combine(one["issued"], time(), UTC).replace(tzinfo=None) if one["issued"] else None,
        )
        for one in rows
    ]
    return atom_feed("Văn bản", "/van-ban/", entries)
