"""What the page of a document going out shows of its layout and of issuing it."""

from __future__ import annotations

from typing import Any

from flask import Flask

from portal.accounts.permissions import Actor
from portal.exchange.registers.models import OUT, IncomingDocument, OutgoingDocument
from portal.exchange.registers.parts import DocumentPart, add_document_part
from portal.exchange.registers.paths import OUTGOING
from portal.exchange.registers.transitions import allowed, facts_of


def _data(
    actor: Actor, register: str, document: IncomingDocument | OutgoingDocument
) -> dict[str, Any] | None:
    if register != OUT or not isinstance(document, OutgoingDocument):
        return None
    possible = allowed(OUT, facts_of(document), actor)
    return {
        "here": f"{OUTGOING}{document.id}",
        "is_draft": document.number is None,
        "has_text": bool(document.body.strip()),
        "may_sign": "issue" in possible,
        "may_number": "number" in possible,
        "may_change": "change" in possible,
    }


def show_parts(app: Flask) -> None:
    """Show the ways to preview, Word and the act on the page of a document going out."""
    add_document_part(
        app, DocumentPart("issuing", 10, _data, actions="issuing/_actions.html", panel="issuing/_panel.html")
    )
