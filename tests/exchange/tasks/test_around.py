"""Around tasks: offices that become one, people who leave, a process that dies in the middle of carrying."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.dossiers import moment
from portal.exchange.tasks import board, carrying, course, landing, queries
from portal.exchange.tasks.files import Brought
from portal.exchange.tasks.models import Assignment, ReceivedTask, TaskEvent, TaskFile
from portal.exchange.tasks.service import Said, act, hand
from portal.extensions import db
from portal.papers.models import Paper
from portal.publishing.holdings import holdings
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from tests.exchange.tasks.world import World, local
from tests.merging.world import NEW, SON, THANH, broken_references, merge, undo
from tests.papers import samples


class Killed(BaseException):
    """The process dies: no handler of ours sees it."""


STEPS = (
    (carrying, "message_down"),
    (carrying, "landed_below"),
    (carrying, "message_up"),
    (carrying, "landed_above"),
    (landing, "settle"),
    (carrying, "commit"),
)


@pytest.mark.parametrize(("module", "name"), STEPS, ids=[name for _module, name in STEPS])
def test_killed_anywhere_nothing_is_lost_and_nothing_comes_twice(
    world: World, monkeypatch: pytest.MonkeyPatch, module: object, name: str
) -> None:
    world.give(files=[Brought("mau.pdf", samples.pdf())])
    _killed_at(world, monkeypatch, module, name, "2026-03-02 09:05")
    assert world.carry("2026-03-02 09:06") == 1
    with world.commune("2026-03-02 10:00") as (row, people):
        report = Said("đây", done=50, files=[Brought("bc.pdf", samples.pdf())])
        act(row, course.REPORT, report, row.version, people["officer"])
    _killed_at(world, monkeypatch, module, name, "2026-03-02 10:05")
    assert world.carry("2026-03-02 10:06") == 1 and world.carry("2026-03-02 10:07") == 0
    with world.commune("2026-03-02 11:00") as (row, _people):
        assert db.session.scalar(select(func.count()).select_from(ReceivedTask)) == 1
        assert db.session.scalar(select(func.count()).select_from(TaskFile)) == 2
        assert db.session.scalar(select(func.count()).select_from(Paper)) == 2
    with world.district("2026-03-02 11:00") as (given, _people):
        assert (given.state, given.done, given.carry_at) == ("working", 50, None)
        assert db.session.scalar(select(func.count()).select_from(TaskEvent)) == 1
        assert db.session.scalar(select(func.count()).select_from(TaskFile)) == 2


def _killed_at(world: World, monkeypatch: pytest.MonkeyPatch, module: object, name: str, at: str) -> None:
    def dies(*_given: object, **_named: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(module, name, dies)
        with pytest.raises(Killed):
            world.carry(at)


def test_open_tasks_go_on_at_the_successor_and_back(app: Flask) -> None:
    world = World(app, SON, THANH)
    world.give()
    world.carry()
    world.does("2026-03-03 09:00", course.REPORT, slug=SON, text="thôn 1", done=30)
    with app.app_context():
        number = merge(NEW, SON, THANH)
        home = directory().by_slug(NEW)
        assert home is not None and broken_references() == []
    with app.app_context(), entered(editing(home.id)), moment.at(local("2026-03-04 09:00")):
        rows = {one.done: one for one in db.session.scalars(select(ReceivedTask))}
        assert sorted(rows) == [0, 30]
        officer = world.below[SON].people["officer"]
        there = type(officer)(officer.user_id, officer.name, home.id, officer.roles)
        act(rows[30], course.FINISH, Said("xong cả hai"), rows[30].version, there)
        db.session.commit()
    world.carry("2026-03-04 10:00")
    with world.above.working("2026-03-04 11:00"):
        parts = db.session.scalars(select(Assignment).order_by(Assignment.position)).all()
        assert {one.state for one in parts} == {"reported", "given"}
        assert board.cells(parts)[home.id].state == "given"  # of two the one that most is left to do of
        assert {one.id for one in board.columns([], {}, [])} == set()
    world.decides("2026-03-04 12:00", course.ACCEPT, slug=SON)
    with app.app_context():
        undo(number)
        assert broken_references() == []
    with world.commune("2026-03-05 09:00", SON) as (row, _people):
        assert row.state == "accepted"
    with world.commune("2026-03-05 09:00", THANH) as (row, _people):
        assert row.state == "given"


def test_a_task_for_an_office_that_ended_goes_to_its_heir(app: Flask) -> None:
    world = World(app, SON, THANH)
    world.give(portals=[world.below[SON].id])
    with app.app_context():
        merge(NEW, SON, THANH)
        home = directory().by_slug(NEW)
        assert home is not None
    assert world.carry("2026-03-02 09:10") == 1
    with app.app_context(), entered(editing(home.id)):
        assert db.session.scalars(select(ReceivedTask)).one().title == "Rà soát hộ nghèo"


def test_what_somebody_has_in_hand_passes_on_when_they_leave(world: World) -> None:
    world.give()
    world.carry()
    with world.commune("2026-03-02 10:00") as (row, people):
        hand(row, people["officer"].user_id or 0, row.version, people["officer"])
    with world.commune("2026-03-02 11:00") as (row, people):
        mine = next(one for one in holdings() if str(one.label) == "Nhiệm vụ được giao")
        held = mine.held_by(people["officer"].user_id or 0)
        assert [one.title for one in held] == ["Rà soát hộ nghèo"]
        mine.pass_on(held, people["officer2"].user_id or 0)
        assert row.holder_id == people["officer2"].user_id
        mine.pass_on(mine.held_by(people["officer2"].user_id or 0), people["author"].user_id or 0)
        assert (row.holder_id, row.holder_name) == (None, "")
    world.carry("2026-03-02 11:01")
    with world.district("2026-03-02 12:00") as (given, _people):
        assert given.holder_name == ""


def test_what_is_late_on_either_side_is_told_for_the_briefing(world: World) -> None:
    world.give()
    world.give(key="hai", title="Việc hai", due=date(2026, 3, 6))
    world.give(key="ba", title="Việc ba", due=date(2026, 3, 6))
    world.carry()
    with world.below["tam-hai"].working("2026-03-10 09:00") as people:
        rows = {one.title: one for one in db.session.scalars(select(ReceivedTask))}
        late = rows["Việc hai"]
        act(late, course.FINISH, Said("muộn"), late.version, people["officer"])
        assert [one.title for one in queries.late_received(9)] == ["Việc ba"]
    with world.above.working("2026-03-10 09:00"):
        assert sorted(task.title for _part, task in queries.late_given(9)) == ["Việc ba", "Việc hai"]
    world.carry("2026-03-10 09:05")
    with world.above.working("2026-03-10 10:00"):
        assert [task.title for _part, task in queries.late_given(9)] == ["Việc ba"]
        assert [task.title for _part, task in queries.decisions_waiting(9)] == ["Việc hai"]
