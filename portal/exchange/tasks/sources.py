"""The document of a register that a task follows from: how it is cited, how the exchange names it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort
from sqlalchemy import select

from portal.exchange.kinds import BY_SLUG
from portal.exchange.registers.models import IN, ISSUED, OUT, IncomingDocument, OutgoingDocument
from portal.exchange.tasks.models import IMPORTANT, NORMAL, URGENT
from portal.exchange.tasks.settling import present_day
from portal.extensions import db

Document = IncomingDocument | OutgoingDocument
ADDRESS = {"di": OUT, "den": IN}
_NAMED = re.compile(r"(di|den)-(\d{1,19})")


@dataclass(frozen=True)
class Source:
    """A document as a task needs it; `columns` are those of `TaskDraft`."""

    register: str
    document_id: int
    subject: str
    cited: str
    key: str
    due: date | None
    importance: int

    @property
    def columns(self) -> dict[str, Any]:
        """What a task keeps of it."""
        which = "outgoing_id" if self.register == OUT else "incoming_id"
        return {which: self.document_id, "source": self.cited[:300], "source_key": self.key}


def address_of(register: str, document_id: int) -> str:
    """How a document is named in an address: "di-17", "den-17"."""
    return f"{'di' if register == OUT else 'den'}-{document_id}"


def document_of(named: str) -> Document | None:
    """The document that an address names; None for one that is not there."""
    found = _NAMED.fullmatch(named)
    if found is None or int(found[2]) >= 2**63:
        return None
    kind: Any = OutgoingDocument if found[1] == "di" else IncomingDocument
    row: Document | None = db.session.scalar(select(kind).where(kind.id == int(found[2])))
    return row


def may_be_followed(document: Document) -> bool:
    """Whether tasks can follow from a document: issued, or accepted into the register."""
    if isinstance(document, OutgoingDocument):
        return document.state == ISSUED
    return document.number is not None and not document.is_closed


def source_of(named: str) -> Source | None:
    """The document that an address names as a source; None where it names none. Aborts with 404 for one that is not
    there, or that no task can follow from."""
    if not named:
        return None
    document = document_of(named)
    if document is None or not may_be_followed(document):
        abort(404)
    return described(document)


def described(document: Document) -> Source:
    """A document as a source."""
    out = isinstance(document, OutgoingDocument)
    due = document.due if document.due is not None and document.due >= present_day() else None
    return Source(
        OUT if out else IN,
        document.id,
        document.subject,
        cited(document),
        document.reference.document_id if isinstance(document, OutgoingDocument) else document.key,
        due,
        URGENT if document.urgency >= 2 else IMPORTANT if document.urgency == 1 else NORMAL,
    )


def cited(document: Document) -> str:
    """A document as it is cited: "Chỉ thị số 05/CT-UBND ngày 02/03/2026"."""
    kind = BY_SLUG.get(document.kind)
    name = kind.name.removesuffix(" (cá biệt)") if kind is not None else ""
    if isinstance(document, IncomingDocument) and not name:
        name = document.kind_name
    parts = [name or "Văn bản"]
    if document.number_text:
        parts.append(f"số {document.number_text}")
    if document.day is not None:
        parts.append(f"ngày {document.day:%d/%m/%Y}")
    return " ".join(parts)
