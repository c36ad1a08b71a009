"""How a document will look: drawn as PDF and page by page as pictures, as a file for Word, and back from Word."""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.signing_in import acting, desk_view
from portal.dossiers.counter.typed import line, text
from portal.exchange.composing.later import Drawn, draw
from portal.exchange.composing.word import DOCX, write
from portal.exchange.issuing.papers import SignAs, paper_again, paper_of, signs_as
from portal.exchange.issuing.word_in import FromWord, read_word
from portal.exchange.registers import queries, starting
from portal.exchange.registers.drafting import Draft, change
from portal.exchange.registers.errors import NotPossible, StaleVersion, Wrong
from portal.exchange.registers.files import of_outgoing
from portal.exchange.registers.models import MAIN, OutgoingDocument
from portal.exchange.registers.paths import OUTGOING
from portal.exchange.registers.transitions import READ, WRITE, facts_of, refusal
from portal.extensions import db
from portal.media.names import content_disposition
from portal.media.reading.pictures import page_picture
from portal.media.refusal import Refused
from portal.printing import PDF
from portal.publishing.service import commit
from portal.web.request import current_portal, path
from portal.web.sent import sent_version

WIDTH = 1240
"""Of a page as a picture, in pixels: letters of 11 points can be read when it is enlarged on a phone."""
LONGEST = 200_000
bp = Blueprint("desk_official", __name__, template_folder="templates", url_prefix=OUTGOING.rstrip("/"))


def load(object_id: int) -> OutgoingDocument:
    """A document going out of this portal. Aborts with 404 for anything else."""
    found = queries.outgoing(object_id)
    if found is None:
        abort(404)
    return found


def drawn_of(row: OutgoingDocument) -> Drawn:
    """A draft as it would be printed now; as whom it is signed may be tried out by the address."""
    kept = signs_as(row)
    args = request.args
    signer = SignAs(
        text(args, "competence", 200) if "competence" in args else kept.competence,
        line(args, "position", 120) if "position" in args else kept.position,
        line(args, "signer_name", 120) if "signer_name" in args else kept.name,
    )
    return draw(paper_of(row, current_portal(), signer=signer))


def _file(data: bytes, mime: str, name: str, *, inline: bool) -> Response:
    answer = Response(data, mimetype=mime)
    answer.headers["Content-Disposition"] = content_disposition(name, inline=inline)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _stem(row: OutgoingDocument) -> str:
    return row.number_text.replace("/", "-") or _("du-thao-%(kind)s", kind=row.kind)


@bp.get("/<int:object_id>/ban-in")
@desk_view(READ)
def preview(object_id: int) -> ResponseReturnValue:
    """How a draft will look, page by page; of an issued document its file."""
    row = load(object_id)
    if row.number is not None:
        return redirect(path(f"{OUTGOING}{row.id}#cac-tep"))
    return render_template(
        "issuing/preview.html", row=row, here=f"{OUTGOING}{row.id}", pages=drawn_of(row).pages
    )


@bp.get("/<int:object_id>/ban-in.pdf")
@desk_view(READ)
def pdf(object_id: int) -> ResponseReturnValue:
    """The draft as PDF/A; of an issued document its file."""
    row = load(object_id)
    if row.number is not None:
        main = next((one for one in of_outgoing(row) if one.role == MAIN), None)
        return redirect(path(f"{OUTGOING}{row.id}/tep/{main.id}" if main else f"{OUTGOING}{row.id}"))
    return _file(drawn_of(row).data, PDF, f"{_stem(row)}.pdf", inline=True)


@bp.get("/<int:object_id>/ban-in/trang-<int:number>.webp")
@desk_view(READ)
def page(object_id: int, number: int) -> ResponseReturnValue:
    """A page of the draft as a picture."""
    row = load(object_id)
    drawn = drawn_of(row) if row.number is None else None
    if drawn is None or not 1 <= number <= drawn.pages:
        abort(404)
    with tempfile.TemporaryDirectory(prefix="van-ban-") as folder:
        file = Path(folder) / "van-ban.pdf"
        file.write_bytes(drawn.data)
        data = page_picture(file, number, WIDTH)
    answer = Response(data, mimetype="image/webp")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/<int:object_id>/van-ban.docx")
@desk_view(READ)
def word(object_id: int) -> ResponseReturnValue:
    """The document for Word, in the same layout."""
    row = load(object_id)
    return _file(write(paper_again(row, current_portal())), DOCX, f"{_stem(row)}.docx", inline=False)


@bp.route("/<int:object_id>/nhap-tu-word", methods=["GET", "POST"])
@desk_view(WRITE)
def from_word(object_id: int) -> ResponseReturnValue:
    """Take the text of a draft from a Word file: read, looked at beside what stands, taken over."""
    row = load(object_id)
    if refusal("change", facts_of(row), acting()) is not None:
        flash(_("Chỉ người soạn hoặc văn thư sửa được, và chỉ khi văn bản còn là dự thảo."), "warning")
        return redirect(path(f"{OUTGOING}{object_id}"), 303)
    if request.method == "GET":
        return _word_page(row)
    if "body" in request.form:
        return _take(row)
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _word_page(row, problem=_("Chọn một tệp Word trên máy."))
    try:
        return _word_page(row, found=read_word(sent))
    except Refused as error:
        return _word_page(row, problem=str(error))


def _word_page(
    row: OutgoingDocument, found: FromWord | None = None, problem: str = "", *, conflict: bool = False
) -> ResponseReturnValue:
    page = render_template(
        "issuing/from_word.html",
        row=row,
        here=f"{OUTGOING}{row.id}",
        found=found,
        problem=problem,
        conflict=conflict,
    )
    return page, 409 if conflict else 422 if problem else 200


def _take(row: OutgoingDocument) -> ResponseReturnValue:
    """Put what was read and looked at into the draft; who saved meanwhile is not overwritten."""
    object_id = row.id
    found = FromWord("", text(request.form, "grounds", LONGEST), text(request.form, "body", LONGEST), ())
    said = vars(starting.as_draft(row)) | {"body": found.body}
    if found.grounds:
        said["grounds"] = found.grounds
    try:
        change(row, Draft(**said), sent_version(), acting())
        commit()
    except (StaleVersion, StaleDataError):
        db.session.rollback()
        return _word_page(load(object_id), found, conflict=True)
    except (NotPossible, Wrong) as error:
        db.session.rollback()
        return _word_page(load(object_id), found, str(error))
    flash(_("Đã lấy nội dung từ Word vào dự thảo."), "success")
    return redirect(path(f"{OUTGOING}{object_id}"), 303)
