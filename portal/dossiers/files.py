"""Papers of dossiers as answers: the file to be saved, a page as a picture. Nobody keeps a copy on the way, and nothing
in a file runs."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from flask import Response, abort

from portal.media.names import content_disposition
from portal.media.refusal import Refused
from portal.on_use import on_use
from portal.papers.models import Paper
from portal.papers.service import PaperLost, content, page_picture

if TYPE_CHECKING:
    from PIL import Image
else:
    Image = on_use("PIL.Image")

TURNS = (0, 90, 180, 270)
_ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}


def named(stem: str, paper: Paper) -> str:
    """A name that ends as what the paper is; where it does already, as it stands."""
    ending = _ENDINGS.get(paper.mime, "")
    return stem if stem.lower().endswith(ending) else f"{stem}{ending}"


def attachment(paper: Paper, name: str) -> Response:
    """The file of a paper, byte for byte, to be saved under a name. Aborts with 404 where it is lost."""
    try:
        answer = Response(content(paper), mimetype=paper.mime)
    except PaperLost:
        abort(404)
    answer.headers["Content-Disposition"] = content_disposition(name, inline=False)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def picture(paper: Paper, number: int, width: int, turn: int = 0) -> Response:
    """A page of a paper as WebP, `width` pixels wide and turned by degrees clockwise (of TURNS). Aborts with 404 where
    there is no such page."""
    try:
        data = page_picture(paper, number, width)
    except (Refused, PaperLost):
        abort(404)
    answer = Response(_turned(data, turn) if turn else data, mimetype="image/webp")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _turned(data: bytes, turn: int) -> bytes:
    """A picture of ours turned clockwise."""
    made = io.BytesIO()
    with Image.open(io.BytesIO(data)) as found:
        found.rotate(-turn, expand=True).save(made, "WEBP", quality=82)
    return made.getvalue()
