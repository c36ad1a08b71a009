"""The acts on one dossier: each is a plain form; what somebody else did meanwhile answers 409 and loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Response, abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.signing_in import acting, desk_view
from portal.dossiers import queries, service
from portal.dossiers.counter.deciding import draft_pdf
from portal.dossiers.counter.doing import DOING, new_promise, refusal_reason, wanted_items
from portal.dossiers.counter.listing import bp
from portal.dossiers.counter.page import page_of
from portal.dossiers.counter.previews import apology_preview, completion_preview, refusal_preview
from portal.dossiers.counter.reading import note_within
from portal.dossiers.counter.typed import Wrong, number
from portal.dossiers.counter.where import GUARDS, ONE, READ, SLUGS, VERBS
from portal.dossiers.errors import AlreadyTaken, InvalidSubmission, NotPossible
from portal.dossiers.models import Dossier
from portal.dossiers.party import staff
from portal.extensions import db
from portal.printing import PDF
from portal.publishing.service import StaleVersion, commit
from portal.web.request import path
from portal.web.sent import sent_version


def load(object_id: int) -> Dossier:
    """A dossier of this portal, for an act. 404 for anything else."""
    found = queries.by_id(object_id)
    if found is None:
        abort(404)
    return found


def act(verb: str, object_id: int) -> ResponseReturnValue:
    """Do a verb as its form says. Whatever becomes of it, the page that is answered shows the dossier: that is a
    reading, also of somebody who never opened the page."""
    note_within(object_id, acting())
    dossier, seen = load(object_id), sent_version()
    try:
        told = DOING[verb](dossier, staff(acting()), seen, request.form)
        commit()
    except Wrong as error:
        db.session.rollback()
        return page_of(load(object_id), verb, request.form, errors=error.messages, status=422)
    except InvalidSubmission as error:
        db.session.rollback()
        return page_of(load(object_id), verb, request.form, errors=error.messages, status=422)
    except (StaleVersion, StaleDataError, AlreadyTaken):
        db.session.rollback()
        return page_of(load(object_id), verb, request.form, seen=seen, status=409)
    except NotPossible as error:
        db.session.rollback()
        dossier = load(object_id)
        if dossier.version != seen:  # it is not possible any more because somebody else acted
            return page_of(dossier, verb, request.form, seen=seen, status=409)
        return page_of(dossier, verb, request.form, problem=str(error), status=422)
    flash(told, "success")
    return redirect(path(f"{ONE}{object_id}"), 303)


for _verb, _slug in SLUGS.items():
    if _verb in DOING:
        bp.add_url_rule(
            f"/ho-so/<int:object_id>/{_slug}",
            endpoint=_verb,
            view_func=desk_view(GUARDS.get(_verb, READ))(partial(act, _verb)),
            methods=["POST"],
        )


@bp.post('/ho-so/<int:object_id>/xem-truoc/<any("bo-sung","tu-choi","xin-loi","ket-qua"):slug>')
@desk_view(READ)
def preview(object_id: int, slug: str) -> ResponseReturnValue:
    """What would be printed of what is typed; nothing is kept."""
    note_within(object_id, acting())
    dossier, verb = load(object_id), VERBS[slug]
    if verb not in service.buttons(dossier, staff(acting())):
        return page_of(dossier, verb, request.form, problem=_not_now(), status=409)
    try:
        data = _PREVIEWS[verb](dossier, acting().name)
    except Wrong as error:
        return page_of(dossier, verb, request.form, errors=error.messages, status=422)
    if data is None:
        return page_of(
            dossier, verb, request.form, problem=_("Kết quả này không có mẫu văn bản."), status=422
        )
    headers = {"Content-Disposition": 'inline; filename="ban-xem-truoc.pdf"'}
    return Response(data, mimetype=PDF, headers=headers)


def _not_now() -> str:
    return _("Việc này không làm được khi hồ sơ ở trạng thái hiện tại.")


_PREVIEWS: dict[str, Callable[[Dossier, str], Any]] = {
    "ask": lambda one, clerk: completion_preview(
        one, wanted_items(one, request.form), number(request.form, "days"), clerk
    ),
    "refuse": lambda one, clerk: refusal_preview(one, refusal_reason(request.form), clerk),
    "apologise": lambda one, _clerk: apology_preview(
        one, request.form.get("reason", "")[:2000], new_promise(request.form)
    ),
    "decide": lambda one, _clerk: draft_pdf(one, request.form),
}
