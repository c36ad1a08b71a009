"""The catalogue to begin with is whole, comes once, and gives way to what people wrote."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from flask import Flask

from portal.clock import today
from portal.indicators import defining, queries, starting
from portal.indicators.catalogue import FIELDS, as_measure
from portal.indicators.models import MEAN
from portal.publishing.service import commit
from portal.tenancy.directory import directory
from tests.conftest import DISTRICT, ROOT, A
from tests.factories import Factory
from tests.indicators.making import portal_of


def _load(factory: Factory, root: Path, slug: str = DISTRICT) -> Counter[str]:
    with factory.acting(slug) as actor:
        portal = directory().by_slug(slug)
        assert portal is not None
        counts = starting.load(starting.read_folder(root), portal, actor)
        commit()
        return counts


def test_the_catalogue_of_the_installation_is_whole(app: Flask, factory: Factory) -> None:
    starts = starting.read_folder(ROOT / "content")
    assert starts.refused == () and len(starts.measures) >= 40
    assert _load(factory, ROOT / "content", A) == Counter()
    counts = _load(factory, ROOT / "content")
    assert counts == Counter(made=len(starts.measures))
    assert _load(factory, ROOT / "content") == Counter(unchanged=len(starts.measures))
    with app.app_context():
        known = {one.code: one for one in queries.catalogue(portal_of(app, A))}
    assert len(known) == len(starts.measures)
    for one in known.values():
        assert one.definition.endswith(".") and one.source and one.field in FIELDS, one.code
        assert one.active_from == today().replace(day=1)
        assert (one.made == MEAN) == bool(one.weight_code)
    assert {"dan-so", "ho-ngheo", "tau-ca", "thu-ngan-sach", "tiem-chung", "tieu-chi-ntm"} <= set(known)


def test_what_people_changed_stays(app: Flask, factory: Factory, tmp_path: Path) -> None:
    folder = tmp_path / "_shared" / "chi-tieu"
    folder.mkdir(parents=True)
    file = folder / "a.yaml"
    text = (
        "- {code: a, name: Một, unit: hộ, field: khac, period: month}\n"
        "- {code: b, name: Hai, unit: hộ, field: khac, period: month, part_of: a}\n"
    )
    file.write_text(text)
    assert _load(factory, tmp_path) == Counter(made=2)
    with factory.acting(DISTRICT) as system:
        row = defining.held()["a"]
        person = replace(system, name="Bà Lan", user_id=7)
        defining.change(row, replace(as_measure(row), name="Một của huyện"), row.version, "", person)
        commit()
    file.write_text(text.replace("Một", "Một mới").replace("Hai", "Hai mới"))
    assert _load(factory, tmp_path) == Counter(kept=1, changed=1)
    with app.app_context():
        names = {one.code: one.name for one in queries.catalogue(portal_of(app, DISTRICT))}
    assert names == {"a": "Một của huyện", "b": "Hai mới"}


def test_a_bad_file_is_named_and_the_others_come(factory: Factory, tmp_path: Path) -> None:
    folder = tmp_path / "_shared" / "chi-tieu"
    folder.mkdir(parents=True)
    (folder / "a.yaml").write_text("- {code: a, name: Một, unit: hộ, field: khac, period: month}\n")
    (folder / "b.yaml").write_text(
        "- {code: b, name: Hai, unit: hộ, field: khac, period: month, least: 1.5}\n"
    )
    (folder / "c.yaml").write_text("- {code: c, ten: Ba}\n")
    (folder / "d.yaml").write_text("code: d\n")
    (folder / "e.yaml").write_text(
        "- {code: e, name: Năm, unit: hộ, field: khac, period: year, made: mean, weight_code: x}\n"
    )
    starts = starting.read_folder(tmp_path)
    assert [path for path, _why in starts.refused] == [f"_shared/chi-tieu/{one}.yaml" for one in "bcd"]
    assert _load(factory, tmp_path) == Counter(made=1, refused=1)
