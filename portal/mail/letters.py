"""From a row of the outbox to an e-mail (RFC 5322): plain text, and headers that nobody can add to."""

from __future__ import annotations

import re
from datetime import UTC
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from portal.mail.models import OutgoingMail

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")
_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def one_line(text: str) -> str:
    """A text as a header may hold it: whatever would end the line falls (SAFETY A45)."""
    return _CONTROL.sub(" ", text).strip()


def compose(mail: OutgoingMail, sender: str, sender_name: str, reply_to: str = "") -> EmailMessage:
    """The message. Its Message-ID follows from the row, so that one that is sent twice is recognised as one.

    `sender` is the installation's address, `sender_name` the portal's name, `reply_to` the portal's own address.
    """
    message = EmailMessage(policy=SMTP)
    domain = sender.rpartition("@")[2]
    user, _, host = sender.rpartition("@")
    message["From"] = Address(one_line(sender_name), user, host)
    message["To"] = mail.to
    message["Subject"] = one_line(mail.subject)
    message["Date"] = format_datetime(mail.created_at.replace(tzinfo=UTC))
    message["Message-ID"] = f"<{mail.tenant_id}.{mail.id}@{domain}>"
    if reply_to:
        message["Reply-To"] = reply_to
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday notice answers it
    message["X-Auto-Response-Suppress"] = "All"
    message["Content-Language"] = "vi"
    text = _IN_TEXT.sub("", mail.text).replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    message.set_content(text, charset="utf-8", cte="base64")
    return message
