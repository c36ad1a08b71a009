"""Blocks of WordPress that are only named in a text: shared ones come into it, what is made on the fly is told of."""

from __future__ import annotations

import re
from collections.abc import Mapping

from portal.moving.foreign import Trouble

_NAMED = re.compile(r"<!--\s+wp:([a-z0-9/-]{1,80})\s+(?:(\{[^<>]{0,4000}?\})\s+)?/-->")
_REFERENCE = re.compile(r'"ref"\s*:\s*(\d{1,19})')
_SILENT = frozenset({"more", "nextpage", "spacer", "separator", "site-title", "post-title", "page-break"})
MOST = 50
"""Shared blocks that one text may bring in, those within others counted."""


def with_shared_blocks(body: str, shared: Mapping[str, str]) -> tuple[str, list[Trouble]]:
    """A body with the shared blocks that it names, and the blocks that no export holds (lists of new posts, forms)."""
    troubles: list[Trouble] = []
    left = MOST

    def one(found: re.Match[str]) -> str:
        nonlocal left
        name, reference = found[1], _REFERENCE.search(found[2] or "")
        if name == "block" and reference is not None and left > 0 and reference[1] in shared:
            left -= 1
            return shared[reference[1]]
        if name not in _SILENT:
            troubles.append(("shortcode", f"khối {name}"))
        return ""

    for _depth in range(5):
        made = _NAMED.sub(one, body)
        if made == body:
            break
        body = made
    return body, troubles
