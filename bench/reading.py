"""What reading costs and how much of it is right.

    python -m bench.reading [--data ../shared/data] [--pages 6]

Every real file: kind, pages, seconds a page. Then the recogniser: pages of a PDF whose text is known are made pictures
(as they are, and in black and white at 200 dpi as office scanners leave them), recognised, and compared: share of
characters to change (CER) and share of words found.
"""

from __future__ import annotations

import argparse
import difflib
import tempfile
import time
from pathlib import Path

import pypdfium2
from PIL import Image

from portal.media.reading import Refused, ocr_available, read_file, what_to_install

KNOWN = "text-signed-30p.pdf"


def errors(known: str, seen: str) -> tuple[float, float]:
    """Share of characters that differ (spaces and lines don't count as such), and share of words that were found."""
    ours, theirs = known.split(), seen.split()
    matched = sum(
        one.size for one in difflib.SequenceMatcher(None, ours, theirs, False).get_matching_blocks()
    )
    return distance(" ".join(ours), " ".join(theirs)) / max(1, len(known)), matched / max(1, len(ours))


def distance(one: str, other: str) -> int:
    """Levenshtein distance."""
    row = list(range(len(other) + 1))
    for number, char in enumerate(one, 1):
        before, row[0] = row[0], number
        for place, against in enumerate(other, 1):
            before, row[place] = (
                row[place],
                min(row[place] + 1, row[place - 1] + 1, before + (char != against)),
            )
    return row[-1]


def picture_pdf(path: Path, number: int, dpi: int, *, bitonal: bool, folder: Path) -> Path:
    """Page `number` of a PDF as a PDF that holds only its picture."""
    document = pypdfium2.PdfDocument(path)
    picture: Image.Image = (
        document[number - 1].render(scale=dpi / 72, grayscale=True, draw_annots=False).to_pil()
    )
    document.close()
    target = folder / f"{number}-{dpi}-{bitonal}.pdf"
    (picture.point(lambda value: 255 * (value > 150)).convert("1") if bitonal else picture).save(
        target, "PDF", resolution=float(dpi)
    )
    return target


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "shared" / "data")
    parser.add_argument("--pages", type=int, default=6)
    given = parser.parse_args()
    files = given.data / "files"
    for path in sorted(files.iterdir()):
        started = time.perf_counter()
        try:
            found = read_file(path, path.name)
        except Refused as refusal:
            print(f"{path.name:28} refused: {refusal}")
            continue
        seconds, count = time.perf_counter() - started, len(found.pages)
        sure = [page.confidence for page in found.pages if page.confidence is not None]
        mean = f"confidence {sum(sure) / len(sure):.2f}" if sure else ""
        print(f"{path.name:28} {found.type.kind:5}{count:3} pages {seconds / count:6.2f} s/page  {mean}")
    if not ocr_available():
        print(f"no recogniser here: {what_to_install()}")
        return
    known = read_file(files / KNOWN, KNOWN).pages
    with tempfile.TemporaryDirectory() as folder:
        for dpi, bitonal in ((300, False), (200, False), (200, True)):
            sums, seconds = [0.0, 0.0], 0.0
            for number in range(1, given.pages + 1):
                path = picture_pdf(files / KNOWN, number, dpi, bitonal=bitonal, folder=Path(folder))
                started = time.perf_counter()
                seen = read_file(path, path.name).pages[0]
                seconds += time.perf_counter() - started
                for place, one in enumerate(errors(known[number - 1].text, seen.text)):
                    sums[place] += one / given.pages
            kind = "black and white" if bitonal else "grey"
            print(
                f"{dpi} dpi {kind:16} CER {sums[0]:.4f}  words {sums[1]:.4f}  {seconds / given.pages:.2f} s/page"
            )


if __name__ == "__main__":
    main()
