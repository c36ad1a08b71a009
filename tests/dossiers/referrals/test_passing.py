"""A step of a commune's dossier goes to the district and comes back; the dossier's clock follows."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import func, select

from portal.accounts.permissions import Forbidden
from portal.dossiers import queries as dossiers
from portal.dossiers import service as core
from portal.dossiers.errors import AlreadyTaken, NotInHand, NotPossible, StaleVersion
from portal.dossiers.models import DossierPaper
from portal.dossiers.referrals import queries, service
from portal.dossiers.referrals.models import Referral, Referred, ReferredPaper
from portal.dossiers.referrals.tending import tell_late
from portal.extensions import db
from portal.notices.models import Notice
from portal.papers import queries as papers
from portal.papers import service as paper_service
from portal.papers.models import Paper
from tests.dossiers.referrals.world import LAND, NAMED, Both
from tests.dossiers.world import at, local
from tests.papers import samples


def test_the_answer_comes_back_with_its_paper_and_the_dossier_goes_on(both: Both) -> None:
    both.sent()
    assert both.carry() == 1 and both.carry() == 0
    officer = both.above.people["officer1"]
    letter = samples.pdf()
    with both.district() as row:
        assert (row.state, row.step_name, row.until) == (
            "waiting",
            "Huyện thẩm định",
            local("2026-03-03 09:00"),
        )
        assert row.extract == [{"title": "Thửa đất", "lines": [["Thửa đất", NAMED]]}]
        assert [one.title for one in queries.papers_of(row)] == ["Sơ đồ thửa đất"]
        service.take(row, row.version, officer)
        made = service.attach(row, letter, "ky.pdf", "Văn bản thẩm định", row.version, officer)
        service.answer(row, "Phù hợp quy hoạch.", row.version, officer)
        assert made.side == "above"
    assert both.carry("2026-03-02 14:00") == 1 and both.carry("2026-03-02 14:01") == 0
    with both.commune("2026-03-02 14:30") as (referral, dossier):
        assert (referral.state, referral.answer) == ("answered", "Phù hợp quy hoạch.")
        assert (dossier.step_key, dossier.step_at, dossier.state) == ("tham-dinh", "own", "handling")
        last = dossiers.events_of(dossier)[-1]
        assert (last.verb, last.by_name) == ("pass", both.above.portal.authority)
        assert last.note == "Phù hợp quy hoạch."
        step = dossiers.steps_of(dossier)[1]
        assert step.outcome == "pass" and step.note == "Phù hợp quy hoạch." and step.minutes > 0
        came = db.session.scalars(select(DossierPaper).where(DossierPaper.source == "referral")).one()
        held = papers.paper(came.paper_id or 0)
        assert came.title == "Văn bản trả lời: Huyện thẩm định" and held is not None
        assert held.name == "Văn bản thẩm định.pdf"
        assert paper_service.content(held) == letter


def test_words_go_to_and_fro_and_the_time_runs_on(both: Both) -> None:
    both.sent()
    both.carry()
    officer, clerk = both.above.people["officer1"], both.below.people["clerk"]
    with both.district() as row:
        service.take(row, row.version, officer)
        service.ask_back(row, "Thửa này giáp đường nào?", row.version, officer)
    both.carry("2026-03-02 10:01")
    with both.commune("2026-03-02 10:05") as (referral, dossier):
        assert referral.state == "asking" and referral.holder_name == officer.name
        assert dossier.paused_since is None
        service.reply(referral, "Giáp ĐT 617.", referral.version, clerk)
        with pytest.raises(NotPossible):
            service.reply(referral, "  ", referral.version, clerk)
    both.carry("2026-03-02 10:06")
    with both.district("2026-03-02 10:10") as row:
        assert row.state == "taken"
        assert [one["text"] for one in row.thread or []] == ["Thửa này giáp đường nào?", "Giáp ĐT 617."]
    assert both.carry("2026-03-02 10:11") == 0


def test_what_is_returned_goes_back_to_the_step_before(both: Both) -> None:
    both.sent()
    both.carry()
    officer = both.above.people["officer1"]
    with both.district() as row:
        service.take(row, row.version, officer)
        service.give_back(row, "Thiếu trích đo.", row.version, officer)
    both.carry("2026-03-02 10:01")
    with both.commune() as (referral, dossier):
        assert referral.state == "returned" and dossier.step_key == "tiep-nhan"
        assert dossier.holder_id == both.below.people["clerk"].user_id
        assert dossiers.steps_of(dossier)[1].note == "Thiếu trích đo."
        core.pass_on(dossier, both.below.staff("clerk"), dossier.version)  # again, and it goes again
    both.carry("2026-03-02 11:00")
    with both.above.working():
        states = db.session.execute(select(Referred.state, Referred.extract).order_by(Referred.id)).all()
        assert [one.state for one in states] == ["returned", "waiting"]
        assert states[0].extract is None and states[1].extract is not None


def test_a_recall_takes_everything_away_again(both: Both) -> None:
    both.sent()
    both.carry()
    clerk, officer = both.below.people["clerk"], both.above.people["officer1"]
    with both.district() as row:
        service.take(row, row.version, officer)
        service.note(row, "xem quy hoạch", row.version, officer)
    both.carry()
    with both.commune() as (referral, _dossier):
        service.recall(referral, "Công dân nộp nhầm", referral.version, clerk)
    with both.district() as row:  # the answer crosses the recall
        service.answer(row, "Phù hợp.", row.version, officer)
    both.carry("2026-03-02 10:01")
    with both.commune() as (referral, dossier):
        assert (referral.state, referral.answer, dossier.step_key) == ("recalled", None, "tiep-nhan")
    with both.district() as row:
        assert (row.extract, row.thread, row.notes, row.answer) == (None, None, None, None)
        assert db.session.scalar(select(func.count()).select_from(ReferredPaper)) == 0
        assert db.session.scalar(select(func.count()).select_from(Paper)) == 0


def test_a_dossier_that_is_withdrawn_is_recalled_by_itself(both: Both) -> None:
    both.sent()
    both.carry()
    with both.commune() as (_referral, dossier):
        core.withdraw(dossier, both.below.citizen())
    both.carry("2026-03-02 10:01")
    with both.district() as row:
        assert row.state == "recalled" and row.extract is None


def test_what_is_recalled_before_it_left_never_arrives(both: Both) -> None:
    both.sent()
    with both.commune() as (referral, _dossier):
        service.recall(referral, "nhầm", referral.version, both.below.people["clerk"])
    both.carry()
    with both.above.working():
        assert db.session.scalars(select(Referred)).all() == []
    assert both.carry("2026-03-02 12:00") == 0


def test_after_the_promise_passed_the_apology_goes_first_and_then_the_answer(both: Both) -> None:
    both.sent()
    both.carry()
    officer = both.above.people["officer1"]
    with both.district("2026-03-17 10:00") as row:  # promised for 2026-03-16
        service.take(row, row.version, officer)
        service.answer(row, "Phù hợp.", row.version, officer)
    both.carry("2026-03-17 10:01")
    with both.commune("2026-03-17 10:05") as (referral, dossier):
        assert referral.state == "answered" and referral.applied_at is None
        assert dossier.step_key == "tham-dinh-huyen"
        leader = both.below.staff("signatory")
        core.apologise(dossier, leader, dossier.version, reason="Chờ huyện", until=local("2026-03-23 17:00"))
    both.carry("2026-03-17 10:06")
    with both.commune() as (referral, dossier):
        assert dossier.step_key == "tham-dinh" and referral.applied_at is not None


def test_both_sides_are_told_of_what_is_late_once(both: Both) -> None:
    both.sent()
    both.carry()
    with both.app.app_context():
        assert tell_late(local("2026-03-03 08:00")) == 0
        assert tell_late(local("2026-03-03 10:00")) == 2 and tell_late(local("2026-03-03 10:05")) == 0
    for office in (both.above, both.below):
        with office.working():
            told = db.session.scalars(select(Notice).where(Notice.kind == "referral.late")).all()
            assert told and all("Canh" not in f"{one.title} {one.detail} {one.path}" for one in told)


def test_only_who_has_it_answers_and_only_one_takes_it(both: Both) -> None:
    both.sent()
    both.carry()
    people = both.above.people
    with both.district() as row:
        seen = row.version
        with pytest.raises(NotInHand):
            service.answer(row, "x", seen, people["officer1"])
        with pytest.raises(Forbidden):
            service.take(row, seen, people["clerk"])  # not of the step's role
        service.take(row, seen, people["officer1"])
        with pytest.raises(AlreadyTaken):
            service.take(row, row.version, people["officer2"])
        with pytest.raises(NotInHand):
            service.ask_back(row, "x", row.version, people["officer2"])
        with pytest.raises(StaleVersion):
            service.release(row, seen, people["officer1"])
        with pytest.raises(Forbidden):
            service.assign(row, None, row.version, people["officer1"])
        service.assign(row, people["officer2"].user_id, row.version, people["signatory"])
        assert row.holder_name == people["officer2"].name
        service.answer(row, "xong", row.version, people["officer2"])
        with pytest.raises(NotPossible):
            service.answer(row, "lại", row.version, people["officer2"])


def test_without_a_portal_above_the_step_cannot_be_reached(both: Both) -> None:
    service_id, version_id = both.above.offer(LAND)
    with both.above.working(), at("2026-03-02 09:00"):
        dossier = both.above.received(service_id=service_id, version_id=version_id)
        with pytest.raises(NotPossible):
            core.pass_on(dossier, both.above.staff("clerk"), dossier.version)
        db.session.rollback()
        assert db.session.scalars(select(Referral)).all() == []


def test_times_follow_the_dossier(both: Both) -> None:
    both.sent()
    both.carry()
    with both.commune() as (referral, dossier):
        dossier.step_due_at = datetime(2026, 3, 9, 8)
        db.session.flush()
        core.apologise(
            dossier,
            both.below.staff("signatory"),
            dossier.version,
            reason="Chờ",
            until=local("2026-03-25 17:00"),
        )
        assert referral.until == datetime(2026, 3, 9, 8)
    both.carry("2026-03-02 10:01")
    with both.district() as row:
        assert row.until == datetime(2026, 3, 9, 8)


def test_carrying_leaves_alone_what_somebody_has_open(both: Both) -> None:
    """Who took a step has its page open while the commune is told of it: the answer still goes through."""
    both.sent()
    both.carry()
    officer = both.above.people["officer1"]
    with both.district() as row:
        service.take(row, row.version, officer)
    with both.district() as row:
        seen = row.version
    assert both.carry("2026-03-02 10:01") == 1
    with both.district("2026-03-02 10:05") as row:
        assert row.version == seen and row.carry_at is None
        service.answer(row, "Phù hợp quy hoạch.", seen, officer)
