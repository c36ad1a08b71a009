"""Links from one taken item to another: by the address that it has here, as soon as it is here.

A link is written as it was on the old portal; its old address leads on. What can be named directly is: no detour for
who reads, and nothing for the board of quality to look at. Whatever is not here yet is settled at the end of a run.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from portal.moving.addresses import candidates
from portal.moving.old_paths import collision, destination, find

# A link of Markdown to a path of the portal: a bracket of the text itself stands behind a backslash.
_LINK = re.compile(r"(?<!\\)\]\((/(?![/\\])[^\s()<>\"]{0,2000})(?=[)\s])")


def with_present_addresses(body: str) -> str:
    """A text whose links to old addresses name what stands there now; those that nobody knows stay as they are."""
    return _LINK.sub(lambda found: f"]({present(found[1])}", body)


def present(address: str) -> str:
    """Where a link to this path of the portal leads now, with its fragment; the path itself where nothing is known."""
    whole, sign, fragment = address.partition("#")
    path, _, query = whole.partition("?")
    if path.startswith("/tep/") or (not query and collision(unquote(path), "", 0)):
        return address
    row = find(candidates(unquote(path), query))
    found = destination(row) if row is not None else None
    return f"{found}{sign}{fragment}" if found is not None and found.startswith("/") else address
