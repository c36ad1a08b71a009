"""Signs of spam in a text. None refuses: a text that bears one waits in a list of its own until somebody looks."""

from __future__ import annotations

import re
import unicodedata

from portal.letters import LOWER, UPPER

LINKS, MARKUP, FOREIGN, SHOUTING, REPEATS = "links", "markup", "foreign", "shouting", "repeats"
MOST_LINKS = 2
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
_MARKUP = re.compile(r"\[(?:url|link|img)\b|<a\s|href\s*=", re.IGNORECASE)
_REPEATED = re.compile(r"(.)\1{19}", re.DOTALL)
_ACCENTED = re.compile(f"[{''.join(one for one in LOWER + UPPER if not one.isascii())}]")


def signs_in(text: str) -> list[str]:
    """What is odd in a text for citizens of a Vietnamese commune."""
    found = []
    letters = [one for one in unicodedata.normalize("NFC", text) if one.isalpha()]
    if len(_LINK.findall(text)) > MOST_LINKS:
        found.append(LINKS)
    if _MARKUP.search(text):
        found.append(MARKUP)
    # Many people write without accents on a telephone: only other scripts, or long texts in another language.
    other_script = sum(not unicodedata.name(one, "").startswith("LATIN") for one in letters)
    if letters and (other_script * 3 > len(letters) or (len(letters) > 400 and not _has_accents(text))):
        found.append(FOREIGN)
    if len(letters) > 60 and sum(one.isupper() for one in letters) * 10 > len(letters) * 9:
        found.append(SHOUTING)
    if _REPEATED.search(text):
        found.append(REPEATS)
    return found


def _has_accents(text: str) -> bool:
    return _ACCENTED.search(unicodedata.normalize("NFC", text)) is not None
