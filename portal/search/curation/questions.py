"""How a question is compared and counted: by its bare syllables, and only if it can name nobody."""

from __future__ import annotations

import re

from portal.search.analysis import bare, clean, syllables

LONGEST = 120
"""Characters of a question that is counted; what is longer tells a story, often of a person."""

LONGEST_KEY = 200
"""Characters of the bare syllables of one; single characters may become several."""

_ADDRESS = re.compile(r"[^\s@]@[^\s@]|[^\s@]\s*\[at\]\s*[^\s@]")
_LONG_NUMBER = re.compile(r"\d(?:[\s.,\-–_()+]{0,3}\d){8}")
_SPACES = re.compile(r"\s+")


def key_of(text: str) -> str:
    """The bare syllables of any text, by which questions are the same: "Khai  sinh?" → "khai sinh"."""
    return " ".join(bare(syllables(text)))


def countable(text: str) -> str:
    """`text` in one line as it may be kept, "" if it must not be.

    Not kept is what is longer than LONGEST, what holds an e-mail address, or nine digits in a row however they are
    grouped (a telephone, an identity card, an account): these are of a person.
    """
    if len(text) > LONGEST * 2:
        return ""
    printable = "".join(char for char in text if char.isprintable() or char.isspace())
    shown = _SPACES.sub(" ", printable).strip()
    read = clean(shown)
    if len(shown) > LONGEST or _ADDRESS.search(read) or _LONG_NUMBER.search(read):
        return ""
    return shown if 0 < len(key_of(shown)) <= LONGEST_KEY else ""
