"""Documents without pages: the right reader for the kind, then the whole text."""

from __future__ import annotations

import unicodedata
from typing import Any

from . import doc, docx, html, odt
from .blocks import Block, as_text
from .encodings import convert, decode, detect
from .refusal import Refusal

MAX_TEXT = 20_000_000
_READERS = {"docx": docx.read, "doc": doc.read, "odt": odt.read, "html": html.read}


def read(path: str, kind: str) -> dict[str, Any]:
    """Text and encoding of a file of this kind. Raises Refusal, or what its reader raises for a broken file."""
    if kind == "txt":
        with open(path, "rb") as file:
            text, encoding = decode(file.read())
        text = _plain(text)
    else:
        blocks, encodings = _READERS[kind](path)
        text, encoding = _converted(blocks, encodings)
    if len(text) > MAX_TEXT:
        raise Refusal("Văn bản quá dài. Hãy chia nhỏ tệp rồi thử lại.")
    return {"text": text, "encoding": encoding}


def _converted(blocks: list[Block], encodings: set[str]) -> tuple[str, str]:
    """The text; where no font told an old encoding, the spelling may."""
    text = as_text(blocks)
    if encodings:
        return text, min(encodings)
    encoding = detect(text)
    return convert(text, encoding), encoding


def _plain(text: str) -> str:
    """A plain text: NFC, one kind of line end, no spaces at the end of lines, no control characters."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    kept = "".join(char for char in lines if char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cs"})
    return "\n".join(line.rstrip() for line in kept.replace("\ufeff", "").split("\n")).strip("\n")
