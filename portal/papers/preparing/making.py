"""One paper of several photos, scans and PDFs: each page found, straightened, whitened, made small, and judged.

Nothing is kept here: bytes come, bytes go (`service.keep`). What looks into foreign bytes is a limited child.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.media.refusal import Refused
from portal.papers.opened import workplace
from portal.papers.preparing.child_process import UNREADABLE, ask, written

Corner = tuple[float, float]
Corners = tuple[Corner, Corner, Corner, Corner]
"""Top left, top right, bottom right, bottom left of the sheet as it is read, in fractions of the upright photo."""
MAX_PAGES = 60
TROUBLES = frozenset({"dark", "blurred", "small", "cut", "blank"})
TURNS = (0, 90, 180, 270)
COLOURS = ("auto", "colour", "grey")
_SIGNED = b"/ByteRange"


@dataclass(frozen=True)
class Source:
    """A photo, scan or PDF of which pages are made. `corners` and `turn` (degrees counter-clockwise) are a person's;
    what is None is found. `pages` (from 1) chooses pages of a PDF; None takes all. `is_ready`: a PDF of pages that were
    made here before, which are taken as they are."""

    data: bytes
    corners: Corners | None = None
    turn: int | None = None
    colour: str = "auto"
    pages: tuple[int, ...] | None = None
    is_ready: bool = False


@dataclass(frozen=True)
class MadePage:
    """A page of what was made: from which source (from 0) and which of its pages (from 1); pixels and bytes (0 where a
    page of a PDF was taken as it is); how it was turned; what is wrong with it (words of TROUBLES)."""

    source: int
    page: int
    width: int = 0
    height: int = 0
    size: int = 0
    turn: int = 0
    angle: float = 0.0
    coloured: bool = False
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Made:
    """A PDF ready to be kept, and its pages."""

    pdf: bytes
    pages: tuple[MadePage, ...]

    @property
    def troubles(self) -> tuple[str, ...]:
        """Everything that is wrong with any page, each once."""
        return tuple(dict.fromkeys(word for one in self.pages for word in one.troubles))


@dataclass(frozen=True)
class Sheet:
    """Where the sheet lies in a photo (the whole photo where `found` is False); the upright photo's size in pixels."""

    width: int
    height: int
    corners: Corners
    found: bool


def sheet_in(photo: bytes) -> Sheet:
    """Where the sheet lies, for a person to correct. Raises Refused."""
    with workplace() as folder:
        source = folder / "source"
        source.write_bytes(photo)
        said = ask("corners", path=str(source))
    try:
        width, height = int(said["width"]), int(said["height"])
        return Sheet(width, height, corners_of(said["corners"]), bool(said["found"]))
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(UNREADABLE, "unreadable") from error


def corners_of(given: Any) -> Corners:
    """Four corners from what a form or a child sent, each within the photo. Raises ValueError for anything else."""
    points = [(float(x), float(y)) for x, y in given]
    if len(points) != 4 or not all(math.isfinite(one) for point in points for one in point):
        raise ValueError("not four corners")
    first, second, third, fourth = ((min(1.0, max(0.0, x)), min(1.0, max(0.0, y))) for x, y in points)
    corners = (first, second, third, fourth)
    if _area(corners) < 0.005:
        raise ValueError("corners without a sheet between them")
    return corners


def _area(corners: Corners) -> float:
    turned = (*corners[1:], corners[0])
    return sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in zip(corners, turned, strict=True)) / 2


def make(sources: Sequence[Source]) -> Made:
    """One PDF of all pages in order: photos and scans prepared, other pages of PDFs as they are.

    A PDF with a digital signature stays byte for byte, and alone: prepared it would no longer be signed. Raises Refused
    ("signed", "no_pages", "too_many", "unreadable"); ValueError for a turn, colour or page that does not exist.
    """
    for one in sources:
        if one.colour not in COLOURS or one.turn not in {None, *TURNS}:
            raise ValueError("no such turn or colour")
    signed = [one for one in sources if _is_pdf(one.data) and _SIGNED in one.data]
    if signed and (len(sources) > 1 or signed[0].pages is not None):
        raise Refused(
            "Tệp PDF đã ký số phải gửi riêng, nguyên vẹn: ghép vào tệp khác thì chữ ký mất giá trị.", "signed"
        )
    with workplace() as folder:
        parts: list[dict[str, Any]] = []
        pages: list[MadePage] = []
        for number, source in enumerate(sources):
            for part, page in _pages(number, source, folder, keep_all=bool(signed) or source.is_ready):
                if len(pages) >= MAX_PAGES:
                    raise Refused(f"Giấy tờ có quá {MAX_PAGES} trang. Hãy chia thành nhiều tệp.", "too_many")
                parts.append(part)
                pages.append(page)
        if signed:
            return Made(signed[0].data, tuple(pages))
        target = folder / "made.pdf"
        if ask("assemble", parts=parts, target=str(target)) != len(pages):
            raise Refused(UNREADABLE, "unreadable")
        return Made(written(target), tuple(pages))


def _is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:1024]


def _pages(
    number: int, source: Source, folder: Path, *, keep_all: bool
) -> Iterator[tuple[dict[str, Any], MadePage]]:
    """Each page of a source: what the assembler takes, and what is told of it."""
    path = folder / f"source-{number}"
    path.write_bytes(source.data)
    if not _is_pdf(source.data):
        yield _prepared(number, 1, source, path, folder)
        return
    looked = ask("look", path=str(path))
    for page in source.pages if source.pages is not None else range(1, len(looked) + 1):
        if not 1 <= page <= len(looked):
            raise ValueError("no such page")
        about = looked[page - 1]
        if about["scan"] and not about["blank"] and not keep_all:
            picture = folder / f"drawn-{number}-{page}.png"
            ask("draw", path=str(path), number=page, target=str(picture))
            yield _prepared(number, page, source, picture, folder)
            picture.unlink()
        else:
            wrong = ("blank",) if about["blank"] else ()
            yield {"pdf": str(path), "pages": [page]}, MadePage(number, page, troubles=wrong)


def _prepared(
    number: int, page: int, source: Source, path: Path, folder: Path
) -> tuple[dict[str, Any], MadePage]:
    target = folder / f"page-{number}-{page}.jpg"
    said = ask(
        "page",
        path=str(path),
        folder=str(folder),
        target=str(target),
        corners=source.corners,
        turn=source.turn,
        colour=source.colour,
    )
    try:
        told = MadePage(
            number,
            page,
            width=int(said["width"]),
            height=int(said["height"]),
            size=len(written(target)),
            turn=int(said["turn"]),
            angle=float(said["angle"]),
            coloured=bool(said["coloured"]),
            troubles=tuple(one for one in said["troubles"] if one in TROUBLES),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(UNREADABLE, "unreadable") from error
    return {"jpeg": str(target)}, told
