"""Packages as an installation sends them, brought to the door of another."""

from __future__ import annotations

from datetime import date
from typing import Any

from lxml import etree

from portal.clock import utc_now
from portal.exchange.carrying.own_keys import own_signer
from portal.exchange.edxml import reading, sealing, writing
from portal.exchange.edxml.shapes import Attachment, Document, Organ, Reference, Signatory, Status, Trace
from tests.conftest import DISTRICT
from tests.exchange.carrying.world import Installation

Two = tuple[Installation, Installation]
DOOR = "/lien-thong/v1/goi"
_count = iter(range(10_000, 99_999))


def made(here: Installation, there: Installation, **other: Any) -> Document:
    """A document of the first for the second."""
    own, number = Organ(here.organ(), "UBND huyện A"), next(_count)
    values: dict[str, Any] = {
        "package_id": f"t-{number}",
        "sender": own,
        "recipients": (Organ(there.organ(), "UBND huyện B"),),
        "reference": Reference(own.id, f"{number}", "KH-UBND", date(2026, 11, 2)),
        "place": "Núi Thành",
        "kind": 10,
        "kind_name": "Kế hoạch",
        "subject": f"Kế hoạch số {number}",
        "signatory": Signatory("TM. ỦY BAN NHÂN DÂN", "Chủ tịch", "Nguyễn Văn Hòa"),
        "traces": (Trace(own.id, utc_now()),),
        "attachments": (Attachment("t1", "van-ban.txt", "text/plain", f"Kế hoạch {number}".encode()),),
    }
    return Document(**(values | other))


def sealed(here: Installation, package: Document | Status | etree._Element, key: Any = None) -> bytes:
    """A package as the first sends it."""
    root = (
        writing.document(package)
        if isinstance(package, Document)
        else writing.status(package)
        if isinstance(package, Status)
        else package
    )
    with here.app.app_context():
        signer = own_signer(here.portal())
    assert signer is not None
    private, certificate = key or (signer.private, signer.certificate)
    return sealing.seal(root, private, certificate)


def brought(there: Installation, data: bytes, slug: str = DISTRICT, **headers: str) -> Any:
    """The answer of the door."""
    host = "localhost:8000" if slug == DISTRICT else f"{slug}.localhost:8000"
    return there.app.test_client().post(
        DOOR, data=data, headers={"Host": host, "Content-Type": "application/xml"} | headers
    )


def answer_of(there: Installation, answer: Any) -> Status:
    """The sealed status in an answer, proven."""
    assert answer.status_code == 200, answer.text
    found = reading.read(sealing.opened(answer.data, lambda _organ: [there.certificate], utc_now()))
    assert isinstance(found, Status)
    return found


def last_refusal(there: Installation) -> tuple[str, bool, int]:
    """What was refused last: reason, whether it was proven, how often."""
    last = max(there.refusals(), key=lambda one: one.last_at)
    return last.reason, last.is_proven, last.times
