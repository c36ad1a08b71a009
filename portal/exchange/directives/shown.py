"""What the page of a document of the registers shows of its legal document, and the edit page of that one of it."""

from __future__ import annotations

import secrets
from typing import Any

from portal.accounts.permissions import Actor
from portal.accounts.signing_in import acting
from portal.exchange.directives import announcing
from portal.exchange.directives.announcing import READ
from portal.exchange.directives.models import PUBLISHED, SENT_ON
from portal.exchange.directives.places import SEND_PATH, announce_path, legal_path
from portal.exchange.directives.sending_on import DRAFT
from portal.exchange.registers.models import IncomingDocument
from portal.exchange.registers.parts import Document, DocumentPart
from portal.exchange.registers.paths import desk_path
from portal.legal.models import LegalDocument
from portal.legal.queries import document_path
from portal.publishing.models import PUBLISHED as LIVE
from portal.screens.contract import Part, Screen


def of_document(actor: Actor, _register: str, document: Document) -> dict[str, Any] | None:
    """The legal document that this one became, or carries; else where it can be made public."""
    if not actor.may(READ):
        return None
    held, carried = announcing.legal_of(document), announcing.carried_by(document)
    can = held is None and announcing.may_be_announced(document)
    if held is None and carried is None and not can:
        return None
    return {
        "link": announcing.link_of(document),
        "held": _legal(held, actor) if held is not None else None,
        "carried": _legal(carried, actor) if carried is not None else None,
        "announce_path": announce_path(document) if can else "",
    }


def _legal(document: LegalDocument, actor: Actor) -> dict[str, Any]:
    is_live = document.status == LIVE
    return {
        "name": f"{document.type} {document.number}",
        "status": document.status,
        "desk_path": legal_path(document.id) if actor.may("content.read") else "",
        "public_path": document_path(document.slug) if is_live else "",
    }


def of_legal(screen: Screen, thing: Any) -> dict[str, Any] | None:
    """The documents of the registers that a legal document came from or was sent on with; where it can be sent on."""
    if screen.kind != "legal" or thing is None:
        return None
    actor = acting()
    reads = actor.may(READ)
    found = announcing.registers_of(thing.id) if reads else []
    can = actor.may(DRAFT) and thing.status == LIVE
    if not found and not can:
        return None
    lines = [
        {
            "path": desk_path(row),
            "name": row.number_text or row.subject,
            "is_incoming": isinstance(row, IncomingDocument),
            "way": link.way,
            "at": link.at,
            "by": link.by_name,
        }
        for link, row in found
    ]
    return {
        "came": [one for one in lines if one["way"] == PUBLISHED],
        "sent": [one for one in lines if one["way"] == SENT_ON],
        "send_path": f"{SEND_PATH}{thing.id}" if can else "",
        "once": secrets.token_hex(8),
    }


DOCUMENT_PART = DocumentPart(
    "directives",
    60,
    of_document,
    actions="directives/_document_action.html",
    panel="directives/_document_panel.html",
)
LEGAL_PART = Part("directives", 75, data=of_legal, panel="directives/_legal_panel.html")
