"""What a package holds, by the standard's parts. The standard's spelling stands in the XML alone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

NEW, RECALL, UPDATE, REPLACE = 0, 1, 2, 3
"""What a package is about: a new document, taking one back, putting one right, putting one in another's place."""
NORMAL, URGENT, VERY_URGENT, AT_ONCE = 0, 1, 2, 3
"""How urgent: thường, khẩn, thượng khẩn, hỏa tốc (Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần II, mục 8)."""

ARRIVED, REFUSED, ACCEPTED, ASSIGNED, HANDLING, DONE = "01", "02", "03", "04", "05", "06"
WANTED_BACK, GRANTED, DENIED = "13", "15", "16"
STATUSES = (ARRIVED, REFUSED, ACCEPTED, ASSIGNED, HANDLING, DONE, WANTED_BACK, GRANTED, DENIED)


@dataclass(frozen=True)
class Organ:
    """An office: its identifier ("000.11.18.H47"), its name, what it is part of, where it is reached."""

    id: str
    name: str
    in_charge: str = ""
    address: str = ""
    email: str = ""
    telephone: str = ""
    fax: str = ""
    website: str = ""


@dataclass(frozen=True)
class Reference:
    """Another document, by whose it is, its number and day."""

    organ_id: str
    number: str
    notation: str
    day: date

    @property
    def document_id(self) -> str:
        """The identifier of the document in the exchange: "organ,2026/03/02,12/QĐ-UBND"."""
        return f"{self.organ_id},{self.day:%Y/%m/%d},{self.number}/{self.notation}"


@dataclass(frozen=True)
class Attachment:
    """A file that comes along, whole."""

    id: str
    name: str
    mime: str
    data: bytes = field(repr=False)
    description: str = ""

    @cached_property
    def sha256(self) -> str:
        """The hash of its bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Signatory:
    """Who signed: in whose name ("TM. ỦY BAN NHÂN DÂN"), as what, the name."""

    competence: str = ""
    position: str = ""
    name: str = ""


@dataclass(frozen=True)
class Staff:
    """Who sent it or acts on it, to be asked."""

    department: str = ""
    name: str = ""
    mobile: str = ""
    email: str = ""


@dataclass(frozen=True)
class Trace:
    """An office that had the package in its hands, and when (UTC)."""

    organ_id: str
    at: datetime


@dataclass(frozen=True)
class Document:
    """A document on its way. `package_id` names this sending: the same package that comes twice has the same."""

    package_id: str
    sender: Organ
    recipients: tuple[Organ, ...]
    reference: Reference
    place: str
    kind: int
    kind_name: str
    subject: str
    signatory: Signatory
    traces: tuple[Trace, ...]
    attachments: tuple[Attachment, ...] = ()
    content: str = ""
    due: date | None = None
    to_places: tuple[str, ...] = ()
    priority: int = NORMAL
    scope: str = ""
    typist: str = ""
    copies: int = 1
    pages: int = 1
    appendixes: tuple[str, ...] = ()
    answers: tuple[Reference, ...] = ()
    steering: int = 0
    about: int = NEW
    reason: str = ""
    paper: bool = False
    staff: Staff = Staff()


@dataclass(frozen=True)
class Status:
    """How a document stands with who received it, told to who sent it."""

    package_id: str
    sender: Organ
    recipient: Organ
    about: Reference
    status: str
    at: datetime
    description: str = ""
    staff: Staff = Staff()


Package = Document | Status
