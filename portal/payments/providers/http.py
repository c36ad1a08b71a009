"""The adapter for a provider that speaks JSON over HTTP, signed both ways (docs/thu-phi.md has the form)."""

from __future__ import annotations

import hashlib
import json
import re
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from portal.payments.money import MOST
from portal.payments.providers.calling import Line
from portal.payments.providers.contract import Forged, Message, News, Opened, Opening, Outcome, ProviderSilent
from portal.payments.providers.signing import TELLING, Signed, is_signed

OUTCOMES: dict[str, Outcome] = {
    "paid": "paid",
    "failed": "failed",
    "pending": "pending",
    "unknown": "unknown",
}
_WORD = re.compile(r"[0-9A-Za-z._:-]{1,100}", re.ASCII)


@dataclass(frozen=True)
class HttpProvider:
    """A provider by configuration; `merchant` is the name that it knows this portal by, `formerly` those that it knew
    the portal by under former names: what was begun then is still told under them."""

    name: str
    label: str
    merchant: str
    line: Line = field(repr=False)
    formerly: tuple[str, ...] = ()

    def open(self, opening: Opening) -> Opened:
        """Begin a payment. Raises ProviderSilent."""
        answer = self._ask(
            "/payments",
            {
                "reference": opening.reference,
                "amount": opening.amount,
                "currency": "VND",
                "text": opening.text,
                "return_url": opening.return_url,
                "notify_url": opening.notify_url,
            },
        )
        url = str(answer.get("pay_url", ""))
        parts, ours = urlsplit(url), urlsplit(self.line.address)
        if parts.scheme not in {"https", ours.scheme} or not parts.hostname or len(url) > 1000:
            raise ProviderSilent("địa chỉ trang thanh toán không dùng được")
        return Opened(url)

    def read(self, message: Message) -> News:
        """What a call-back says. Raises Forged, ValueError."""
        what = Signed(TELLING, message.timestamp, message.nonce, "POST", message.path, message.body)
        if not is_signed(self.line.key, what, message.signature, time.time()):
            raise Forged(self.name)
        said = _object(message.body)
        if said.get("merchant") not in (self.merchant, *self.formerly):
            raise Forged(self.name)  # signed with the shared key, but meant for another portal
        return _news(said, _word(said, "message"))

    def ask(self, reference: str) -> News:
        """What became of a payment. Raises ProviderSilent."""
        said = self._ask("/payments/status", {"reference": reference})
        try:
            found = _news(said, "")
        except ValueError:
            raise ProviderSilent("câu trả lời không hiểu được") from None
        if found.reference != reference:
            raise ProviderSilent("câu trả lời về khoản khác")
        return found

    def refund(self, transaction: str, amount: int, once: str) -> bool:
        """Send money back. Raises ProviderSilent."""
        said = self._ask("/refunds", {"transaction": transaction, "amount": amount, "once": once})
        if said.get("outcome") not in {"refunded", "refused"}:
            raise ProviderSilent("câu trả lời không hiểu được")
        return bool(said["outcome"] == "refunded")

    def _ask(self, path: str, said: dict[str, Any]) -> dict[str, Any]:
        body = json.dumps({"merchant": self.merchant} | said, ensure_ascii=False).encode()
        try:
            return _object(self.line.post(path, body))
        except ValueError:
            raise ProviderSilent("câu trả lời không hiểu được") from None


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ValueError("no JSON") from error
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found


def _word(said: dict[str, Any], name: str) -> str:
    found = said.get(name)
    if not isinstance(found, str) or not _WORD.fullmatch(found):
        raise ValueError(name)
    return found


def _news(said: dict[str, Any], message: str) -> News:
    outcome = OUTCOMES.get(str(said.get("outcome")))
    if outcome is None:
        raise ValueError("outcome")
    reference = _word(said, "reference")
    if outcome != "paid":
        return News(message, reference, outcome)
    amount = said.get("amount")
    if not isinstance(amount, int) or isinstance(amount, bool) or not 0 < amount <= MOST:
        raise ValueError("amount")
    return News(message, reference, outcome, _word(said, "transaction"), amount)


def key_of(text: str) -> bytes:
    """The key as bytes: SHA-256 of the secret that both sides hold, whatever its form."""
    return hashlib.sha256(text.encode()).digest()
