"""How one portal is reached; and, for the district, all portals."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts import sessions as desk_sessions
from portal.accounts.signing_in import acting, desk_view
from portal.citizens import sessions as citizen_sessions
from portal.clock import utc_now
from portal.desk.appearance import service as appearance
from portal.desk.forms import TenantForm
from portal.extensions import db
from portal.publishing.service import StaleVersion, audit
from portal.tenancy import service
from portal.tenancy.directory import directory
from portal.tenancy.founding import deletion_of
from portal.tenancy.models import Tenant
from portal.web.freshness import tenants_changed
from portal.web.request import current_portal, path, portal_url

bp = Blueprint("settings", __name__, template_folder="templates", url_prefix="/quan-tri")
FIELDS = ("address", "telephone", "hotline", "email")


def _tenant(tenant_id: int) -> Tenant:
    found = db.session.scalar(select(Tenant).where(Tenant.id == tenant_id))
    if found is None:
        abort(404)
    return found


@bp.route("/cau-hinh", methods=["GET", "POST"])
@desk_view("tenant.settings")
def own() -> ResponseReturnValue:
    """How this portal is reached: it stands at the foot of every page."""
    tenant = _tenant(current_portal().id)
    form = TenantForm(obj=tenant, data={"version": appearance.version_of(tenant.id)})
    if form.validate_on_submit():
        found = {name: (form[name].data or "").strip() for name in FIELDS}
        try:
            appearance.save(found, form.version.data or 0, acting(), str(_("Liên hệ")))
        except StaleVersion:
            db.session.rollback()
            form.version.raw_data = None  # what was sent would be shown again, and conflict again
            form.version.process_data(appearance.version_of(current_portal().id))
            saved = _tenant(current_portal().id)
            theirs = [
                (form[name].label.text, getattr(saved, name) or _("(để trống)"))
                for name in FIELDS
                if (getattr(saved, name) or "") != found[name]
            ]
            return render_template("desk/settings.html", form=form, stale=True, theirs=theirs), 409
        flash(_("Đã lưu cấu hình."), "success")
        return redirect(path("/quan-tri/cau-hinh"))
    return render_template("desk/settings.html", form=form), 422 if form.errors else 200


@bp.get("/cac-cong")
@desk_view("district.tenants")
def tenants() -> str:
    """All portals with their state."""
    now = utc_now()
    ends = {one.id: deletion_of(one.settings) for one in directory().living()}
    rows = [
        {
            "portal": one,
            "url": portal_url(one),
            "days": held.days_left(now) if (held := ends[one.id]) else None,
        }
        for one in directory().living()
    ]
    return render_template("desk/tenants.html", rows=rows)


@bp.post('/cac-cong/<slug>/<any("tam-dung","mo-lai"):act>')
@desk_view("district.tenants")
def tenant_state(slug: str, act: str) -> ResponseReturnValue:
    """Suspend a portal (a clear page, 503; everybody is signed out of it), or open it again."""
    portal = directory().by_slug(slug)
    if portal is None or portal.is_district:
        abort(404)
    tenant = _tenant(portal.id)
    if deletion_of(tenant.settings) is not None:
        flash(_("Cổng đang chờ xóa. Bấm Thôi xóa để mở lại."), "warning")
        return redirect(path(f"/quan-tri/cac-cong/cong/{slug}/"))
    (service.suspend if act == "tam-dung" else service.reinstate)(tenant)
    if act == "tam-dung":
        desk_sessions.end_all_at(portal.id)
        citizen_sessions.end_all_at(portal.id)
    audit(acting(), "settings", detail=f"{slug}: {act}")
    db.session.commit()
    tenants_changed()
    flash(_("Đã tạm dừng cổng.") if act == "tam-dung" else _("Đã mở lại cổng."), "success")
    return redirect(path("/quan-tri/cac-cong"))
