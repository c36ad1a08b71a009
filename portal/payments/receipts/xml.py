"""A receipt as XML: the fields that Nghị định 123/2020/NĐ-CP, Điều 32, khoản 2 prescribes, in two parts (Điều 33,
khoản 1, điểm b): the data, and the digital signature of the issuing agency (XAdES-BES, enveloped).

Names of elements follow the tax authority's invoices (abbreviated Vietnamese without accents).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from portal.clock import to_local
from portal.on_use import etree, on_use
from portal.payments.money import FEE
from portal.payments.receipts.models import PaymentReceipt
from portal.printing.in_words import money_in_words

if TYPE_CHECKING:
    from signxml import exceptions
    from signxml.xades import xades
else:
    exceptions = on_use("signxml.exceptions")
    xades = on_use("signxml.xades.xades")

Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
VERSION = "1.0.0"
TITLE = "Biên lai thu phí, lệ phí (loại không in sẵn mệnh giá)"
_NEVER = {one: None for one in (*range(0x20), 0xFFFE, 0xFFFF) if one not in (0x9, 0xA, 0xD)}


class NotThisSignature(ValueError):
    """The XML is not signed, was changed since, or is signed by somebody else."""


def build(receipt: PaymentReceipt, replaced: PaymentReceipt | None = None) -> etree._Element:
    """The receipt's data, unsigned; `replaced` is the one whose place it takes."""
    root = etree.Element("BLai")
    data = _into(root, "DLBLai")
    general = _into(data, "TTChung")
    for name, value in (
        ("PBan", VERSION),
        ("TBLai", TITLE),
        ("KHMBLai", receipt.form_code),
        ("KHBLai", receipt.symbol),
        ("SBLai", str(receipt.number)),
        ("NLap", f"{receipt.day:%Y-%m-%d}"),
        ("TGLap", to_local(receipt.issued_at).isoformat(timespec="seconds")),
        ("DVTTe", "VND"),
        ("HTTToan", way_in_words(receipt.way)),
    ):
        _into(general, name, value)
    if replaced is not None:
        other = _into(general, "TTBLLQuan")
        for name, value in (
            ("TCBLai", "Thay thế"),
            ("KHMBLCLQuan", replaced.form_code),
            ("KHBLCLQuan", replaced.symbol),
            ("SBLCLQuan", str(replaced.number)),
            ("NLBLCLQuan", f"{replaced.day:%Y-%m-%d}"),
            ("LDo", replaced.ended_reason),
        ):
            _into(other, name, value)
    _content(_into(data, "NDBLai"), receipt)
    return root


def _content(content: etree._Element, receipt: PaymentReceipt) -> None:
    unit = _into(content, "TCThu")
    for name, value in (
        ("Ten", receipt.unit),
        ("MST", receipt.unit_tax_code),
        ("DChi", receipt.unit_address),
        ("NThu", receipt.collector),
    ):
        _into(unit, name, value)
    payer = _into(content, "NNop")
    _into(payer, "Ten", receipt.payer_name)
    _into(payer, "DChi", receipt.payer_address)
    _into(content, "MHSo", receipt.subject_code)
    listed = _into(content, "DSKThu")
    for place, line in enumerate(receipt.lines, 1):
        one = _into(listed, "KThu")
        for name, value in (
            ("STT", str(place)),
            ("LKThu", "Phí" if line["sort"] == FEE else "Lệ phí"),
            ("Ten", str(line["name"])),
            ("SLuong", str(line["quantity"])),
            ("DGia", str(line["unit"])),
            ("STien", str(line["amount"])),
        ):
            _into(one, name, value)
    _into(content, "TgTTSo", str(receipt.amount))
    _into(content, "TgTTChu", money_in_words(receipt.amount))


def way_in_words(way: str) -> str:
    """How it was paid, as a receipt says it."""
    return {"cash": "Tiền mặt", "transfer": "Chuyển khoản"}.get(way, "Thanh toán trực tuyến")


def sign(root: etree._Element, key: Private, certificate: x509.Certificate) -> bytes:
    """The XML with the agency's signature in it, as a file."""
    signed = xades.XAdESSigner().sign(root, key=key, cert=[certificate])
    return bytes(etree.tostring(signed, xml_declaration=True, encoding="UTF-8"))


def verify(document: bytes, pem: Iterable[str]) -> etree._Element:
    """The signed data of a receipt, if one of these certificates (PEM) signed all of it. Raises NotThisSignature.

    Only what the signature covers is answered: what was put beside it is not."""
    config = xades.XAdESSignatureConfiguration(location="./", expect_references=3)  # data, properties, key
    for one in pem:
        try:
            found = xades.XAdESVerifier().verify(document, x509_cert=one, expect_config=config)
        except (exceptions.SignXMLException, etree.XMLSyntaxError, ValueError):
            continue
        covered = [
            each.signed_xml for each in found if each.signed_xml is not None and each.signed_xml.tag == "BLai"
        ]
        if covered:
            return covered[0]
    raise NotThisSignature


def _into(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    made = etree.SubElement(parent, name)
    if text is not None:
        made.text = text.encode("utf-8", "replace").decode().translate(_NEVER)
    return made
