"""What a gateway does: take one message to one person out of our hands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from portal.mail.carriers import NotCarried


@dataclass(frozen=True)
class Letter:
    """A message as a gateway gets it. `number` is the same whenever the same message is sent; `office` is the portal's
    name, `reply_to` its own e-mail address or ""."""

    number: str
    to: str
    text: str
    office: str
    written_at: datetime
    reply_to: str = ""

    def __repr__(self) -> str:
        return f"Letter({self.number})"  # to whom and what is nobody's business in a log


class Gateway(Protocol):
    """Takes one message. Raises NotCarried; `for_good` where another try is of no use."""

    def send(self, letter: Letter) -> None:
        """Returns when the message is out of our hands."""


__all__ = ["Gateway", "Letter", "NotCarried"]
