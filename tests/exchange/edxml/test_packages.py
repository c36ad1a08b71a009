"""Packages: what is written is read again; what was changed, wrapped or is not ours is refused with its reason."""

from __future__ import annotations

import base64
import copy
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from cryptography import x509
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from portal.exchange.edxml import reading, sealing, writing
from portal.exchange.edxml.names import DS, EDXML, tag
from portal.exchange.edxml.refusing import (
    ALTERED,
    ATTACHMENT,
    EXPIRED,
    NOT_SIGNED,
    NOT_XML,
    NOT_YET_VALID,
    STRUCTURE,
    UNKNOWN_SENDER,
    NotTaken,
)
from portal.exchange.edxml.shapes import Attachment, Organ, Package
from tests.exchange.edxml.making import COMMUNE, DISTRICT, NOW, document, key_of, sealed, status

Change = Callable[[etree._Element], None]


def opened(data: bytes, name: str = "xã", kind: str = "rsa", begins: int = -10, ends: int = 10) -> Package:
    """A package as its recipient reads it."""

    def known(organ: str) -> list[x509.Certificate]:
        return [key_of(name, kind, begins, ends)[1]] if organ in (COMMUNE.id, DISTRICT.id) else []

    return reading.read(sealing.opened(data, known, NOW))


def refused(data: bytes, **key: object) -> str:
    """Why a package is not taken."""
    with pytest.raises(NotTaken) as told:
        opened(data, **key)  # type: ignore[arg-type]
    return told.value.code


@pytest.mark.parametrize("kind", ["rsa", "ec"])
@pytest.mark.parametrize("package", [document(), status()], ids=["document", "status"])
def test_what_is_sent_is_read(package: Package, kind: str) -> None:
    assert opened(sealed(package, kind=kind), kind=kind) == package


def test_the_package_has_the_parts_of_the_standard_in_their_order() -> None:
    root = etree.fromstring(sealed(document()))
    assert root.tag == tag("edXML")
    header = root[0][0]
    assert [etree.QName(one).localname for one in root[0]] == ["edXMLHeader", "edXMLBody"]
    assert [etree.QName(one).localname for one in header] == [
        "MessageHeader", "TraceHeaderList", "Signature",
    ]  # fmt: skip
    assert [etree.QName(one).localname for one in header[0]] == [
        "From", "To", "Code", "PromulgationInfo", "DocumentType", "Subject", "Content", "SignerInfo", "DueDate",
        "ToPlaces", "OtherInfo", "ResponseFor", "SteeringType", "DocumentId",
    ]  # fmt: skip
    assert header.findtext(f".//{tag('BussinessDocType')}") == "0"
    assert (
        header.findtext(f"{tag('MessageHeader')}/{tag('DocumentId')}")
        == "000.11.18.H47,2026/03/02,45/KH-UBND"
    )
    assert header.findtext(f".//{tag('Timestamp')}") == "2026/03/02 09:30:00"
    assert root.nsmap["edXML"] == EDXML


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co", "Zl", "Zp", "Zs", "Cf"))
    | st.just(" "),
    min_size=1,
    max_size=60,
).map(lambda text: " ".join(text.split()) or "x")


@settings(max_examples=60)
@given(
    TEXT, TEXT, st.lists(st.binary(max_size=400), max_size=4), st.dates(date(2000, 1, 1), date(2100, 1, 1))
)
def test_whatever_is_written_comes_back(subject: str, name: str, files: list[bytes], due: date) -> None:
    attached = tuple(
        Attachment(f"f{place}", name, "application/octet-stream", data) for place, data in enumerate(files)
    )
    sent = document(subject=subject, attachments=attached, due=due, sender=Organ(COMMUNE.id, name))
    assert opened(sealed(sent)) == sent


def test_a_scan_of_twelve_megabytes_goes_along() -> None:
    sent = document(attachments=(Attachment("a", "quet.pdf", "application/pdf", b"%PDF" * (3 << 20)),))
    assert opened(sealed(sent)) == sent


@pytest.mark.parametrize(
    "change",
    [
        lambda root: _set(root, "Subject", "Khác"),
        lambda root: _set(root, "CodeNumber", "46"),
        lambda root: _set(root, "ContentTransferEncoded", base64.b64encode(b"khac").decode()),
        lambda root: _set(root, "AttachmentName", "khac.pdf"),
        lambda root: root.find(f".//{tag('To')}").append(etree.Element(tag("Email"))),
        lambda root: root.append(etree.Element(tag("More"))),
        lambda root: root.set("more", "1"),
    ],
)
@pytest.mark.tcvn("7.2.3.5.a")
def test_a_package_that_was_changed_on_the_way_is_refused(change: Change) -> None:
    root = etree.fromstring(sealed(document()))
    change(root)
    assert refused(etree.tostring(root)) == ALTERED


def test_any_byte_that_is_changed_is_noticed() -> None:
    data = sealed(document())
    for place in range(60, len(data), 97):
        changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        try:
            read = opened(changed)
        except NotTaken:
            continue
        assert read == document(), "white space in the seal, or the like, says nothing else"


def test_a_seal_cannot_be_wrapped_around_other_content() -> None:
    """The classic attacks: the signed package is kept inside or beside another one (XML signature wrapping)."""
    whole = etree.fromstring(sealed(document()))
    signature = whole.find(f".//{{{DS}}}Signature")
    assert signature is not None
    evil = etree.fromstring(sealed(document(subject="Giả"), name="kẻ khác"))
    place = evil.find(f".//{{{DS}}}Signature")
    assert place is not None
    around = copy.deepcopy(evil)
    hidden = etree.SubElement(around, tag("Object"))
    hidden.append(copy.deepcopy(whole))
    assert refused(etree.tostring(around)) == NOT_SIGNED, "two seals"
    swapped = copy.deepcopy(evil)
    old = swapped.find(f".//{{{DS}}}Signature")
    assert old is not None
    old.getparent().replace(old, copy.deepcopy(signature))
    assert refused(etree.tostring(swapped)) == ALTERED
    held = copy.deepcopy(swapped)
    kept = held.find(f".//{{{DS}}}Signature")
    assert kept is not None
    inner = etree.SubElement(kept, f"{{{DS}}}Object")
    bare = copy.deepcopy(whole)
    gone = bare.find(f".//{{{DS}}}Signature")
    assert gone is not None
    gone.getparent().remove(gone)
    bare.set("Id", "that")
    inner.append(bare)
    for one in kept.iter(f"{{{DS}}}Reference"):
        one.set("URI", "#that")
    assert refused(etree.tostring(held)) == ALTERED
    elsewhere = copy.deepcopy(whole)
    moved = elsewhere.find(f".//{{{DS}}}Signature")
    assert moved is not None
    elsewhere.append(moved)
    assert refused(etree.tostring(elsewhere)) == NOT_SIGNED
    unsigned = copy.deepcopy(whole)
    away = unsigned.find(f".//{{{DS}}}Signature")
    assert away is not None
    away.getparent().remove(away)
    assert refused(etree.tostring(unsigned)) == NOT_SIGNED


@pytest.mark.asvs("13.2.1", "12.3.4")
def test_a_seal_without_a_key_of_ours_is_refused() -> None:
    """Nobody signs with a word both know, and nobody brings the key along that his seal is to be tried with."""
    other = sealed(document(), name="kẻ khác")
    assert refused(other) == ALTERED
    weak = re.sub(
        rb'Algorithm="[^"]*rsa-sha256"',
        b'Algorithm="http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"',
        other,
    )
    assert refused(weak) == ALTERED
    assert refused(sealed(document(sender=Organ("999", "Lạ")))) == UNKNOWN_SENDER


@pytest.mark.parametrize(("begins", "ends", "code"), [(-10, -1, EXPIRED), (1, 10, NOT_YET_VALID)])
@pytest.mark.asvs("11.6.1")
def test_a_certificate_counts_only_while_it_is_valid(begins: int, ends: int, code: str) -> None:
    assert refused(sealed(document(), begins=begins, ends=ends), begins=begins, ends=ends) == code


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"khong phai xml",
        b"<edXML/>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><edXML/>',
        b'<?xml version="1.0"?><!DOCTYPE e SYSTEM "http://127.0.0.1:9/x"><e/>',
        '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16"),
        b"<a>" * 3000,
    ],
)
def test_what_is_no_package_is_refused(data: bytes) -> None:
    assert refused(data) == NOT_XML


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda root: _gone(root, "Subject"), STRUCTURE),
        (lambda root: _gone(root, "To"), STRUCTURE),
        (lambda root: _gone(root, "TraceHeader"), STRUCTURE),
        (lambda root: _set(root, "PromulgationDate", "2026/02/30"), STRUCTURE),
        (lambda root: _set(root, "BussinessDocType", "7"), STRUCTURE),
        (
            lambda root: _set(
                root.find(f"{sealing.HEADER}{tag('MessageHeader')}")[-1],
                "DocumentId",
                "000.11.18.H47,2026/03/02,46/KH-UBND",
            ),
            STRUCTURE,
        ),
        (lambda root: _set(root, "Subject", "x" * 501), STRUCTURE),
        (lambda root: _set(root, "Timestamp", "hôm qua"), STRUCTURE),
        (lambda root: root.find(f".//{tag('TraceHeaderList')}").set("id", "../../etc"), STRUCTURE),
        (lambda root: _set(root, "ContentTransferEncoded", "không phải base64"), ATTACHMENT),
        (lambda root: _set(root, "ContentTransferEncoded", ""), ATTACHMENT),
        (lambda root: _gone(root, "Attachment"), ATTACHMENT),
        (lambda root: _gone(root, "Reference"), ATTACHMENT),
        (lambda root: _set(root.find(tag("AttachmentEncoded"))[1], "ContentId", "tep-1"), ATTACHMENT),
    ],
)
def test_a_package_that_its_sender_built_wrongly_is_refused_with_what_is_wrong(
    change: Change, code: str
) -> None:
    root = writing.document(document())
    change(root)
    assert refused(sealing.seal(root, *key_of("xã", "rsa", -10, 10))) == code


def test_a_status_must_be_one_of_the_standard() -> None:
    assert refused(sealed(status(status="07"))) == STRUCTURE
    assert opened(sealed(status(status="15"))) == status(status="15")


def test_seconds_are_kept_and_less_is_not() -> None:
    late = NOW + timedelta(microseconds=999_999)
    read = opened(sealed(status(at=late)))
    assert read == status(at=NOW)


def _set(root: etree._Element, name: str, text: str) -> None:
    found = next(root.iter(tag(name)))
    found.text = text


def _gone(root: etree._Element, name: str) -> None:
    found = next(root.iter(tag(name)))
    found.getparent().remove(found)
