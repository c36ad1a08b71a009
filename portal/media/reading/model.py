"""What reading a file gives: its type, its pages, and where each word stands."""

from __future__ import annotations

from dataclasses import dataclass


class Cancelled(Exception):
    """The reading was called off; what was read until then went to `on_page`."""


@dataclass(frozen=True)
class Word:
    """A word and its box in fractions of the page, from the top left corner."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True)
class PageText:
    """One page: NFC text with a line per printed line and a blank line between blocks.

    `source` is "text" (it was in the file), "ocr" (recognised in the picture) or "none" (nothing could be read);
    `confidence` 0 to 1 belongs to "ocr"; width and height are points, 0 where the format knows no pages.
    """

    number: int
    text: str
    source: str
    confidence: float | None
    words: tuple[Word, ...]
    width: float
    height: float


@dataclass(frozen=True)
class FileType:
    """What a file is by its content: kind ("pdf", "docx", "doc", "odt", "html", "txt"), MIME type, clean name with
    the right ending, and whether that ending is not the one that it came with."""

    kind: str
    mime: str
    name: str
    corrected: bool


@dataclass(frozen=True)
class Reading:
    """A read file. `encoding` is "unicode" or the old encoding that was converted; `notes` are for the editor;
    `state` is "read", or "no_text" where no page gave any text."""

    type: FileType
    pages: tuple[PageText, ...]
    encoding: str
    notes: tuple[str, ...]
    state: str
