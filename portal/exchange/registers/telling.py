"""What the registers tell to whom it concerns: carriers send what was issued, senders learn how a document stands.

Called in the transaction of the act, so that nothing is told that did not happen and nothing forgotten that did. Who
listens registers once per application.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask, current_app

from portal.exchange.registers.models import IncomingDocument, OutgoingDocument

Issued = Callable[[OutgoingDocument], None]
Ended = Callable[[OutgoingDocument], None]
Moved = Callable[[IncomingDocument, str, str], None]


@dataclass
class Listeners:
    """`issued`: a document has its number and file. `recalled`: an issued one is to be taken back everywhere.
    `sent_more`: an issued one has further recipients. `moved`: (arrival, status code of the standard, words for the
    sender)."""

    issued: list[Issued] = field(default_factory=list)
    recalled: list[Ended] = field(default_factory=list)
    sent_more: list[Issued] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)


def listeners(app: Flask | None = None) -> Listeners:
    """The application's listeners."""
    found: Listeners = (app or current_app).extensions.setdefault("exchange_listeners", Listeners())
    return found
