"""Files of ours inside texts: each browser gets the lightest format of a picture, in the size it needs; what took the
place of another content is asked for by its own address."""

from __future__ import annotations

import re

from flask import request
from markupsafe import escape
from sqlalchemy import select

from portal.digits import whole_number
from portal.extensions import db
from portal.media.addresses import file_name, nearest, rendition_name
from portal.media.models import MediaFile
from portal.media.queries import srcset_of

SIZES = "(min-width: 64em) 46rem, 100vw"
_PICTURE = re.compile(
    r'<img (?=[^<>]*?src="([^"<>]*)/tep/(\d{1,19})/(\d{1,5})\.jpg(?:\?v=\d{1,6})?")([^<>]*)>'
)
_SOURCE = re.compile(r'src="[^"<>]*"')
_LINK = re.compile(r'(<a [^<>]*?href=")([^"<>]*)/tep/(\d{1,19})/([^"<>/]{1,400})"')
_WIDTH = re.compile(r"(\d{1,5})\.jpg(?:\?v=\d{1,6})?\Z")


def with_renditions(html: str) -> str:
    """Cleaned HTML whose pictures of ours are `<picture>` elements with AVIF and WebP beside the JPEG.

    They say how large they are, so that the text does not jump while they load. Links to files that were replaced lead
    to the present content. One statement; files that the scope does not have, and HTML without any, stay as they are.
    """
    named = [found[2] for found in _PICTURE.finditer(html)] + [found[3] for found in _LINK.finditer(html)]
    ids = {number for one in named if (number := whole_number(one)) is not None}
    if not ids:
        return html
    rows = {row.id: row for row in db.session.scalars(select(MediaFile).where(MediaFile.id.in_(ids)))}

    def shown(found: re.Match[str]) -> str:
        row = rows.get(int(found[2]))
        return found[0] if row is None or found[1] != request.script_root else _element(row, found)

    def led(found: re.Match[str]) -> str:
        row = rows.get(int(found[3]))
        return found[0] if row is None or found[2] != request.script_root else _link(row, found)

    return _LINK.sub(led, _PICTURE.sub(shown, html))


def _element(row: MediaFile, found: re.Match[str]) -> str:
    width = int(found[3])
    made = nearest(row, width)
    if made is None or (made["width"] != width and row.version == 1):
        return found[0]
    sources = "".join(
        f'<source type="image/{kind}" srcset="{escape(srcset)}" sizes="{SIZES}">'
        for kind in ("avif", "webp")
        if (srcset := srcset_of(row, kind))
    )
    element = found[0]
    if row.version > 1:
        source = f'src="{found[1]}/tep/{row.id}/{rendition_name(row, made["width"], "jpg")}"'
        element = _SOURCE.sub(lambda _old: source, element, count=1)
    size = "" if "width=" in found[4] else f' width="{made["width"]}" height="{made["height"]}"'
    return f"<picture>{sources}{element[:-1]}{size}></picture>"


def _link(row: MediaFile, found: re.Match[str]) -> str:
    if row.version == 1:
        return found[0]
    asked = _WIDTH.match(found[4])
    made = nearest(row, int(asked[1])) if asked else None
    name = rendition_name(row, made["width"], "jpg") if made else file_name(row)
    return f'{found[1]}{found[2]}/tep/{row.id}/{name}"'
