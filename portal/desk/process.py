"""How a portal answers for what it publishes: with a second person, or without."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.signing_in import acting, desk_view
from portal.extensions import db
from portal.notices.service import people_who_may
from portal.publishing.answering import SETTING
from portal.publishing.service import audit
from portal.tenancy.models import Tenant
from portal.web.freshness import tenants_changed
from portal.web.request import current_portal, path

bp = Blueprint("process", __name__, template_folder="templates", url_prefix="/quan-tri")
PATH = "/quan-tri/quy-trinh"
ENOUGH = 2
"""People who may approve that four eyes need: one of them may have written the text."""


@bp.route("/quy-trinh", methods=["GET", "POST"])
@desk_view("tenant.settings")
def page() -> ResponseReturnValue:
    """Ask for a second person, or no longer; the page tells what either means, and who could be that person."""
    portal = current_portal()
    tenant = db.session.scalar(select(Tenant).where(Tenant.id == portal.id))
    if tenant is None:
        abort(404)
    people = people_who_may("content.publish", portal.id)
    if request.method == "POST":
        wanted = request.form.get(SETTING) == "y"
        tenant.settings = tenant.settings | {SETTING: wanted}
        audit(acting(), "settings", detail=_("Duyệt hai người: bật") if wanted else _("Duyệt hai người: tắt"))
        db.session.commit()
        tenants_changed()
        if wanted and len(people) < ENOUGH:
            flash(
                _("Đã bật, nhưng cổng chưa đủ hai người được quyền duyệt. Hãy thêm người duyệt."), "warning"
            )
        else:
            flash(_("Đã lưu quy trình duyệt."), "success")
        return redirect(path(PATH))
    return render_template(
        "desk/process.html",
        on=bool(tenant.settings.get(SETTING)),
        people=[one.name for one in people],
        enough=len(people) >= ENOUGH,
        name=SETTING,
        where=PATH,
    )
