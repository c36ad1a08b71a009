"""The page that asks once more who sits there, before an act that a desk left open must not allow.

What was being sent stands in the page and goes on from there to where it was going (307 keeps method and form), so that
nothing typed is lost, with and without JavaScript. Files cannot be kept by a page; no form in the table sends any.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts import confirming, guessing, passkeys, second_factor
from portal.accounts.second_factor import WrongCode
from portal.accounts.service import InvalidAccount
from portal.accounts.signing_in import acting, desk_view
from portal.desk.factor_pages import as_json, current_site
from portal.desk.forms import ConfirmForm, PasskeyForm
from portal.desk.second_factor import told_of_recovery
from portal.desk.signin import tries_per_minute
from portal.extensions import db, limiter
from portal.publishing.service import audit
from portal.web.request import SAFE_METHODS, path
from portal.web.safe_redirect import safe_target

bp = Blueprint("confirming", __name__, template_folder="templates", url_prefix="/quan-tri/xac-nhan")
_OWN = frozenset({"csrf_token", "credential"})
_PREFIX = "xac-nhan-"


def asked(error: confirming.ConfirmationDue) -> ResponseReturnValue:
    """What is answered instead of an act that must wait for the question: the question, with the act in it."""
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    kept = [] if request.method in SAFE_METHODS else list(request.form.items(multi=True))
    answer = _question(
        quote(request.script_root + request.path) + query, request.method, error.reason, _without_own(kept)
    )
    if request.headers.get("HX-Request"):  # the question is a page of its own, wherever the answer was to go
        answer.headers["HX-Retarget"] = "body"
        answer.headers["HX-Reswap"] = "innerHTML"
    return answer


def _without_own(items: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in items if name not in _OWN and not name.startswith(_PREFIX)]


def _question(
    to: str,
    method: str,
    reason: str,
    kept: list[tuple[str, str]],
    form: ConfirmForm | None = None,
    problem: str = "",
) -> Any:
    """The page, 403: the act was not done. `kept` is what goes on to `to` by `method` afterwards."""
    user = current_user.user
    here = [one for one in second_factor.passkeys_of(user) if one.rp_id == current_site().rp_id]
    page = render_template(
        "desk/confirm.html",
        form=form or ConfirmForm(formdata=None),
        passkey=PasskeyForm(formdata=None) if here else None,
        has_authenticator=bool(user.totp_secret),
        to=to,
        method=method,
        reason=reason,
        kept=kept,
        problem=problem,
    )
    return make_response(page, 403)


def _sent(form: ConfirmForm, problem: str) -> ResponseReturnValue:
    """The question again, with what was wrong; what was kept stays."""
    answer = _question(
        _target(), _method(), request.form.get("xac-nhan-viec", "")[:200], _kept(), form, problem
    )
    answer.status_code = 422
    return answer


def _kept() -> list[tuple[str, str]]:
    return _without_own(list(request.form.items(multi=True)))


def _target() -> str:
    return safe_target(request.form.get("xac-nhan-toi"), path("/quan-tri/"))


def _method() -> str:
    return "GET" if request.form.get("xac-nhan-cach") == "GET" else "POST"


def _go_on(how: str) -> ResponseReturnValue:
    confirming.note(current_user.session)
    if how == "recovery":
        told_of_recovery(current_user.user)
    audit(acting(), "confirmed", detail=how)
    db.session.commit()
    # The form goes on whole: a browser sends it again to where it was going.
    return redirect(_target(), 307 if _method() == "POST" else 303)


@bp.route("", methods=["GET", "POST"])
@limiter.limit(tries_per_minute, methods=["POST"])
@desk_view()
def confirm() -> ResponseReturnValue:
    """Show the password, or a code of the authenticator; then what was being done goes on. Read by itself, whoever has
    much to do answers before they begin, and goes on to `next`."""
    form = ConfirmForm()
    if request.method == "GET":
        answer = _question(safe_target(request.args.get("next"), path("/quan-tri/")), "GET", "", [])
        answer.status_code = 200
        return answer
    if not form.validate_on_submit():
        return _sent(form, _("Nhập mật khẩu hoặc mã xác thực."))
    try:
        if form.code.data:
            how = second_factor.check_code(current_user.user, form.code.data)
        else:
            guessing.require_own_password(current_user.session, form.password.data or "")
            how = "password"
    except (WrongCode, InvalidAccount) as error:
        audit(acting(), "factor.refused", detail="confirm")
        db.session.commit()
        return _sent(form, str(error))
    return _go_on(how)


@bp.post("/khoa/yeu-cau")
@limiter.limit(tries_per_minute)
@desk_view()
def passkey_options() -> ResponseReturnValue:
    """What the browser needs to answer with a passkey."""
    options = passkeys.options_to_show(current_user.user, current_user.session, current_site())
    db.session.commit()
    return as_json(options)


@bp.post("/khoa")
@limiter.limit(tries_per_minute)
@desk_view()
def confirm_by_passkey() -> ResponseReturnValue:
    """Show a passkey; then what was being done goes on."""
    try:
        passkeys.check(
            current_user.user, current_user.session, request.form.get("credential", ""), current_site()
        )
    except WrongCode as error:
        audit(acting(), "factor.refused", detail="confirm")
        db.session.commit()
        return _sent(ConfirmForm(formdata=None), str(error))
    return _go_on("passkey")
