"""Of what is counted the frequent and the new is kept, and only what many asked is suggested."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.extensions import db
from portal.search.curation import keeping
from portal.search.curation import log as log_module
from portal.search.curation.keeping import MOST_KEPT, keep
from portal.search.curation.log import Noted
from portal.search.curation.models import AskedOnDay, AskedQuery
from portal.search.curation.queries import past_queries
from portal.search.curation.questions import key_of
from portal.tenancy.scope import editing, entered
from tests.conftest import DISTRICT, A, B
from tests.search.visits import rows_of, tenant, visiting

TODAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (log_module, keeping):
        monkeypatch.setattr(module, "today", lambda: TODAY)


def rows(app: Flask, slug: str) -> dict[str, AskedQuery]:
    return {one.key: one for one in rows_of(app, slug, AskedQuery)}


def _old(count: int, back: int, total: int = 1) -> tuple[Noted, date]:
    noted = Noted(count=count, total=total)
    noted.spellings["x"] = count
    return noted, TODAY - timedelta(days=back)


def test_old_and_rare_questions_are_let_go(app: Flask) -> None:
    own = tenant(app, A)
    wanted = {"rare old": (1, 200), "often old": (9, 200), "rare new": (1, 10), "ancient": (99, 800)}
    noted = {(own, key, _old(*many)[1]): _old(*many)[0] for key, many in wanted.items()}
    with app.app_context():
        keep(noted)
    assert set(rows(app, A)) == {"often old", "rare new"}
    with app.app_context(), entered(editing(own, writes=False)):
        assert [one.day for one in db.session.scalars(select(AskedOnDay))] == [TODAY - timedelta(days=10)]


def test_a_tenant_keeps_only_so_many_and_the_most_frequent(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_KEPT >= 1_000
    monkeypatch.setattr(keeping, "MOST_KEPT", 20)
    own, other = tenant(app, A), tenant(app, B)
    noted = {(own, f"q{number:03}", TODAY): _old(1 + (number < 5), 0)[0] for number in range(60)}
    noted[(other, "b", TODAY)] = _old(1, 0)[0]
    with app.app_context():
        keep(noted)
    kept = rows(app, A)
    assert len(kept) == 20 and {f"q{number:03}" for number in range(5)} <= set(kept)
    assert set(rows(app, B)) == {"b"}


def _seed(app: Flask, slug: str, key: str, count: int, days: int, **more: Any) -> None:
    own = tenant(app, slug)
    values = {"shown": key, "spellings": {key: count}, "last_total": 4} | more
    with app.app_context(), entered(editing(own)):
        db.session.add(
            AskedQuery(
                tenant_id=own,
                key=key_of(key),
                count=count,
                days=days,
                first_day=TODAY,
                last_day=TODAY,
                **values,
            )
        )
        db.session.commit()


def test_only_frequent_successful_questions_of_this_portal_are_suggested(app: Flask) -> None:
    _seed(app, A, "khai sinh lại", 3, 2)
    _seed(app, A, "khai sinh", 9, 5)
    _seed(app, A, "khai báo y tế", 2, 2)
    _seed(app, A, "khai tử", 30, 1)
    _seed(app, A, "khai thác cát", 30, 9, last_total=0)
    _seed(app, A, "khai gian", 30, 9, blocked=True)
    _seed(app, A, "khai man", 5, 3, empty=4)
    _seed(app, B, "khai báo tạm trú", 30, 9)
    _seed(app, DISTRICT, "khai mạc", 30, 9)
    with visiting(app, A):
        assert past_queries("Khai", 8) == ["khai sinh", "khai sinh lại"]
        assert past_queries("khai s", 1) == ["khai sinh"]
        assert past_queries("khải sinh l", 8) == ["khai sinh lại"]
        assert past_queries("kha ", 8) == []
        assert past_queries("%", 8) == past_queries("", 8) == past_queries("_", 8) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=60))
def test_a_beginning_may_be_any_text(app: Flask, text: str) -> None:
    with visiting(app, A):
        assert past_queries(text, 3) == []
