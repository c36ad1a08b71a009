"""What the text of each kind begins with: its usual parts, with places to fill in between square brackets."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from portal.exchange.kinds import BY_SLUG

_FOLDER = Path(__file__).parent / "skeletons_text"
_PLACE = re.compile(r"(?<!\!)\[([^\[\]\n]{1,120})\](?!\()")


@lru_cache(maxsize=64)
def skeleton(kind: str) -> str:
    """The text (Markdown) that a document of a kind begins with. Raises KeyError for none of the 29."""
    return (_FOLDER / f"{BY_SLUG[kind].slug}.md").read_text(encoding="utf-8")


def left_open(text: str) -> list[str]:
    """The places that nobody filled in yet, each once, as they stand between their brackets."""
    plain = text.replace("\\[", "[").replace("\\]", "]")
    return list(dict.fromkeys(found[1].strip() for found in _PLACE.finditer(plain)))
