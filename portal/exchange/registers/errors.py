"""Why a verb of the registers did not act; messages are for people of the desk."""

from __future__ import annotations

from portal.accounts.permissions import Forbidden
from portal.exchange.registers.models import IncomingDocument
from portal.publishing.service import StaleVersion


class NotPossible(ValueError):
    """The act does not fit where the document stands; the message says what to do instead."""


class Wrong(ValueError):
    """What was typed cannot be kept: {name of the input: message}."""

    def __init__(self, messages: dict[str, str]) -> None:
        super().__init__(", ".join(messages.values()))
        self.messages = messages


class NotOpen(Wrong):
    """A state secret: nothing of it is kept here (Luật Bảo vệ bí mật nhà nước 2018, điều 11 và 12)."""


class AlreadyHeld(ValueError):
    """The document stands in the register already; `held` is its row."""

    def __init__(self, held: IncomingDocument) -> None:
        super().__init__(held.key or held.number_text)
        self.held = held


__all__ = ["AlreadyHeld", "Forbidden", "NotOpen", "NotPossible", "StaleVersion", "Wrong"]
