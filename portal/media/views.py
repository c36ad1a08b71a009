"""Serving files: to citizens while something visible uses them, to the desk's people always."""

from __future__ import annotations

import re

from flask import Blueprint, Response, abort, request, send_file

from portal.accounts.signing_in import desk_view
from portal.media import queries
from portal.media.addresses import file_name, nearest, rendition_name
from portal.media.models import MediaFile, MediaVersion
from portal.media.names import content_disposition
from portal.media.service import file_store

bp = Blueprint("media", __name__)
RENDITION = re.compile(r"([1-9][0-9]{1,4})\.(avif|webp|jpg)\Z")
FORMATS = {"avif": "avif", "webp": "webp", "jpg": "jpeg"}
SANDBOX = "default-src 'none'; sandbox"


@bp.get("/tep/<int:media_id>/<path:name>")
def public_file(media_id: int, name: str) -> Response:
    """A rendition of a picture (only the sizes that were made), or a file as a download."""
    row = queries.public_file(media_id) if media_id < 2**63 else None
    if row is None:
        abort(404)
    answer = file_answer(row, name)
    # Where a content took the place of another, only its own address may be kept without asking.
    may_keep = row.version == 1 or request.args.get("v") == str(row.version)
    answer.headers["Cache-Control"] = "public, max-age=3600" if may_keep else "public, no-cache"
    return answer


@bp.get("/quan-tri/tep/<int:media_id>/<path:name>")
@desk_view("content.read")
def desk_file(media_id: int, name: str) -> Response:
    """The same for the desk, whether published or not."""
    row = queries.by_id(media_id) if media_id < 2**63 else None
    if row is None:
        abort(404)
    return file_answer(row, name)


def file_answer(row: MediaFile, name: str) -> Response:
    """A rendition of a picture, or the file as a download; a name that an earlier content had leads to the present one;
    404 for any other name. Who may see it is the caller's matter."""
    answer = stored_answer(row, name)
    if answer is None:
        if name not in row.former_names:
            abort(404)
        asked = RENDITION.match(name)
        made = nearest(row, int(asked[1])) if asked else None
        there = rendition_name(row, made["width"], "jpg") if made else file_name(row)
        where = request.script_root + request.path.rpartition("/")[0]
        answer = Response(status=302, headers={"Location": f"{where}/{there}"})
    return answer


def stored_answer(row: MediaFile | MediaVersion, name: str) -> Response | None:
    """The same of one content; None for any name but its own."""
    asked = RENDITION.match(name)
    if asked and row.renditions:
        wanted = (int(asked[1]), FORMATS[asked[2]])
        made = next((one for one in row.renditions if (one["width"], one["format"]) == wanted), None)
        if made is None:
            return None
        answer = send_file(
            file_store().path(made["sha256"]), mimetype=f"image/{wanted[1]}", etag=made["sha256"][:32]
        )
        answer.headers["Content-Security-Policy"] = SANDBOX
        return answer
    if name != row.name or not file_store().exists(row.sha256):
        return None
    # Only renditions, which we encoded ourselves, are ever shown inline.
    answer = send_file(file_store().path(row.sha256), mimetype=row.mime, etag=row.sha256[:32])
    answer.headers["Content-Disposition"] = content_disposition(row.name, inline=False)
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer
