"""Services of the starting content: loaded, loaded again, and never over what people changed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from portal.extensions import db
from portal.services import queries, service, starting
from portal.services.definition.reading import from_json
from portal.services.models import OPEN
from portal.tenancy.directory import directory
from tests.conftest import DISTRICT, A
from tests.factories import Factory
from tests.services.defining import BIRTH
from tests.services.making import person

HEAD = {
    "code": "1.001193",
    "name": "Đăng ký khai sinh",
    "field": "Hộ tịch",
    "slug": "khai-sinh",
    "popular": 1,
}


def _write(root: Path, name: str, data: dict[str, Any]) -> None:
    (root / starting.FOLDER).mkdir(parents=True, exist_ok=True)
    (root / starting.FOLDER / name).write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")


def _load(factory: Factory, root: Path, slug: str = A) -> Counter[str]:
    with factory.acting(slug) as actor:
        portal = directory().by_slug(slug)
        assert portal is not None
        counts = starting.load(starting.read_folder(root), portal, actor)
        db.session.commit()
        return counts


def test_a_file_becomes_an_open_service_once(factory: Factory, tmp_path: Path) -> None:
    _write(tmp_path, "khai-sinh.yaml", HEAD | BIRTH)
    assert _load(factory, tmp_path) == {"made": 1}
    assert _load(factory, tmp_path) == {"unchanged": 1}
    assert _load(factory, tmp_path, DISTRICT) == {}, "for communes unless the file says otherwise"
    with factory.acting(A):
        offers = queries.open_with_versions()
        assert [(one.slug, one.code, one.popular) for one, _held in offers] == [("khai-sinh", "1.001193", 1)]


def test_a_changed_file_is_the_next_version_unless_people_changed_theirs(
    factory: Factory, tmp_path: Path
) -> None:
    _write(tmp_path, "khai-sinh.yaml", HEAD | BIRTH)
    _load(factory, tmp_path)
    _write(
        tmp_path, "khai-sinh.yaml", HEAD | BIRTH | {"summary": "Mới.", "name": "Đăng ký khai sinh cho trẻ"}
    )
    assert _load(factory, tmp_path) == {"changed": 1}
    with factory.acting(A) as actor:
        held = queries.by_code("1.001193")
        assert held is not None
        assert (held.name, held.status) == ("Đăng ký khai sinh cho trẻ", OPEN)
        assert [one.number for one in queries.versions_of(held)] == [2, 1]
        own = person(actor.tenant_id)
        service.save_draft(held, from_json(BIRTH | {"summary": "Của xã."}), held.version, own)
        db.session.commit()
    _write(tmp_path, "khai-sinh.yaml", HEAD | BIRTH | {"summary": "Mới hơn nữa."})
    assert _load(factory, tmp_path) == {"kept": 1}
    with factory.acting(A) as actor:
        held = queries.by_code("1.001193")
        assert held is not None
        service.publish(held, held.version, person(actor.tenant_id))
        db.session.commit()
    assert _load(factory, tmp_path) == {"kept": 1}


def test_a_service_made_by_hand_is_kept(factory: Factory, tmp_path: Path) -> None:
    with factory.acting(A) as actor:
        service.make(service.Facts("1.001193", "Của xã"), from_json(BIRTH), person(actor.tenant_id))
        db.session.commit()
    _write(tmp_path, "khai-sinh.yaml", HEAD | BIRTH)
    assert _load(factory, tmp_path) == {"kept": 1}


def test_what_is_no_service_is_named_and_stops_nothing(factory: Factory, tmp_path: Path) -> None:
    _write(tmp_path, "a.yaml", HEAD | BIRTH | {"steps": []})
    _write(tmp_path, "b.yaml", BIRTH)
    _write(tmp_path, "c.yaml", HEAD | BIRTH | {"code": 1.5})
    _write(tmp_path, "d.yaml", HEAD | BIRTH | {"for": "xã"})
    _write(tmp_path, "h.yaml", HEAD | BIRTH | {"for": "all"})
    _write(tmp_path, "z.yaml", HEAD | BIRTH | {"for": "communes"})
    (tmp_path / starting.FOLDER / "e.yaml").write_bytes(b"\xff\xfe{")
    (tmp_path / starting.FOLDER / "f.yaml").write_text("- 1\n")
    (tmp_path / starting.FOLDER / "g.yaml").write_text("!!python/object/apply:os.system ['true']\n")
    found = starting.read_folder(tmp_path)
    refused = dict(found.refused)
    assert len(refused) == 8
    assert "quy trình chưa có bước nào" in refused["_shared/dich-vu/a.yaml"]
    assert [one.facts.code for one in found.services] == ["1.001193"]
    assert refused["_shared/dich-vu/z.yaml"] == "mã thủ tục: mã này đã có ở tệp khác"
    assert _load(factory, tmp_path, DISTRICT) == {"made": 1}
