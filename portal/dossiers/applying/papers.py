"""The papers of a draft: photographed or chosen, page by page; shown, turned, put in order, taken out; given again."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.citizens.frame import to
from portal.citizens.own import shown_day
from portal.citizens.signing_in import citizen_view, the_citizen
from portal.dossiers import files
from portal.dossiers.applying import carrying_over, pieces, works
from portal.dossiers.applying.frame import acting, bp, is_part, me, shown
from portal.dossiers.applying.works import Work
from portal.dossiers.paths import CITIZEN
from portal.extensions import db, limiter
from portal.media.refusal import Refused
from portal.papers import queries, service
from portal.papers.models import Paper
from portal.papers.preparing.making import Corners
from portal.papers.preparing.telling import told
from portal.publishing.service import commit
from portal.services.definition.shapes import PaperKind
from portal.web.templating import viet_date

MOST_FILES = 20
MOST_PICTURES = 6  # pages of a long PDF that are shown
ACTS = ("len", "xuong", "xoay-trai", "xoay-phai", "bo")
_TURNS = {"xoay-trai": 90, "xoay-phai": -90}


def _kind(work: Work, key: str) -> PaperKind:
    """A paper of this case; of what completes a dossier any of the service's. Aborts with 404."""
    among = work.needed if work.completes is None else work.definition.papers
    found = next((one for one in among if one.key == key), None)
    if found is None:
        abort(404)
    return found


def piece_of(work: Work, paper_id: int) -> Paper:
    """A piece of this draft. Aborts with 404."""
    if paper_id not in {one for ids in work.draft.papers.values() for one in ids}:
        abort(404)
    found = queries.paper(paper_id)
    if found is None:
        abort(404)
    return found


def key_of(work: Work, paper_id: int) -> str:
    return next(key for key, ids in work.draft.papers.items() if paper_id in ids)


def box_of(work: Work, kind: PaperKind, refused: str = "") -> dict[str, Any]:
    """A paper for its box: its pieces with what is wrong with them, and what the office has already."""
    given = work.pieces(kind.key)
    held = queries.papers(given)
    person = the_citizen()
    return {
        "kind": kind,
        "refused": refused,
        "pieces": [_shown_piece(held[one]) for one in given if one in held],
        "offered": [
            {"id": one.id, "text": _described(one)}
            for one in pieces.offered(kind, person)
            if one.id not in given
        ],
    }


def _described(paper: Paper) -> str:
    """A paper that the office has, for choosing: name, number, day, how long it is valid."""
    said = [paper.name]
    if paper.number:
        said.append(_("số %(number)s", number=paper.number))
    if paper.issued_on:
        said.append(_("cấp ngày %(day)s", day=shown_day(paper.issued_on)))
    if paper.valid_until is not None:
        said.append(_("có giá trị đến %(day)s", day=viet_date(paper.valid_until)))
    else:
        said.append(_("cơ quan nhận ngày %(day)s", day=viet_date(paper.kept_at)))
    return ", ".join(said)


def _shown_piece(piece: Paper) -> dict[str, Any]:
    return {
        "paper": piece,
        "pages": range(1, min(piece.pages, MOST_PICTURES) + 1),
        "troubles": told(pieces.troubles_of(piece)),
        "has_photo": pieces.raw_of(piece) is not None,
        "is_known": piece.accepted,
    }


@bp.route("/nhap/<key>/giay-to", methods=["GET", "POST"])
@citizen_view
def papers(key: str) -> ResponseReturnValue:
    """All papers of a draft; going on asks whether each required one is there."""
    work = works.find(key, me())
    if carrying_over.newer(work) is not None:
        return to(f"{work.base}/ban-moi")
    if request.method != "POST":
        return _page(work)
    if work.completes is not None:
        return to(f"{CITIZEN}{work.completes}/bo-sung")
    missing = work.missing()
    return _page(work, 422, missing) if missing else to(f"{work.base}/xem-lai")


def _page(
    work: Work,
    status: int = 200,
    missing: list[PaperKind] | None = None,
    refused: dict[str, str] | None = None,
) -> Response:
    parts = work.parts(the_citizen()) if work.completes is None else []
    place = next((at for at, one in enumerate(parts) if one.key == "giay-to"), 0)
    among = work.needed if work.completes is None else work.definition.papers
    among = sorted(among, key=lambda one: one.key not in work.asked_for)
    return shown(
        "papers.html",
        status,
        work=work,
        boxes=[box_of(work, one, (refused or {}).get(one.key, "")) for one in among],
        missing=missing or [],
        parts=parts,
        place=place,
        back=parts[place - 1].path if place else "",
        crumbs=[(work.service.name, f"{work.base}/" if work.completes is None else None)],
    )


def _answer(key: str, paper_key: str, refused: str = "", status: int = 422) -> ResponseReturnValue:
    """After an act: the paper's box for a script, else the page (a fresh one where all went well)."""
    db.session.rollback()  # what this request read before it wrote is not how things stand now
    work = works.find(key, me())
    kind = _kind(work, paper_key)
    if is_part():
        return shown("_paper.html", status if refused else 200, work=work, box=box_of(work, kind, refused))
    if refused:
        return _page(work, status, refused={paper_key: refused})
    return to(f"{work.base}/giay-to#giay-{paper_key}")


@bp.post("/nhap/<key>/giay-to/<paper_key>")
@limiter.limit("240 per hour")
@citizen_view
def upload(key: str, paper_key: str) -> ResponseReturnValue:
    """Photos or PDFs of one paper, in the order in which they were chosen. What is fine stays, whatever comes after."""
    work = works.find(key, me())
    kind = _kind(work, paper_key)
    sent = [one for one in request.files.getlist("tep")[:MOST_FILES] if one.filename]
    if not sent:
        return _answer(key, paper_key, _("Chưa chọn tệp nào. Hãy chụp ảnh hoặc chọn tệp."))
    refused = []
    for one in sent:
        try:
            ready = pieces.look_at(kind, one.read(), one.filename or "")
            with acting() as by:
                pieces.add(works.find(key, by), kind, ready, by, the_citizen())
                commit()
        except Refused as error:
            refused.append(f"{(one.filename or '')[:80]}: {error}" if len(sent) > 1 else str(error))
    return _answer(key, paper_key, " ".join(refused))


@bp.post("/nhap/<key>/giay-to/<paper_key>/<int:paper_id>/<act>")
@citizen_view
def piece_act(key: str, paper_key: str, paper_id: int, act: str) -> ResponseReturnValue:
    """Move a piece, turn it, take it out."""
    if act not in ACTS:
        abort(404)
    work = works.find(key, me())
    _kind(work, paper_key)
    if paper_id not in work.pieces(paper_key):
        # Clicked twice, or in an older window: it is gone already.
        return _answer(key, paper_key)
    if act in _TURNS:
        return made_anew(key, paper_key, paper_id, _TURNS[act])
    with acting() as by:
        mine = works.find(key, by)
        if paper_id in mine.pieces(paper_key):
            if act == "bo":
                pieces.remove(mine, paper_key, paper_id, by)
            else:
                pieces.move(mine, paper_key, paper_id, -1 if act == "len" else 1)
            commit()
    return _answer(key, paper_key)


def made_anew(
    key: str, paper_key: str, paper_id: int, turned: int = 0, corners: Corners | None = None
) -> ResponseReturnValue:
    """A page turned by degrees (counter-clockwise), or cut by other corners."""
    piece = piece_of(works.find(key, me()), paper_id)
    before, turn = pieces.wishes_of(piece)
    try:
        made = pieces.made_anew(piece, corners or before, (turn + turned) % 360)
    except (Refused, service.PaperLost) as error:
        return _answer(key, paper_key, str(error))
    if made is None:
        return _answer(key, paper_key, _("Trang này không còn ảnh gốc. Hãy bỏ trang rồi chụp lại."))
    with acting() as by:
        pieces.replace(works.find(key, by), paper_key, _again(paper_id), made, by, the_citizen())
        commit()
    return _answer(key, paper_key)


def _again(paper_id: int) -> Paper:
    """A piece in the scope that writes. Aborts with 404 where it went meanwhile."""
    found = queries.paper(paper_id)
    if found is None:
        abort(404)
    return found


@bp.post("/nhap/<key>/giay-to/<paper_key>/da-co/<int:paper_id>")
@citizen_view
def reuse(key: str, paper_key: str, paper_id: int) -> ResponseReturnValue:
    """Give a paper that the office has already."""
    with acting() as by:
        work = works.find(key, by)
        if not pieces.reuse(work, _kind(work, paper_key), paper_id, the_citizen()):
            abort(404)
        commit()
    return _answer(key, paper_key)


@bp.get("/nhap/<key>/trang/<int:paper_id>/<int:number>")
@citizen_view
def picture(key: str, paper_id: int, number: int) -> ResponseReturnValue:
    """A page of a piece as a small picture (WebP); drawn anew each time, kept by nobody."""
    piece = piece_of(works.find(key, me()), paper_id)
    width = 900 if request.args.get("co") == "lon" else 240
    return files.picture(piece, number, width)
