"""One's own account: name, address, where one is signed in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts import guessing, links, second_factor, service, sessions
from portal.accounts.devices import device_name
from portal.accounts.signing_in import acting, desk_view, sign_out
from portal.desk import letters
from portal.desk.forms import AddressForm, NameForm
from portal.desk.signin import tries_per_minute
from portal.extensions import db, limiter
from portal.mail.service import InvalidAddress
from portal.publishing.service import audit
from portal.tenancy.directory import directory
from portal.web.request import path

bp = Blueprint("account", __name__, template_folder="templates", url_prefix="/quan-tri/tai-khoan")
WHERE = "/quan-tri/tai-khoan/"


def session_rows(user_id: int, own_hash: str = "") -> list[dict[str, Any]]:
    """The running sessions of a person for a page: device, portal, times; the one that asks comes marked."""
    known = directory()
    rows = []
    for one in sessions.sessions_of(user_id):
        portal = known.by_id(one.at_tenant_id)
        rows.append(
            {
                "handle": sessions.handle_of(one),
                "device": device_name(one.browser),
                "portal": portal.name if portal is not None else "",
                "tenant_id": one.at_tenant_id,
                "started_at": one.started_at,
                "last_seen_at": one.last_seen_at or one.started_at,
                "is_own": one.token_hash == own_hash,
            }
        )
    return sorted(rows, key=lambda row: not row["is_own"])


def _page(name_form: NameForm | None = None, address_form: AddressForm | None = None) -> str:
    user = current_user.user
    return render_template(
        "desk/account.html",
        user=user,
        name_form=name_form or NameForm(formdata=None, data={"name": user.name}),
        address_form=address_form or AddressForm(formdata=None),
        sessions=session_rows(user.id, current_user.session.token_hash),
        factor_required=second_factor.is_required(user),
    )


@bp.get("/")
@desk_view()
def page() -> str:
    """Name, address, password, second factor, sessions."""
    return _page()


@bp.post("/ten")
@desk_view()
def rename() -> ResponseReturnValue:
    """Change one's own name; what was signed with the old one stays so."""
    form = NameForm()
    if form.validate_on_submit():
        before = current_user.user.name
        try:
            service.rename(current_user.user, form.name.data)
        except service.InvalidAccount as error:
            form.name.errors = [str(error)]
            return _page(name_form=form), 422
        audit(acting(), "account.renamed", detail=f"{before} → {current_user.user.name}")
        db.session.commit()
        flash(_("Đã đổi tên."), "success")
        return redirect(path(WHERE))
    return _page(name_form=form), 422


@bp.post("/thu-dien-tu")
@limiter.limit(tries_per_minute)
@desk_view()
def change_address() -> ResponseReturnValue:
    """Ask for another address: it counts once its link was opened."""
    form = AddressForm()
    if form.validate_on_submit():
        user = current_user.user
        try:
            guessing.require_own_password(current_user.session, form.password.data)
            token = links.open_address_change(user, form.email.data)
            letters.send_new_address(user, service.normalise_email(form.email.data), token)
        except (service.InvalidAccount, InvalidAddress) as error:
            db.session.rollback()
            wrong_address = isinstance(error, InvalidAddress)
            message = _("Thư điện tử chưa đúng dạng") if wrong_address else str(error)
            (form.email if wrong_address else form.password).errors = [message]
            return _page(address_form=form), 422
        audit(acting(), "address.asked", detail=f"{user.email} → {form.email.data}"[:200])
        db.session.commit()
        message = _("Đã gửi thư xác nhận tới %(email)s. Hãy mở liên kết trong thư.", email=form.email.data)
        flash(message, "success")
        return redirect(path(WHERE))
    return _page(address_form=form), 422


@bp.post("/phien/<handle>/ket-thuc")
@desk_view()
def end_session(handle: str) -> ResponseReturnValue:
    """End one of one's own sessions; the one that asks is signed out."""
    if handle == sessions.handle_of(current_user.session):
        sign_out()
        return redirect(path("/quan-tri/dang-nhap"))
    if not sessions.end_one(acting().user_id or 0, handle):
        abort(404)
    audit(acting(), "session.ended")
    db.session.commit()
    flash(_("Đã kết thúc phiên."), "success")
    return redirect(path(f"{WHERE}#phien"))


@bp.post("/phien/ket-thuc-phien-khac")
@desk_view()
def end_others() -> ResponseReturnValue:
    """End all of one's own sessions but the one that asks."""
    sessions.end_sessions(acting().user_id or 0, but=current_user.session.token_hash)
    audit(acting(), "session.ended", detail=_("mọi phiên khác"))
    db.session.commit()
    flash(_("Đã kết thúc mọi phiên khác."), "success")
    return redirect(path(f"{WHERE}#phien"))
