"""Portals that become one have one service of a code, and every version that a dossier may name."""

from __future__ import annotations

from flask import Flask

from portal.services import queries, service
from portal.services.definition.reading import from_json
from tests.factories import Factory
from tests.merging.world import NEW, SON, THANH, broken_references, merge, undo
from tests.services.defining import BIRTH
from tests.services.making import CODE, committed


def _versions(factory: Factory, slug: str) -> list[str]:
    with factory.acting(slug):
        held = queries.by_code(CODE)
        return sorted(queries.definition_of(one).summary for one in queries.versions_of(held)) if held else []


def test_services_of_one_code_fold_and_their_versions_go_along(app: Flask, factory: Factory) -> None:
    committed(factory, SON, summary="Của Tam Sơn.")
    number, slug = committed(factory, THANH, summary="Của Tam Thạnh.")
    committed(factory, THANH, "2.000815", name="Chứng thực")
    with factory.acting(THANH) as actor:
        held = queries.by_id(number)
        assert held is not None
        named = held.current_id
        service.save_draft(held, from_json(BIRTH | {"summary": "Nháp."}), held.version, actor)
        service.db.session.commit()
    with app.app_context():
        order = merge(NEW, SON, THANH)
    with factory.acting(NEW):
        offers = queries.open_services()
        assert [one.code for one in offers] == ["2.000815", CODE]
        assert next(one for one in offers if one.code == CODE).slug == slug
        old = queries.version(named)
        assert old is not None, "a dossier of the portal that ended still finds its version"
        assert queries.definition_of(old).summary == "Của Tam Thạnh."
        both = queries.by_code(CODE)
        assert both is not None
        present = queries.current(both)
        assert present is not None
        assert queries.definition_of(present).summary == "Của Tam Sơn."
    assert _versions(factory, NEW) == ["Của Tam Sơn.", "Của Tam Thạnh."]
    with app.app_context():
        assert broken_references() == []
        undo(order)
    assert _versions(factory, SON) == ["Của Tam Sơn."]
    assert _versions(factory, THANH) == ["Của Tam Thạnh."]
