"""A package made of the rows that it is about, and sealed. Reads only: the slow part of sending, outside of any
lock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from portal.exchange.carrying import receipts
from portal.exchange.carrying.models import DOCUMENT, ExchangePackage
from portal.exchange.carrying.offices import own_organ
from portal.exchange.carrying.troubles import FILE_LOST, NotCarried
from portal.exchange.edxml import reading, sealing, writing
from portal.exchange.edxml.names import read_day
from portal.exchange.edxml.refusing import TOO_LARGE, NotTaken
from portal.exchange.edxml.shapes import (
    RECALL,
    REPLACE,
    Attachment,
    Document,
    Organ,
    Reference,
    Signatory,
    Staff,
    Status,
    Trace,
)
from portal.exchange.kinds import BY_SLUG, KINDS
from portal.exchange.registers.models import APPENDIX, MAIN, IncomingDocument, OutgoingDocument, OutgoingFile
from portal.extensions import db
from portal.on_use import etree
from portal.papers import queries as papers
from portal.papers.service import PaperLost
from portal.papers.service import content as content_of
from portal.signing.open_key import Signer
from portal.tenancy.directory import Portal

MOST_PLACES = reading.MOST_OTHERS


@dataclass(frozen=True)
class Built:
    """A package as it goes: its bytes and the digest of its content."""

    data: bytes
    digest: str


def build(package: ExchangePackage, portal: Portal, signer: Signer) -> Built:
    """Make the package of a row, in the scope of its portal. Raises NotTaken where the standard has no place for what
    it is about (nobody could take it), NotCarried(FILE_LOST)."""
    root = (
        writing.document(_document(package, portal)) if package.what == DOCUMENT else _status(package, portal)
    )
    reading.read(root)  # what we would not take ourselves is not sent
    data = sealing.seal(root, signer.private, signer.certificate)
    if len(data) > sealing.MOST_BYTES:
        raise NotTaken(TOO_LARGE)
    return Built(data, receipts.digest_of(sealing.parsed(data)))


def sealed_anew(data: bytes, signer: Signer) -> bytes:
    """The same content under the key that the office has now."""
    return sealing.seal(receipts.with_place(sealing.parsed(data)), signer.private, signer.certificate)


def _status(package: ExchangePackage, portal: Portal) -> etree._Element:
    arrival = db.session.scalar(select(IncomingDocument).where(IncomingDocument.id == package.incoming_id))
    told = package.payload.get("about")
    if told is not None:
        day = date.fromisoformat(told["day"])
        about: Reference | None = Reference(told["organ_id"], told["number"], told["notation"], day)
    else:
        about = reference_of(arrival) if arrival is not None else None
    if about is None:
        raise NotTaken("unknown_document")
    return writing.status(
        Status(
            package_id=package.package_id,
            sender=own_organ(portal, package.from_organ),
            recipient=Organ(package.to_organ, package.to_name),
            about=about,
            status=package.code,
            at=datetime.fromisoformat(package.payload["at"]),
            description=package.payload["words"],
            staff=Staff(arrival.unit, arrival.holder_name) if arrival is not None else Staff(),
        )
    )


def reference_of(arrival: IncomingDocument) -> Reference | None:
    """How the exchange names what came: by the key that its sender gave it, since the register's columns may be cut;
    else by what the clerk entered. None of what it does not name."""
    organ_id, _comma, rest = arrival.key.partition(",")
    day, _comma, code = rest.partition(",")
    number, _stroke, notation = code.partition("/")
    if number and notation:
        return Reference(organ_id, number, notation, read_day(day))
    if arrival.sender_id and arrival.figure and arrival.notation and arrival.day:
        return Reference(arrival.sender_id, arrival.figure, arrival.notation, arrival.day)
    return None


def _document(package: ExchangePackage, portal: Portal) -> Document:
    row = db.session.scalar(select(OutgoingDocument).where(OutgoingDocument.id == package.outgoing_id))
    if row is None or row.number is None:
        raise NotTaken("unknown_document")
    kind = BY_SLUG[row.kind]
    files = _files(row.id)
    sender = own_organ(portal, package.from_organ)
    return Document(
        package_id=package.package_id,
        sender=sender,
        recipients=(Organ(package.to_organ, package.to_name),),
        reference=row.reference,
        place=row.place,
        kind=KINDS.index(kind) + 1,
        kind_name=kind.name.removesuffix(" (cá biệt)"),
        subject=row.subject,
        signatory=Signatory(row.competence, row.position, row.signer_name),
        traces=(Trace(sender.id, datetime.fromisoformat(package.payload["at"])),),
        attachments=() if package.about == RECALL else _attached(files),
        due=row.due,
        to_places=tuple(row.to_places[:MOST_PLACES]),
        priority=row.urgency,
        typist=row.typist,
        copies=row.copies,
        pages=row.pages,
        appendixes=tuple(one.name for one in files if one.role == APPENDIX)[:MOST_PLACES],
        answers=_answers(row, package),
        about=package.about,
        reason=package.payload["words"],
        paper=row.on_paper,
        staff=Staff(row.unit, row.drafter_name),
    )


def _answers(row: OutgoingDocument, package: ExchangePackage) -> tuple[Reference, ...]:
    """What it takes the place of, first; then what it answers."""
    found: list[Reference] = []
    if package.about == REPLACE:
        former = db.session.scalar(select(OutgoingDocument).where(OutgoingDocument.id == row.replaces_id))
        if former is not None and former.number is not None:
            found.append(former.reference)
    if row.answers_id is not None:
        answered = db.session.scalar(select(IncomingDocument).where(IncomingDocument.id == row.answers_id))
        about = reference_of(answered) if answered is not None else None
        found += [about] if about is not None else []
    return tuple(found)


def _files(document_id: int) -> list[OutgoingFile]:
    statement = select(OutgoingFile).where(OutgoingFile.document_id == document_id)
    found = db.session.scalars(statement.order_by(OutgoingFile.position, OutgoingFile.id))
    return sorted(found, key=lambda one: one.role != MAIN)


def _attached(files: list[OutgoingFile]) -> tuple[Attachment, ...]:
    held = papers.papers([one.paper_id for one in files])
    found = []
    for place, one in enumerate(files, 1):
        try:
            data = content_of(held[one.paper_id])
        except (PaperLost, KeyError) as error:
            raise NotCarried(FILE_LOST, one.name) from error
        label = {MAIN: "Văn bản", APPENDIX: "Phụ lục"}.get(one.role, "Tệp kèm theo")
        attachment = Attachment(f"tep-{place}", one.name, one.mime, data, label)
        if attachment.sha256 != one.sha256:
            raise NotCarried(FILE_LOST, one.name)
        found.append(attachment)
    return tuple(found)
