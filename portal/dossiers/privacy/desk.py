"""The desk's pages: wishes to have something corrected (for the counter), who reads how much and what is forgotten next
(for who answers for the office; no page of theirs shows a dossier)."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.accounts.permissions import Actor
from portal.accounts.signing_in import acting, desk_view
from portal.clock import to_local, today
from portal.digits import whole_number
from portal.dossiers import moment
from portal.dossiers.counter.reading import note, note_within
from portal.dossiers.errors import NotPossible, StaleVersion
from portal.dossiers.models import Dossier
from portal.dossiers.paths import DESK
from portal.dossiers.privacy import asking, forgetting, watching
from portal.dossiers.privacy.models import LABELS, OPEN, CorrectionRequest
from portal.dossiers.states import OPEN_STATES
from portal.extensions import db
from portal.publishing.service import commit
from portal.web.paging import paged_rows
from portal.web.request import path

READ, OVERSEE = "dossier.read", "dossier.oversee"
WATCH = "/quan-tri/du-lieu-ca-nhan/"
PERIODS = (7, 30, 90, 365)
AHEAD = 90  # days for which what is forgotten next is shown
corrections = Blueprint(
    "desk_correction", __name__, template_folder="templates", url_prefix=asking.WHERE.rstrip("/")
)
watch = Blueprint("watching", __name__, template_folder="templates", url_prefix=WATCH.rstrip("/"))


@corrections.get("/")
@desk_view(READ)
def listing() -> str:
    """What was asked, what waits first."""
    statement = select(CorrectionRequest).order_by(
        CorrectionRequest.state != OPEN, CorrectionRequest.asked_at.desc(), CorrectionRequest.id.desc()
    )
    page = paged_rows(statement)
    return render_template(
        "privacy/corrections.html", page=page, codes=_codes(page.items), labels=LABELS, where=asking.WHERE
    )


def waiting(_actor: Actor) -> int:
    """How many wishes nobody has answered yet."""
    statement = select(func.count()).select_from(CorrectionRequest).where(CorrectionRequest.state == OPEN)
    return int(db.session.scalar(statement) or 0)


@corrections.route("/<int:object_id>", methods=["GET", "POST"])
@desk_view(READ)
def one(object_id: int) -> ResponseReturnValue:
    """One wish: what was asked, and deciding it."""
    row = db.session.scalar(select(CorrectionRequest).where(CorrectionRequest.id == object_id))
    if row is None:
        abort(404)
    if request.method != "POST":
        note(row.dossier_id, acting())  # their own words are as much as a dossier's
        return _page(row)
    note_within(row.dossier_id, acting())
    answer, corrected = request.form.get("answer", "")[:4000], request.form.get("decision") == "da-dinh-chinh"
    seen = whole_number(request.form.get("version", "")) or 0
    try:
        asking.decide(row, acting(), corrected=corrected, answer=answer, seen=seen)
        commit()
    except StaleVersion:
        db.session.rollback()
        return _page(row, _("Người khác vừa trả lời đề nghị này."), answer, 409)
    except NotPossible as error:
        db.session.rollback()
        return _page(row, str(error), answer, 422)
    flash(_("Đã trả lời và báo cho công dân."), "success")
    return redirect(path(f"{asking.WHERE}{object_id}"), 303)


def _page(
    row: CorrectionRequest, problem: str = "", typed: str = "", status: int = 200
) -> ResponseReturnValue:
    dossier = db.session.scalars(select(Dossier).where(Dossier.id == row.dossier_id)).one()
    shown = render_template(
        "privacy/correction.html",
        row=row,
        code=dossier.code,
        title=dossier.title,
        is_open=dossier.state in OPEN_STATES,
        dossier_path=f"{DESK}{dossier.id}",
        labels=LABELS,
        where=asking.WHERE,
        problem=problem,
        typed=typed,
        waiting=row.state == OPEN,
    )
    return shown, status


def _codes(rows: list[CorrectionRequest]) -> dict[int, str]:
    found = select(Dossier.id, Dossier.code).where(Dossier.id.in_([one.dossier_id for one in rows]))
    return {one.id: one.code for one in db.session.execute(found)}


@watch.get("/")
@desk_view(OVERSEE)
def readings() -> str:
    """Who read how many dossiers in the last days, and what is forgotten next, tried dry."""
    days = whole_number(request.args.get("ngay", ""))
    days = days if days in PERIODS else 30
    now = moment.now()
    until = to_local(now).date() + timedelta(days=AHEAD)
    return render_template(
        "privacy/watch.html",
        people=watching.watched(now - timedelta(days=days), now, acting()),
        days=days,
        periods=PERIODS,
        many=watching.MANY,
        due=forgetting.due(until),
        beside=forgetting.due_beside(until),
        until=until,
        today=today(),
        where=WATCH,
    )
