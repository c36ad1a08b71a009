"""One person on the desk of those who look after people: rights, sessions, and the acts on an account."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import invitations, second_factor, service, sessions
from portal.accounts.models import User
from portal.accounts.passwords import new_password
from portal.accounts.permissions import ROLE_MEANINGS, ROLES, Forbidden
from portal.accounts.signing_in import acting, desk_view
from portal.desk.account import session_rows
from portal.desk.forms import RoleForm
from portal.desk.people import ACTION, WHERE, bp, choices, member
from portal.extensions import db
from portal.publishing.service import audit
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import editing, entered
from portal.web.request import current_portal, path


def _oversees() -> bool:
    """Whether the page may tell of other portals: on the district's desk, to who administers the portals."""
    return current_portal().is_district and acting().may("district.tenants")


def _require_management(user: User) -> None:
    if not service.may_manage(acting(), user):
        raise Forbidden("district.tenants")


def _rights(user: User) -> list[dict[str, Any]]:
    """The roles that the page shows, by portal: those of this portal, and, for the district, all others."""
    rows = []
    for portal in directory().all():
        held = sorted(one.role for one in user.memberships if one.for_tenant_id == portal.id)
        if held and (portal.id == current_portal().id or _oversees()):
            rows.append({"portal": portal, "roles": held})
    return rows


def _role_form(user: User) -> RoleForm:
    """The form of one more role. The district chooses the portal too."""
    form = RoleForm()
    form.portal.choices = (
        [(one.slug, one.name) for one in directory().all() if one.merged_into_id is None]
        if _oversees()
        else [(current_portal().slug, current_portal().name)]
    )
    held = {one.role for one in user.memberships if one.for_tenant_id == current_portal().id}
    offered = choices(current_portal())
    form.role.choices = offered if _oversees() else [one for one in offered if one[0] not in held]
    return form


def _page(user: User, form: RoleForm | None = None, **more: Any) -> str:
    here = current_portal().id
    rows = session_rows(user.id)
    values = {
        "user": user,
        "rights": _rights(user),
        "roles": ROLES,
        "meanings": ROLE_MEANINGS,
        "form": form or _role_form(user),
        "oversees": _oversees(),
        "may_manage": service.may_manage(acting(), user),
        "may_give": acting().may_give,
        "is_self": user.id == acting().user_id,
        "here": here,
        "sessions": rows if _oversees() else [one for one in rows if one["tenant_id"] == here],
        "factor_required": second_factor.is_required(user),
    }
    return render_template("desk/person.html", **(values | more))


@bp.get("/<int:user_id>")
@desk_view(ACTION)
def person(user_id: int) -> str:
    """What somebody may do here, when they were last seen, where they are signed in."""
    return _page(member(user_id))


def _back(user: User) -> ResponseReturnValue:
    """To the person's page, or to the list if they are nobody here any more."""
    known = _oversees() or any(one.for_tenant_id == current_portal().id for one in user.memberships)
    return redirect(path(f"{WHERE}{user.id}" if known else WHERE))


@bp.post("/<int:user_id>/vai-tro")
@desk_view(ACTION)
def grant(user_id: int) -> ResponseReturnValue:
    """Give somebody one more role, in this portal or, from the district's desk, in another."""
    user = member(user_id)
    form = _role_form(user)
    if not form.validate_on_submit():
        return _page(user, form), 422
    portal = _portal_of(form.portal.data)
    try:
        _change(user, portal, form.role.data, give=True)
    except service.InvalidAccount as error:
        db.session.rollback()
        form.role.errors = [str(error)]
        return _page(member(user_id), form), 422
    flash(_("Đã thêm vai trò. Người này đăng nhập lại để dùng quyền mới."), "success")
    return redirect(path(f"{WHERE}{user_id}"))


def _portal_of(slug: str | None) -> Portal:
    """The portal that a role is given or taken in. Another than this one only for who administers the portals."""
    portal = directory().by_slug(slug) if slug else current_portal()
    if portal is None or (portal.id != current_portal().id and not _oversees()):
        abort(404)
    return portal


def _change(user: User, portal: Portal, role: str, *, give: bool) -> None:
    """Give or take a role, within the portal that it is of, whose audit trail tells it. Raises Forbidden,
    InvalidAccount."""
    db.session.commit()  # SQLite has one writer: what this request began ends before the other scope begins
    with entered(editing(portal.id)):
        actor = service.actor_for(db.session.get_one(User, acting().user_id), portal)
        actor.require(ACTION)
        concerned = db.session.get_one(User, user.id)
        if give:
            if not actor.may_give_to(role, concerned.id):
                raise Forbidden(ACTION)
            invitations.require_giving(actor, [role], is_district=portal.is_district)
            service.grant(concerned, portal.id, role, is_district=portal.is_district)
        elif actor.may_give(role):
            service.revoke(concerned, portal.id, role)
        else:
            raise Forbidden(ACTION)
        audit(actor, "people", detail=f"{concerned.email}: {'+' if give else '-'}{role}")
        db.session.commit()


@bp.post("/<int:user_id>/thoi-vai-tro/<role>")
@bp.post("/<int:user_id>/thoi-vai-tro/<role>/<slug>")
@desk_view(ACTION)
def revoke(user_id: int, role: str, slug: str = "") -> ResponseReturnValue:
    """Take a role away; the person's sessions end. The last administrator can't go: nobody takes their own."""
    user = member(user_id)
    if role not in ROLES:
        abort(404)
    if user.id == acting().user_id:
        flash(_("Bạn không thể tự bỏ vai trò của mình. Hãy nhờ quản trị viên khác."), "danger")
        return redirect(path(f"{WHERE}{user.id}"))
    portal = _portal_of(slug)
    _change(user, portal, role, give=False)
    flash(_("Đã bỏ vai trò."), "success")
    db.session.expire_all()
    return _back(user)


@bp.post("/<int:user_id>/mat-khau")
@desk_view(ACTION)
def reset_password(user_id: int) -> ResponseReturnValue:
    """Give a person a new random password, shown once, which they change when they sign in with
    it; their sessions end. Only for people of this portal alone."""
    user = member(user_id)
    _require_management(user)
    if user.id == acting().user_id:  # it would ask for nothing: a desk left open gives nobody the account
        flash(_("Hãy đổi mật khẩu của chính mình ở trang Tài khoản."), "danger")
        return redirect(path(f"{WHERE}{user.id}"))
    password = new_password()
    service.set_password(user, password, given=True)
    audit(acting(), "people", detail=f"{user.email}: password")
    db.session.commit()
    return _page(user, password=password)


@bp.post("/<int:user_id>/xac-thuc")
@desk_view(ACTION)
def reset_factor(user_id: int) -> ResponseReturnValue:
    """Take away the second factor of somebody who lost it; at the next signing in they set up another."""
    user = member(user_id)
    _require_management(user)
    if user.id == acting().user_id:
        flash(_("Hãy đổi cách xác thực của chính mình ở trang Tài khoản."), "danger")
        return redirect(path(f"{WHERE}{user.id}"))
    second_factor.reset(user)
    audit(acting(), "factor.reset", detail=user.email)
    db.session.commit()
    flash(_("Đã gỡ xác thực hai lớp. Lần đăng nhập tới, người này thiết lập lại."), "success")
    return redirect(path(f"{WHERE}{user.id}"))


@bp.post("/<int:user_id>/phien/ket-thuc")
@desk_view(ACTION)
def end_sessions(user_id: int) -> ResponseReturnValue:
    """Sign somebody out on every device: on all portals, or on this one where they also work elsewhere."""
    user = member(user_id)
    if user.id == acting().user_id:
        flash(_("Hãy kết thúc các phiên của chính mình ở trang Tài khoản."), "danger")
        return redirect(path(f"{WHERE}{user.id}"))
    everywhere = service.may_manage(acting(), user)
    sessions.end_sessions(user.id, at_tenant_id=None if everywhere else current_portal().id)
    audit(acting(), "session.ended", detail=user.email)
    db.session.commit()
    flash(_("Đã kết thúc các phiên đăng nhập của người này."), "success")
    return redirect(path(f"{WHERE}{user.id}"))


@bp.post('/<int:user_id>/<any("khoa","mo"):act>')
@desk_view(ACTION)
def state(user_id: int, act: str) -> ResponseReturnValue:
    """Suspend an account (its sessions end at once), or reinstate it."""
    user = member(user_id)
    _require_management(user)
    if user.id == acting().user_id:
        flash(_("Bạn không thể tự khóa tài khoản của mình."), "danger")
        return redirect(path(f"{WHERE}{user.id}"))
    (service.suspend if act == "khoa" else service.reinstate)(user)
    audit(acting(), "people", detail=f"{user.email}: {act}")
    db.session.commit()
    flash(_("Đã khóa tài khoản.") if act == "khoa" else _("Đã mở lại tài khoản."), "success")
    return redirect(path(f"{WHERE}{user.id}"))
