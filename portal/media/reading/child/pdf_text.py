"""The text layer of PDF pages, word by word with boxes and fonts, and whether the layer can be believed."""

from __future__ import annotations

import ctypes
import itertools
import math
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pypdfium2
import pypdfium2.raw as raw

from .encodings import TCVN3, UNICODE, convert, detect, encoding_of_font
from .layout import as_text, reading_order
from .lines import Piece
from .syllables import share_of_syllables

MAX_CHARS = 60_000  # of one page
MIN_LETTERS = 20
MANY = 60  # things drawn on a page
_STRANGE = {"Co", "Cn", "Cc", "Cs"}
_BROKEN = "\x02\ufffe"  # what the library makes of a hyphen at the end of a line
Box = tuple[float, float, float, float]  # from the top left corner


@dataclass
class _Open:
    """A word that is still being put together."""

    font: str
    turn: int = 0
    chars: list[str] = field(default_factory=list)
    box: Box = (0.0, 0.0, 0.0, 0.0)
    middle: float = 0.0

    def add(self, char: str, box: Box) -> None:
        """Take one more character."""
        old = self.box
        self.box = (
            box
            if not self.chars
            else (min(old[0], box[0]), min(old[1], box[1]), max(old[2], box[2]), max(old[3], box[3]))
        )
        self.chars.append(char)
        self.middle = (box[1] + box[3]) / 2

    def takes(self, box: Box, turn: int) -> bool:
        """Whether the next character stands so that it can belong to this word: same line, no wide gap, not back."""
        if not self.chars:
            return True
        tall = max(self.box[3] - self.box[1], box[3] - box[1], 1.0)
        return (
            turn == self.turn
            and abs((box[1] + box[3]) / 2 - self.middle) < 0.6 * tall
            and box[0] - self.box[2] < 0.3 * tall
            and box[0] > self.box[0] - 0.3 * tall
        )


def read_page(page: Any) -> dict[str, Any]:
    """One page: words as fractions, text, encoding, size, and why its layer can't be believed ("" where it can)."""
    width, height = page.get_size()
    textpage = page.get_textpage()
    words = list(_words(page, textpage, width, height))
    encodings = {word.encoding for word in words if word.encoding != UNICODE}
    if not encodings:
        found = detect(" ".join(word.piece.text for word in words))
        if found != UNICODE:
            encodings.add(found)
            words = [replace(word, piece=_in_unicode(word.piece, found)) for word in words]
    text = _in_order(words)
    return {
        "text": text,
        "words": [_fractions(word, width, height) for word in words],
        "width": width,
        "height": height,
        "encoding": min(encodings) if encodings else UNICODE,
        "doubt": doubt(text, _covered(page, width * height), _drawn(page)),
    }


@dataclass(frozen=True)
class _Word:
    """A word as it reads upright: `turn` quarters clockwise bring it to how it stands on the shown page."""

    piece: Piece
    turn: int
    encoding: str


def _in_unicode(piece: Piece, encoding: str) -> Piece:
    return replace(piece, text=convert(piece.text, encoding))


def _in_order(words: list[_Word]) -> str:
    """The text: the words that stand like most of the page, then those that stand otherwise (notes on the margin)."""
    blocks: list[list[str]] = []
    counts = Counter(word.turn for word in words)
    for turn, _ in counts.most_common():
        blocks.extend(reading_order([word.piece for word in words if word.turn == turn]))
    return as_text(blocks)


def _fractions(word: _Word, width: float, height: float) -> list[Any]:
    one = word.piece
    x0, y0, x1, y1 = _turned(
        (one.x0, one.y0, one.x1, one.y1), -word.turn % 4, *_sides(word.turn, width, height)
    )
    return [one.text, x0 / width, y0 / height, x1 / width, y1 / height]


def _sides(turn: int, width: float, height: float) -> tuple[float, float]:
    """Width and height of the page for whoever turns it so that the word reads upright."""
    return (height, width) if turn % 2 else (width, height)


def _turned(box: Box, turn: int, width: float, height: float) -> Box:
    """A box after the page of this size was turned `turn` quarters counter-clockwise."""
    x0, y0, x1, y1 = box
    if turn == 1:
        return y0, width - x1, y1, width - x0
    if turn == 2:
        return width - x1, height - y1, width - x0, height - y0
    if turn == 3:
        return height - y1, x0, height - y0, x1
    return box


def doubt(text: str, covered: float, drawn: int) -> str:
    """Why a page must be read from its picture: "" (it needn't), "empty", "garbled", "bare".

    `covered` is the share of the page that pictures cover, `drawn` how many things are drawn on it. Garbled: signs of
    private use or replacement, or hardly any word with marks is a syllable. Empty: no letters though something is
    drawn, or few beside a picture or much drawing (letters as curves). Bare: words over a picture with next to no
    Vietnamese marks, as a recogniser without Vietnamese leaves them.
    """
    letters = sum(char.isalpha() for char in text)
    strange = sum(unicodedata.category(char) in _STRANGE or char == "\ufffd" for char in text if char != "\n")
    if strange > 0.03 * letters and drawn:
        return "garbled"
    if letters < MIN_LETTERS:
        few = letters > 0 and covered < 0.3 and drawn < MANY
        return "empty" if drawn and not few else ""
    share, marked = share_of_syllables(text)
    if marked >= 10 and share < 0.6:
        return "garbled"
    if covered > 0.5 and (letters < 100 or marked < 0.2 * len(text.split())):
        return "bare"
    return ""


def _words(page: Any, textpage: Any, width: float, height: float) -> Iterator[_Word]:
    """The words in the order of the file, each with the encoding that its font tells."""
    place = _placing(page)
    rotation = page.get_rotation() / 90
    fonts: dict[str, tuple[str, bool]] = {}
    word = _Open("")
    for index in range(min(textpage.count_chars(), MAX_CHARS)):
        code = raw.FPDFText_GetUnicode(textpage.raw, index)
        char = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        if char.isspace():
            yield from _closed(word, fonts)
            word = _Open("")
            continue
        angle = raw.FPDFText_GetCharAngle(textpage.raw, index)
        turn = round(max(angle, 0.0) / (math.pi / 2) + rotation) % 4
        box = _turned(place(textpage.get_charbox(index, loose=True)), turn, width, height)
        font = _font_of(textpage, index)
        known = fonts.setdefault(font, encoding_of_font(font))
        if not word.takes(box, turn) or (word.chars and fonts[word.font] != known):
            yield from _closed(word, fonts)
            word = _Open("")
        if not word.chars:
            word.font, word.turn = font, turn
        if char in _BROKEN:
            char = "\xad" if known[0] == TCVN3 else "-"
        word.add(char, box)
    yield from _closed(word, fonts)


def _closed(word: _Open, fonts: dict[str, tuple[str, bool]]) -> Iterator[_Word]:
    if word.chars:
        encoding, capitals = fonts[word.font]
        text = "".join(word.chars)
        if encoding != UNICODE and any(ord(char) > 0xFF for char in text):
            encoding = UNICODE  # the file itself maps the font's places to Unicode
        yield _Word(Piece(convert(text, encoding, capitals=capitals), *word.box), word.turn, encoding)


def _font_of(textpage: Any, index: int) -> str:
    buffer = ctypes.create_string_buffer(128)
    length = raw.FPDFText_GetFontInfo(textpage.raw, index, buffer, 128, None)
    return buffer.value.decode("utf-8", "replace") if 0 < length <= 128 else ""


def _placing(page: Any) -> Callable[[Box], Box]:
    """From a box of the page's own coordinates to one from the top left of the page as it is shown."""
    rotation = page.get_rotation()
    left, bottom, right, top = page.get_bbox()

    def place(box: Box) -> Box:
        x0, y0, x1, y1 = box
        if rotation == 90:
            return y0 - bottom, x0 - left, y1 - bottom, x1 - left
        if rotation == 180:
            return right - x1, y0 - bottom, right - x0, y1 - bottom
        if rotation == 270:
            return top - y1, right - x1, top - y0, right - x0
        return x0 - left, top - y1, x1 - left, top - y0

    return place


def _covered(page: Any, area: float) -> float:
    """The share of the page under pictures; overlapping ones count once each, up to the whole page."""
    total = 0.0
    for one in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        left, bottom, right, top = one.get_bounds()
        total += max(0.0, right - left) * max(0.0, top - bottom)
    return min(1.0, total / area) if area > 0 else 0.0


def _drawn(page: Any) -> int:
    """How many things are drawn on the page; counting ends where the answer is "many"."""
    return sum(1 for _ in itertools.islice(page.get_objects(max_depth=3), MANY))


def open_pdf(path: str) -> Any:
    """The document. Raises pypdfium2.PdfiumError where it can't be opened."""
    return pypdfium2.PdfDocument(path)
