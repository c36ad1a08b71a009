"""The signed number that a form carries: which form, of which portal, made when; good once, for some hours."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from portal.clock import utc_now

FIELD = "phieu"
LIFE = 12 * 3600  # seconds: a letter may be written between two shifts
_SALT = "portal.voice.form"


@dataclass(frozen=True)
class Token:
    """A token that was ours: its single-use number, and how many seconds ago the form was made."""

    number: str
    age: float


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt=_SALT)


def new_token(form: str, tenant_id: int) -> str:
    """A token for a form of a portal."""
    return _serializer().dumps([form, tenant_id, secrets.token_urlsafe(12)])


def read_token(text: str, form: str, tenant_id: int) -> Token | None:
    """The token, if it was made for this form of this portal and has not run out."""
    if len(text) > 300:
        return None
    try:
        data, made = _serializer().loads(text, max_age=LIFE, return_timestamp=True)
    except BadData:
        return None
    if not isinstance(data, list) or len(data) != 3 or data[:2] != [form, tenant_id]:
        return None
    age = (utc_now() - made.replace(tzinfo=None)).total_seconds()
    return Token(str(data[2])[:40], age)
