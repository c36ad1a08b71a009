"""Whole texts as a start for an article: the right reader for the kind, then old encodings made Unicode."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import doc, docx_article, odt
from .article_blocks import Line, Run, plain
from .encodings import UNICODE, convert, detect
from .refusal import Refusal

MAX_TEXT = 1_000_000
_PLAIN = {"doc": doc.read, "odt": odt.read}


def read(path: str, kind: str, folder: str) -> dict[str, Any]:
    """The article of a file of this kind; its pictures are written into `folder`. Raises Refusal, or what its reader
    raises for a broken file."""
    if kind == "docx":
        found = docx_article.read(path, folder)
    else:
        blocks, encodings = _PLAIN[kind](path)
        found = {
            "blocks": plain(blocks), "pictures": [], "left": {"dress": 1}, "encodings": sorted(encodings),
        }  # fmt: skip
    texts = [run for block in found["blocks"] for run in _runs(block) if run.get("t")]
    if sum(len(run["t"]) for run in texts) > MAX_TEXT:
        raise Refusal("Văn bản quá dài. Hãy chia nhỏ tệp rồi thử lại.")
    if not found["encodings"]:
        encoding = detect("\n".join(run["t"] for run in texts))
        if encoding != UNICODE:
            found["encodings"] = [encoding]
            for run in texts:
                run["t"] = convert(run["t"], encoding)
    return found


def _runs(block: Line) -> Iterator[Run]:
    if block["kind"] == "table":
        for row in block["rows"]:
            for one in row:
                for line in one:
                    yield from line
    else:
        yield from block["runs"]
