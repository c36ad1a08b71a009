"""The way to VNeID and back, and what somebody decides who comes for the first time."""

from __future__ import annotations

import logging

from flask import Response, abort, flash, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.citizens.consent import sentences
from portal.citizens.forms import ConsentForm
from portal.citizens.frame import HOME, VNEID, bp, page, to, to_target, unkept, wanted
from portal.citizens.identity import veiled_number
from portal.citizens.models import VNEID as LEVEL
from portal.citizens.signing_in import DOOR, changing, citizen, lay, open_session
from portal.citizens.vneid import arrivals
from portal.citizens.vneid.claims import UnusableClaims, Vouched, read_claims
from portal.citizens.vneid.flow import Trip, come_back, provider, set_out
from portal.citizens.vneid.provider import ProviderFault, Said
from portal.clock import today
from portal.extensions import db
from portal.tenancy.scope import editing, entered
from portal.web.request import current_portal, public_url

log = logging.getLogger(__name__)
BACK, FIRST = f"{VNEID}/ve", f"{VNEID}/lan-dau"
ARRIVED = "den"


@bp.get("/vneid/di")
def vneid_go() -> ResponseReturnValue:
    """Send the browser to the provider."""
    asked = provider()
    if asked is None:
        abort(404)
    state, trip = set_out(wanted())
    try:
        where = asked.authorize_url(public_url(BACK), state, trip.nonce, trip.verifier)
    except ProviderFault as fault:
        return _failed(fault)
    return unkept(redirect(where, 303))  # type: ignore[arg-type]


def _failed(fault: ProviderFault) -> ResponseReturnValue:
    log.warning("VNeID: %s", fault)
    said = (
        _(
            "VNeID đang không trả lời. Hãy thử lại sau, hoặc đăng nhập bằng mã gửi tới thư điện tử, điện thoại."
        )
        if fault.unreachable
        else _("Lượt đăng nhập VNeID không hợp lệ hoặc đã hết hạn. Hãy bắt đầu lại.")
    )
    return page("citizens/vneid_failed.html", 503 if fault.unreachable else 400, said=said)


@bp.get("/vneid/ve")
def vneid_back() -> ResponseReturnValue:
    """Where the provider sends the browser back to."""
    asked = provider()
    if asked is None:
        abort(404)
    trip = come_back(request.args.get("state", ""))
    if trip is None:
        return _failed(ProviderFault("state of no trip"))
    code = request.args.get("code", "")
    if request.args.get("error") or not code or len(code) > 2000:
        flash(_("Ông/bà chưa hoàn tất đăng nhập VNeID."), "warning")
        return to(DOOR)
    try:
        said = asked.person_of(code, public_url(BACK), trip.nonce, trip.verifier)
        vouched = read_claims(said.claims, today())
    except ProviderFault as fault:
        return _failed(fault)
    except UnusableClaims as lacking:
        return _failed(ProviderFault(f"claims: {lacking}"))
    return _let_in(said, vouched, trip)


def _let_in(said: Said, vouched: Vouched, trip: Trip) -> ResponseReturnValue:
    """Who has an account by this VNeID goes in; everybody else decides first."""
    with entered(editing(current_portal().id)):
        person = arrivals.known(said, vouched)
        if person is not None:
            token = open_session(person, LEVEL)
            db.session.commit()
            return lay(to_target(wanted(trip.target)), token)
        session[ARRIVED] = [arrivals.remember(said, vouched), trip.target]
        db.session.commit()
    return to(FIRST)


def _arrived() -> tuple[str, str]:
    """The handle of who arrived in this browser, and where they wanted to go."""
    held = session.get(ARRIVED)
    return (str(held[0]), str(held[1])) if isinstance(held, list) and len(held) == 2 else ("", "")


@bp.route("/vneid/lan-dau", methods=["GET", "POST"])
def vneid_first() -> ResponseReturnValue:
    """For the first time: a new account, with the agreement; or the account that one has, once signed in to it."""
    handle, target = _arrived()
    if arrivals.look_up(handle) is None:
        session.pop(ARRIVED, None)
        return to(DOOR)
    form = ConsentForm()
    if request.method != "POST":
        return _first_page(form)
    if not form.validate():
        return _first_page(form, 422)
    with entered(editing(current_portal().id)):
        arrival = arrivals.look_up(handle)
        if arrival is None:
            return to(DOOR)
        token = open_session(arrivals.begin(arrival), LEVEL)
        db.session.commit()
    session.pop(ARRIVED, None)
    return lay(to_target(wanted(target)), token)


def _first_page(form: ConsentForm, status: int = 200, problem: str = "") -> Response:
    arrival = arrivals.look_up(_arrived()[0])
    vouched = arrivals.vouched_of(arrival) if arrival is not None else Vouched("", "", "")
    return page(
        "citizens/vneid_first.html",
        status,
        form=form,
        sentences=sentences(),
        name=vouched.name,
        number=veiled_number(vouched.identity),
        person=citizen(),
        problem=problem,
        here=FIRST,
    )


@bp.post("/vneid/lien-ket")
def vneid_link() -> ResponseReturnValue:
    """Link who arrived to the account that this browser is signed in to."""
    handle, target = _arrived()
    if citizen() is None:
        abort(401)
    try:
        with changing() as found:
            arrival = arrivals.look_up(handle)
            if arrival is None:
                return to(HOME)
            arrivals.link(arrival, found.citizen)
            db.session.commit()
    except arrivals.AlreadyLinked:
        taken = _("VNeID này đã liên kết với một tài khoản khác, hoặc tài khoản này đã liên kết VNeID khác.")
        return _first_page(ConsentForm(), 409, taken)
    session.pop(ARRIVED, None)
    flash(_("Đã liên kết VNeID. Từ nay ông/bà đăng nhập được bằng VNeID."), "success")
    return to_target(wanted(target))
