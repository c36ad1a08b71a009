"""What comes through the public door: taken once, refused with a reason, answered so that nobody can forge it."""

from __future__ import annotations

import copy
import json
from datetime import date, timedelta
from typing import Any

import pytest
from lxml import etree

from portal.clock import utc_now
from portal.exchange.carrying import receipts
from portal.exchange.carrying.certificates import pem_of
from portal.exchange.carrying.models import DELIVERED, TURNED_DOWN, WAITING, ExchangeOffice
from portal.exchange.edxml import sealing, writing
from portal.exchange.edxml.names import tag
from portal.exchange.edxml.shapes import Attachment, Organ, Reference, Status
from portal.exchange.registers.models import IncomingDocument, OutgoingDocument
from portal.extensions import db
from portal.outbound.asking import NoAnswer
from portal.outbound.talking import Reply
from portal.publishing.models import AuditEntry
from tests.exchange.carrying.making import Two, answer_of, brought, last_refusal, made, sealed
from tests.exchange.carrying.world import key_for


def test_the_same_package_gets_the_same_answer_and_counts_once(shared_two: Two) -> None:
    here, there = shared_two
    package = made(here, there)
    data = sealed(here, package)
    first, again = brought(there, data), brought(there, data)
    assert first.data == again.data and answer_of(there, first).status == "01"
    assert first.headers["Cache-Control"] == "no-store" and "Set-Cookie" not in first.headers
    other_seal = brought(there, sealed(here, package))
    assert other_seal.data == first.data, "sealed anew, it is still the same package"
    key = package.reference.document_id
    assert len(there.came(IncomingDocument.key == key)) == 1
    assert [one.again for one in there.arrivals() if one.package_id == package.package_id] == [2]


def test_another_content_under_a_number_that_was_used_is_refused(shared_two: Two) -> None:
    here, there = shared_two
    package = made(here, there)
    assert answer_of(there, brought(there, sealed(here, package))).status == "01"
    other = made(here, there, package_id=package.package_id)
    said = answer_of(there, brought(there, sealed(here, other)))
    assert (said.status, said.description[:15]) == ("02", "[other_content]")
    assert last_refusal(there)[:2] == ("other_content", True)
    assert not there.came(IncomingDocument.key == other.reference.document_id)
    brings_again = made(here, there, reference=package.reference, subject="Khác")
    said = answer_of(there, brought(there, sealed(here, brings_again)))
    assert said.description.startswith("[other_content]"), "a document that is held is not overwritten"


def test_a_known_document_in_another_package_is_no_second_document(shared_two: Two) -> None:
    here, there = shared_two
    package = made(here, there)
    brought(there, sealed(here, package))
    again = made(
        here, there, reference=package.reference, subject=package.subject, attachments=package.attachments
    )
    assert answer_of(there, brought(there, sealed(here, again))).status == "01"
    assert len(there.came(IncomingDocument.key == package.reference.document_id)) == 1


@pytest.mark.asvs("13.2.1")
def test_nobody_speaks_for_another_office(shared_two: Two) -> None:
    """A header with two senders: sealed by one that is known, read as from another."""
    here, there = shared_two
    stranger = Organ("000.77.77.H77", "Sở khác")
    package = made(here, there)
    root = writing.document(package)
    told = Status("s-1", stranger, Organ(there.organ(), "B"), package.reference, "06", utc_now())
    evil = etree.fromstring(etree.tostring(writing.status(told)))
    header = root.find(f"./{tag('edXMLEnvelope')}/{tag('edXMLHeader')}")
    inner = evil.find(f".//{tag('Status')}")
    assert header is not None and inner is not None
    header.insert(0, copy.deepcopy(inner))
    answer = brought(there, sealed(here, root))
    assert answer_of(there, answer).status == "02"
    assert last_refusal(there)[:2] == ("structure", True)
    assert not there.came(IncomingDocument.key == package.reference.document_id)


@pytest.mark.parametrize(
    ("fault", "status", "reason"),
    [
        ("stranger", 403, "unknown_sender"),
        ("recipient", 409, "wrong_recipient"),
        ("altered", 422, "altered"),
        ("unsigned", 422, "not_signed"),
        ("rubbish", 422, "not_xml"),
        ("entity", 422, "not_xml"),
        ("other_key", 422, "altered"),
    ],
)
def test_what_nobody_proved_is_refused_without_a_seal(
    shared_two: Two, fault: str, status: int, reason: str
) -> None:
    here, there = shared_two
    package = made(here, there)
    data = {
        "stranger": lambda: sealed(here, made(here, there, sender=Organ("000.77.77.H77", "Lạ"))),
        "recipient": lambda: sealed(here, made(here, there, recipients=(Organ("000.99.99.H99", "Khác"),))),
        "altered": lambda: sealed(here, package).replace(
            b"Ch\xe1\xbb\xa7 t\xe1\xbb\x8bch", b"Quy\xe1\xbb\x81n"
        ),
        "unsigned": lambda: etree.tostring(receipts.bare(writing.document(package))),
        "rubbish": lambda: b"\x00\xff rubbish",
        "entity": lambda: b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>',
        "other_key": lambda: sealed(here, package, key_for("kẻ khác")),
    }[fault]()
    answer = brought(there, data)
    assert answer.status_code == status and answer.json["code"] == reason and answer.json["message"]
    assert last_refusal(there) == (reason, fault == "recipient", 1)
    brought(there, data)
    assert last_refusal(there)[2] == 2, "the same bytes count up"
    assert "hostname" not in json.dumps(answer.json)


def test_a_package_that_was_taken_is_not_refused_because_a_certificate_ended(two: Two) -> None:
    here, there = two
    data = sealed(here, made(here, there))
    first = brought(there, data)
    fresh = here.new_key()
    with there.app.app_context():
        row = db.session.query(ExchangeOffice).one()
        row.certificates, row.revoked = (
            [pem_of(here.certificate), pem_of(fresh)],
            [f"{here.certificate.serial_number:x}"],
        )
        db.session.commit()
    assert brought(there, data).data == first.data
    late = brought(there, sealed(here, made(here, there), key=None))
    assert late.status_code == 200, "the new key is taken"


def test_a_key_that_ended_is_changed_and_what_waits_goes_under_the_new_one(two: Two) -> None:
    here, there = two
    document = here.issue((there.organ(), "B"))
    here.line.fault = lambda _data, _bring: (_ for _ in ()).throw(NoAnswer("closed"))
    here.carry()
    fresh = here.new_key()
    here.line.fault = None
    now = utc_now() + timedelta(hours=1)
    here.carry(now)
    assert (here.packages()[0].state, here.packages()[0].detail) == (WAITING, "altered"), (
        "not pinned there yet"
    )
    with there.app.app_context():
        row = db.session.query(ExchangeOffice).one()
        row.certificates = [*row.certificates, pem_of(fresh)]
        db.session.commit()
    here.carry(now + timedelta(hours=1))
    assert here.packages()[0].state == DELIVERED and here.standing(document, there.organ()) == "01"
    digests = {receipts.digest_of(sealing.parsed(one)) for one in here.line.sent}
    assert len(digests) == 1, "every try says the very same"


def test_without_a_key_nothing_is_taken_and_the_sender_waits(two: Two) -> None:
    here, there = two
    (there.folder / "keys" / "signing" / "default.p12").rename(there.folder / "key.away")
    here.issue((there.organ(), "B"))
    here.carry()
    package = here.packages()[0]
    assert (package.state, package.reason, package.detail) == (WAITING, "busy", "no_key")
    assert there.came() == [] and there.refusals() == []
    (there.folder / "key.away").rename(there.folder / "keys" / "signing" / "default.p12")
    here.carry(utc_now() + timedelta(hours=1))
    assert here.packages()[0].state == DELIVERED and len(there.came()) == 1


def test_an_answer_counts_only_from_who_was_asked_and_to_what_was_sent(two: Two) -> None:
    here, there = two
    answers: list[bytes] = []

    def held(data: bytes, bring: Any) -> Reply:
        found = bring(data)
        answers.append(found.body)
        return found

    here.line.fault = held
    here.issue((there.organ(), "B"))
    here.carry()
    here.issue((there.organ(), "B"))
    here.line.fault = lambda _data, _bring: Reply(200, {}, answers[0])
    here.carry()
    waits = here.packages()[-1]
    assert (waits.state, waits.reason) == (WAITING, "forged") and len(there.came()) == 1
    with here.app.app_context(), here.working():
        assert db.session.query(AuditEntry).filter_by(action="exchange.forged").count() == 1
    key, certificate = key_for("kẻ ở giữa")
    forged = receipts.answer_to(
        receipts.Sent(waits.from_organ, waits.to_organ, waits.package_id, waits.digest),
        Organ(there.organ(), "B"),
        Organ(here.organ(), "A"),
        Reference(here.organ(), "1", "KH", date(2026, 1, 1)),
        utc_now(),
    )
    here.line.fault = lambda _data, _bring: Reply(200, {}, sealing.seal(forged, key, certificate))
    here.carry(utc_now() + timedelta(hours=1))
    assert here.packages()[-1].reason == "forged"
    here.line.fault = None
    here.carry(utc_now() + timedelta(hours=9))
    assert here.packages()[-1].state == DELIVERED and len(there.came()) == 2


def test_a_file_that_cannot_be_kept_is_a_sealed_refusal(two: Two) -> None:
    here, there = two
    document = here.issue((there.organ(), "B"))
    with here.working():
        row = db.session.query(OutgoingDocument).one()
        assert row.id == document

    def poisoned(data: bytes, bring: Any) -> Reply:
        program = made(
            here, there, attachments=(Attachment("t1", "cai-dat.exe", "application/x-msdownload", b"MZ\x90"),)
        )
        answer = bring(sealed(here, program))
        assert b"StatusCode>02<" in answer.body
        return bring(data)

    here.line.fault = poisoned
    here.carry()
    assert last_refusal(there)[:2] == ("attachment", True)
    assert len(there.came()) == 1 and here.packages()[0].state == DELIVERED


def test_a_refusal_reaches_the_register_and_the_clerk(two: Two) -> None:
    here, there = two
    first = here.issue((there.organ(), "B"))
    here.carry()
    with here.working():
        row = db.session.query(OutgoingDocument).one()
        row.subject = "Khác hẳn"
        db.session.commit()
    with there.working():
        came = db.session.query(IncomingDocument).one()
        came.subject = "Đã có bản khác"
        db.session.commit()
    with here.working():
        again = here.packages()[0]
        db.session.query(type(again)).update({"state": WAITING, "package_id": "g-2", "path": None})
        db.session.commit()
    here.carry(utc_now() + timedelta(hours=1))
    package = here.packages()[0]
    assert (package.state, package.reason) == (TURNED_DOWN, "other_content")
    assert here.standing(first, there.organ()) == "02"
