"""The text of a saved page, whatever encoding it is in and whatever it claims to be in."""

from __future__ import annotations

import re

from portal.media.reading.child.encodings import UNICODE, convert, decode, detect

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
# Names that say nothing: what portals claim by habit, whatever their pages hold.
_TRUSTED = frozenset(
    {"", "utf-8", "utf8", "iso-8859-1", "windows-1252", "us-ascii", "x-user-defined", "utf-16"}
)
MOST_BROKEN = 20
"""One in so many of the letters beyond ASCII may be broken for a page to count as UTF-8."""


def decoded(raw: bytes) -> tuple[str, str]:
    """The text of a page and its old encoding: by what it is first, then by what it claims, which is often wrong."""
    claimed = _CHARSET.search(raw[:4096])
    name = claimed[1].decode("ascii", "replace").lower() if claimed else ""
    if (text := _mostly_utf8(raw)) is not None:
        return text, UNICODE
    if name not in _TRUSTED:
        try:
            text = raw.decode(name, "replace")
            return convert(text, detect(text)), detect(text)
        except LookupError:
            pass
    return decode(raw)


def _mostly_utf8(raw: bytes) -> str | None:
    """The text of UTF-8 with a few broken letters, where a program cut or mixed texts; None for whole UTF-8 (which the
    others judge) and for anything else."""
    text = raw.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if not broken or raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    whole = sum(ord(letter) > 0x7F for letter in text) - broken
    return text if broken * MOST_BROKEN <= whole else None
