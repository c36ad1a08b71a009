"""The look of a portal on paper: its colours, legible on each other, and its emblem."""

from __future__ import annotations

import io
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from portal.media.queries import public_file
from portal.media.service import file_store
from portal.on_use import on_use
from portal.printing import Numbers, Sheet
from portal.services.material.record import RGB, Look
from portal.tenancy.directory import Portal
from portal.web import themes
from portal.web.appearance import appearance
from portal.web.colours import contrast, nearest_legible

if TYPE_CHECKING:
    from PIL import Image
else:
    Image = on_use("PIL.Image")
pypdfium2 = on_use("pypdfium2")  # it has no types

_HEX = re.compile(r"#[0-9a-fA-F]{6}\Z")
_FILE = re.compile(r"/tep/(\d{1,19})/")
WHITE, BLACK = (255, 255, 255), (28, 25, 23)
LARGEST_EMBLEM, SIDE = 4_000_000, 480  # bytes, pixels


def look_of(portal: Portal) -> Look:
    """Colours and emblem of a portal; whatever cannot be used falls back to what is built in."""
    primary = _rgb(nearest_legible(portal.primary_colour), (11, 85, 99))
    ink = WHITE if contrast(WHITE, primary) >= 4.5 else BLACK
    soft: RGB = (_paler(primary[0]), _paler(primary[1]), _paler(primary[2]))
    own = _own_emblem(appearance().emblem)
    if own:
        return Look(primary, ink, soft, emblem=own)
    file = themes.shelf().file(portal.theme, "emblem.svg")
    return Look(primary, ink, soft, emblem_svg=str(file) if file is not None else "")


def _rgb(colour: str, otherwise: RGB) -> RGB:
    if not _HEX.match(colour):
        return otherwise
    return (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))


def _paler(part: int) -> int:
    return round(part * 0.08 + 255 * 0.92)


def _own_emblem(path: str) -> bytes:
    """The emblem that somebody chose, as PNG of a moderate size; b"" where there is none that can be read. It is a
    picture of our library, looked at and made anew when it was stored."""
    found = _FILE.match(path)
    row = public_file(int(found[1])) if found and int(found[1]) < 2**63 else None
    if row is None or row.kind != "picture" or row.size > LARGEST_EMBLEM:
        return b""
    with file_store().open(row.sha256) as file:
        return _small(row.sha256, file.read())


@lru_cache(maxsize=32)
def _small(_sha256: str, data: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as held:
            held.thumbnail((SIDE, SIDE))
            out = io.BytesIO()
            held.convert("RGBA").save(out, "PNG")
            return out.getvalue()
    except (OSError, ValueError, Image.DecompressionBombError):
        return b""


def emblem_picture(look: Look) -> bytes:
    """The emblem as PNG, for what takes no SVG; b"" for none."""
    return look.emblem or (_drawn(look.emblem_svg) if look.emblem_svg else b"")


@lru_cache(maxsize=16)
def _drawn(svg: str) -> bytes:
    """A theme's own SVG (no stranger's) as PNG with clear ground: drawn on a page of its size, and looked at."""
    sheet = Sheet("", size=(50, 50), margins=(0, 0, 0, 0), numbers=Numbers.NONE)
    sheet.set_auto_page_break(False)
    sheet.image(svg, x=0, y=0, w=50, h=50)
    page = pypdfium2.PdfDocument(sheet.content())[0]
    picture = page.render(scale=SIDE / page.get_width(), fill_color=(255, 255, 255, 0), rev_byteorder=True)
    out = io.BytesIO()
    picture.to_pil().convert("RGBA").save(out, "PNG")
    return out.getvalue()
