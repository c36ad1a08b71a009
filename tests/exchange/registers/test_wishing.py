"""What senders want of documents that are here: nothing changes until it is answered, and what changes is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portal.exchange.edxml.shapes import (
    ARRIVED,
    DENIED,
    DONE,
    GRANTED,
    RECALL,
    REFUSED,
    REPLACE,
    UPDATE,
    Attachment,
    Document,
    Organ,
)
from portal.exchange.registers import arriving, handling, wishing
from portal.exchange.registers.errors import NotPossible, Wrong
from portal.exchange.registers.files import of_incoming
from portal.exchange.registers.models import MAIN, IncomingDocument
from portal.extensions import db
from tests.exchange.registers.world import Office


def _asks(office: Office, row: IncomingDocument, about: int, **other: object) -> Document:
    sent = office.package(about=about, reason="Sai phụ lục", **other)
    if about == REPLACE:
        return sent
    figure, notation = row.figure, row.notation
    assert row.day is not None
    return replace(sent, reference=replace(sent.reference, number=figure, notation=notation, day=row.day))


def test_a_recall_that_is_granted_closes_the_arrival_and_keeps_its_number(office: Office) -> None:
    clerk = office.people["clerk"]
    with office.working():
        row = office.accepted()
        wishing.wish(row, _asks(office, row, RECALL), office.system)
        db.session.commit()
        assert row.wanted is not None and row.wanted["reason"] == "Sai phụ lục" and not row.is_closed
        wishing.grant(row, "", row.version, clerk)
        db.session.commit()
        assert row.is_closed and row.wanted is None and row.number == 1
        assert office.told[-1] == (row.id, GRANTED, "")
        with pytest.raises(NotPossible):
            handling.finish(row, "xong", row.version, clerk)
        with pytest.raises(NotPossible):
            wishing.wish(row, _asks(office, row, RECALL), office.system)
        assert arriving.held_by_key(row.key) is None, "what was taken back may be sent again"


def test_a_wish_comes_before_registering_and_is_answered_first(office: Office) -> None:
    clerk = office.people["clerk"]
    with office.working():
        row = office.arrived()
        wishing.wish(row, _asks(office, row, RECALL), office.system)
        with pytest.raises(NotPossible):
            arriving.accept(row, row.version, clerk)
        with pytest.raises(Wrong):
            wishing.deny(row, "", row.version, clerk)
        wishing.deny(row, "Đã triển khai", row.version, clerk)
        assert office.told[-1] == (row.id, DENIED, "Đã triển khai")
        arriving.accept(row, row.version, clerk)
        assert row.number == 1


def test_an_update_waits_beside_what_stands_and_what_stood_is_kept(office: Office) -> None:
    clerk = office.people["clerk"]
    new = (
        Attachment("a", "moi.txt", "text/plain", b"Ban moi"),
        Attachment("b", "phu-luc.txt", "text/plain", b"PL"),
    )
    with office.working():
        row = office.accepted(subject="Trích yếu cũ", due=date(2026, 12, 20))
        old = [one.sha256 for one in of_incoming(row)]
        wishing.wish(row, _asks(office, row, UPDATE, subject="Trích yếu mới", attachments=new), office.system)
        db.session.commit()
        assert row.subject == "Trích yếu cũ" and [one.role for one in of_incoming(row)] == [
            MAIN,
            "offered",
            "offered",
        ]
        wishing.grant(row, "", row.version, clerk)
        db.session.commit()
        assert row.subject == "Trích yếu mới"
        assert row.former[-1]["values"]["subject"] == "Trích yếu cũ"
        assert row.former[-1]["values"]["asked_until"] == "2026-12-20"
        assert [(one.role, one.name) for one in of_incoming(row)] == [
            (MAIN, "moi.txt"),
            ("attached", "phu-luc.txt"),
        ]
        gone = [one for one in of_incoming(row, former=True) if one.until is not None]
        assert [one.sha256 for one in gone] == old


def test_an_update_that_is_denied_changes_nothing_and_its_files_are_no_longer_the_documents(
    office: Office,
) -> None:
    with office.working():
        row = office.accepted(subject="Cũ")
        before = [one.id for one in of_incoming(row)]
        new = (Attachment("a", "moi.txt", "text/plain", b"Ban moi"),)
        wishing.wish(row, _asks(office, row, UPDATE, subject="Mới", attachments=new), office.system)
        wishing.wish(row, _asks(office, row, UPDATE, subject="Mới nữa", attachments=new), office.system)
        assert row.wanted is not None and row.wanted["values"]["subject"] == "Mới", (
            "the first is answered first"
        )
        wishing.deny(row, "Không đúng", row.version, office.people["clerk"])
        assert row.wanted is not None and row.wanted["values"]["subject"] == "Mới nữa"
        wishing.deny(row, "Cũng không", row.version, office.people["clerk"])
        assert [one[1:] for one in office.told[-2:]] == [(DENIED, "Không đúng"), (DENIED, "Cũng không")]
        db.session.commit()
        assert row.subject == "Cũ" and [one.id for one in of_incoming(row)] == before
        assert len(of_incoming(row, former=True)) == len(before) + 2


@pytest.mark.parametrize("granted", [True, False])
def test_a_replacement_is_an_arrival_of_its_own(office: Office, granted: bool) -> None:
    clerk = office.people["clerk"]
    with office.working():
        row = office.accepted()
        other = wishing.wish(row, _asks(office, row, REPLACE), office.system)
        db.session.commit()
        assert other is not None and other.state == ARRIVED and other.id != row.id
        if granted:
            wishing.grant(row, "", row.version, clerk)
            assert row.replaced_by_id == other.id and row.is_closed and other.state == ARRIVED
            assert office.told[-1][:2] == (row.id, GRANTED)
        else:
            wishing.deny(row, "Bản cũ đã ban hành", row.version, clerk)
            assert not row.is_closed and other.state == REFUSED
            assert [one[:2] for one in office.told[-2:]] == [(other.id, REFUSED), (row.id, DENIED)]
        db.session.commit()


def test_of_what_is_done_the_sender_may_still_ask(office: Office) -> None:
    clerk = office.people["clerk"]
    with office.working():
        row = office.accepted()
        handling.finish(row, "Lưu", row.version, clerk)
        wishing.wish(row, _asks(office, row, RECALL), office.system)
        assert row.state == DONE
        wishing.grant(row, "Đã hủy bản in", row.version, clerk)
        assert row.is_closed and office.told[-1] == (row.id, GRANTED, "Đã hủy bản in")


def test_nobody_else_than_the_sender_takes_a_document_back(office: Office) -> None:
    with office.working():
        row = office.accepted()
        asked = replace(_asks(office, row, RECALL), sender=Organ("000.99.18.H47", "Kẻ lạ"))
        with pytest.raises(NotPossible):
            wishing.wish(row, asked, office.system)
        assert row.wanted is None


def test_wishes_stand_in_line_and_each_brings_its_own_files(office: Office) -> None:
    clerk = office.people["clerk"]
    one, two = (Attachment("a", name, "text/plain", name.encode()) for name in ("mot.txt", "hai.txt"))
    with office.working():
        row = office.accepted(subject="Cũ")
        wishing.wish(row, _asks(office, row, UPDATE, subject="Một", attachments=(one,)), office.system)
        wishing.wish(row, _asks(office, row, UPDATE, subject="Hai", attachments=(two,)), office.system)
        wishing.wish(row, _asks(office, row, RECALL), office.system)
        db.session.commit()
        assert [each["about"] for each in wishing.waiting_behind(row)] == [UPDATE, RECALL]
        wishing.grant(row, "", row.version, clerk)
        db.session.commit()
        assert row.subject == "Một"
        assert [each.name for each in of_incoming(row)] == ["mot.txt", "hai.txt"]
        assert [each.role for each in of_incoming(row)] == [MAIN, "offered"]
        wishing.deny(row, "Giữ bản một", row.version, clerk)
        db.session.commit()
        assert row.subject == "Một" and [each.name for each in of_incoming(row)] == ["mot.txt"]
        wishing.grant(row, "", row.version, clerk)
        db.session.commit()
        assert row.is_closed and row.wanted is None
        assert [told[1] for told in office.told[-3:]] == [GRANTED, DENIED, GRANTED]


@pytest.mark.parametrize("first", [RECALL, REPLACE])
def test_what_a_closed_document_leaves_nothing_to_do_for_is_answered_too(office: Office, first: int) -> None:
    clerk = office.people["clerk"]
    with office.working():
        row = office.accepted()
        wishing.wish(row, _asks(office, row, first), office.system)
        wishing.wish(row, _asks(office, row, UPDATE, subject="Mới"), office.system)
        other = wishing.wish(row, _asks(office, row, REPLACE), office.system)
        wishing.grant(row, "", row.version, clerk)
        db.session.commit()
        assert row.is_closed and row.wanted is None and row.subject != "Mới"
        assert other is not None and other.state == ARRIVED, "it may be registered for itself"
        assert [told[1] for told in office.told[-3:]] == [GRANTED, DENIED, DENIED]
