"""What other parts of the exchange show on the page of a document of a register: they register, the page asks.

The page of an outgoing or incoming document renders, in order, `actions` beside its title and `panel` below its facts
for each part whose `data` answers something: templates are given `part` (the answer), `register` and `document`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from portal.accounts.permissions import Actor
from portal.exchange.registers.models import IncomingDocument, OutgoingDocument

Document = IncomingDocument | OutgoingDocument
Data = Callable[[Actor, str, Document], dict[str, Any] | None]
_EXTENSION = "exchange_parts"


@dataclass(frozen=True)
class DocumentPart:
    """One matter on the page of a document. `data(actor, register, document)` answers what its templates need (a few
    bounded statements), or None where it shows nothing to this person."""

    name: str
    order: int
    data: Data
    actions: str = ""
    panel: str = ""


@dataclass(frozen=True)
class Shown:
    """A part that has something to show, with what its templates are given as `part`."""

    part: DocumentPart
    data: dict[str, Any]


def add_document_part(app: Flask, part: DocumentPart) -> None:
    """Show a part on the page of every document of a register (once per application)."""
    app.extensions.setdefault(_EXTENSION, []).append(part)


def parts_of(actor: Actor, register: str, document: Document) -> list[Shown]:
    """The parts that have something to show to this person of this document, in order."""
    known: list[DocumentPart] = current_app.extensions.get(_EXTENSION, [])
    found = ((one, one.data(actor, register, document)) for one in sorted(known, key=lambda one: one.order))
    return [Shown(one, data) for one, data in found if data is not None]
