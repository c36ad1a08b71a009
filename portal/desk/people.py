"""The people of a portal: who may do what here, inviting, invitations that wait."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts import invitations, service
from portal.accounts.models import Invitation, Membership, User
from portal.accounts.passwords import new_password
from portal.accounts.permissions import DISTRICT_ROLES, ROLE_MEANINGS, ROLES
from portal.accounts.signing_in import acting, desk_view
from portal.clock import utc_now
from portal.desk import letters
from portal.desk.forms import PersonForm
from portal.extensions import db
from portal.mail.service import InvalidAddress
from portal.publishing.service import audit
from portal.search.analysis import bare_text
from portal.tenancy.directory import Portal
from portal.web.request import current_portal, path

bp = Blueprint("people", __name__, template_folder="templates", url_prefix="/quan-tri/nguoi-dung")
ACTION = "tenant.people"
WHERE = "/quan-tri/nguoi-dung/"
FEW = 20  # people that are overlooked without a search


def choices(portal: Portal) -> list[tuple[str, str]]:
    """The roles of a portal that the acting person may give, with their labels."""
    return [
        (role, str(label))
        for role, label in ROLES.items()
        if (portal.is_district or role not in DISTRICT_ROLES) and acting().may_give(role)
    ]


def members() -> list[tuple[User, list[str]]]:
    """Everybody with a role in this portal, by name, with these roles."""
    here = current_portal().id
    statement = select(User).join(Membership).where(Membership.for_tenant_id == here).distinct()
    people = db.session.scalars(statement.order_by(User.name, User.id)).all()
    return [
        (one, sorted(held.role for held in one.memberships if held.for_tenant_id == here)) for one in people
    ]


def member(user_id: int) -> User:
    """Somebody with a role in this portal; on the district's desk, for who administers the portals, anybody. Else the
    answer is 404."""
    if current_portal().is_district and acting().may("district.tenants"):
        found = db.session.get(User, user_id)
    else:
        found = next((user for user, _roles in members() if user.id == user_id), None)
    if found is None:
        abort(404)
    return found


def _values(form: PersonForm) -> dict[str, Any]:
    """What the page shows: the people that the search of the request finds, the invitations, the form."""
    everybody = members()
    q, role = request.args.get("q", "")[:100].strip(), request.args.get("vai-tro", "")
    shown = [
        (user, held)
        for user, held in everybody
        if bare_text(q) in bare_text(f"{user.name} {user.email}") and (not role or role in held)
    ]
    return {
        "form": form,
        "members": shown,
        "total": len(everybody),
        "many": len(everybody) > FEW,
        "q": q,
        "role": role,
        "roles": ROLES,
        "meanings": ROLE_MEANINGS,
        "invitations": invitations.invitations(current_portal().id),
        "now": utc_now(),
    }


def _page(form: PersonForm, **more: Any) -> str:
    return render_template("desk/people.html", **(_values(form) | more))


def _form() -> PersonForm:
    form = PersonForm(data={"role": ["author"]}) if request.method == "GET" else PersonForm()
    form.role.choices = choices(current_portal())
    return form


@bp.route("/", methods=["GET", "POST"])
@desk_view(ACTION)
def listing() -> ResponseReturnValue:
    """Everybody with a role here; invite somebody, or make an account at once. The link of an invitation and the
    password of an account are shown once."""
    form = _form()
    if form.validate_on_submit():
        try:
            return _add_at_once(form) if request.form.get("action") == "password" else _invite(form)
        except service.InvalidAccount as error:
            db.session.rollback()
            form.role.errors = [str(error)]
        except InvalidAddress:
            db.session.rollback()
            form.email.errors = [_("Thư điện tử chưa đúng dạng")]
    if request.headers.get("HX-Request") and request.method == "GET":
        return render_template("desk/_people_list.html", **_values(form))
    return _page(form), 422 if form.errors else 200


def _invite(form: PersonForm) -> ResponseReturnValue:
    row, token = invitations.invite(
        form.email.data, form.name.data, form.role.data, acting(), is_district=current_portal().is_district
    )
    letters.send_invitation(row, token)
    audit(acting(), "people.invited", detail=f"{row.email}: +{', +'.join(row.roles)}")
    db.session.commit()
    return _page(_blank(), link=letters.invitation_url(token), invited=row), 201


def _blank() -> PersonForm:
    """The form as it is before anybody wrote into it."""
    form = PersonForm(formdata=None, data={"role": ["author"]})
    form.role.choices = choices(current_portal())
    return form


def _add_at_once(form: PersonForm) -> ResponseReturnValue:
    """For where no e-mail arrives: the account with its first password, or the roles for who has an account."""
    portal, email = current_portal(), service.normalise_email(form.email.data)
    invitations.require_giving(acting(), form.role.data, is_district=portal.is_district)
    password, user = None, service.user_by_email(email)
    if user is None:
        password = new_password()
        user = service.create_user(email, form.name.data, password, given=True)
    for role in form.role.data:
        service.grant(user, portal.id, role, is_district=portal.is_district)
    audit(acting(), "people", detail=f"{email}: +{', +'.join(form.role.data)}")
    db.session.commit()
    if password is None:
        flash(_("Đã thêm vai trò cho người dùng đã có tài khoản."), "success")
        return redirect(path(WHERE))
    return _page(_blank(), password=password, email=email), 201


def _waiting(invitation_id: int) -> Invitation:
    found = invitations.invitation(invitation_id, acting())
    if found is None:
        abort(404)
    return found


@bp.post("/loi-moi/<int:invitation_id>/gui-lai")
@desk_view(ACTION)
def renew_invitation(invitation_id: int) -> ResponseReturnValue:
    """Send an invitation again, with a new link and seven more days."""
    row = _waiting(invitation_id)
    token = invitations.renew(row, acting(), is_district=current_portal().is_district)
    letters.send_invitation(row, token)
    audit(acting(), "people.invited", detail=f"{row.email}: +{', +'.join(row.roles)}")
    db.session.commit()
    return _page(_blank(), link=letters.invitation_url(token), invited=row)


@bp.post("/loi-moi/<int:invitation_id>/huy")
@desk_view(ACTION)
def withdraw_invitation(invitation_id: int) -> ResponseReturnValue:
    """Make an invitation void."""
    row = _waiting(invitation_id)
    invitations.withdraw(row, acting())
    audit(acting(), "people.withdrawn", detail=row.email)
    db.session.commit()
    flash(_("Đã hủy lời mời. Liên kết không dùng được nữa."), "success")
    return redirect(path(f"{WHERE}#loi-moi"))
