"""Pages that are reached by an e-mailed link: a new password, a new address, an invitation.

The link's secret is moved from the address into the cookie at once, so that it stands in no history, no Referer
and on no screen. Opening a link changes nothing: programs that check mails open links too.
"""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from portal.accounts import invitations, links, second_factor, service
from portal.accounts.models import Invitation, User
from portal.accounts.permissions import ROLE_MEANINGS, ROLES, Actor
from portal.accounts.sealing import new_token
from portal.accounts.signing_in import sign_in, sign_out
from portal.desk import letters
from portal.desk.forms import ForgottenForm, JoinForm, KnownPasswordForm, NewPasswordForm
from portal.desk.signin import tries_per_minute
from portal.extensions import db, limiter
from portal.mail.service import InvalidAddress
from portal.publishing.service import audit
from portal.web.request import current_portal, path

bp = Blueprint("by_link", __name__, template_folder="templates", url_prefix="/quan-tri")


@bp.get('/<any("dat-lai","doi-thu","loi-moi"):page>/<token>')
def arrive(page: str, token: str) -> ResponseReturnValue:
    """Take the secret out of the address."""
    session[f"link.{page}"] = token[:100]
    answer = redirect(path(f"/quan-tri/{page}"))
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _token(page: str) -> str:
    found = session.get(f"link.{page}", "")
    return found if isinstance(found, str) else ""


def _void() -> ResponseReturnValue:
    return render_template("desk/void_link.html"), 410


@bp.route("/quen-mat-khau", methods=["GET", "POST"])
@limiter.limit(tries_per_minute, methods=["POST"])
def forgotten() -> ResponseReturnValue:
    """Ask for a link to set a new password. A known and an unknown address get the same answer, after the same work:
    a password is hashed, a mail is written (and taken back for nobody)."""
    form = ForgottenForm()
    if form.validate_on_submit():
        email = service.normalise_email(form.email.data)
        service.verify_password(email, "")
        user = service.user_by_email(email)
        known = (
            user is not None
            and user.is_active
            and service.actor_for(user, current_portal()).may("desk.enter")
        )
        audit(Actor(None, "", current_portal().id), "password.forgotten", detail=email[:200])
        token = links.open_link(user, links.RESET) if user is not None and known else None
        if user is not None and token is not None:
            try:
                letters.send_reset(user, token)
            except InvalidAddress:
                pass  # an account whose address can't get mail: its administrator gives a password
        else:
            _as_if_sent(email)
        db.session.commit()
        return render_template("desk/forgotten.html", form=form, sent=True)
    return render_template("desk/forgotten.html", form=form, sent=False), 422 if form.errors else 200


def _as_if_sent(email: str) -> None:
    """The work of sending a link, undone, so that the time of the answer does not tell who has an account."""
    undone = db.session.begin_nested()
    links.count_lately(0, links.RESET)
    letters.send_reset(User(name="", email=email), new_token())
    undone.rollback()


@bp.route("/dat-lai", methods=["GET", "POST"])
@limiter.limit(tries_per_minute, methods=["POST"])
def reset() -> ResponseReturnValue:
    """Set a new password by the link; then one signs in with it, and with the second factor as always."""
    token, form = _token("dat-lai"), NewPasswordForm()
    found = links.look_up(token, links.RESET)
    if found is None:
        return _void()
    if form.validate_on_submit():
        user = links.set_password_by_link(token, form.new.data)
        if user is None:
            return _void()
        audit(service.actor_for(user, current_portal()), "password.reset")
        db.session.commit()
        sign_out()
        # Whoever reads the mailbox is no stranger, however many strangers guess at the account meanwhile.
        g.remembered_on_device = user.id
        flash(_("Đã đặt mật khẩu mới. Hãy đăng nhập."), "success")
        return redirect(path("/quan-tri/dang-nhap"))
    page = render_template("desk/reset.html", form=form, email=found[0].email)
    return page, 422 if form.errors else 200


@bp.route("/doi-thu", methods=["GET", "POST"])
@limiter.limit(tries_per_minute, methods=["POST"])
def address() -> ResponseReturnValue:
    """Confirm a new address of an account."""
    token, form = _token("doi-thu"), FlaskForm()
    found = links.look_up(token, links.EMAIL)
    if found is None:
        return _void()
    if form.validate_on_submit():
        try:
            changed = links.change_address_by_link(token)
        except service.InvalidAccount as error:
            db.session.commit()
            flash(str(error), "danger")
            return redirect(path("/quan-tri/"))
        if changed is None:
            return _void()
        user, before = changed
        audit(service.actor_for(user, current_portal()), "address.changed", detail=f"{before} → {user.email}")
        try:
            letters.send_address_changed(user, before)
        except InvalidAddress:
            pass  # nobody reads at an address that was none
        db.session.commit()
        session.pop("link.doi-thu", None)
        flash(_("Đã đổi địa chỉ. Từ nay hãy đăng nhập bằng %(email)s.", email=user.email), "success")
        return redirect(path("/quan-tri/"))
    return render_template("desk/confirm_address.html", form=form, user=found[0], link=found[1])


@bp.route("/loi-moi", methods=["GET", "POST"])
@limiter.limit(tries_per_minute, methods=["POST"])
def invitation() -> ResponseReturnValue:
    """Take up an invitation: name and password of a new account, or the password of the one that there is; then the
    second factor, where the role asks for it."""
    row = invitations.by_token(_token("loi-moi"), current_portal().id)
    if row is None:
        return _void()
    is_new = service.user_by_email(row.email) is None
    form = JoinForm(data={"name": row.name}) if is_new else KnownPasswordForm()
    if form.validate_on_submit():
        problem = _join(row, form, is_new)
        if not problem:
            return redirect(path("/quan-tri/"))
        (form.new if is_new else form.password).errors = [problem]
    page = render_template(
        "desk/join.html", form=form, invitation=row, is_new=is_new, roles=ROLES, meanings=ROLE_MEANINGS
    )
    return page, 422 if form.errors else 200


def _join(row: Invitation, form: FlaskForm, is_new: bool) -> str:
    """Accept for the person of the form and let them in as far as the second factor; what is wrong, or ""."""
    name, password = (form.name.data, form.new.data) if is_new else ("", form.password.data)
    try:
        user = invitations.accept(row, name, password, is_district=current_portal().is_district)
    except service.InvalidAccount as error:
        db.session.rollback()
        return str(error)
    actor = service.actor_for(user, current_portal())
    audit(actor, "people.joined", detail=f"{user.email}: +{', +'.join(row.roles)}")
    whole = second_factor.is_whole(sign_in(user))
    audit(actor, "sign_in" if whole else "sign_in.password")
    db.session.commit()
    return ""
