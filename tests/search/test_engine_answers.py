"""What every engine must do, continued: scores, numbers, odd values and odd questions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.search.documents import entry_of
from portal.search.engine import SearchEngine, TenantFilter
from portal.search.questions import AnalysedQuery, Expansion, analyse_query
from tests.search.samples import DISTRICT, TAM_HAI, TAM_XUAN, entry, library
from tests.search.test_engine_conformance import ENGINES, EVERYTHING, asked, found


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchEngine]:
    made = ENGINES[request.param](tmp_path)
    made.add(library())
    yield made
    made.close()


def test_what_narrows_adds_nothing_to_a_score(engine: SearchEngine) -> None:
    text = "đăng ký khai sinh một cửa lớp học bơi"
    open_to_all = {one.key: one.score for one in engine.candidates(analyse_query(text), EVERYTHING)}
    everyone = TenantFilter(tenants=frozenset({TAM_XUAN, TAM_HAI}), ancestors=frozenset({DISTRICT}))
    narrowed = engine.candidates(analyse_query(text), everyone, ("procedure", "news", "provision"))
    assert len(narrowed) >= 3
    for one in narrowed:
        assert one.score == pytest.approx(open_to_all[one.key], rel=1e-5)


def test_the_more_exactly_a_number_is_named_the_further_ahead(engine: SearchEngine) -> None:
    query = analyse_query("điều 17 nghị định 61/2018/NĐ-CP tiếp nhận hồ sơ")
    first = engine.candidates(query, EVERYTHING)
    assert [one.key for one in first[:3]] == ["legal:1:7:dieu-17", "legal:1:7", "legal:1:8"]
    levels = [one.number_match for one in first]
    assert levels == sorted(levels, reverse=True) and levels[:2] == [4, 3] and len(set(first)) == len(first)
    assert [one.key for one in engine.candidates(query, EVERYTHING, limit=2)] == [
        "legal:1:7:dieu-17",
        "legal:1:7",
    ]


def test_a_word_that_is_nowhere_hides_nothing(engine: SearchEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.search.engines.plan.MAX_POSTINGS", 0)
    assert found(engine, "zzz đăng ký khai sinh")[:1] == ["procedure:1:5"]


def test_an_entry_keeps_whatever_its_fields_hold(engine: SearchEngine) -> None:
    odd = 'Bộ "Tài\\N" \x1f chính\n\t; \\ 🏛'
    document = entry(
        "news:2:40", "Tin lạ kỳ", number=odd, published_at=odd, facets={"issuer": [odd, "a=b~c"]}
    )
    engine.add([document])
    assert engine.candidates(analyse_query("tin lạ kỳ"), EVERYTHING)[0].entry == entry_of(document)


@pytest.mark.parametrize(
    "text", ["\x00", "* ? [a TO b] AND OR NOT ^2 ~1 +x -y \"'", "a" * 50_000, "𝕏 ‮ا", "% _ ' ; --"]
)
def test_nothing_that_a_person_types_is_an_error(engine: SearchEngine, text: str) -> None:
    engine.candidates(analyse_query(text), EVERYTHING, read=5)
    engine.statistics(analyse_query(text).weights())
    engine.suggest([text, "k"], EVERYTHING)


def test_an_expansion_finds_but_counts_less(engine: SearchEngine) -> None:
    engine.add([entry("news:2:30", "UBND họp"), entry("news:2:31", "Ủy ban nhân dân họp")])
    query = AnalysedQuery(
        runs=(("ubnd",),), bare_runs=(("ubnd",),), expansions=(Expansion(("uy", "ban", "nhan", "dan"), 0.2),)
    )
    assert asked(engine, query) == {"news:2:30", "news:2:31"}
