"""Documents that go out, through the verbs: drafted, submitted, given back, recalled, replaced."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts.permissions import Forbidden
from portal.clock import today
from portal.exchange.registers import drafting, handling, starting
from portal.exchange.registers.drafting import Draft, Recipient
from portal.exchange.registers.errors import NotOpen, NotPossible, StaleVersion, Wrong
from portal.exchange.registers.files import Upload, of_outgoing
from portal.exchange.registers.models import (
    DRAFT,
    ISSUED,
    RECALLED,
    REPLACED,
    TO_SIGN,
    HandlingNote,
    OutgoingDocument,
    OutgoingFile,
    OutgoingRecipient,
)
from portal.extensions import db
from portal.notices.models import Notice
from portal.papers.models import Paper
from tests.exchange.registers.world import SENDER, Office


def _count(model: type[object]) -> int:
    return int(db.session.scalar(select(func.count()).select_from(model)) or 0)


def test_a_draft_is_made_once_and_goes_to_each_office_once(shared_office: Office) -> None:
    office = shared_office
    twice = (
        Recipient("Huyện", SENDER.id),
        Recipient("Các thôn"),
        Recipient("UBND huyện", SENDER.id),
        Recipient("các thôn"),
    )
    draft = Draft("ke-hoach", "Tổng vệ sinh", body="Nội dung", recipients=twice)
    with office.working():
        row = drafting.make(draft, office.people["officer1"], origin="o-1")
        db.session.commit()
        assert drafting.make(draft, office.people["officer1"], origin="o-1").id == row.id
        assert [(one.organ_id, one.name) for one in drafting.recipients_of(row)] == [
            (SENDER.id, "Huyện"),
            ("", "Các thôn"),
        ]
        assert (row.state, row.number, row.drafter_name) == (DRAFT, None, office.people["officer1"].name)
        with pytest.raises(Forbidden):
            drafting.make(draft, office.people["writer"])


@pytest.mark.parametrize("level", ["mat", "toi-mat", "tuyet-mat", "x"])
def test_no_secret_is_drafted_or_made_of_an_open_draft(shared_office: Office, level: str) -> None:
    office = shared_office
    officer = office.people["officer1"]
    with office.working():
        row, before = office.draft(), _count(OutgoingDocument)
        with pytest.raises(NotOpen):
            drafting.make(Draft("ke-hoach", "BÍ MẬT"), officer, secrecy=level)
        with pytest.raises(NotOpen):
            drafting.change(row, Draft("ke-hoach", "BÍ MẬT"), row.version, officer, secrecy=level)
        db.session.commit()
        assert _count(OutgoingDocument) == before and row.subject != "BÍ MẬT"


def test_changing_moves_the_version_and_an_older_form_changes_nothing(shared_office: Office) -> None:
    office = shared_office
    officer = office.people["officer1"]
    with office.working():
        row = office.draft()
        seen = row.version
        said = starting.as_draft(row)
        drafting.change(row, said, seen, officer)
        db.session.commit()
        assert row.version == seen, "nothing was changed"
        fewer = Draft(**{**vars(said), "recipients": (Recipient("Các thôn"),)})
        drafting.change(row, fewer, seen, officer)
        db.session.commit()
        assert row.version > seen and len(drafting.recipients_of(row)) == 1
        with pytest.raises(StaleVersion):
            drafting.change(row, said, seen, officer)
        with pytest.raises(NotPossible):
            drafting.change(row, said, row.version, office.people["officer2"])
        drafting.change(row, said, row.version, office.people["clerk"])


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"kind": "la"}, "kind"),
        ({"subject": " "}, "subject"),
        ({"urgency": 9}, "urgency"),
        ({"due": today() - timedelta(days=1)}, "due"),
        ({"copies": 0}, "copies"),
        ({"recipients": tuple(Recipient(f"Nơi {one}") for one in range(201))}, "recipients"),
        ({"addressed": ("x",) * 61}, "addressed"),
        ({"signer_name": "x" * 121}, "signer_name"),
    ],
)
def test_what_is_wrong_is_told_by_the_input(
    shared_office: Office, other: dict[str, object], field: str
) -> None:
    values = {"kind": "ke-hoach", "subject": "Đúng"} | other
    with shared_office.working(), pytest.raises(Wrong) as told:
        drafting.make(Draft(**values), shared_office.people["clerk"])  # type: ignore[arg-type]
    assert list(told.value.messages) == [field]


def test_submitted_given_back_and_taken_back(shared_office: Office) -> None:
    office = shared_office
    officer, leader = office.people["officer1"], office.people["leader"]
    with office.working():
        empty = office.draft(body=" ")
        with pytest.raises(Wrong):
            drafting.submit(empty, "", empty.version, officer)
        row = office.draft()
        drafting.submit(row, "Kính trình", row.version, officer)
        assert row.state == TO_SIGN
        with pytest.raises(NotPossible):
            drafting.change(row, starting.as_draft(row), row.version, officer)
        with pytest.raises(Forbidden):
            drafting.give_back(row, "Sửa", row.version, officer)
        with pytest.raises(Wrong):
            drafting.give_back(row, "", row.version, leader)
        drafting.give_back(row, "Sửa điểm 2", row.version, leader)
        assert row.state == DRAFT
        drafting.submit(row, "", row.version, officer)
        drafting.take_back(row, row.version, officer)
        assert row.state == DRAFT
        db.session.commit()
        acts = [one.act for one in handling.course_of(row)]
        assert acts == ["draft", "submit", "give_back", "submit", "take_back"]
        told = db.session.scalars(select(Notice).where(Notice.path.endswith(str(row.id))).order_by(Notice.id))
        kinds = [(one.kind, one.for_user_id) for one in told]
        assert ("exchange.given_back", officer.user_id) in kinds and (
            "exchange.to_sign",
            leader.user_id,
        ) in kinds


def test_a_draft_goes_with_all_that_belongs_to_it(office: Office) -> None:
    officer = office.people["officer1"]
    with office.working():
        row = office.draft()
        drafting.attach(row, (Upload("so-lieu.txt", b"1"), Upload("b.txt", b"2")), row.version, officer)
        first = of_outgoing(row)[0]
        drafting.detach(row, first, row.version, officer)
        db.session.commit()
        assert [one.name for one in of_outgoing(row)] == ["b.txt"] and _count(Paper) == 1
        drafting.discard(row, row.version, officer)
        db.session.commit()
        for model in (OutgoingDocument, OutgoingFile, OutgoingRecipient, HandlingNote, Paper):
            assert _count(model) == 0, model


def test_what_was_issued_is_recalled_with_a_reason_and_keeps_its_number(office: Office) -> None:
    leader = office.people["leader"]
    with office.working():
        row = office.issued()
        for verb in (drafting.submit, drafting.take_back):
            with pytest.raises((NotPossible, Forbidden)):
                verb(row, *([""] if verb is drafting.submit else []), row.version, office.people["clerk"])
        with pytest.raises(NotPossible):
            drafting.discard(row, row.version, office.people["clerk"])
        with pytest.raises(Wrong):
            drafting.recall(row, "", row.version, leader)
        drafting.recall(row, "Sai căn cứ", row.version, leader)
        db.session.commit()
        assert (row.state, row.number, row.reason) == (RECALLED, 1, "Sai căn cứ")
        assert office.recalled == [row.id]
        assert office.issued().number == 2


def test_a_replacement_takes_the_place_once_it_is_issued(office: Office) -> None:
    officer = office.people["officer1"]
    with office.working():
        former = office.issued()
        row = drafting.make(starting.start_from(former), officer, replaces=former)
        db.session.commit()
        assert former.state == ISSUED
        office.issued(row)
        assert former.state == REPLACED and handling.course_of(former)[-1].text == row.number_text
        with pytest.raises(NotPossible):
            drafting.make(starting.start_from(former), officer, replaces=former)


def test_a_copy_begins_with_the_words_and_recipients_of_an_older_document(shared_office: Office) -> None:
    office = shared_office
    officer = office.people["officer1"]
    with office.working():
        old = office.draft(due=today() + timedelta(days=9), grounds="Căn cứ Luật Đất đai;")
        drafting.attach(old, (Upload("mau.txt", b"mau"),), old.version, officer)
        row = drafting.make(starting.start_from(old), office.people["officer2"])
        starting.copy_files(old, row, office.people["officer2"])
        db.session.commit()
        assert (row.body, row.grounds, row.due) == (old.body, old.grounds, None)
        assert [(one.organ_id, one.name) for one in drafting.recipients_of(row)] == [
            (one.organ_id, one.name) for one in drafting.recipients_of(old)
        ]
        assert [one.sha256 for one in of_outgoing(row)] == [one.sha256 for one in of_outgoing(old)]


def test_a_document_has_no_more_files_than_anybody_looks_through(shared_office: Office) -> None:
    office = shared_office
    officer = office.people["officer1"]
    with office.working():
        row = office.draft()
        drafting.attach(row, (Upload("a.txt", b"a"),), None, officer)
        with pytest.raises(Wrong):
            drafting.attach(row, (Upload("b.txt", b"b"),) * 50, None, officer)
        assert len(of_outgoing(row)) == 1


def test_a_draft_that_something_refers_to_stays(office: Office) -> None:
    officer = office.people["officer1"]
    with office.working():
        row, other = office.draft(), office.draft()
        other.replaces_id = row.id
        db.session.commit()
        with pytest.raises(NotPossible):
            drafting.discard(row, None, officer)
        db.session.rollback()
        assert len(drafting.recipients_of(row)) == 2
