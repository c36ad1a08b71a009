"""Taking consent back, or closing the account: what happens then is said first, and who asks shows once more who they
are, unless they did a moment ago (PORTAL_CONFIRM_MINUTES, as at the desk): a telephone that lies open closes nothing.
"""

from __future__ import annotations

from flask import Response, flash, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.citizens import accounts, codes, leaving
from portal.citizens.forms import WORD, CodeForm, LeaveForm
from portal.citizens.frame import LEAVE, bp, page, to
from portal.citizens.held import all_held
from portal.citizens.models import LEAVING, CitizenSession
from portal.citizens.signing_in import DOOR, changing, citizen_view, lay, the_citizen
from portal.citizens.telling import contact_of
from portal.citizens.views.anew import has_just_signed_in, sign_in_anew
from portal.extensions import db
from portal.web.request import current_portal

WAITS = "roi"
PROOF = f"{LEAVE}/ma"
_ANEW = {True: f"{LEAVE}?cach=dong", False: LEAVE}


@bp.route("/roi-di", methods=["GET", "POST"])
@citizen_view
def leave() -> ResponseReturnValue:
    """Take consent back, or close the account (`cach`: dong); what happens then is said first."""
    form = LeaveForm()
    closing = request.values.get("cach") == "dong"
    if request.method != "POST":
        return _leave_page(form, closing)
    if not form.validate():
        return _leave_page(form, closing, 422)
    if has_just_signed_in():
        with changing() as found:
            gone = _go(found, closing)
        return _farewell(gone, closing)
    if contact_of(the_citizen()) is None:
        text = _("Hãy đăng nhập lại rồi xác nhận lần nữa: việc này không hoàn tác được.")
        return sign_in_anew(_ANEW[closing], text)
    try:
        session[WAITS] = {"handle": _send(), "closing": closing}
    except codes.NotSent as refused:
        form.word.errors = [str(refused)]
        return _leave_page(form, closing, refused.status)
    return to(PROOF)


def _send() -> str:
    """A code to the contact of the account; the handle that waits for it. Raises NotSent, then none is sent."""
    with changing() as found:
        contact = contact_of(found.citizen)
        assert contact is not None
        try:
            handle = codes.send_code(contact, LEAVING, current_portal(), found.citizen)
        except codes.NotSent:
            db.session.rollback()
            raise
        db.session.commit()
        return handle


@bp.route("/roi-di/ma", methods=["GET", "POST"])
@citizen_view
def prove_leaving() -> ResponseReturnValue:
    """Ask for the code; with the right one what was asked for before is done."""
    waits: dict[str, object] = session.get(WAITS) or {}
    handle, closing = str(waits.get("handle", "")), bool(waits.get("closing"))
    held = codes.waiting_for(handle, LEAVING)
    if held is None or held.citizen_id != the_citizen().id:
        return to(LEAVE)
    form = CodeForm()
    if request.method != "POST":
        return _proof_page(form, closing)
    if not form.validate():
        return _proof_page(form, closing, 422)
    try:
        with changing() as found:
            codes.prove(handle, LEAVING, form.code.data or "", found.citizen_id)
            gone = _go(found, closing)
    except codes.WrongCode as wrong:
        form.code.errors = [str(wrong)]
        return _proof_page(form, closing, wrong.status)
    return _farewell(gone, closing)


def _proof_page(form: CodeForm, closing: bool, status: int = 200) -> Response:
    form.code.data = ""
    sent_to = contact_of(the_citizen())
    return page(
        "citizens/prove_leaving.html",
        status,
        form=form,
        closing=closing,
        sent_to=sent_to,
        word=WORD,
    )


def _go(found: CitizenSession, closing: bool) -> int:
    """Do it, with the code that was used; whose account it was."""
    citizen_id = found.citizen_id
    act = accounts.close if closing else accounts.withdraw
    act(found.citizen, current_portal().id)
    db.session.commit()
    return citizen_id


def _farewell(citizen_id: int, closing: bool) -> Response:
    """Forget what is to be forgotten; the answer leads to the door."""
    session.pop(WAITS, None)
    leaving.finish(citizen_id)
    flash(
        _("Đã đóng tài khoản.")
        if closing
        else _("Đã rút lại đồng ý. Thông tin cá nhân trong tài khoản đã xóa."),
        "success",
    )
    return lay(to(DOOR), "")


def _leave_page(form: LeaveForm, closing: bool, status: int = 200) -> Response:
    return page(
        "citizens/leave.html",
        status,
        form=form,
        closing=closing,
        staying=[one for one in all_held() if one.kept],
    )
