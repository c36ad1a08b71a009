"""Pictures inside texts: each browser gets the lightest format it knows, in the size it needs."""

from __future__ import annotations

import re

from flask import request
from markupsafe import escape
from sqlalchemy import select

from portal.extensions import db
from portal.media.models import MediaFile
from portal.media.queries import srcset_of

SIZES = "(min-width: 64em) 46rem, 100vw"
_PICTURE = re.compile(r'<img (?=[^<>]*?src="([^"<>]*)/tep/(\d{1,18})/(\d{1,5})\.jpg")([^<>]*)>')


def with_renditions(html: str) -> str:
    """Cleaned HTML whose pictures of ours are `<picture>` elements with AVIF and WebP beside the JPEG.

    They say how large they are, so that the text does not jump while they load. One statement; pictures that the scope
    does not have, and HTML without any, stay as they are.
    """
    ids = {int(found[2]) for found in _PICTURE.finditer(html)}
    if not ids:
        return html
    rows = {row.id: row for row in db.session.scalars(select(MediaFile).where(MediaFile.id.in_(ids)))}

    def replaced(found: re.Match[str]) -> str:
        row = rows.get(int(found[2]))
        return found[0] if row is None or found[1] != request.script_root else _element(row, found)

    return _PICTURE.sub(replaced, html)


def _element(row: MediaFile, found: re.Match[str]) -> str:
    width = int(found[3])
    made = next((one for one in row.renditions if (one["width"], one["format"]) == (width, "jpeg")), None)
    if made is None:
        return found[0]
    sources = "".join(
        f'<source type="image/{kind}" srcset="{escape(srcset)}" sizes="{SIZES}">'
        for kind in ("avif", "webp")
        if (srcset := srcset_of(row, kind))
    )
    size = "" if "width=" in found[4] else f' width="{made["width"]}" height="{made["height"]}"'
    return f"<picture>{sources}{found[0][:-1]}{size}></picture>"
