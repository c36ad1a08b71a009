"""Who may see a payment page: who knows its secret (kept in a signed cookie of a day), or whom an upper room lets."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from portal.payments.models import PaymentDemand
from portal.payments.registry import payments
from portal.web.request import current_portal

COOKIE, PATH = "thanh-toan", "/thanh-toan/"
SECONDS = 24 * 3600
MOST = 8
"""Demands that a browser may see at once."""


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="payment access")


def _held() -> list[str]:
    """The codes that the browser may see at the portal of this request; codes are unique over portals."""
    try:
        found: Any = _serializer().loads(request.cookies.get(COOKIE, ""), max_age=SECONDS)
    except BadSignature:
        return []
    right = (
        isinstance(found, dict) and found.get("t") == current_portal().id and isinstance(found.get("c"), list)
    )
    return [str(one) for one in found["c"]] if right else []


def may_see(demand: PaymentDemand) -> bool:
    """Whether this request may see a demand."""
    return demand.code in _held() or any(one(demand) for one in payments().may_see)


def let(answer: Response, demand: PaymentDemand) -> Response:
    """Let the browser that gets this answer see a demand for a day. Upper rooms call it when they lead a payer
    there."""
    codes = [one for one in _held() if one != demand.code][-(MOST - 1) :]
    answer.set_cookie(
        COOKIE,
        _serializer().dumps({"t": current_portal().id, "c": [*codes, demand.code]}),
        max_age=SECONDS,
        path=request.script_root + PATH,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return answer
