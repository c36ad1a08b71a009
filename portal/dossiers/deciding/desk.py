"""The desk's page of a dossier's signed results: take one back, or sign another in its place."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.permissions import Actor
from portal.accounts.signing_in import acting, desk_view
from portal.digits import whole_number
from portal.dossiers import queries
from portal.dossiers.counter.reading import note, note_within
from portal.dossiers.deciding import changing
from portal.dossiers.errors import NotPossible, StaleVersion
from portal.dossiers.models import Dossier
from portal.dossiers.paths import desk_path
from portal.dossiers.states import DONE, RETURNED
from portal.extensions import db
from portal.media.refusal import Refused
from portal.publishing.service import commit
from portal.results import queries as results
from portal.results import service as documents
from portal.results.layout.filling import InvalidValues
from portal.results.paper import NoSigningKey
from portal.signing.sign import SigningFailed
from portal.web.request import path

WHERE = "/quan-tri/ket-qua-da-ky/"
VALUE = "v."
bp = Blueprint("desk_outcome", __name__, template_folder="templates", url_prefix=WHERE.rstrip("/"))


def aside(dossier: Dossier, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """The way to this page, beside a dossier whose result was signed."""
    if not actor.may(changing.SIGN) or dossier.state not in {DONE, RETURNED}:
        return None
    if dossier.signed_at is None or not changing.signed_of(dossier):
        return None
    return "deciding/_aside.html", {"path": f"{WHERE}{dossier.id}"}


@bp.get("/<int:object_id>")
@desk_view(changing.SIGN)
def one(object_id: int) -> ResponseReturnValue:
    """The results in force of a dossier, each with what can be done."""
    note(object_id, acting())
    return _page(object_id)


@bp.post("/<int:object_id>/thu-hoi")
@desk_view(changing.SIGN)
def withdraw(object_id: int) -> ResponseReturnValue:
    """Take a result back."""
    note_within(object_id, acting())
    dossier = _load(object_id)
    try:
        changing.withdraw_result(dossier, _number("document"), _reason(), _number("version"), acting())
        commit()
    except (NotPossible, StaleVersion, documents.NotPossible) as error:
        db.session.rollback()
        return _page(object_id, problem=_said(error), status=409)
    flash(_("Đã thu hồi kết quả và báo cho công dân."), "success")
    return redirect(path(f"{WHERE}{object_id}"), 303)


@bp.post("/<int:object_id>/thay")
@desk_view(changing.SIGN)
def replace(object_id: int) -> ResponseReturnValue:
    """Sign another result in the place of one."""
    note_within(object_id, acting())
    _load(object_id)
    sent = {name[len(VALUE) :]: text for name, text in request.form.items() if name.startswith(VALUE)}
    try:
        changing.replace_result(object_id, _number("document"), sent, _reason(), _number("version"), acting())
    except (NotPossible, StaleVersion, documents.NotPossible) as error:
        db.session.rollback()
        return _page(object_id, problem=_said(error), sent=sent, status=409)
    except (InvalidValues, NoSigningKey, SigningFailed, Refused) as error:
        db.session.rollback()
        return _page(object_id, problem=str(error), sent=sent, status=422)
    flash(_("Đã ký bản thay thế và báo cho công dân."), "success")
    return redirect(path(f"{WHERE}{object_id}"), 303)


def _page(
    object_id: int, *, problem: str = "", sent: dict[str, str] | None = None, status: int = 200
) -> ResponseReturnValue:
    dossier = _load(object_id)
    found = [
        {"row": row, "document": document, "fields": results.template_of(document).fields}
        for row, document in changing.signed_of(dossier)
    ]
    shown = render_template(
        "deciding/one.html",
        dossier=dossier,
        dossier_path=desk_path(dossier),
        found=found,
        problem=problem,
        sent=sent,
        typed=request.form if problem else {},
        where=WHERE,
        VALUE=VALUE,
    )
    return shown, status


def _load(object_id: int) -> Dossier:
    found = queries.by_id(object_id)
    if found is None:
        abort(404)
    return found


def _number(name: str) -> int:
    return whole_number(request.form.get(name, "")) or 0


def _reason() -> str:
    return request.form.get("reason", "")[:2000]


def _said(error: Exception) -> str:
    if isinstance(error, StaleVersion | documents.NotPossible):
        return _("Chưa làm gì: hồ sơ này vừa thay đổi. Hãy xem lại rồi làm tiếp.")
    return str(error)
