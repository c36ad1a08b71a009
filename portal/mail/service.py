"""The verbs of the outbox: an e-mail is written in the transaction of the act that it tells of."""

from __future__ import annotations

import re

from flask_babel import gettext as _

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.mail.models import FAILED, WAITING, OutgoingMail
from portal.publishing.service import audit

ADDRESS = re.compile(r"[^@\s,;<>\"'()]{1,64}@[^@\s,;<>\"'()]{1,185}\.[^@\s,;<>\"'()]{2,}\Z")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


class InvalidAddress(ValueError):
    """The text is no e-mail address."""


class NotFailed(ValueError):
    """The e-mail is not in a state in which this can be done with it."""


def send_mail(to: str, subject: str, text: str, *, tenant_id: int, reason: str = "") -> OutgoingMail:
    """Put an e-mail of plain text into the outbox of a portal (the caller commits; it leaves after that).

    The scope in force must allow writing in `tenant_id`. Line breaks in the subject fall, so that nobody writes
    headers through it. Raises InvalidAddress.
    """
    address = to.strip()
    if not ADDRESS.fullmatch(address):
        raise InvalidAddress(address[:100])
    plain = _CONTROL.sub(" ", subject).strip()[:200]
    mail = OutgoingMail(tenant_id=tenant_id, to=address, subject=plain, text=text, reason=reason)
    db.session.add(mail)
    db.session.flush()
    return mail


def send_again(mail: OutgoingMail, actor: Actor) -> None:
    """Try an e-mail again that was given up (the caller commits). Raises Forbidden, NotFailed."""
    actor.require("tenant.settings")
    if mail.state != FAILED or not mail.text:
        raise NotFailed
    mail.state, mail.attempts, mail.next_try_at, mail.error = WAITING, 0, utc_now(), ""
    audit(actor, "mail.again", detail=mail.subject)


def give_up(mail: OutgoingMail, actor: Actor) -> None:
    """Stop trying to send an e-mail (the caller commits). Raises Forbidden, NotFailed."""
    actor.require("tenant.settings")
    if mail.state != WAITING:
        raise NotFailed
    mail.state, mail.error = FAILED, _("Người quản trị đã dừng gửi.")
    audit(actor, "mail.stopped", detail=mail.subject)
