"""The desk of the book: offices outside, their pinned certificates, trying whether they are reached."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.signing_in import acting, desk_view
from portal.clock import utc_now
from portal.dossiers.codes import agency_identifier
from portal.exchange.carrying import keeping
from portal.exchange.carrying.certificates import described
from portal.exchange.carrying.forms import OfficeForm
from portal.exchange.carrying.labels import CARRIERS
from portal.exchange.carrying.models import ExchangeOffice
from portal.exchange.carrying.offices import office_of
from portal.exchange.carrying.own_keys import own_signer
from portal.exchange.carrying.paths import OFFICES
from portal.extensions import db
from portal.publishing.service import StaleVersion, commit
from portal.tenancy.directory import directory
from portal.web.request import path
from portal.web.sent import sent_version

bp = Blueprint("exchange_offices", __name__, template_folder="templates", url_prefix=OFFICES.rstrip("/"))


def _load(organ: str) -> ExchangeOffice:
    found = keeping.by_organ(organ)
    if found is None:
        abort(404)
    return found


def _shown(row: ExchangeOffice) -> list[Any]:
    return [described(one) for one in office_of(row).trusted]


@bp.get("/")
@desk_view(keeping.ACTION)
def listing() -> str:
    """Offices outside with the end of their certificates, and the portals of this installation."""
    rows = [(one, _shown(one)) for one in keeping.everyone()]
    portals = []
    for one in directory().living():
        signer = own_signer(one)
        portals.append(
            (
                one.authority or one.name,
                agency_identifier(one),
                described(signer.certificate) if signer else None,
            )
        )
    return render_template(
        "exchange/offices.html", rows=rows, portals=portals, now=utc_now(), carriers=CARRIERS, where=OFFICES
    )


@bp.route("/moi", methods=["GET", "POST"])
@desk_view(keeping.ACTION)
def new() -> ResponseReturnValue:
    """Enter an office."""
    form = OfficeForm()
    if form.validate_on_submit() and _saved(form, None):
        flash(_("Đã thêm cơ quan vào danh bạ. Hãy bấm “Thử kết nối”."), "success")
        return redirect(path(f"{OFFICES}{(form.organ_id.data or '').strip().upper()}/"))
    page = render_template("exchange/office.html", form=form, row=None, where=OFFICES, now=utc_now())
    return page, 422 if form.errors else 200


@bp.route("/<organ>/", methods=["GET", "POST"])
@desk_view(keeping.ACTION)
def edit(organ: str) -> ResponseReturnValue:
    """Change an office; who saved in between is not overwritten (409, what was typed stays)."""
    row = _load(organ)
    names = ("organ_id", "name", "carrier", "address", "is_active", "version")
    data = {name: getattr(row, name) for name in names}
    form = OfficeForm(
        data=data | {"certificates": "".join(row.certificates), "revoked": "\n".join(row.revoked)}
    )
    status = 200
    if form.validate_on_submit():
        try:
            if _saved(form, row):
                flash(_("Đã lưu cơ quan."), "success")
                return redirect(path(f"{OFFICES}{row.organ_id}/"))
        except (StaleVersion, StaleDataError):
            db.session.rollback()
            row, status = _load(organ), 409
            form.version.data = form.version.raw_data = None
            form.version.data = row.version
    page = render_template(
        "exchange/office.html",
        form=form,
        row=row,
        certificates=_shown(row),
        where=OFFICES,
        now=utc_now(),
        conflict=status == 409,
    )
    return page, 422 if form.errors else status


def _saved(form: OfficeForm, row: ExchangeOffice | None) -> bool:
    """Keep what was typed; False where the form says what is wrong with it."""
    values = keeping.Values(
        form.organ_id.data or "",
        form.name.data or "",
        form.carrier.data,
        form.address.data or "",
        form.certificates.data or "",
        form.revoked.data or "",
        bool(form.is_active.data),
    )
    try:
        keeping.save(values, row, sent_version() if row is not None else None, acting())
        commit()
    except keeping.Wrong as error:
        db.session.rollback()
        for name, message in error.messages.items():
            form[name].errors = [*form[name].errors, message]
        return False
    return True


@bp.post("/<organ>/thu")
@desk_view(keeping.ACTION)
def try_out(organ: str) -> ResponseReturnValue:
    """Ask whether the office is reached, and whether who answers is who was pinned."""
    row = _load(organ)
    office_id = row.organ_id
    db.session.expunge(row)
    db.session.rollback()  # lets go of the write lock while the other side thinks
    found = keeping.try_out(row)
    for line in found.lines:
        flash(line, "success" if found.is_good else "warning")
    return redirect(path(f"{OFFICES}{office_id}/"))
