"""A document of Word of an old portal as an item: title, text with its tables, date."""

from __future__ import annotations

import html
import re
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from portal.media.reading import read_file
from portal.moving.inline import escaped, line_start
from portal.moving.webpages import day_in
from portal.moving.wordpress import sensible

MAX_PROPERTIES = 1_000_000
# The opening of an official paper, a number, or what Word calls a document that nobody named: no title.
_NO_TITLE = re.compile(
    r"(?:microsoft word|document ?\d*\Z|untitled|ubnd\b|[uủ][yỷ] ban|hđnd\b|hội đồng|cộng h[oò][aà]|số\s*:)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Document:
    """What was read; `encoding` is "unicode" or the old encoding that was converted, `name` the file's proper name."""

    title: str
    markdown: str
    published: datetime | None
    encoding: str
    name: str


def read_document(path: Path) -> Document:
    """Read a DOCX, ODT or Word 97, in a child process with limits. Raises Refused with the reason."""
    reading = read_file(path, path.name)
    text = "\n\n".join(page.text for page in reading.pages)
    blocks = [block.strip() for block in re.split(r"\n[ \t]*\n", text) if block.strip()]
    title, blocks = _title(path, blocks)
    return Document(
        title,
        "\n\n".join(_block(one) for one in blocks) + "\n",
        _created(path) or day_in(text[:3000]),
        reading.encoding,
        reading.type.name,
    )


def _title(path: Path, blocks: list[str]) -> tuple[str, list[str]]:
    """The title and what follows it: a short first paragraph, else the property, else the name of the file."""
    first = blocks[0] if blocks else ""
    if 8 <= len(first) <= 200 and "\n" not in first and first[0] != "|" and not _NO_TITLE.match(first):
        return first.rstrip("."), blocks[1:]
    kept = core_property(path, "dc:title")
    if len(kept) >= 8 and not _NO_TITLE.match(kept):
        return kept[:300], blocks
    return " ".join(re.split(r"[-_\s]+", path.stem))[:300], blocks


def _block(block: str) -> str:
    """A block of the reader as Markdown: tables and lists are Markdown already, all else stands as it is."""
    if block.startswith("|") or re.match(r"- |\d+\. ", block):
        return block
    return "  \n".join(line_start(escaped(line.strip())) for line in block.split("\n"))


def _created(path: Path) -> datetime | None:
    text = core_property(path, "dcterms:created")
    try:
        made = datetime.fromisoformat(text.replace("Z", "+00:00"))
        return sensible(made.astimezone(UTC).replace(tzinfo=None))
    except (ValueError, OverflowError):
        return None


def core_property(path: Path, name: str) -> str:
    """A property of a DOCX (dc:title, dcterms:created), "" where it has none."""
    try:
        with zipfile.ZipFile(path) as package:
            part = package.getinfo("docProps/core.xml")
            raw = package.read(part) if part.file_size <= MAX_PROPERTIES else b""
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return ""
    found = re.search(rf"<{name}\b[^>]{{0,200}}>([^<]{{0,2000}})</{name}>", raw.decode("utf-8", "replace"))
    return " ".join(html.unescape(found[1]).split()) if found else ""
