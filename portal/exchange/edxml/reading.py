"""Packages read from what their seal covers: strictly, every fault named."""

from __future__ import annotations

import base64
import binascii
import hmac
from datetime import date, datetime

from portal.digits import whole_number
from portal.exchange.edxml.names import CID, OURS, XLINK, read_day, read_moment, tag
from portal.exchange.edxml.refusing import ATTACHMENT, STRUCTURE, NotTaken
from portal.exchange.edxml.sealing import HEADER
from portal.exchange.edxml.shapes import (
    AT_ONCE,
    NEW,
    REPLACE,
    STATUSES,
    Attachment,
    Document,
    Organ,
    Package,
    Reference,
    Signatory,
    Staff,
    Status,
    Trace,
)
from portal.on_use import etree

LONGEST, LONGEST_CONTENT = 500, 20_000
MOST_ATTACHMENTS, MOST_OTHERS = 50, 200


def read(root: etree._Element) -> Package:
    """The package. Raises NotTaken."""
    told = root.find(f"{HEADER}{tag('Status')}")
    if told is not None:
        return _status(told)
    message, traced = (_one(root, f"{HEADER}{tag(name)}") for name in ("MessageHeader", "TraceHeaderList"))
    return _document(root, message, traced)


def _document(root: etree._Element, message: etree._Element, traced: etree._Element) -> Document:
    about, kind = _one(traced, tag("Bussiness")), _one(message, tag("DocumentType"))
    other = message.find(tag("OtherInfo"))
    signed, due = message.find(tag("SignerInfo")), _text(message, "DueDate")
    sender = _organ(_one(message, tag("From")))
    reference = _own_reference(message, sender.id)
    return Document(
        package_id=_identifier(traced.get("id") or ""),
        sender=sender,
        recipients=tuple(_organ(one) for one in _some(message, "To", at_least=1)),
        reference=reference,
        place=_text(message, "PromulgationInfo", "Place"),
        kind=_number(kind, "Type", 1, 99),
        kind_name=_wanted(kind, "TypeName"),
        subject=_wanted(message, "Subject"),
        signatory=Signatory(*(_text(signed, one) for one in ("Competence", "Position", "FullName"))),
        traces=tuple(
            Trace(_wanted(one, "OrganId"), _moment(_wanted(one, "Timestamp")))
            for one in _some(traced, "TraceHeader", at_least=1)
        ),
        attachments=_attachments(root),
        content=_text(message, "Content", longest=LONGEST_CONTENT),
        due=_day(due) if due else None,
        to_places=tuple(_said(one) for one in _some(message.find(tag("ToPlaces")), "Place")),
        priority=_number(other, "Priority", 0, AT_ONCE, 0),
        scope=_text(other, "SphereOfPromulgation"),
        typist=_text(other, "TyperNotation"),
        copies=_number(other, "PromulgationAmount", 0, 100_000, 1),
        pages=_number(other, "PageAmount", 0, 100_000, 1),
        appendixes=tuple(
            _said(one)
            for one in _some(other.find(tag("Appendixes")) if other is not None else None, "Appendix")
        ),
        answers=tuple(_reference(one) for one in _some(message, "ResponseFor")),
        steering=_number(message, "SteeringType", 0, 9, 0),
        about=_number(about, "BussinessDocType", NEW, REPLACE),
        reason=_text(about, "BussinessDocReason"),
        paper=_text(about, "Paper") == "1",
        staff=_staff(about),
    )


def _status(told: etree._Element) -> Status:
    status = _wanted(told, "StatusCode")
    if status not in STATUSES:
        raise NotTaken(STRUCTURE, f"StatusCode {status[:20]}")
    return Status(
        package_id=_identifier(told.get("id") or ""),
        sender=_organ(_one(told, tag("From"))),
        recipient=_organ(_one(told, tag("To"))),
        about=_reference(_one(told, tag("ResponseFor"))),
        status=status,
        at=_moment(_wanted(told, "Timestamp")),
        description=_text(told, "Description", longest=LONGEST_CONTENT),
        staff=_staff(told),
    )


def _own_reference(message: etree._Element, organ_id: str) -> Reference:
    code = _one(message, tag("Code"))
    day = _day(_text(message, "PromulgationInfo", "PromulgationDate"))
    found = Reference(organ_id, _wanted(code, "CodeNumber"), _wanted(code, "CodeNotation"), day)
    said = _wanted(message, "DocumentId")
    if said != found.document_id:
        raise NotTaken(STRUCTURE, f"DocumentId {said[:120]}")
    return found


def _reference(one: etree._Element) -> Reference:
    """Another document; its number up to the first stroke, the notation after it."""
    number, _stroke, notation = _wanted(one, "Code").partition("/")
    return Reference(
        _wanted(one, "OrganId"), number.strip(), notation.strip(), _day(_wanted(one, "PromulgationDate"))
    )


def _organ(one: etree._Element) -> Organ:
    rest = ("OrganizationInCharge", "OrganAdd", "Email", "Telephone", "Fax", "Website")
    return Organ(_wanted(one, "OrganId"), _wanted(one, "OrganName"), *(_text(one, name) for name in rest))


def _staff(one: etree._Element) -> Staff:
    found = one.find(tag("StaffInfo"))
    return Staff(*(_text(found, name) for name in ("Department", "Staff", "Mobile", "Email")))


def _attachments(root: etree._Element) -> tuple[Attachment, ...]:
    """Every file that the manifest names, and no other; with the hash that it names. Raises NotTaken."""
    manifest = _one(root, f"./{tag('edXMLEnvelope')}/{tag('edXMLBody')}/{tag('edXMLManifest')}")
    named = _some(manifest, "Reference", most=MOST_ATTACHMENTS)
    encoded = root.find(tag("AttachmentEncoded"))
    files: dict[str, etree._Element] = {}
    for one in _some(encoded, "Attachment", most=MOST_ATTACHMENTS):
        key = _wanted(one, "ContentId").removeprefix(CID)
        if key in files:
            raise NotTaken(ATTACHMENT, f"twice: {key[:80]}")
        files[key] = one
    found = []
    for one in named:
        key = (one.get(f"{{{XLINK}}}href") or "").removeprefix(CID)
        if key not in files:
            raise NotTaken(ATTACHMENT, f"missing: {key[:80]}")
        found.append(_attachment(key, files.pop(key), one.get(f"{{{OURS}}}sha256")))
    if files:
        raise NotTaken(ATTACHMENT, f"not named: {min(files)[:80]}")
    return tuple(found)


def _attachment(key: str, one: etree._Element, sha256: str | None) -> Attachment:
    raw = one.find(tag("ContentTransferEncoded"))
    packed = "".join((raw.text or "").split()) if raw is not None else ""
    try:
        data = base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotTaken(ATTACHMENT, f"base64: {key[:80]}") from error
    made = Attachment(
        key, _wanted(one, "AttachmentName"), _text(one, "ContentType"), data, _text(one, "Description")
    )
    if sha256 is not None and not hmac.compare_digest(made.sha256.encode(), sha256.encode()):
        raise NotTaken(ATTACHMENT, f"hash: {key[:80]}")
    return made


def _one(parent: etree._Element, path: str) -> etree._Element:
    found = parent.findall(path)
    if len(found) != 1:
        raise NotTaken(STRUCTURE, f"{etree.QName(path.rpartition('/')[2]).localname} × {len(found)}")
    return found[0]


def _some(
    parent: etree._Element | None, name: str, *, at_least: int = 0, most: int = MOST_OTHERS
) -> list[etree._Element]:
    found = parent.findall(tag(name)) if parent is not None else []
    if not at_least <= len(found) <= most:
        raise NotTaken(STRUCTURE, f"{name} × {len(found)}")
    return found


def _said(one: etree._Element, longest: int = LONGEST) -> str:
    said = " ".join((one.text or "").split()) if longest == LONGEST else (one.text or "").strip()
    if len(said) > longest or len(one):
        raise NotTaken(STRUCTURE, f"{etree.QName(one).localname} {len(said)}")
    return said


def _text(parent: etree._Element | None, *names: str, longest: int = LONGEST) -> str:
    """What a part says, which need not be there; once at most."""
    for name in names:
        found = _some(parent, name, most=1)
        parent = found[0] if found else None
    return _said(parent, longest) if parent is not None else ""


def _wanted(parent: etree._Element, name: str) -> str:
    said = _text(parent, name)
    if not said:
        raise NotTaken(STRUCTURE, name)
    return said


def _number(parent: etree._Element | None, name: str, least: int, most: int, else_: int | None = None) -> int:
    said = _text(parent, name)
    found = whole_number(said, most) if said else else_
    if found is None or found < least:
        raise NotTaken(STRUCTURE, f"{name} {said[:20]}")
    return found


def _identifier(said: str) -> str:
    if not 1 <= len(said) <= 80 or not all(
        one.isascii() and (one.isalnum() or one in "-_.:") for one in said
    ):
        raise NotTaken(STRUCTURE, "id")
    return said


def _day(said: str) -> date:
    try:
        return read_day(said)
    except ValueError as error:
        raise NotTaken(STRUCTURE, f"day {said[:40]}") from error


def _moment(said: str) -> datetime:
    try:
        return read_moment(said)
    except (ValueError, OverflowError) as error:
        raise NotTaken(STRUCTURE, f"time {said[:40]}") from error
