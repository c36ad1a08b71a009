"""Files in exported content: each under a name of its own, and links to them that hold in any installation.

A text links to a file by its number (`/tep/123/640.webp`), which is another one elsewhere. In exported texts the link
is `tep:<name>/640.webp`, and the file of that name lies in `<slug>/tep/`; loading turns it round.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote

from portal.media.models import MediaFile
from portal.media.names import clean_display_name

BY_NUMBER = re.compile(r"(?<![\w/])/tep/(\d{1,19})/")
BY_NAME = re.compile(r"\btep:([^/\s()<>\"']{1,400})/")
FOLDER = "tep"


def safe_name(name: str) -> str:
    """A name that is nothing but a name in any archive: no folder, no drive, no control character, no dot in front."""
    return clean_display_name(name).replace("/", "-").replace("\\", "-").lstrip(".") or "tep"


class Names:
    """The names of a portal's files: what they are called, made different where two are called the same."""

    def __init__(self) -> None:
        self.by_id: dict[int, str] = {}
        self._taken: set[str] = set()

    def give(self, row: MediaFile) -> str:
        """The name of a file in the archive."""
        if row.id not in self.by_id:
            name = safe_name(row.name)
            stem, dot, ending = name.rpartition(".") if "." in name else (name, "", "")
            number = 1
            while name.lower() in self._taken:
                number += 1
                name = f"{stem}-{number}{dot}{ending}"
            self._taken.add(name.lower())
            self.by_id[row.id] = name
        return self.by_id[row.id]

    def outward(self, text: str) -> str:
        """A text with its links to files by name; links to files that are not there stay as they are."""

        def named(found: re.Match[str]) -> str:
            name = self.by_id.get(int(found[1]))
            return f"tep:{quote(name)}/" if name else found[0]

        return BY_NUMBER.sub(named, text)


def inward(value: Any, number_of: Callable[[str], int]) -> Any:
    """Data or text with its links by number again; `number_of` stores the file of a name and answers its number."""
    if isinstance(value, str):
        return BY_NAME.sub(lambda found: f"/tep/{number_of(unquote(found[1]))}/", value)
    if isinstance(value, list):
        return [inward(one, number_of) for one in value]
    if isinstance(value, dict):
        return {key: inward(one, number_of) for key, one in value.items()}
    return value


def outward_all(value: Any, names: Names) -> Any:
    """Data with its links to files by name."""
    if isinstance(value, str):
        return names.outward(value)
    if isinstance(value, list):
        return [outward_all(one, names) for one in value]
    if isinstance(value, dict):
        return {key: outward_all(one, names) for key, one in value.items()}
    return value
