"""The second factor of one's own account that is in use: adding, taking away, recovery codes. Each with the password,
so that a desk left open for a minute gives nobody a key of their own."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm

from portal.accounts import guessing, passkeys, second_factor, service, sessions
from portal.accounts.second_factor import WrongCode
from portal.accounts.signing_in import acting, desk_view
from portal.clock import utc_now
from portal.desk.factor_pages import as_json, authenticator_offer, current_site, host_of_request
from portal.desk.forms import AddAuthenticatorForm, AddPasskeyForm, KnownPasswordForm
from portal.desk.signin import tries_per_minute
from portal.extensions import db, limiter
from portal.publishing.service import audit
from portal.web.request import path

bp = Blueprint("security", __name__, template_folder="templates", url_prefix="/quan-tri/tai-khoan/xac-thuc")
WHERE = "/quan-tri/tai-khoan/xac-thuc"


def _page(**forms: Any) -> str:
    """The page; `forms` are those that were sent and are wrong, `problem` what is wrong elsewhere."""
    user = current_user.user
    here = host_of_request()
    keys = [
        {"key": one, "works_here": passkeys.works_at(one, here)} for one in second_factor.passkeys_of(user)
    ]
    return render_template(
        "desk/security.html",
        user=user,
        keys=keys,
        codes_left=second_factor.recovery_codes_left(user),
        required=second_factor.is_required(user),
        site=current_site(),
        offer=authenticator_offer(current_user),
        authenticator=forms.get("authenticator") or AddAuthenticatorForm(formdata=None),
        passkey=forms.get("passkey") or AddPasskeyForm(formdata=None, data={"name": ""}),
        problem=forms.get("problem", ""),
    )


def _password_fits(form: FlaskForm) -> bool:
    """Whether the form was sent whole and its password is the person's; else the error stands at the field."""
    if not form.validate_on_submit():
        return False
    try:
        guessing.require_own_password(current_user.session, form.password.data)
    except service.InvalidAccount as error:
        form.password.errors = [str(error)]
        return False
    return True


@bp.get("")
@desk_view()
def page() -> str:
    """What one's second factors are, and what can be added."""
    return _page()


def _added(how: str) -> ResponseReturnValue:
    """After a factor was added: this session counts as having shown it, every other one ends. The first one brings
    recovery codes, shown once."""
    user = current_user.user
    is_first = second_factor.recovery_codes_left(user) == 0
    codes = second_factor.new_recovery_codes(user) if is_first else []
    current_user.session.factor_at = utc_now()
    sessions.end_sessions(user.id, but=current_user.session.token_hash)
    audit(acting(), "factor.added", detail=how)
    db.session.commit()
    if codes:
        return render_template("desk/recovery_codes.html", codes=codes, next_url=path(WHERE))
    flash(_("Đã thêm cách xác thực. Các phiên khác đã kết thúc."), "success")
    return redirect(path(WHERE))


@bp.post("/ung-dung")
@limiter.limit(tries_per_minute)
@desk_view()
def add_authenticator() -> ResponseReturnValue:
    """Set up an authenticator (in place of the one from before)."""
    form = AddAuthenticatorForm()
    if _password_fits(form):
        secret = second_factor.offered_secret(current_user.session)
        try:
            second_factor.set_up_authenticator(current_user.user, secret, form.code.data)
        except WrongCode as error:
            db.session.commit()  # the failure counts
            form.code.errors = [str(error)]
        else:
            return _added("totp")
    return _page(authenticator=form), 422


@bp.post("/khoa/yeu-cau")
@limiter.limit(tries_per_minute)
@desk_view()
def passkey_options() -> ResponseReturnValue:
    """What the browser needs to make a passkey."""
    options = passkeys.options_to_make(current_user.user, current_user.session, current_site())
    db.session.commit()
    return as_json(options)


@bp.post("/khoa")
@limiter.limit(tries_per_minute)
@desk_view()
def add_passkey() -> ResponseReturnValue:
    """Keep a passkey that the browser made."""
    form = AddPasskeyForm()
    if _password_fits(form):
        user, answer = current_user.user, form.credential.data or ""
        try:
            passkeys.keep(user, current_user.session, answer, current_site(), form.name.data or "")
        except WrongCode as error:
            db.session.commit()
            form.name.errors = [str(error)]
        else:
            return _added("passkey")
    return _page(passkey=form), 422


@bp.post("/ung-dung/go")
@limiter.limit(tries_per_minute)
@desk_view()
def remove_authenticator() -> ResponseReturnValue:
    """Forget one's authenticator."""
    if not _password_fits(KnownPasswordForm()):
        return _page(problem=_("Mật khẩu hiện tại không đúng")), 422
    try:
        second_factor.remove_authenticator(current_user.user)
    except WrongCode as error:
        return _page(problem=str(error)), 422
    return _removed("totp")


@bp.post("/khoa/<int:key_id>/go")
@limiter.limit(tries_per_minute)
@desk_view()
def remove_passkey(key_id: int) -> ResponseReturnValue:
    """Forget one of one's own passkeys."""
    if not _password_fits(KnownPasswordForm()):
        return _page(problem=_("Mật khẩu hiện tại không đúng")), 422
    try:
        found = second_factor.remove_passkey(current_user.user, key_id)
    except WrongCode as error:
        return _page(problem=str(error)), 422
    if found is None:
        abort(404)
    return _removed(f"passkey: {found.name}")


def _removed(how: str) -> ResponseReturnValue:
    audit(acting(), "factor.removed", detail=how)
    db.session.commit()
    flash(_("Đã gỡ cách xác thực."), "success")
    return redirect(path(WHERE))


@bp.post("/ma-du-phong")
@limiter.limit(tries_per_minute)
@desk_view()
def recovery_codes() -> ResponseReturnValue:
    """Ten new recovery codes; those from before are void."""
    user = current_user.user
    if user.factor_since is None:
        return _page(problem=_("Hãy thêm ứng dụng xác thực hoặc khóa trước.")), 422
    if not _password_fits(KnownPasswordForm()):
        return _page(problem=_("Mật khẩu hiện tại không đúng")), 422
    codes = second_factor.new_recovery_codes(user)
    audit(acting(), "factor.codes")
    db.session.commit()
    return render_template("desk/recovery_codes.html", codes=codes, next_url=path(WHERE))
