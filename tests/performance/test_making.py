"""A year that was made up holds every rule, balances, opens, and does not lie among real dossiers."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from portal.accounts.models import User
from portal.clock import to_local, utc_now
from portal.dossiers import queries
from portal.dossiers.models import Dossier, DossierMark, DossierPaper
from portal.dossiers.models_course import DossierEvent, DossierForm, DossierStep
from portal.dossiers.states import DONE, ONLINE, RETURNED, RUNNING, WAITING
from portal.extensions import db
from portal.papers.models import Paper
from portal.papers.service import content
from portal.papers.store import paper_store
from portal.payments.checking import check_books
from portal.payments.models import CashDrawer
from portal.performance.making.checking import check_dossiers, check_ratings
from portal.performance.making.papers import blank_page
from portal.performance.making.year import AlreadyInUse
from portal.publishing.models import AuditEntry
from portal.tenancy.scope import editing, entered, reading
from portal.workdays.queries import calendar_of
from tests.beside import stored
from tests.performance.making import HORIZON, made, person, portal_of, ready


def _faults() -> list[Any]:
    return [*check_dossiers(), *check_ratings(), *check_books()]


def test_a_year_holds_every_rule_and_balances(app: Flask) -> None:
    with app.app_context():
        portal = ready(app)
        lives = made(portal, 250)
        assert len(lives) == 250
        with entered(editing(portal.id, writes=False)):
            assert _faults() == []
            states = Counter(db.session.scalars(select(Dossier.state)))
            # what was on its way on 31 December stays open
            assert states[RETURNED] > 180 and sum(states[one] for one in (*RUNNING, *WAITING, DONE)) > 0
            latest = db.session.scalar(select(func.max(DossierEvent.at)))
            assert latest is not None and latest <= HORIZON


def test_it_looks_like_a_year(app: Flask) -> None:
    with app.app_context():
        portal = ready(app)
        lives = made(portal, 400, seed=3)
        with entered(editing(portal.id, writes=False)):
            calendar = calendar_of(portal)
        outcomes = Counter(one.dossier["outcome"] for one in lives)
        assert 2 <= outcomes["late"] <= 60 < outcomes["early"]
        assert any(one["kind"] == "04" for life in lives for one in life.rows["form"])
        assert any(one["kind"] == "02" for life in lives for one in life.rows["form"])
        assert any(life.dossier["paused_minutes"] for life in lives)
        assert len({life.service.code for life in lives}) >= 8
        for life in lives:
            at = to_local(life.dossier["submitted_at"])
            if life.dossier["channel"] != ONLINE:
                assert calendar.is_working_day(at.date())
            for name in (life.dossier["applicant"]["name"],):
                assert 2 <= len(name.split()) <= 5
            assert re.fullmatch(r"049\d{9}", life.dossier["applicant"]["identity"])
        assert any(not calendar.is_working_day(to_local(one.dossier["submitted_at"]).date()) for one in lives)


def test_the_same_seed_makes_the_same_course(app: Flask) -> None:
    with app.app_context():
        lives = made(ready(app), 30, seed=5), made(ready(app, "tam-tra"), 30, seed=5)
        told = [[(act.at, act.verb) for one in group for act in one.acts] for group in lives]
        assert told[0] == told[1]


def test_everything_personal_lies_sealed_and_papers_open(app: Flask) -> None:
    with app.app_context():
        portal = ready(app)
        lives = made(portal, 20)
        raw = stored(app.config["PORTAL"].instance_path)
        assert lives[0].dossier["code"].encode() in raw
        for life in lives:
            for secret in (life.dossier["applicant"]["name"], life.dossier["applicant"]["identity"]):
                assert secret.encode() not in raw
        with entered(reading(portal.id)):
            papers = list(db.session.scalars(select(Paper)))
            assert papers and all(content(one) == blank_page() for one in papers)
            assert sum(1 for _one in paper_store().all()) == len(papers)


def test_it_is_found_like_any_other(app: Flask) -> None:
    with app.app_context():
        portal = ready(app)
        clerk = person(portal, "counter_clerk")
        life = made(portal, 20)[7]
        with entered(editing(portal.id, writes=False)):
            wanted = queries.Queue(
                states=(life.dossier["state"],), q=life.dossier["applicant"]["name"].lower()
            )
            assert life.dossier["code"] in {one.code for one in queries.rows(wanted, clerk)}
            followed = queries.followed(life.dossier["code"], life.dossier["applicant"]["identity"])
            assert followed is not None and followed.id == life.dossier["id"]


def test_a_portal_in_use_is_left_alone(app: Flask) -> None:
    with app.app_context():
        portal = ready(app)
        made(portal, 5)
        with pytest.raises(AlreadyInUse):
            made(portal, 5)


def test_people_are_added_without_a_way_in_and_the_trail_says_what_was_done(app: Flask) -> None:
    with app.app_context():
        portal = ready(app)
        own = person(portal, "counter_clerk")
        lives = made(portal, 12)
        added = list(db.session.scalars(select(User).where(User.email.endswith("vi-du.example"))))
        assert added and not any(one.is_active or one.memberships for one in added)
        receivers = {one["by_id"] for life in lives for one in life.rows["event"] if one["verb"] == "receive"}
        assert own.user_id in receivers
        with entered(reading(portal.id)):
            told = list(db.session.scalars(select(AuditEntry.action)))
        assert told.count("dossier.make_up") == 1 and not [one for one in told if one == "dossier.receive"]


def test_of_the_running_day_drawers_stay_open(app: Flask) -> None:
    """Who makes dossiers up to this minute finds the drawers of the day not counted yet."""
    with app.app_context():
        portal = ready(app)
        day = to_local(utc_now()).date()
        made(portal, 60, first=day - timedelta(days=40), last=day, horizon=None)
        with entered(editing(portal.id, writes=False)):
            assert _faults() == []
            for one in db.session.scalars(select(CashDrawer)):
                assert one.closed_at is None or one.closed_at <= utc_now()


def _break(model: Any, values: dict[str, Any]) -> None:
    first = select(model.id).order_by(model.id).limit(1).scalar_subquery()
    db.session.execute(
        update(model).where(model.id == first, model.tenant_id == portal_of().id).values(values),
        execution_options={"synchronize_session": False},
    )


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Dossier, {"due_at": HORIZON}),
        (Dossier, {"spent_minutes": 1_000_000}),
        (Dossier, {"outcome": "late", "state": RETURNED}),
        (Dossier, {"applicant": {"name": "Người Khác"}}),
        (Dossier, {"answers": {}}),
        (Dossier, {"holder_id": 1, "step_position": 1}),
        (DossierEvent, {"verb": "sign"}),
        (DossierEvent, {"number": 77}),
        (DossierStep, {"minutes": 999_999}),
        (DossierStep, {"ended_at": None}),
        (DossierForm, {"kind": "05"}),
        (DossierPaper, {"paper_key": "khong-co"}),
        (DossierMark, {"mark": "x"}),
    ],
)
def test_the_check_finds_what_is_broken(app: Flask, model: Any, values: dict[str, Any]) -> None:
    with app.app_context():
        portal = ready(app)
        made(portal, 4, seed=2, last=portal_day())
        with entered(editing(portal.id)):
            assert _faults() == []
            _break(model, values)
            db.session.commit()
            assert _faults()


def portal_day() -> Any:
    """A day early enough that what came is done by the horizon."""
    return HORIZON.date() - timedelta(days=200)


def test_the_command_makes_and_checks(app: Flask) -> None:
    with app.app_context():
        ready(app)
    runner = app.test_cli_runner()
    asked = ["dossiers", "generate", "--tenant", "tam-hai", "--year", "2025", "--count", "15", "--seed", "4"]
    done = runner.invoke(args=asked)
    assert done.exit_code == 0, done.output
    assert "Đã trả kết quả" in done.output
    again = runner.invoke(args=asked)
    assert again.exit_code == 1 and "đã có hồ sơ" in again.output
    assert runner.invoke(args=["dossiers", "check", "--tenant", "tam-hai"]).exit_code == 0
    assert runner.invoke(args=["dossiers", "check", "--tenant", "khong-co"]).exit_code == 1
