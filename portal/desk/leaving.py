"""The pages of handing over when somebody leaves: what they have in hand, who takes it, what was handed over."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import service
from portal.accounts.models import User
from portal.accounts.signing_in import acting, desk_view
from portal.desk import handing_over
from portal.desk.forms import LeavingForm
from portal.desk.people import ACTION, WHERE, bp, member
from portal.extensions import db
from portal.web.request import current_portal, path


@bp.route("/<int:user_id>/ban-giao", methods=["GET", "POST"])
@desk_view(ACTION)
def leaving(user_id: int) -> ResponseReturnValue:
    """Hand over everything that somebody has in hand here, and close their access to this portal."""
    user, here = member(user_id), current_portal().id
    if user.id == acting().user_id:
        flash(_("Bạn không thể tự bàn giao. Hãy nhờ quản trị viên khác làm giúp."), "danger")
        return redirect(path(f"{WHERE}{user.id}"))
    form = _form(user)
    if form.validate_on_submit():
        successor_id = int(form.successor.data)
        try:
            hands = handing_over.hand_over(user, successor_id, acting(), form.reason.data or "")
        except service.InvalidAccount as error:
            db.session.rollback()
            form.successor.errors = [str(error)]
        else:
            db.session.commit()
            successor = db.session.get_one(User, successor_id)
            return render_template("desk/handed_over.html", user=user, successor=successor, hands=hands)
    elsewhere = any(one.for_tenant_id != here for one in user.memberships)
    page = render_template(
        "desk/leaving.html",
        user=user,
        form=form,
        hands=handing_over.in_hand(user.id),
        elsewhere=elsewhere,
    )
    return page, 422 if form.errors else 200


def _form(user: User) -> LeavingForm:
    form = LeavingForm()
    found = handing_over.successors(user, current_portal().id, acting())
    form.successor.choices = [("", _("Chọn người nhận"))] + [(str(number), name) for number, name in found]
    return form
