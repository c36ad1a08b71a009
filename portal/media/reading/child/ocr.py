"""Reading a page's picture with Tesseract.

Measured on the real scans (bitonal, 200 dpi) by the share of word pairs that occur in the legal corpus: drawing at 300
dpi beats 200, 250 and 400; softening the enlarged edges beats leaving them; page segmentation 3 (automatic) beats 4, 6
and 11. Finer pictures need less softening. `bench.reading` prints what a page costs and how much of it is right.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pypdfium2.raw as raw
from PIL import Image, ImageFilter

from .corrections import corrected
from .layout import as_text, blocks_of
from .lines import Piece, lines_of_groups
from .pdf_text import open_pdf

DPI = 300
MAX_PIXELS = 30_000_000
SOFTENED_COARSE, SOFTENED_FINE = 2, 1  # radius at 300 dpi
COARSE = 250  # dots per inch
SEGMENTATION = "3"
PATH = "/usr/bin:/bin:/usr/local/bin"
ENOUGH = 0.75  # below this confidence the page may stand on its side or on its head
_TURN = re.compile(r"^Rotate: (\d+)$", re.MULTILINE)
_RULES = {"|", "¦", "‹", "›", "_", "¬"}
MAX_TABLE = 4 * 1024 * 1024


def read_picture(path: str, number: int, folder: str, seconds: int) -> dict[str, Any]:
    """The words of page `number` (from 1) of a PDF as Tesseract sees them, with boxes and confidence.

    Works in `folder`. Raises whatever the renderer raises, FileNotFoundError without Tesseract,
    subprocess.SubprocessError where it fails.
    """
    picture, (width, height) = picture_of(path, number)
    softened = picture.filter(
        ImageFilter.GaussianBlur(SOFTENED_COARSE if _is_coarse(path, number) else SOFTENED_FINE)
    )
    seen, turn = recognised(softened, Path(folder), seconds), 0
    sideways = _stands_sideways(seen)
    if (sideways or 0 < seen.confidence < ENOUGH) and (turn := _turn(softened, Path(folder), seconds)):
        other = recognised(softened.rotate(turn, expand=True), Path(folder), seconds)
        seen, turn = (other, turn) if sideways or other.confidence > seen.confidence else (seen, 0)
    boxes = [_box(word, seen, turn) for line in seen.lines for word in line]
    text = as_text(blocks_of(lines_of_groups(seen.lines)))
    return {"text": text, "words": boxes, "confidence": seen.confidence, "width": width, "height": height}


@dataclass(frozen=True)
class Seen:
    """What the recogniser saw in a picture: lines of words in pixels, and how sure it is (0 to 1)."""

    lines: list[list[Piece]]
    confidence: float
    across: int
    down: int


def _stands_sideways(seen: Seen) -> bool:
    """Whether most words are taller than wide: the recogniser reads such pages too, but their lines stand upright."""
    long = [word for line in seen.lines for word in line if len(word.text) > 3]
    return sum(word.height > word.x1 - word.x0 for word in long) * 2 > len(long)


def _box(word: Piece, seen: Seen, turn: int) -> list[str | float]:
    """A word and its box in fractions of the page as it was before its picture was turned."""
    x0, x1 = word.x0 / seen.across, word.x1 / seen.across
    y0, y1 = word.y0 / seen.down, word.y1 / seen.down
    turned = {
        90: (1 - y1, x0, 1 - y0, x1),
        180: (1 - x1, 1 - y1, 1 - x0, 1 - y0),
        270: (y0, 1 - x1, y1, 1 - x0),
    }
    return [word.text, *turned.get(turn, (x0, y0, x1, y1))]


def picture_of(
    path: str, number: int, *, coloured: bool = False, everything: bool = False
) -> tuple[Image.Image, tuple[float, float]]:
    """The page in grey (or RGB, where `coloured`), and its size in points.

    Without annotations (a signature's stamp would lie over the text) unless `everything` is wanted.
    """
    document = open_pdf(path)
    try:
        if everything:
            document.init_forms()
        page = document[number - 1]
        width, height = page.get_size()
        scale = DPI / 72
        scale *= min(1.0, (MAX_PIXELS / max(1.0, width * height * scale * scale)) ** 0.5)
        bitmap = page.render(
            scale=scale, grayscale=not coloured, may_draw_forms=everything, draw_annots=everything
        )
        picture: Image.Image = bitmap.to_pil().convert("RGB" if coloured else "L")
        return picture, (width, height)
    finally:
        document.close()


def _is_coarse(path: str, number: int) -> bool:
    """Whether the picture that covers most of the page has fewer dots than it is drawn with."""
    document = open_pdf(path)
    try:
        found = [(0.0, float(DPI))]
        for one in document[number - 1].get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
            left, bottom, right, top = one.get_bounds()
            across, down = one.get_px_size()
            inches = max(right - left, top - bottom, 1.0) / 72
            found.append(((right - left) * (top - bottom), max(across, down) / inches))
        return max(found)[1] < COARSE
    finally:
        document.close()


def recognised(
    picture: Image.Image, folder: Path, seconds: int, *, segmentation: str = SEGMENTATION, least: float = 0.0
) -> Seen:
    """What is printed in a picture; words of which the recogniser is less than `least` (0 to 100) sure are left out."""
    table = _tesseract(picture, folder, seconds, ["-l", "vie", "--psm", segmentation, "tsv"])
    lines: list[list[Piece]] = []
    sure = weight = 0.0
    for row in table.split("\n")[1:]:
        cells = row.split("\t")
        if len(cells) != 12:
            continue
        if cells[0] == "4":
            lines.append([])
        text, confidence = cells[11].strip(), float(cells[10])
        if cells[0] != "5" or not text or not lines or confidence < least or _is_dirt(text, confidence):
            continue
        x, y, across, down = (int(one) for one in cells[6:10])
        lines[-1].append(Piece(text, x, y, x + across, y + down))
        sure += confidence * len(text)
        weight += len(text)
    confidence = round(sure / weight / 100, 4) if weight else 0.0
    return Seen([_put_right(line) for line in lines if line], confidence, picture.width, picture.height)


def _put_right(line: list[Piece]) -> list[Piece]:
    made = corrected([one.text for one in line])
    return [replace(one, text=text) for one, text in zip(line, made, strict=True)]


def _is_dirt(text: str, confidence: float) -> bool:
    """Whether a word is a speck of the picture, or a rule of a table that was taken for a sign."""
    return text in _RULES or (confidence < 25 and not any(char.isalnum() for char in text))


def _turn(picture: Image.Image, folder: Path, seconds: int) -> int:
    """By how many degrees, counter-clockwise, the picture must be turned to stand upright; 0 where it can't be told."""
    try:
        found = _TURN.search(_tesseract(picture, folder, seconds, ["-l", "osd", "--psm", "0"]))
    except subprocess.SubprocessError:
        return 0
    return (360 - int(found[1])) % 360 if found else 0


def _tesseract(picture: Image.Image, folder: Path, seconds: int, options: list[str]) -> str:
    program = shutil.which("tesseract", path=PATH)
    if program is None:
        raise FileNotFoundError("tesseract")
    source, target = folder / "page.png", folder / "answer"
    picture.save(source, compress_level=1, dpi=(DPI, DPI))
    with target.open("wb") as output:
        subprocess.run(
            [program, str(source), "stdout", "--dpi", str(DPI), *options],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={"PATH": PATH, "OMP_THREAD_LIMIT": "1", "LANG": "C.UTF-8", "HOME": str(folder)},
            timeout=seconds,
            check=True,
        )
    with target.open("rb") as answer:
        return answer.read(MAX_TABLE).decode("utf-8", "replace")
