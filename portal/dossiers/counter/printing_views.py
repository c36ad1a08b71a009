"""Printing: the forms that were issued, as they were; the control slip as it stands now."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, g, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.permissions import ROLES
from portal.accounts.signing_in import acting, desk_view
from portal.dossiers import moment, queries
from portal.dossiers.counter.acting import load
from portal.dossiers.counter.listing import bp
from portal.dossiers.counter.reading import note
from portal.dossiers.counter.sheets import FILE_NAMES, sheet_of
from portal.dossiers.counter.where import ONE, READ
from portal.dossiers.forms import iso, issued, make
from portal.dossiers.models import Dossier
from portal.dossiers.models_course import CONTROL, DossierStep
from portal.dossiers.party import staff
from portal.printing import PDF
from portal.publishing.service import commit
from portal.web.request import path


@bp.get("/ho-so/<int:object_id>/mau/<int:number>.pdf")
@desk_view(READ)
def form(object_id: int, number: int) -> ResponseReturnValue:
    """A form that was issued, as a PDF; form 01 in two copies with `?ban=2`."""
    row = issued(object_id, number)
    if row is None or row.kind not in FILE_NAMES:
        abort(404)
    note(object_id, acting(), "form")
    copies = 2 if request.args.get("ban") == "2" else 1
    values = row.values or {}
    data = sheet_of(row.kind, values, row.issued_at or row.made_at, g.portal, copies=copies)
    return pdf(data, f"{FILE_NAMES[row.kind]}-{values.get('code', '')}")


def pdf(data: bytes, name: str) -> Response:
    """A PDF that opens in the browser, to be printed from there."""
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return Response(data, mimetype=PDF, headers=headers)


@bp.post("/ho-so/<int:object_id>/phieu-kiem-soat")
@desk_view(READ)
def control(object_id: int) -> ResponseReturnValue:
    """Make form 05 as the dossier stands now, keep it, and open it."""
    dossier = load(object_id)
    values = {"steps": handings(dossier), "clerk": acting().name}
    row = make(dossier, CONTROL, values, staff(acting()), moment.now())
    commit()
    return redirect(path(f"{ONE}{object_id}/mau/{row.number}.pdf"), 303)


def handings(dossier: Dossier) -> list[dict[str, Any]]:
    """Whose hands a dossier went through, each with the instant and how the step before stood with its time."""
    found: list[dict[str, Any]] = []
    before: DossierStep | None = None
    for one in queries.steps_of(dossier):
        found.append(
            {
                "giver": _place(before) if before is not None else _("Người nộp hồ sơ"),
                "taker": _place(one),
                "giver_name": before.by_name
                if before is not None
                else str((dossier.applicant or {}).get("name", "")),
                "taker_name": one.by_name,
                "at": iso(one.taken_at or one.began_at),
                "outcome": _in_time(before) if before is not None else "",
            }
        )
        before = one
    if before is not None and before.ended_at is not None:
        found.append(
            {
                "giver": _place(before),
                "taker": _("Người nộp hồ sơ") if dossier.returned_at else "",
                "giver_name": before.by_name,
                "at": iso(before.ended_at),
                "outcome": _in_time(before),
            }
        )
    return found


def _place(step: DossierStep) -> str:
    return f"{step.unit or ROLES.get(step.role, step.role)} ({step.name})"


def _in_time(step: DossierStep) -> str:
    if not step.due_minutes or step.ended_at is None:
        return ""
    if step.minutes > step.due_minutes:
        return _("Quá hạn")
    return _("Trước hạn") if step.minutes * 10 < step.due_minutes * 9 else _("Đúng hạn")
