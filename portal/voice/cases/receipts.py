"""The address that shows somebody their case right after they sent it, or came by the link of an older e-mail.

The secret of a case must not stand in an address: servers and proxies write addresses into their logs, browsers into
their history. So a page is shown by a signed ticket that names the case by its number, tells neither code nor secret,
and is worth nothing after half an hour. Links in e-mails carry the codes behind "#", which browsers keep to themselves.
"""

from __future__ import annotations

from urllib.parse import urlencode

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from portal.voice.cases import queries
from portal.voice.cases.models import VoiceCase
from portal.voice.codes import secret_of
from portal.voice.frame import FOLLOW

FIELD = "xem"
LIFE = 30 * 60  # seconds: long enough to write the codes down
_SALT = "portal.voice.receipt"


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt=_SALT)


def receipt_path(case: VoiceCase, **more: str) -> str:
    """Where the sender sees a case for half an hour, portal-relative; `more` goes into the query."""
    return f"{FOLLOW}?{urlencode({FIELD: _serializer().dumps([case.tenant_id, case.id]), **more})}"


def case_of_receipt(ticket: str, tenant_id: int) -> VoiceCase | None:
    """The case that a ticket of this portal shows; None once it has run out."""
    if len(ticket) > 300:
        return None
    try:
        data = _serializer().loads(ticket, max_age=LIFE)
    except BadData:
        return None
    if not isinstance(data, list) or len(data) != 2 or data[0] != tenant_id:
        return None
    return queries.by_id(int(data[1]))


def follow_path(case: VoiceCase) -> str:
    """The link of an e-mail, portal-relative: a script of the page sends what stands behind "#" as the form does."""
    return f"{FOLLOW}#{urlencode({'ma': case.code, 'khoa': secret_of(case.code)})}"
