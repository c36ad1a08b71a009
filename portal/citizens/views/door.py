"""Signing in: a contact, the code that was sent to it, the agreement; and signing out."""

from __future__ import annotations

from flask import Response, flash, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.known_devices import CITIZENS, remember
from portal.citizens import accounts, codes, leaving, sessions
from portal.citizens.consent import sentences
from portal.citizens.contacts import Contact
from portal.citizens.forms import CodeForm, ConsentForm, ContactForm
from portal.citizens.frame import CODE, bp, page, to, to_target, wanted
from portal.citizens.models import OTP, SIGN_IN
from portal.citizens.signing_in import (
    CONSENT,
    DOOR,
    changing,
    citizen,
    has_agreed,
    lay,
    open_session,
    present,
)
from portal.citizens.vneid.flow import is_offered
from portal.extensions import db
from portal.tenancy.scope import editing, entered
from portal.web.cookies import citizen_cookie
from portal.web.request import current_portal

WAITS = "ma"
"""Where the browser's own (signed) cookie keeps the handle of a code that it waits for, and where to go then."""


@bp.route("/dang-nhap", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Ask for a contact and send a code to it: the same answer whether or not there is an account."""
    if citizen() is not None and request.method == "GET":
        return to_target(wanted())
    form = ContactForm()
    if request.method != "POST":
        return _door(form)
    if not form.validate() or form.read is None:
        return _door(form, 422)
    refused = _send(form.read, wanted())
    if refused is not None:
        form.contact.errors = [str(refused)]
        return _door(form, refused.status)
    return to(CODE)


def _door(form: ContactForm, status: int = 200) -> Response:
    return page("citizens/sign_in.html", status, form=form, next_url=wanted(), vneid=is_offered())


def _send(contact: Contact, target: str) -> codes.NotSent | None:
    """Send a code and let this browser wait for it; why not, where none was sent. A code to the same contact that this
    very browser still waits for is not sent twice: a double click is one."""
    waits: dict[str, str] = session.get(WAITS) or {}
    with entered(editing(current_portal().id)):
        try:
            handle = codes.send_code(contact, SIGN_IN, current_portal())
        except codes.NotSent as refused:
            db.session.rollback()
            held = codes.waiting_for(waits.get("handle", ""), SIGN_IN)
            if held is None or held.used_at is not None or codes.contact_of(held) != contact:
                return refused
            flash(str(refused), "warning")
            return None
        if waits.get("handle"):
            codes.discard(waits["handle"])
        db.session.commit()
    session[WAITS] = {"handle": handle, "next": target}
    return None


@bp.route("/ma", methods=["GET", "POST"])
def code() -> ResponseReturnValue:
    """Ask for the code. A right one opens a fresh session."""
    waits: dict[str, str] = session.get(WAITS) or {}
    held = codes.waiting_for(waits.get("handle", ""), SIGN_IN)
    if held is None:
        return to(DOOR)
    contact, form = codes.contact_of(held), CodeForm()
    if request.method != "POST":
        return _code_page(form, contact)
    if not form.validate():
        return _code_page(form, contact, 422)
    try:
        token, agreed = _open(waits["handle"], form.code.data or "")
    except codes.WrongCode as wrong:
        form.code.errors = [str(wrong)]
        return _code_page(form, contact, wrong.status, over=wrong.over)
    session.pop(WAITS, None)
    target = wanted(waits.get("next", ""))
    if not agreed:
        session["sau"] = target
    answer = lay(to_target(target) if agreed else to(CONSENT), token)
    return remember(answer, contact.mark, CITIZENS)


def _open(handle: str, typed: str) -> tuple[str, bool]:
    """A session's secret for a right code, and whether its person has agreed. Raises WrongCode."""
    with entered(editing(current_portal().id)):
        proven = codes.prove(handle, SIGN_IN, typed)
        person = accounts.arrive(proven.contact)
        token = open_session(person, OTP)
        db.session.commit()
        return token, has_agreed(person)


def _code_page(form: CodeForm, contact: Contact, status: int = 200, *, over: bool = False) -> Response:
    form.code.data = ""
    return page("citizens/code.html", status, form=form, contact=contact, over=over)


@bp.post("/ma/gui-lai")
def resend() -> ResponseReturnValue:
    """Send another code to the same contact; the one before is void."""
    waits: dict[str, str] = session.get(WAITS) or {}
    held = codes.waiting_for(waits.get("handle", ""), SIGN_IN)
    if held is None:
        return to(DOOR)
    before = waits["handle"]
    refused = _send(codes.contact_of(held), waits.get("next", ""))
    if refused is not None:
        flash(str(refused), "warning")
    elif session[WAITS]["handle"] != before:
        flash(_("Đã gửi mã mới. Mã trước không dùng được nữa."), "success")
    return to(CODE)


@bp.route("/dong-y", methods=["GET", "POST"])
def consent() -> ResponseReturnValue:
    """Ask who has just come to agree; without it the account opens nothing."""
    if present() is None:
        return to(DOOR)
    target = wanted(request.args.get("next") or session.get("sau", ""))
    if citizen() is not None:
        return to_target(target)
    form = ConsentForm()
    if request.method != "POST":
        return _consent_page(form)
    if not form.validate():
        return _consent_page(form, 422)
    with changing() as found:
        accounts.agree(found.citizen)
        db.session.commit()
    session.pop("sau", None)
    return to_target(target)


def _consent_page(form: ConsentForm, status: int = 200) -> Response:
    return page(
        "citizens/consent.html",
        status,
        form=form,
        sentences=sentences(),
        next_url=request.args.get("next", ""),
    )


@bp.post("/dong-y/khong")
def decline() -> ResponseReturnValue:
    """Not agree: who has never agreed leaves nothing behind. Who agreed to an older version is signed out and keeps
    what they have: leaving for good is a page of its own, with its own question."""
    found = present()
    if found is None:
        return to(DOOR)
    gone = found.citizen_id
    with changing() as mine:
        fresh = mine.citizen.consent_at is None and mine.citizen.withdrawn_at is None
        stays = mine.citizen.consent_at is not None
        sessions.end_sessions(gone)
        if fresh:
            accounts.close(mine.citizen)
        db.session.commit()
    leaving.finish(gone)
    if stays:
        flash(_("Ông/bà chưa đồng ý với bản mới. Tài khoản và hồ sơ của ông/bà vẫn giữ như trước."), "info")
    else:
        flash(_("Ông/bà không đồng ý nên cổng không giữ thông tin nào của ông/bà."), "success")
    return lay(to(DOOR), "")


@bp.post("/dang-xuat")
def sign_out() -> ResponseReturnValue:
    """End the session on the server and take the cookie away."""
    token = request.cookies.get(citizen_cookie(), "")
    if token:
        with entered(editing(current_portal().id)):
            sessions.end_session(token)
            db.session.commit()
    session.pop(WAITS, None)
    session.pop("csrf_token", None)
    flash(_("Ông/bà đã đăng xuất."), "success")
    return lay(to(DOOR), "")
