"""What every engine must do. Another engine is run through it by one more line in ENGINES."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.search.documents import SearchDocument, entry_of
from portal.search.engine import EngineBusyError, EngineError, SearchEngine, TenantFilter, tenant_terms
from portal.search.engines.tantivy.engine import TantivyEngine
from portal.search.engines.whoosh.engine import WhooshEngine
from portal.search.questions import AnalysedQuery, analyse_query
from portal.search.terms import facet_term, reading_of
from tests import postgres
from tests.search.samples import DISTRICT, TAM_HAI, TAM_XUAN, entry, library

Make = Callable[[Path], SearchEngine]
ENGINES: dict[str, Make] = {
    "whoosh": lambda path: WhooshEngine(path / "index", lock_timeout=0.1),
    "tantivy": lambda path: TantivyEngine(path / "index", lock_timeout=0.1),
    "postgresql": postgres.engine,
}
EVERYTHING = TenantFilter(everything=True)


@pytest.fixture(params=ENGINES)
def make(request: pytest.FixtureRequest) -> Make:
    return ENGINES[request.param]


@pytest.fixture
def engine(make: Make, tmp_path: Path) -> Iterator[SearchEngine]:
    made = make(tmp_path)
    made.add(library())
    yield made
    made.close()


def found(engine: SearchEngine, text: str, tenants: TenantFilter = EVERYTHING, **more: object) -> list[str]:
    return [one.key for one in engine.candidates(analyse_query(text), tenants, **more)]  # type: ignore[arg-type]


def test_entries_are_found_and_counted(engine: SearchEngine) -> None:
    assert found(engine, "đăng ký khai sinh")[0] == "procedure:1:5"
    assert sorted(engine.all_keys()) == sorted(one.key for one in library())


def test_a_candidate_tells_what_it_is(engine: SearchEngine) -> None:
    one = engine.candidates(analyse_query("giấy hẹn trả kết quả"), EVERYTHING)[0]
    assert (one.key, one.entry.tenant_id, one.entry.shared, one.entry.kind, one.entry.group_key) == (
        "legal:1:7:dieu-17",
        1,
        True,
        "provision",
        "legal:1:7",
    )


def test_an_entry_is_replaced_by_one_with_its_key(engine: SearchEngine) -> None:
    engine.add([entry("news:2:1", "Lịch cắt điện")])
    assert found(engine, "lịch cắt điện") == ["news:2:1"]
    assert "news:2:1" not in found(engine, "lớp học bơi")
    assert len(list(engine.all_keys())) == len(library())


def test_a_deleted_entry_is_gone(engine: SearchEngine) -> None:
    engine.delete(["news:2:1", "news:9:9"])
    assert "news:2:1" not in found(engine, "lớp học bơi")
    assert len(found(engine, "lớp học bơi", EVERYTHING)) == 0


def test_an_object_is_replaced_with_all_its_parts(engine: SearchEngine) -> None:
    engine.replace_object("legal:1:7", [entry("legal:1:7", "Bản mới"), entry("legal:1:7:dieu-2", "Điều mới")])
    assert {key for key in engine.all_keys() if key.startswith("legal:1:7")} == {
        "legal:1:7",
        "legal:1:7:dieu-2",
    }
    engine.replace_object("legal:1:7", [])
    assert not [key for key in engine.all_keys() if key.startswith("legal:1:7")]


def test_the_same_object_may_change_twice_in_one_batch(engine: SearchEngine) -> None:
    with engine.writer() as batch:
        batch.replace_object("news:2:5", [entry("news:2:5", "Bản một")])
        batch.replace_object("news:2:5", [entry("news:2:5", "Bản hai")])
        batch.add([entry("news:2:6", "Bản ba"), entry("news:2:6", "Bản bốn")])
        batch.add([entry("news:2:7", "Bản năm")])
        batch.delete(["news:2:7"])
    held = sorted(key for key in engine.all_keys() if key[:8] in ("news:2:5", "news:2:6", "news:2:7"))
    assert held == ["news:2:5", "news:2:6"]
    assert found(engine, "bản một") and "news:2:5" not in found(engine, "một")
    assert found(engine, "bản hai")[0] == "news:2:5" and found(engine, "bản bốn")[0] == "news:2:6"


def test_an_entry_of_another_object_is_refused_and_nothing_changes(engine: SearchEngine) -> None:
    with pytest.raises(ValueError):
        engine.replace_object("legal:1:7", [entry("legal:1:8", "Khác")])
    assert "legal:1:7:dieu-1" in engine.all_keys()


def test_a_batch_that_fails_changes_nothing_and_lets_its_error_through(engine: SearchEngine) -> None:
    def documents() -> Iterator[SearchDocument]:
        yield entry("news:2:8", "Tin dở dang")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), engine.writer() as batch:
        batch.delete(["news:2:1"])
        batch.add(documents())
    assert "news:2:8" not in found(engine, "tin dở dang") and found(engine, "lớp học bơi") == ["news:2:1"]
    engine.add([entry("news:2:8", "Tin trọn vẹn")])
    assert found(engine, "tin trọn vẹn") == ["news:2:8"]


def test_nothing_is_visible_before_the_batch_ends(engine: SearchEngine) -> None:
    with engine.writer() as batch:
        batch.add([entry("news:2:8", "Tin sắp tới")])
        assert found(engine, "tin sắp tới") == []
    assert found(engine, "tin sắp tới") == ["news:2:8"]


def test_a_rebuild_takes_the_place_of_the_index_at_its_end(engine: SearchEngine) -> None:
    with engine.rebuild() as batch:
        batch.add([entry("news:2:9", "Chỉ mục mới")])
        assert found(engine, "lớp học bơi") == ["news:2:1"]
    assert list(engine.all_keys()) == ["news:2:9"]


def test_a_rebuild_that_fails_leaves_the_index_as_it_was(engine: SearchEngine) -> None:
    with pytest.raises(ZeroDivisionError), engine.rebuild() as batch:
        batch.add([entry("news:2:9", "Chỉ mục mới")])
        raise ZeroDivisionError
    assert found(engine, "lớp học bơi") == ["news:2:1"]


def test_a_second_writer_is_told_that_the_index_is_busy(
    make: Make, engine: SearchEngine, tmp_path: Path
) -> None:
    with engine.writer(), pytest.raises(EngineBusyError):
        make(tmp_path).add([entry("news:2:8", "Tin")])
    with engine.rebuild(), pytest.raises(EngineBusyError):
        make(tmp_path).clear()


def test_another_reader_sees_what_was_written(make: Make, engine: SearchEngine, tmp_path: Path) -> None:
    other = make(tmp_path)
    assert found(other, "lớp học bơi") == ["news:2:1"]
    engine.delete(["news:2:1"])
    assert found(other, "lớp học bơi") == []
    engine.clear()
    assert list(other.all_keys()) == []
    engine.add([entry("news:2:1", "Lớp học bơi")])
    assert found(other, "lớp học bơi") == ["news:2:1"]
    other.close()


def test_many_small_batches_stay_right(engine: SearchEngine) -> None:
    for number in range(30):
        engine.replace_object(
            f"news:2:{100 + number % 7}", [entry(f"news:2:{100 + number % 7}", f"Bản tin số {number}")]
        )
    assert len(list(engine.all_keys())) == len(library()) + 7
    assert found(engine, "bản tin số 29")[0] == "news:2:101" and not engine.check().problems


def test_without_an_index_there_is_an_engine_error(make: Make, tmp_path: Path) -> None:
    engine = make(tmp_path)
    with pytest.raises(EngineError):
        engine.candidates(analyse_query("khai sinh"), EVERYTHING)
    assert engine.check().problems
    engine.add(library())
    assert found(engine, "khai sinh") and not engine.check().problems


def test_a_tenant_finds_its_own_and_what_is_shared_from_above(engine: SearchEngine) -> None:
    here = TenantFilter(tenants=frozenset({TAM_XUAN}), ancestors=frozenset({DISTRICT}))
    everything = "lớp học bơi du lịch đăng ký khai sinh diễn tập quân sự một cửa 61/2018 phí"
    assert {one.split(":")[1] for one in found(engine, everything, here)} == {"1", "2"}
    assert "page:1:9" not in found(engine, everything, here) and "page:1:9" in found(engine, everything)
    assert found(engine, "quân sự", here) == [] and len(found(engine, "quân sự", here)) == 0


@pytest.mark.parametrize("tenants", [TenantFilter(), TenantFilter(tenants=frozenset({99}))])
def test_nobody_in_particular_finds_nothing(engine: SearchEngine, tenants: TenantFilter) -> None:
    for text in ("khai sinh", "61/2018/NĐ-CP", "lớp học bơi", "điều 17 nghị định 61/2018/NĐ-CP"):
        assert found(engine, text, tenants) == [] and len(found(engine, text, tenants)) == 0


def test_the_rule_itself_admits_no_other_portal() -> None:
    """Its terms bind what an engine proposes; what it proposed is asked again. Each would hide the other's fault."""
    here = TenantFilter(tenants=frozenset({TAM_XUAN}), ancestors=frozenset({DISTRICT}))
    assert here.admits(TAM_XUAN, False) and here.admits(TAM_XUAN, True) and here.admits(DISTRICT, True)
    assert not here.admits(DISTRICT, False)
    assert not here.admits(TAM_HAI, False) and not here.admits(TAM_HAI, True)
    assert not TenantFilter().admits(TAM_HAI, True)
    assert here.terms() == (f"t{TAM_XUAN}", f"s{DISTRICT}") and TenantFilter().terms() == ()
    assert tenant_terms(TAM_HAI, False) == (f"t{TAM_HAI}",)


def test_no_candidate_ever_lies_outside_of_the_filter(engine: SearchEngine) -> None:
    tenants = [frozenset(), frozenset({1}), frozenset({2}), frozenset({3}), frozenset({2, TAM_HAI})]
    for own in tenants:
        for above in tenants:
            scope = TenantFilter(tenants=own, ancestors=above)
            for text in ("khai sinh 61/2018", "du lịch lớp học", "quân sự", "61/2018/NĐ-CP"):
                for one in engine.candidates(analyse_query(text), scope):
                    assert scope.admits(one.entry.tenant_id, one.entry.shared)


def test_kinds_and_limits_hold(engine: SearchEngine) -> None:
    assert {
        one.split(":")[0] for one in found(engine, "đăng ký khai sinh một cửa", kinds=("procedure",))
    } == {"procedure"}
    assert len(found(engine, "đăng ký", limit=1)) == 1 and found(engine, "đăng ký", limit=0) == []
    assert found(engine, "61/2018/NĐ-CP", kinds=("news",)) == []


def test_a_rare_term_says_more_than_a_common_one(engine: SearchEngine) -> None:
    told = engine.statistics(["dang ki", "lop hoc", "nowhere"])
    assert (
        told.entries == len(library())
        and told.frequencies["lop hoc"] == 1
        and not told.frequencies["nowhere"]
    )
    assert 0 <= told.rarity("dang ki") < told.rarity("lop hoc") < told.rarity("nowhere")


def asked(engine: SearchEngine, query: AnalysedQuery, **more: object) -> set[str]:
    return {one.key for one in engine.candidates(query, EVERYTHING, **more)}  # type: ignore[arg-type]


def test_the_first_candidates_come_with_entry_and_reading(engine: SearchEngine) -> None:
    documents = {one.key: one for one in library()}
    first, *rest = engine.candidates(analyse_query("đăng ký khai sinh"), EVERYTHING, read=1)
    assert first.entry == entry_of(documents[first.key]) and first.reading == reading_of(documents[first.key])
    assert rest and all(one.reading is None for one in rest)


def test_facets_are_kept_and_narrow_without_regard_to_accents(engine: SearchEngine) -> None:
    facets = {"type": "Nghị định", "field": ("Hộ tịch", "Tư pháp"), "issuer": "Bộ Tài chính", "empty": ""}
    engine.add([entry("legal:1:20", "Văn bản có nhãn", facets=facets)])
    one = engine.candidates(analyse_query("văn bản có nhãn"), EVERYTHING)[0]
    assert one.entry.facets == (
        ("field", "Hộ tịch"), ("field", "Tư pháp"), ("issuer", "Bộ Tài chính"), ("type", "Nghị định"),
    )  # fmt: skip
    for terms in [("type=nghi dinh",), ("field=ho tich", "field=tu phap"), ("issuer~tai", "issuer~chinh")]:
        assert asked(engine, AnalysedQuery(filters=terms)) == {"legal:1:20"}
    assert facet_term("type", "NGHỊ ĐỊNH") == "type=nghi dinh"
    assert not asked(engine, AnalysedQuery(filters=("type=nghi dinh", "type=thong tu")))
    assert not asked(engine, AnalysedQuery(filters=("type=nghi",)))


def test_a_phrase_asks_for_all_its_terms_and_accents(engine: SearchEngine) -> None:
    engine.add(
        [entry("news:2:30", "Bán đất"), entry("news:2:31", "Bàn đạt"), entry("news:2:32", "Bán nhà, mua đất")]
    )
    run = ("bán", "đất")
    query = AnalysedQuery(runs=(run,), bare_runs=(("ban", "dat"),), phrases=(run,), accented=True)
    assert asked(engine, query) == {"news:2:30"}
    plain = AnalysedQuery(runs=(("ban", "dat"),), bare_runs=(("ban", "dat"),), phrases=(("ban", "dat"),))
    assert asked(engine, plain) == {"news:2:30", "news:2:31"}


def test_what_is_excluded_is_left_out(engine: SearchEngine) -> None:
    engine.add(
        [entry("news:2:30", "Bán đất má"), entry("news:2:31", "Bán đất mà"), entry("news:2:32", "Bán đất")]
    )
    run: dict[str, Any] = {"runs": (("bán", "đất"),), "bare_runs": (("ban", "dat"),)}
    assert asked(engine, AnalysedQuery(**run, excluded=(("má",),))) == {"news:2:31", "news:2:32"}
    assert asked(engine, AnalysedQuery(**run, excluded=(("ma",),))) == {"news:2:32"}
    assert asked(engine, AnalysedQuery(**run, excluded=(("đất", "mà"),))) == {"news:2:32"}
    assert asked(engine, AnalysedQuery(**run, excluded=(("không", "có"),))) >= {"news:2:30", "news:2:32"}


def test_beginnings_of_words_and_numbers_are_suggested(engine: SearchEngine) -> None:
    def suggested(*leads: str, tenants: TenantFilter = EVERYTHING) -> set[str]:
        return {one.key for one in engine.suggest(leads, tenants)}

    assert suggested("dang", "kh") == {"procedure:1:5"} and suggested("dang", "k") >= {"procedure:1:6"}
    assert suggested("#61/2018/n") == {"legal:1:7"} and suggested("#61/2") == {"legal:1:7", "legal:1:8"}
    assert not suggested("khong", "co") and not suggested()
    assert not suggested("dang", tenants=TenantFilter(tenants=frozenset({99})))
    assert all(one.reading is not None for one in engine.suggest(("dang",), EVERYTHING))
    assert len(engine.suggest(("d",), EVERYTHING, limit=1)) == 1
    here = TenantFilter(tenants=frozenset({TAM_XUAN}), ancestors=frozenset({DISTRICT}))
    assert "page:1:9" not in suggested("dien", tenants=here) and suggested("dien") == {"page:1:9"}


def test_the_position_goes_with_the_batch(make: Make, engine: SearchEngine, tmp_path: Path) -> None:
    assert engine.position() == -1
    with engine.writer() as batch:
        batch.delete(["news:2:1"])
        batch.mark(41)
    assert engine.position() == 41 and make(tmp_path).position() == 41
    with pytest.raises(ZeroDivisionError), engine.writer() as batch:
        batch.mark(99)
        raise ZeroDivisionError
    assert engine.position() == 41
    engine.add([entry("news:2:1", "Lớp học bơi")])
    assert engine.position() == 41
    with engine.rebuild() as batch:
        batch.add(library())
        batch.mark(50)
        assert engine.position() == 41
    assert engine.position() == 50
    engine.clear()
    assert engine.position() == -1
