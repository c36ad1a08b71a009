"""Receipts against hostile names, and against signatures that are moved, wrapped or made of something else."""

from __future__ import annotations

import io
from datetime import date, datetime

import pikepdf
import pytest
from flask import Flask
from lxml import etree
from sqlalchemy import select

from portal.extensions import db
from portal.payments.receipts import xml
from portal.payments.receipts.models import PaymentReceipt
from portal.payments.receipts.paper import pdf
from portal.payments.receipts.signing import sign_waiting
from portal.signing.open_key import signer_of
from portal.tenancy.directory import directory
from tests.conftest import A
from tests.payments.making import at_desk
from tests.payments.test_receipts import keyed, paid

__all__ = ["keyed"]


HOSTILE = [
    "\ud800", "a\x00b", "\x1b[31m", "\r\nX: y", "\u202eevil", "\u200b" * 50, "👨‍👩‍👧‍👦" * 30, "ﷺ" * 40, "x" * 300,
    "A" * 90 + " " * 90, "%PDF-1.7 endobj", "(\\)) Tj /JS (app.alert(1))", "<</S/JavaScript>>", "{nb}", "\ue000\ue001",
    "<b>đậm</b>",
    "**__--", "]]><!ENTITY x SYSTEM 'file:///etc/passwd'>&x;", "=HYPERLINK(\"http://x\")", "Z̸̡̢̛a̶lgo" * 20,
    "\n" * 60, "\t\v\f", "",
]  # fmt: skip


def receipt_of(text: str) -> PaymentReceipt:
    """A receipt on which everything that people type says this; it is not kept."""
    return PaymentReceipt(
        tenant_id=1, form_code="01BLP0-001", symbol="AA-26E", number=7, day=date(2026, 2, 28), unit=text, way="cash",
        unit_tax_code="", unit_address=text, subject_code=text[:60], title=text, payer_name=text, payer_address=text,
        amount=18_000, collector=text, state="cancelled", ended_reason=text, ended_at=datetime(2026, 3, 1),
        issued_at=datetime(2026, 2, 28),
        lines=[{"name": text, "sort": "phi", "unit": 2_000, "quantity": 9, "amount": 18_000}],
    )  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_was_typed_the_receipt_is_made_and_runs_nothing(app: Flask, text: str) -> None:
    one = receipt_of(text)
    with app.app_context():
        made, data = pdf(one, one), etree.tostring(xml.build(one, one), encoding="UTF-8")
    with pikepdf.open(io.BytesIO(made)) as file:
        assert len(file.pages) <= 12
        assert not {"/AA", "/Names", "/AcroForm"} & set(file.Root.keys())
        assert isinstance(file.Root.OpenAction, pikepdf.Array)  # how large it opens, and no action
    found = etree.fromstring(data, etree.XMLParser(resolve_entities=False))
    assert found.tag == "BLai" and len(found.findall(".//NNop")) == 1 and b"<!" not in data
    assert b"root:" not in data


def signed(app: Flask) -> tuple[bytes, list[str]]:
    """The signed XML of a receipt, and the certificate that it is checked with."""
    number = paid(app)
    with app.app_context():
        portal = directory().by_slug(A)
        assert portal is not None
        sign_waiting(portal)
        signer = signer_of(portal)
        assert signer is not None
    with at_desk(app, "counter_clerk"):
        held = db.session.scalars(select(PaymentReceipt).where(PaymentReceipt.id == number)).one().xml
        assert held is not None
        return held, [signer.pem]


def test_no_signature_is_moved_onto_another_receipt(keyed: Flask) -> None:
    """Signature wrapping, entities, a second receipt beside the signed one, a digest that covers something else."""
    data, pem = signed(keyed)
    root = etree.fromstring(data)
    assert xml.verify(data, pem).findtext(".//TgTTSo") == "18000"
    evil = etree.fromstring(data)
    evil.find(".//TgTTSo").text = "180000000"  # type: ignore[union-attr]
    wrapped = etree.Element("BLai")
    wrapped.extend([etree.fromstring(etree.tostring(evil.find("DLBLai"))), etree.fromstring(data)])
    moved = etree.fromstring(data)
    signature = next(one for one in moved if one.tag.endswith("Signature"))
    thing = etree.SubElement(signature, "{http://www.w3.org/2000/09/xmldsig#}Object")
    thing.append(etree.fromstring(etree.tostring(root.find("DLBLai"))))
    moved.find(".//TgTTSo").text = "180000000"  # type: ignore[union-attr]
    doctype = data.replace(b"<BLai", b'<!DOCTYPE BLai [<!ENTITY x SYSTEM "file:///etc/passwd">]><BLai', 1)
    bare = etree.fromstring(data)
    bare.remove(next(one for one in bare if one.tag.endswith("Signature")))
    for hostile in (
        etree.tostring(evil), etree.tostring(wrapped), etree.tostring(moved), etree.tostring(bare), doctype, b"", b"<",
        b"<BLai/>", data[:-40], data.replace(b"18000", b"18001"),
    ):  # fmt: skip
        try:
            found = xml.verify(hostile, pem)
        except xml.NotThisSignature:
            continue
        assert found.findtext(".//TgTTSo") == "18000" and len(found.findall(".//DLBLai")) == 1
        assert hostile == doctype and b"root:" not in etree.tostring(found)
