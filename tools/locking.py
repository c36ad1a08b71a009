"""What a lock file of pip-compile names."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LOCKED = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)(?:\[[^]]*\])?==(?P<version>[^ \\]+)", re.IGNORECASE)
_DIGEST = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True)
class Locked:
    """A package that is installed, and the SHA-256 digests of the files that pip takes for it."""

    name: str
    version: str
    digests: tuple[str, ...]


def locked(text: str) -> list[Locked]:
    """The packages of a lock file as pip-compile writes it. Raises ValueError for one without a digest."""
    found = []
    for part in re.split(r"\n(?=[^\s#])", text):
        head = _LOCKED.match(part)
        if head is None:
            continue
        digests = tuple(_DIGEST.findall(part))
        if not digests:
            raise ValueError(f"{head['name']} has no digest")
        found.append(Locked(head["name"].lower(), head["version"], digests))
    return found
