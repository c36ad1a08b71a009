"""Questions against a small library, through the whole pipeline."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.search.ask import FURTHER, LISTED, POOL, READ_CLOSELY, Answer, Asked, ask
from portal.search.documents import SearchDocument
from portal.search.engine import SearchEngine, TenantFilter
from portal.search.engines.whoosh.engine import WhooshEngine
from portal.search.terms import facet_term
from portal.search.vocabulary import Vocabulary
from tests.search.samples import DISTRICT, TAM_XUAN, entry, hostile_strings, library, texts_of
from tests.thorough import some

Asking = Callable[..., Answer]
HERE = TenantFilter(tenants=frozenset({TAM_XUAN}), ancestors=frozenset({DISTRICT}))


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    made = WhooshEngine(Path(tmp_path_factory.mktemp("index")))
    made.add(library())
    yield made
    made.close()


def answer(engine: SearchEngine, question: str, **more: object) -> Answer:
    return ask(engine, texts_of(library()), question, Asked(HERE, **more))  # type: ignore[arg-type]


def keys(engine: SearchEngine, question: str, **more: object) -> list[str]:
    return [one.document.key for one in answer(engine, question, **more).results]


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("lam giay khai sinh cho con can gi", "procedure:1:5"),
        ("đăng kí kết hôn ở đâu", "procedure:1:6"),
        ("ĐĂNG KÝ KHAI SINH", "procedure:1:5"),
        ("lop hoc boi", "news:2:1"),
        ("61/2018/NĐ-CP", "legal:1:7"),
        ("61/2018/TT-BTC", "legal:1:8"),
        ("nghị định 61 năm 2018", "legal:1:7"),
        ("thông tư 61/2018", "legal:1:8"),
        ("điều 17 nghị định 61/2018/NĐ-CP", "legal:1:7:dieu-17"),
        ("giấy hẹn trả kết quả", "legal:1:7:dieu-17"),
    ],
)
def test_the_right_thing_comes_first(engine: SearchEngine, question: str, key: str) -> None:
    assert keys(engine, question)[0] == key


def test_both_documents_of_an_ambiguous_number_come_first(engine: SearchEngine) -> None:
    assert set(keys(engine, "61/2018")[:2]) == {"legal:1:7", "legal:1:8"}


@pytest.mark.parametrize("question", ["", "   ", "?!*", "\x00", "xyzzyq", "\u200b\u202e", "()[]{}^~"])
def test_nonsense_gets_an_empty_answer(engine: SearchEngine, question: str) -> None:
    assert answer(engine, question) == Answer(0)


def test_what_rooms_no_longer_give_is_not_shown(engine: SearchEngine) -> None:
    assert ask(engine, lambda keys: {}, "đăng ký khai sinh", Asked(HERE)) == Answer(0)


def test_pages_follow_each_other_without_gap_or_repetition(engine: SearchEngine) -> None:
    whole = keys(engine, "đăng ký", limit=10)
    assert whole == keys(engine, "đăng ký", limit=1) + keys(engine, "đăng ký", limit=9, offset=1)


def test_kinds_narrow(engine: SearchEngine) -> None:
    assert all(key.startswith("news:") for key in keys(engine, "lớp học đăng ký", kinds=("news",)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(question=st.text(max_size=200), limit=st.integers(-3, 30), offset=st.integers(-3, 300))
def test_any_string_gets_an_answer(engine: SearchEngine, question: str, limit: int, offset: int) -> None:
    found = answer(engine, question, limit=limit, offset=offset)
    assert found.total >= 0 and len(found.results) <= max(0, limit)


@pytest.mark.real_data
@pytest.mark.thorough
def test_every_attack_string_gets_an_answer(engine: SearchEngine) -> None:
    payloads = list(hostile_strings())
    if not payloads:
        pytest.skip("the real data is not there")
    for payload in some(payloads, 12):
        answer(engine, payload)


def test_hostile_size_is_answered_in_time(engine: SearchEngine) -> None:
    for text in (
        "*" * 10_000,
        "a OR " * 10_000,
        "\x00" * 100_000,
        "61/2018 " * 10_000,
        "khai sinh " * 10_000,
    ):
        began = time.monotonic()
        answer(engine, text)
        assert time.monotonic() - began < 1.5


def many(count: int, **more: object) -> list[SearchDocument]:
    return [
        entry(f"page:1:{1000 + at}", "Thông báo", "lịch tiêm chủng", shared=True, **more)
        for at in range(count)
    ]


@pytest.fixture
def asking(tmp_path: Path) -> Iterator[Asking]:
    made = WhooshEngine(tmp_path)

    def ask_of(
        documents: list[SearchDocument], question: str, visible: object = None, **more: object
    ) -> Answer:
        made.clear()
        made.add(documents)
        provide = texts_of([one for one in documents if visible is None or one.key in visible])  # type: ignore[operator]
        return ask(made, provide, question, Asked(HERE, **more))  # type: ignore[arg-type]

    yield ask_of
    made.close()


def test_a_group_counts_once_with_its_best_the_next_and_how_many_more(asking: Asking) -> None:
    whole = entry("legal:1:7", "Tiếp công dân", shared=True, facets={"field": ["Khiếu nại", "Tố cáo"]})
    parts = [
        entry(
            f"legal:1:7:dieu-{at}", "Tiếp công dân", "tiếp công dân " * at, kind="provision", article=str(at),
            group_key="legal:1:7", shared=True, facets={"field": ["Khiếu nại"]},
        )
        for at in range(1, 6)
    ]  # fmt: skip
    other = entry("page:1:8", "Lịch tiếp công dân", shared=True)
    found = asking([whole, *parts, other], "tiếp công dân", grouped=True)
    assert found.total == 2 and {one.best.document.object_key for one in found.groups} == {
        "legal:1:7",
        "page:1:8",
    }
    law = next(one for one in found.groups if one.best.document.object_key == "legal:1:7")
    assert len(law.further) == FURTHER and law.more == 6 - FURTHER - 1
    assert found.facets["field"] == {"Khiếu nại": 1, "Tố cáo": 1}
    assert found.facets["kind"] == {"legal": 1, "provision": 1, "page": 1}
    assert found.facets["object"] == {"legal": 1, "page": 1} and found.facets["portal"] == {"1": 2}


def test_one_document_alone_is_searched(asking: Asking) -> None:
    parts = [
        entry(
            f"legal:1:{law}:dieu-1",
            "Tiếp công dân",
            kind="provision",
            group_key=f"legal:1:{law}",
            shared=True,
        )
        for law in (7, 8)
    ]
    found = asking(parts, "tiếp công dân", group="legal:1:8")
    assert [one.document.key for one in found.results] == ["legal:1:8:dieu-1"] and found.total == 1


@pytest.mark.parametrize("grouped", [True, False])
def test_more_than_can_be_counted_is_said_to_be_more(asking: Asking, grouped: bool) -> None:
    found = asking(many(POOL + 5), "tiêm chủng", grouped=grouped)
    assert found.saturated and found.total == (POOL if grouped else LISTED)
    assert not asking(many(30), "tiêm chủng", grouped=grouped).saturated


def test_pages_beyond_what_is_usually_listed_are_there(asking: Asking) -> None:
    found = asking(many(LISTED + 30), "tiêm chủng", offset=LISTED + 5, limit=10)
    assert len(found.results) == 10


@pytest.mark.parametrize("grouped", [True, False])
def test_beyond_the_end_there_is_nothing_and_the_total_stays(asking: Asking, grouped: bool) -> None:
    found = asking(many(12), "tiêm chủng", offset=500, grouped=grouped)
    assert (found.total, found.results, found.groups) == (12, [], [])


@pytest.mark.parametrize("grouped", [True, False])
def test_what_vanishes_is_replaced_by_what_follows_and_not_counted(asking: Asking, grouped: bool) -> None:
    documents = many(20)
    first = asking(documents, "tiêm chủng", limit=3, grouped=grouped)
    shown = [one.document.key for one in first.results] or [one.best.document.key for one in first.groups]
    left = {one.key for one in documents} - {shown[0]}
    found = asking(documents, "tiêm chủng", visible=left, limit=3, grouped=grouped)
    now = [one.document.key for one in found.results] or [one.best.document.key for one in found.groups]
    assert len(now) == 3 and shown[0] not in now and found.total == 19


def test_a_question_of_filters_alone_gives_the_newest_first(asking: Asking) -> None:
    days = ["2024-05-01", "2026-01-31", "", "2025-12-01"]
    documents = [
        entry(f"legal:1:{at}", "Quyết định", shared=True, published_at=day, facets={"type": "Quyết định"})
        for at, day in enumerate(days)
    ]
    found = asking(documents, "loại:quyết định")
    assert [one.document.published_at for one in found.results] == sorted(days, reverse=True)
    also = asking(documents, "", filters=(facet_term("type", "Quyết định"),))
    assert [one.document.key for one in also.results] == [one.document.key for one in found.results]


def test_long_phrases_are_told_beyond_the_texts_that_are_ranked(asking: Asking) -> None:
    apart = [
        entry(f"page:1:{at}", "giấy khai sinh gốc", "giấy khai, khai sinh, sinh gốc " * 3, shared=True)
        for at in range(READ_CLOSELY + 30)
    ]
    false = [replace(one, title="khai sinh và giấy khai") for one in apart]
    right = entry("page:1:999", "Hộ tịch", "nộp giấy khai sinh " + "chữ khác " * 400, shared=True)
    found = asking([*false, right], '"nộp giấy khai sinh"')
    assert [one.document.key for one in found.results] == [right.key] and found.total == 1


def test_a_phrase_that_stands_nowhere_is_looked_for_in_its_words(asking: Asking) -> None:
    found = asking([entry("page:1:1", "Trọng tài thương mại", shared=True)], '"trọng tại thương mại" là gì')
    assert found.total == 1 and found.loosened
    assert not asking([entry("page:1:1", "Trọng tài", shared=True)], '"trọng tài"').loosened


def births(count: int) -> list[SearchDocument]:
    """So many entries about births among more about other things."""
    right = [
        entry(f"procedure:1:{at}", "Đăng ký khai sinh", "cho trẻ em", shared=True) for at in range(count)
    ]
    return [*right, *many(10 * count)]


def test_a_misspelt_question_finds_and_is_put_right(asking: Asking) -> None:
    found = asking(births(30), "đăng ký khai shinh")
    assert (
        found.results[0].document.title == "Đăng ký khai sinh" and found.did_you_mean == "đăng ký khai sinh"
    )
    assert asking(births(30), "đăng ký khai sinh").did_you_mean == ""


def test_nothing_is_suggested_in_words_of_what_is_not_shown(asking: Asking) -> None:
    others = {one.key for one in many(300)}
    assert asking(births(30), "đăng ký khai shinh", visible=others).did_you_mean == ""


def test_other_words_for_the_same_are_found_with_a_vocabulary(engine: SearchEngine) -> None:
    words = Vocabulary().with_lines(["giấy cưới = kết hôn"])
    asked = Asked(HERE, limit=1)
    found = ask(engine, texts_of(library()), "giấy cưới", asked, words).results
    assert [one.document.key for one in found] == ["procedure:1:6"]


def test_another_tenants_entries_never_count(asking: Asking) -> None:
    documents = [
        entry("news:3:1", "Chuyện riêng"),
        entry("news:1:2", "Chuyện riêng"),
        entry("news:2:3", "Chuyện riêng"),
    ]
    found = asking(documents, "chuyện riêng", grouped=True)
    assert found.total == 1 and found.facets["portal"] == {"2": 1}
