"""The verbs of curation: who may, what is refused, what is audited, what comes back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.accounts.permissions import Actor, Forbidden
from portal.clock import utc_now
from portal.extensions import db
from portal.publishing.models import AuditEntry
from portal.publishing.service import StaleVersion
from portal.search.curation import service
from portal.search.curation.models import AskedQuery, PromotedResult, Synonym
from portal.search.curation.queries import synonym_lines
from portal.search.curation.questions import key_of
from portal.search.curation.service import AlreadyThere, PromotedDraft, SynonymDraft, TooMany
from portal.web.freshness import versions
from tests.conftest import DISTRICT, A, B
from tests.factories import Factory
from tests.search.visits import visiting

SHARED = {"shared": True}


def lines(app: Flask, slug: str) -> tuple[str, ...]:
    with visiting(app, slug):
        return synonym_lines()


def change(factory: Factory, slug: str, row_id: int, verb: Any) -> None:
    """Do something with a row of a portal, as the system."""
    with factory.acting(slug) as actor:
        model = Synonym if db.session.scalar(select(Synonym).where(Synonym.id == row_id)) else PromotedResult
        row = db.session.scalar(select(model).where(model.id == row_id))
        verb(row, actor)


def _person(tenant_id: int, *roles: str) -> Actor:
    return Actor(7, "Người thử", tenant_id, frozenset(roles))


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
