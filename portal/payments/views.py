"""Public pages of paying: by code and secret, with a QR code, through a provider; and where providers call back."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.permissions import system_actor
from portal.extensions import csrf, db, limiter
from portal.payments import access, attempts, succession
from portal.payments.codes import is_secret_of, read_code
from portal.payments.demanding import TooLate
from portal.payments.forms import OpenForm, PayForm
from portal.payments.models import HANDED, OPEN, PAID, UNANSWERED, PaymentAttempt, PaymentDemand
from portal.payments.providers.configured import ProvidersUnusable, provider_named, providers_of
from portal.payments.providers.contract import Forged, Message, Provider, ProviderSilent
from portal.payments.providers.signing import NONCE_HEADER, SIGNATURE_HEADER, TIME_HEADER
from portal.payments.receipts.files import pdf_answer, xml_answer
from portal.payments.receipts.issuing import valid_of
from portal.payments.registry import payer_page_of
from portal.payments.settings import payment_settings
from portal.payments.taking import available
from portal.payments.vietqr import picture
from portal.payments.vietqr.banks import BANKS
from portal.payments.vietqr.payload import Transfer, encode
from portal.publishing.service import commit
from portal.tenancy.scope import editing, entered, reading
from portal.web.request import current_portal, path, portal_url

bp = Blueprint("payments", __name__, template_folder="templates", url_prefix="/thanh-toan")
WHERE = "/thanh-toan/"
LARGEST_NEWS = 16 * 1024


def _load(code: str) -> PaymentDemand:
    """The demand of a code, for who may see it; everybody else learns nothing, not even that it exists."""
    found = db.session.scalar(select(PaymentDemand).where(PaymentDemand.code == read_code(code)))
    if found is None or not access.may_see(found):
        abort(404)
    return found


def _wherever_it_is(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """A demand that was handed on is shown where it is now; one in the books of a portal that ended in this one, or
    that is closed since a merger was undone, is shown here, from those books."""

    @wraps(view)
    def shown(code: str, **more: Any) -> ResponseReturnValue:
        read = read_code(code)
        held, keeper = _state_of(read), None
        if held == HANDED:
            home = succession.home_of(read)
            if home is not None and home.id != current_portal().id:
                if home.status != "suspended":
                    return redirect(portal_url(home, f"{WHERE}{read}"), 302)
                keeper = home
        elif not held:
            keeper = succession.kept_by(read, current_portal())
        if keeper is None:
            return view(code, **more)
        with entered(reading(keeper.id)):
            return view(code, **more)

    return shown


def _state_of(code: str) -> str:
    return db.session.scalar(select(PaymentDemand.state).where(PaymentDemand.code == code)) or ""


def _found(code: str) -> PaymentDemand | None:
    return db.session.scalar(select(PaymentDemand).where(PaymentDemand.code == code)) if code else None


def _private(page: str, status: int = 200) -> Response:
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@bp.route("/", methods=["GET", "POST"])
@limiter.limit("20 per minute", methods=["POST"])
def door() -> ResponseReturnValue:
    """Ask for the code and its secret; both stand on the paper that the counter gave out."""
    form = OpenForm()
    refused = ""
    if form.validate_on_submit():
        code = read_code(form.code.data or "")
        found = _found(code)
        keeper = succession.kept_by(code, current_portal()) if found is None else None
        if keeper is not None:
            with entered(reading(keeper.id)):
                found = _found(code)
        # The secret is compared for codes that do not exist too: the answer takes the same time.
        knows = is_secret_of(code or "TT", form.secret.data or "")
        if found is not None and knows:
            return access.let(make_response(redirect(path(f"{WHERE}{found.code}"), 303)), found)
        refused = _("Không có khoản nào với mã thanh toán và mã bí mật này. Hãy xem lại giấy đã nhận.")
    crumbs = [(_("Thanh toán phí, lệ phí"), None)]
    page = render_template("payments/door.html", form=form, refused=refused, crumbs=crumbs)
    return _private(page, 422 if refused or form.errors else 200)


def _way(demand: PaymentDemand) -> dict[str, Any]:
    """What a demand can be paid by just now."""
    portal, missing = current_portal(), demand.amount - available(demand.id)
    chosen = payment_settings(portal)
    try:
        providers = list(providers_of(portal).values())
    except ProvidersUnusable:
        providers = []
    return {
        "missing": missing,
        "bank": BANKS.get(chosen.bank, ("", ""))[1] if chosen.takes_transfers else "",
        "settings": chosen,
        "providers": providers,
        "waits": _waiting(demand),
        "receipt": valid_of(demand.id),
        "onward": payer_page_of(demand),
    }


def _waiting(demand: PaymentDemand) -> bool:
    """Whether a provider has not said yet what became of a payment that was begun."""
    statement = select(PaymentAttempt.id).where(
        PaymentAttempt.demand_id == demand.id,
        PaymentAttempt.state.in_(UNANSWERED),
        PaymentAttempt.pay_url != "",
    )
    return db.session.scalar(statement.limit(1)) is not None


@bp.get("/<code>")
@_wherever_it_is
def page(code: str) -> ResponseReturnValue:
    """What is to be paid, the QR code, the ways to pay."""
    return _page(_load(code))


def _page(demand: PaymentDemand, refused: str = "", status: int = 200) -> Response:
    crumbs = [(_("Thanh toán phí, lệ phí"), WHERE), (demand.code, None)]
    form = PayForm(once=secrets.token_hex(16))
    shown = render_template(
        "payments/pay.html", demand=demand, form=form, refused=refused, crumbs=crumbs, **_way(demand)
    )
    return _private(shown, status)


@bp.get("/<code>/trang-thai")
@_wherever_it_is
def standing(code: str) -> ResponseReturnValue:
    """How it stands, as a part of the page: asked for every few seconds while somebody waits."""
    demand = _load(code)
    return _private(render_template("payments/_standing.html", demand=demand, **_way(demand)))


@bp.get("/<code>/ma.<kind>")
@_wherever_it_is
def picture_of(code: str, kind: str) -> ResponseReturnValue:
    """The VietQR code: `ma.svg` for the page, `ma.png` to keep. A page that was made a moment before the money came
    shows a tick."""
    demand = _load(code)
    if kind == "svg" and demand.state == PAID:
        return _picture(picture.PAID, kind)
    chosen, missing = payment_settings(current_portal()), demand.amount - available(demand.id)
    if kind not in {"svg", "png"} or demand.state != OPEN or not chosen.takes_transfers or missing <= 0:
        abort(404)
    text = encode(Transfer(chosen.bank, chosen.account, missing, demand.code))
    return _picture(picture.svg(text) if kind == "svg" else picture.png(text), kind)


def _picture(made: bytes, kind: str) -> Response:
    answer = Response(made, mimetype="image/svg+xml" if kind == "svg" else "image/png")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/<code>/tra")
@limiter.limit("20 per minute")  # each one asks the provider while a worker waits
def pay(code: str) -> ResponseReturnValue:
    """Go to a provider."""
    demand = _load(code)
    provider = _provider(request.form.get("provider", ""))
    form = PayForm()
    if provider is None or not form.validate():
        abort(400)
    portal, where = current_portal(), f"{WHERE}{demand.code}"
    addresses = attempts.Addresses(
        back=portal_url(portal, f"{where}/ket-qua"), news=portal_url(portal, f"{WHERE}bao/{provider.name}")
    )
    try:
        attempt = attempts.begin(demand.id, provider, form.once.data or "", addresses, portal)
    except TooLate:
        return redirect(path(where), 303)
    except ProviderSilent:
        said = _("Đơn vị thanh toán chưa trả lời. Tiền của ông/bà chưa bị trừ; hãy thử lại sau ít phút.")
        return _page(_load(code), said, 503)
    # A page and no redirection: the policy lets forms of ours lead nowhere else (form-action).
    return _private(render_template("payments/leaving.html", attempt=attempt, label=provider.label))


def _provider(name: str) -> Provider | None:
    try:
        return provider_named(current_portal(), name)
    except ProvidersUnusable:
        return None


@bp.get("/<code>/ket-qua")
@_wherever_it_is
def back(code: str) -> ResponseReturnValue:
    """Back from a provider: what it says there counts for nothing, its news does; it is asked at once."""
    demand = _load(code)
    with entered(editing(current_portal().id)):
        for number in db.session.scalars(
            select(PaymentAttempt.id).where(
                PaymentAttempt.demand_id == demand.id, PaymentAttempt.state.in_(UNANSWERED)
            )
        ):
            attempts.hurry(number)
        commit()
    return redirect(path(f"{WHERE}{demand.code}"), 303)


@bp.get("/<code>/bien-lai.<kind>")
@_wherever_it_is
def receipt(code: str, kind: str) -> ResponseReturnValue:
    """The receipt, as PDF or signed XML."""
    found = valid_of(_load(code).id)
    if found is None or kind not in {"pdf", "xml"}:
        abort(404)
    return pdf_answer(found) if kind == "pdf" else xml_answer(found)


@bp.post("/bao/<provider>")
@csrf.exempt
def news(provider: str) -> ResponseReturnValue:
    """A provider's call-back. The signature is checked before anything is read; a forger gets no byte, and whoever is
    known is answered the same however often they call."""
    known = _provider(provider)
    if known is None or (request.content_length or 0) > LARGEST_NEWS:
        return _nothing(403)
    body = request.get_data(cache=False)[: LARGEST_NEWS + 1]
    message = Message(
        request.script_root + request.path,
        request.headers.get(TIME_HEADER, ""),
        request.headers.get(NONCE_HEADER, ""),
        request.headers.get(SIGNATURE_HEADER, ""),
        body,
    )
    try:
        said = known.read(message)
    except Forged:
        return _nothing(403)
    except ValueError:
        return _nothing(422)
    portal = current_portal()
    with entered(editing(portal.id)):
        attempts.hear(known.name, said, body, system_actor(portal.id))
        commit()
    return _nothing(200)


def _nothing(status: int) -> Response:
    answer = Response(b"", status)
    answer.headers["Cache-Control"] = "no-store"
    return answer
