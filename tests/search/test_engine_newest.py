"""What a query of filters alone gives first, in every engine."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.documents import SearchDocument
from portal.search.engine import SearchEngine, TenantFilter
from portal.search.engines.newest import newest
from portal.search.questions import AnalysedQuery
from tests.search.samples import entry
from tests.search.test_engine_conformance import ENGINES

EVERYTHING = TenantFilter(everything=True)
DECISIONS = AnalysedQuery(filters=("type=quyet dinh",))


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchEngine]:
    made = ENGINES[request.param](tmp_path)
    yield made
    made.close()


def decisions() -> list[SearchDocument]:
    """30 of them in a random order: days, instants, nothing, and the same day several times."""
    days = [
        "",
        "2019-05-01",
        "2019-05-01T08:00:00Z",
        "2024-12-31",
        *(f"2025-01-{day:02}" for day in range(1, 7)),
    ]
    made = [
        entry(f"legal:{2 + number % 2}:{number}", "Quyết định", published_at=days[number % 10],
              facets={"type": "Quyết định" if number < 28 else "Nghị quyết"})
        for number in range(30)
    ]  # fmt: skip
    random.Random(7).shuffle(made)
    return made


def first(engine: SearchEngine, limit: int, tenants: TenantFilter = EVERYTHING) -> list[str]:
    found = engine.candidates(DECISIONS, tenants, limit=limit)
    assert {one.score for one in found} <= {0.0}
    return [one.key for one in found]


def right(documents: list[SearchDocument]) -> list[str]:
    held = sorted((one for one in documents if one.facets["type"] == "Quyết định"), key=lambda one: one.key)
    return [one.key for one in sorted(held, key=lambda one: one.published_at, reverse=True)]


def test_filters_alone_give_the_newest_first(engine: SearchEngine) -> None:
    documents = decisions()
    for part in (documents[:11], documents[11:20], documents[20:]):
        engine.add(part)
    for limit in (1, 2, 5, 7, 26, 28, 100):
        assert first(engine, limit) == right(documents)[:limit]
    own = TenantFilter(tenants=frozenset({3}))
    assert first(engine, 5, own) == [key for key in right(documents) if key.startswith("legal:3:")][:5]


def test_a_new_date_moves_an_entry(engine: SearchEngine) -> None:
    documents = decisions()
    engine.add(documents)
    newest_key, second = first(engine, 2)
    engine.add([entry("legal:2:0", "Quyết định", published_at="2026-11-20", facets={"type": "Quyết định"})])
    assert first(engine, 2) == ["legal:2:0", newest_key]
    engine.delete(["legal:2:0", newest_key])
    assert first(engine, 1) == [second]


@given(
    st.lists(st.tuples(st.sampled_from(["", "2020", "2021-01-02"]), st.integers(0, 99))), st.integers(0, 12)
)
def test_the_order_is_that_of_all_sorted(dated: list[tuple[str, int]], limit: int) -> None:
    by_number = sorted(dated, key=lambda one: one[1])
    expected = [number for _day, number in sorted(by_number, key=lambda one: one[0], reverse=True)]
    assert newest(dated, limit, lambda number: f"{number:02}") == expected[:limit]
