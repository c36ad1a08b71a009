"""Reminders: before the last day, after it, of weekly reports; one notice a person and day, none lost, none twice."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.exchange.tasks import course
from portal.exchange.tasks.models import ReceivedTask
from portal.exchange.tasks.reminding import Tending, remind_all
from portal.exchange.tasks.service import hand
from portal.exchange.tasks.settling import AGAIN, late_reminder, soon
from portal.extensions import db
from portal.mail.models import OutgoingMail
from portal.notices.models import Notice
from portal.workdays.calendar import Calendar
from tests.exchange.tasks.world import World, local


def _remind(world: World, at: str) -> int:
    with world.app.app_context():
        return remind_all(local(at))


def _told(world: World, at: str = "2026-03-30 09:00") -> list[tuple[str, str]]:
    with world.commune(at):
        rows = db.session.execute(
            select(Notice.title, Notice.detail).where(Notice.kind == "task.reminder").order_by(Notice.id)
        ).all()
        return [(one.title, one.detail) for one in rows]


def _handed(world: World) -> None:
    with world.commune("2026-03-02 10:00") as (row, people):
        hand(row, people["officer"].user_id or 0, row.version, people["officer"])
    world.carry("2026-03-02 10:01")


def test_who_does_it_is_reminded_before_and_after_the_last_day(world: World) -> None:
    world.give()  # due on Friday 13
    world.carry()
    _handed(world)
    assert _remind(world, "2026-03-10 09:00") == 0
    assert _remind(world, "2026-03-11 06:59") == 0  # nobody is woken
    assert _remind(world, "2026-03-11 07:00") == 1 and _remind(world, "2026-03-11 07:01") == 0
    assert _remind(world, "2026-03-13 09:00") == 0
    assert _remind(world, "2026-03-14 09:00") == 2  # the district is told too
    assert _remind(world, "2026-03-20 09:00") == 0 and _remind(world, "2026-03-21 09:00") == 2
    assert _told(world) == [
        ("Nhiệm vụ cần chú ý: 1 sắp đến hạn", "Rà soát hộ nghèo"),
        ("Nhiệm vụ cần chú ý: 1 quá hạn", "Rà soát hộ nghèo"),
        ("Nhiệm vụ cần chú ý: 1 quá hạn", "Rà soát hộ nghèo"),
    ]
    with world.above.working("2026-03-30 09:00") as people:
        told = db.session.scalars(select(Notice).where(Notice.kind == "task.reminder")).all()
        assert [one.for_user_id for one in told] == [people["leader"].user_id] * 2
        assert db.session.scalars(select(OutgoingMail)).all()


def test_many_tasks_make_one_notice(world: World) -> None:
    for number in range(7):
        world.give(key=f"phieu-{number}", title=f"Việc {number}")
    world.carry()
    with world.below["tam-hai"].working("2026-03-02 10:00") as people:
        for row in db.session.scalars(select(ReceivedTask)).all():
            hand(row, people["officer"].user_id or 0, row.version, people["officer"])
    world.carry("2026-03-02 10:01")
    assert _remind(world, "2026-03-11 08:00") == 7
    told = _told(world)
    assert len(told) == 1 and told[0][0] == "Nhiệm vụ cần chú ý: 7 sắp đến hạn"
    assert told[0][1].endswith("và 2 nhiệm vụ khác")


def test_nothing_is_lost_where_the_installation_stood_still(world: World) -> None:
    world.give()
    world.carry()
    _handed(world)
    assert _remind(world, "2026-04-30 08:00") == 2
    assert _remind(world, "2026-04-30 09:00") == 0 and _remind(world, "2026-05-01 08:00") == 0
    assert len(_told(world)) == 1


def test_what_is_reported_complete_is_not_reminded_of_and_a_new_day_is(world: World) -> None:
    world.give()
    world.carry()
    _handed(world)
    assert _remind(world, "2026-03-11 08:00") == 1
    world.does("2026-03-12 09:00", course.FINISH, text="xong")
    assert _remind(world, "2026-03-16 08:00") == 0
    world.decides("2026-03-16 09:00", course.RETURN, text="thiếu", until=date(2026, 3, 25))
    assert _remind(world, "2026-03-20 08:00") == 0
    assert _remind(world, "2026-03-23 08:00") == 1


def test_weekly_reports_are_asked_for_until_they_come(world: World) -> None:
    world.give(rhythm="weekly", weekday=4, due=date(2026, 4, 30))
    world.carry()
    _handed(world)
    with world.commune("2026-03-02 10:00") as (row, _people):
        assert row.report_on == date(2026, 3, 6)
    assert _remind(world, "2026-03-06 08:00") == 1
    assert _told(world)[0][0] == "Nhiệm vụ cần chú ý: 1 đến kỳ báo cáo"
    world.does("2026-03-06 15:00", course.REPORT, text="tuần 1", done=10)
    with world.commune("2026-03-07 10:00") as (row, _people):
        assert row.report_on == date(2026, 3, 13)
    assert _remind(world, "2026-03-13 08:00") == 1
    assert _remind(world, "2026-03-20 08:00") == 1  # the one of last week did not come
    with world.district("2026-03-21 08:00") as (given_row, _people):
        assert given_row.report_on == date(2026, 3, 13)


def test_the_step_carries_at_once_and_looks_each_minute(world: World) -> None:
    tending = Tending()
    world.give()
    with world.app.app_context():
        assert tending.step(local("2026-03-02 09:01")) == 1
        assert tending.step(local("2026-03-02 09:01")) == 0
    _handed(world)
    with world.app.app_context():
        assert tending.step(local("2026-03-11 08:00")) == 1
        assert tending.step(local("2026-03-11 08:00") + timedelta(seconds=30)) == 0


@given(st.dates(date(2026, 1, 5), date(2026, 12, 20)))
def test_soon_is_two_working_days_before(due: date) -> None:
    day = soon(due, Calendar())
    assert day < due and Calendar().is_working_day(day)
    assert sum(Calendar().is_working_day(day + timedelta(days=n)) for n in range((due - day).days)) == 2


@given(st.dates(date(2026, 1, 1), date(2026, 6, 1)), st.integers(-400, 400))
def test_a_late_reminder_lies_ahead_and_never_further_than_a_week(due: date, after: int) -> None:
    last = due + timedelta(days=after)
    day = late_reminder(due, last)
    assert day > last and day > due and (day - due).days % AGAIN == 1
    if last > due:
        assert (day - last).days <= AGAIN
    assert isinstance(datetime.combine(day, datetime.min.time()), datetime)
