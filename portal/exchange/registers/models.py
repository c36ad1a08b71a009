"""Tables of the registers. Each office writes its own; files lie sealed among its papers, not in the public store."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    event,
    literal_column,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import utc_now
from portal.exchange.edxml.shapes import ARRIVED, NORMAL, Reference
from portal.extensions import db
from portal.letters import without_accents
from portal.papers import models as _papers  # noqa: F401 - files refer to their table
from portal.tenancy.owned import TenantOwned, same_tenant
from portal.tenancy.versioned import Versioned

OUT, IN = "out", "in"
"""The registers: of documents that go out, and that come in."""
DRAFT, TO_SIGN, ISSUED, RECALLED, REPLACED = "draft", "to_sign", "issued", "recalled", "replaced"
"""Of a document going out. What was issued never changes its number, day or file."""

MAIN, APPENDIX, ATTACHED, OFFERED = "main", "appendix", "attached", "offered"
"""What a file is to its document: the signed document itself, an appendix of it, something that comes along; what a
sender offers in place of another, until that is answered."""

BY_PACKAGE, BY_HAND = "package", "hand"
"""How a document came: as a package of the exchange, or entered by the clerk who holds it on paper or in a mail."""

TEXT_LENGTH, MOST_SOUGHT = 500, 3000
# nosemgrep: text-of-sql – a condition of indexes, where the column is not there yet; no question is asked with it
_ASKED = literal_column("wanted").isnot(None)


class RegisterCounter(TenantOwned, db.Model):  # type: ignore[name-defined]
    """The last number given in a register and year; `series` is the kind's letters with the agency's for what goes out
    ("QĐ-UBND"), "" for arrivals. Given in the transaction that keeps the document: no gap, no double."""

    __tablename__ = "register_counter"
    __table_args__ = (UniqueConstraint("tenant_id", "register", "series", "year"),)

    register: Mapped[str] = mapped_column(String(3))
    series: Mapped[str] = mapped_column(String(60))
    year: Mapped[int] = mapped_column(Integer)
    last: Mapped[int] = mapped_column(Integer, default=0)


class OutgoingDocument(Versioned, TenantOwned, db.Model):  # type: ignore[name-defined]
    """A document of this office, from draft to issued.

    `organ_id` is the identifier of the office in whose register it stands: after offices became one, the registers of
    each stay apart, and no number is taken twice. `kind` is a slug of `exchange.kinds`; `series` what its numbers run
    in, `notation` what follows the stroke. `addressed` are the lines after "Kính gửi", `to_places` those of "Nơi nhận".
    `due` is until when an answer is asked for. `replaces_id`: the document that this one takes the place of;
    `answers_id`: the arrival that it answers. `grounds` are the legal bases and `body` the text, both Markdown.
    `issued_by_id` is who signed. `reason` says why it was recalled. `origin` names the form that it was sent with, so
    that a second click makes no second document; `sought` is what it is found by (see `_found_by`)."""

    __tablename__ = "outgoing_document"
    __table_args__ = (
        same_tenant("replaces_id", "outgoing_document"),
        same_tenant("answers_id", "incoming_document"),
        UniqueConstraint("tenant_id", "organ_id", "series", "year", "number"),
        Index("ix_outgoing_document_state", "tenant_id", "state", "day"),
        Index("ix_outgoing_document_day", "tenant_id", "day"),
        Index("ix_outgoing_document_drafter", "tenant_id", "drafter_id", "state"),
        Index("ix_outgoing_document_origin", "tenant_id", "origin", unique=True),
        CheckConstraint("(number IS NULL) = (state IN ('draft', 'to_sign'))", name="number"),
    )
    kind_of_thing = "outgoing_document"

    organ_id: Mapped[str] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(10), default=DRAFT)
    kind: Mapped[str] = mapped_column(String(30))
    series: Mapped[str] = mapped_column(String(60), default="")
    year: Mapped[int | None] = mapped_column(Integer)
    number: Mapped[int | None] = mapped_column(Integer)
    notation: Mapped[str] = mapped_column(String(60), default="")
    day: Mapped[date | None] = mapped_column(Date)
    place: Mapped[str] = mapped_column(String(100), default="")
    subject: Mapped[str] = mapped_column(String(TEXT_LENGTH))
    grounds: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    addressed: Mapped[list[str]] = mapped_column(JSON, default=list)
    to_places: Mapped[list[str]] = mapped_column(JSON, default=list)
    urgency: Mapped[int] = mapped_column(Integer, default=NORMAL)
    due: Mapped[date | None] = mapped_column(Date)
    unit: Mapped[str] = mapped_column(String(120), default="")
    typist: Mapped[str] = mapped_column(String(20), default="")
    copies: Mapped[int] = mapped_column(Integer, default=1)
    pages: Mapped[int] = mapped_column(Integer, default=1)
    competence: Mapped[str] = mapped_column(String(200), default="")
    position: Mapped[str] = mapped_column(String(120), default="")
    signer_name: Mapped[str] = mapped_column(String(120), default="")
    drafter_id: Mapped[int | None] = mapped_column(Integer)
    drafter_name: Mapped[str] = mapped_column(String(120), default="")
    issued_at: Mapped[datetime | None] = mapped_column(DateTime)
    issued_by_id: Mapped[int | None] = mapped_column(Integer)
    on_paper: Mapped[bool] = mapped_column(Boolean, default=False)  # signed on paper; the file is its scan
    replaces_id: Mapped[int | None] = mapped_column(BigInteger)
    answers_id: Mapped[int | None] = mapped_column(BigInteger)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime)
    reason: Mapped[str] = mapped_column(String(TEXT_LENGTH), default="")
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    origin: Mapped[str | None] = mapped_column(String(64))
    sought: Mapped[str] = mapped_column(Text, default="")

    @property
    def number_text(self) -> str:
        """The whole number as it is cited: "05/QĐ-UBND"; "" while it has none."""
        return f"{self.number:02d}/{self.notation}" if self.number is not None else ""

    @property
    def reference(self) -> Reference:
        """How the exchange names what was issued."""
        assert self.number is not None and self.day is not None
        return Reference(self.organ_id, f"{self.number:02d}", self.notation, self.day)


class OutgoingFile(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A file of a document going out: `role` MAIN (one, once issued), APPENDIX, ATTACHED."""

    __tablename__ = "outgoing_file"
    __table_args__ = (
        same_tenant("document_id", "outgoing_document", ondelete="CASCADE"),
        same_tenant("paper_id", "paper"),
        Index("ix_outgoing_file_document", "tenant_id", "document_id", "position"),
    )

    document_id: Mapped[int] = mapped_column(BigInteger)
    paper_id: Mapped[int] = mapped_column(BigInteger)
    role: Mapped[str] = mapped_column(String(10), default=ATTACHED)
    position: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[str] = mapped_column(String(200))
    mime: Mapped[str] = mapped_column(String(120))
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))


class OutgoingRecipient(TenantOwned, db.Model):  # type: ignore[name-defined]
    """An office that a document goes to: by the exchange (`organ_id`), or on paper ("").

    `standing` is how the document stands there: the code of `exchange.standing` that was told last, and when."""

    __tablename__ = "outgoing_recipient"
    __table_args__ = (
        same_tenant("document_id", "outgoing_document", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "document_id", "organ_id", "name"),
        Index("ix_outgoing_recipient_standing", "tenant_id", "standing"),
    )

    document_id: Mapped[int] = mapped_column(BigInteger)
    position: Mapped[int] = mapped_column(Integer, default=0)
    organ_id: Mapped[str] = mapped_column(String(30), default="")
    name: Mapped[str] = mapped_column(String(200))
    standing: Mapped[str] = mapped_column(String(2), default="")
    standing_at: Mapped[datetime | None] = mapped_column(DateTime)
    words: Mapped[str] = mapped_column(String(TEXT_LENGTH), default="")


class IncomingDocument(Versioned, TenantOwned, db.Model):  # type: ignore[name-defined]
    """A document that came in. `state` is a status code of the standard: 01 arrived, 02 refused, 03 accepted (it has
    an arrival number), 04 assigned, 05 being handled, 06 done.

    `organ_id` is the identifier of the office in whose register it stands. `key` is how the exchange names the document
    (`Reference.document_id`), "" where it was entered without; `sender_id` the sender's identifier ("" of who is not in
    the exchange). `replaced_by_id`: the arrival that took its place.
    `wanted` is what the sender asks for and nobody answered yet: {"about": 1 | 2 | 3, "reason", "at", "package_id"},
    with `values` (columns → what an update sets) and `files`, or `by_id` (the arrival that is to take the place);
    `then` are the wishes that came after it, in order.
    `due` is until when it is to be handled; `asked_until` what the sender asked. `former` keeps what was changed:
    {"at", "by", "why", "values"}. `origin`, `sought`: as of a document going out."""

    __tablename__ = "incoming_document"
    __table_args__ = (
        same_tenant("replaced_by_id", "incoming_document"),
        UniqueConstraint("tenant_id", "organ_id", "year", "number"),
        Index("ix_incoming_document_state", "tenant_id", "state", "due"),
        Index("ix_incoming_document_holder", "tenant_id", "holder_id", "state"),
        Index("ix_incoming_document_key", "tenant_id", "key"),
        Index("ix_incoming_document_arrived", "tenant_id", "arrived_at"),
        Index("ix_incoming_document_origin", "tenant_id", "origin", unique=True),
        Index("ix_incoming_document_wanted", "tenant_id", "id", sqlite_where=_ASKED, postgresql_where=_ASKED),
        CheckConstraint("(number IS NULL) = (state IN ('01', '02'))", name="number"),
    )
    kind_of_thing = "incoming_document"

    organ_id: Mapped[str] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(2), default=ARRIVED)
    source: Mapped[str] = mapped_column(String(10), default=BY_HAND)
    year: Mapped[int | None] = mapped_column(Integer)
    number: Mapped[int | None] = mapped_column(Integer)  # the arrival number
    arrived_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    key: Mapped[str] = mapped_column(String(160), default="")
    sender_id: Mapped[str] = mapped_column(String(30), default="")
    sender: Mapped[str] = mapped_column(String(200))
    figure: Mapped[str] = mapped_column(String(10), default="")  # the sender's number, before the stroke
    notation: Mapped[str] = mapped_column(String(60), default="")
    day: Mapped[date | None] = mapped_column(Date)
    place: Mapped[str] = mapped_column(String(100), default="")
    kind: Mapped[str] = mapped_column(String(30), default="")
    kind_name: Mapped[str] = mapped_column(String(100), default="")
    subject: Mapped[str] = mapped_column(String(TEXT_LENGTH))
    content: Mapped[str] = mapped_column(Text, default="")
    urgency: Mapped[int] = mapped_column(Integer, default=NORMAL)
    pages: Mapped[int] = mapped_column(Integer, default=1)
    competence: Mapped[str] = mapped_column(String(200), default="")
    position: Mapped[str] = mapped_column(String(120), default="")
    signer_name: Mapped[str] = mapped_column(String(120), default="")
    asked_until: Mapped[date | None] = mapped_column(Date)
    due: Mapped[date | None] = mapped_column(Date)
    holder_id: Mapped[int | None] = mapped_column(Integer)
    holder_name: Mapped[str] = mapped_column(String(120), default="")
    unit: Mapped[str] = mapped_column(String(120), default="")
    accepted_at: Mapped[datetime | None] = mapped_column(DateTime)
    assigned_at: Mapped[datetime | None] = mapped_column(DateTime)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime)
    reason: Mapped[str] = mapped_column(String(TEXT_LENGTH), default="")  # why it was refused
    taken_back_at: Mapped[datetime | None] = mapped_column(DateTime)
    replaced_by_id: Mapped[int | None] = mapped_column(BigInteger)
    answers: Mapped[list[str]] = mapped_column(JSON, default=list)  # documents, as the exchange names them
    wanted: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    former: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    origin: Mapped[str | None] = mapped_column(String(64))
    sought: Mapped[str] = mapped_column(Text, default="")

    @property
    def is_closed(self) -> bool:
        """Whether the sender took it back, or another took its place."""
        return self.taken_back_at is not None or self.replaced_by_id is not None

    @property
    def number_text(self) -> str:
        """The sender's number as it is cited; "" where there is none."""
        return f"{self.figure}/{self.notation}" if self.figure and self.notation else self.figure


class IncomingFile(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A file of a document that came in, as it came; one that an update left behind has `until`."""

    __tablename__ = "incoming_file"
    __table_args__ = (
        same_tenant("document_id", "incoming_document", ondelete="CASCADE"),
        same_tenant("paper_id", "paper"),
        Index("ix_incoming_file_document", "tenant_id", "document_id", "position"),
    )

    document_id: Mapped[int] = mapped_column(BigInteger)
    paper_id: Mapped[int] = mapped_column(BigInteger)
    role: Mapped[str] = mapped_column(String(10), default=MAIN)
    position: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[str] = mapped_column(String(200))
    mime: Mapped[str] = mapped_column(String(120))
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    until: Mapped[datetime | None] = mapped_column(DateTime)


class HandlingNote(TenantOwned, db.Model):  # type: ignore[name-defined]
    """What was done with a document of a register and said about it, in order; `act`: see `transitions.act_label`.
    Rows are never changed."""

    __tablename__ = "handling_note"
    __table_args__ = (Index("ix_handling_note_document", "tenant_id", "register", "document_id", "at"),)

    register: Mapped[str] = mapped_column(String(3))
    document_id: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    by_id: Mapped[int | None] = mapped_column(Integer)
    by_name: Mapped[str] = mapped_column(String(120), default="")
    act: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(String(2000), default="")


def _found_by(_mapper: Any, _connection: Any, row: OutgoingDocument | IncomingDocument) -> None:
    """What lists look for words in, without accents: number, subject, offices, people."""
    given = [row.number_text, row.subject, row.signer_name]
    if isinstance(row, IncomingDocument):
        given += [row.sender, row.holder_name, row.unit, str(row.number or "")]
    else:
        given += [row.drafter_name, row.unit, *(row.addressed or ()), *(row.to_places or ())]
    row.sought = without_accents(" ".join(one for one in given if one))[:MOST_SOUGHT]


for _model in (OutgoingDocument, IncomingDocument):
    for _moment in ("before_insert", "before_update"):
        event.listen(_model, _moment, _found_by)
