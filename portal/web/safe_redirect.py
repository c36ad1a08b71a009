"""Where may a redirect lead: to a path of this very portal, and nowhere else."""

from __future__ import annotations

import re

_PATH = re.compile(r"/(?![/\\])[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*\Z")


def safe_target(wanted: str | None, otherwise: str) -> str:
    """`wanted` if it is a plain absolute path on this host (no scheme, host, backslash, control character),
    else `otherwise`."""
    if wanted and len(wanted) < 2000 and _PATH.match(wanted) and "//" not in wanted.partition("?")[0]:
        return wanted
    return otherwise
