"""SMS over a provider's HTTP interface (docs/cong-dan.md has the format for who adapts one).

POST of JSON `{"id", "to", "text", "sender"}`; headers `X-Timestamp` (seconds since 1970) and `X-Signature`, the hex
HMAC-SHA256 under PORTAL_SMS_SECRET of timestamp, a full stop, and the body. 2xx: taken. 4xx but for 408, 425 and 429:
refused for good. Everything else is tried again with the same `id`, by which a provider knows a repetition.
"""

from __future__ import annotations

import hmac
import json
import time
from dataclasses import dataclass, field

from portal.citizens.gateways.contract import Letter, NotCarried
from portal.outbound.addresses import Refused
from portal.outbound.asking import NoAnswer
from portal.outbound.talking import Talker

_AGAIN = frozenset({408, 425, 429})


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The signature of a request."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, "sha256").hexdigest()


@dataclass(frozen=True)
class ProviderGateway:
    """Hands SMS to a provider at `address`."""

    address: str
    secret: str = field(repr=False)
    talker: Talker

    def send(self, letter: Letter) -> None:
        """One request. Raises NotCarried, whose reason holds neither number nor text."""
        said = {"id": letter.number, "to": letter.to, "text": letter.text, "sender": letter.office}
        body, now = json.dumps(said, ensure_ascii=False).encode(), str(int(time.time()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-Timestamp": now,
            "X-Signature": signature(self.secret, now, body),
        }
        try:
            reply = self.talker.talk("POST", self.address, body=body, headers=headers)
        except Refused as error:
            raise NotCarried(f"Không được phép kết nối tới cổng tin nhắn ({error.reason}).") from error
        except NoAnswer as error:
            raise NotCarried(f"Cổng tin nhắn không trả lời ({error.reason}).") from error
        if 200 <= reply.status < 300:
            return
        refused = 400 <= reply.status < 500 and reply.status not in _AGAIN
        raise NotCarried(f"Cổng tin nhắn trả lời {reply.status}.", for_good=refused)
