"""The papers of a dossier, looked at in the page: drawn page by page, turned, made larger, accepted or faulted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.permissions import Actor
from portal.accounts.signing_in import acting, desk_view
from portal.digits import whole_number
from portal.dossiers import files, queries, service
from portal.dossiers.counter.listing import bp
from portal.dossiers.counter.reading import note, paper_of
from portal.dossiers.counter.showing import PaperLine, paper_lines
from portal.dossiers.counter.where import ONE, READ
from portal.dossiers.models import Dossier
from portal.dossiers.party import staff
from portal.dossiers.states import CLOSED, NEW
from portal.papers.models import Paper
from portal.publishing.service import commit
from portal.web.request import path

WIDTHS = (900, 1400, 2000)


@dataclass(frozen=True)
class Viewer:
    """The page of a paper that is looked at: how far turned (degrees clockwise), how large (0 to 2)."""

    line: PaperLine
    held: Paper
    number: int
    turn: int
    size: int

    def query(self, **changed: int) -> str:
        """The query of another view: of page, turn or size."""
        now = {"trang": self.number, "xoay": self.turn, "co": self.size} | changed
        return "&".join(f"{name}={value}" for name, value in now.items())


def viewer_of(object_id: int, lines: Sequence[PaperLine]) -> Viewer | None:
    """The view that the address asks for, else of the first paper; None where no paper has pages."""
    wanted = whole_number(request.args.get("giay"))
    with_pages = [one for one in lines if one.held is not None and one.held.pages]
    line = next((one for one in with_pages if one.row.id == wanted), with_pages[0] if with_pages else None)
    return _view(line) if line is not None else None


def _view(line: PaperLine) -> Viewer:
    assert line.held is not None
    number = whole_number(request.args.get("trang"), 999) or 1
    turn, size = (
        whole_number(request.args.get("xoay"), 270) or 0,
        whole_number(request.args.get("co"), 2) or 0,
    )
    return Viewer(
        line, line.held, min(number, max(line.held.pages, 1)), turn if turn in files.TURNS else 0, size
    )


def may_judge(dossier: Dossier, actor: Actor) -> bool:
    """Whether somebody judges papers: who has the dossier in hand, the counter before it is received."""
    if dossier.state == NEW:
        return actor.may("dossier.receive")
    return (
        dossier.state not in CLOSED and dossier.holder_id is not None and dossier.holder_id == actor.user_id
    )


@bp.get("/ho-so/<int:object_id>/giay/<int:row_id>")
@desk_view(READ)
def paper(object_id: int, row_id: int) -> ResponseReturnValue:
    """The papers beside the dossier with this one open: a piece for HTMX, else the whole page."""
    query = request.query_string.decode("ascii", "ignore")
    if not request.headers.get("HX-Request"):
        return redirect(path(f"{ONE}{object_id}?giay={row_id}&{query}#giay-to"))
    _row, held = paper_of(object_id, row_id)
    note(object_id, acting(), "paper", held.id)
    return _piece(object_id, row_id)


def _piece(object_id: int, row_id: int, status: int = 200, **more: Any) -> ResponseReturnValue:
    dossier = queries.by_id(object_id)
    if dossier is None:
        abort(404)
    lines = paper_lines(dossier)
    line = next(
        (one for one in lines if one.row.id == row_id and one.held is not None and one.held.pages), None
    )
    shown = {
        "dossier": dossier,
        "papers": lines,
        "viewer": _view(line) if line is not None else None,
        "base": f"{ONE}{object_id}",
        "may_judge": may_judge(dossier, acting()),
        "missing": [],
        "typed_remark": "",
        "remark_error": "",
    } | more
    return render_template("dossiers/desk/_papers.html", **shown), status


@bp.get("/ho-so/<int:object_id>/giay/<int:row_id>/trang/<int:number>.webp")
@desk_view(READ)
def picture(object_id: int, row_id: int, number: int) -> ResponseReturnValue:
    """A page as a picture."""
    _row, held = paper_of(object_id, row_id)
    note(object_id, acting(), "paper", held.id)
    size, turn = (
        whole_number(request.args.get("co"), 2) or 0,
        whole_number(request.args.get("xoay"), 270) or 0,
    )
    return files.picture(held, number, WIDTHS[size], turn if turn in files.TURNS else 0)


@bp.get("/ho-so/<int:object_id>/giay/<int:row_id>/tep")
@desk_view(READ)
def file(object_id: int, row_id: int) -> ResponseReturnValue:
    """The file itself, to be kept by who needs it (a signed PDF); noted as a reading of its own."""
    _row, held = paper_of(object_id, row_id)
    note(object_id, acting(), "file", held.id)
    # The name of a paper may tell of a person, and a file's name ends up in many places.
    return files.attachment(held, files.named(f"giay-to-{row_id}", held))


@bp.post("/ho-so/<int:object_id>/giay/<int:row_id>/xet")
@desk_view(READ)
def judge(object_id: int, row_id: int) -> ResponseReturnValue:
    """Say that a paper is right, or what is wrong with it; the remark goes into the request for completion."""
    dossier = queries.by_id(object_id)
    lines = paper_lines(dossier) if dossier is not None else []
    row = next((one for one in lines if one.row.id == row_id), None)
    if row is None or dossier is None:
        abort(404)
    right, remark = request.form.get("dat") == "1", request.form.get("remark", "")[:1000].strip()
    in_piece = bool(request.headers.get("HX-Request"))
    problem = ""
    if not may_judge(dossier, acting()):
        problem = _("Chỉ người đang giữ hồ sơ được xét giấy tờ. Hãy nhận xử lý trước.")
    elif not right and not remark:
        problem = _("Ghi giấy tờ này sai hoặc thiếu gì.")
    if problem and in_piece:
        return _piece(object_id, row_id, 422, typed_remark=remark, remark_error=problem)
    if problem:
        flash(problem, "warning")
    else:
        service.judge_paper(row.row, staff(acting()), accepted=right, remark="" if right else remark)
        commit()
    return (
        _piece(object_id, row_id)
        if in_piece
        else redirect(path(f"{ONE}{object_id}?giay={row_id}#giay-to"), 303)
    )
