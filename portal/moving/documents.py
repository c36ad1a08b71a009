"""A document of Word of an old portal as an item: title, text with tables and pictures, date."""

from __future__ import annotations

import html
import re
import zipfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from portal.archives import BROKEN_ZIP
from portal.media.reading.article import Article, read_article
from portal.media.reading.article_markdown import Block
from portal.moving.dates import day_in, sensible
from portal.moving.foreign import Trouble

MAX_PROPERTIES = 1_000_000
LOOK_FOR_DATE = 3_000  # characters at the beginning of the text
LEFT = {
    "dress": "layout",
    "changes": "word_changes",
    "comments": "word_comments",
    "boxes": "word_boxes",
    "equations": "word_equations",
    "diagrams": "word_diagrams",
    "objects": "word_objects",
    "linked": "word_linked",
    "too_many": "word_too_many",
    "contents": "word_contents",
    "frames": "word_frames",
}
"""What an article says did not come along → the trouble that the report shows."""
# The opening of an official paper, a number, or what Word calls a document that nobody named: no title.
_NO_TITLE = re.compile(
    r"(?:microsoft word|document ?\d*\Z|untitled|ubnd\b|[uủ][yỷ] ban|hđnd\b|hội đồng|cộng h[oò][aà]|số\s*:)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Document:
    """What was read. `troubles` tell what did not come along and the old encoding that was converted."""

    title: str
    article: Article
    published: datetime | None
    troubles: list[Trouble]


def read_document(path: Path, folder: Path) -> Document:
    """Read a DOCX, ODT or Word 97, in a child process with limits; its pictures are written into `folder`, uninspected.

    Raises Refused with the reason.
    """
    article = read_article(path, path.name, folder)
    text = "\n".join(_words(one) for one in article.blocks)
    title, article = _titled(path, article)
    troubles = [
        (LEFT[name], str(count) if count > 1 else "") for name, count in article.left.items() if name in LEFT
    ]
    if article.encoding:
        troubles.append(("encoding", article.encoding))
    return Document(title, article, _created(path) or day_in(text[:LOOK_FOR_DATE]), troubles)


def _titled(path: Path, article: Article) -> tuple[str, Article]:
    """The title and the article without it: what looks like one, a short first paragraph, the property, the file's
    name."""
    if article.title:
        return article.title, article
    first = article.blocks[0] if article.blocks and not article.lead else Block("table")
    words = _words(first)
    is_line = first.kind == "paragraph" and not any(run.picture for run in first.runs)
    if is_line and 8 <= len(words) <= 200 and not _NO_TITLE.match(words):
        return words.rstrip("."), replace(article, blocks=article.blocks[1:])
    kept = core_property(path, "dc:title")
    if len(kept) >= 8 and not _NO_TITLE.match(kept):
        return kept[:300], article
    return " ".join(re.split(r"[-_\s]+", path.stem))[:300], article


def _words(block: Block) -> str:
    """The words of a block, cells of a table one after the other."""
    lines = [block.runs, *(line for row in block.rows for one in row for line in one)]
    return " ".join(" ".join("".join(run.text for run in line) for line in lines).split())


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
    except (OSError, KeyError, ValueError, *BROKEN_ZIP):
        return ""
    found = re.search(rf"<{name}\b[^>]{{0,200}}>([^<]{{0,2000}})</{name}>", raw.decode("utf-8", "replace"))
    return " ".join(html.unescape(found[1]).split()) if found else ""
