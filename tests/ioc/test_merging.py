"""Portals that become one: rows that moved are counted where they are, and taken back again with them."""

from __future__ import annotations

from flask import Flask

from portal.extensions import db
from portal.ioc.warehouse import facts, filling
from portal.ioc.warehouse.verifying import differences
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from tests.conftest import A, B
from tests.factories import Factory
from tests.ioc.rows import case, read
from tests.ioc.test_measures import FIRST, TODAY, ago
from tests.merging.world import merge, undo


def _cases(*slugs: str) -> list[int]:
    ids = [one.id for slug in slugs if (one := directory().by_slug(slug)) is not None]
    with facts.reading_all():
        found = facts.by_unit(["cases", "cases_open", "pages_read"], FIRST, TODAY, ids)
    return [
        found[one]["cases"] + 100 * found[one]["cases_open"] + found[one]["pages_read"] * 10_000
        for one in ids
    ]


def test_what_moved_is_counted_where_it_is(app: Flask, factory: Factory) -> None:
    with app.app_context():
        for slug, count in ((A, 3), (B, 2)):
            with entered(editing(factory.tenant_id(slug))):
                for number in range(count):
                    case(ago(40 + number), due_on=ago(30))
                read(ago(20), count)
                db.session.commit()
        filling.fill()
        before = _cases(A, B)
        assert before == [30_303, 20_202]
        number = merge(B, A)
        filling.fill()
        assert _cases(B) == [50_505]
        assert differences([factory.tenant_id(B)]) == []
        undo(number)
        filling.fill()
        assert _cases(A, B) == before
        assert differences([factory.tenant_id(A), factory.tenant_id(B)]) == []
