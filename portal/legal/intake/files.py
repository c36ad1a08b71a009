"""Serving what came in to the desk: page pictures, the original, the searchable copy. Never kept by a browser."""

from __future__ import annotations

from flask import Blueprint, Response, abort, send_file
from flask_babel import gettext as _

from portal.accounts.signing_in import desk_view
from portal.legal.intake import queries
from portal.legal.intake.keeping import copy_name
from portal.media.names import content_disposition
from portal.media.reading import page_picture
from portal.media.refusal import Refused
from portal.media.service import file_store

WIDTH = 1100  # pixels: legible at the width of half a desk's screen
SANDBOX = "default-src 'none'; sandbox"


def bind(bp: Blueprint) -> None:
    """Put these routes on the blueprint of the desk's pages."""
    bp.add_url_rule("/<int:object_id>/trang/<int:number>", view_func=picture)
    bp.add_url_rule("/<int:object_id>/ban-goc", view_func=original)
    bp.add_url_rule("/<int:object_id>/ban-tim-kiem.pdf", view_func=searchable)


@desk_view("content.read")
def picture(object_id: int, number: int) -> Response:
    """The picture of a page."""
    row = queries.by_id(object_id)
    page = queries.page_of(row.id, number) if row is not None else None
    if row is None or page is None or not page.width:
        abort(404)
    try:
        made = page_picture(file_store().path(row.sha256), number, WIDTH)
    except Refused:
        abort(404)
    return _sealed(Response(made, mimetype="image/webp"))


@desk_view("content.read")
def original(object_id: int) -> Response:
    """The file as it came, as a download."""
    row = queries.by_id(object_id)
    if row is None:
        abort(404)
    return _download(row.sha256, row.name)


@desk_view("content.read")
def searchable(object_id: int) -> Response:
    """The copy of a scan whose text can be selected and searched."""
    row = queries.by_id(object_id)
    if row is None or not row.searchable_sha256:
        abort(404, _("Tệp này không có bản tìm kiếm được."))
    return _download(row.searchable_sha256, copy_name(row.name))


def _download(sha256: str, name: str) -> Response:
    if not file_store().exists(sha256):
        abort(404)
    answer = send_file(file_store().path(sha256), mimetype="application/octet-stream", etag=False)
    answer.headers["Content-Disposition"] = content_disposition(name, inline=False)
    return _sealed(answer)


def _sealed(answer: Response) -> Response:
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["Cache-Control"] = "no-store"
    return answer
