"""Pages of signing in and out, of one's own password, and of going from one portal's desk to another's."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, abort, current_app, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts import guessing, password_age, second_factor, service, sessions
from portal.accounts.permissions import Actor
from portal.accounts.signing_in import SECOND_DOOR, acting, desk_view, sign_in, sign_out
from portal.desk.forms import PasswordForm, SignInForm
from portal.extensions import db, limiter
from portal.publishing.service import audit
from portal.tenancy.directory import directory
from portal.web.request import current_portal, path, portal_url
from portal.web.safe_redirect import safe_target

bp = Blueprint("desk", __name__, template_folder="templates", url_prefix="/quan-tri")


def tries_per_minute() -> str:
    """How often an address may try what only the right person should get through."""
    limit: str = current_app.config["PORTAL"].sign_in_limit
    return limit


@bp.route("/dang-nhap", methods=["GET", "POST"])
@limiter.limit(tries_per_minute, methods=["POST"])
def sign_in_page() -> ResponseReturnValue:
    """Sign in; a wrong password and an unknown address get the same answer. Where a second factor is asked for, on
    to that."""
    form = SignInForm()
    target = safe_target(request.values.get("next"), path("/quan-tri/"))
    if form.validate_on_submit():
        try:
            user = guessing.check_at_the_door(form.email.data, form.password.data)
        except guessing.TooManyTries as error:
            return _too_many(form, target, error)
        actor = service.actor_for(user, current_portal()) if user else None
        if user is None or actor is None or not actor.may("desk.enter"):
            stranger = Actor(None, "", current_portal().id)
            audit(stranger, "sign_in.refused", detail=service.normalise_email(form.email.data)[:200])
            db.session.commit()
            form.password.errors = [_("Thư điện tử hoặc mật khẩu không đúng. Hãy kiểm tra rồi thử lại.")]
            return render_template("web/sign_in.html", form=form, next_url=target), 401
        whole = second_factor.is_whole(sign_in(user))
        audit(actor, "sign_in" if whole else "sign_in.password")
        db.session.commit()
        return redirect(target if whole else path(f"{SECOND_DOOR}?{urlencode({'next': target})}"))
    return render_template("web/sign_in.html", form=form, next_url=target), 422 if form.errors else 200


def _too_many(form: SignInForm, target: str, error: guessing.TooManyTries) -> ResponseReturnValue:
    """The same for an address that somebody has and one that nobody has. Whoever owns the account gets in meanwhile:
    from a device that knows them, or by a link to their mailbox."""
    way_out = _(
        "Nếu đây là tài khoản của bạn: hãy đăng nhập trên thiết bị bạn đã từng dùng, hoặc bấm Quên mật khẩu để nhận "
        "liên kết qua thư."
    )
    form.password.errors = [f"{error} {way_out}"]
    answer = make_response(render_template("web/sign_in.html", form=form, next_url=target), 429)
    answer.headers["Retry-After"] = str(error.seconds)
    return answer


@bp.post("/dang-xuat")
def sign_out_action() -> ResponseReturnValue:
    """End the session."""
    sign_out()
    return redirect(path("/quan-tri/dang-nhap"))


@bp.route("/mat-khau", methods=["GET", "POST"])
@limiter.limit(tries_per_minute, methods=["POST"])
@desk_view()
def password_page() -> ResponseReturnValue:
    """Change one's own password; every session of the person ends."""
    form, due = PasswordForm(), password_age.why_due(current_user.session)
    if form.validate_on_submit():
        try:
            guessing.require_own_password(current_user.session, form.old.data)
            if form.new.data == form.old.data:
                form.new.errors = [_("Mật khẩu mới phải khác mật khẩu hiện tại")]
                return render_template("desk/password.html", form=form, due=due), 422
            service.set_password(current_user.user, form.new.data)
        except service.InvalidAccount as error:
            form.old.errors = [str(error)]
            return render_template("desk/password.html", form=form, due=due), 422
        audit(acting(), "password.changed")
        db.session.commit()
        sign_out()
        flash(_("Đã đổi mật khẩu. Hãy đăng nhập bằng mật khẩu mới."), "success")
        return redirect(path("/quan-tri/dang-nhap"))
    return render_template("desk/password.html", form=form, due=due), 422 if form.errors else 200


@bp.post("/chuyen/<slug>")
@desk_view()
def switch(slug: str) -> ResponseReturnValue:
    """Go to the desk of another portal without signing in again: a ticket of one minute and one use. `to`: the page
    of that desk, its first page if there is none."""
    other = directory().by_slug(slug)
    if other is None or not service.actor_for(current_user.user, other).may("desk.enter"):
        abort(404)
    here = current_user.session
    ticket = sessions.open_handover(
        current_user.user, other.id, here.factor_at, confirmed_at=here.confirmed_at
    )
    db.session.commit()
    to = safe_target(request.form.get("to"), "")
    where = urlencode({"ve": ticket} | ({"den": to} if to else {}))
    return redirect(portal_url(other, f"/quan-tri/vao?{where}"))


@bp.get("/vao")
def arrive() -> ResponseReturnValue:
    """Arrive with a ticket from another portal's desk; a second factor that was shown there counts here."""
    ticket = request.args.get("ve", "")
    found = sessions.redeem_handover(ticket, current_portal().id) if len(ticket) < 100 else None
    actor = service.actor_for(found[0], current_portal()) if found else None
    if found is None or actor is None or not actor.may("desk.enter"):
        db.session.commit()
        return redirect(path("/quan-tri/dang-nhap"))
    user, factor_at, confirmed_at = found
    # Arriving shows nothing anew: who was asked long ago over there is asked here too.
    sign_in(user, factor_at).confirmed_at = confirmed_at
    audit(actor, "sign_in.handover")
    db.session.commit()
    return redirect(path(safe_target(request.args.get("den"), "/quan-tri/")))


arrive.writes = True  # type: ignore[attr-defined]  # a GET that uses up its ticket
