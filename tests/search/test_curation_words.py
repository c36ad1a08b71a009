"""Synonyms and promoted results as search gets them: own and shared, in force today, isolated, fresh."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.extensions import db
from portal.search.analysis import syllables
from portal.search.curation import service
from portal.search.curation.models import CONTAINS, PromotedResult, Synonym
from portal.search.curation.queries import promoted, synonym_lines
from portal.search.curation.words import vocabulary
from portal.tenancy.scope import all_tenants
from tests.conftest import DISTRICT, A, B
from tests.factories import Factory
from tests.search.visits import visiting
from tests.thorough import examples

SHARED = {"shared": True}


def lines(app: Flask, slug: str) -> tuple[str, ...]:
    with visiting(app, slug):
        return synonym_lines()


def shown(app: Flask, slug: str, question: str) -> list[tuple[str, str]]:
    with visiting(app, slug):
        return [(one.title, one.url) for one in promoted(question)]


def change(factory: Factory, slug: str, row_id: int, verb: Any) -> None:
    """Do something with a row of a portal, as the system."""
    with factory.acting(slug) as actor:
        model = Synonym if db.session.scalar(select(Synonym).where(Synonym.id == row_id)) else PromotedResult
        row = db.session.scalar(select(model).where(model.id == row_id))
        verb(row, actor)


def test_a_portal_has_its_own_synonyms_and_those_shared_from_above(app: Flask, factory: Factory) -> None:
    factory.synonym(A, "sổ đỏ", meaning="giấy chứng nhận")
    factory.synonym(B, "sổ hồng", meaning="giấy chứng nhận")
    factory.synonym(DISTRICT, "một cửa", meaning="bộ phận tiếp nhận", one_way=True, **SHARED)
    factory.synonym(DISTRICT, "riêng huyện", meaning="nội bộ")
    both = ("sổ đỏ = giấy chứng nhận", "một cửa => bộ phận tiếp nhận")
    assert lines(app, A) == both
    assert lines(app, B) == ("sổ hồng = giấy chứng nhận", both[1])
    assert set(lines(app, DISTRICT)) == {both[1], "riêng huyện = nội bộ"}
    with visiting(app, A), all_tenants("thử"):
        assert synonym_lines() == both  # the scope of a search over all portals brings nobody else's
    with app.app_context():
        assert synonym_lines() == ()


def test_switched_off_and_deleted_ones_do_not_count(app: Flask, factory: Factory) -> None:
    kept, gone = factory.synonym(A, "sổ đỏ")[0], factory.synonym(A, "sổ hồng")[0]
    change(factory, A, kept, lambda row, actor: service.switch(row, False, actor))
    change(factory, A, gone, lambda row, actor: service.remove(row, actor))
    assert lines(app, A) == ()
    change(factory, A, kept, lambda row, actor: service.switch(row, True, actor))
    change(factory, A, gone, lambda row, actor: service.restore(row, actor))
    assert set(lines(app, A)) == {"sổ đỏ = nghĩa thử", "sổ hồng = nghĩa thử"}


def test_a_search_uses_what_the_desk_added(app: Flask, factory: Factory) -> None:
    def meant(slug: str) -> set[tuple[str, ...]]:
        with visiting(app, slug):
            return {one.run for one in vocabulary().expand([syllables("xin giấy lạ kỳ")])}

    wanted = ("xin", "chung", "nhan", "kho", "tin")
    assert wanted not in meant(A)
    factory.synonym(A, "giấy lạ kỳ", meaning="chứng nhận khó tin")
    assert wanted in meant(A) and wanted not in meant(B)


def test_a_promoted_page_stands_for_its_question_alone(app: Flask, factory: Factory) -> None:
    factory.promoted(A, "lịch tiếp dân", target="/lich-cong-tac/", title="Lịch tiếp công dân")
    url = "http://tam-hai.localhost:8000/lich-cong-tac/"
    assert shown(app, A, "Lich  tiep dân?") == [("Lịch tiếp công dân", url)]
    assert (
        shown(app, A, "lịch tiếp dân tuần này") == shown(app, A, "") == shown(app, B, "lịch tiếp dân") == []
    )


def test_it_may_stand_for_every_question_that_contains_its_words(app: Flask, factory: Factory) -> None:
    factory.promoted(A, "khai sinh", matching=CONTAINS, title="Khai sinh")
    assert [title for title, _url in shown(app, A, "làm giấy khai sinh cho con")] == ["Khai sinh"]
    assert shown(app, A, "khai sin") == shown(app, A, "sinh khai") == shown(app, A, "phakhai sinh") == []


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [(None, None, True), (0, 0, True), (-5, -1, False), (1, None, False), (None, 3, True)],
)
def test_it_is_shown_on_its_days(
    app: Flask,
    factory: Factory,
    monkeypatch: pytest.MonkeyPatch,
    starts: int | None,
    ends: int | None,
    expected: bool,
) -> None:
    now = date(2026, 11, 25)
    monkeypatch.setattr("portal.search.curation.queries.today", lambda: now)
    days = {
        name: now + timedelta(days=many) if many is not None else None
        for name, many in (("starts", starts), ("ends", ends))
    }
    factory.promoted(A, "bão", **days)
    assert bool(shown(app, A, "bão")) is expected


def test_own_pages_come_first_then_by_position_and_each_page_once(app: Flask, factory: Factory) -> None:
    factory.promoted(DISTRICT, "bão", target="/chung", title="Của huyện", position=0, **SHARED)
    factory.promoted(DISTRICT, "bão", target="/rieng", title="Riêng huyện")
    factory.promoted(A, "bão", target="/hai", title="Hai", position=2)
    factory.promoted(A, "bão", matching=CONTAINS, target="/mot", title="Một", position=1)
    factory.promoted(A, "bao", matching=CONTAINS, target="/mot/", title="Khác", position=9)
    assert [title for title, _url in shown(app, A, "bão")] == ["Một", "Hai", "Khác"]
    assert shown(app, B, "bão") == [("Của huyện", "http://localhost:8000/chung")]


def test_a_page_chosen_by_its_title_goes_with_the_page(app: Flask, factory: Factory) -> None:
    news, slug = factory.news(A, title="Lịch cắt điện")
    key = f"news:{factory.tenant_id(A)}:{news}"
    factory.promoted(A, "cắt điện", entry_key=key, target="/tin-tuc/cu", title="Cắt điện")
    assert shown(app, A, "cắt điện") == [("Cắt điện", f"http://tam-hai.localhost:8000/tin-tuc/{slug}")]
    with factory.acting(A) as actor:
        from portal.news import queries
        from portal.publishing import service as publishing

        item = queries.by_id(news)
        assert item is not None
        publishing.withdraw(item, actor)
        publishing.commit()
    assert shown(app, A, "cắt điện") == []


def test_a_page_from_above_leads_to_where_it_is_public(app: Flask, factory: Factory) -> None:
    news, news_slug = factory.news(DISTRICT, title="Tin huyện")
    law, law_slug = factory.legal(DISTRICT, title="Luật chung", shared=True)
    district = factory.tenant_id(DISTRICT)
    factory.promoted(DISTRICT, "tin huyện", entry_key=f"news:{district}:{news}", title="Tin", **SHARED)
    factory.promoted(DISTRICT, "luật chung", entry_key=f"legal:{district}:{law}", title="Luật", **SHARED)
    assert shown(app, A, "tin huyện") == [("Tin", f"http://localhost:8000/tin-tuc/{news_slug}")]
    assert shown(app, A, "luật chung") == [("Luật", f"http://tam-hai.localhost:8000/van-ban/{law_slug}")]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=examples(50)
)
@given(st.text(max_size=200))
def test_any_text_may_be_asked_for(app: Flask, text: str) -> None:
    assert shown(app, A, text) == []
