"""What of a person stands in words that are to be published: numbers to call, to write to, to be known by; the name.

A hint for who publishes, found by patterns: it never changes the words, and what it does not find may be personal all
the same. Who publishes personal data needs a ground for it (Law on the protection of personal data 91/2025/QH15).
"""

from __future__ import annotations

import re
import unicodedata

from portal.voice.cases.models import VoiceCase, VoicePerson

_GAP = r"[ .\-]?"
_PATTERNS = (
    re.compile(rf"(?<!\d)(?:\+?84{_GAP}|0)[35789](?:{_GAP}\d){{8}}(?!\d)"),  # a mobile telephone
    re.compile(r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,4}"),
    re.compile(r"(?<![\d.,])(?:\d{12}|\d{9})(?![\d.,]*\d)"),  # a citizen's card, or the older one
)


def personal_in(case: VoiceCase, person: VoicePerson | None) -> list[str]:
    """The pieces of a case's public wording that tell of a person, each once; in the answer, those of its sender
    alone, since an office may well name its own telephone."""
    asked = _folded("\n".join((case.title, case.text, case.place)))
    found = [one[0] for pattern in _PATTERNS for one in pattern.finditer(asked)]
    if person is not None:
        everything = f"{asked}\n{_folded(case.answer)}".casefold()
        own = [one.strip() for one in (person.name, person.phone, person.email)]
        found += [one for one in own if _names_somebody(one) and _folded(one).casefold() in everything]
    return list(dict.fromkeys(found))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _names_somebody(text: str) -> bool:
    """A single syllable ("Hoa") is a word of the language as well."""
    return len(text) > 5 and (" " in text or not text.isalpha())
