"""The account: what it says of its owner, changing that, and the browsers that are signed in."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.devices import device_name
from portal.citizens import accounts, sessions
from portal.citizens.accounts import InvalidProfile, Profile
from portal.citizens.contacts import shown_phone
from portal.citizens.forms import ProfileForm, VouchedForm, read_day
from portal.citizens.frame import HOME, SESSIONS, bp, page, to
from portal.citizens.models import VNEID
from portal.citizens.own import shown_day
from portal.citizens.signing_in import changing, citizen_view, lay, present, the_citizen
from portal.citizens.vneid.flow import is_offered
from portal.extensions import db
from portal.tenancy.directory import directory


@bp.get("/")
@citizen_view
def account() -> ResponseReturnValue:
    """What the account says of its owner."""
    person = the_citizen()
    return page(
        "citizens/account.html",
        person=person,
        born=shown_day(person.born),
        phone=shown_phone(person.phone),
        vneid=is_offered(),
        VNEID=VNEID,
    )


@bp.route("/thong-tin", methods=["GET", "POST"])
@citizen_view
def profile() -> ResponseReturnValue:
    """Tell who one is; what VNeID said is shown and stays."""
    person = the_citizen()
    vouched = person.level == VNEID
    given = {"name": person.name, "born": shown_day(person.born), "identity": person.identity}
    form = (
        VouchedForm(data={"address": person.address})
        if vouched
        else ProfileForm(data=given | {"address": person.address})
    )
    if request.method != "POST":
        return _profile_page(form)
    if not form.validate():
        return _profile_page(form, 422)
    try:
        with changing() as found:
            accounts.set_profile(found.citizen, _sent(form))
            db.session.commit()
    except InvalidProfile as wrong:
        form[wrong.field].errors = [str(wrong)]
        return _profile_page(form, 422)
    flash(_("Đã lưu thông tin của ông/bà."), "success")
    return to(HOME)


def _sent(form: ProfileForm | VouchedForm) -> Profile:
    address = form.address.data or ""
    if isinstance(form, VouchedForm):
        return Profile(address=address)
    born = read_day(form.born.data) if form.born.data else None
    return Profile(form.name.data or "", form.identity.data or "", born, address)


def _profile_page(form: ProfileForm | VouchedForm, status: int = 200) -> Response:
    person = the_citizen()
    return page(
        "citizens/profile.html", status, form=form, person=person, born=shown_day(person.born), VNEID=VNEID
    )


@bp.get("/phien")
@citizen_view
def running() -> ResponseReturnValue:
    """The browsers that are signed in, at all portals."""
    mine = present()
    rows = [
        _row(one, one.token_hash == (mine.token_hash if mine else ""))
        for one in sessions.sessions_of(the_citizen().id)
    ]
    return page("citizens/sessions.html", sessions=rows)


def _row(one: Any, is_own: bool) -> dict[str, Any]:
    portal = directory().by_id(one.at_tenant_id)
    return {
        "handle": sessions.handle_of(one),
        "device": device_name(one.browser),
        "portal": portal.name if portal else "",
        "started_at": one.started_at,
        "last_seen_at": one.last_seen_at,
        "is_own": is_own,
    }


@bp.post("/phien/<handle>/ket-thuc")
@citizen_view
def end_session(handle: str) -> ResponseReturnValue:
    """Sign out one browser; `khac`: every other one."""
    with changing() as mine:
        own = sessions.handle_of(mine) == handle
        if handle == "khac":
            sessions.end_sessions(mine.citizen_id, but=mine.token_hash)
        elif not sessions.end_one(mine.citizen_id, handle):
            abort(404)
        db.session.commit()
    flash(_("Đã kết thúc phiên đăng nhập."), "success")
    return lay(to(HOME), "") if own else to(SESSIONS)
