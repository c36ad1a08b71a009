"""Search knows the validity of today, and learns of it when it changes without anybody touching the document."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from flask import Flask
from sqlalchemy import select

from portal.clock import from_local, today
from portal.extensions import db
from portal.legal.models import LegalDocument, LegalRelation
from portal.legal.relations import service as relations
from portal.legal.searchable import due
from portal.publishing import service as publishing
from portal.search.engine import TenantFilter
from portal.search.indexing import catch_up, engine, rebuild
from portal.search.questions import analyse_query
from portal.tenancy.scope import all_tenants
from tests.conftest import DISTRICT, A, B
from tests.factories import Factory

EVERYTHING = TenantFilter(everything=True)
LONG_AGO = date(2015, 1, 1)


def validity_of(app: Flask, object_id: int) -> set[str]:
    """The validity that the index holds of a document and all its provisions."""
    with app.app_context():
        found = engine().candidates(analyse_query("phí chứng thực"), EVERYTHING, ("legal", "provision"))
        of_document = [one.entry for one in found if one.entry.object_key.endswith(f":{object_id}")]
        assert of_document
        return {dict(one.facets)["validity"] for one in of_document}


def held(object_id: int) -> LegalDocument:
    """A document in the scope in force."""
    found = db.session.scalar(select(LegalDocument).where(LegalDocument.id == object_id))
    assert found is not None
    return found


def two(factory: Factory, slug: str, other: str | None = None) -> tuple[int, int]:
    """An old paper, and a new one (of another portal, if given)."""
    body = "## Điều 1. Phí chứng thực\n\nPhí chứng thực là hai nghìn đồng."
    old, _slug = factory.legal(
        slug, title="Phí chứng thực", number="1/2015/QĐ-UBND", body=body, effective=LONG_AGO
    )
    new, _slug = factory.legal(
        other or slug, title="Phí chứng thực mới", number="2/2026/QĐ-UBND", body=body, effective=LONG_AGO
    )
    return old, new


def replace(factory: Factory, slug: str, new: int, key: str, **more: date) -> None:
    """The new paper replaces the one with this natural key, confirmed."""
    with factory.acting(slug):
        relation = LegalRelation(
            tenant_id=factory.tenant_id(slug), document_id=new, kind="replaces", state="confirmed", target_key=key,
            target_type="Quyết định", target_number="1/2015/QĐ-UBND", target_title="", target_anchors=[], **more,
        )  # fmt: skip
        db.session.add(relation)
        db.session.commit()


def test_a_relation_an_editor_adds_or_takes_off_changes_what_search_says(
    app: Flask, factory: Factory
) -> None:
    old, new = two(factory, A)
    with app.app_context():
        rebuild()
    assert validity_of(app, old) == {"Còn hiệu lực"}
    with factory.acting(A) as actor:
        row = relations.add(held(new), "replaces", held(old), actor)
        number = row.id
    with app.app_context():
        catch_up()
    assert validity_of(app, old) == {"Hết hiệu lực toàn bộ"} and validity_of(app, new) == {"Còn hiệu lực"}
    with factory.acting(A) as actor:
        publishing.withdraw(held(new), actor)
        publishing.commit()
    with app.app_context():
        catch_up()
    assert validity_of(app, old) == {"Còn hiệu lực"}
    with factory.acting(A) as actor:
        publishing.publish(held(new), actor)
        publishing.commit()
        relations.remove(
            db.session.scalars(select(LegalRelation).where(LegalRelation.id == number)).one(), actor
        )
    with app.app_context():
        catch_up()
    assert validity_of(app, old) == {"Còn hiệu lực"}


def test_a_neighbours_paper_changes_nothing_and_the_districts_does(app: Flask, factory: Factory) -> None:
    old, neighbours = two(factory, A, B)
    with factory.acting(A):
        key = held(old).natural_key
    replace(factory, B, neighbours, key)
    with app.app_context():
        rebuild()
    assert validity_of(app, old) == {"Còn hiệu lực"}
    districts, _slug = factory.legal(DISTRICT, number="3/2026/QĐ-UBND", effective=LONG_AGO)
    replace(factory, DISTRICT, districts, key)
    with app.app_context():
        rebuild()
    assert validity_of(app, old) == {"Hết hiệu lực toàn bộ"}


def test_a_new_day_brings_what_begins_and_ends_on_it(app: Flask, factory: Factory) -> None:
    tomorrow = today() + timedelta(31)  # far from the hour in which the papers are published
    old, new = two(factory, A)
    waiting, _slug = factory.legal(A, title="Phí chứng thực sau", number="9/2026/QĐ-UBND", effective=tomorrow)
    with factory.acting(A):
        key = held(old).natural_key
    replace(factory, A, new, key, effective=tomorrow)
    noon = from_local(datetime.combine(tomorrow - timedelta(1), datetime.min.time())) + timedelta(hours=12)
    with app.app_context(), all_tenants("test"):
        tenant = factory.tenant_id(A)
        assert due(noon, noon + timedelta(hours=1)) == {}
        assert due(noon, noon + timedelta(days=1)) == {old: tenant, waiting: tenant}
        assert due(noon + timedelta(days=1), noon + timedelta(days=2)) == {}


def test_the_words_of_a_facet_do_not_depend_on_the_visitors_language(
    app: Flask, factory: Factory, browser: Callable[..., object]
) -> None:
    old, _new = two(factory, A)
    with app.test_request_context("/", headers={"Accept-Language": "en", "Cookie": "lang=en"}):
        rebuild()
    assert validity_of(app, old) == {"Còn hiệu lực"}
