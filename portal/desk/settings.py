"""Settings of one portal: contact, home blocks on and off and in order; and, for the district, all portals."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.signing_in import acting, desk_view
from portal.desk.forms import TenantForm
from portal.extensions import db
from portal.publishing.service import audit
from portal.tenancy import service
from portal.tenancy.directory import directory
from portal.tenancy.models import Tenant
from portal.web import themes
from portal.web.contributions import contributions
from portal.web.freshness import tenants_changed
from portal.web.request import current_portal, path, portal_url

bp = Blueprint("settings", __name__, template_folder="templates", url_prefix="/quan-tri")
FIELDS = ("address", "telephone", "hotline", "email", "theme", "primary_colour", "accent_colour")


def _tenant(tenant_id: int) -> Tenant:
    found = db.session.scalar(select(Tenant).where(Tenant.id == tenant_id))
    if found is None:
        abort(404)
    return found


def _blocks(tenant: Tenant) -> list[dict[str, Any]]:
    chosen = tenant.settings.get("home_blocks", {})
    rows = [
        {
            "kind": block.kind,
            "title": str(block.title),
            "order": chosen.get(block.kind, {}).get("order", block.order),
            "off": chosen.get(block.kind, {}).get("off", False),
        }
        for block in contributions().home
    ]
    return sorted(rows, key=lambda one: one["order"])


def _chosen_blocks() -> dict[str, dict[str, Any]]:
    chosen = {}
    for block in contributions().home:
        text = request.form.get(f"order-{block.kind}", "")
        order = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else block.order
        chosen[block.kind] = {"order": order, "off": f"on-{block.kind}" not in request.form}
    return chosen


@bp.route("/cau-hinh", methods=["GET", "POST"])
@desk_view("tenant.settings")
def own() -> ResponseReturnValue:
    """Contact, look and home page of this portal."""
    tenant = _tenant(current_portal().id)
    form = TenantForm(obj=tenant)
    form.theme.choices = [
        (one.name, one.label) for one in themes.shelf().themes.values() if one.name != "base"
    ]
    if form.validate_on_submit():
        for name in FIELDS:
            setattr(tenant, name, form[name].data)
        tenant.settings = tenant.settings | {"home_blocks": _chosen_blocks()}
        audit(acting(), "settings")
        db.session.commit()
        tenants_changed()
        flash(_("Đã lưu cấu hình."), "success")
        return redirect(path("/quan-tri/cau-hinh"))
    page = render_template("desk/settings.html", form=form, blocks=_blocks(tenant))
    return page, 422 if form.errors else 200


@bp.get("/cac-cong")
@desk_view("district.tenants")
def tenants() -> str:
    """All portals with their state."""
    rows = [{"portal": one, "url": portal_url(one)} for one in directory().living()]
    return render_template("desk/tenants.html", rows=rows)


@bp.post('/cac-cong/<slug>/<any("tam-dung","mo-lai"):act>')
@desk_view("district.tenants")
def tenant_state(slug: str, act: str) -> ResponseReturnValue:
    """Suspend a portal (a clear page, 503), or open it again."""
    portal = directory().by_slug(slug)
    if portal is None or portal.is_district:
        abort(404)
    tenant = _tenant(portal.id)
    (service.suspend if act == "tam-dung" else service.reinstate)(tenant)
    audit(acting(), "settings", detail=f"{slug}: {act}")
    db.session.commit()
    tenants_changed()
    flash(_("Đã tạm dừng cổng.") if act == "tam-dung" else _("Đã mở lại cổng."), "success")
    return redirect(path("/quan-tri/cac-cong"))
