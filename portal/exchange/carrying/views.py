"""The public door of the exchange: other installations bring packages, and look who is here. No session, no cookie:
who speaks is known by the seal."""

from __future__ import annotations

import threading

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from portal.exchange.carrying import receiving
from portal.exchange.carrying.carriers import CONTENT_TYPE
from portal.exchange.carrying.certificates import pem_of
from portal.exchange.carrying.models import HTTP
from portal.exchange.carrying.offices import own_organ
from portal.exchange.carrying.own_keys import own_signer
from portal.exchange.carrying.paths import CARD, RECEIVE
from portal.exchange.edxml.sealing import MOST_BYTES
from portal.extensions import csrf
from portal.tenancy.directory import directory
from portal.web.rates import rates, visitor
from portal.web.request import current_portal

bp = Blueprint("exchange", __name__)
MOST_REFUSED, WITHIN = 60, 600.0
"""So many packages that nobody proved are looked at from one address within so many seconds."""
LARGE = 4 << 20
_large = threading.BoundedSemaphore(1)
"""A large package takes several times its size while it is looked at: one at a time in each process."""
_UNPROVEN = "exchange-unproven"


@bp.post(RECEIVE)
@csrf.exempt
def receive() -> ResponseReturnValue:
    """Take a package (edXML, sealed). 200 with a sealed status: taken, or refused for good. Everything else is a reason
    in JSON; the sender comes again."""
    if rates().seen(_UNPROVEN, visitor(), WITHIN) >= MOST_REFUSED:
        return _answer(receiving.plain(429, "busy"), retry=int(WITHIN))
    if request.mimetype not in (CONTENT_TYPE, "text/xml"):
        return _answer(receiving.plain(415, "not_xml"))
    request.max_content_length = MOST_BYTES
    is_large = request.content_length is None or request.content_length > LARGE
    if is_large and not _large.acquire(blocking=False):
        return _answer(receiving.plain(503, "busy"), retry=30)
    try:
        return _taken()
    finally:
        if is_large:
            _large.release()


def _taken() -> Response:
    try:
        data = request.get_data(cache=False)
    except RequestEntityTooLarge:
        rates().count(_UNPROVEN, visitor(), WITHIN)
        return _answer(receiving.plain(413, "too_large"))
    found = receiving.receive(data, HTTP, current_portal())
    if found.status not in (200, 503):
        rates().count(_UNPROVEN, visitor(), WITHIN)
    return _answer(found, retry=60 if found.status == 503 else 0)


def _answer(found: receiving.Received, retry: int = 0) -> Response:
    kind = CONTENT_TYPE if found.status == 200 else "application/json"
    answer = Response(found.body, found.status, content_type=f"{kind}; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    if retry:
        answer.headers["Retry-After"] = str(retry)
    return answer


@bp.get(CARD)
def card() -> ResponseReturnValue:
    """Who is here: the office of this address, with the certificate that its packages are sealed with."""
    portal = directory().heir_of(current_portal())
    signer = own_signer(portal)
    organ = own_organ(portal)
    answer = jsonify(
        organ_id=organ.id,
        name=organ.name,
        certificates=[pem_of(signer.certificate)] if signer is not None else [],
        receive=RECEIVE,
    )
    answer.headers["Cache-Control"] = "no-store"  # a key that was changed is told at once
    return answer
