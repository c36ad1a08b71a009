"""A task goes from the district to communes and its reports come back; each side reads its own rows alone."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.accounts.permissions import Forbidden
from portal.exchange.tasks import carrying, course, files, giving, queries
from portal.exchange.tasks.errors import NotInHand, NotPossible, StaleVersion
from portal.exchange.tasks.files import Brought
from portal.exchange.tasks.models import Assignment, ReceivedTask, Task, TaskEvent, TaskFile
from portal.exchange.tasks.service import Said, act, hand
from portal.exchange.tasks.settling import events_of
from portal.extensions import db
from portal.notices.models import Notice
from portal.papers import queries as papers
from portal.papers import service as paper_service
from portal.tenancy.scope import ScopeViolation
from tests.conftest import B
from tests.exchange.tasks.world import World
from tests.papers import samples


def test_from_given_to_accepted_with_its_files(world: World) -> None:
    form, reported = samples.pdf(), samples.pdf("Báo cáo")
    world.give(files=[Brought("mau-bieu.pdf", form)], wanted="Danh sách hộ", text="Theo mẫu kèm")
    assert world.carry() == 1 and world.carry() == 0
    with world.commune("2026-03-02 10:00") as (row, people):
        assert (row.title, row.wanted, row.state, row.due) == (
            "Rà soát hộ nghèo",
            "Danh sách hộ",
            "given",
            date(2026, 3, 13),
        )
        held = files.of_place(TaskFile.received_id, [row.id])[row.id]
        paper = papers.paper(held[0].paper_id)
        assert held[0].name == "mau-bieu.pdf" and paper is not None
        assert paper_service.content(paper) == form
        hand(row, people["officer"].user_id or 0, row.version, people["leader"])
    world.carry("2026-03-02 10:01")
    with world.district("2026-03-02 11:00") as (given, _people):
        assert (given.state, given.holder_name) == ("received", "officer tam-hai")
    world.does("2026-03-10 09:00", course.REPORT, text="Xong 4 thôn", done=60)
    world.does("2026-03-12 09:00", course.FINISH, text="Đã xong", files=[Brought("bao-cao.pdf", reported)])
    with world.district("2026-03-12 10:00") as (given, people):
        assert (given.state, given.done) == ("reported", 100)
        last = events_of(given)[-1]
        brought = files.of_place(TaskFile.event_id, [last.id])[last.id]
        paper = papers.paper(brought[0].paper_id)
        assert last.text == "Đã xong" and paper is not None
        assert paper_service.content(paper) == reported
        act(given, course.ACCEPT, Said("Tốt"), given.version, people["leader"])
    world.carry("2026-03-12 10:01")
    with world.commune("2026-03-12 11:00") as (row, _people):
        assert row.state == "accepted" and not row.is_open and row.remind_on is None
        assert [one.kind for one in events_of(row)] == ["hand", "report", "finish", "accept"]


def test_what_was_returned_goes_on_and_time_is_given(world: World) -> None:
    world.give()
    world.carry()
    world.does("2026-03-10 09:00", course.ASK, text="Mưa lũ", until=date(2026, 3, 20))
    with world.district("2026-03-10 10:00") as (given, people):
        assert given.asked_until == date(2026, 3, 20)
        assert [one.id for one, _task in queries.decisions_waiting(5)] == [given.id]
        with pytest.raises(NotPossible):
            act(given, course.DENY, Said(), given.version, people["leader"])  # a reason is wanted
        act(given, course.GRANT, Said(until=date(2026, 3, 18)), given.version, people["leader"])
    world.carry("2026-03-10 10:01")
    with world.commune("2026-03-10 11:00") as (row, people):
        assert (row.due, row.asked_until) == (date(2026, 3, 18), None)
        with pytest.raises(NotPossible):
            act(row, course.ASK, Said("x", until=date(2026, 3, 18)), row.version, people["officer"])
    world.does("2026-03-17 09:00", course.FINISH, text="xong")
    world.decides("2026-03-17 10:00", course.RETURN, text="Thiếu thôn 3", until=date(2026, 3, 19))
    with world.commune("2026-03-17 11:00") as (row, _people):
        assert (row.state, row.due, row.finished_at) == ("returned", date(2026, 3, 19), None)
        told = db.session.scalars(select(Notice.kind).order_by(Notice.id)).all()
        assert {"task.arrived", "task.grant", "task.return"} <= set(told)


def test_a_report_that_crosses_a_recall_moves_neither_side(world: World) -> None:
    world.give()
    world.carry()
    with world.district("2026-03-03 08:00") as (given, people):
        act(given, course.RECALL, Said("Giao nhầm"), given.version, people["leader"])
    with world.commune("2026-03-03 08:01") as (row, people):
        act(row, course.FINISH, Said("xong"), row.version, people["officer"])
        assert row.state == "reported"
    world.carry("2026-03-03 08:02")
    with world.commune("2026-03-03 09:00") as (row, _people):
        assert row.state == "recalled"
        kinds = [one.kind for one in events_of(row)]
    with world.district("2026-03-03 09:00") as (given, _people):
        assert given.state == "recalled" and [one.kind for one in events_of(given)] == kinds


def test_what_is_recalled_before_it_left_never_arrives(world: World) -> None:
    world.give()
    with world.district("2026-03-02 09:01") as (given, people):
        act(given, course.RECALL, Said("nhầm"), given.version, people["leader"])
    world.carry()
    with world.below["tam-hai"].working():
        assert db.session.scalars(select(ReceivedTask)).all() == []
    assert world.carry("2026-03-02 12:00") == 0


def test_a_person_of_the_own_office_has_it_at_once(world: World) -> None:
    officer = world.above.people["officer"]
    with world.above.working() as people:
        draft = giving.TaskDraft(
            "phieu-9",
            "Soạn báo cáo",
            date(2026, 3, 6),
            people=[officer.user_id or 0],
            files=[Brought("de-cuong.pdf", samples.pdf())],
        )
        giving.give(draft, people["leader"])
        row = db.session.scalars(select(ReceivedTask)).one()
        assert (row.holder_id, row.holder_name, row.state) == (officer.user_id, officer.name, "given")
        act(row, course.FINISH, Said("đây", files=[Brought("bc.pdf", samples.pdf())]), row.version, officer)
        given = db.session.scalars(select(Assignment)).one()
        assert given.state == "reported" and given.carry_at is None and row.carry_at is None
        act(given, course.ACCEPT, Said(), given.version, people["leader"])
        assert row.state == "accepted"
        # one paper each, read by both rows of the same office
        assert db.session.scalar(select(func.count()).select_from(TaskFile)) == 4
        assert len(set(db.session.scalars(select(TaskFile.paper_id)))) == 2
    assert world.carry() == 0


def test_a_second_click_gives_one_task(world: World) -> None:
    assert world.give() == world.give()
    with world.above.working():
        assert db.session.scalar(select(func.count()).select_from(Task)) == 1
        assert db.session.scalar(select(func.count()).select_from(Assignment)) == 1


def test_only_those_below_and_people_here_can_be_given_tasks(world: World) -> None:
    commune, other = world.below["tam-hai"], world.above.id
    with commune.working() as people:
        for portals, chosen in (([other], []), ([], [world.above.people["officer"].user_id]), ([], [])):
            draft = giving.TaskDraft("k", "x", date(2026, 3, 6), portals=portals, people=chosen)
            with pytest.raises(NotPossible):
                giving.give(draft, people["leader"])
        with pytest.raises(Forbidden):
            giving.give(giving.TaskDraft("k", "x", date(2026, 3, 6)), people["officer"])
        db.session.rollback()


def test_who_may_do_what(world: World) -> None:
    world.give()
    world.carry()
    with world.commune("2026-03-02 10:00") as (row, people):
        officer, other, author = people["officer"], people["officer2"], people["author"]
        with pytest.raises(Forbidden):
            act(row, course.REPORT, Said("x", done=1), row.version, author)
        with pytest.raises(Forbidden):
            hand(row, other.user_id or 0, row.version, officer)  # only who assigns gives it to others
        hand(row, officer.user_id or 0, row.version, officer)  # who handles takes what nobody has
        with pytest.raises(NotInHand):
            act(row, course.REPORT, Said("x", done=1), row.version, other)
        with pytest.raises(StaleVersion):
            act(row, course.REPORT, Said("x", done=1), row.version - 1, officer)
        with pytest.raises(NotPossible):
            hand(row, author.user_id or 0, row.version, people["leader"])
        for said in (Said("", done=1), Said("x"), Said("x", done=101), Said("x", done=-1)):
            with pytest.raises(NotPossible):
                act(row, course.REPORT, said, row.version, officer)
        with pytest.raises(NotPossible):
            act(row, course.ACCEPT, Said(), row.version, people["leader"])  # not this side's
    with world.district("2026-03-02 10:00") as (given, people):
        with pytest.raises(Forbidden):
            act(given, course.RECALL, Said("x"), given.version, people["officer"])
        with pytest.raises(NotPossible):
            act(given, course.ACCEPT, Said(), given.version, people["leader"])  # nothing was reported


def test_no_side_reads_the_rows_of_the_other(world: World) -> None:
    world.give()
    world.carry()
    with world.commune("2026-03-02 10:00"):
        assert db.session.scalars(select(Task)).all() == []
        assert db.session.scalars(select(Assignment)).all() == []
    with world.above.working():
        assert db.session.scalars(select(ReceivedTask)).all() == []
        with pytest.raises(ScopeViolation):
            db.session.add(
                ReceivedTask(
                    tenant_id=world.below["tam-hai"].id,
                    assignment_id=1,
                    from_portal_id=1,
                    title="x",
                    first_due=date(2026, 3, 6),
                    due=date(2026, 3, 6),
                )
            )
            db.session.flush()
        db.session.rollback()


def test_a_version_is_not_moved_by_carrying_alone(world: World) -> None:
    world.give()
    world.carry()
    with world.commune("2026-03-02 10:00") as (row, people):
        hand(row, people["officer"].user_id or 0, row.version, people["officer"])
        db.session.commit()
        seen = row.version
    world.carry("2026-03-02 10:01")
    with world.commune("2026-03-02 10:02") as (row, people):
        assert row.version == seen and row.carry_at is None
        act(row, course.START, Said(), seen, people["officer"])


def test_counted_in_pieces(world: World) -> None:
    world.give(measure="count", total=120, unit="hộ")
    world.carry()
    world.does("2026-03-05 09:00", course.REPORT, text="tuần 1", done=72)
    with world.district("2026-03-05 10:00") as (given, _people):
        assert given.done == 72
    world.does("2026-03-06 09:00", course.FINISH, text="đủ")
    with world.district("2026-03-06 10:00") as (given, _people):
        assert given.done == 120


def test_one_that_fails_holds_up_no_other(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    both = World(app, "tam-hai", B)
    both.give(files=[Brought("a.pdf", samples.pdf())])
    broken, landed = both.below[B].id, carrying.landed_below

    def failing(down: object, tenant_id: int) -> None:
        if tenant_id == broken:
            raise OSError("đĩa đầy")
        landed(down, tenant_id)  # type: ignore[arg-type]

    monkeypatch.setattr(carrying, "landed_below", failing)
    assert both.carry() == 1
    assert both.carry("2026-03-02 09:05") == 0  # put off
    monkeypatch.setattr(carrying, "landed_below", landed)
    assert both.carry("2026-03-02 09:30") == 1
    for slug in ("tam-hai", B):
        with both.commune("2026-03-02 10:00", slug) as (row, _people):
            assert len(files.of_place(TaskFile.received_id, [row.id])[row.id]) == 1
            assert db.session.scalar(select(func.count()).select_from(TaskEvent)) == 0


def test_many_who_report_make_one_notice_until_it_is_read(app: Flask) -> None:
    both = World(app, "tam-hai", B)
    both.give()
    both.carry()
    for slug in ("tam-hai", B):
        both.does("2026-03-10 09:00", course.FINISH, slug=slug, text="xong")
    with both.above.working("2026-03-10 10:00") as people:
        told = db.session.scalars(select(Notice).where(Notice.kind == "task.finish")).one()
        assert told.for_user_id == people["leader"].user_id
        assert told.detail == "Ủy ban nhân dân xã Tam Hải; Ủy ban nhân dân xã Tam Trà"
        told.read_at = told.at
    both.decides("2026-03-10 11:00", course.RETURN, slug=B, text="thiếu")
    both.does("2026-03-11 09:00", course.FINISH, slug=B, text="đủ")
    with both.above.working("2026-03-11 10:00"):
        assert db.session.scalar(select(func.count(Notice.id)).where(Notice.kind == "task.finish")) == 2
