"""Synonyms and promoted results as search gets them: own and shared, in force today, isolated, fresh."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask, g
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.accounts.permissions import Actor, Forbidden
from portal.clock import utc_now
from portal.extensions import db
from portal.publishing.models import AuditEntry
from portal.publishing.service import StaleVersion
from portal.search.analysis import syllables
from portal.search.curation import service
from portal.search.curation.models import CONTAINS, AskedQuery, PromotedResult, Synonym
from portal.search.curation.queries import promoted, synonym_lines
from portal.search.curation.questions import key_of
from portal.search.curation.service import AlreadyThere, PromotedDraft, SynonymDraft, TooMany
from portal.search.curation.words import vocabulary
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants, entered, reading
from portal.web.freshness import versions
from tests.conftest import DISTRICT, A, B, host_of
from tests.factories import Factory

SHARED = {"shared": True}


@contextmanager
def visiting(app: Flask, slug: str) -> Iterator[None]:
    """As a visitor's request to a portal."""
    with app.test_request_context(headers={"Host": host_of(slug)}):
        portal = directory().by_slug(slug)
        assert portal is not None
        g.portal, g.locale = portal, "vi"
        with entered(reading(portal.id, portal.ancestors)):
            yield


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


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(st.text(max_size=200))
def test_any_text_may_be_asked_for(app: Flask, text: str) -> None:
    assert shown(app, A, text) == []


@pytest.mark.parametrize("act", ["add", "save", "switch", "remove", "restore"])
def test_every_change_is_audited_and_moves_the_pages_on(app: Flask, factory: Factory, act: str) -> None:
    slots = [factory.tenant_id(slug) for slug in (DISTRICT, A, B)]

    def seen() -> list[int]:
        with app.app_context():
            return [versions().read(slot) for slot in slots]

    row, _name = factory.synonym(DISTRICT, "sổ đỏ", **SHARED)
    draft = SynonymDraft("sổ đỏ", "giấy khác", shared=True)
    if act == "restore":
        change(factory, DISTRICT, row, service.remove)
    before = seen()
    verbs: dict[str, Any] = {
        "save": lambda one, actor: service.save_synonym(one, draft, one.version, actor),
        "switch": lambda one, actor: service.switch(one, False, actor),
        "remove": service.remove,
        "restore": service.restore,
    }
    if act == "add":
        factory.synonym(DISTRICT, "khác", **SHARED)
    else:
        change(factory, DISTRICT, row, verbs[act])
    assert all(new > old for new, old in zip(seen(), before, strict=True))
    with factory.acting(DISTRICT):
        entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert entry is not None and entry.kind == "synonym"
        assert entry.action == f"synonym.{'off' if act == 'switch' else act}" and "→" in entry.detail + "→"


def _person(tenant_id: int, *roles: str) -> Actor:
    return Actor(7, "Người thử", tenant_id, frozenset(roles))


@pytest.mark.parametrize("verb", ["add", "save", "switch", "remove", "promote", "ignore", "block", "tried"])
def test_an_author_changes_nothing(app: Flask, factory: Factory, verb: str) -> None:
    made, asked = factory.synonym(A, "sổ đỏ")[0], factory.asked(A, "không thấy")[0]
    with factory.acting(A):
        actor = _person(factory.tenant_id(A), "author")
        row = db.session.scalars(select(Synonym).where(Synonym.id == made)).one()
        query = db.session.scalars(select(AskedQuery).where(AskedQuery.id == asked)).one()
        verbs: dict[str, Any] = {
            "add": lambda: service.add_synonym(SynonymDraft("a b", "c d"), actor),
            "save": lambda: service.save_synonym(row, SynonymDraft("a b", "c d"), row.version, actor),
            "switch": lambda: service.switch(row, False, actor),
            "remove": lambda: service.remove(row, actor),
            "promote": lambda: service.add_promoted(PromotedDraft("a", "/", "t"), actor),
            "ignore": lambda: service.ignore(query, True, actor),
            "block": lambda: service.block(query, True, actor),
            "tried": lambda: service.tried(query, 5, actor),
        }
        with pytest.raises(Forbidden):
            verbs[verb]()


def test_only_the_district_s_editors_share_and_change_what_is_shared(app: Flask, factory: Factory) -> None:
    made, _name = factory.synonym(DISTRICT, "sổ đỏ", **SHARED)
    with factory.acting(DISTRICT):
        approver = _person(factory.tenant_id(DISTRICT), "approver")
        row = db.session.scalars(select(Synonym).where(Synonym.id == made)).one()
        for verb in (
            lambda: service.add_synonym(SynonymDraft("a b", "c d", shared=True), approver),
            lambda: service.save_synonym(row, SynonymDraft("a b", "c d"), row.version, approver),
            lambda: service.switch(row, False, approver),
            lambda: service.remove(row, approver),
        ):
            with pytest.raises(Forbidden):
                verb()
        service.switch(row, False, _person(factory.tenant_id(DISTRICT), "district_editor"))


def test_a_save_from_an_old_version_changes_nothing(app: Flask, factory: Factory) -> None:
    made, _name = factory.synonym(A, "sổ đỏ")
    with factory.acting(A) as actor:
        row = db.session.scalars(select(Synonym).where(Synonym.id == made)).one()
        service.save_synonym(row, SynonymDraft("sổ đỏ", "một"), 1, actor)
        with pytest.raises(StaleVersion):
            service.save_synonym(row, SynonymDraft("sổ đỏ", "hai"), 1, actor)
    assert lines(app, A) == ("sổ đỏ = một",)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (("sổ đỏ", "giấy chứng nhận", False), ("So do", "GIẤY chứng nhận", False), True),
        (("sổ đỏ", "giấy chứng nhận", False), ("giấy chứng nhận", "sổ đỏ", True), True),
        (("sổ đỏ", "giấy chứng nhận", True), ("giấy chứng nhận", "sổ đỏ", False), True),
        (("sổ đỏ", "giấy chứng nhận", True), ("giấy chứng nhận", "sổ đỏ", True), False),
        (("sổ đỏ", "giấy chứng nhận", False), ("sổ đỏ", "giấy phép", False), False),
    ],
)
def test_the_same_pair_is_not_added_twice(
    app: Flask, factory: Factory, first: tuple[str, str, bool], second: tuple[str, str, bool], same: bool
) -> None:
    factory.synonym(A, first[0], meaning=first[1], one_way=first[2])
    factory.synonym(B, second[0], meaning=second[1], one_way=second[2])
    with factory.acting(A) as actor:
        if same:
            with pytest.raises(AlreadyThere):
                service.add_synonym(SynonymDraft(*second), actor)
        else:
            service.add_synonym(SynonymDraft(*second), actor)


def test_what_was_deleted_comes_back_unless_it_is_there_again(app: Flask, factory: Factory) -> None:
    made, _name = factory.synonym(A, "sổ đỏ")
    change(factory, A, made, service.remove)
    factory.synonym(A, "sổ đỏ")
    with pytest.raises(AlreadyThere):
        change(factory, A, made, service.restore)


def test_what_was_deleted_long_ago_goes_for_good(app: Flask, factory: Factory) -> None:
    old, new, other = (factory.synonym(A, f"từ {name}")[0] for name in ("cũ", "mới", "khác"))
    elsewhere = factory.synonym(B, "từ cũ")[0]
    for slug, row in ((A, old), (B, elsewhere)):
        change(factory, slug, row, service.remove)
        with factory.acting(slug):
            held = db.session.scalars(select(Synonym).where(Synonym.id == row)).one()
            held.deleted_at = utc_now() - timedelta(days=40)
            db.session.commit()
    change(factory, A, new, service.remove)
    with factory.acting(A):
        assert set(db.session.scalars(select(Synonym.id))) == {new, other}
    with factory.acting(B):
        assert list(db.session.scalars(select(Synonym.id))) == [elsewhere]


def test_a_portal_has_only_so_many(app: Flask, factory: Factory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_ROWS", 2)
    factory.synonym(B, "của xã khác")
    for number in range(2):
        factory.synonym(A, f"từ {number}")
    with pytest.raises(TooMany):
        factory.synonym(A, "từ thừa")
    factory.promoted(A, "câu")


def test_a_promoted_page_answers_what_was_not_found(app: Flask, factory: Factory) -> None:
    factory.asked(A, "Lịch tiếp dân")
    factory.asked(B, "lịch tiếp dân")
    factory.promoted(A, "lich tiep dan")
    for slug, expected in ((A, True), (B, False)):
        with factory.acting(slug):
            assert db.session.scalars(select(AskedQuery)).one().ignored is expected


@given(st.text(max_size=300))
def test_the_key_of_a_question_is_stable(text: str) -> None:
    assert key_of(key_of(text)) == key_of(text)
