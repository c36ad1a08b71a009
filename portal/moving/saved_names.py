"""The names that programs give to the pages of a portal which they save, and the addresses that the pages had."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import quote, unquote

from portal.media.reading.child.encodings import decode

PAGE, DOCUMENT, PDF = "page", "document", "pdf"
_PAGES = frozenset({".html", ".htm", ".xhtml", ".php", ".aspx", ".asp", ".jsp", ".cfm"})
_DOCUMENTS = frozenset({".docx", ".doc", ".odt"})
# "Default.aspx?ItemID=77", also with what Windows allows for the sign, and with the ending of the program.
_QUERY = re.compile(
    r"(\.(?:aspx?|php|jsp|cfm|html?))(?:[?@]|%3f|_(?=\w{1,30}=))(.*?)(\.html?|\.aspx?|\.php)?\Z",
    re.IGNORECASE | re.DOTALL,
)
_OPENS_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.{0,400}?-->\s*){0,5}<(?:!doctype html|html)\b", re.I | re.S
)


def kind_of(path: Path) -> str:
    """What a file is as an item: PAGE, DOCUMENT, PDF, or "" for none. A name without an ending is looked into."""
    ending = path.suffix.lower()
    if path.name.startswith("~$"):  # what Word leaves beside a document that is open
        return ""
    if ending in _PAGES or _QUERY.search(path.name):
        return PAGE
    if ending in _DOCUMENTS:
        return DOCUMENT
    if ending == ".pdf":
        return PDF
    if "." in path.name:
        return ""
    try:
        with path.open("rb") as file:
            return PAGE if _OPENS_PAGE.match(file.read(2048)) else ""
    except OSError:
        return ""


def spoken(name: str) -> str:
    """A name of a file as text: bytes that are no UTF-8 are read by the old encoding that they are in."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return decode(os.fsencode(name))[0]
    return name


def address_of(relative: str) -> str:
    """The address of a page by its path in the folder, as programs name what they save: path and query."""
    found = _QUERY.search(relative)
    if found is None:
        return quote(unquote(relative) if "%" in relative else relative, safe="/", errors="surrogateescape")
    path = relative[: found.end(1)]
    return f"{quote(unquote(path), errors='surrogateescape')}?{found[2]}"
