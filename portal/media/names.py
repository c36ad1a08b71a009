"""Names of files: cleaned for people, encoded for headers. A name never decides where a file is stored."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

MAX_LENGTH = 120
MAX_EXTENSION = 10
FALLBACK = "tep"
# Device names of Windows, with any extension; the superscript digits count as digits there.
_RESERVED = re.compile(
    r"(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]|conin\$|conout\$|clock\$)\s*(\..*)?\Z", re.IGNORECASE
)
_SIGNS = re.compile(r'[<>:"|?*%;]')
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# Letters and marks that are drawn as nothing.
_BLANK = dict.fromkeys(
    [0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, *range(0xFE00, 0xFE10)]
)


def clean_display_name(raw: str) -> str:
    """A file name that is safe to show and to save, from whatever a client sent.

    NFC; no folders; no control, bidi, zero-width or invisible characters; no leading dots and no device names of
    Windows; at most 120 characters with the extension kept; never empty. Cleaning twice changes nothing more.
    """
    name = raw.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    name = re.sub(r"[\t\n\v\f\r]", " ", name)
    name = "".join(char for char in name if unicodedata.category(char) not in _HIDDEN).translate(_BLANK)
    name = unicodedata.normalize("NFC", name)
    name = " ".join(_SIGNS.sub(" ", name).split()).strip(" .")
    if not name or _RESERVED.match(name):
        name = f"{FALLBACK}-{name}".rstrip("-")
    return _shortened(name)


def _shortened(name: str) -> str:
    """The name in at most 120 characters; a mark is never cut from its letter's front."""
    if len(name) <= MAX_LENGTH:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or not 0 < len(extension) <= MAX_EXTENSION:
        return name[:MAX_LENGTH].rstrip(" .") or FALLBACK
    return f"{stem[: MAX_LENGTH - len(extension) - 1].rstrip(' .') or FALLBACK}.{extension}"


def content_disposition(name: str, inline: bool) -> str:
    """The Content-Disposition header (RFC 6266): an ASCII fallback and the real name (RFC 8187).

    The answer is pure ASCII without line breaks for every name, also for one that was never cleaned.
    """
    kind = "inline" if inline else "attachment"
    plain = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    plain = plain.encode("ascii", "ignore").decode()
    plain = re.sub(r"[^\w .()\-]", "_", plain).strip()
    if not plain.strip("."):
        plain = FALLBACK
    elif plain.startswith("."):
        plain = FALLBACK + plain
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='', errors='replace')}"
