"""The counts that the database keeps are those that counting finds, whatever writes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, update

from portal.database import counting
from portal.extensions import db
from portal.legal.models import LegalDocument, LegalField
from portal.news.models import NewsItem
from portal.news.service import ensure_section
from portal.publishing.counts import KeptCount
from portal.publishing.models import STATES, TRASHED
from portal.tenancy.owned import new_id
from portal.tenancy.scope import editing, entered, handing_over, system_task
from tests.conftest import A, B
from tests.factories import Factory

pytestmark = pytest.mark.database


@pytest.fixture(params=["sqlite", "postgresql"])
def made(request: pytest.FixtureRequest) -> Iterator[Factory]:
    """An application on each kind of database."""
    app: Flask = request.getfixturevalue("app" if request.param == "sqlite" else "on_postgresql")
    with app.app_context():
        yield Factory(app)


def _wrong() -> list[tuple[Any, ...]]:
    with system_task("a test counts"):
        return counting.differences(db.session.connection())


def _document(chance: random.Random, tenant_id: int, number: int) -> dict[str, Any]:
    return {
        "id": new_id(), "tenant_id": tenant_id, "slug": f"van-ban-{number}", "number": f"{number}/QĐ-UBND",
        "natural_key": f"van-ban-{number}", "type": chance.choice(("Quyết định", "Chỉ thị")), "title": "Về việc",
        "issuer": chance.choice(("", "Ủy ban", "it's")), "year": chance.choice((None, 2024, 2025)),
        "status": chance.choice((*STATES, TRASHED)), "shared": chance.random() < 0.5,
    }  # fmt: skip


def _change(chance: random.Random) -> dict[str, Any]:
    column = chance.choice(("status", "status", "type", "issuer", "year", "category", "shared", "title"))
    values = {
        "status": chance.choice((*STATES, TRASHED)), "type": chance.choice(("Quyết định", "Kế hoạch")),
        "issuer": chance.choice(("", "Hội đồng")), "year": chance.choice((None, 2020)),
        "category": chance.choice(("normative", "directive")), "shared": chance.random() < 0.5, "title": "Khác",
    }  # fmt: skip
    return {column: values[column]}


def test_any_order_of_writes_leaves_what_counting_finds(made: Factory) -> None:
    chance, tenant = random.Random(5), made.tenant_id(A)
    with entered(editing(tenant)):
        ids: list[int] = []
        for number in range(120):
            act = chance.randrange(6)
            if act < 2 or len(ids) < 5:
                row = _document(chance, tenant, number)
                db.session.execute(insert(LegalDocument), [row])
                ids.append(row["id"])
            elif act == 2:
                fields = [
                    {"tenant_id": tenant, "document_id": chance.choice(ids), "slug": slug, "name": name}
                    for slug, name in (("dat-dai", "Đất đai"), (f"y-te-{number}", "Y tế"))
                ]
                db.session.execute(insert(LegalField), fields)
            elif act == 3:
                db.session.execute(
                    update(LegalDocument)
                    .where(LegalDocument.id == chance.choice(ids))
                    .values(_change(chance))
                )
            elif act == 4:
                db.session.execute(delete(LegalField).where(LegalField.document_id == chance.choice(ids)))
            else:
                db.session.execute(delete(LegalDocument).where(LegalDocument.id == ids.pop()))
        db.session.commit()
    assert _wrong() == []
    with entered(editing(tenant)):
        assert db.session.scalar(select(KeptCount.n).where(KeptCount.n > 3)) is not None  # it did count
        db.session.execute(delete(LegalDocument))
        db.session.commit()
    with system_task("a test looks"):
        assert db.session.scalars(select(KeptCount.n)).all() == []  # and keeps nothing of what is no more


def test_what_goes_to_another_portal_is_counted_there(made: Factory) -> None:
    old, new = made.tenant_id(A), made.tenant_id(B)
    with entered(editing(old)):
        section = ensure_section("su-kien", "Tin", 0).id
        item = {"id": new_id(), "tenant_id": old, "slug": "tin", "title": "Tin", "status": "published"}
        db.session.execute(insert(NewsItem), [item | {"section_id": section}])
        document = _document(random.Random(1), old, 1) | {"status": "published"}
        db.session.execute(insert(LegalDocument), [document])
        word = {"tenant_id": old, "document_id": document["id"], "slug": "dat-dai", "name": "Đất đai"}
        db.session.execute(insert(LegalField), [word])
        db.session.commit()
    with handing_over("a test"):
        connection = db.session.connection()
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        else:
            connection.exec_driver_sql("SET CONSTRAINTS ALL DEFERRED")
        for model in (LegalField, LegalDocument):
            db.session.execute(update(model).values(tenant_id=new))
        db.session.commit()
    assert _wrong() == []
    with system_task("a test looks"):
        fields = db.session.execute(
            select(KeptCount.tenant_id, KeptCount.n).where(KeptCount.facet == "field")
        )
        assert fields.all() == [(new, 1)]


def test_a_wrong_count_is_found_and_counted_anew(made: Factory) -> None:
    made.news(A)
    with system_task("a test spoils a count"):
        db.session.execute(update(KeptCount).values(n=KeptCount.n + 7))
        db.session.commit()
    assert {one[-2:] for one in _wrong()} == {(8, 1)}
    with system_task("a test counts anew"):
        counting.recount(db.session.connection())
        db.session.commit()
    assert _wrong() == []
