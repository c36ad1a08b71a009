"""Questions against a small library, through the whole pipeline."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.search.ask import Answer, Asked, ask
from portal.search.engine import SearchEngine, TenantFilter
from portal.search.engines.whoosh.engine import WhooshEngine
from tests.search.samples import DISTRICT, TAM_XUAN, hostile_strings, library, texts_of

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
def test_every_attack_string_gets_an_answer(engine: SearchEngine) -> None:
    payloads = list(hostile_strings())
    if not payloads:
        pytest.skip("the real data is not there")
    for payload in payloads[::3]:
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
