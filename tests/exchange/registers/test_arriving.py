"""Documents that come in, through the verbs: taken in, entered, registered, refused, handed out, done."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from PIL import Image
from sqlalchemy import func, select

from portal.accounts.permissions import Forbidden
from portal.clock import today, utc_now
from portal.exchange.edxml.shapes import (
    ACCEPTED,
    ARRIVED,
    ASSIGNED,
    DONE,
    HANDLING,
    REFUSED,
    Attachment,
)
from portal.exchange.registers import arriving, drafting, handling, starting
from portal.exchange.registers.arriving import Entry
from portal.exchange.registers.errors import AlreadyHeld, NotOpen, NotPossible, StaleVersion, Wrong
from portal.exchange.registers.files import Upload, of_incoming
from portal.exchange.registers.handling import Assignment
from portal.exchange.registers.models import ATTACHED, MAIN, IncomingDocument, IncomingFile
from portal.exchange.registers.values import Arrival, of_row
from portal.extensions import db
from portal.media.refusal import Refused
from portal.notices.models import Notice
from portal.papers import queries as papers
from portal.papers.models import Paper
from portal.papers.service import content
from tests.exchange.registers.world import Office
from tests.papers import samples


def picture_with_place() -> bytes:
    """A photo that says with what it was taken: the library would take that out."""
    made = io.BytesIO()
    exif = Image.Exif()
    exif[0x0110] = "Máy ảnh thử"
    Image.new("RGB", (80, 60), (10, 120, 90)).save(made, "JPEG", exif=exif)
    return made.getvalue()


def _count(model: type[object]) -> int:
    return int(db.session.scalar(select(func.count()).select_from(model)) or 0)


def test_a_package_comes_before_the_clerk_with_its_files_as_they_came(shared_office: Office) -> None:
    office, picture = shared_office, picture_with_place()
    files = (
        Attachment("a", "Kế hoạch.pdf", "application/pdf", samples.pdf("Điều 1", "Điều 2")),
        Attachment("b", "anh.jpg", "image/jpeg", picture),
    )
    with office.working():
        row = office.arrived(attachments=files, content="Kèm theo")
        assert (row.state, row.number, row.kind, row.kind_name) == (ARRIVED, None, "ke-hoach", "Kế hoạch")
        held = of_incoming(row)
        assert [(one.role, one.name) for one in held] == [(MAIN, "Kế hoạch.pdf"), (ATTACHED, "anh.jpg")]
        kept = papers.papers([one.paper_id for one in held])
        for one, sent in zip(held, files, strict=True):
            assert content(kept[one.paper_id]) == sent.data and one.sha256 == sent.sha256
        assert kept[held[0].paper_id].pages == 2
        told = db.session.scalars(
            select(Notice).where(Notice.kind == "exchange.arrived", Notice.path.endswith(str(row.id)))
        )
        names = {one.for_user_id for one in told}
        assert names == {office.people["clerk"].user_id, office.people["admin"].user_id}
    assert office.told == [], "the receiver of packages answers that it came"


def test_the_same_document_in_another_package_is_told_and_makes_no_second_row(shared_office: Office) -> None:
    office = shared_office
    with office.working():
        sent = office.package()
        row = arriving.take_in(sent, office.system)
        db.session.commit()
        before = _count(IncomingDocument), _count(Paper)
        with pytest.raises(AlreadyHeld) as told:
            arriving.take_in(office.package(reference=sent.reference), office.system)
        assert told.value.held.id == row.id and (_count(IncomingDocument), _count(Paper)) == before
        arriving.refuse(row, "Gửi nhầm nơi nhận", row.version, office.people["clerk"])
        db.session.commit()
        again = arriving.take_in(office.package(reference=sent.reference), office.system)
        assert again.id != row.id, "what was refused may be sent again"


def test_a_file_that_may_hurt_is_refused_with_the_whole_package(shared_office: Office) -> None:
    office = shared_office
    with office.working():
        before = _count(IncomingDocument), _count(Paper)
        with pytest.raises(Refused):
            office.arrived(attachments=(Attachment("a", "a.pdf", "application/pdf", b"MZ\x90\x00"),))
        db.session.rollback()
        assert (_count(IncomingDocument), _count(Paper)) == before


def test_accepting_gives_a_number_and_tells_the_sender(office: Office) -> None:
    with office.working():
        first, second = office.arrived(), office.arrived()
        arriving.accept(second, second.version, office.people["clerk"])
        arriving.accept(first, first.version, office.people["clerk"])
        db.session.commit()
        assert (second.number, first.number, first.year) == (1, 2, today().year)
        assert office.told == [(second.id, ACCEPTED, ""), (first.id, ACCEPTED, "")]
        with pytest.raises(NotPossible):
            arriving.accept(first, first.version, office.people["clerk"])
        for name in ("officer1", "leader", "writer"):
            with pytest.raises(Forbidden):
                arriving.refuse(second, "không", None, office.people[name])


def test_refusing_needs_a_reason_and_keeps_no_number(office: Office) -> None:
    with office.working():
        row = office.arrived()
        with pytest.raises(Wrong):
            arriving.refuse(row, "  ", row.version, office.people["clerk"])
        arriving.refuse(row, "Không thuộc thẩm quyền", row.version, office.people["clerk"])
        db.session.commit()
        assert (row.state, row.number, row.reason) == (REFUSED, None, "Không thuộc thẩm quyền")
        assert office.told == [(row.id, REFUSED, "Không thuộc thẩm quyền")]
        assert office.accepted().number == 1


def test_what_the_clerk_enters_has_its_number_at_once_and_is_made_once(office: Office) -> None:
    entry = Entry(
        Arrival("Sở Nội vụ", "Biên chế năm 2027", figure="12", notation="SNV-TC", day=date(2026, 11, 20)),
        arrived_at=utc_now() - timedelta(days=2),
        origin="to-1",
    )
    clerk = office.people["clerk"]
    with office.working():
        row = arriving.enter(entry, (Upload("quet.pdf", samples.pdf(), MAIN),), clerk)
        db.session.commit()
        assert (row.state, row.number, row.source) == (ACCEPTED, 1, "hand")
        assert arriving.enter(entry, (Upload("quet.pdf", samples.pdf(), MAIN),), clerk).id == row.id
        twin = Entry(entry.values, origin="to-2")
        with pytest.raises(AlreadyHeld) as told:
            arriving.enter(twin, (), clerk)
        assert told.value.held.id == row.id
        second = arriving.enter(Entry(entry.values, origin="to-2", again=True), (), clerk)
        assert second.number == 2
        with pytest.raises(Forbidden):
            arriving.enter(twin, (), office.people["officer1"])


@pytest.mark.parametrize("level", ["mat", "toi-mat", "tuyet-mat", "bia-dat"])
@pytest.mark.tcvn("7.2.3.4.b")
def test_nothing_of_a_state_secret_is_kept(shared_office: Office, level: str) -> None:
    office = shared_office
    secret = Entry(Arrival("Công an huyện", "MẬT-KHÔNG-LƯU"), secrecy=level)
    with office.working():
        before = _count(IncomingDocument), _count(Paper), _count(IncomingFile)
        with pytest.raises(NotOpen) as told:
            arriving.enter(secret, (Upload("mat.pdf", samples.pdf("MẬT"), MAIN),), office.people["clerk"])
        assert "secrecy" in told.value.messages and "bí mật nhà nước" in told.value.messages["secrecy"]
        db.session.commit()
        assert (_count(IncomingDocument), _count(Paper), _count(IncomingFile)) == before


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"sender": " "}, "sender"),
        ({"subject": ""}, "subject"),
        ({"kind": "la"}, "kind"),
        ({"urgency": 7}, "urgency"),
        ({"day": date(2099, 1, 1)}, "day"),
        ({"pages": 0}, "pages"),
    ],
)
def test_what_is_wrong_is_told_by_the_input(
    shared_office: Office, other: dict[str, object], field: str
) -> None:
    values = {"sender": "Sở Y tế", "subject": "Tiêm chủng"} | other
    with shared_office.working(), pytest.raises(Wrong) as told:
        arriving.enter(Entry(Arrival(**values)), (), shared_office.people["clerk"])  # type: ignore[arg-type]
    assert list(told.value.messages) == [field]


def test_what_the_clerk_corrects_keeps_what_stood_there(shared_office: Office) -> None:
    office = shared_office
    with office.working():
        row, clerk = office.entered(subject="Dự toan", pages=2), office.people["clerk"]
        right = Arrival(**(of_row(row) | {"subject": "Dự toán", "pages": 3}))
        arriving.correct(row, right, row.version, clerk)
        db.session.commit()
        assert (row.subject, row.pages) == ("Dự toán", 3)
        assert (
            row.former[0]["values"] == {"subject": "Dự toan", "pages": 2}
            and row.former[0]["by"] == clerk.name
        )
        with pytest.raises(StaleVersion):
            arriving.correct(row, right, row.version - 1, clerk)
        sent = office.accepted()
        with pytest.raises(NotPossible):
            arriving.correct(sent, right, sent.version, clerk)
        with pytest.raises(NotPossible):
            arriving.add_files(sent, (Upload("a.txt", b"a"),), sent.version, clerk)


def test_from_assigned_to_done_each_step_is_told_and_written_down(office: Office) -> None:
    leader, officer = office.people["leader"], office.people["officer1"]
    with office.working():
        row = office.accepted()
        office.told.clear()
        given = Assignment(officer.user_id, "Văn phòng", days=5, words="Tham mưu trả lời trước thứ Sáu")
        handling.assign(row, given, row.version, leader)
        handling.begin(row, row.version, officer)
        with pytest.raises(Wrong):
            handling.finish(row, " ", row.version, officer)
        handling.finish(row, "Đã báo cáo qua điện thoại", row.version, officer)
        db.session.commit()
        assert (row.state, row.holder_name, row.unit) == (DONE, officer.name, "Văn phòng")
        assert row.due is not None and row.due >= today() + timedelta(days=5)
        handling.reopen(row, "Cần số liệu thêm", row.version, officer)
        assert row.state == HANDLING and row.ended_at is None
        db.session.commit()
        codes = [(status, words) for _id, status, words in office.told]
        assert codes == [(ASSIGNED, "Văn phòng"), (HANDLING, ""), (DONE, ""), (HANDLING, "")]
        acts = [(one.act, one.by_name) for one in handling.course_of(row)]
        clerk = office.people["clerk"].name
        assert acts == [
            ("arrive", office.system.name),
            ("accept", clerk),
            ("assign", leader.name),
            ("begin", officer.name),
            ("finish", officer.name),
            ("reopen", officer.name),
        ]
        assert "Tham mưu trả lời" in handling.course_of(row)[2].text


def test_an_arrival_is_given_to_somebody_who_handles_documents_here(shared_office: Office) -> None:
    office = shared_office
    leader = office.people["leader"]
    with office.working():
        row = office.accepted()
        for given in (
            Assignment(),
            Assignment(office.people["writer"].user_id),
            Assignment(999_999),
            Assignment(unit="VP", due=today() - timedelta(days=1)),
            Assignment(unit="VP", days=0),
        ):
            with pytest.raises(Wrong):
                handling.assign(row, given, row.version, leader)
        handling.assign(row, Assignment(unit="Văn phòng"), row.version, leader)
        db.session.commit()
        officer = office.people["officer2"]
        handling.begin(row, row.version, officer)
        assert row.holder_id == officer.user_id, "who begins what a unit was given has it in hand"
        with pytest.raises(NotPossible):
            handling.finish(row, "xong", row.version, office.people["officer1"])


def test_only_an_issued_answer_of_this_office_ends_an_arrival(shared_office: Office) -> None:
    office = shared_office
    officer, leader = office.people["officer1"], office.people["leader"]
    with office.working():
        row, other = office.accepted(), office.accepted()
        handling.assign(row, Assignment(officer.user_id), row.version, leader)
        draft = drafting.make(starting.answer_to(row), officer, answers=row)
        db.session.commit()
        assert row.sender in draft.addressed and row.number_text in draft.subject
        with pytest.raises(Wrong):
            handling.finish(row, "", row.version, officer, answer_id=draft.id)
        office.issued(draft)
        assert [one.text for one in handling.course_of(row) if one.act == "answered"] == [draft.number_text]
        with pytest.raises(Wrong):
            handling.finish(other, "", other.version, office.people["clerk"], answer_id=draft.id)
        handling.finish(row, "", row.version, officer, answer_id=draft.id)
        db.session.commit()
        assert office.told[-1] == (row.id, DONE, f"Trả lời bằng văn bản số {draft.number_text}")


def test_late_is_what_is_open_and_past_its_day(shared_office: Office) -> None:
    office = shared_office
    with office.working():
        row = office.accepted()
        handling.assign(row, Assignment(unit="VP", due=today()), row.version, office.people["leader"])
        assert not handling.is_late(row) and handling.is_late(row, today() + timedelta(days=1))
        handling.set_due(
            row,
            Assignment(due=today() + timedelta(days=3), words="Xin lùi"),
            row.version,
            office.people["leader"],
        )
        assert not handling.is_late(row, today() + timedelta(days=3))
        handling.finish(row, "Xong", row.version, office.people["leader"])
        assert not handling.is_late(row, today() + timedelta(days=9))
