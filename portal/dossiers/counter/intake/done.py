"""After taking in: what is to be printed, at once."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal.accounts.signing_in import acting, desk_view
from portal.dossiers.counter.intake.views import RECEIVE, WHERE
from portal.dossiers.counter.listing import bp
from portal.dossiers.counter.reading import read
from portal.dossiers.counter.showing import demands_of
from portal.dossiers.counter.where import HERE, ONE
from portal.dossiers.models_course import APPOINTMENT, DossierForm
from portal.extensions import db
from portal.payments.receipts import issuing


@bp.get("/ho-so/<int:object_id>/vua-tiep-nhan")
@desk_view(RECEIVE)
def just_received(object_id: int) -> ResponseReturnValue:
    """The code, the promised moment; form 01 and the receipt to print; the next one."""
    dossier = read(object_id, acting())
    form = db.session.scalar(
        select(DossierForm)
        .where(DossierForm.dossier_id == dossier.id, DossierForm.kind == APPOINTMENT)
        .order_by(DossierForm.number.desc())
        .limit(1)
    )
    demands = demands_of(dossier)
    return render_template(
        "dossiers/desk/just_received.html",
        dossier=dossier,
        form=form,
        demands=demands,
        receipts=[one for demand in demands for one in issuing.all_of(demand.id)],
        base=f"{ONE}{dossier.id}",
        where=WHERE,
        here=HERE,
    )
