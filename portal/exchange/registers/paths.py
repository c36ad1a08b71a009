"""Where the registers' pages stand on the desk."""

from __future__ import annotations

from portal.exchange.registers.models import IncomingDocument, OutgoingDocument

OUTGOING, INCOMING = "/quan-tri/van-ban-di/", "/quan-tri/van-ban-den/"


def desk_path(row: IncomingDocument | OutgoingDocument) -> str:
    """The page of a document of a register."""
    return f"{INCOMING if isinstance(row, IncomingDocument) else OUTGOING}{row.id}"
