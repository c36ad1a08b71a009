"""Packages as XML, unsigned."""

from __future__ import annotations

import base64
from collections.abc import Iterable

from portal.exchange.edxml.names import (
    CID,
    DS,
    NAMESPACES,
    NEXT,
    OURS,
    XLINK,
    day_text,
    moment_text,
    tag,
)
from portal.exchange.edxml.shapes import Attachment, Document, Organ, Reference, Staff, Status
from portal.on_use import etree

Pair = tuple[str, str]
_NEVER = {one: None for one in (*range(0x20), 0xFFFE, 0xFFFF) if one not in (0x9, 0xA, 0xD)}


def document(one: Document) -> etree._Element:
    """A document with its attachments, and a place for the seal in its header."""
    root, header = _envelope()
    message = _into(header, "MessageHeader")
    _organ(_into(message, "From"), one.sender)
    for each in one.recipients:
        _organ(_into(message, "To"), each)
    _pairs(
        _into(message, "Code"),
        (("CodeNumber", one.reference.number), ("CodeNotation", one.reference.notation)),
    )
    _pairs(
        _into(message, "PromulgationInfo"),
        (("Place", one.place), ("PromulgationDate", day_text(one.reference.day))),
    )
    _pairs(_into(message, "DocumentType"), (("Type", str(one.kind)), ("TypeName", one.kind_name)))
    _pairs(message, (("Subject", one.subject), ("Content", one.content)))
    signed = one.signatory
    _pairs(
        _into(message, "SignerInfo"),
        (("Competence", signed.competence), ("Position", signed.position), ("FullName", signed.name)),
    )
    if one.due is not None:
        _pairs(message, (("DueDate", day_text(one.due)),))
    _pairs(_into(message, "ToPlaces"), (("Place", each) for each in one.to_places))
    _other(_into(message, "OtherInfo"), one)
    for answered in one.answers:
        _reference(_into(message, "ResponseFor"), answered)
    _pairs(message, (("SteeringType", str(one.steering)), ("DocumentId", one.reference.document_id)))
    _trace(header, one)
    etree.SubElement(header, f"{{{DS}}}Signature", {"Id": "placeholder"}, nsmap={"ds": DS})
    _attachments(root, one.attachments)
    return root


def status(one: Status) -> etree._Element:
    """How a document stands, with a place for the seal."""
    root, header = _envelope()
    told = _into(header, "Status")
    told.set("id", one.package_id)
    _reference(_into(told, "ResponseFor"), one.about)
    _organ(_into(told, "From"), one.sender)
    _organ(_into(told, "To"), one.recipient)
    _pairs(
        told,
        (
            ("StatusCode", one.status),
            ("Description", one.description),
            ("Timestamp", moment_text(one.at)),
        ),
    )
    _staff(told, one.staff)
    etree.SubElement(header, f"{{{DS}}}Signature", {"Id": "placeholder"}, nsmap={"ds": DS})
    return root


def _envelope() -> tuple[etree._Element, etree._Element]:
    root = etree.Element(tag("edXML"), nsmap=NAMESPACES)
    return root, _into(_into(root, "edXMLEnvelope"), "edXMLHeader")


def _organ(into: etree._Element, one: Organ) -> None:
    kept = (
        ("OrganId", one.id),
        ("OrganizationInCharge", one.in_charge),
        ("OrganName", one.name),
        ("OrganAdd", one.address),
        ("Email", one.email),
        ("Telephone", one.telephone),
        ("Fax", one.fax),
        ("Website", one.website),
    )
    _pairs(into, ((name, text) for name, text in kept if text or name in ("OrganId", "OrganName")))


def _reference(into: etree._Element, one: Reference) -> None:
    _pairs(
        into,
        (
            ("OrganId", one.organ_id),
            ("Code", f"{one.number}/{one.notation}"),
            ("PromulgationDate", day_text(one.day)),
            ("DocumentId", one.document_id),
        ),
    )


def _other(into: etree._Element, one: Document) -> None:
    _pairs(
        into,
        (
            ("Priority", str(one.priority)),
            ("SphereOfPromulgation", one.scope),
            ("TyperNotation", one.typist),
            ("PromulgationAmount", str(one.copies)),
            ("PageAmount", str(one.pages)),
        ),
    )
    _pairs(_into(into, "Appendixes"), (("Appendix", each) for each in one.appendixes))


def _trace(header: etree._Element, one: Document) -> None:
    traced = _into(header, "TraceHeaderList")
    for name, text in (
        ("id", one.package_id),
        ("version", "1.0"),
        ("mustUnderstand", "1"),
        ("actor", NEXT),
    ):
        traced.set(name, text)
    for each in one.traces:
        _pairs(
            _into(traced, "TraceHeader"),
            (("OrganId", each.organ_id), ("Timestamp", moment_text(each.at))),
        )
    about = _into(traced, "Bussiness")
    _pairs(about, (("BussinessDocType", str(one.about)), ("BussinessDocReason", one.reason)))
    _pairs(about, (("Paper", "1" if one.paper else "0"),))
    _staff(about, one.staff)


def _staff(into: etree._Element, one: Staff) -> None:
    _pairs(
        _into(into, "StaffInfo"),
        (
            ("Department", one.department),
            ("Staff", one.name),
            ("Mobile", one.mobile),
            ("Email", one.email),
        ),
    )


def _attachments(root: etree._Element, files: Iterable[Attachment]) -> None:
    manifest = _into(_into(root[0], "edXMLBody"), "edXMLManifest")
    manifest.set("version", "1.0")
    encoded = _into(root, "AttachmentEncoded")
    for one in files:
        named = etree.SubElement(
            manifest,
            tag("Reference"),
            {
                f"{{{XLINK}}}href": f"{CID}{one.id}",
                f"{{{XLINK}}}type": "simple",
                f"{{{OURS}}}sha256": one.sha256,
            },
            nsmap={"xlink": XLINK, "cl": OURS},
        )
        _pairs(
            named,
            (
                ("Description", one.description),
                ("AttachmentName", one.name),
                ("ContentType", one.mime),
                ("ContentId", f"{CID}{one.id}"),
            ),
        )
        _pairs(
            _into(encoded, "Attachment"),
            (
                ("ContentType", one.mime),
                ("ContentId", one.id),
                ("Description", one.description),
                ("ContentTransferEncoded", base64.b64encode(one.data).decode()),
                ("AttachmentName", one.name),
            ),
        )


def _pairs(into: etree._Element, pairs: Iterable[Pair]) -> None:
    for name, text in pairs:
        _into(into, name, text)


def _into(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    made = etree.SubElement(parent, tag(name))
    if text:
        made.text = text.encode("utf-8", "replace").decode().translate(_NEVER)
    return made
