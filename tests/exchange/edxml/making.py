"""Offices with keys, and packages between them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from portal.exchange.edxml import sealing, writing
from portal.exchange.edxml.shapes import (
    URGENT,
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

NOW = datetime(2026, 3, 2, 2, 30)
COMMUNE = Organ(
    "000.11.18.H47", "UBND xã Tam Hải", "UBND huyện Núi Thành", "Thôn Long Thạnh Tây", "tamhai@example.vn"
)
DISTRICT = Organ("000.00.18.H47", "UBND huyện Núi Thành", "UBND tỉnh Quảng Nam")
NUMBER = Reference(COMMUNE.id, "45", "KH-UBND", date(2026, 3, 2))


@cache
def key_of(name: str, kind: str = "rsa", begins: int = -10, ends: int = 10) -> tuple[
    sealing.Private, x509.Certificate
]:  # fmt: skip
    """A key with a certificate of its own, valid from and to so many days from NOW."""
    key: sealing.Private = (
        rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(ec.SECP256R1())
    )
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    at = NOW.replace(tzinfo=UTC)
    made = x509.CertificateBuilder(named, named, key.public_key(), x509.random_serial_number())
    dated = made.not_valid_before(at + timedelta(days=begins)).not_valid_after(at + timedelta(days=ends))
    return key, dated.sign(key, hashes.SHA256())


def document(**other: object) -> Document:
    """A plan that a commune sends to its district."""
    values: dict[str, object] = {
        "package_id": "g-0001",
        "sender": COMMUNE,
        "recipients": (DISTRICT,),
        "reference": NUMBER,
        "place": "Tam Hải",
        "kind": 10,
        "kind_name": "Kế hoạch",
        "subject": "Phòng, chống thiên tai & tìm kiếm cứu nạn năm 2026",
        "signatory": Signatory("TM. ỦY BAN NHÂN DÂN", "Chủ tịch", "Nguyễn Văn Hòa"),
        "traces": (Trace(COMMUNE.id, NOW),),
        "attachments": (
            Attachment(
                "tep-1", "Kế hoạch.pdf", "application/pdf", b"%PDF-1.7 " + bytes(range(256)), "Bản chính"
            ),
            Attachment("tep-2", "Phụ lục <1>.xlsx", "application/vnd.ms-excel", b"PK\x03\x04", ""),
        ),
        "due": date(2026, 3, 20),
        "to_places": ("Như trên", "Lưu: VT"),
        "priority": URGENT,
        "pages": 4,
        "answers": (Reference(DISTRICT.id, "112", "UBND-VP", date(2026, 2, 20)),),
        "staff": Staff("Văn phòng", "Trần Thị Lụa"),
    }
    return Document(**(values | other))  # type: ignore[arg-type]


def status(**other: object) -> Status:
    """The district tells that it has the plan."""
    values: dict[str, object] = {
        "package_id": "t-0001",
        "sender": DISTRICT,
        "recipient": COMMUNE,
        "about": NUMBER,
        "status": "03",
        "at": NOW,
        "description": "Đã tiếp nhận, số đến 17",
        "staff": Staff("Văn thư", "Lê Minh"),
    }
    return Status(**(values | other))  # type: ignore[arg-type]


def sealed(package: Package, name: str = "xã", kind: str = "rsa", begins: int = -10, ends: int = 10) -> bytes:
    """A package as its sender sends it."""
    made = writing.document(package) if isinstance(package, Document) else writing.status(package)
    return sealing.seal(made, *key_of(name, kind, begins, ends))
