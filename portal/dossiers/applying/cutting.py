"""Where the sheet lies in a photo, to be put right by a person: the photo, and its four corners."""

from __future__ import annotations

from flask import Response, abort, flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.citizens.frame import to
from portal.citizens.signing_in import citizen_view
from portal.digits import whole_number
from portal.dossiers.applying import pieces, works
from portal.dossiers.applying.frame import bp, me, shown
from portal.dossiers.applying.papers import key_of, made_anew, piece_of
from portal.dossiers.applying.works import Work
from portal.dossiers.files import picture
from portal.media.refusal import Refused
from portal.papers import queries, service
from portal.papers.models import Paper
from portal.papers.preparing.making import Corners, corners_of, sheet_in


@bp.get("/nhap/<key>/anh/<int:paper_id>")
@citizen_view
def photo(key: str, paper_id: int) -> ResponseReturnValue:
    """The photo that a page was made of, upright."""
    piece = piece_of(works.find(key, me()), paper_id)
    raw = queries.paper(pieces.raw_of(piece) or 0)
    if raw is None:
        abort(404)
    return picture(raw, 1, 1000)


@bp.route("/nhap/<key>/goc/<int:paper_id>", methods=["GET", "POST"])
@citizen_view
def corners(key: str, paper_id: int) -> ResponseReturnValue:
    """Where the sheet lies in the photo, to be put right: four corners in per cent of the photo."""
    work = works.find(key, me())
    piece = piece_of(work, paper_id)
    raw = queries.paper(pieces.raw_of(piece) or 0)
    if raw is None:
        abort(404)
    paper_key = key_of(work, paper_id)
    if request.method != "POST":
        return _corners_page(work, piece, raw)
    if request.form.get("ca") == "1":
        return made_anew(key, paper_key, paper_id, corners=((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)))
    chosen = _sent_corners()
    if chosen is None:
        wrong = _(
            "Bốn góc chưa tạo thành tờ giấy. Hãy đặt lại theo thứ tự: trên trái, trên phải, dưới phải, dưới trái."
        )
        return _corners_page(work, piece, raw, wrong, 422)
    return made_anew(key, paper_key, paper_id, corners=chosen)


def _sent_corners() -> Corners | None:
    """The corners of the form, in per cent; None where they are none."""
    points = []
    for at in range(4):
        pair = [whole_number(request.form.get(f"{axis}{at}", "").strip(), 100) for axis in "xy"]
        if None in pair:
            return None
        points.append([(one or 0) / 100 for one in pair])
    try:
        return corners_of(points)
    except ValueError:
        return None


def _corners_page(work: Work, piece: Paper, raw: Paper, wrong: str = "", status: int = 200) -> Response:
    try:
        sheet = sheet_in(service.content(raw))
    except (Refused, service.PaperLost) as error:
        flash(str(error), "warning")
        return to(f"{work.base}/giay-to")
    before, _turn = pieces.wishes_of(piece)
    points = [(round(x * 100), round(y * 100)) for x, y in (before or sheet.corners)]
    return shown(
        "corners.html",
        status,
        work=work,
        piece=piece,
        points=points,
        wrong=wrong,
        size=(1000, round(1000 * sheet.height / max(sheet.width, 1))),
        crumbs=[(_("Giấy tờ kèm theo"), f"{work.base}/giay-to"), (_("Chỉnh góc tờ giấy"), None)],
    )
