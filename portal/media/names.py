"""Names of files: cleaned for people, encoded for headers. A name never decides where a file is stored."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

MAX_LENGTH = 120
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?\Z", re.IGNORECASE)
_SIGNS = re.compile(r'[<>:"|?*%;\x00-\x1f\x7f]')


def clean_display_name(raw: str) -> str:
    """A file name that is safe to show and to save: NFC, no folders, no control, bidi or zero-width characters, no
    device names, at most 120 characters with the extension kept. Never empty."""
    name = unicodedata.normalize("NFC", raw).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(
        char for char in name if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    )
    name = " ".join(_SIGNS.sub(" ", name).split()).strip(" .")
    if not name or _RESERVED.match(name):
        name = f"tep-{name}".rstrip("-")
    stem, dot, extension = name.rpartition(".")
    if dot and 0 < len(extension) <= 10:
        return f"{stem[: MAX_LENGTH - len(extension) - 1].rstrip(' .') or 'tep'}.{extension}"
    return name[:MAX_LENGTH].rstrip(" .") or "tep"


def content_disposition(name: str, inline: bool) -> str:
    """The Content-Disposition header (RFC 6266): an ASCII fallback and the real name (RFC 8187)."""
    kind = "inline" if inline else "attachment"
    plain = (
        unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
        .encode("ascii", "ignore")
        .decode()
    )
    plain = re.sub(r"[^\w .()\-]", "_", plain).strip() or "tep"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
