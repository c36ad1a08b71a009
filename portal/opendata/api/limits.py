"""How often somebody may ask: counted by sender, told in the RateLimit headers of the IETF draft."""

from __future__ import annotations

import time

from flask import Response, current_app, make_response
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded, RequestLimit
from limits import parse

from portal.extensions import limiter
from portal.opendata.api.problems import TOO_MANY, problem


def allowed() -> str:
    """How often one sender may ask, as flask-limiter writes it."""
    found: str = current_app.config["PORTAL"].api_limit
    return found


def in_words() -> str:
    """The same for people."""
    one = parse(allowed())
    return str(_("%(count)s lần trong %(seconds)s giây", count=one.amount, seconds=one.get_expiry()))


def _left(limit: RequestLimit) -> int:
    return max(0, int(limit.reset_at - time.time()) + 1)


def told(response: Response) -> Response:
    """Tell the limit, and what is left of it."""
    limit = limiter.current_limit
    if limit is not None:
        item = limit.limit
        response.headers["RateLimit-Policy"] = f'"default";q={item.amount};w={item.get_expiry()}'
        response.headers["RateLimit"] = f'"default";r={max(0, limit.remaining)};t={_left(limit)}'
    return response


def exceeded(_error: RateLimitExceeded) -> Response:
    """429 with the seconds to wait."""
    answer = make_response(problem(TOO_MANY))
    limit = limiter.current_limit
    answer.headers["Retry-After"] = str(_left(limit) if limit is not None else 60)
    return answer
