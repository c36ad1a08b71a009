"""The desk of open data: what the portal gives, when it was made, terms of use; taking off what must not be there."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from portal.accounts.signing_in import acting, desk_view
from portal.extensions import db
from portal.jobs.models import ACTIVE
from portal.jobs.service import job_of
from portal.opendata import service
from portal.opendata.describing import HERE, dataset_path
from portal.opendata.jobs import KIND
from portal.opendata.licences import LICENCES, licence_of
from portal.opendata.models import DatasetVersion
from portal.opendata.registry import dataset_by_slug, datasets
from portal.opendata.versions import versions_of
from portal.web.freshness import tenants_changed
from portal.web.request import current_portal, path

WHERE = "/quan-tri/du-lieu-mo/"
bp = Blueprint("desk_dataset", __name__, template_folder="templates", url_prefix=WHERE.rstrip("/"))


@bp.get("/")
@desk_view(service.ACTION)
def listing() -> str:
    """Every dataset with its versions, the job that makes them, the terms of use."""
    portal = current_portal()
    job = job_of(KIND, portal.id)
    return render_template(
        "opendata/desk.html",
        sets=[(one, versions_of(one.slug), dataset_path(one.slug)) for one in datasets()],
        job=job,
        is_busy=job is not None and job.state in ACTIVE,
        licences=LICENCES.values(),
        chosen=licence_of(portal).code,
        longest=service.LONGEST_REASON,
        where=WHERE,
        public=HERE,
    )


@bp.post("/lap-ngay")
@desk_view(service.ACTION)
def build_now() -> ResponseReturnValue:
    """Have today's versions made now."""
    service.ask_anew(acting())
    db.session.commit()
    flash(_("Đang lập phiên bản mới; thường xong trong vài phút."), "success")
    return redirect(path(WHERE))


@bp.post("/giay-phep")
@desk_view(service.ACTION)
def licence() -> ResponseReturnValue:
    """Choose the terms of use."""
    try:
        service.choose_licence(request.form.get("licence", ""), acting())
    except KeyError:
        abort(400)
    db.session.commit()
    tenants_changed()
    flash(_("Đã lưu giấy phép."), "success")
    return redirect(path(WHERE))


@bp.post("/<int:object_id>/go")
@desk_view(service.ACTION)
def take_off(object_id: int) -> ResponseReturnValue:
    """Take one version off."""
    row = db.session.scalar(select(DatasetVersion).where(DatasetVersion.id == object_id))
    if row is None:
        abort(404)
    try:
        done = service.take_off(row, request.form.get("reason", ""), acting())
    except service.NoReason:
        return _without_reason()
    db.session.commit()
    flash(_("Đã gỡ phiên bản.") if done else _("Phiên bản này đã được gỡ từ trước."), "success")
    return redirect(path(WHERE))


@bp.post("/bo/<slug>/go-het")
@desk_view(service.ACTION)
def take_all_off(slug: str) -> ResponseReturnValue:
    """Take all versions of a dataset off and have a new one made."""
    if dataset_by_slug(slug) is None:
        abort(404)
    try:
        count = service.take_all_off(slug, request.form.get("reason", ""), acting())
    except service.NoReason:
        return _without_reason()
    db.session.commit()
    said = ngettext("Đã gỡ %(num)s phiên bản", "Đã gỡ %(num)s phiên bản", count)
    flash(_("%(said)s; đang lập phiên bản mới từ nội dung hiện nay.", said=said), "success")
    return redirect(path(WHERE))


def _without_reason() -> ResponseReturnValue:
    db.session.rollback()
    flash(_("Chưa gỡ: hãy nêu lý do, để sau này biết vì sao phiên bản không còn."), "danger")
    return redirect(path(WHERE))
