"""A part of a long list is the part of the whole, from whichever end it is read and whoever's rows meet in it."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from portal.clock import utc_now
from portal.extensions import db
from portal.legal import queries
from portal.legal.models import LegalDocument, LegalField
from portal.news.models import NewsItem
from portal.news.queries import count_items, list_items
from portal.news.service import ensure_section
from portal.publishing.listed import slice_of
from portal.publishing.wanted import ORDERS, Wanted
from portal.tenancy.owned import new_id
from portal.tenancy.scope import editing, entered, reading
from tests.conftest import DISTRICT, A
from tests.factories import Factory


def _fill(tenant_id: int, count: int, chance: random.Random) -> None:
    now = utc_now()
    rows: list[dict[str, Any]] = []
    for number in range(count):
        issued = chance.choice((None, date(2024, 1, 1) + timedelta(days=chance.randrange(40))))
        rows.append({
            "id": new_id(), "tenant_id": tenant_id, "slug": f"v-{number}", "number": f"{number}", "title": "Về việc",
            "natural_key": f"v-{number}", "type": chance.choice(("Quyết định", "Chỉ thị")), "issued": issued,
            "year": issued.year if issued else chance.choice((None, 2023)), "issuer": "Ủy ban",
            "status": chance.choice(("published", "published", "draft")), "shared": chance.random() < 0.5,
            "publish_at": now + timedelta(days=chance.choice((-9, -9, 9))),
            "expires_at": chance.choice((None, now - timedelta(days=1), now + timedelta(days=1))),
        })  # fmt: skip
    with entered(editing(tenant_id)):
        db.session.execute(insert(LegalDocument), rows)
        words = [
            {
                "tenant_id": tenant_id,
                "document_id": one["id"],
                "slug": chance.choice(("dat", "y-te")),
                "name": "Tên",
                "shared": one["shared"],
            }
            for one in rows
        ]
        db.session.execute(insert(LegalField), words)
        db.session.commit()


def _whole() -> list[LegalDocument]:
    """All that citizens see, put in order here."""
    now = utc_now()
    seen = [one for one in db.session.scalars(select(LegalDocument)) if one.is_visible(now)]
    return sorted(seen, key=lambda one: (one.issued or date.min, one.year or 0, one.id), reverse=True)


def test_every_part_of_the_documents_of_two_portals(factory: Factory) -> None:
    chance, own, above = random.Random(7), factory.tenant_id(A), factory.tenant_id(DISTRICT)
    with factory.app.app_context():
        _fill(own, 900, chance)
        _fill(above, 300, chance)
        with entered(reading(own, (above,))):
            whole = _whole()
            assert len({one.tenant_id for one in whole}) == 2
            nothing = queries.Filters()
            total = queries.count_documents(nothing)
            assert total == len(whole) > 250
            for known in (None, total):
                read = [
                    one["path"]
                    for offset in range(0, total, 20)
                    for one in queries.list_documents(nothing, offset, 20, known)
                ]
                assert read == [queries.document_path(one.slug) for one in whole]


def test_counts_and_choices_are_those_of_what_citizens_see(factory: Factory) -> None:
    chance, own, above = random.Random(8), factory.tenant_id(A), factory.tenant_id(DISTRICT)
    with factory.app.app_context():
        _fill(own, 200, chance)
        _fill(above, 100, chance)
        with entered(reading(own, (above,))):
            whole = _whole()
            choices = queries.filter_choices()
            for facet in ("type", "issuer", "year"):
                for value, _label, many in choices[facet]:
                    assert many == sum(getattr(one, facet) == value for one in whole)
                    assert many == queries.count_documents(queries.Filters(**{facet: value}))
                assert sum(one[2] for one in choices[facet]) == sum(
                    getattr(one, facet) is not None for one in whole
                )
            for slug, _name, many in choices["field"]:
                assert many == sum(any(word.slug == slug for word in one.fields) for one in whole)
                assert many == queries.count_documents(queries.Filters(field=slug))


def test_a_late_page_of_the_news(factory: Factory) -> None:
    own = factory.tenant_id(A)
    with factory.app.app_context():
        with entered(editing(own)):
            section = ensure_section("su-kien", "Tin", 0).id
            now = utc_now()
            db.session.execute(insert(NewsItem), [
                {"id": new_id(), "tenant_id": own, "slug": f"tin-{one}", "title": f"Tin {one}", "status": "published",
                 "section_id": section, "publish_at": now - timedelta(minutes=one)} for one in range(605)
            ])  # fmt: skip
            db.session.commit()
        with entered(reading(own)):
            total = count_items()
            assert total == count_items(section) == 605
            for offset in (0, 200, 240, 320, 580, 600, 620):
                found = [one["title"] for one in list_items(offset, 20, total=total)]
                assert found == [f"Tin {one}" for one in range(605)][offset : offset + 20]


@pytest.mark.parametrize("order", ORDERS)
def test_a_late_page_of_the_desk_in_every_order(factory: Factory, order: str) -> None:
    chance, own = random.Random(9), factory.tenant_id(A)
    with factory.app.app_context():
        _fill(own, 700, chance)
        with entered(editing(own)):
            for one in chance.sample(list(db.session.scalars(select(LegalDocument))), 90):
                one.review_on = date(2026, 1, 1) + timedelta(days=chance.randrange(9))
            db.session.commit()
            wanted = Wanted(order=order)
            statement = wanted.ordered(wanted.narrow(select(LegalDocument), LegalDocument), LegalDocument)
            whole = list(db.session.scalars(statement))
            for total in (None, len(whole)):
                for offset in range(0, len(whole) + 40, 20):
                    read = slice_of(statement, LegalDocument, offset, 20, total)
                    assert read == whole[offset : offset + 20], (total, offset)
