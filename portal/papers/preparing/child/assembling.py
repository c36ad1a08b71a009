"""Several pages in one PDF, a stack of scans in several; what the pages of a PDF are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pypdfium2
import pypdfium2.raw as raw
from PIL import Image

from .checking import BLANK, ink_of
from .refusal import Refusal

DPI = 225
LOOKED = 50  # dots per inch that suffice to tell whether a page is blank
MAX_PIXELS = 12_000_000
A4 = (595.276, 841.89)  # points


def look(path: str) -> list[dict[str, Any]]:
    """Each page of a PDF: size in points, whether it is the picture of a page (a scan), whether nothing is on it."""
    document = pypdfium2.PdfDocument(path)
    try:
        return [_looked(page) for page in document]
    finally:
        document.close()


def _looked(page: Any) -> dict[str, Any]:
    width, height = page.get_size()
    scale = _scale(width, height, LOOKED)
    grey = np.asarray(page.render(scale=scale, grayscale=True).to_pil().convert("L"), dtype=np.float32)
    # Paper of a scan is seldom white: what counts is how much darker than the paper something is.
    ink = ink_of(np.clip(grey + 255 - float(np.median(grey)), 0, 255))
    return {"width": width, "height": height, "scan": _is_scan(page, width * height), "blank": ink < BLANK}


def _is_scan(page: Any, area: float) -> bool:
    """Whether pictures cover the page and hardly a letter stands beside them."""
    covered = 0.0
    for one in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        left, bottom, right, top = one.get_bounds()
        covered += max(0.0, right - left) * max(0.0, top - bottom)
    return area > 0 and covered > 0.6 * area and page.get_textpage().count_chars() < 40


def _scale(width: float, height: float, dpi: int) -> float:
    scale = dpi / 72
    return float(scale * min(1.0, (MAX_PIXELS / max(1.0, width * height * scale * scale)) ** 0.5))


def draw(path: str, number: int, target: str) -> dict[str, int]:
    """Write page `number` (from 1) of a PDF as a picture to `target`; answers its size."""
    document = pypdfium2.PdfDocument(path)
    try:
        page = document[number - 1]
        width, height = page.get_size()
        picture: Image.Image = page.render(scale=_scale(width, height, DPI)).to_pil().convert("RGB")
        picture.save(target, "PNG", compress_level=1)
        return {"width": picture.width, "height": picture.height}
    finally:
        document.close()


def assemble(parts: list[dict[str, Any]], target: str) -> int:
    """Write one PDF of these parts to `target`: {"jpeg": path} a page, {"pdf": path, "pages": numbers from 1} pages
    as they are; how many pages it has. What a page of a PDF could do when clicked stays behind."""
    made = pikepdf.new()
    for part in parts:
        if "jpeg" in part:
            _add_picture(made, Path(part["jpeg"]))
        else:
            with pikepdf.open(part["pdf"]) as source:
                for number in part["pages"]:
                    made.pages.append(source.pages[int(number) - 1])
                    for key in ("/AA", "/Annots"):
                        if key in made.pages[-1].obj:
                            del made.pages[-1].obj[key]
    if not len(made.pages):
        raise Refusal("Không có trang nào để ghép.")
    made.remove_unreferenced_resources()
    made.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True)
    return len(made.pages)


def _add_picture(made: pikepdf.Pdf, path: Path) -> None:
    with Image.open(path, formats=["JPEG"]) as picture:
        width, height, grey = picture.width, picture.height, picture.mode == "L"
    across, down = _paper(width, height)
    image = pikepdf.Stream(made, path.read_bytes())
    image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    image.Width, image.Height, image.BitsPerComponent = width, height, 8
    image.ColorSpace = pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceRGB
    image.Filter = pikepdf.Name.DCTDecode
    content = f"q {across:.2f} 0 0 {down:.2f} 0 0 cm /Im0 Do Q".encode()
    page = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=[0, 0, round(across, 2), round(down, 2)],
        Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=made.make_indirect(image))),
        Contents=made.make_stream(content),
    )
    made.pages.append(pikepdf.Page(made.make_indirect(page)))


def _paper(width: int, height: int) -> tuple[float, float]:
    """The size of a page in points: as large as fits on A4, upright or across."""
    short, long = A4 if height >= width else (A4[1], A4[0])
    scale = min(short / width, long / height)
    return width * scale, height * scale


def split(path: str, ranges: list[list[int]], targets: list[str]) -> list[int]:
    """Write the pages of each range (first and last, from 1) to its target; how many pages each has."""
    counts = []
    for (first, last), target in zip(ranges, targets, strict=True):
        counts.append(assemble([{"pdf": path, "pages": list(range(first, last + 1))}], target))
    return counts
