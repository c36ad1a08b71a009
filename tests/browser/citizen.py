"""A citizen at the door: asks for a code, reads it where the follower lays e-mails, agrees."""

from __future__ import annotations

import email
import email.policy
import re
import secrets
import time

from portal.citizens.forms import WORD
from tests.beside import beside
from tests.browser.visitor import Visitor
from tests.databases import ON_POSTGRESQL

DOOR, CODE, CONSENT = "/tai-khoan/dang-nhap", "/tai-khoan/ma", "/tai-khoan/dong-y"
CLOSING = "/tai-khoan/roi-di?cach=dong"
_YESTERDAY = "datetime(started_at, '-1 day')" if not ON_POSTGRESQL else "started_at - interval '1 day'"
PATIENCE = 60.0  # seconds until the follower has sent an e-mail, on a busy machine


def come(visitor: Visitor, how_far: str = "agreed", contact: str = "") -> str:
    """Bring a visitor to the door and so far in: "waiting", "new" or "agreed", or out again ("leaving": asked for a
    code once more before the account is closed). The contact that was used."""
    address = contact or f"ba.{secrets.token_hex(4)}@example.vn"
    assert visitor.submit(DOOR, "contact", {"contact": address}).status == 303
    if how_far == "waiting":
        return address
    assert visitor.submit(CODE, "code", {"code": code_for(visitor, address)}).status == 303
    if how_far in {"agreed", "leaving"} and visitor.ask("/tai-khoan/").status == 302:
        assert visitor.submit(CONSENT, "csrf_token", {"consent": "y"}).status == 303
    if how_far == "leaving":
        # Whoever signed in a moment ago is asked for no code.
        beside(visitor.installation.instance, f"UPDATE citizen_session SET started_at = {_YESTERDAY}")
        assert visitor.submit(CLOSING, "word", {"word": WORD}).status == 303
    return address


def code_for(visitor: Visitor, address: str) -> str:
    """The code in the latest e-mail to an address."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        letters = sorted((visitor.installation.instance / "outbox").glob("cd-*.eml"), reverse=True)
        for path in letters:
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            found = re.search(r"\b(\d{6})\b", message.get_content())
            if message["To"] == address and found:
                return found[1]
        time.sleep(0.2)
    raise AssertionError("no e-mail with a code came")
