"""The pages between password and desk: showing the second factor, or setting one up for the first time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import passkeys, second_factor, service
from portal.accounts.models import User
from portal.accounts.second_factor import WrongCode
from portal.accounts.signing_in import SECOND_DOOR, pending, pending_view, sign_in
from portal.clock import utc_now
from portal.desk import letters
from portal.desk.factor_pages import as_json, authenticator_offer, current_site
from portal.desk.forms import CodeForm, NewPasskeyForm, PasskeyForm
from portal.desk.signin import tries_per_minute
from portal.extensions import db, limiter
from portal.mail.service import InvalidAddress
from portal.publishing.service import audit
from portal.web.request import current_portal, path
from portal.web.safe_redirect import safe_target

bp = Blueprint("second_factor", __name__, template_folder="templates", url_prefix=SECOND_DOOR)
SET_UP = f"{SECOND_DOOR}/thiet-lap"


def _target() -> str:
    return safe_target(request.values.get("next"), path("/quan-tri/"))


def _tried(act: Callable[[], Any]) -> str:
    """Do what may fail by a wrong code, and commit in any case: failures count. Answers what is wrong, or ""."""
    try:
        act()
    except WrongCode as error:
        db.session.commit()
        return str(error)
    return ""


def _refuse(how: str) -> None:
    actor = service.actor_for(pending().user, current_portal())
    audit(actor, "factor.refused", detail=how)
    db.session.commit()


def _let_in(user: User, how: str) -> None:
    """A fresh session for who showed the second factor: the cookie from before is worth nothing any more."""
    sign_in(user, utc_now())
    audit(service.actor_for(user, current_portal()), "sign_in", detail=how)
    db.session.commit()


@bp.route("", methods=["GET", "POST"])
@limiter.limit(tries_per_minute, methods=["POST"])
@pending_view
def verify() -> ResponseReturnValue:
    """Show a code of the authenticator, or a recovery code."""
    user = pending().user
    if user.factor_since is None:
        return redirect(path(SET_UP))
    form = CodeForm()
    if form.validate_on_submit():
        used: list[str] = []
        problem = _tried(lambda: used.append(second_factor.check_code(user, form.code.data)))
        if not problem:
            _let_in(user, used[0])
            if used[0] == "recovery":
                told_of_recovery(user)
                db.session.commit()
            return redirect(_target())
        _refuse("code")
        form.code.errors = [problem]
    return _verify_page(form), 422 if form.errors else 200


def told_of_recovery(user: User) -> None:
    """Tell who just used a recovery code how many are left, on the page and by e-mail: if it was somebody else, the
    owner learns of it (the caller commits)."""
    left = second_factor.recovery_codes_left(user)
    try:
        letters.send_recovery_used(user, left)
    except InvalidAddress:
        pass  # nobody reads at an address that is none
    flash(
        _(
            "Bạn vừa dùng một mã dự phòng, còn %(left)s mã. Hãy vào Tài khoản để tạo bộ mới nếu gần hết.",
            left=left,
        ),
        "warning",
    )


def _verify_page(form: CodeForm, problem: str = "") -> str:
    user = pending().user
    keys = second_factor.passkeys_of(user)
    here = [one for one in keys if one.rp_id == current_site().rp_id]
    return render_template(
        "desk/verify.html",
        form=form,
        passkey=PasskeyForm(formdata=None) if here else None,
        elsewhere=sorted({one.rp_id for one in keys} - {current_site().rp_id}),
        has_authenticator=bool(user.totp_secret),
        problem=problem,
        next_url=_target(),
    )


@bp.post("/khoa/yeu-cau")
@limiter.limit(tries_per_minute)
@pending_view
def passkey_options() -> ResponseReturnValue:
    """What the browser needs to answer with a passkey."""
    options = passkeys.options_to_show(pending().user, pending().session, current_site())
    db.session.commit()
    return as_json(options)


@bp.post("/khoa")
@limiter.limit(tries_per_minute)
@pending_view
def show_passkey() -> ResponseReturnValue:
    """Show a passkey."""
    user, form = pending().user, PasskeyForm()
    answer = form.credential.data or ""
    problem = _tried(lambda: passkeys.check(user, pending().session, answer, current_site()))
    if problem:
        _refuse("passkey")
        return _verify_page(CodeForm(formdata=None), problem), 422
    _let_in(user, "passkey")
    return redirect(_target())


@bp.route("/thiet-lap", methods=["GET", "POST"])
@limiter.limit(tries_per_minute, methods=["POST"])
@pending_view
def set_up() -> ResponseReturnValue:
    """Set up the first second factor of somebody who must have one: an authenticator, or (below) a passkey."""
    user = pending().user
    if user.factor_since is not None:
        return redirect(path(SECOND_DOOR))
    form = CodeForm()
    if form.validate_on_submit():
        secret = second_factor.offered_secret(pending().session)
        problem = _tried(lambda: second_factor.set_up_authenticator(user, secret, form.code.data))
        if not problem:
            return _welcome(user, "totp")
        _refuse("code")
        form.code.errors = [problem]
    return _set_up_page(form), 422 if form.errors else 200


def _set_up_page(form: CodeForm, problem: str = "") -> str:
    return render_template(
        "desk/set_up_factor.html",
        form=form,
        passkey=NewPasskeyForm(formdata=None),
        offer=authenticator_offer(pending()),
        problem=problem,
        next_url=_target(),
    )


@bp.post("/thiet-lap/khoa/yeu-cau")
@limiter.limit(tries_per_minute)
@pending_view
def new_passkey_options() -> ResponseReturnValue:
    """What the browser needs to make a passkey."""
    options = passkeys.options_to_make(pending().user, pending().session, current_site())
    db.session.commit()
    return as_json(options)


@bp.post("/thiet-lap/khoa")
@limiter.limit(tries_per_minute)
@pending_view
def set_up_passkey() -> ResponseReturnValue:
    """Keep a passkey as the first second factor."""
    user, form = pending().user, NewPasskeyForm()
    if user.factor_since is not None:  # with the password alone nobody adds a key to an account that has one
        return redirect(path(SECOND_DOOR))
    answer, name = form.credential.data or "", form.name.data or ""
    problem = _tried(lambda: passkeys.keep(user, pending().session, answer, current_site(), name))
    if problem:
        _refuse("passkey")
        return _set_up_page(CodeForm(formdata=None), problem), 422
    return _welcome(user, "passkey")


def _welcome(user: User, how: str) -> ResponseReturnValue:
    """Let in who has just set up a factor, and show the recovery codes, once."""
    codes = second_factor.new_recovery_codes(user)
    audit(service.actor_for(user, current_portal()), "factor.added", detail=how)
    target = _target()
    _let_in(user, how)
    return render_template("desk/recovery_codes.html", codes=codes, next_url=target)
