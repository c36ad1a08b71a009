"""Random mergers, splits, renamings and undoings: nothing is lost, nothing is there twice, every address answers."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.extensions import db
from portal.merging import schema
from portal.merging.models import MOVED, MovedRow
from portal.merging.orders import Impossible
from portal.merging.places import places, prefixes
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import all_tenants
from tests.merging.conftest import closed, opened
from tests.merging.world import Things, broken_references, merge, rename, split, undo

TABLES = ("news_item", "legal_document", "page", "procedure", "work_week")
QUICK = {
    "deadline": None,
    "derandomize": True,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
}


class Tree:
    """The portals of one run, what is done to them, and what must hold after each act."""

    def __init__(self, things: Things) -> None:
        self.things = things
        self.names = 0
        self.undoable: list[int] = []
        self.held = self._held()

    def _held(self) -> dict[str, dict[int, str]]:
        """The title of every thing that was there at the beginning, by table and id."""
        with all_tenants("những gì đang có"):
            return {
                name: {
                    row.id: row.title
                    for row in db.session.execute(
                        select(schema.table(name).c.id, _shown(name).label("title"))
                    )
                }
                for name in TABLES
            }

    def living(self) -> list[Portal]:
        """The communes that live."""
        return [one for one in directory().living() if not one.is_district and one.code in {"", *CODES}]

    def fresh(self) -> str:
        """A slug that nothing had before."""
        self.names += 1
        return f"xa-moi-{self.names}"

    def act(self, data: st.DataObject) -> None:
        """One act."""
        acts: dict[str, Any] = {"merge": self._merge, "split": self._split, "rename": self._rename}
        if self.undoable:
            acts["undo"] = lambda _data: undo(self.undoable.pop())
        name = data.draw(st.sampled_from(sorted(acts)), label="act")
        made = acts[name](data)
        if isinstance(made, int):
            self.undoable.append(made)

    def _merge(self, data: st.DataObject) -> int | None:
        slugs = sorted(one.slug for one in self.living())
        olds = data.draw(st.lists(st.sampled_from(slugs), min_size=1, max_size=3, unique=True), label="olds")
        into = data.draw(st.sampled_from([self.fresh(), *slugs]), label="into")
        try:
            return merge(into, *olds, code="")
        except Impossible:
            assert into in olds and len(olds) == 1  # a portal alone cannot be merged into itself
            return None

    def _split(self, data: st.DataObject) -> int | None:
        pairs = (
            select(MovedRow.from_id).where(MovedRow.role == MOVED, MovedRow.undone_at.is_(None)).distinct()
        )
        gone = [one for row in db.session.scalars(pairs) if (one := directory().by_id(row)) is not None]
        if not gone:
            return None
        origin = data.draw(st.sampled_from(sorted(one.slug for one in gone)), label="origin")
        sources = sorted(one.slug for one in self.living() if one.slug != origin)
        if not sources:
            return None
        return split(data.draw(st.sampled_from(sources), label="source"), self.fresh(), origin)

    def _rename(self, data: st.DataObject) -> int:
        slug = data.draw(st.sampled_from(sorted(one.slug for one in self.living())), label="renamed")
        return rename(slug, self.fresh())

    def check(self) -> None:
        """Nothing lost, nothing twice, no reference across portals, every address that ever was answers."""
        assert broken_references() == []
        now = self._held()
        for name in TABLES:
            lost = self.held[name].keys() - now[name].keys()
            assert not lost, (name, lost)
            for row_id, place in places(name, self.held[name]).items():
                owner = directory().by_id(place.tenant_id)
                assert owner is not None and owner.is_living, (name, row_id, place)
                mark = self.held[name][row_id]
                self.things.addresses[owner.slug, f"{prefixes()[name]}{place.slug}"] = mark
        self.things.check_addresses()


CODES = frozenset({"20977", "20980", "21007"})


def _shown(name: str) -> Any:
    """A column whose text stands on the page of a thing and names its first owner."""
    columns = schema.table(name).c
    return {
        "news_item": columns.get("lead"),
        "page": columns.get("summary"),
        "procedure": columns.get("name"),
    }.get(name, columns.get("title"))


def _run(filled: tuple[Path, Things], data: st.DataObject, acts: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        shutil.copytree(filled[0], Path(place) / "instance")
        app = opened(Path(place) / "instance")
        try:
            with app.app_context():
                tree = Tree(filled[1].at(app))
                for _number in range(data.draw(st.integers(1, acts), label="acts")):
                    tree.act(data)
                tree.check()
                while tree.undoable:
                    undo(tree.undoable.pop())
                tree.check()
        finally:
            closed(app)


@settings(max_examples=3, **QUICK)
@given(data=st.data())
def test_random_trees(filled: tuple[Path, Things], data: st.DataObject) -> None:
    _run(filled, data, 3)


@pytest.mark.chaos
@settings(max_examples=60, **(QUICK | {"derandomize": False}))
@given(data=st.data())
def test_many_random_trees(filled: tuple[Path, Things], data: st.DataObject) -> None:
    _run(filled, data, 8)
