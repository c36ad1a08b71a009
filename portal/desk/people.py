"""The people of a portal: who may do what here, new accounts, suspending."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts import service
from portal.accounts.models import Membership, User
from portal.accounts.passwords import new_password
from portal.accounts.permissions import DISTRICT_ROLES, ROLES
from portal.accounts.signing_in import acting, desk_view
from portal.desk.forms import PersonForm
from portal.extensions import db
from portal.publishing.service import audit
from portal.web.request import current_portal, path

bp = Blueprint("people", __name__, template_folder="templates", url_prefix="/quan-tri/nguoi-dung")
ACTION = "tenant.people"


def _choices() -> list[tuple[str, str]]:
    district = current_portal().is_district
    return [(role, str(label)) for role, label in ROLES.items() if district or role not in DISTRICT_ROLES]


def _members() -> list[tuple[User, list[str]]]:
    statement = (
        select(User).join(Membership).where(Membership.for_tenant_id == current_portal().id).distinct()
    )
    people = db.session.scalars(statement.order_by(User.name)).all()
    here = current_portal().id
    return [
        (one, sorted(held.role for held in one.memberships if held.for_tenant_id == here)) for one in people
    ]


def _member(user_id: int) -> User:
    found = next((user for user, _roles in _members() if user.id == user_id), None)
    if found is None:
        abort(404)
    return found


@bp.route("/", methods=["GET", "POST"])
@desk_view(ACTION)
def listing() -> ResponseReturnValue:
    """Everybody with a role here; add somebody. A new account's password is shown once."""
    form = PersonForm()
    form.role.choices = _choices()
    password = None
    if form.validate_on_submit():
        email = service.normalise_email(form.email.data)
        user = db.session.scalar(select(User).where(User.email == email))
        if user is None:
            password = new_password()
            user = service.create_user(email, form.name.data, password)
        service.grant(user, current_portal().id, form.role.data, is_district=current_portal().is_district)
        audit(acting(), "people", detail=f"{email}: +{form.role.data}")
        db.session.commit()
        if password is None:
            flash(_("Đã thêm vai trò cho người dùng đã có tài khoản."), "success")
            return redirect(path("/quan-tri/nguoi-dung/"))
        page = render_template(
            "desk/people.html", form=form, members=_members(), roles=ROLES, password=password, email=email
        )
        return page, 201
    page = render_template(
        "desk/people.html", form=form, members=_members(), roles=ROLES, password=None, email=None
    )
    return page, 422 if form.errors else 200


@bp.post("/<int:user_id>/thoi-vai-tro/<role>")
@desk_view(ACTION)
def revoke(user_id: int, role: str) -> ResponseReturnValue:
    """Take a role away; the person's sessions end. The last administrator can't go."""
    user = _member(user_id)
    if role not in ROLES:
        abort(404)
    if user.id == acting().user_id:
        flash(_("Bạn không thể tự bỏ vai trò của mình. Hãy nhờ quản trị viên khác."), "danger")
        return redirect(path("/quan-tri/nguoi-dung/"))
    service.revoke(user, current_portal().id, role)
    audit(acting(), "people", detail=f"{user.email}: -{role}")
    db.session.commit()
    flash(_("Đã bỏ vai trò."), "success")
    return redirect(path("/quan-tri/nguoi-dung/"))


@bp.post("/<int:user_id>/mat-khau")
@desk_view(ACTION)
def reset_password(user_id: int) -> ResponseReturnValue:
    """Give a person a new random password, shown once; their sessions end. Only for people of this portal alone."""
    user = _member(user_id)
    _require_own(user)
    password = new_password()
    service.set_password(user, password)
    audit(acting(), "people", detail=f"{user.email}: password")
    db.session.commit()
    form = PersonForm()
    form.role.choices = _choices()
    return render_template(
        "desk/people.html", form=form, members=_members(), roles=ROLES, password=password, email=user.email
    )


@bp.post('/<int:user_id>/<any("khoa","mo"):act>')
@desk_view(ACTION)
def state(user_id: int, act: str) -> ResponseReturnValue:
    """Suspend an account (its sessions end at once), or reinstate it."""
    user = _member(user_id)
    _require_own(user)
    if user.id == acting().user_id:
        flash(_("Bạn không thể tự khóa tài khoản của mình."), "danger")
        return redirect(path("/quan-tri/nguoi-dung/"))
    (service.suspend if act == "khoa" else service.reinstate)(user)
    audit(acting(), "people", detail=f"{user.email}: {act}")
    db.session.commit()
    flash(_("Đã khóa tài khoản.") if act == "khoa" else _("Đã mở lại tài khoản."), "success")
    return redirect(path("/quan-tri/nguoi-dung/"))


def _require_own(user: User) -> None:
    """An account that also works elsewhere is the district's matter: a commune must not lock out a district's
    administrator, or take over the account by a new password."""
    elsewhere = any(one.for_tenant_id != current_portal().id for one in user.memberships)
    if elsewhere and not acting().may("district.tenants"):
        acting().require("district.tenants")
